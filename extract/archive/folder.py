"""A run into a folder: shards of records and a ledger, that can be stopped at any moment and goes on where it was.

New sources are read in the order of the work list and fill shards one after another; a shard ends after the source
that reaches SHARD_BYTES. So the shards depend on the sources alone, not on time, workers or interruptions. A shard that
holds a source which has changed is written whole again: what hasn't changed in it is copied, the rest read anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import chain, islice
from pathlib import Path

from extract.archive.ledger import NAME, Known, Ledger, Slice
from extract.archive.shards import ShardWriter, is_whole, told
from extract.archive.versions import Versions
from extract.archive.work import BATCH_CHARACTERS, BATCH_SOURCES, BYTES, Batch, Outcome, Piece, digest, weight
from extract.archive.workers import Engine
from extract.errors import InputError, OutputError, SettingError
from extract.sources import MANY, File, Skipped, Sources, Standard, suffix_of

SHARD_BYTES = 4 << 20  # of the sources that a shard holds, about
SPREAD = 256 << 10  # bytes from which the sources in a table or archive are read here and spread over the workers
LEAST = 1 << 10  # bytes that a source counts for in a shard at least: a shard of tiny ones is to end too
LOCK = ".lock"
SHARE = 8  # a portion is at most this part of what is left to be read,
SMALLEST = 6  # but not less than this part of a whole batch
TICK = 2.0  # seconds between marks of what is in work


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a run shall do. `limit`: sources at most; `sample`: only so many files, by their names always the same."""

    redo: bool = False
    retry_failed: bool = False
    limit: int | None = None
    sample: int | None = None
    shard_bytes: int = SHARD_BYTES


