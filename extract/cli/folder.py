"""A run into a folder as the terminal and the log see it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from extract.archive import Choices
from extract.archive.folder import OutputFolder, Plan, Portion, Wishes
from extract.archive.versions import versions
from extract.archive.workers import Engine, engine_for
from extract.cli.batch import SHOWN, Tally, hear, heard, listed, nothing, progress, speed, worker_count
from extract.cli.wording import counted
from extract.errors import SettingError
from extract.sources import Sources

LOG = "run.log"
MINUTE = 60.0  # seconds between lines of the log


@dataclass(slots=True)
class Log:
    """The file that a line a minute is added to; a full disk doesn't stop a run here."""

    path: Path
    size: int = 0
    begun: float = field(default_factory=time.monotonic)
    written: float = field(default_factory=time.monotonic)

    def add(self, line: str) -> None:
        """One line with the time."""
        with suppress(OSError), self.path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {line}\n")

    def minute(self, tally: Tally, done: int) -> None:
        """How far the run is, once a minute."""
        now = time.monotonic()
        if now - self.written < MINUTE:
            return
        self.written, seconds = now, now - self.begun
        left = seconds * max(0, self.size - done) / max(1, done)
        self.add(
            f"{tally.sources:,} sources, {tally.failed.total():,} failed, {tally.characters:,} characters, "
            f"{tally.characters / seconds:,.0f} characters per second, {left / 60:,.0f} minutes left"
        )


def engine_named(name: str, address: str | None) -> Callable[[Choices, int], Engine]:
    """What makes an engine of this name. Raises SettingError where there is none, or an address is of no use to it."""
    if name not in ENGINES:
        raise SettingError(f"--engine {name}: there is no such engine; there are {', '.join(ENGINES)}.")
    if address and name == "local":
        raise SettingError("--address: it is that of a Ray cluster; add --engine ray.")
    return lambda choices, workers: ENGINES[name](choices, workers, address)


def _local(choices: Choices, workers: int, _: str | None) -> Engine:
    return engine_for(choices, workers)


def _ray(choices: Choices, workers: int, address: str | None) -> Engine:
    from extract.archive.ray_ import RayEngine

    return RayEngine(choices, workers, address)


ENGINES: dict[str, Callable[[Choices, int, str | None], Engine]] = {"local": _local, "ray": _ray}


def process_into(
    folder: Path,
    sources: Sources,
    choices: Choices,
    wishes: Wishes,
    workers: int | None,
    engine: Callable[[Choices, int], Engine],
) -> int:
    """Run into a folder, with progress and summary on standard error; how many sources and manifest rows failed.

    Raises InputError where there was no source at all; SettingError where another run is at work in the folder or it
    holds a run over other inputs; OutputError where the disk is full.
    """
    console = Console(stderr=True, highlight=False)
    tally, begun = Tally(), time.perf_counter()
    with OutputFolder(folder, sources, wishes, versions(choices)) as output:
        plan = output.prepare()
        if not plan.found:
            raise nothing(sources)
        log = Log(folder / LOG, plan.bytes)
        said = list(_plan(plan, wishes))
        notes: list[str] = []
        for line in said:
            console.print(line, markup=False, soft_wrap=True)
            log.add(line)
        if output.unfinished():
            with engine(choices, worker_count(workers, plan.bytes)) as working:
                notes = _run(output, working, console, tally, log)
        for line in (*speed(tally, time.perf_counter() - begun), *_state(output, folder)):
            console.print(line, markup=False, soft_wrap=True)
            log.add(line)
        sources.ended = output.manifest_known()
        for line in heard(sources, notes + sources.warnings):
            console.print(line, markup=False, soft_wrap=True)
        return output.ledger.totals()[-1] + len(sources.faults)


def _run(output: OutputFolder, engine: Engine, console: Console, tally: Tally, log: Log) -> list[str]:
    """Do the work; what the user should hear of it."""
    notes: list[str] = []
    done = 0
    with progress(console, log.size) as advance:
        for portion, outcomes in output.run(engine):
            for outcome in outcomes:
                tally.add(outcome)
                hear(output.sources, outcome, notes)
            done += progress_of(portion)
            advance(done, tally.characters)
            log.minute(tally, done)
    return notes


def progress_of(portion: Portion) -> int:
    """The bytes of the sources that a portion brings the run on."""
    return sum(entry.progress for entry in portion.entries)


def _plan(plan: Plan, wishes: Wishes) -> Iterable[str]:
    """What is to be done and what isn't."""
    parts = [(plan.new, "new"), (plan.changed, "changed"), (plan.gone, "gone"), (plan.again, "to be read again")]
    yield f"{counted(plan.found, 'file')}: " + (", ".join(f"{n:,} {what}" for n, what in parts if n) or "none new")
    for number, *_ in plan.outdated if not wishes.redo else ():
        yield f"note: {counted(number, 'file')} read with other rules, model or settings; --redo reads them again"


def _state(output: OutputFolder, folder: Path) -> Iterable[str]:
    """What the folder holds now."""
    found, done, failed, articles, characters, failures = output.ledger.totals()
    left = f", {found - done - failed:,} to be read" if found - done - failed else ""
    yield (
        f"{folder}: {counted(found, 'file')}, {done:,} done, {failed:,} failed{left}; "
        f"{counted(articles, 'article')}, {counted(characters, 'character')}"
    )
    messages, kinds = output.ledger.failures(SHOWN)
    yield from listed(messages, "failed", failures)
    if failures > len(messages):
        yield "failed by kind: " + ", ".join(f"{kind} {count:,}" for kind, count in kinds)
