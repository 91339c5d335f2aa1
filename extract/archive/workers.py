"""One process or several over the same work: the results come in order and are equal byte for byte.

A worker holds one batch at a time. One that dies is replaced; its batch is tried once more, then source by source, and
a source on which a worker dies again is a failure. Batches are taken from the work list only as workers come free, and
not while too many finished results wait for an earlier one: the parent's memory doesn't grow with the archive.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Generic, Protocol, TypeVar

from extract.archive.work import Batch, Choices, Desk, Failed, Outcome, Piece, batches
from extract.article import Source
from extract.errors import ModelError

WAITING = 64 << 20  # bytes of finished results that may wait for an earlier one
WAITING_EACH = 4 << 20  # and for each worker beside
STARTS = 3  # workers that die one after another before they have read anything: there is no use in more

T = TypeVar("T")


class Engine(Protocol):
    """What does the work of a run: one process, several, or a cluster."""

    def run(self, items: Iterable[T], batch_of: Callable[[T], Batch]) -> Iterator[tuple[T, list[Outcome]]]:
        """Every item with what came of its batch, an outcome a piece, in the order of the items."""

    def __enter__(self) -> Engine: ...

    def __exit__(self, *_: object) -> None: ...


def run(pieces: Iterable[Piece], choices: Choices, workers: int = 1) -> Iterator[Outcome]:
    """What came of each piece, in order, whatever the number of workers.

    Raises SettingError, PatternError or ModelError before anything is read, where no extractor can be built.
    """
    with engine_for(choices, workers) as engine:
        for _, outcomes in engine.run(batches(pieces), lambda batch: batch):
            yield from outcomes


def engine_for(choices: Choices, workers: int) -> Engine:
    """This process alone, or so many workers."""
    return Pool(choices, workers) if workers > 1 else Inline(choices)


class Inline:
    """The work done in this process."""

    def __init__(self, choices: Choices) -> None:
        self.desk = choices.desk()

    def __enter__(self) -> Inline:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, items: Iterable[T], batch_of: Callable[[T], Batch]) -> Iterator[tuple[T, list[Outcome]]]:
        """As `Engine.run`."""
        for item in items:
            yield item, self.desk.work(batch_of(item))


@dataclass(slots=True)
class Part:
    """Some of an item's pieces, what came of them once they are done, and how many workers died on them."""

    batch: Batch
    outcomes: list[Outcome] | None = None
    deaths: int = 0

    def after_death(self) -> list[Part]:
        """What is to be tried now: the whole once more, then each piece once; a piece that fails again is given up."""
        self.deaths += 1
        if self.deaths < 2:
            return [self]
        if len(self.batch) > 1:
            return [Part([piece], deaths=1) for piece in self.batch]
        self.outcomes = [died(self.batch[0])]
        return [self]


def died(piece: Piece) -> Outcome:
    """The outcome of a piece on which workers die."""
    message = f"{piece.path}: The worker process died on it, twice (out of memory?)."
    characters = len(piece.text) if isinstance(piece, Source) else 0
    return Outcome(failed=(Failed(piece.path, "WorkerDied", message),), sources=1, characters=characters)


@dataclass(slots=True)
class Slot(Generic[T]):
    """An item in the order of the work list, with the parts that its batch is done in."""

    item: T
    parts: list[Part]

    def done(self) -> bool:
        """Whether every part is."""
        return all(part.outcomes is not None for part in self.parts)

    def outcomes(self) -> list[Outcome]:
        """Of all pieces, in order."""
        return [outcome for part in self.parts for outcome in part.outcomes or ()]

    def replace(self, part: Part) -> list[Part]:
        """Take a worker's death into account; the parts to do again."""
        at = self.parts.index(part)
        self.parts[at : at + 1] = again = part.after_death()
        return [one for one in again if one.outcomes is None]


