from __future__ import annotations

import os
from pathlib import Path

import orjson
import pytest

from extract.archive import Choices, run
from extract.archive.workers import _Pool
from extract.article import Source
from extract.errors import InputError, SettingError

CHOICES = Choices(model="none")


def inputs(count: int) -> list[Source | InputError]:
    found: list[Source | InputError] = [
        Source(f"{i}.txt", f"{i:064x}", "utf-8", f"青石镇第{i}小学收到图书{i + 2}册。\n") for i in range(count)
    ]
    found.insert(7, InputError("bad.txt", "No."))
    return found


def written(workers: int) -> tuple[list[bytes], list[str]]:
    done = list(run(inputs(300), CHOICES, workers))
    return [orjson.dumps(record) for batch in done for record in batch.records], [
        f.path for b in done for f in b.failed
    ]


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
    batch = [found for found in inputs(3) if isinstance(found, Source)]
    with _Pool(Mortal(), 1) as pool:
        done = list(pool.run(iter([[batch[0], deadly()], [batch[1]], [batch[2]]])))
    assert [record["source"]["path"] for one in done for record in one.records] == ["0.txt", "1.txt", "2.txt"]
    assert [(failed.path, failed.kind) for one in done for failed in one.failed] == [("deadly.txt", "WorkerDied")]
    assert sum(one.sources for one in done) == 4


def deadly() -> Source:
    return Source("deadly.txt", "f" * 64, "utf-8", "死\n")


class Mortal(Choices):
    """Choices whose extractor ends its process, as running out of memory does, on one text."""

    def load(self):  # type: ignore[no-untyped-def]
        extractor = CHOICES.load()
        layout = extractor.layout

        def fatal(source: Source) -> object:
            if source.path == "deadly.txt":
                os._exit(9)
            return layout(source)

        extractor.layout = fatal  # type: ignore[assignment]
        return extractor
