from __future__ import annotations

import gc
import json
import pickle
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.archive import Failed, batches
from extract.archive.work import BATCH_CHARACTERS, BATCH_SOURCES, Desk, Outcome
from extract.article import Source
from extract.errors import DecodeError, InputError
from extract.sources import File, Manifest, ReadOptions


class FakeExtractor:
    """Gives one record a source; raises on the texts that name an exception."""

    def rows(self, sources: Iterable[Source]) -> Iterator[list[dict[str, Any]]]:
        for source in sources:
            yield [row(source)]


def row(source: Source) -> dict[str, Any]:
    if source.text == "boom":
        raise ZeroDivisionError("by zero")
    if source.text == "lines":
        raise ValueError("one\n  two\tthree")
    if source.text == "deep":
        raise RecursionError("too deep")
    if source.text == "huge":
        return {"path": source.path, "warnings": [], "number": 2**64}
    return {"path": source.path, "warnings": ["w"], "collecting": gc.isenabled()}


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
        source("f", "huge"),
    ]
    done = work(batch)
    assert [json.loads(one.lines)["path"] for one in done if one.lines] == ["a", "e"]
    assert [(one.articles, one.sources) for one in done] == [(1, 1), (0, 1), (0, 1), (0, 1), (1, 1), (0, 1)]
    assert {failed.path: failed.kind for one in done for failed in one.failed} == {
        "b": "ZeroDivisionError",
        "c": "DecodeError",
        "d": "RecursionError",
        "f": "TypeError",
    }
    assert sum(one.characters for one in done) == 14


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_rests_while_records_are_made(collecting: bool) -> None:
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        done = work([source("a"), source("b", "boom")])
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was else gc.disable)()
    assert json.loads(done[0].lines)["collecting"] is False
    assert done[0].warnings == 1


def test_an_unexpected_error_names_the_source_and_the_line() -> None:
    ((failed,),) = [one.failed for one in work([source("b", "boom")])]
    assert re.fullmatch(r"b: Unexpected ZeroDivisionError at archive/work\.py:\d+: by zero", failed.message)


def test_an_unexpected_error_is_one_line() -> None:
    ((failed,),) = [one.failed for one in work([source("b", "lines")])]
    assert failed.message.endswith(": one two three")


def test_an_error_from_elsewhere_names_no_place() -> None:
    assert Failed.of("b", ValueError("no")).message == "b: Unexpected ValueError: no"


def test_what_is_used_of_a_manifest_is_told_piece_by_piece(tmp_path: Path) -> None:
    files = []
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("字", encoding="utf-8")
        files.append(File(tmp_path / name, name, 3))
    manifest = Manifest("path,published\na.txt,2020-02-06\nc.txt,2020-02-07\nd.txt,2020-02-08\n", "m.csv")
    done = Desk(FakeExtractor(), ReadOptions(), manifest).work(files)  # type: ignore[arg-type]
    assert [one.used for one in done] == [{2}, set(), {3}]
    assert manifest.used == {2, 3}


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
