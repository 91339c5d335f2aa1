"""One article of the index: its record as it was extracted, with the corrections laid over it."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from extract.errors import FormatError
from extract.evaluate.corrections import Corrected, gold_of_articles
from extract.evaluate.gold import Gold
from extract.index.build import Index
from extract.index.corrections import Correction, Corrections
from extract.index.mending import mended
from extract.outputs.annotations import document
from extract.outputs.sink import Row
from extract.records import Record


@dataclass(frozen=True, slots=True)
class Stored:
    """An article: the record with its corrections, and those whose words are no longer in the text."""

    record: Row
    original: Row
    corrections: list[Correction]
    lost: list[Correction]


def stored(db: sqlite3.Connection, corrections: Corrections, identifier: str) -> Stored | None:
    """The article of this record id, or None."""
    question = "SELECT b.record FROM body b JOIN article a ON a.id = b.article WHERE a.record = ?"
    row = db.execute(question, (identifier,)).fetchone()
    if row is None:
        return None
    original: Row = orjson.loads(zlib.decompress(row[0]))
    laid = corrections.of(identifier)
    result = mended(original, laid)
    return Stored(result.record, original, laid, result.lost)


def index_again(path: Path, original: Row) -> None:
    """Bring the tables of one article in line with its corrections."""
    with Index(path) as index:
        for _ in index.add([original]):
            pass


def gold_of(db: sqlite3.Connection, corrections: Corrections) -> Iterator[Gold | FormatError]:
    """Every corrected article as gold, in order of record ids; an error for one that the gold format cannot hold."""
    for identifier in sorted({correction.record for correction in corrections.all()}):
        if found := stored(db, corrections, identifier):
            record = Record.model_validate(found.record)
            try:
                yield from gold_of_articles([Corrected(document(record), record)])
            except FormatError as error:
                yield error