class Window(Generic[T]):
    """The items in work: handed out part by part, given back in order. Results may come in any order."""

    def __init__(self, items: Iterable[T], batch_of: Callable[[T], Batch], room: int) -> None:
        self._items, self._batch_of, self._room = iter(items), batch_of, room
        self._slots: deque[Slot[T]] = deque()
        self._again: deque[tuple[Slot[T], Part]] = deque()
        self._waiting = 0
        self._ended = False

    def take(self) -> tuple[Slot[T], Part] | None:
        """The next part to do; None where there is none, or none may be begun before the first one is done."""
        if self._again:
            return self._again.popleft()
        while self._waiting < self._room:
            try:
                item = next(self._items)
            except StopIteration:
                self._ended = True
                return None
            batch = self._batch_of(item)
            slot = Slot(item, [Part(batch)] if batch else [])
            self._slots.append(slot)
            if batch:
                return slot, slot.parts[0]
        return None

    def finish(self, part: Part, outcomes: list[Outcome]) -> None:
        """A worker has done a part."""
        part.outcomes = outcomes
        self._waiting += sum(len(outcome.lines) for outcome in outcomes)

    def lose(self, slot: Slot[T], part: Part) -> None:
        """A worker has died on a part."""
        self._again.extend((slot, one) for one in slot.replace(part))

    def ready(self) -> Iterator[tuple[T, list[Outcome]]]:
        """The items that are done and have none before them that isn't."""
        while self._slots and self._slots[0].done():
            slot = self._slots.popleft()
            outcomes = slot.outcomes()
            self._waiting -= sum(len(outcome.lines) for outcome in outcomes)
            yield slot.item, outcomes

    def __bool__(self) -> bool:
        """Whether anything is left to begin or to give back."""
        return bool(self._slots) or not self._ended


@dataclass(slots=True)
class Worker:
    """A worker process and the part that it has in hand; `begun` as soon as it has built its extractor."""

    process: multiprocessing.process.BaseProcess
    connection: Connection
    begun: bool = False
    hand: tuple[Slot[object], Part] | None = field(default=None)


class Pool:
    """Worker processes, started anew (spawned), each with an extractor of its own."""

    def __init__(self, choices: Choices, workers: int) -> None:
        self.choices, self.room = choices, WAITING + WAITING_EACH * workers
        self.failed_starts = 0
        self.workers = [self._start() for _ in range(workers)]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.process.kill()
            worker.connection.close()
        for worker in self.workers:
            worker.process.join()

    def run(self, items: Iterable[T], batch_of: Callable[[T], Batch]) -> Iterator[tuple[T, list[Outcome]]]:
        """As `Engine.run`. Raises what keeps the workers from building their extractors, before anything is read."""
        window = Window(items, batch_of, self.room)
        while not any(worker.begun for worker in self.workers):
            self._receive(window)
        while True:
            self._feed(window)
            yield from window.ready()
            self._feed(window)
            if not window:
                return
            self._receive(window)

    def _feed(self, window: Window[T]) -> None:
        for worker in [worker for worker in self.workers if worker.begun and not worker.hand]:
            if not (taken := window.take()):
                return
            worker.hand = taken  # type: ignore[assignment]
            with suppress(OSError):  # it is dead: seen on the next reading
                worker.connection.send(taken[1].batch)

    def _receive(self, window: Window[T]) -> None:
        """Take in what the workers have to say; wait until at least one has."""
        said = wait([worker.connection for worker in self.workers if worker.hand or not worker.begun])
        for at, worker in enumerate(self.workers):
            if worker.connection not in said:
                continue
            try:
                message = worker.connection.recv()
            except (EOFError, OSError, pickle.UnpicklingError):
                self.workers[at] = self._replaced(worker, window)
                continue
            if isinstance(message, Exception):
                raise message
            if worker.begun and worker.hand:
                window.finish(worker.hand[1], message)
                worker.hand = None
            worker.begun, self.failed_starts = True, 0

    def _replaced(self, worker: Worker, window: Window[T]) -> Worker:
        worker.process.kill()
        worker.process.join()
        worker.connection.close()
        if not worker.begun:
            self.failed_starts += 1
        if self.failed_starts >= STARTS:
            raise ModelError("The worker processes die while they start (out of memory?): use fewer, or --workers 1.")
        if worker.hand:
            window.lose(*worker.hand)  # type: ignore[arg-type]
        return self._start()

    def _start(self) -> Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self.choices), daemon=True)
        process.start()
        theirs.close()
        return Worker(process, ours)


def serve(connection: Connection, choices: Choices) -> None:
    """A worker's life: build the extractor, say so, and do what comes until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and stops its workers
    with suppress(EOFError, OSError):
        if desk := _desk(connection, choices):
            while True:
                _answer(connection, desk, connection.recv())


def _desk(connection: Connection, choices: Choices) -> Desk | None:
    try:
        desk = choices.desk()
    except Exception as error:
        connection.send(error)
        return None
    connection.send(None)
    return desk


def _answer(connection: Connection, desk: Desk, batch: Batch) -> None:
    try:
        outcomes: list[Outcome] | Exception = desk.work(batch)
    except Exception as error:  # a fault of reading that is none of a source's
        outcomes = RuntimeError(f"{type(error).__name__}: {error}")
    connection.send(outcomes)
