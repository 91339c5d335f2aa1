"""doccano: JSON Lines for a sequence labelling project with relations; what is not a span or an arrow is meta data.

doccano has no attributes: the values of dates and counts do not travel; they come back from the record where the span
is as it was. Offsets count characters. An export of a project without relations (`label`: [[start, end, label]]) is
read too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonlines
import orjson

from extract.errors import FormatError
from extract.outputs.annotations import Document, Relation, Span, document
from extract.records import Record


def write(records: Iterable[Record], path: Path) -> list[str]:
    """Write the articles, one a line; nothing to tell."""
    with path.open("wb") as file, jsonlines.Writer(file, dumps=orjson.dumps) as lines:
        for record in records:
            lines.write(example(document(record), record))
    return []


def example(made: Document, record: Record) -> dict[str, Any]:
    """An example: the text, its entities and relations, where it is from."""
    entities = [
        {"id": i, "label": span.label, "start_offset": span.start, "end_offset": span.end}
        for i, span in enumerate(made.spans)
    ]
    relations = [
        {"id": i, "from_id": relation.head, "to_id": relation.tail, "type": relation.label}
        for i, relation in enumerate(made.relations)
    ]
    origin = {"record_id": record.id, "source_path": record.source.path}
    return {"text": made.text, "entities": entities, "relations": relations} | origin


def read(path: Path) -> Iterator[Document]:
    """The documents of an export (JSONL). Raises FormatError with the line of what is none."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _read(orjson.loads(line), f"{path}, line {number}")
    except OSError as error:
        raise FormatError(str(path), f"it cannot be read: {error.strerror}.") from None


def _read(example: Any, where: str) -> Document:
    try:
        flat = example.get("label", example.get("labels")) or []
        entities = example.get("entities") or [
            {"id": i, "start_offset": start, "end_offset": end, "label": label}
            for i, (start, end, label) in enumerate(flat)
        ]
        number = {entity["id"]: i for i, entity in enumerate(entities)}
        spans = [Span(entity["start_offset"], entity["end_offset"], entity["label"]) for entity in entities]
        relations = [
            Relation(relation["type"], number[relation["from_id"]], number[relation["to_id"]])
            for relation in example.get("relations") or []
        ]
        meta = example.get("meta") or example
        return Document(str(meta.get("record_id", "")), example["text"], spans, relations)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FormatError(where, f"this is no example of doccano: {error!r}") from None
