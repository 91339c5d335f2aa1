"""Where records go: what a writer is, and files that appear only when they are complete."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from extract.errors import SettingError

Row = dict[str, Any]  # a record as `Record.model_dump(mode="json")` gives it


class Writer(Protocol):
    """Writes records to a stream in one format."""

    def write(self, record: Row) -> None:
        """Write one record."""

    def close(self) -> None:
        """Write what is left. The stream stays open: it belongs to the caller."""


@contextmanager
def opened(target: str, writer: Callable[[BinaryIO], Writer]) -> Iterator[Writer]:
    """A writer on a file, or on standard output for `-`.

    The file is written under a hidden name beside its own, and takes its name when all is written; on an error or an
    interruption what was written is removed and an older file of that name stays as it was. Raises SettingError where
    the file cannot be made.
    """
    if target == "-":
        yield from _written(writer, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    part = path.with_name(f".{path.name}.part")
    try:
        stream = part.open("wb")
    except OSError as error:
        raise SettingError(f"--output {target}: it cannot be written: {error.strerror}.") from None
    try:
        with stream:
            yield from _written(writer, stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _written(writer: Callable[[BinaryIO], Writer], stream: BinaryIO) -> Iterator[Writer]:
    open_writer = writer(stream)
    yield open_writer
    open_writer.close()
