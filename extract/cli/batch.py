"""A run as the terminal sees it: the progress while it goes, the summary at its end."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson
from rich.console import Console

from extract.archive import Choices, Failed, Outcome, run
from extract.cli.wording import counted, printable
from extract.errors import InputError
from extract.outputs import opened, writer_for
from extract.sources import READERS, Sources

if TYPE_CHECKING:
    from collections.abc import Callable

WORTH = 600_000  # bytes of sources, about 3 seconds of work: a worker's start costs half of that
SHOWN = 20  # failures and warnings that the summary prints in full; of the others it says how many there are


@dataclass(slots=True)
class Tally:
    """What a run has done so far. At most SHOWN failures are kept whole, however long the run is."""

    sources: int = 0
    articles: int = 0
    characters: int = 0
    failures: list[Failed] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    warnings: int = 0

    def add(self, done: Outcome) -> None:
        """Count what came of a piece."""
        self.sources += done.sources
        self.articles += done.articles
        self.characters += done.characters
        self.failures += done.failed[: max(0, SHOWN - len(self.failures))]
        self.failed.update(failure.kind for failure in done.failed)
        self.warnings += done.warnings


def worker_count(asked: int | None, size: int) -> int:
    """How many workers: as asked, else one a core, but no more than there is work worth their start."""
    if asked:
        return asked
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not every system tells
        cores = os.cpu_count() or 1
    return max(1, min(cores, size // WORTH))


def process(sources: Sources, choices: Choices, output: str, workers: int | None, limit: int | None) -> int:
    """Run, write, show progress and summary on standard error; the number of failed sources and manifest rows.

    Raises InputError where there was no source at all; an older output is then as it was.
    """
    console = Console(stderr=True, highlight=False)
    tally, notes = Tally(), list[str]()
    start = time.perf_counter()
    size = sources.total()
    with opened(output, writer_for(output)) as writer, progress(console, limit or size) as advance:
        for done in run(islice(sources.pieces(), limit), choices, worker_count(workers, size)):
            hear(sources, done, notes)
            for record in done.lines.splitlines():
                writer.write(orjson.loads(record))
            tally.add(done)
            advance(tally.sources if limit else sources.done, tally.characters)
        if not tally.sources:
            raise nothing(sources)
    for line in _summary(tally, sources, notes, time.perf_counter() - start):
        console.print(line, markup=False, soft_wrap=True)
    return tally.failed.total() + len(sources.faults)


def nothing(sources: Sources) -> InputError:
    """The error for inputs with no source in them; raised before the output takes its name."""
    names = ", ".join(sources.inputs[:3]) + (" …" if len(sources.inputs) > 3 else "")
    left = f"; {counted(sources.skipped, 'file')} of other formats left out" if sources.skipped else ""
    return InputError(printable(names), f"There is nothing to read in it{left}.", f"Read are {', '.join(READERS)}.")


@contextmanager
def progress(console: Console, total: int) -> Iterator[Callable[[int, int], None]]:
    """A function that shows how far the run is; a bar on a terminal, nothing elsewhere."""
    if not console.is_terminal:
        yield lambda done, characters: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    start = time.perf_counter()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total or None, rate="")

        def advance(done: int, characters: int) -> None:
            seconds = time.perf_counter() - start
            progress.update(task, completed=done, rate=f"{characters / seconds:,.0f} chars/s")

        yield advance


def speed(tally: Tally, seconds: float) -> Iterable[str]:
    """What was done, and how fast."""
    cpu, peak = spent()
    yield (
        f"{counted(tally.sources, 'source')}, {counted(tally.articles, 'article')}, "
        f"{counted(tally.characters, 'character')}, {tally.failed.total():,} failed, "
        f"{counted(tally.warnings, 'warning')} in records"
    )
    yield f"{seconds:.1f} s, {cpu:.1f} CPU s, {tally.characters / max(cpu, 0.001):,.0f} chars per CPU second" + (
        f", peak memory {peak:,} MB" if peak else ""
    )


def hear(sources: Sources, done: Outcome, notes: list[str]) -> None:
    """Take in what a piece tells of the inputs that was read where the work is done."""
    notes.extend(done.notes[: SHOWN - len(notes)])
    for path in done.skipped:
        sources.skip(path)
    if sources.manifest:
        sources.manifest.used.update(done.used)


def _summary(tally: Tally, sources: Sources, notes: list[str], seconds: float) -> Iterable[str]:
    yield from speed(tally, seconds)
    yield from listed([failure.message for failure in tally.failures], "failed", tally.failed.total())
    if tally.failed.total() > len(tally.failures):
        yield "failed by kind: " + ", ".join(f"{kind} {count:,}" for kind, count in tally.failed.most_common())
    yield from heard(sources, notes + sources.warnings)


def heard(sources: Sources, warnings: list[str]) -> Iterable[str]:
    """What the user should hear about the inputs."""
    yield from listed([str(fault) for fault in sources.faults], "manifest", len(sources.faults))
    yield from listed(warnings, "warning", len(warnings))
    if sources.skipped:
        names = ", ".join(sources.skipped_paths[:3]) + (" …" if sources.skipped > 3 else "")
        yield f"note: {counted(sources.skipped, 'file')} left out, no reader for the format: {names}"


def listed(messages: list[str], label: str, total: int) -> Iterable[str]:
    """The first messages under a label, and how many more there are."""
    yield from (f"{label}: {printable(message)}" for message in messages[:SHOWN])
    if total > SHOWN:
        yield f"{label}: … and {total - SHOWN:,} more"


def spent() -> tuple[float, int]:
    """CPU seconds of this process and its workers; the peak memory of the largest in megabytes, 0 where unknown."""
    try:
        import resource
    except ImportError:  # Windows
        return time.process_time(), 0
    both: list[Any] = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return sum(use.ru_utime + use.ru_stime for use in both), max(use.ru_maxrss for use in both) // unit
