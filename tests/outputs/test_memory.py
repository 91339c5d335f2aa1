"""Records go through an export one by one: how many there are does not show in its memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.outputs import parquet
from extract.outputs.formats import FORMATS, export
from extract.records import Record
from tests.outputs import made

HELD = 500_000  # bytes of buffers and caches that fill; 150 records held would be some millions
GROWING = {"docbin", "gexf", "graphml"}  # they hold what they write, as docs/formats.md says


def many(number: int) -> Iterator[Record]:
    for i in range(number):
        yield made.full().model_copy(update={"id": f"{i:016x}"})


def peak(name: str, number: int, target: Path) -> int:
    tracemalloc.start()
    try:
        export(many(number), name, target)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - GROWING))
def test_memory_does_not_grow_with_the_records(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made.need(name)
    monkeypatch.setattr(parquet, "PACKED", 10)
    monkeypatch.setattr(parquet, "GROUP", 20)
    export(many(2), name, tmp_path / "warm")
    few, several = peak(name, 30, tmp_path / "few"), peak(name, 180, tmp_path / "several")
    assert several < few + HELD, f"{few:,} bytes for 30 records, {several:,} for 180"
