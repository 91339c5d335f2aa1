from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.archive import Choices, Outcome, run
from extract.archive.workers import Pool, Window
from extract.article import Source
from extract.errors import InputError, ModelError, SettingError
from extract.sources import READERS, Document, ReadOptions
from extract.sources.items import Found, Item
from extract.sources.plain import read_plain

CHOICES = Choices(model="none")


def inputs(count: int) -> list[Source | InputError]:
    found: list[Source | InputError] = [
        Source(f"{i}.txt", f"{i:064x}", "utf-8", f"青石镇第{i}小学收到图书{i + 2}册。\n") for i in range(count)
    ]
    found.insert(7, InputError("bad.txt", "No."))
    return found


def written(workers: int) -> tuple[list[bytes], list[str]]:
    done = list(run(inputs(300), CHOICES, workers))
    return [outcome.lines for outcome in done if outcome.lines], [f.path for outcome in done for f in outcome.failed]


def test_the_same_bytes_for_any_number_of_workers() -> None:
    lines, failed = written(1)
    assert len(lines) == 300
    assert failed == ["bad.txt"]
    assert written(2) == (lines, failed)


@pytest.mark.parametrize("workers", [1, 2])
def test_wrong_choices_are_told_before_anything_is_read(tmp_path: Path, workers: int) -> None:
    def untouched() -> object:
        raise AssertionError("a source was read")
        yield

    with pytest.raises(SettingError, match="patterns"):
        next(run(untouched(), Choices(patterns=str(tmp_path / "none")), workers))  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_worker_that_dies_is_replaced_and_its_source_is_a_failure() -> None:
    found = [source for source in inputs(4) if isinstance(source, Source)]
    batches = [[found[0], deadly(), found[1]], [found[2]], [deadly()], [found[3]]]
    with Pool(Mortal(model="none"), 2) as pool:
        done = [outcome for _, outcomes in pool.run(batches, lambda batch: batch) for outcome in outcomes]
    paths = [json.loads(outcome.lines)["source"]["path"] if outcome.lines else "" for outcome in done]
    assert paths == ["0.txt", "", "1.txt", "2.txt", "", "3.txt"]
    assert [(f.path, f.kind) for outcome in done for f in outcome.failed] == [("deadly.txt", "WorkerDied")] * 2
    assert sum(outcome.sources for outcome in done) == 6


@pytest.mark.slow
def test_a_worker_killed_from_outside_loses_nothing() -> None:
    expected, _ = written(1)
    with Pool(CHOICES, 2) as pool:
        lines, killed = [], 0
        for _, outcomes in pool.run(batches_of(inputs(300), 10), lambda batch: batch):
            lines += [outcome.lines for outcome in outcomes if outcome.lines]
            if killed < 3:
                busy = next((worker for worker, hand in pool.hands.items() if hand), None)
                if busy:
                    killed += 1
                    os.kill(busy.process.pid or 0, signal.SIGKILL)
    assert killed == 3
    assert lines == expected


@pytest.mark.slow
def test_a_member_of_an_archive_whose_reader_dies_costs_itself_alone() -> None:
    names = ["1.txt", "deadly.txt", "2.txt"]
    batch = [Document(f"a.zip!/{name}", name, 1, "青石镇收到图书30册。\n".encode()) for name in names]
    with Pool(Unreadable(model="none"), 2) as pool:
        ((_, outcomes),) = pool.run([batch], lambda batch: batch)
    assert [outcome.articles for outcome in outcomes] == [1, 0, 1]
    assert [(f.path, f.kind) for outcome in outcomes for f in outcome.failed] == [("a.zip!/deadly.txt", "WorkerDied")]


