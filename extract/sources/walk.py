"""From the inputs a user names to the files to read, in an order that does not depend on the machine."""

from __future__ import annotations

import errno
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from extract.errors import FormatError, InputError, LoopError, OutsideError
from extract.sources.readers import READERS, hidden, suffix_of

STDIN = "-"
_SUFFIX = re.compile(r"(?<=.)\.(?=[a-z0-9]*[a-z])[a-z0-9]{1,8}$", re.IGNORECASE)  # "第1.5号" has none


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: where it lies, its path in the records, and its bytes.

    `folder` is the name, with a slash, of the input that it was found under, where the path does not begin with it;
    `changed` is when it was last written to, in nanoseconds.
    """

    location: Path
    path: str
    size: int
    folder: str = ""
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Standard:
    """Standard input."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a folder that no reader is known for."""

    path: str


def walk(inputs: list[str], follow: bool = False) -> Iterator[File | Skipped | Standard | InputError]:
    """The files under the inputs, folders recursively, by name; links that lead back to their own folder are errors.

    Links that lead out of their input are errors too, unless they are to be followed.

    A folder is the root of its files; of more than one input, they begin with as much of the folder's own path as
    tells it from the others. A file named by itself keeps the path it was named by, where that is relative and does not
    lead upwards, else its name, with as much of its folders as tells it from the others; its suffix, if it has one,
    must be that of a reader.
    """
    prefixes, names = _prefixes(inputs), _own_paths(inputs)
    for name in inputs:
        location = Path(name)
        if name == STDIN:
            yield Standard()
        elif location.is_dir():
            yield from _rooted(location, prefixes.get(name, ""), follow)
        elif location.exists():
            yield _named(location, names[name])
        else:
            reason = "It is a link to nothing." if location.is_symlink() else "There is no such file or folder."
            yield InputError(name, reason, "Check the spelling.")


def _prefixes(inputs: list[str]) -> dict[str, str]:
    """What the paths of each folder begin with: nothing where it is the only input, else the shortest distinct end."""
    if len(inputs) < 2:
        return {}
    return {name: end + "/" for name, end in _distinct([n for n in inputs if n != STDIN and Path(n).is_dir()]).items()}


def _own_paths(inputs: list[str]) -> dict[str, str]:
    """The path in the records of each input; two different files never share one."""
    own = {name: _own_path(name) for name in inputs if name != STDIN and not Path(name).is_dir()}
    often = Counter(own.values())
    return own | _distinct([name for name, path in own.items() if often[path] > 1])


def _distinct(names: list[str]) -> dict[str, str]:
    """The shortest end of each path, in whole parts, that no other of these paths has."""
    parts = {name: Path(os.path.abspath(name)).parts[1:] for name in names}
    ends = Counter("/".join(own[-length:]) for own in set(parts.values()) for length in range(1, len(own) + 1))
    found = {}
    for name, own in parts.items():
        tails = ("/".join(own[-length:]) for length in range(1, len(own) + 1))
        found[name] = next((tail for tail in tails if ends[tail] == 1), "/".join(own))
    return found


def _rooted(location: Path, prefix: str, follow: bool) -> Iterator[File | Skipped | InputError]:
    above = (os.path.realpath(location),)
    own = "" if prefix else os.path.basename(os.path.abspath(location)) + "/"
    for found in _folder(location, prefix, above, "" if follow else os.path.join(above[0], "")):
        yield replace(found, folder=own) if isinstance(found, File) else found


def _named(location: Path, path: str) -> File | InputError:
    if not suffix_of(location.name) and (suffix := _SUFFIX.search(location.name)):
        return FormatError(
            path, f"There is no reader for {suffix.group()}.", f"Convert it to one of: {', '.join(READERS)}."
        )
    return _file(location, path)


def _own_path(name: str) -> str:
    pure = PurePosixPath(name.replace(os.sep, "/"))
    return pure.name if pure.is_absolute() or ".." in pure.parts or ":" in pure.parts[0] else str(pure)


def _file(location: Path, path: str) -> File | InputError:
    try:
        stat = location.stat()
        return File(location, path, stat.st_size, changed=stat.st_mtime_ns)
    except OSError as error:
        return unreadable(path, error)


def _folder(folder: Path, prefix: str, above: tuple[str, ...], root: str) -> Iterator[File | Skipped | InputError]:
    """The files of a folder whose own and outer folders are `above`; links have to stay under `root`."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield unreadable(prefix or str(folder), error)
        return
    for entry in entries:
        path = prefix + entry.name
        if hidden(entry.name):
            continue
        try:
            inner = entry.is_dir()
        except OSError as error:
            yield _circle(path) if error.errno == errno.ELOOP else unreadable(path, error)
            continue
        if not inner:
            yield _entry(entry, path, root)
        elif (real := os.path.realpath(entry.path)) in above:
            yield _circle(path)
        elif not real.startswith(root):
            yield _outside(path)
        else:
            yield from _folder(Path(entry.path), path + "/", (*above, real), root)


def _circle(path: str) -> LoopError:
    return LoopError(path, "It is a link that leads back to itself.", "Remove the link.")


def _outside(path: str) -> OutsideError:
    return OutsideError(path, "It is a link that leads out of the folder.", "Name its target, or use --follow-links.")


def _entry(entry: os.DirEntry[str], path: str, root: str) -> File | Skipped | InputError:
    if not suffix_of(entry.name):
        return Skipped(path)
    if entry.is_file() and entry.is_symlink() and not os.path.realpath(entry.path).startswith(root):
        return _outside(path)
    if not entry.is_file():
        return FormatError(path, "It is no regular file.", "Remove it, or the link to nothing.")
    return _file(Path(entry.path), path)


def unreadable(path: str, error: OSError) -> InputError:
    """The error for a file that the system does not let us read."""
    reason = error.strerror or type(error).__name__
    return InputError(path, f"It cannot be opened: {reason}.", "Check that it is there and its permissions.")
