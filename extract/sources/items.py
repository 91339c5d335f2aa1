"""The unit that readers work on: a named stream of bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from extract.article import Source
from extract.errors import InputError, SizeError
from extract.sources.options import MEGABYTE, ReadOptions


@dataclass(frozen=True, slots=True)
class Item:
    """Bytes under a name. `depth` counts the archives around it; `name` chooses the reader, where `path` does not."""

    path: str
    stream: BinaryIO
    depth: int = 0
    name: str = ""

    def filename(self) -> str:
        """The last part of the path, or the name that the stream goes by once it is unpacked."""
        return self.name or self.path.rpartition("/")[2]

    def read(self, limit: int) -> bytes:
        """All bytes. Raises SizeError where there are more than `limit`; never holds more than that."""
        data = self.stream.read(limit + 1)
        if len(data) > limit:
            raise too_large(self.path, limit)
        return data


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one document in an archive, still to be read: elsewhere, where a fault or a crash does less harm.

    `folder` is that of the file it lies in, as `walk.File` has it.
    """

    path: str
    name: str
    depth: int
    data: bytes
    folder: str = ""

    def item(self) -> Item:
        """What readers read."""
        return Item(self.path, io.BytesIO(self.data), self.depth, self.name)


@dataclass(frozen=True, slots=True)
class Note:
    """What the user should hear about a source that is read all the same."""

    message: str


# A reader turns one item into sources, errors for what it cannot read, notes, and the items inside it. It may raise
# InputError and whatever the library of its format raises: that ends this item alone.
Found = Source | InputError | Note | Item | Document
Reader = Callable[[Item, ReadOptions], Iterator[Found]]


def too_large(path: str, limit: int, place: str = "") -> SizeError:
    """The error for a text over the limit."""
    size = f"{limit // MEGABYTE} MB" if limit >= MEGABYTE else f"{limit} bytes"
    return SizeError(path, f"It is larger than {size}.", "Raise the limit with --max-size, or split it.", place)
