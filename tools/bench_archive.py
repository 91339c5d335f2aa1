"""Whole runs into a folder: one worker and two, an archive and its 10 and 100 copies; memory and CPU of every process.

Figures are of fresh processes, as a user starts them. CPU seconds are those of a run and its workers together, without
what a run over one short text takes (the start); memory is the largest resident size that a process reached.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

COPIES = (1, 10, 100)
UNIT = 0.03  # of the characters, the archive whose copies are run
MAIN = "from extract.cli.app import main; main()"


@dataclass(slots=True)
class Run:
    """What a run took: seconds by the clock and of the CPUs, megabytes of the parent and of the largest worker."""

    seconds: float
    cpu: float
    parent: float
    worker: float


class Watch(Thread):
    """Follows the memory of a process and its children until it ends, where /proc tells of it."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.parent, self.worker = process, 0.0, 0.0

    def run(self) -> None:
        """Look every tenth of a second."""
        while (own := _peak(self.process)) is not None:
            self.parent = max(self.parent, own)
            for child in _children(self.process):
                self.worker = max(self.worker, _peak(child) or 0)
            time.sleep(0.1)


def _peak(process: int) -> float | None:
    """Megabytes that a process has held at most; None where it has ended or the system doesn't tell."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)


def _children(process: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def run(source: Path, out: Path, workers: int) -> Run:
    """One run into a new folder. Raises CalledProcessError where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    command = [sys.executable, "-c", MAIN, "run", source, "-o", f"{out}/", "--workers", str(workers)]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    running = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment)
    watch = Watch(running.pid)
    watch.start()
    _, said = running.communicate()
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command, stderr=said)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(time.perf_counter() - begun, cpu, watch.parent, watch.worker)


def archive(folder: Path, texts: Sequence[str]) -> Path:
    """A table of the texts."""
    folder.mkdir()
    with (folder / "texts.jsonl").open("w", encoding="utf-8") as table:
        for text in texts:
            table.write(json.dumps({"text": text, "date": "2020-01-01"}, ensure_ascii=False) + "\n")
    return folder


def table(texts: Sequence[str]) -> str:
    """The figures as Markdown."""
    with tempfile.TemporaryDirectory() as scratch:
        return "\n\n".join((workers(Path(scratch), texts), sizes(Path(scratch), texts)))


def workers(scratch: Path, texts: Sequence[str]) -> str:
    """One worker and two over the same texts."""
    source, characters = archive(scratch / "all", texts), sum(map(len, texts))
    start, both = (starting(scratch, texts, count) for count in (1, 2))
    one, two = run(source, scratch / "one", 1), run(source, scratch / "two", 2)
    same = _bytes(scratch / "one") == _bytes(scratch / "two")
    times = (one.seconds - start.seconds) / (two.seconds - both.seconds)
    lines = [
        f"Whole runs, files to files: {characters:,} characters; a run over one short text takes {start.cpu:.2f} CPU "
        f"seconds ({start.seconds:.2f} s), which the rates leave out. Two workers are {times:.2f} times as fast as "
        f"one; their output is "
        f"{'the same byte for byte' if same else 'NOT the same'}. The machine has {os.cpu_count()} cores; load average "
        f"before and during the run {os.getloadavg()[0]:.1f}.",
        "| workers | seconds | CPU seconds | characters per CPU second | MB, parent | MB, largest worker |\n"
        "|---:|---:|---:|---:|---:|---:|",
    ]
    rows = [
        f"| {count} | {it.seconds:.1f} | {it.cpu:.1f} | {characters / max(it.cpu - begun.cpu, 0.01):,.0f} "
        f"| {it.parent:,.0f} | {it.worker:,.0f} |"
        for count, it, begun in ((1, one, start), (2, two, both))
    ]
    return "\n\n".join(lines[:1]) + "\n\n" + "\n".join([lines[1], *rows])


def sizes(scratch: Path, texts: Sequence[str]) -> str:
    """An archive, ten and a hundred times its size: the cost of a character and the memory stay as they are."""
    unit = first(texts, int(UNIT * sum(map(len, texts))))
    characters, start = sum(map(len, unit)), starting(scratch, texts, 2)
    rows = []
    for copies in COPIES:
        it = run(archive(scratch / f"in{copies}", unit * copies), scratch / f"out{copies}", 2)
        cost = 1e6 * (it.cpu - start.cpu) / (copies * characters)
        rows.append(
            f"| {copies}× | {copies * characters:,} | {it.cpu:.1f} | {cost:.1f} | {it.parent:,.0f} | {it.worker:,.0f} |"
        )
    head = (
        "| archive | characters | CPU seconds | CPU seconds a million characters, without the start | MB, parent "
        "| MB, largest worker |\n|---:|---:|---:|---:|---:|---:|"
    )
    return "The same archive over and over, two workers:\n\n" + "\n".join([head, *rows])


def starting(scratch: Path, texts: Sequence[str], count: int) -> Run:
    """What a run over one short text takes with so many workers."""
    name = Path(tempfile.mkdtemp(dir=scratch))
    return run(archive(name / "in", [texts[0][:200]]), name / "out", count)


def first(texts: Sequence[str], characters: int) -> list[str]:
    """The first texts, of about so many characters together."""
    found: list[str] = []
    seen = 0
    for text in texts:
        found.append(text)
        seen += len(text)
        if seen >= characters:
            break
    return found


def _bytes(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("records-*.jsonl"))]