@dataclass(slots=True)
class Plan:
    """What a run found to do: sources by what they are, and what was read with other versions and stays as it is."""

    found: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    again: int = 0
    shards: int = 0
    outdated: list[tuple[int, str, str, str]] = field(default_factory=list)
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece on its way into a shard; without one it only marks the end of a source. `copied`: an old slice."""

    source: int = 0
    generation: int = 0
    place: int = 0
    piece: Piece | None = None
    last: bool = False
    copied: Slice | None = None
    progress: int = 0
    sha256: str = ""


@dataclass(slots=True)
class Portion:
    """Entries of one shard that are worked on together; `closes` with the last of a shard."""

    shard: int
    entries: list[Entry]
    closes: bool = False

    def batch(self) -> Batch:
        """The pieces to be worked on."""
        return [entry.piece for entry in self.entries if entry.piece is not None]


class OutputFolder:
    """The folder that a run writes into, for one run at a time; a context that holds its lock.

    Raises SettingError where another run is at work in it or it cannot be used.
    """

    def __init__(self, path: Path, sources: Sources, wishes: Wishes, now: Versions) -> None:
        self.path, self.sources, self.wishes, self.now = path, sources, wishes, now
        self.plan = Plan()
        self._reading: _Reading | None = None
        self._holds_more = False  # whether there are tables or archives among the files

    def __enter__(self) -> OutputFolder:
        self._apart()
        with told(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = (self.path / LOCK).open("a")
        try:
            locked(self._lock.fileno(), self.path)
            self.ledger = Ledger(self.path)
        except BaseException:
            self._lock.close()
            raise
        for left in self.path.glob(".records-*.part"):
            left.unlink(missing_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.ledger.close()
        self._lock.close()

    def _apart(self) -> None:
        """Raise SettingError where an input lies in the output folder: nothing of it would be read."""
        own = self.path.resolve()
        for name in self.sources.inputs:
            if Path(name).resolve().is_relative_to(own):
                raise SettingError(f"--output {self.path}: it is a folder that is read ({name}); name another.")

    def prepare(self) -> Plan:
        """Compare what is there with what was read; what there is to do. Nothing is read yet."""
        with ledger_told(self.path / NAME):
            return self._prepared()

    def _prepared(self) -> Plan:
        ledger, plan = self.ledger, self.plan
        ledger.look(self._pieces())
        (plan.found,) = ledger.one("SELECT count(*) FROM found")
        self._same_inputs()
        self._choose()
        plan.new, plan.changed, plan.gone = ledger.compare()
        if self.wishes.redo:
            plan.again += ledger.redo(self.now)
        if self.wishes.retry_failed:
            plan.again += ledger.retry_failed()
        plan.outdated = ledger.outdated(self.now)
        for number, name, size, _ in list(ledger.shards()):
            if not is_whole(self.path / name, size):
                ledger.forget_shard(number)
        plan.shards = len(ledger.stale_shards())
        plan.bytes = ledger.bytes_unread()
        return plan

    def unfinished(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.ledger.stale_shards()) or next(self.ledger.unread(), None) is not None

    def _pieces(self) -> Iterator[File | InputError]:
        for found in self.sources.files():
            if isinstance(found, Standard):
                raise SettingError("INPUT -: standard input cannot be read twice; name a file for --output.")
            if isinstance(found, Skipped):
                self.sources.skip(found.path)
                continue
            if isinstance(found, File):
                self._asks(found)
            yield found

    def _asks(self, file: File) -> None:
        """Note which row of the manifest is that of a file, read in this run or not."""
        self._holds_more = self._holds_more or suffix_of(file.location.name) in MANY
        if self.sources.manifest:
            self.sources.manifest.row_for(file.path)

    def manifest_known(self) -> bool:
        """Whether every source has asked the manifest for its row: what lies in tables and archives does when read."""
        return not self._holds_more or (self.plan.new == self.plan.found and not self.unfinished())

    def _same_inputs(self) -> None:
        """A folder goes on with the inputs that it was begun with: with others everything in it would be gone."""
        (known,) = self.ledger.one("SELECT count(*) FROM sources WHERE state != 'gone'")
        (both,) = self.ledger.one("SELECT count(*) FROM sources JOIN found USING (path) WHERE sources.state != 'gone'")
        if known and not both:
            raise SettingError(
                f"--output {self.path}: it holds a run over other inputs, none of its {known:,} sources is there; "
                "name another folder."
            )

    def _choose(self) -> None:
        if self.wishes.sample is not None:
            paths = self.ledger.paged("SELECT place, path FROM found WHERE place > ? ORDER BY place LIMIT ?")
            keyed = ((hashlib.sha256(path.encode()).digest(), path) for _, path in paths)
            self.ledger.choose([path for _, path in nsmallest(self.wishes.sample, keyed)])

    def run(self, engine: Engine) -> Iterator[tuple[Portion, list[Outcome]]]:
        """Do it; every portion with what came of it, when it is written. A shard's last portion comes committed."""
        with ledger_told(self.path / NAME):
            yield from self._run(engine)

    def _run(self, engine: Engine) -> Iterator[tuple[Portion, list[Outcome]]]:
        writer: ShardWriter | None = None
        begun: set[int] = set()
        marked = time.monotonic()
        try:
            for portion, outcomes in engine.run(self._noted(self._portions(), begun), Portion.batch):
                if writer is None:
                    writer = ShardWriter(self.path, portion.shard)
                fill(writer, portion, outcomes)
                if portion.closes:
                    self.ledger.commit(writer.finish(), self.now)
                    writer = None
                if begun and time.monotonic() - marked > TICK:
                    self.ledger.running(begun)
                    begun.clear()
                    marked = time.monotonic()
                yield portion, outcomes
        finally:
            if writer:
                writer.abandon()

    @staticmethod
    def _noted(portions: Iterable[Portion], begun: set[int]) -> Iterator[Portion]:
        """The portions; their sources are noted in `begun` as they are handed out."""
        for portion in portions:
            begun.update(entry.source for entry in portion.entries if entry.piece is not None)
            yield portion

    def _portions(self) -> Iterator[Portion]:
        for number in self.ledger.stale_shards():
            entries = self._rewritten(number)
            if first := next(entries, None):
                yield from portions(chain([first], entries), number, None)
            else:
                (self.path / self._name(number)).unlink(missing_ok=True)
                self.ledger.drop_shard(number)
        unread = (entry for known in self.ledger.unread() for entry in self._entries(known, known.read_to, None))
        number, size = self.ledger.next_shard(), self.wishes.shard_bytes
        yield from portions(islice(unread, self.wishes.limit), number, size, self.plan.bytes)

    def _name(self, number: int) -> str:
        return str(self.ledger.one("SELECT name FROM shards WHERE number = ?", number)[0])

    def _rewritten(self, number: int) -> Iterator[Entry]:
        """The entries of a shard that is written again."""
        name, size, sha256 = self.ledger.one("SELECT name, bytes, sha256 FROM shards WHERE number = ?", number)
        whole = is_whole(self.path / name, size, sha256)
        for old in self.ledger.slices(number):
            known = self.ledger.known(old.source)
            if known is None:
                continue
            if whole and old.generation == known.generation:
                yield Entry(old.source, copied=old)
            else:
                yield from self._entries(known, old.first, old.last)

    def _entries(self, known: Known, first: int, end: int | None) -> Iterator[Entry]:
        """The pieces of a source from `first` up to `end`, or to its end."""
        piece = known.piece
        if not isinstance(piece, File) or suffix_of(piece.location.name) not in MANY or piece.size < SPREAD:
            size = piece.size if isinstance(piece, File) else 0
            yield Entry(known.id, known.generation, 0, piece, True, progress=size)
            return
        if self._reading is None or not self._reading.goes_on(known, first):
            self._reading = _Reading(self.sources, known, piece)
        yield from self._reading.entries(first, end)


