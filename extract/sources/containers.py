"""Archives and compressed files: the items inside them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from extract.errors import DepthError, FormatError, InputError, OutsideError, RatioError
from extract.sources.encodings import decode
from extract.sources.items import Found, Item
from extract.sources.options import ReadOptions

LEAST = 1 << 20  # unpacked bytes from which the ratio of compression is looked at
PACKERS: tuple[tuple[bytes, Callable[[BinaryIO], BinaryIO]], ...] = (
    (b"\x1f\x8b", lambda stream: cast(BinaryIO, gzip.GzipFile(fileobj=stream, mode="rb"))),
    (b"BZh", lambda stream: cast(BinaryIO, bz2.BZ2File(stream))),
    (b"\xfd7zXZ\x00", lambda stream: cast(BinaryIO, lzma.LZMAFile(stream))),  # noqa: SIM115 - it ends with the item
)


class Measured(io.RawIOBase):
    """Unpacked bytes, read in order; RatioError as soon as they are over `ratio` times the compressed ones read."""

    def __init__(self, stream: BinaryIO, packed: BinaryIO, ratio: int, path: str) -> None:
        self._stream, self._packed, self._ratio, self._path = stream, packed, ratio, path
        self._at = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Unpacked bytes so far."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Read on to a place further on; backwards only as the archive readers do it, within what was read."""
        target = offset + (self._at if whence == io.SEEK_CUR else 0)
        if whence == io.SEEK_END or target < self._at:
            self._at = self._stream.seek(offset, whence)
        while self._at < target and self.read(min(LEAST, target - self._at)):
            pass
        return self._at

    def seekable(self) -> bool:
        """Always, if slowly."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there are bytes."""
        try:
            data = self._stream.read(len(buffer))
        except EOFError as error:  # which readers of archives take for an archive's own end
            raise OSError(str(error)) from None
        buffer[: len(data)] = data
        self._at += len(data)
        if self._at > LEAST and self._at > self._ratio * self._packed.tell():
            raise _bomb(self._path, self._ratio)
        return len(data)


def _bomb(path: str, ratio: int) -> RatioError:
    reason = f"It unpacks to more than {ratio} times its size, as bombs do."
    return RatioError(path, reason, "Raise the limit with --max-ratio if it is what it should be.")


def read_zip(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The files of a zip archive, in the order of their names."""
    with zipfile.ZipFile(item.stream) as archive:
        members = [(member_name(info), info) for info in archive.infolist() if not info.is_dir()]
        for name, info in sorted(members, key=lambda pair: pair[0]):
            if info.flag_bits & 1:
                yield FormatError(f"{item.path}!/{name}", "It is encrypted.", "Unpack it with its password first.")
                continue
            if info.file_size > max(LEAST, options.ratio * info.compress_size):
                yield _bomb(f"{item.path}!/{name}", options.ratio)
                continue
            try:
                with archive.open(info) as stream:
                    yield _member(item, name, cast(BinaryIO, stream), options)
            except (zipfile.BadZipFile, NotImplementedError) as error:
                yield FormatError(f"{item.path}!/{name}", f"The archive is broken here: {error}.", "Make it anew.")


def read_tar(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The files of a tar archive, plain or compressed, in the archive's order. Links are not followed."""
    plain = unpacked(item, options)
    with tarfile.open(fileobj=plain, mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
        for info in archive:
            if info.isfile() and (stream := archive.extractfile(info)):
                name = _text_name(info.name.encode("utf-8", "surrogateescape"))
                yield _member(item, name, cast(BinaryIO, stream), options)
            archive.members = []  # type: ignore[attr-defined]  # else every header of the archive stays in memory


def read_gzip(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The one file that is compressed; it goes by its name without `.gz` and keeps its path."""
    with gzip.GzipFile(fileobj=item.stream, mode="rb") as stream:
        plain = _measured(cast(BinaryIO, stream), item, options)
        yield Item(item.path, plain, item.depth, item.filename()[: -len(".gz")])


def unpacked(item: Item, options: ReadOptions) -> BinaryIO:
    """The stream, or what it unpacks to where it begins as compressed files do."""
    head = item.stream.read(6)
    item.stream.seek(0)
    for magic, unpack in PACKERS:
        if head.startswith(magic):
            return _measured(unpack(item.stream), item, options)
    return item.stream


def _measured(stream: BinaryIO, item: Item, options: ReadOptions) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(Measured(stream, item.stream, options.ratio, item.path)))


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a zip member. Old Chinese archivers wrote it in GBK or Big5 and did not say so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return _text_name(info.filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.filename


def _text_name(data: bytes) -> str:
    try:
        return decode(data, "")[0]
    except InputError:
        return data.decode("utf-8", "backslashreplace")


def _member(item: Item, name: str, stream: BinaryIO, options: ReadOptions) -> Found:
    path = f"{item.path}!/{name}"
    if item.depth + 1 > options.depth:
        return DepthError(path, f"It lies in more than {options.depth} archives.", "Unpack the outer one first.")
    pure = PurePosixPath(name.replace("\\", "/"))
    if pure.is_absolute() or ".." in pure.parts:
        return OutsideError(path, "Its name leads out of the archive.", "Rename it, or unpack it by hand.")
    return Item(path, stream, item.depth + 1)
