"""Files opened so that one which is written to meanwhile is noticed."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from extract.errors import ChangedError


class Watched(io.FileIO):
    """A file's bytes; ChangedError at their end where its size or time is no longer that of the opening."""

    def __init__(self, file: Path, path: str) -> None:
        super().__init__(file, "rb")
        self._path = path
        self._opened = self._stamp()

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there are bytes; at the end of the file there are none."""
        count = super().readinto(buffer)
        if not count:
            self.check()
        return count or 0

    def check(self) -> None:
        """Raise ChangedError where the file isn't what it was; once."""
        before, self._opened = self._opened, self._stamp()
        if self._opened != before:
            raise ChangedError(self._path, "It was written to while it was read.", "Run again when it is complete.")

    def _stamp(self) -> tuple[int, int]:
        stat = os.fstat(self.fileno())
        return stat.st_size, stat.st_mtime_ns


@contextmanager
def opened(file: Path, path: str) -> Iterator[BinaryIO]:
    """The file for reading. Raises OSError where it cannot be opened, ChangedError where it changes before the end."""
    watched = Watched(file, path)
    with io.BufferedReader(watched) as stream:
        yield cast(BinaryIO, stream)
        watched.check()
