from __future__ import annotations

import json
from decimal import Decimal

import pytest
from pydantic import ValidationError

from extract.records import Count, Record
from tools import generate_docs
from tools.generate_docs import files

SHAPES = {shape.__name__: shape for shape in generate_docs.SHAPES}


def count(**changes: object) -> Count:
    fields = {
        "id": "c1", "text": "两成", "start": 0, "end": 2, "kind": "share", "value": Decimal("0.2"), "low": None,
        "high": None, "approx": "exact", "unit": "成", "unit_code": None, "of": None,
        "cumulative": False, "by": "rule", "role": None,
    }  # fmt: skip
    return Count.model_validate(fields | changes)


def test_numbers_are_json_numbers_and_come_back_exact() -> None:
    written = count().model_dump_json()
    assert json.loads(written)["value"] == 0.2
    assert Count.model_validate_json(written).value == Decimal("0.2")


def test_whole_numbers_are_written_without_a_point() -> None:
    assert '"value":36340,' in count(value=Decimal("36340.0")).model_dump_json()


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError, match="surprise"):
        count(surprise=1)


def test_records_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        count().text = "三成"  # type: ignore[misc]


def test_every_class_of_the_contract_is_a_field_of_the_record() -> None:
    contract = (
        "schema_version id source publication headline kicker deck subheads bylines text blocks organizations people "
        "places counts dates actions quotes warnings"
    )
    assert list(Record.model_fields) == contract.split()


def test_the_schema_requires_every_field_and_explains_it() -> None:
    schema = Record.model_json_schema(mode="serialization")
    for name, shape in {"Record": schema, **schema["$defs"]}.items():
        assert set(shape["required"]) == set(shape["properties"]), name
        fields = SHAPES[name].model_fields if name in SHAPES else {}
        assert all(field.description for field in fields.values()), name


def test_the_generated_documents_are_fresh() -> None:
    stale = [path.name for path, text in files().items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run `make docs`"
