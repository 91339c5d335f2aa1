"""Label Studio: its tasks and set-up as its schema has them, its exports back, offsets in either unit."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from extract.outputs import label_studio
from extract.outputs.annotations import Document, Span
from extract.outputs.formats import export
from extract.outputs.offsets import Units, units_of
from tests.outputs import made

RESULT = {
    "type": "object",
    "required": ["type"],
    "oneOf": [
        {
            "properties": {
                "type": {"const": "labels"},
                "id": {"type": "string"},
                "from_name": {"const": "label"},
                "to_name": {"const": "text"},
                "value": {
                    "type": "object",
                    "required": ["start", "end", "text", "labels"],
                    "properties": {
                        "start": {"type": "integer", "minimum": 0},
                        "end": {"type": "integer", "minimum": 1},
                        "labels": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                    },
                },
            },
            "required": ["id", "from_name", "to_name", "value"],
        },
        {
            "properties": {"type": {"const": "textarea"}, "value": {"required": ["start", "end", "text"]}},
            "required": ["id", "from_name", "to_name", "value"],
        },
        {
            "properties": {"type": {"const": "relation"}, "direction": {"enum": ["left", "right", "bi"]}},
            "required": ["from_id", "to_id", "labels"],
        },
    ],
}
TASKS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["data", "predictions"],
        "properties": {
            "data": {"type": "object", "required": ["text"]},
            "predictions": {
                "type": "array",
                "items": {"required": ["result"], "properties": {"result": {"type": "array", "items": RESULT}}},
            },
        },
    },
}


def test_label_studio_tasks_have_their_form_and_their_set_up_the_names(tmp_path: Path) -> None:
    export([made.full(), made.broken()], "label-studio", tmp_path / "out")
    tasks = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    Draft202012Validator(TASKS).validate(tasks)
    setup = ET.parse(tmp_path / "out" / "labels.xml").getroot()
    labels = {label.get("value") for label in setup.iter("Label")}
    fields = {field.get("name") for field in setup.iter("TextArea")}
    relations = {relation.get("value") for relation in setup.iter("Relation")}
    for result in (result for task in tasks for result in task["predictions"][0]["result"]):
        if result["type"] == "labels":
            assert set(result["value"]["labels"]) <= labels
        elif result["type"] == "textarea":
            assert result["from_name"] in fields
        else:
            assert set(result["labels"]) <= relations
    assert setup.find("Text").attrib == {"name": "text", "value": "$text", "granularity": "symbol"}  # type: ignore[union-attr]


def test_no_records_are_an_empty_list_of_tasks(tmp_path: Path) -> None:
    export([], "label-studio", tmp_path / "out")
    assert json.loads((tmp_path / "out" / "tasks.json").read_text()) == []


def test_corrections_in_label_studio_win_and_utf_16_is_known(tmp_path: Path) -> None:
    def result(start: int, end: int, text: str) -> dict[str, Any]:
        value = {"start": start, "end": end, "text": text, "labels": ["PER"]}
        return {"id": "x", "from_name": "label", "to_name": "text", "type": "labels", "value": value}

    task = {
        "data": {"text": "𠮷😀王大山", "record_id": "aa"},
        "predictions": [{"result": [result(0, 1, "𠮷")]}],
        "annotations": [
            {"result": [result(4, 7, "王大山")]},
            {"result": [result(0, 2, "𠮷")], "was_cancelled": True},
        ],
    }
    (tmp_path / "export.json").write_text(json.dumps([task]), encoding="utf-8")
    (found,) = label_studio.read(tmp_path / "export.json")
    assert found == Document("aa", "𠮷😀王大山", [Span(2, 5, "PER")], [])


@given(made.texts, st.data())
def test_offsets_of_both_units_come_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before = len(text[:start].encode("utf-16-le")) // 2
    after = len(text[:end].encode("utf-16-le")) // 2
    assert Units(text, "utf-16").span(before, after) == (start, end)
    assert Units(text, "characters").span(start, end) == (start, end)
    if (before, after) != (start, end) and text[start:end] != text[before:after]:
        assert units_of(text, [(before, after, text[start:end])]) == "utf-16"
    assert units_of(text, [(start, end, text[start:end])]) == "characters"
