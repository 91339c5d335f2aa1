from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from extract.archive import Failed, batches
from extract.archive.work import BATCH_CHARACTERS, BATCH_SOURCES, Desk, Outcome
from extract.article import Source
from extract.errors import DecodeError, InputError
from extract.sources import ReadOptions


class FakeRecord:
    def __init__(self, path: str) -> None:
        self.path = path

        self.warnings: list[str] = []

    def model_dump(self, mode: str) -> dict[str, Any]:
        return {"path": self.path, "mode": mode}


class FakeExtractor:
    """Gives one record a source; raises on the texts that name an exception."""

    def extract(self, source: Source) -> list[FakeRecord]:
        if source.text == "boom":
            raise ZeroDivisionError("by zero")
        if source.text == "lines":
            raise ValueError("one\n  two\tthree")
        if source.text == "deep":
            raise RecursionError("too deep")
        return [FakeRecord(source.path)]

    def each(self, sources: Iterable[Source]) -> Iterator[list[FakeRecord]]:
        for source in sources:
            yield self.extract(source)


def work(batch: list[Source | InputError]) -> list[Outcome]:
    return Desk(FakeExtractor(), ReadOptions()).work(batch)  # type: ignore[arg-type]


def source(path: str, text: str = "字") -> Source:
    return Source(path, "0" * 64, "utf-8", text)


def test_only_the_culprit_fails() -> None:
    batch = [
        source("a"),
        source("b", "boom"),
        DecodeError("c", "Bad bytes.", "Repair."),
        source("d", "deep"),
        source("e"),
    ]
    done = work(batch)
    assert [json.loads(one.lines)["path"] for one in done if one.lines] == ["a", "e"]
    assert [(one.articles, one.sources) for one in done] == [(1, 1), (0, 1), (0, 1), (0, 1), (1, 1)]
    assert {failed.path: failed.kind for one in done for failed in one.failed} == {
        "b": "ZeroDivisionError",
        "c": "DecodeError",
        "d": "RecursionError",
    }
    assert sum(one.characters for one in done) == 10


def test_an_unexpected_error_names_the_source_and_the_line() -> None:
    ((failed,),) = [one.failed for one in work([source("b", "boom")])]
    assert re.fullmatch(r"b: Unexpected ZeroDivisionError at archive/work\.py:\d+: by zero", failed.message)


def test_an_unexpected_error_is_one_line() -> None:
    ((failed,),) = [one.failed for one in work([source("b", "lines")])]
    assert failed.message.endswith(": one two three")


def test_an_error_from_elsewhere_names_no_place() -> None:
    assert Failed.of("b", ValueError("no")).message == "b: Unexpected ValueError: no"


def test_batches_hold_everything_in_order_and_end_by_size() -> None:
    found: list[Source | InputError] = [source(str(number)) for number in range(2 * BATCH_SOURCES + 3)]
    found.insert(5, InputError("x", "No."))
    found.append(source("big", "字" * BATCH_CHARACTERS))
    found.append(source("last"))
    made = list(batches(found))
    assert [item for batch in made for item in batch] == found
    assert [len(batch) for batch in made] == [BATCH_SOURCES, BATCH_SOURCES, 5, 1]


def test_no_batch_of_nothing() -> None:
    assert list(batches([])) == []


@pytest.mark.parametrize("kind", [InputError, DecodeError])
def test_errors_can_be_sent_to_another_process(kind: type[InputError]) -> None:
    error = pickle.loads(pickle.dumps(kind("a.txt", "Bad bytes.", "Repair them.", "byte 3")))
    assert type(error) is kind
    assert str(error) == "a.txt (byte 3): Bad bytes. Repair them."
    assert Failed.of("a.txt", error) == Failed("a.txt", kind.__name__, str(error))
