from __future__ import annotations

import json
from functools import cache

import pytest

from extract.records import Record
from tools import floors, golden


@cache
def records() -> list[Record]:
    return floors.corpus_records()


def test_no_score_falls_under_its_floor() -> None:
    figures = floors.evaluate(floors.CORPUS, records()).figures()
    assert not floors.fallen(figures, json.loads(floors.FLOORS.read_text(encoding="utf-8")))


def test_what_we_print_is_what_was_reviewed() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in golden.GOLDEN.glob("*.tsv")}
    printed = golden.pages(records())
    assert printed.keys() == kept.keys(), "run `make golden` and read the diff"
    for name, text in printed.items():
        assert text == kept[name], f"{name}: run `make golden` and read the diff"


@pytest.mark.parametrize("page", ["a01.txt", "b09.txt"])
def test_the_same_page_gives_the_same_bytes(page: str) -> None:
    first = [record.model_dump_json() for record in records() if record.source.path.endswith(page)]
    again = [record.model_dump_json() for record in floors.corpus_records() if record.source.path.endswith(page)]
    assert first == again
    assert first
