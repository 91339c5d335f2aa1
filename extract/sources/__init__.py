"""Bytes to sources: files, folders, tables, archives and standard input, decoded, with what is known about them.

A new format is one module with a reader and one row in `readers.READERS`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from extract.article import Source
from extract.errors import FormatError, InputError, SettingError
from extract.sources.items import Item
from extract.sources.manifest import Manifest
from extract.sources.options import Fields, ReadOptions
from extract.sources.published import from_path, parse_published
from extract.sources.readers import READERS, read_item
from extract.sources.walk import STDIN, File, Skipped, unreadable, walk

__all__ = ["READERS", "Fields", "Manifest", "ReadOptions", "Sources", "parse_published", "read_sources"]

REMEMBERED = 10  # paths of files left out: enough to see what they are


class Sources:
    """The sources under some inputs, read one by one as they are asked for.

    Iterating yields a `Source`, or the `InputError` that tells why something is none; it never raises one. Each input
    is a file, a folder or `-` (standard input); an empty one raises SettingError. Afterwards, or meanwhile: `skipped` is the number of files left out
    because no reader is known for them, `skipped_paths` the first of them, `done` the number of bytes read, and
    `warnings` are what the user should hear about.

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
        self._leave_out = {path.resolve() for path in leave_out}

    def __iter__(self) -> Iterator[Source | InputError]:
        """Every source and every error, in order; the manifest's own faults come first."""
        if self.manifest:
            yield from self.manifest.errors
        for found in self._found():
            yield self._completed(found) if isinstance(found, Source) else found

    def total(self) -> int:
        """The bytes of all the files under the inputs, for a progress bar."""
        names = [name for name in self.inputs if name != STDIN]
        return sum(file.size for file in walk(names) if isinstance(file, File) and self._wanted(file))

    @property
    def warnings(self) -> list[str]:
        """One sentence each; complete once the iteration has ended."""
        rows = self.manifest.unmatched() if self.manifest else []
        return [
            f"{self.manifest.where}, line {row.line}: no source is called {row.path}." for row in rows if self.manifest
        ]

    def _found(self) -> Iterator[Source | InputError]:
        for name in self.inputs:
            if name == STDIN:
                yield from read_item(Item("stdin", self._stdin or sys.stdin.buffer), self.options, self._skip)
                continue
            for file in walk([name]):
                if isinstance(file, InputError):
                    yield file
                elif isinstance(file, Skipped):
                    self._skip(file.path)
                elif self._wanted(file):
                    yield from self._read(file)

    def _skip(self, path: str) -> None:
        self.skipped += 1
        if len(self.skipped_paths) < REMEMBERED:
            self.skipped_paths.append(path)

    def _wanted(self, file: File) -> bool:
        return not self._leave_out or file.location.resolve() not in self._leave_out

    def _read(self, file: File) -> Iterator[Source | InputError]:
        before = self.done
        try:
            with file.location.open("rb") as stream:
                for found in read_item(Item(file.path, stream), self.options, self._skip):
                    self.done = before + stream.tell()
                    yield found
        except OSError as error:
            yield unreadable(file.path, error)
        self.done = before + file.size

    def _completed(self, source: Source) -> Source | InputError:
        """The source with its manifest row and the date and page of its path, where nothing better is known."""
        try:
            source.path.encode()
        except UnicodeEncodeError:
            path = source.path.encode("utf-8", "backslashreplace").decode()
            return FormatError(path, "Its name is no UTF-8.", "Rename the file.")
        source = self.manifest.apply(source) if self.manifest else source
        published, page = from_path(source.path)
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
