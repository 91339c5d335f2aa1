"""What must hold for every record, whatever the input: used by the property tests and the fuzzer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

import orjson
from jsonschema import Draft202012Validator

from extract.article import Source
from extract.records import Record


@cache
def validator() -> Draft202012Validator:
    """The JSON Schema of a record, ready to check."""
    schema = Record.model_json_schema(mode="serialization")
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def check_record(record: Record, source_text: str, schema: bool = True) -> None:
    """Raises AssertionError where a record breaks an invariant. `schema=False` spares the slow JSON Schema check."""
    check_spans(record)
    check_segments(record, source_text)
    check_blocks(record)
    check_ids(record)
    check_order(record)
    check_round_trip(record, schema)


def check_source(records: Sequence[Record], source: Source, schema: bool = True) -> None:
    """Every record of one source, and what holds between them."""
    ids = [record.id for record in records]
    assert len(set(ids)) == len(ids), "ids repeat within a source"
    assert [record.source.article for record in records] == list(range(len(records))), "articles are not numbered"
    for record in records:
        assert (record.source.path, record.source.sha256) == (source.path, source.sha256)
        check_record(record, source.text, schema)


def check_spans(record: Record) -> None:
    for name, start, end, text in _texts(record):
        assert 0 <= start < end <= len(record.text), f"{name}: span {start}–{end} is empty or outside the text"
        assert record.text[start:end] == text, f"{name}: {text!r} is not text[{start}:{end}]"
    for name, start, end in _bare(record):
        assert 0 <= start <= end <= len(record.text), f"{name}: span {start}–{end} is outside the text"


def check_segments(record: Record, source_text: str) -> None:
    """Every run stands in the source; the runs are in text order; what is in no run was inserted white space."""
    covered = 0
    for text_start, source_start, length in record.source.segments:
        assert length > 0, "an empty segment"
        assert text_start >= covered, "segments overlap in the text"
        assert source_start >= 0
        inserted = record.text[covered:text_start]
        assert not inserted.strip(), f"characters from nowhere: {inserted[:20]!r}"
        run = record.text[text_start : text_start + length]
        assert len(run) == length, "a segment leaves the text"
        assert run == source_text[source_start : source_start + length], f"not in the source: {run[:20]!r}"
        covered = text_start + length
    assert not record.text[covered:].strip(), f"characters from nowhere: {record.text[covered:][:20]!r}"


def check_blocks(record: Record) -> None:
    last = 0
    for block in record.blocks:
        assert last <= block.start <= block.end <= len(record.text), "blocks overlap or leave the text"
        last = block.end


def check_ids(record: Record) -> None:
    """Ids are unique in the record, and every reference names one of the right kind."""
    groups = (record.organizations, record.people, record.places, record.counts, record.dates, record.actions)
    ids = [item.id for group in groups for item in group]  # type: ignore[attr-defined]
    assert len(set(ids)) == len(ids), "ids repeat"
    known = set(ids)
    for title in (title for person in record.people for title in person.titles):
        assert title.organization is None or (title.organization in known and title.organization[0] in "ol")
    for action in record.actions:
        assert set(action.counts) <= {count.id for count in record.counts}
        for argument in (*action.agent, *action.object, *action.recipient, *action.place, *action.time):
            assert argument.ref is None or argument.ref in known
    for quote in record.quotes:
        assert quote.speaker is None or quote.speaker.ref is None or quote.speaker.ref in known


def check_order(record: Record) -> None:
    """Mentions, dates and counts stand in text order; dates and counts overlap neither themselves nor each other."""
    names = [m for group in (record.organizations, record.people, record.places) for e in group for m in e.mentions]
    for spans in (names, record.dates, record.counts, [*record.dates, *record.counts]):
        ordered = sorted((span.start, span.end) for span in spans)  # type: ignore[attr-defined]
        for (_, end), (start, _) in pairwise(ordered):
            assert end <= start, "spans of one class overlap"
    for group in (record.dates, record.counts, record.actions, record.quotes):
        starts = [getattr(item, "start", None) or getattr(item, "trigger", item).start for item in group]  # type: ignore[attr-defined]
        assert starts == sorted(starts), "not in text order"


def check_round_trip(record: Record, schema: bool = True) -> None:
    written = record.model_dump(mode="json")
    line = orjson.dumps(written)
    assert Record.model_validate_json(line) == record, "the record does not come back from its JSON"
    assert json.loads(line) == written
    if schema:
        fault = next(validator().iter_errors(written), None)
        assert fault is None, f"not valid by the schema: {fault}"


def _texts(record: Record) -> Iterator[tuple[str, int, int, str]]:
    """(class, start, end, text) of every span that carries its text."""
    for name, entities in (("PER", record.people), ("ORG", record.organizations), ("LOC", record.places)):
        for entity in entities:  # type: ignore[attr-defined]
            yield from ((name, m.start, m.end, m.text) for m in entity.mentions)
    yield from (("DATE", d.start, d.end, d.text) for d in record.dates)
    yield from (("NUM", c.start, c.end, c.text) for c in record.counts)
    yield from (("of", c.of.start, c.of.end, c.of.text) for c in record.counts if c.of)
    yield from (("quote", q.start, q.end, q.text) for q in record.quotes)
    yield from (("speaker", q.speaker.start, q.speaker.end, q.speaker.text) for q in record.quotes if q.speaker)
    for action in record.actions:
        yield "trigger", action.trigger.start, action.trigger.end, action.trigger.text
        for role in ("agent", "object", "recipient", "place", "time"):
            yield from ((role, a.start, a.end, a.text) for a in getattr(action, role))


def _bare(record: Record) -> Iterable[tuple[str, int, int]]:
    yield from (("title", t.start, t.end) for person in record.people for t in person.titles)
    yield from (("byline", b.start, b.end) for b in record.bylines)
