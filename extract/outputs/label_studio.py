"""Label Studio: one JSON file of tasks with predictions, and the labelling set-up to paste into the project.

`data` holds the text, the record's id and its source; spans, values and relations are a prediction, which the
annotator corrects. An export of Label Studio comes back by its `annotations` (of several the last that was not
cancelled; where there is none, the predictions). Offsets count characters, as Label Studio does since 2021; those of an
export that counts UTF-16 units are known by the text beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from extract.errors import FormatError
from extract.outputs.annotations import (
    ATTRIBUTES,
    GOLD_LABELS,
    OTHER_LABELS,
    RELATIONS,
    Document,
    Relation,
    Span,
    document,
    is_action,
)
from extract.outputs.offsets import Units, units_of
from extract.records import Record

TASKS, SETUP = "tasks.json", "labels.xml"


def write(records: Iterable[Record], folder: Path) -> list[str]:
    """Write tasks.json and labels.xml into a folder; says what the second is for."""
    types: set[str] = set()
    with (folder / TASKS).open("w", encoding="utf-8", newline="") as file:
        lead = "[\n"
        for record in records:
            made = document(record)
            types.update(span.label for span in made.spans if is_action(span.label))
            file.write(lead + json.dumps(task(made, record), ensure_ascii=False))
            lead = ",\n"
        file.write("\n]\n" if lead == ",\n" else "[]\n")
    (folder / SETUP).write_text(labelling(sorted(types)), encoding="utf-8")
    return [f"paste {SETUP} into the project's labelling set-up, then import {TASKS}."]


def task(made: Document, record: Record) -> dict[str, Any]:
    """A task: the text, where it is from, and the spans and relations as a prediction."""
    results: list[dict[str, Any]] = []
    for i, span in enumerate(made.spans):
        place = {"start": span.start, "end": span.end, "text": made.text[span.start : span.end]}
        region = {"id": f"s{i}", "from_name": "label", "to_name": "text", "type": "labels"}
        results.append(region | {"value": place | {"labels": [span.label]}})
        for key, value in span.attributes.items():
            region = {"id": f"s{i}", "from_name": key, "to_name": "text", "type": "textarea"}
            results.append(region | {"value": place | {"text": [value]}})
    for relation in made.relations:
        ends = {"from_id": f"s{relation.head}", "to_id": f"s{relation.tail}"}
        results.append({"type": "relation", "direction": "right", "labels": [relation.label]} | ends)
    data = {"text": made.text, "record_id": record.id, "source_path": record.source.path}
    return {"data": data, "predictions": [{"model_version": "jianbao", "result": results}]}


def labelling(types: list[str]) -> str:
    """The labelling set-up: a label a class, a field an attribute, the names of the relations."""
    labels = "".join(f"    <Label value={quoteattr(label)}/>\n" for label in (*GOLD_LABELS, *OTHER_LABELS, *types))
    fields = "".join(
        f'  <TextArea name="{key}" toName="text" perRegion="true" editable="true" maxSubmissions="1" '
        f'placeholder="{key}"/>\n'
        for key in ATTRIBUTES
    )
    relations = "".join(f'    <Relation value="{relation}"/>\n' for relation in RELATIONS)
    return (
        f'<View>\n  <Labels name="label" toName="text">\n{labels}  </Labels>\n'
        f'  <Text name="text" value="$text" granularity="symbol"/>\n{fields}'
        f"  <Relations>\n{relations}  </Relations>\n</View>\n"
    )


def read(path: Path) -> Iterator[Document]:
    """The documents of an export (JSON; of a folder, its tasks.json). Raises FormatError where it is none."""
    file = path / TASKS if path.is_dir() else path
    try:
        tasks = json.loads(file.read_text(encoding="utf-8-sig"))
        for found in [tasks] if isinstance(tasks, dict) else tasks:
            yield _read(found)
    except OSError as error:
        raise FormatError(str(file), f"it cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise FormatError(str(file), f"this is no export of Label Studio (JSON): {error!r}") from None


def _read(task: dict[str, Any]) -> Document:
    text, results = task["data"]["text"], _results(task)
    places = {result["id"]: result["value"] for result in results if result["type"] == "labels"}
    units = Units(text, units_of(text, ((at["start"], at["end"], at.get("text")) for at in places.values())))
    spans = {name: Span(*units.span(at["start"], at["end"]), at["labels"][0]) for name, at in places.items()}
    for result in results:
        if result["type"] in ("textarea", "choices") and result.get("id") in spans:
            said = result["value"].get("text") or result["value"].get("choices") or [""]
            spans[result["id"]].attributes[result["from_name"]] = said if isinstance(said, str) else said[0]
    number = {name: i for i, name in enumerate(spans)}
    relations = [_relation(result, number) for result in results if result["type"] == "relation"]
    return Document(str(task["data"].get("record_id", "")), text, list(spans.values()), relations)


def _relation(result: dict[str, Any], number: dict[str, int]) -> Relation:
    """An arrow; one that the annotator turned leads the other way."""
    ends = number[result["from_id"]], number[result["to_id"]]
    head, tail = reversed(ends) if result.get("direction") == "left" else ends
    return Relation((result.get("labels") or [""])[0], head, tail)


def _results(task: dict[str, Any]) -> list[dict[str, Any]]:
    kept = [found for found in task.get("annotations") or [] if not found.get("was_cancelled")]
    last = (kept or task.get("predictions") or [{"result": []}])[-1]
    found: list[dict[str, Any]] = last["result"]
    return found
