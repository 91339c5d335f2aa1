"""Runs that are killed, run out of disk or lose workers: afterwards the result is that of an undisturbed run."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import IO, Any
from unittest.mock import Mock

import pytest

import extract.archive.folder as folder_module
from extract.archive.folder import OutputFolder, Wishes
from extract.archive.workers import Pool
from extract.errors import OutputError
from extract.sources import ReadOptions, Sources
from tests.archive.folders import CHOICES, KB, NOW, archive_in, engine, paths, rows, run, shards, table

KILLS = 25
SOURCES = 520
SHARD = 16 * KB
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folder_module, "SPREAD", 1)  # tables are read piece by piece however small
    monkeypatch.setattr(folder_module, "TICK", 0.01)  # so that kills meet its writing too
    folder = archive_in(tmp_path / "in", SOURCES)
    (folder / "1" / "table.jsonl").write_text(table(60) + "no json\n", encoding="utf-8")
    return folder


def same(out: Path, whole: Path) -> None:
    assert shards(out) == shards(whole)
    query = "SELECT path, size, sha256, state, reason, articles, failed, rules, complete FROM sources ORDER BY 1"
    assert rows(out, query) == rows(whole, query)
    assert rows(out, "SELECT * FROM failures") == rows(whole, "SELECT * FROM failures")
    names = [name for name in os.listdir(out) if not name.startswith(("records-", "ledger.sqlite", ".lock"))]
    assert names == []


def child(work: Callable[[], object]) -> int:
    """The process id of a copy of this process that does the work and ends; 7 is its exit code where it raises."""
    if pid := os.fork():
        return pid
    code = 7
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def ended(pid: int) -> bool:
    """Whether the child has come to its end by itself, well."""
    status = os.waitpid(pid, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFEXITED(status)


def progress(out: Path) -> int:
    """How many shards there are."""
    return sum(name.startswith("records-") for name in os.listdir(out)) if out.is_dir() else 0


@forks
@pytest.mark.slow
def test_a_run_killed_25_times_is_the_run_that_was_not(archive: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    engine()  # built once, before the children are made
    begun = time.monotonic()
    run(archive, whole, shard_bytes=SHARD)
    each = (time.monotonic() - begun) / progress(whole)
    chance = random.Random(20201222)
    kills = 0
    while kills < KILLS:
        before = progress(out)
        pid = child(lambda: run(archive, out, shard_bytes=SHARD))
        deadline = time.monotonic() + 60
        while kills % 3 and before == progress(out) < progress(whole) and time.monotonic() < deadline:
            time.sleep(each / 50)  # two of three come after some progress, the others at the beginning as well
        time.sleep(chance.uniform(0, 2 * each))
        os.kill(pid, signal.SIGKILL)
        if not ended(pid):
            kills += 1
        if progress(out) >= progress(whole) - 2:  # nearly done, or done: it is finished, looked at, and begun anew
            run(archive, out, shard_bytes=SHARD)
            same(out, whole)
            shutil.rmtree(out)
    run(archive, out, shard_bytes=SHARD)
    same(out, whole)
    assert len(paths(out)) == len(set(paths(out))) == SOURCES + 61


class Stopped(BaseException):
    """Raised where a kill would have come."""


@contextmanager
def stopping_at(moment: int, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]) -> Iterator[list[int]]:
    """Every write, sync, rename and commit is counted; the one of that number, and all after it, fail."""
    calls = count(1)
    last = [0]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            last[0] = next(calls)
            if moment and last[0] >= moment:
                raise OSError(errno.ENOSPC, "No space left on device") if error is OSError else error
            return real(*arguments, **named)

        return call

    class Connection(sqlite3.Connection):
        def __exit__(self, *arguments: object) -> bool:  # a transaction is committed on the way out
            last[0] = next(calls)
            if moment and last[0] >= moment:
                self.rollback()
                raise sqlite3.OperationalError("database or disk is full") if error is OSError else error
            return super().__exit__(*arguments)  # type: ignore[arg-type]

    def watched(stream: IO[Any]) -> IO[Any]:
        if not stream.name.endswith(".part"):
            return stream
        proxy = Mock(wraps=stream)
        proxy.write = counted(stream.write)
        return proxy

    real_connect, real_open = sqlite3.connect, Path.open
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", counted(os.fsync))
        patch.setattr(os, "replace", counted(os.replace))
        patch.setattr(Path, "open", lambda *a, **k: watched(real_open(*a, **k)))
        patch.setattr(sqlite3, "connect", lambda *a, **k: real_connect(*a, factory=Connection, **k))
        yield last


def raised(error: type[BaseException]) -> AbstractContextManager[object]:
    return pytest.raises(OutputError, match="goes on") if error is OSError else pytest.raises(Stopped)


@pytest.mark.parametrize("error", [Stopped, OSError])
def test_wherever_it_stops_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    archive, whole, out = archive_in(tmp_path / "in", 15), tmp_path / "whole", tmp_path / "out"
    with stopping_at(0, monkeypatch, error) as last:
        run(archive, whole, shard_bytes=4 * KB)
    assert last[0] > 15
    for moment in range(1, last[0] + 1):
        shutil.rmtree(out, ignore_errors=True)
        with stopping_at(moment, monkeypatch, error), raised(error):
            run(archive, out, shard_bytes=4 * KB)
        run(archive, out, shard_bytes=4 * KB)
        same(out, whole)


@pytest.mark.parametrize("error", [Stopped, OSError])
def test_wherever_a_second_run_stops_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    archive, first, out, whole = (
        archive_in(tmp_path / "in", 15),
        *(tmp_path / name for name in ("first", "out", "whole")),
    )
    run(archive, first, shard_bytes=4 * KB)
    for path in ("0/003.txt", "1/013.txt"):
        (archive / path).write_text("全镇八个村都备足了种子。\n", encoding="utf-8")
    (archive / "2" / "014.txt").unlink()
    (archive / "2" / "new.txt").write_text("青石镇昨日开镰。\n", encoding="utf-8")
    shutil.copytree(first, whole)
    with stopping_at(0, monkeypatch, error) as last:
        run(archive, whole, shard_bytes=4 * KB)
    for moment in range(1, last[0] + 1):
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(first, out)
        with stopping_at(moment, monkeypatch, error), raised(error):
            run(archive, out, shard_bytes=4 * KB)
        run(archive, out, shard_bytes=4 * KB)
        assert shards(out) == shards(whole)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the system has no limits of a process")
def test_a_disk_that_is_full_is_told_and_the_run_goes_on(tmp_path: Path) -> None:
    """A real disk of 1 MB where one may be mounted, else the system's own limit of the size of a file."""
    archive, out = archive_in(tmp_path / "in", 600), tmp_path / "out"
    out.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", out], check=False, capture_output=True)
    disk = mounted.returncode == 0
    command = "from extract.cli.app import main; main()"
    if not disk:
        command = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)); " + command
    arguments = ["run", archive, "--model", "none", "--workers", "1", "--shard-size", "64", "-o", f"{out}/"]
    try:
        full = subprocess.run([sys.executable, "-c", command, *arguments], check=False, capture_output=True)
        assert full.returncode == 3, full.stderr.decode()
        assert b"the same command goes on" in full.stderr
        assert b"Traceback" not in full.stderr
        assert [name for name in os.listdir(out) if name.endswith(".part")] == []
        done = shards(out)
        if disk:
            subprocess.run(["mount", "-o", "remount,size=20m", out], check=True)
        command = "from extract.cli.app import main; main()"
        rest = subprocess.run([sys.executable, "-c", command, *arguments], check=False, capture_output=True)
        assert rest.returncode == 1, rest.stderr.decode()  # the sources that are bad
        run(archive, tmp_path / "whole", shard_bytes=64 * KB)
        assert shards(out) == shards(tmp_path / "whole")
        assert all(shards(out)[name] == data for name, data in done.items())
    finally:
        if disk:
            subprocess.run(["umount", out], check=False)


@pytest.mark.slow
def test_workers_that_are_killed_lose_nothing(archive: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    run(archive, whole, shard_bytes=SHARD)
    killed = 0
    with (
        OutputFolder(out, Sources([archive], ReadOptions()), Wishes(shard_bytes=SHARD), NOW) as output,
        Pool(CHOICES, 2) as pool,
    ):
        output.prepare()
        for number, _ in enumerate(output.run(pool)):
            if number % 4 == 0 and killed < 3 and (busy := [worker for worker, hand in pool.hands.items() if hand]):
                os.kill(busy[0].process.pid or 0, signal.SIGKILL)
                killed += 1
    assert killed == 3
    same(out, whole)
