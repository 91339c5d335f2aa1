"""Shards: the files of an output folder, each written under another name, made safe on the disk and then renamed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from extract.archive.ledger import Shard, Slice
from extract.archive.work import Outcome
from extract.errors import OutputError

CHUNK = 1 << 20  # bytes copied at a time


def shard_name(number: int) -> str:
    """The file name of a shard.

    >>> shard_name(7)
    'records-00007.jsonl'
    """
    return f"records-{number:05d}.jsonl"


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What the system says against writing, as an OutputError that says how to go on."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{path}: it cannot be written: {reason}. Once that is mended, the same command goes on."
        ) from None


class ShardWriter:
    """One shard in the making, in order. `finish` gives it its name, `abandon` leaves nothing of it."""

    def __init__(self, folder: Path, number: int) -> None:
        self.number, self.path = number, folder / shard_name(number)
        self.part = folder / f".{self.path.name}.part"
        self._slices: list[Slice] = []
        self._made = Shard(number, self.path.name, 0, "", self._slices, [], {}, set())
        self._hash = hashlib.sha256()
        self._old: BinaryIO | None = None
        with told(self.path):
            self._stream = self.part.open("wb")

    def add(self, source: int, generation: int, place: int, last: bool, outcome: Outcome | None) -> None:
        """What came of a piece of a source; `place` is its number in the source, `last` that there is none after it."""
        self._made.anew.add(source)
        piece = self._slice(source, generation, place)
        piece.last = None if last else place + 1
        if outcome is None:
            return
        self._write(outcome.lines)
        piece.add(outcome)
        self._made.failures += [(source, failed) for failed in outcome.failed]
        if outcome.sha256:
            self._made.hashes[source] = outcome.sha256

    def hashed(self, source: int, digest: str) -> None:
        """The hash of a source that was read piece by piece."""
        self._made.hashes[source] = digest

    def copy(self, old: Slice) -> None:
        """The lines of a slice as they stand in the shard that this one replaces."""
        with told(self.path):
            if self._old is None:
                self._old = self.path.open("rb")
            self._old.seek(old.start)
            left = old.bytes
            old.start = self._made.bytes
            while left and (data := self._old.read(min(CHUNK, left))):
                self._write(data)
                left -= len(data)
        self._slices.append(old)

    def finish(self) -> Shard:
        """The shard under its name, safe on the disk. Raises OutputError where the system can't do it."""
        with told(self.path):
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._close()
            os.replace(self.part, self.path)
            sync(self.path.parent)
        self._made.sha256 = self._hash.hexdigest()
        return self._made

    def abandon(self) -> None:
        """Leave nothing."""
        self._close()
        with suppress(OSError):
            self.part.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._old:
            self._old.close()
        with suppress(OSError):  # what is left unwritten was told already
            self._stream.close()

    def _slice(self, source: int, generation: int, place: int) -> Slice:
        """The slice that a piece belongs to: that of the piece before it in the same source, else a new one."""
        if self._slices and (before := self._slices[-1]).source == source and before.last == place:
            return before
        self._slices.append(Slice(source, generation, place, None, start=self._made.bytes))
        return self._slices[-1]

    def _write(self, data: bytes) -> None:
        with told(self.path):
            self._stream.write(data)
        self._hash.update(data)
        self._made.bytes += len(data)


def sync(folder: Path) -> None:
    """Make the names in a folder safe on the disk, where the system can."""
    with suppress(PermissionError):  # Windows opens no folder
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def is_whole(path: Path, size: int, sha256: str = "") -> bool:
    """Whether the file is there with its bytes; their hash is compared where it is given."""
    try:
        if path.stat().st_size != size:
            return False
        with path.open("rb") as stream:
            return not sha256 or hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except OSError:
        return False
