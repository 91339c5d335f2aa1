from __future__ import annotations

import pickle
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from extract.archive import Failed, batches
from extract.archive.work import BATCH_CHARACTERS, BATCH_SOURCES, work
from extract.article import Source
from extract.errors import DecodeError, InputError


class FakeRecord:
    def __init__(self, path: str) -> None:
        self.path = path

    def model_dump(self, mode: str) -> dict[str, Any]:
        return {"path": self.path, "mode": mode, "warnings": []}


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

    def pipe(self, sources: Iterable[Source]) -> Iterator[FakeRecord]:
        for source in sources:
            yield from self.extract(source)


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
    done = work(FakeExtractor(), batch)  # type: ignore[arg-type]
    assert [record["path"] for record in done.records] == ["a", "e"]
    assert {failed.path: failed.kind for failed in done.failed} == {
        "b": "ZeroDivisionError",
        "c": "DecodeError",
        "d": "RecursionError",
    }
    assert (done.sources, done.characters) == (5, 10)


def test_an_unexpected_error_names_the_source_and_the_line() -> None:
    (failed,) = work(FakeExtractor(), [source("b", "boom")]).failed  # type: ignore[arg-type]
    assert re.fullmatch(r"b: Unexpected ZeroDivisionError at archive/work\.py:\d+: by zero", failed.message)


def test_an_unexpected_error_is_one_line() -> None:
    (failed,) = work(FakeExtractor(), [source("b", "lines")]).failed  # type: ignore[arg-type]
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
