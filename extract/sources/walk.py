"""From the inputs a user names to the files to read, in an order that does not depend on the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from extract.errors import FormatError, InputError
from extract.sources.readers import hidden, suffix_of

STDIN = "-"


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: where it lies, and its path in the records, relative to the input root."""

    location: Path
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a folder that no reader is known for."""

    path: str


def walk(inputs: list[str]) -> Iterator[File | Skipped | InputError]:
    """The files under the inputs, folders recursively, by name; links that lead back to their own folder are errors.

    A folder is the root of its files. A file named by itself keeps the path it was named by, where that is relative
    and does not lead upwards, else its name alone. `-` is left to the caller.
    """
    for name in inputs:
        location = Path(name)
        if location.is_dir():
            yield from _folder(location, "", (os.path.realpath(location),))
        elif location.exists():
            yield _file(location, _own_path(name))
        else:
            reason = "It is a link to nothing." if location.is_symlink() else "There is no such file or folder."
            yield InputError(name, reason, "Check the spelling.")


def _own_path(name: str) -> str:
    pure = PurePosixPath(name.replace(os.sep, "/"))
    return pure.name if pure.is_absolute() or ".." in pure.parts or ":" in pure.parts[0] else str(pure)


def _file(location: Path, path: str) -> File | InputError:
    try:
        return File(location, path, location.stat().st_size)
    except OSError as error:
        return unreadable(path, error)


def _folder(folder: Path, prefix: str, above: tuple[str, ...]) -> Iterator[File | Skipped | InputError]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield unreadable(prefix or str(folder), error)
        return
    for entry in entries:
        path = prefix + entry.name
        if hidden(entry.name):
            continue
        if not entry.is_dir():
            yield _entry(entry, path)
        elif (real := os.path.realpath(entry.path)) in above:
            yield FormatError(path, "It is a link to a folder that it lies in.", "Remove the link.")
        else:
            yield from _folder(Path(entry.path), path + "/", (*above, real))


def _entry(entry: os.DirEntry[str], path: str) -> File | Skipped | InputError:
    if not suffix_of(entry.name):
        return Skipped(path)
    if not entry.is_file():
        return FormatError(path, "It is no regular file.", "Remove it, or the link to nothing.")
    return _file(Path(entry.path), path)


def unreadable(path: str, error: OSError) -> InputError:
    """The error for a file that the system does not let us read."""
    reason = error.strerror or type(error).__name__
    return InputError(path, f"It cannot be opened: {reason}.", "Check that it is there and its permissions.")
