"""Elasticsearch and OpenSearch: the records as bulk requests, with the index template they need; no plugin is needed.

`headline` and `text` are indexed by pairs of characters (the built-in filter cjk_bigram), which finds every Chinese
string; `words` holds them cut into words and simplified (`words_of`), which finds words, in Traditional script too.
Entities, dates, counts, actions and quotes are nested, so that a query can ask for one that is all of what it says.
Load it with the two commands that the export prints.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from extract.outputs.sqlite import words_of
from extract.records import Record

INDEX = "jianbao"
PIECE = 20_000_000  # bytes of one bulk request, about; Elasticsearch takes 100 MB
TEMPLATE = "template.json"

KEYWORD, TEXT, INTEGER = {"type": "keyword"}, {"type": "text", "analyzer": "pairs"}, {"type": "integer"}
NUMBER, BOOLEAN, UNSEARCHED = {"type": "double"}, {"type": "boolean"}, {"type": "object", "enabled": False}
DATE = {"type": "date", "format": "strict_date_optional_time", "ignore_malformed": True}
NAME = {"type": "text", "analyzer": "pairs", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}


def _fields(**fields: dict[str, Any]) -> dict[str, Any]:
    return {"properties": fields}


def _nested(**fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "nested"} | _fields(**fields)


_RANGE = {"start": INTEGER, "end": INTEGER}
_ARGUMENT = _fields(text=NAME, ref=KEYWORD, **_RANGE)
_MENTIONS = _fields(text=KEYWORD, by=KEYWORD, confidence=NUMBER, **_RANGE)
_PLACE = _fields(name=NAME, code=KEYWORD)

# One row a field of the record; what is not here is refused, so that none is forgotten.
FIELDS: dict[str, dict[str, Any]] = {
    "schema_version": KEYWORD,
    "id": KEYWORD,
    "source": _fields(path=KEYWORD, sha256=KEYWORD, encoding=KEYWORD, article=INTEGER, segments=UNSEARCHED),
    "publication": _fields(date=DATE, date_basis=KEYWORD, outlet=NAME, page=KEYWORD, place=_PLACE),
    "headline": TEXT,
    "kicker": TEXT,
    "deck": TEXT,
    "subheads": TEXT,
    "bylines": _nested(role=KEYWORD, name=NAME, **_RANGE),
    "text": TEXT,
    "words": {"type": "text", "analyzer": "words"},
    "blocks": UNSEARCHED,
    "organizations": _nested(id=KEYWORD, name=NAME, kind=KEYWORD, canonical=NAME, mentions=_MENTIONS),
    "people": _nested(
        id=KEYWORD,
        name=NAME,
        titles=_fields(title=NAME, organization=KEYWORD, **_RANGE),
        age=NUMBER,
        mentions=_MENTIONS,
    ),
    "places": _nested(id=KEYWORD, name=NAME, code=KEYWORD, path=KEYWORD, mentions=_MENTIONS),
    "counts": _nested(
        id=KEYWORD,
        text=KEYWORD,
        kind=KEYWORD,
        value=NUMBER,
        low=NUMBER,
        high=NUMBER,
        approx=KEYWORD,
        unit=KEYWORD,
        unit_code=KEYWORD,
        of=_fields(text=NAME, head=KEYWORD, **_RANGE),
        cumulative=BOOLEAN,
        by=KEYWORD,
        role=KEYWORD,
        **_RANGE,
    ),
    "dates": _nested(
        id=KEYWORD,
        text=KEYWORD,
        kind=KEYWORD,
        value=KEYWORD,
        earliest=DATE,
        latest=DATE,
        basis=KEYWORD,
        alternatives=KEYWORD,
        by=KEYWORD,
        **_RANGE,
    ),
    "actions": _nested(
        id=KEYWORD,
        type=KEYWORD,
        trigger=_fields(text=KEYWORD, **_RANGE),
        agent=_ARGUMENT,
        object=_ARGUMENT,
        recipient=_ARGUMENT,
        place=_ARGUMENT,
        time=_ARGUMENT,
        counts=KEYWORD,
        modality=KEYWORD,
        polarity=KEYWORD,
        said_in=KEYWORD,
        ordered_by=KEYWORD,
        by=KEYWORD,
        confidence=NUMBER,
    ),
    "quotes": _nested(id=KEYWORD, text=TEXT, kind=KEYWORD, speaker=_ARGUMENT, **_RANGE),
    "warnings": KEYWORD,
}


def write(records: Iterable[Record], folder: Path) -> list[str]:
    """Write the template and the bulk requests into a folder; says how to load them."""
    (folder / TEMPLATE).write_bytes(orjson.dumps(template(), option=orjson.OPT_INDENT_2) + b"\n")
    with closing(_files(folder)) as files:
        file, size = next(files), 0
        for record in records:
            lines = bulk_lines(record)
            if size and size + len(lines) > PIECE:
                file, size = next(files), 0
            size += file.write(lines)
    return [
        f"curl -X PUT HOST/_index_template/{INDEX} -H 'Content-Type: application/json' --data-binary @{TEMPLATE}",
        "for f in bulk-*.ndjson; do curl HOST/_bulk -H 'Content-Type: application/x-ndjson' --data-binary @$f; done",
    ]


def _files(folder: Path) -> Generator[BinaryIO, None, None]:
    """The files of the bulk requests, one after the other; each is closed when the next is asked for, or at the end."""
    for number in count(1):
        with (folder / f"bulk-{number:05d}.ndjson").open("wb") as file:
            yield file


def template() -> dict[str, Any]:
    """The index template: analyzers for pairs of characters and for words, and the mapping of every field."""
    analyzers = {
        "pairs": {"type": "custom", "tokenizer": "standard", "filter": ["cjk_width", "lowercase", "cjk_bigram"]},
        "words": {"type": "custom", "tokenizer": "whitespace", "filter": ["cjk_width", "lowercase"]},
    }
    settings = {"analysis": {"analyzer": analyzers}, "index.mapping.nested_objects.limit": 100_000}
    mappings = {"dynamic": "strict"} | _fields(**FIELDS)
    return {"index_patterns": [f"{INDEX}*"], "template": {"settings": settings, "mappings": mappings}}


def bulk_lines(record: Record) -> bytes:
    """The two lines of a bulk request that put a record into the index, under its id."""
    action = {"index": {"_index": INDEX, "_id": record.id}}
    document = record.model_dump(mode="json") | {"words": words_of(f"{record.headline}\n{record.text}")}
    return orjson.dumps(action) + b"\n" + orjson.dumps(document) + b"\n"
