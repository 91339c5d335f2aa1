"""The numbers, percentages and sums of other projects' test suites, where ../shared/peers has them.

Floors are what is reached, in per cent of right spans with right values; a row that asks for another convention than
ours is left out by exceptions_numbers.toml, with its reason.
"""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extract.records import Count
from extract.values.counts import find_counts
from extract.values.numbers import parse_number

CASES = Path(__file__).parents[3] / "shared" / "peers" / "cases"
FOLDER = Path(__file__).parent
NUMBERS = {"number", "number_range"}

FLOORS = {
    ("recognizers", "number"): 78.0,  # one in five asks for the two ends of a range, which are no single number
    ("recognizers", "percent"): 95.0,
    ("recognizers", "money"): 92.0,
    ("minlp", "number"): 100.0,
    ("minlp", "percent"): 100.0,
    ("minlp", "money"): 100.0,
    ("cn2an", "number"): 97.0,
    ("cn2an", "percent"): 100.0,
    ("cn2an", "money"): 100.0,
    ("wetext", "number"): 98.0,
    ("wetext", "percent"): 100.0,
    ("wetext", "money"): 100.0,
    ("nemo", "number"): 98.0,
    ("nemo", "money"): 95.0,
    ("duckling", "number"): 98.0,
    ("duckling", "money"): 100.0,
    ("jionlp", "money"): 100.0,
    ("issues", "number"): 85.0,  # two of fourteen ask for a bound: 十几万 is no single number
    ("issues", "money"): 100.0,
}


@cache
def exceptions() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((FOLDER / "exceptions_numbers.toml").read_text(encoding="utf-8"))[
        "exception"
    ]
    return rows


@cache
def rows(suite: str) -> list[dict[str, Any]]:
    path = CASES / f"{suite}.jsonl"
    if not path.exists():
        pytest.skip("../shared/peers is not there")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def normal(value: str | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value).normalize()


def bounds(count: Count) -> tuple[Decimal | None, Decimal | None]:
    if count.value is not None and count.low in (None, count.value) and count.high in (None, count.value):
        return normal(count.value), normal(count.value)
    return normal(count.low), normal(count.high)


def right(text: str, wanted: dict[str, Any], family: str) -> bool:
    norm = wanted["norm"]
    if family == "number":
        value = normal(parse_number(wanted["surface"]))
        return value is not None and (value, value) == (normal(norm["lo"]), normal(norm["hi"]))
    for count in find_counts(text):
        if wanted["span"] and [count.start, count.end] != wanted["span"]:
            continue
        if family == "percent" and count.kind == "percent" and normal(count.value) == normal(norm["v"]):
            return True
        currency = norm.get("cur") in (None, count.unit_code) or count.unit_code is None
        money = family == "money" and count.kind == "money" and currency
        if money and bounds(count) == (normal(norm["lo"]), normal(norm["hi"])):
            return True
    return False


@pytest.mark.parametrize(("suite", "family"), FLOORS)
def test_no_suite_falls_under_its_floor(suite: str, family: str) -> None:
    excepted = {name for row in exceptions() for name in row["ids"]}
    kinds = NUMBERS if family == "number" else {family}
    asked = [
        (row["text"], wanted)
        for row in rows(suite)
        if not row["skip_reason"] and row["id"] not in excepted
        for wanted in row["expect"]
        if wanted["kind"] in kinds and wanted["norm"]
    ]
    score = 100 * sum(right(text, wanted, family) for text, wanted in asked) / len(asked)
    assert score >= FLOORS[suite, family], score


def test_exceptions_are_rows_with_a_reason_and_few() -> None:
    for suite in {row["suite"] for row in exceptions()}:
        known = {row["id"] for row in rows(suite)}
        listed = [name for row in exceptions() if row["suite"] == suite for name in row["ids"]]
        assert set(listed) <= known
        assert len(listed) == len(set(listed)) <= len(known) / 20
    assert all(row["reason"] for row in exceptions())
