"""One process or several over the same batches: the results come in order and are equal byte for byte."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, cast

from extract.archive.work import Batch, Choices, Failed, Finished, batches, work
from extract.article import Source
from extract.errors import InputError

if TYPE_CHECKING:
    from extract.pipeline import Extractor

AHEAD = 2  # batches in hand for each worker: enough to keep it busy, few enough to bound the memory

_extractor: Extractor | Exception | None = None  # of a worker process: made once by _start, or why it could not be


def run(sources: Iterable[Source | InputError], choices: Choices, workers: int = 1) -> Iterator[Finished]:
    """What came of each batch of sources, in order, whatever the number of workers.

    Raises SettingError, PatternError or ModelError before anything is read, where no extractor can be built.
    """
    if workers <= 1:
        extractor = choices.load()
        yield from (work(extractor, batch) for batch in batches(sources))
        return
    with _Pool(choices, workers) as pool:
        pool.executor.submit(_ready).result()
        yield from pool.run(batches(sources))


class _Pool:
    """Worker processes that are replaced when one dies; its batch is then tried source by source."""

    def __init__(self, choices: Choices, workers: int) -> None:
        self.choices, self.workers = choices, workers
        self.executor = self._executor(workers)

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def run(self, work_list: Iterator[Batch]) -> Iterator[Finished]:
        waiting: deque[tuple[Batch, Future[Finished]]] = deque()
        for batch in work_list:
            waiting.append((batch, self._submit(batch)))
            if len(waiting) >= AHEAD * self.workers:
                yield self._result(waiting)
        while waiting:
            yield self._result(waiting)

    def _executor(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(self.choices,))

    def _submit(self, batch: Batch) -> Future[Finished]:
        try:
            return self.executor.submit(_work, batch)
        except BrokenProcessPool as error:
            broken: Future[Finished] = Future()
            broken.set_exception(error)
            return broken

    def _result(self, waiting: deque[tuple[Batch, Future[Finished]]]) -> Finished:
        batch, future = waiting.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            result = self._rescued(batch)
            self._stop()
            self.executor = self._executor(self.workers)
            again = [(other, self._submit(other)) for other, _ in waiting]
            waiting.clear()
            waiting.extend(again)
            return result

    def _rescued(self, batch: Batch) -> Finished:
        """The batch of a worker that died: the whole once more alone, then source by source."""
        if (whole := self._alone(batch)) is not None:
            return whole
        total = Finished([])
        for found in batch:
            one = self._alone([found])
            if one is None:
                message = f"{found.path}: The worker process died on it (out of memory?)."
                size = len(found.text) if isinstance(found, Source) else 0
                one = Finished([], [Failed(found.path, "WorkerDied", message)], 1, size)
            total = Finished(
                total.records + one.records,
                total.failed + one.failed,
                total.sources + one.sources,
                total.characters + one.characters,
            )
        return total

    def _alone(self, batch: Batch) -> Finished | None:
        try:
            with self._executor(1) as executor:
                return executor.submit(_work, batch).result()
        except BrokenProcessPool:
            return None

    def _stop(self) -> None:
        """End the workers at once, whatever they are at; the executor's own thread sees it and ends too."""
        for process in list((self.executor._processes or {}).values()):
            process.terminate()
        self.executor.shutdown(wait=True, cancel_futures=True)


def _start(choices: Choices) -> None:
    global _extractor
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and stops its workers
    try:
        _extractor = choices.load()
    except Exception as error:
        _extractor = error


def _ready() -> None:
    """Raises what kept this worker from building its extractor."""
    if isinstance(_extractor, Exception):
        raise _extractor


def _work(batch: Batch) -> Finished:
    _ready()
    return work(cast("Extractor", _extractor), batch)
