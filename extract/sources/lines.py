"""The lines of a table, decoded one by one so that a bad line costs that line alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from extract.errors import DecodeError, InputError
from extract.sources.encodings import decode, mark_of
from extract.sources.items import Item, too_large
from extract.sources.options import ReadOptions

if TYPE_CHECKING:
    Buffered = io.BufferedReader[io.RawIOBase]

HEAD = 65536  # bytes that the encoding of the whole table is told from
WIDE = ("utf-16", "utf-32")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its line end: `number` from 1, its own bytes, their text, and the codec between the two."""

    number: int
    data: bytes
    text: str
    encoding: str


def read_lines(item: Item, options: ReadOptions) -> Iterator[Line | InputError]:
    """Every line, or the error that tells why it cannot be read; a line over the size limit is skipped."""
    stream = io.BufferedReader(cast(io.RawIOBase, item.stream), HEAD)
    try:
        yield from _lines(stream, item, options)
    finally:
        with suppress(ValueError):  # closed already, where the caller gave up first
            stream.detach()


def located(error: InputError, place: str) -> InputError:
    """The same error with the line in front of its place."""
    inner = f"{place}, {error.place}" if error.place else place
    return type(error)(error.path, error.reason, error.remedy, inner)


def _lines(stream: Buffered, item: Item, options: ReadOptions) -> Iterator[Line | InputError]:
    encoding = options.encoding or _told_from(stream.peek(HEAD))
    if encoding and encoding.startswith(WIDE):
        yield from _wide(stream, encoding, item.path, options.limit)
        return
    for number, data in _raw(stream, options.limit):
        place = f"line {number}"
        if data is None:
            yield too_large(item.path, options.limit, place)
            continue
        try:
            yield _decoded(number, data, item.path, options.encoding, encoding)
        except InputError as error:
            yield located(error, place)


def _told_from(head: bytes) -> str | None:
    """The encoding of the first lines; None where they are ASCII, or no one encoding."""
    if mark := mark_of(head):
        return mark
    whole = head[: head.rfind(b"\n") + 1] or head
    whole = head[: len(head) // 2 * 2] if b"\x00" in head else whole  # a line end of UTF-16 is two bytes
    try:
        text, encoding = decode(whole, "")
    except InputError:
        return None
    return None if text.isascii() and not encoding.startswith(WIDE) else encoding


def _decoded(number: int, data: bytes, path: str, given: str | None, told: str | None) -> Line:
    if not given and told:
        try:
            text = data.decode(told)
            return Line(number, data, text.removeprefix("\ufeff"), told)
        except UnicodeDecodeError:
            pass  # a line of another encoding: told from itself
    return Line(number, data, *decode(data, path, given))


def _raw(stream: Buffered, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """(number, bytes) of every line; None for the bytes of a line over the limit."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit)
        yield number, None


def _wide(stream: Buffered, encoding: str, path: str, limit: int) -> Iterator[Line | InputError]:
    """Lines of UTF-16 and UTF-32, where a line end is more than one byte; a bad character ends the table."""
    own = encoding if encoding.endswith(("le", "be")) else encoding + "-le"
    wrapper = io.TextIOWrapper(stream, encoding=encoding, newline="\n")
    number = 0
    try:
        while text := wrapper.readline(limit):
            number += 1
            if len(text) < limit:
                yield Line(number, text.encode(own), text, encoding)
                continue
            while text and not text.endswith("\n"):
                text = wrapper.readline(limit)
            yield too_large(path, limit, f"line {number}")
    except UnicodeDecodeError as error:
        reason = f"The bytes {error.object[error.start : error.start + 4].hex(' ')} are not valid {encoding}."
        yield DecodeError(path, reason, "What follows in this table is not read; repair it.", f"after line {number}")
    finally:
        with suppress(ValueError):
            wrapper.detach()