@pytest.mark.slow
def test_a_source_that_a_worker_does_not_come_to_the_end_of_is_a_failure() -> None:
    found = [source for source in inputs(4) if isinstance(source, Source)]
    batches = [[found[0], deadly()], [found[1]], [found[2]]]
    with Pool(Endless(model="none"), 2, patience=6.0) as pool:
        done = [outcome for _, outcomes in pool.run(batches, lambda batch: batch) for outcome in outcomes]
    paths = [json.loads(outcome.lines)["source"]["path"] if outcome.lines else "" for outcome in done]
    assert paths == ["0.txt", "", "1.txt", "2.txt"]
    assert [(f.path, f.kind) for outcome in done for f in outcome.failed] == [("deadly.txt", "TimedOut")]


def test_what_takes_too_long_is_not_tried_whole_again() -> None:
    pieces = [deadly(), source_of(1)]
    window = Window(iter([pieces]), lambda batch: batch, room=100)
    slot, part = window.take() or pytest.fail("nothing to do")
    window.lose(slot, part, late=9.0)
    first, second = window.take(), window.take()
    assert first
    assert second
    assert [first[1].batch, second[1].batch] == [[pieces[0]], [pieces[1]]]
    assert window.take() is None
    window.lose(*first, late=7.0)
    window.finish(second[1], [Outcome(lines=b"y")])
    ((_, outcomes),) = window.ready()
    assert [failed.message for failed in outcomes[0].failed] == [
        "deadly.txt: The worker process was not done with it after 7 seconds."
    ]
    assert outcomes[1].lines == b"y"


@pytest.mark.slow
def test_workers_that_die_while_they_start_end_the_run() -> None:
    with Pool(Stillborn(), 2) as pool, pytest.raises(ModelError, match="while they start"):
        next(pool.run([inputs(1)], lambda batch: batch))


def test_no_more_is_begun_while_too_much_waits_for_the_first() -> None:
    window = Window(iter([[piece] for piece in inputs(10)]), lambda batch: batch, room=100)
    taken = [window.take() for _ in range(3)]
    assert all(taken)
    window.finish(taken[1][1], [Outcome(lines=b"x" * 60)])  # type: ignore[index]
    assert list(window.ready()) == []
    assert window.take()
    window.finish(taken[2][1], [Outcome(lines=b"x" * 60)])  # type: ignore[index]
    assert window.take() is None
    window.finish(taken[0][1], [Outcome(lines=b"y")])  # type: ignore[index]
    assert [outcomes[0].lines[:1] for _, outcomes in window.ready()] == [b"y", b"x", b"x"]
    assert window.take()


def batches_of(pieces: list[Source | InputError], size: int) -> list[list[Source | InputError]]:
    return [pieces[at : at + size] for at in range(0, len(pieces), size)]


def deadly() -> Source:
    return Source("deadly.txt", "f" * 64, "utf-8", "死\n")


def source_of(number: int) -> Source:
    return Source(f"{number}.txt", f"{number:064x}", "utf-8", f"青石镇第{number}小学收到图书300册。\n")


class Mortal(Choices):
    """Choices whose extractor ends its process, as running out of memory does, on one text."""

    def load(self):  # type: ignore[no-untyped-def]
        extractor = CHOICES.load()
        layout = extractor.layout

        def fatal(source: Source) -> object:
            if source.path == "deadly.txt":
                self.meet()
            return layout(source)

        extractor.layout = fatal  # type: ignore[assignment]
        return extractor

    def meet(self) -> None:
        os._exit(9)


class Unreadable(Choices):
    """Choices with a reader that ends its process on one document, as a fault in a library does."""

    def desk(self):  # type: ignore[no-untyped-def]
        def fatal(item: Item, options: ReadOptions) -> Iterator[Found]:
            if item.filename() == "deadly.txt":
                os._exit(9)
            yield from read_plain(item, options)

        READERS[".txt"] = fatal
        return super().desk()


class Endless(Mortal):
    """Choices whose extractor comes to no end on one text."""

    def meet(self) -> None:
        time.sleep(1_000)


class Stillborn(Choices):
    """Choices that end the process that wants to build an extractor."""

    def load(self):  # type: ignore[no-untyped-def]
        os._exit(9)
