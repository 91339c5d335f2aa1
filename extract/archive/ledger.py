"""The ledger of an output folder: what has been read, with which outcome, and where its records are.

One row a source (a file under the inputs). A slice is the part of a source whose records stand together in one shard:
the whole of a page, some rows of a long table. A shard and the rows of its slices are committed in one transaction,
after the shard's file has its name. `generation` counts how often a source had to be read again: a slice of an older
generation is stale. SQLite in WAL mode with full synchronisation: a committed shard survives a loss of power.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extract.archive.versions import Versions
from extract.archive.work import Failed, Outcome, digest
from extract.errors import InputError, OutputError, SettingError
from extract.sources import File

NAME = "ledger.sqlite"
SCHEMA = 1
PAGE = 1000  # rows taken at a time

_TABLES = """
CREATE TABLE IF NOT EXISTS run (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sources (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  sha256 TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'pending', reason TEXT NOT NULL DEFAULT '',
  sources INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0, articles INTEGER NOT NULL DEFAULT 0,
  characters INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0, finished TEXT NOT NULL DEFAULT '',
  rules TEXT NOT NULL DEFAULT '', model TEXT NOT NULL DEFAULT '', settings TEXT NOT NULL DEFAULT '',
  generation INTEGER NOT NULL DEFAULT 0, read_to INTEGER NOT NULL DEFAULT 0, complete INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS shards (number INTEGER PRIMARY KEY, name TEXT NOT NULL, bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL, articles INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS slices (
  shard INTEGER NOT NULL, place INTEGER NOT NULL, source INTEGER NOT NULL, generation INTEGER NOT NULL,
  first INTEGER NOT NULL, last INTEGER, start INTEGER NOT NULL, bytes INTEGER NOT NULL, sources INTEGER NOT NULL,
  failed INTEGER NOT NULL, articles INTEGER NOT NULL, characters INTEGER NOT NULL, seconds REAL NOT NULL,
  PRIMARY KEY (shard, place)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS slices_of_source ON slices (source);
CREATE TABLE IF NOT EXISTS failures (
  source INTEGER NOT NULL, shard INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS failures_of_source ON failures (source);
CREATE TEMP TABLE found (
  place INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER, mtime_ns INTEGER, piece BLOB, chosen INTEGER);
"""

Piece = File | InputError


@dataclass(slots=True)
class Slice:
    """A row of `slices`: pieces `first` up to `last` (None: all) of a source, `bytes` from `start` in a shard."""

    source: int
    generation: int
    first: int
    last: int | None
    start: int = 0
    bytes: int = 0
    sources: int = 0
    failed: int = 0
    articles: int = 0
    characters: int = 0
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Count what came of a piece, whose lines stand at the end of the slice."""
        self.bytes += len(outcome.lines)
        self.sources += outcome.sources
        self.failed += len(outcome.failed)
        self.articles += outcome.articles
        self.characters += outcome.characters
        self.seconds += outcome.seconds


@dataclass(slots=True)
class Shard:
    """A finished shard with all that the ledger keeps of it. `failures` and `hashes` are of what was read anew."""

    number: int
    name: str
    bytes: int
    sha256: str
    slices: list[Slice]
    failures: list[tuple[int, Failed]]
    hashes: dict[int, str]
    anew: set[int]


@dataclass(frozen=True, slots=True)
class Known:
    """A source as it is to be read: its row, what was found under its path, and how much of it is in shards."""

    id: int
    generation: int
    piece: Piece
    read_to: int


class Ledger:
    """The ledger in a folder, made where there is none. Raises SettingError where the file is none of jianbao's.

    Every change raises sqlite3.Error where it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        try:
            self.db = sqlite3.connect(self.path, timeout=60)
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=FULL")
            self.db.executescript(_TABLES)
            self._check_schema()
        except sqlite3.OperationalError as error:
            raise OutputError(f"{self.path}: {error}. Once that is mended, the same command goes on.") from None
        except sqlite3.DatabaseError as error:
            raise SettingError(f"{self.path}: it cannot be used as a ledger: {error}.") from None

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def _check_schema(self) -> None:
        with self.db:
            self.db.execute("INSERT OR IGNORE INTO run VALUES ('schema', ?)", (str(SCHEMA),))
        (found,) = self.one("SELECT value FROM run WHERE key = 'schema'")
        if found != str(SCHEMA):
            raise SettingError(f"{self.path}: it is of another version ({found}); name another output folder.")

    def one(self, query: str, *values: object) -> tuple[Any, ...]:
        """The first row of an answer."""
        return self.db.execute(query, values).fetchone() or ()

    def paged(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a query whose first column rises and is compared by it: `… WHERE a > ? … ORDER BY a LIMIT ?`."""
        last: Any = -1
        while rows := self.db.execute(query, (*values, last, PAGE)).fetchall():
            yield from rows
            last = rows[-1][0]

    # What lies under the inputs now

    def look(self, pieces: Iterable[Piece]) -> None:
        """Take in what was found under the inputs, in order. The second of two of one path is left to the next run."""
        rows = ((_text(piece.path), *_stamp(piece), pickle.dumps(piece)) for piece in pieces)
        with self.db:
            self.db.execute("DELETE FROM found")
            self.db.executemany(
                "INSERT OR IGNORE INTO found (path, size, mtime_ns, piece, chosen) VALUES (?, ?, ?, ?, 1)", rows
            )

    def choose(self, chosen: Iterable[str]) -> None:
        """Only these paths count as found in this run; the others are neither read nor gone."""
        with self.db:
            self.db.execute("UPDATE found SET chosen = 0")
            self.db.executemany("UPDATE found SET chosen = 1 WHERE path = ?", ((path,) for path in chosen))

    def compare(self) -> tuple[int, int, int]:
        """Bring the sources up to what was found; how many are new, changed and gone. Changed ones become stale."""
        with self.db:
            self.db.execute("UPDATE sources SET state = 'pending' WHERE state = 'running'")
            gone = self.db.execute(
                "UPDATE sources SET state = 'gone', complete = 1, generation = generation + 1 "
                "WHERE state != 'gone' AND path NOT IN (SELECT path FROM found)"
            ).rowcount
            changed = sum(map(self._changed, self._differing()))
            new = self.db.execute(
                "INSERT INTO sources (path, size, mtime_ns) SELECT path, size, mtime_ns FROM found WHERE chosen "
                "AND path NOT IN (SELECT path FROM sources) ORDER BY place"
            ).rowcount
        return new, changed, gone

    def _differing(self) -> list[tuple[Any, ...]]:
        return self.db.execute(
            "SELECT s.id, s.size, s.sha256, s.state, f.size, f.mtime_ns, f.piece FROM found f JOIN sources s "
            "ON s.path = f.path WHERE f.chosen AND (s.size != f.size OR s.mtime_ns != f.mtime_ns OR s.state = 'gone')"
        ).fetchall()

    def _changed(self, row: tuple[Any, ...]) -> bool:
        """Whether a file of another time is another file; its row is brought up to date either way."""
        source, old_size, old_hash, state, size, changed, piece = row
        self.db.execute("UPDATE sources SET size = ?, mtime_ns = ? WHERE id = ?", (size, changed, source))
        found = pickle.loads(piece)
        same = state != "gone" and old_hash and size == old_size and isinstance(found, File)
        if same and digest(found.location) == old_hash:
            return False
        self.db.execute("UPDATE sources SET sha256 = '' WHERE id = ?", (source,))
        self.renew("id = ?", source)
        return True

    def renew(self, where: str, *values: object) -> int:
        """Have sources read again, and say how many; those of which nothing is in a shard are at their beginning."""
        return self.db.execute(
            "UPDATE sources SET generation = generation + 1, state = 'pending', "
            "complete = EXISTS (SELECT 1 FROM slices WHERE source = id AND last IS NULL), "
            "read_to = coalesce((SELECT max(last) FROM slices WHERE source = id), 0) "
            f"WHERE {where}",
            values,
        ).rowcount

    def retry_failed(self) -> int:
        """Have the sources read again in which something failed; how many they are."""
        with self.db:
            return self.renew("failed AND path IN (SELECT path FROM found WHERE chosen)")

    def redo(self, now: Versions) -> int:
        """Have the sources read again that were read with other rules, model or settings; how many they are."""
        with self.db:
            return self.renew(f"{_OUTDATED} AND path IN (SELECT path FROM found WHERE chosen)", *_values(now))

    def outdated(self, now: Versions) -> list[tuple[int, str, str, str]]:
        """(sources, rules, model, settings) of what was read with others than those in force."""
        return self.db.execute(
            f"SELECT count(*), rules, model, settings FROM sources WHERE {_OUTDATED} "
            "GROUP BY rules, model, settings ORDER BY 1 DESC",
            _values(now),
        ).fetchall()

    # What is to be done

    def stale_shards(self) -> list[int]:
        """The shards in which a slice is older than its source, or its source is gone."""
        rows = self.db.execute(
            "SELECT DISTINCT shard FROM slices JOIN sources ON sources.id = source "
            "WHERE slices.generation != sources.generation ORDER BY shard"
        )
        return [number for (number,) in rows]

    def shards(self) -> Iterator[tuple[int, str, int, str]]:
        """(number, name, bytes, sha256) of all shards, in order."""
        return self.paged("SELECT number, name, bytes, sha256 FROM shards WHERE number > ? ORDER BY number LIMIT ?")

    def forget_shard(self, number: int) -> None:
        """The file of a shard is lost: what was in it is to be read again, in its place."""
        with self.db:
            self.renew("id IN (SELECT source FROM slices WHERE shard = ?) AND state != 'gone'", number)

    def drop_shard(self, number: int) -> None:
        """Nothing is left in a shard."""
        with self.db:
            self._clear(number, None)
            self._drop_gone()

    def slices(self, shard: int) -> list[Slice]:
        """The slices of a shard, in order."""
        columns = "source, generation, first, last, start, bytes, sources, failed, articles, characters, seconds"
        return [
            Slice(*row)
            for row in self.db.execute(f"SELECT {columns} FROM slices WHERE shard = ? ORDER BY place", (shard,))
        ]

    def known(self, source: int) -> Known | None:
        """A source as it is to be read, None where it is gone."""
        row = self.one(
            "SELECT s.id, s.generation, f.piece, s.read_to FROM sources s LEFT JOIN found f ON f.path = s.path "
            "WHERE s.id = ? AND s.state != 'gone'",
            source,
        )
        return Known(row[0], row[1], pickle.loads(row[2]), row[3]) if row and row[2] else None

    def unread(self) -> Iterator[Known]:
        """The sources that are not wholly in shards, in the order in which they were found."""
        rows = self.paged(
            "SELECT f.place, s.id, s.generation, f.piece, s.read_to FROM found f JOIN sources s ON s.path = f.path "
            "WHERE f.chosen AND NOT s.complete AND f.place > ? ORDER BY f.place LIMIT ?"
        )
        return (Known(source, generation, pickle.loads(piece), to) for _, source, generation, piece, to in rows)

    def next_shard(self) -> int:
        """The number of the next new shard."""
        return int(self.one("SELECT coalesce(max(number) + 1, 0) FROM shards")[0])

    def bytes_unread(self) -> int:
        """The bytes of what is to be read, stale slices among it."""
        (new,) = self.one(
            "SELECT coalesce(sum(max(s.size, 0)), 0) FROM found f JOIN sources s ON s.path = f.path "
            "WHERE f.chosen AND (NOT s.complete OR s.state = 'pending')"
        )
        return int(new)

    # What has been done

    def running(self, sources: Iterable[int]) -> None:
        """Mark what is in work."""
        with self.db:
            self.db.executemany(
                "UPDATE sources SET state = 'running' WHERE id = ? AND state = 'pending'", ((s,) for s in sources)
            )

    def commit(self, shard: Shard, now: Versions) -> None:
        """Take in a shard whose file has its name, and all that was read for it."""
        with self.db:
            self._clear(shard.number, shard.anew)
            articles = sum(one.articles for one in shard.slices)
            self.db.execute(
                "INSERT OR REPLACE INTO shards VALUES (?, ?, ?, ?, ?)",
                (shard.number, shard.name, shard.bytes, shard.sha256, articles),
            )
            self.db.executemany(
                "INSERT INTO slices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        shard.number, place, s.source, s.generation, s.first, s.last, s.start, s.bytes, s.sources,
                        s.failed, s.articles, s.characters, s.seconds,
                    )
                    for place, s in enumerate(shard.slices)
                ),
            )  # fmt: skip
            self.db.executemany(
                "INSERT INTO failures VALUES (?, ?, ?, ?, ?)",
                ((source, shard.number, _text(f.path), f.kind, _text(f.message)) for source, f in shard.failures),
            )
            self._settle(sorted(shard.anew), shard.hashes, now)
            self._drop_gone()

    def _clear(self, number: int, anew: set[int] | None) -> None:
        """Remove a shard's rows, and the failures of the sources that were read anew for it (None: of all)."""
        self.db.execute("DELETE FROM slices WHERE shard = ?", (number,))
        self.db.execute("DELETE FROM shards WHERE number = ?", (number,))
        if anew is None:
            self.db.execute("DELETE FROM failures WHERE shard = ?", (number,))
        else:
            self.db.executemany(
                "DELETE FROM failures WHERE shard = ? AND source = ?", ((number, source) for source in anew)
            )

    def _settle(self, sources: Sequence[int], hashes: dict[int, str], now: Versions) -> None:
        """Sum up sources from their slices; one is done when all its slices are there and of its generation."""
        time = datetime.now(UTC).isoformat(timespec="seconds")
        self.db.executemany(_SETTLE, ((time, *_values(now), hashes.get(source, ""), source) for source in sources))

    def _drop_gone(self) -> None:
        self.db.execute("DELETE FROM failures WHERE source IN (SELECT id FROM sources WHERE state = 'gone')")
        self.db.execute(
            "DELETE FROM sources WHERE state = 'gone' AND NOT EXISTS (SELECT 1 FROM slices WHERE source = sources.id)"
        )

    # What to say of it

    def totals(self) -> tuple[int, ...]:
        """Sources, those of them done, failed, and their articles, characters and failures."""
        return self.one(
            "SELECT count(*), coalesce(sum(state = 'done'), 0), coalesce(sum(state = 'failed'), 0), "
            "coalesce(sum(articles), 0), coalesce(sum(characters), 0), (SELECT count(*) FROM failures) FROM sources"
        )

    def failures(self, limit: int) -> tuple[list[str], list[tuple[str, int]]]:
        """The first messages in the order of the paths, and how many failures there are of each kind."""
        messages = self.db.execute("SELECT message FROM failures ORDER BY source, rowid LIMIT ?", (limit,))
        kinds = self.db.execute("SELECT kind, count(*) FROM failures GROUP BY kind ORDER BY 2 DESC, 1")
        return [message for (message,) in messages], kinds.fetchall()


_OUTDATED = "state IN ('done', 'failed') AND (rules != ? OR model != ? OR settings != ?)"
_SETTLE = """
UPDATE sources SET (sources, failed, articles, characters, seconds) = (
    SELECT coalesce(sum(s.sources), 0), coalesce(sum(s.failed), 0), coalesce(sum(s.articles), 0),
           coalesce(sum(s.characters), 0), coalesce(sum(s.seconds), 0) FROM slices s WHERE s.source = sources.id),
  complete = EXISTS (SELECT 1 FROM slices s WHERE s.source = sources.id AND s.last IS NULL),
  read_to = coalesce((SELECT max(s.last) FROM slices s WHERE s.source = sources.id), 0),
  reason = coalesce((SELECT message FROM failures f WHERE f.source = sources.id ORDER BY f.rowid LIMIT 1), ''),
  finished = ?, rules = ?, model = ?, settings = ?, sha256 = coalesce(nullif(?, ''), sha256),
  state = CASE
    WHEN EXISTS (SELECT 1 FROM slices s WHERE s.source = sources.id AND s.generation != sources.generation)
      OR NOT EXISTS (SELECT 1 FROM slices s WHERE s.source = sources.id AND s.last IS NULL) THEN 'pending'
    WHEN EXISTS (SELECT 1 FROM failures f WHERE f.source = sources.id)
      AND NOT EXISTS (SELECT 1 FROM slices s WHERE s.source = sources.id AND s.articles > 0) THEN 'failed'
    ELSE 'done' END
WHERE id = ?
"""


def _values(now: Versions) -> tuple[str, str, str]:
    return now.rules, now.model, now.settings


def _text(name: str) -> str:
    """As it is, but for bytes of a file's name that are no UTF-8."""
    return name.encode("utf-8", "backslashreplace").decode()


def _stamp(piece: Piece) -> tuple[int, int]:
    """Size and time of a file; what is none has neither."""
    return (piece.size, piece.changed) if isinstance(piece, File) else (-1, 0)
