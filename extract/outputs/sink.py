"""Where records go: what a writer is, and files that appear only when they are complete."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from extract.errors import SettingError
from extract.records import Row as Row


class Writer(Protocol):
    """Writes records to a stream in one format."""

    def write(self, record: Row) -> None:
        """Write one record."""

    def close(self) -> None:
        """Write what is left. The stream stays open: it belongs to the caller."""


@contextmanager
def opened(target: str, writer: Callable[[BinaryIO], Writer]) -> Iterator[Writer]:
    """A writer on a file, or on standard output for `-`.

    A file is written under a hidden name beside its own, and takes its name when all is written; on an error or an
    interruption what was written is removed and an older file of that name stays as it was. Behind a link it is the
    file linked to. What is there and no regular file (a named pipe, a device) is written straight into. Raises
    SettingError where nothing can be made there, or not all of it written; BrokenPipeError where the reader has gone.
    """
    if target == "-":
        yield from _written(writer, sys.stdout.buffer, target)
        with _told(target):
            sys.stdout.buffer.flush()
        return
    path = Path(target)
    with _told(target):
        folder, special = path.is_dir(), path.exists() and not path.is_file()
    if folder or not target.strip():
        raise SettingError(f"--output {target!r}: it is {'a folder' if target.strip() else 'empty'}; name a file.")
    if special:
        yield from _straight(path, target, writer)
    else:
        yield from _beside(Path(os.path.realpath(path)), target, writer)


def _straight(path: Path, target: str, writer: Callable[[BinaryIO], Writer]) -> Iterator[Writer]:
    with _told(target):
        stream = path.open("wb")
    try:
        yield from _written(writer, stream, target)
        with _told(target):
            stream.flush()
    finally:
        with suppress(OSError):  # what is left unwritten was told already
            stream.close()


def _beside(path: Path, target: str, writer: Callable[[BinaryIO], Writer]) -> Iterator[Writer]:
    if not path.parent.is_dir():
        raise SettingError(f"--output {target}: there is no folder {path.parent}.")
    part = path.with_name(f".{path.name}.part")
    with _told(target):
        stream = part.open("wb")
    try:
        yield from _written(writer, stream, target)
        with _told(target):
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
            os.replace(part, path)
    finally:
        with suppress(OSError):  # what is left unwritten was told already
            stream.close()
        part.unlink(missing_ok=True)


class _Telling:
    """A writer whose errors name the target."""

    def __init__(self, writer: Writer, target: str) -> None:
        self._writer, self._target = writer, target

    def write(self, record: Row) -> None:
        with _told(self._target):
            self._writer.write(record)

    def close(self) -> None:
        with _told(self._target):
            self._writer.close()


@contextmanager
def _told(target: str) -> Iterator[None]:
    """What the system says against writing, as a SettingError; that a reader has gone is no fault of the target."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SettingError(f"--output {target}: it cannot be written: {error.strerror or error}.") from None


def _written(writer: Callable[[BinaryIO], Writer], stream: BinaryIO, target: str) -> Iterator[Writer]:
    telling = _Telling(writer(stream), target)
    yield telling
    telling.close()
