"""One process or several over the same work: the results come in order and are equal byte for byte.

A worker holds one batch at a time. One that dies, or gives no answer for long, is replaced; its batch is tried again
as `window.Part` says. Batches are taken from the work list only as workers come free: the parent's memory doesn't grow
with the archive.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

from extract.archive.window import Part, Slot, Window
from extract.archive.work import Batch, Choices, Desk, Outcome, Piece, batches, weight
from extract.errors import ModelError

WAITING = 64 << 20  # bytes of finished results that may wait for an earlier one
WAITING_EACH = 4 << 20  # and for each worker beside
STARTS = 3  # workers that die one after another before they have read anything: there is no use in more
PATIENCE = 600.0  # seconds that a batch may take
PACE = 10_000  # bytes of it that add a second to them: a twentieth of what a core does

T = TypeVar("T")
W = TypeVar("W")


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


@dataclass(frozen=True, slots=True)
class Hand:
    """What a worker has in hand, how many seconds it may take, and when they are over."""

    slot: Slot[Any]
    part: Part
    seconds: float
    deadline: float


Answer = Sequence[Outcome] | Exception | None  # None: the worker has died


class Crew(ABC, Generic[W]):
    """Workers that are fed from a window, whatever they are; a `W` is what one of them is known by.

    What each kind has of its own: how one is started and ended, given a batch, and what is waited for. The first thing
    that a worker says, once it has built its extractor, is an empty list.
    """

    dead_starts = "The worker processes die while they start (out of memory?): use fewer, or --workers 1."

    def __init__(self, workers: int, patience: float = PATIENCE) -> None:
        self.hands: dict[W, Hand | None] = {}  # by worker, what it has in hand
        self._begun: set[W] = set()
        self._room, self._patience, self._failed_starts = WAITING + WAITING_EACH * workers, patience, 0
        for _ in range(workers):
            self.hands[self._start()] = None

    @abstractmethod
    def _start(self) -> W:
        """A new worker."""

    @abstractmethod
    def _give(self, worker: W, batch: Batch) -> None:
        """Hand a batch to a worker; that it is dead is seen when it is heard."""

    @abstractmethod
    def _hear(self, workers: Sequence[W], seconds: float | None) -> Iterable[tuple[W, Answer]]:
        """What some of these workers say, as soon as one has said something; nothing after so many seconds."""

    @abstractmethod
    def _end(self, worker: W) -> None:
        """Leave nothing of a worker, dead or not."""

    def run(self, items: Iterable[T], batch_of: Callable[[T], Batch]) -> Iterator[tuple[T, list[Outcome]]]:
        """As `Engine.run`. Raises what keeps the workers from building their extractors, before anything is read."""
        window = Window(items, batch_of, self._room)
        while not self._begun:
            self._receive(window)
        while True:
            self._feed(window)
            yield from window.ready()
            self._feed(window)
            if not window:
                return
            self._receive(window)

    def _feed(self, window: Window[T]) -> None:
        for worker in [worker for worker, hand in self.hands.items() if worker in self._begun and not hand]:
            if not (taken := window.take()):
                return
            seconds = self._patience + sum(map(weight, taken[1].batch)) / PACE
            self.hands[worker] = Hand(*taken, seconds, time.monotonic() + seconds)
            self._give(worker, taken[1].batch)

    def _receive(self, window: Window[T]) -> None:
        """Take in what the workers have to say; wait until at least one has, or has been silent for too long."""
        awaited = [worker for worker, hand in self.hands.items() if hand or worker not in self._begun]
        ends = [hand.deadline for hand in self.hands.values() if hand]
        for worker, said in self._hear(awaited, max(0.0, min(ends) - time.monotonic()) if ends else None):
            if isinstance(said, Exception):
                raise said
            if said is None:
                self._lost(worker, window)
                continue
            if hand := self.hands[worker]:
                window.finish(hand.part, list(said))
            self.hands[worker] = None
            self._begun.add(worker)
            self._failed_starts = 0
        now = time.monotonic()
        for worker, hand in list(self.hands.items()):
            if hand and hand.deadline < now:
                self._lost(worker, window, hand.seconds)

    def _lost(self, worker: W, window: Window[T], late: float = 0.0) -> None:
        """Replace a worker; what it had in hand is to be done again."""
        self._end(worker)
        if hand := self.hands.pop(worker):
            window.lose(hand.slot, hand.part, late)
        if worker not in self._begun:
            self._failed_starts += 1
        self._begun.discard(worker)
        if self._failed_starts >= STARTS:
            raise ModelError(self.dead_starts)
        self.hands[self._start()] = None


@dataclass(frozen=True, slots=True, eq=False)
class Worker:
    """A worker process."""

    process: multiprocessing.process.BaseProcess
    connection: Connection


class Pool(Crew[Worker]):
    """Worker processes, started anew (spawned), each with an extractor of its own."""

    def __init__(self, choices: Choices, workers: int, patience: float = PATIENCE) -> None:
        self.choices = choices
        super().__init__(workers, patience)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.hands:
            worker.process.kill()
        for worker in self.hands:
            self._end(worker)

    def _start(self) -> Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self.choices), daemon=True)
        process.start()
        theirs.close()
        return Worker(process, ours)

    def _give(self, worker: Worker, batch: Batch) -> None:
        with suppress(OSError):
            worker.connection.send(batch)

    def _hear(self, workers: Sequence[Worker], seconds: float | None) -> Iterable[tuple[Worker, Answer]]:
        said = wait([worker.connection for worker in workers], seconds)
        return [(worker, _heard(worker.connection)) for worker in workers if worker.connection in said]

    def _end(self, worker: Worker) -> None:
        worker.process.kill()
        worker.process.join()
        worker.connection.close()


def _heard(connection: Connection) -> Answer:
    try:
        message: Answer = connection.recv()
    except (EOFError, OSError, pickle.UnpicklingError):
        return None
    return message


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
    connection.send([])
    return desk


def _answer(connection: Connection, desk: Desk, batch: Batch) -> None:
    try:
        outcomes: list[Outcome] | Exception = desk.work(batch)
    except Exception as error:  # a fault of reading that is none of a source's
        outcomes = RuntimeError(f"{type(error).__name__}: {error}")
    connection.send(outcomes)