class _Reading:
    """A table or archive being read here piece by piece; slice after slice without beginning anew."""

    def __init__(self, sources: Sources, known: Known, file: File) -> None:
        self._sources, self._known, self._file = sources, known, file
        self._found = sources.unpack(file)
        self._next = next(self._found, None)
        self._place = 0
        self._done = sources.done

    def goes_on(self, known: Known, first: int) -> bool:
        """Whether the piece `first` of that source is still to come."""
        mine = (self._known.id, self._known.generation)
        return mine == (known.id, known.generation) and self._place <= first

    def entries(self, first: int, end: int | None) -> Iterator[Entry]:
        """The pieces from `first` up to `end`; one that only marks the end where there are none."""
        while self._next is not None and self._place < first:
            self._advance()
        if self._next is None:
            yield self._entry(first, None, end)
        while self._next is not None and (end is None or self._place < end):
            place, piece = self._place, self._next
            self._advance()
            yield self._entry(place, piece, end)

    def _advance(self) -> None:
        self._next = next(self._found, None)
        self._place += 1

    def _entry(self, place: int, piece: Piece | None, end: int | None) -> Entry:
        last = self._next is None and end is None
        progress, self._done = self._sources.done - self._done, self._sources.done
        hashed = digest(self._file.location) if last else ""
        return Entry(self._known.id, self._known.generation, place, piece, last, progress=progress, sha256=hashed)


def portions(
    entries: Iterator[Entry], shard: int, shard_bytes: int | None, left: int | None = None
) -> Iterator[Portion]:
    """The entries in portions of about a batch, cut into shards from number `shard` on; None: all in that one.

    `left`: bytes that are to be read. Towards the end of them the portions get smaller, so that all workers end at
    about the same time.
    """
    portion, size, filled = Portion(shard, []), 0, 0
    for entry in entries:
        if shard_bytes is not None and filled >= shard_bytes:
            portion.closes = True
            yield portion
            portion, size, filled = Portion(portion.shard + 1, []), 0, 0
        elif size >= batch_bytes(left) or len(portion.entries) >= BATCH_SOURCES:
            yield portion
            portion, size = Portion(portion.shard, []), 0
        portion.entries.append(entry)
        added = weight(entry.piece) if entry.piece is not None else 0
        size, filled = size + added, filled + max(added, LEAST)
        left = None if left is None else left - entry.progress
    if portion.entries:
        portion.closes = True
        yield portion


def batch_bytes(left: int | None) -> int:
    """From how many bytes on a portion is full, where so many are left to be read.

    >>> batch_bytes(None), batch_bytes(1_000_000), batch_bytes(0)
    (360000, 125000, 60000)
    """
    whole = BYTES * BATCH_CHARACTERS
    return whole if left is None else max(whole // SMALLEST, min(whole, left // SHARE))


def fill(writer: ShardWriter, portion: Portion, outcomes: Iterable[Outcome]) -> None:
    """Write what came of a portion into its shard."""
    done = iter(outcomes)
    for entry in portion.entries:
        if entry.copied:
            writer.copy(entry.copied)
            continue
        outcome = next(done) if entry.piece is not None else None
        writer.add(entry.source, entry.generation, entry.place, entry.last, outcome)
        if entry.sha256:
            writer.hashed(entry.source, entry.sha256)


@contextmanager
def ledger_told(path: Path) -> Iterator[None]:
    """What SQLite says against writing, as an OutputError that says how to go on."""
    try:
        yield
    except sqlite3.Error as error:
        raise OutputError(f"{path}: {error}. Once that is mended, the same command goes on.") from None


def locked(descriptor: int, folder: Path) -> None:
    """Hold the lock on a folder as long as the file is open. Raises SettingError where another run has it."""
    with suppress(ImportError):  # Windows: two runs at once aren't noticed
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingError(
                f"--output {folder}: another run is at work in this folder; wait until it has ended."
            ) from None
