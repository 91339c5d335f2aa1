from __future__ import annotations

from decimal import Decimal

import orjson
import pytest

from extract.article import Article, CountMention, NameMention, PersonEntity, Source
from extract.assembly import to_record, to_row
from extract.pipeline import load
from extract.records import Row
from extract.sources import Sources
from tools.floors import CORPUS


def as_written(row: Row) -> bytes:
    return orjson.dumps(row)


def test_what_a_run_writes_is_what_the_checked_record_writes() -> None:
    pages = [str(page) for page in sorted(CORPUS.glob("*.txt")) if ".tagged" not in page.name]
    sources = [found for found in Sources(pages) if isinstance(found, Source)]
    extractor = load()
    rows = [row for one in extractor.rows(sources) for row in one]
    records = list(extractor.pipe(sources))
    assert len(rows) == len(records) >= len(pages) > 0
    for row, record in zip(rows, records, strict=True):
        assert as_written(row) == as_written(record.model_dump(mode="json")) == record.model_dump_json().encode()


@pytest.mark.parametrize(
    ("value", "written"),
    [("200", 200), ("3E+2", 300), ("36340.0", 36340), ("0.20", 0.2), ("-0.5", -0.5), (None, None)],
)
def test_numbers_are_written_as_the_record_writes_them(value: str | None, written: float | None) -> None:
    number = None if value is None else Decimal(value)
    article = bare("赠书200册")
    article.counts = [
        CountMention(2, 6, "count", number, number, None, "exact", "册", None, None, None, False, "rule:x")
    ]
    article.people = [PersonEntity("赠书", [NameMention(0, 2, "PER", "rule:x", 1)], age=number)]
    row = to_row(article)
    assert row["counts"][0]["value"] == row["people"][0]["age"] == written
    assert as_written(row) == as_written(to_record(article).model_dump(mode="json"))


def bare(text: str) -> Article:
    return Article(Source("a.txt", "0" * 64, "utf-8", text), 0, text, [(0, 0, len(text))], [])
