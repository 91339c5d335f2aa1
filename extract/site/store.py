"""What the pages read from: connections to the index, each question with an end; corrections; the sources."""

from __future__ import annotations

import queue
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from extract.article import Source
from extract.errors import IndexFileError
from extract.index.archive import Stored, index_again, stored
from extract.index.corrections import Correction, Corrections, beside
from extract.index.schema import open_index
from extract.outputs.sink import Row
from extract.site.settings import SiteSettings

CONNECTIONS = 3  # questions that are worked on at once; others wait
_STEPS = 100_000  # of SQLite's machine between two looks at the clock
_MAX_SOURCE = 16 << 20  # bytes of a source that is shown


class BusyError(Exception):
    """All connections are at work and stay so."""


class Store:
    """The archive behind the pages; safe to use from many threads."""

    def __init__(self, settings: SiteSettings) -> None:
        self.settings = settings
        self._corrections = Corrections(beside(settings.index))
        self._lock = threading.Lock()
        self._free: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._free.put(open_index(settings.index))
        self._made = 1

    def close(self) -> None:
        """Close what is open."""
        with suppress(queue.Empty):
            while True:
                self._free.get_nowait().close()
        self._corrections.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection whose questions end when their time is up, with sqlite3.OperationalError."""
        db = self._connection()
        ends = time.monotonic() + self.settings.seconds
        db.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
        try:
            yield db
        finally:
            db.set_progress_handler(None, 0)
            self._free.put(db)

    def _connection(self) -> sqlite3.Connection:
        with suppress(queue.Empty):
            return self._free.get_nowait()
        with self._lock:
            if self._made < CONNECTIONS:
                self._made += 1
                return open_index(self.settings.index)
        try:
            return self._free.get(timeout=3 * self.settings.seconds)
        except queue.Empty:
            raise BusyError from None

    def article(self, identifier: str) -> Stored | None:
        """One article with its corrections."""
        with self.reading() as db, self._lock:
            return stored(db, self._corrections, identifier)

    @contextmanager
    def corrections(self) -> Iterator[Corrections]:
        """The corrections, for one at a time."""
        with self._lock:
            yield self._corrections

    def keep(self, correction: Correction, original: Row) -> tuple[Correction, bool]:
        """Keep a correction; with it, whether the index's tables could be brought in line at once."""
        with self._lock:
            return self._corrections.keep(correction), self._index_again(original)

    def drop(self, correction: Correction, original: Row | None) -> bool:
        """Take a correction back; whether the tables could be brought in line at once."""
        with self._lock:
            self._corrections.drop(correction.id)
            return original is not None and self._index_again(original)

    def _index_again(self, original: Row) -> bool:
        try:
            index_again(self.settings.index, original)
        except (sqlite3.Error, IndexFileError):  # it cannot be written: the next `jianbao index` will do it
            return False
        return True

    def source(self, record: Row) -> Source | None:
        """The source of a record as it was, where the folder of the sources is known and has the same bytes still."""
        if self.settings.sources is None:
            return None
        return find_source(self.settings.sources, record["source"]["path"], record["source"]["sha256"])


def find_source(folder: Path, path: str, sha256: str) -> Source | None:
    """The source of this path and these bytes in the folder; never a file outside of it.

    With several inputs a path begins with the folder's own name: without it, it is tried too.
    """
    from extract.sources import Sources

    root = folder.resolve()
    name = path.partition("!/")[0]
    for candidate in (root / name, root / name.partition("/")[2]):
        with suppress(OSError, ValueError):
            file = candidate.resolve()
            if file.is_relative_to(root) and file.is_file() and file.stat().st_size <= _MAX_SOURCE:
                for found in Sources([file]):
                    if isinstance(found, Source) and found.sha256 == sha256:
                        return found
    return None
