"""Bytes to text: which encoding, told from the bytes themselves.

A byte-order mark decides; else valid UTF-8 does; else the sample that reads most like Chinese wins among GB18030 (which
contains GBK and GB2312), Big5 with its extensions and UTF-16 without a mark. How Chinese a reading is: the share of its
non-ASCII characters that are among the most frequent ones of either script (patterns/lexicon/common.txt) – about 0.9
for the right reading, under 0.3 for a wrong one. Line ends stay as they are; a byte-order mark is no part of the text.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from extract.errors import BinaryError, DecodeError, SettingError
from extract.rules import Patterns

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# What is called GB2312 or GBK in the wild holds characters of its supersets; Big5 has two common extensions.
WIDER = {
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "big5": ("big5", "cp950", "big5hkscs"),
    "cp950": ("cp950", "big5hkscs"),
    "utf_8": ("utf-8",),
    "utf-8": ("utf-8",),
    "utf-8-sig": ("utf-8-sig",),
}
CANDIDATES = ("gb18030", "big5", "utf-16-le", "utf-16-be")
SAMPLE = 8192  # bytes from the first that is not ASCII: enough for any score
ACCEPTED = 0.4  # of the sample's non-ASCII characters are common: a reading that can be believed
SURE = 8  # this many multi-byte characters are not valid UTF-8 by accident
MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
REPAIR = "Repair the bytes there, or name another encoding with --encoding."
LEAVE = "Leave the file out, or convert it to text first."
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")  # DOS ends files with \x1a
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕…—－·％～　０１２３４５６７８９"


def decode(data: bytes, path: str, encoding: str | None = None) -> tuple[str, str]:
    """The text and the codec that decodes the bytes to exactly that text.

    `encoding` overrides the detection. Raises BinaryError for what is not text and DecodeError, with the byte offset,
    for bytes that are text in no encoding.

    >>> decode("正余镇召开春耕会议，部署备种工作".encode("gbk"), "a.txt")
    ('正余镇召开春耕会议，部署备种工作', 'gb18030')
    """
    if kind := next((kind for magic, kind in MAGIC if data.startswith(magic)), None):
        raise BinaryError(path, f"It is {kind}, not plain text.", "Convert it to text first.")
    text, name = _given(data, path, encoding) if encoding else _detected(data, path)
    check_text(text, path)
    return text, name


def check_text(text: str, path: str) -> None:
    """Raises BinaryError where more than one character in a hundred is a control character."""
    if not _CONTROL.search(text):
        return
    found = sum(1 for _ in _CONTROL.finditer(text))
    if found * 100 > len(text):
        reason = f"{found} of its {len(text)} characters are control characters: it is not text."
        raise BinaryError(path, reason, LEAVE)


def check_encoding(name: str) -> str:
    """The name of a codec, as given. Raises SettingError where Python knows none of that name."""
    try:
        b"a".decode(name, "replace")  # codecs such as "hex" are no text encodings: that is a LookupError too
    except LookupError:
        known = "utf-8, gb18030, big5, utf-16"
        raise SettingError(f"--encoding {name}: there is no such encoding. Chinese text is mostly {known}.") from None
    return name


def _given(data: bytes, path: str, encoding: str) -> tuple[str, str]:
    name = codecs.lookup(encoding).name
    if name in ("utf-8", "utf-16", "utf-32", "gb18030") and (marked := mark_of(data)):
        name = marked
    fault: UnicodeDecodeError | None = None
    for codec in WIDER.get(name, (name,)):
        try:
            return _strict(data, codec), codec
        except UnicodeDecodeError as error:
            fault = fault or error
    raise _undecodable(path, encoding, fault, REPAIR)


def _detected(data: bytes, path: str) -> tuple[str, str]:
    if mark := mark_of(data):
        try:
            return _strict(data, mark), mark
        except UnicodeDecodeError as error:
            raise _undecodable(path, mark, error, "Its byte-order mark says so; repair the file.") from None
    if b"\x00" in data and (found := _utf16(data)):
        return found
    return _utf8(data) or _chinese(data, path)


def mark_of(data: bytes) -> str | None:
    """The encoding that a byte-order mark tells.

    >>> mark_of("报".encode("utf-8-sig")), mark_of("报".encode())
    ('utf-8-sig', None)
    """
    return next((name for mark, name in MARKS if data.startswith(mark)), None)


def _strict(data: bytes, codec: str) -> str:
    text = data.decode(codec)
    return text.removeprefix("\ufeff") if codec == "gb18030" else text


def _utf8(data: bytes) -> tuple[str, str] | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if (len(data) - len(text)) >= 2 * SURE or len(data) == len(text):
        return text, "utf-8"
    others = [(chineseness(_sample(data, codec)), codec) for codec in CANDIDATES]
    score, codec = max(others)
    if score - chineseness(text) < 0.5:
        return text, "utf-8"
    try:
        return _strict(data, codec), codec
    except UnicodeDecodeError:
        return text, "utf-8"


def _utf16(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark, where NULs hint at it: nearly all its characters are ASCII or common Chinese."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if _readable(text[:SAMPLE]) >= 0.6:
            return text, codec
    return None


def _chinese(data: bytes, path: str) -> tuple[str, str]:
    """The candidate that reads most like Chinese; where none does, what the last resort makes of it."""
    codecs_that_fit = ("utf-8", *(CANDIDATES if len(data) % 2 == 0 else CANDIDATES[:2]))  # UTF-8: a bad byte in it
    ranked = sorted(((chineseness(_sample(data, codec)), codec) for codec in codecs_that_fit), reverse=True)
    fault: DecodeError | None = None
    for _, codec in (pair for pair in ranked if pair[0] >= ACCEPTED):
        try:
            return _given(data, path, codec)
        except DecodeError as error:
            fault = fault or error
    if fault:
        raise DecodeError(path, fault.reason, REPAIR, fault.place)
    return _last_resort(data) or _nothing(data, path)


def _nothing(data: bytes, path: str) -> tuple[str, str]:
    controls = sum(1 for _ in _CONTROL_BYTE.finditer(data))
    if controls * 100 > len(data):
        raise BinaryError(path, f"{controls} of its {len(data)} bytes are control characters: it is not text.", LEAVE)
    try:
        return _strict(data, "utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        raise _undecodable(path, "utf-8, gb18030, big5 or utf-16 text", error, REPAIR) from None


def _sample(data: bytes, codec: str) -> str:
    if codec.startswith("utf-16"):
        return data[:SAMPLE].decode(codec, "replace")
    first = _HIGH.search(data)
    start = first.start() if first else 0
    return data[start : start + SAMPLE].decode(codec, "replace")


def chineseness(text: str) -> float:
    """The share of the non-ASCII characters that are common ones, 0…1; 1 where all is ASCII.

    >>> chineseness("我们的人"), chineseness("ÃûÈÕ")
    (1.0, 0.0)
    """
    foreign = [char for char in text if char > "\x7f"]
    return sum(char in _common() for char in foreign) / len(foreign) if foreign else 1.0


def _readable(text: str) -> float:
    """The share of all characters that are common Chinese ones or printable ASCII, 0…1."""
    good = sum(char in _common() or " " <= char <= "~" or char in "\r\n\t" for char in text)
    return good / len(text) if text else 0.0


@cache
def _common() -> frozenset[str]:
    return frozenset("".join(Patterns.load().words("common")) + _PUNCTUATION)


def _last_resort(data: bytes) -> tuple[str, str] | None:
    """What charset-normalizer makes of it, believed for text that is mostly ASCII or in another East Asian encoding."""
    from charset_normalizer import from_bytes
    from charset_normalizer.utils import is_multi_byte_encoding

    best = from_bytes(data[:65536]).best()
    if best is None:
        return None
    high = sum(1 for _ in _HIGH.finditer(data[:65536])) / min(len(data), 65536)
    if high > 0.3 and not is_multi_byte_encoding(best.encoding):
        return None
    name = codecs.lookup(best.encoding).name
    try:
        return _strict(data, name), name
    except UnicodeDecodeError:
        return None


def _undecodable(path: str, encoding: str, fault: UnicodeDecodeError | None, remedy: str) -> DecodeError:
    start = fault.start if fault else 0
    shown = fault.object[start : start + 4].hex(" ") if fault else ""
    return DecodeError(path, f"The bytes {shown} are not valid {encoding}.", remedy, f"byte {start}")
