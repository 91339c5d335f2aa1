"""Bytes to sources: files, folders, tables, archives and standard input, decoded, with what is known about them.

A new format is one module with a reader and one row in `readers.READERS`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from extract.article import Source
from extract.errors import ChangedError, FormatError, InputError, SettingError
from extract.sources.files import opened
from extract.sources.items import Document, Item, Note
from extract.sources.manifest import Manifest
from extract.sources.options import Fields, ReadOptions
from extract.sources.published import from_path, parse_published
from extract.sources.readers import MANY, READERS, read_document, suffix_of, unpack_item
from extract.sources.walk import File, Skipped, Standard, unreadable, walk

__all__ = [
    "MANY",
    "READERS",
    "Document",
    "Fields",
    "File",
    "Manifest",
    "ReadOptions",
    "Skipped",
    "Sources",
    "Standard",
    "parse_published",
    "read_sources",
    "suffix_of",
]

STREAMED = (".txt", ".md", ".jsonl", ".ndjson", ".csv")  # read from the first byte to the last
REMEMBERED = 10  # paths of files left out, and dates that are none: enough to see what they are


class Sources:
    """The sources under some inputs, read one by one as they are asked for.

    Iterating yields a `Source`, or the `InputError` that tells why something is none; it never raises one. Each input
    is a file, a folder or `-` (standard input); SettingError for an empty one. Paths are relative to their folder;
    with more than one input they begin with the folder's name.

    Afterwards, or meanwhile: `skipped` is the number of files left out because no reader is known for them,
    `skipped_paths` the first of them, `done` the number of bytes read, `ended` whether every source has asked the
    manifest for its row, and `warnings` are what the user should hear about.

    >>> import io
    >>> [source.text for source in Sources(["-"], stdin=io.BytesIO("正余镇今日开镰。".encode()))]
    ['正余镇今日开镰。']
    """

    def __init__(
        self,
        inputs: Sequence[str | Path],
        options: ReadOptions | None = None,
        manifest: Manifest | None = None,
        stdin: BinaryIO | None = None,
        leave_out: Sequence[Path] = (),
    ) -> None:
        self.inputs = [str(name) for name in inputs]
        if not all(name.strip() for name in self.inputs):
            raise SettingError("INPUT: one is empty; name a file, a folder or - for standard input.")
        self.options = options or ReadOptions()
        self.manifest = manifest
        self.skipped = 0
        self.skipped_paths: list[str] = []
        self.done = 0
        self._stdin = stdin
        self.ended = False
        self._notes: list[str] = []
        self._untold = 0
        roots = [Path(name).resolve() for name in self.inputs]
        left_out = [path.resolve() for path in leave_out]
        self._leave_out = {path for path in left_out if any(path.is_relative_to(root) for root in roots)}

    def __iter__(self) -> Iterator[Source | InputError]:
        """Every source and every error, in order."""
        for piece in self.pieces():
            if isinstance(piece, File):
                yield from self.read(piece)
            elif isinstance(piece, Document):
                yield from self.read_document(piece)
            else:
                yield piece

    def total(self) -> int:
        """The bytes of all the files under the inputs, for a progress bar."""
        return sum(file.size for file in self.files() if isinstance(file, File))

    @property
    def warnings(self) -> list[str]:
        """One sentence each: dates of rows that are none, and, once the iteration has ended, unused manifest rows."""
        more = [f"… and {self._untold:,} more like these."] if self._untold else []
        if not self.manifest or not self.ended:
            return self._notes + more
        rows, where = self.manifest.unmatched(), self.manifest.where
        return self._notes + more + [f"{where}, line {row.line}: no source is called {row.path}." for row in rows]

    @property
    def faults(self) -> list[InputError]:
        """What is wrong with the manifest; these are no sources, and not among what the iteration gives."""
        return self.manifest.errors if self.manifest else []

    def files(self) -> Iterator[File | Skipped | Standard | InputError]:
        """What lies under the inputs, unread and in order."""
        for file in walk(self.inputs, self.options.follow):
            if not isinstance(file, File) or self._wanted(file):
                yield file

    def pieces(self) -> Iterator[Source | InputError | Document | File]:
        """As the iteration, but what holds one source is given unread: a file for `read`, else for `read_document`."""
        for file in self.files():
            if isinstance(file, Skipped):
                self.skip(file.path)
            elif isinstance(file, Standard):
                yield from self._standard(self._stdin or sys.stdin.buffer)
            elif isinstance(file, InputError):
                yield file
            elif suffix_of(file.location.name) in MANY:
                yield from self.unpack(file)
            else:
                before = self.done
                yield file
                self.done = before + file.size
        self.ended = True

    def read(self, file: File) -> Iterator[Source | InputError]:
        """Every source and every error in one of the files."""
        return self._read(self.unpack(file))

    def unpack(self, file: File) -> Iterator[Source | InputError | Document]:
        """As `read`, but of what lies in an archive and holds one source the bytes, for `read_document`."""
        before = self.done
        try:
            with opened(file.location, file.path) as stream:
                for found in self._unpacked(Item(file.path, stream), file.folder):
                    self.done = before + stream.tell()
                    yield found
        except OSError as error:
            yield unreadable(file.path, error)
        except ChangedError as error:
            yield error
        self.done = before + file.size

    def read_document(self, document: Document) -> Iterator[Source | InputError]:
        """The source in a document that `unpack` has given, or the error that tells why there is none."""
        for found in read_document(document, self.options):
            if isinstance(found, Note):
                self._note(found)
            else:
                yield self._completed(found, document.folder)

    def _standard(self, stream: BinaryIO) -> Iterator[Source | InputError]:
        """What comes through standard input; archives and documents, whose readers jump about, by way of a file."""
        name = f"stdin.{self.options.format.removeprefix('.')}"
        if not suffix_of(name):
            known = ", ".join(suffix.removeprefix(".") for suffix in READERS)
            raise SettingError(f"--format {self.options.format}: there is no reader for it; there are: {known}.")
        if suffix_of(name) in STREAMED or stream.seekable():
            yield from self._read(self._unpacked(Item("stdin", stream, name=name)))
            return
        with TemporaryFile() as file:
            copyfileobj(stream, file)
            file.seek(0)
            yield from self._read(self._unpacked(Item("stdin", cast(BinaryIO, file), name=name)))

    def _unpacked(self, item: Item, folder: str = "") -> Iterator[Source | InputError | Document]:
        for found in unpack_item(item, self.options, self.skip):
            if isinstance(found, Note):
                self._note(found)
            elif isinstance(found, Document):
                yield replace(found, folder=folder)
            else:
                yield self._completed(found, folder)

    def _read(self, unpacked: Iterator[Source | InputError | Document]) -> Iterator[Source | InputError]:
        for found in unpacked:
            if isinstance(found, Document):
                yield from self.read_document(found)
            else:
                yield found

    def skip(self, path: str) -> None:
        """Count a file that no reader is known for."""
        self.skipped += 1
        if len(self.skipped_paths) < REMEMBERED:
            self.skipped_paths.append(path)

    def _note(self, note: Note) -> None:
        if len(self._notes) < REMEMBERED:
            self._notes.append(note.message)
        else:
            self._untold += 1

    def _wanted(self, file: File) -> bool:
        if not self._leave_out:
            return True
        location = file.location.resolve()
        return not any(location.is_relative_to(path) for path in self._leave_out)

    def _completed(self, source: Source | InputError, folder: str) -> Source | InputError:
        """A source with its manifest row and the date and page of its path, where nothing better is known.

        The path is that in the record, behind the name of the folder that was the input.
        """
        if isinstance(source, InputError):
            return source
        try:
            source.path.encode()
        except UnicodeEncodeError:
            path = source.path.encode("utf-8", "backslashreplace").decode()
            return FormatError(path, "Its name is no UTF-8.", "Rename the file.")
        source = self.manifest.apply(source) if self.manifest else source
        published, page = from_path(folder + source.path)
        return replace(source, published=source.published or published, page=source.page or page)


def read_sources(
    inputs: Sequence[str | Path], published: str | None = None, options: ReadOptions | None = None
) -> Iterator[Source | InputError]:
    """The sources under some inputs; `published`, where given, is the date of all. Raises SettingError if it is none.

    >>> [error.reason for error in read_sources(["没有.txt"]) if isinstance(error, InputError)]
    ['There is no such file or folder.']
    """
    try:
        day = parse_published(published) if published else None
    except ValueError as error:
        raise SettingError(f"published: {error}") from None
    for found in Sources(inputs, options):
        yield replace(found, published=day) if day and isinstance(found, Source) else found
