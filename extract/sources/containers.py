"""Archives and compressed files: the items inside them."""

from __future__ import annotations

import gzip
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from extract.errors import FormatError, InputError
from extract.sources.encodings import decode
from extract.sources.items import Found, Item
from extract.sources.options import ReadOptions

DEPTH = 2  # archives inside one another


def read_zip(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The files of a zip archive, in the order of their names."""
    with zipfile.ZipFile(item.stream) as archive:
        members = [(member_name(info), info) for info in archive.infolist() if not info.is_dir()]
        for name, info in sorted(members, key=lambda pair: pair[0]):
            if info.flag_bits & 1:
                yield FormatError(f"{item.path}!/{name}", "It is encrypted.", "Unpack it with its password first.")
                continue
            try:
                with archive.open(info) as stream:
                    yield _member(item, name, cast(BinaryIO, stream))
            except (zipfile.BadZipFile, NotImplementedError) as error:
                yield FormatError(f"{item.path}!/{name}", f"The archive is broken here: {error}.", "Make it anew.")


def read_tar(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The files of a tar archive, plain or compressed, in the archive's order. Links are not followed."""
    with tarfile.open(fileobj=item.stream, mode="r:*", encoding="utf-8", errors="surrogateescape") as archive:
        for info in archive:
            if info.isfile() and (stream := archive.extractfile(info)):
                yield _member(item, _text_name(info.name.encode("utf-8", "surrogateescape")), cast(BinaryIO, stream))
            archive.members = []  # type: ignore[attr-defined]  # else every header of the archive stays in memory


def read_gzip(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The one file that is compressed; it goes by its name without `.gz` and keeps its path."""
    with gzip.GzipFile(fileobj=item.stream, mode="rb") as stream:
        yield Item(item.path, cast(BinaryIO, stream), item.depth, item.filename()[: -len(".gz")])


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


def _member(item: Item, name: str, stream: BinaryIO) -> Found:
    path = f"{item.path}!/{name}"
    if item.depth + 1 > DEPTH:
        return FormatError(path, f"It lies in more than {DEPTH} archives.", "Unpack the outer one first.")
    pure = PurePosixPath(name.replace("\\", "/"))
    if pure.is_absolute() or ".." in pure.parts:
        return FormatError(path, "Its name leads out of the archive.", "Rename it, or unpack it by hand.")
    return Item(path, stream, item.depth + 1)
