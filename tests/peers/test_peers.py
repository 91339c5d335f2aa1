"""The times of other projects' test suites, where ../shared/peers has them: scores that may not fall.

A suite's row that asks for another convention than ours is left out by tests/peers/exceptions.toml, with its reason; at
most one row in twenty of any suite.
"""

from __future__ import annotations

import importlib.util
import json
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extract.records import Date
from extract.values.dates import find_dates

PEERS = Path(__file__).parents[3] / "shared" / "peers"
EXCEPTIONS = Path(__file__).with_name("exceptions.toml")
UNDATED = "2021-06-14T01:06:40"  # the day that rows without one are read on
TIMES = {"date", "time", "datetime", "date_range", "time_range", "datetime_range", "duration", "set", "temporal"}

# suite → (measure, floor in per cent): `strict` counts right spans with right values, `exact` right spans,
# `alone` texts without a time in which none is found
FLOORS = {
    "recognizers": ("strict", 84.1),
    "jionlp": ("strict", 86.2),
    "duckling": ("strict", 90.0),
    "minlp": ("strict", 92.8),
    "chrono": ("strict", 75.6),
    "issues": ("strict", 96.2),
    "cec": ("exact", 86.9),
    "wikinews": ("exact", 93.7),
}
ALONE = {"issues": 100.0, "jionlp": 100.0}

needs_peers = pytest.mark.skipif(not (PEERS / "cases").is_dir(), reason="../shared/peers is not here")


@cache
def norm() -> ModuleType:
    """The suites' own normal forms and rules of equality."""
    spec = importlib.util.spec_from_file_location("peers_norm", PEERS / "norm.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def exceptions() -> dict[str, set[str]]:
    """Suite → ids of the rows left out."""
    groups = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))["exception"]
    left_out: dict[str, set[str]] = {}
    for group in groups:
        left_out.setdefault(group["suite"], set()).update(group["ids"])
    return left_out


def rows(suite: str) -> Iterator[dict[str, Any]]:
    """The rows of a suite that are about times, in the script and the component that are asked for."""
    for line in (PEERS / "cases" / f"{suite}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        kinds = set(row.get("covers") or []) | {item["kind"] for item in row["expect"]}
        other = row["skip_reason"] or (row.get("options") or {}).get("ret_future")
        component = suite == "recognizers" and row.get("component")
        if kinds & TIMES and not (other or component or (suite == "duckling" and row.get("script") == "hant")):
            yield row


def opening(value: str | None) -> str | None:
    """The beginning of a bound of a record, to the second."""
    if value is None:
        return None
    whole = value if "T" in value else (value + "-01-01")[:10] if len(value) == 4 else (value + "-01")[:10]
    return str(norm().iso(norm().pdt(whole)))


def closing(value: str | None) -> str | None:
    """The first moment behind a bound of a record."""
    if value is None:
        return None
    first = datetime.fromisoformat(opening(value) or "")
    if "T" in value:
        step = {1: timedelta(hours=1), 2: timedelta(minutes=1), 3: timedelta(seconds=1)}[value.count(":") + 1]
    else:
        step = timedelta(days={4: 366, 7: 31, 10: 1}[len(value)])
    behind = first + step
    behind = behind.replace(day=1) if len(value) == 7 else behind.replace(month=1, day=1) if len(value) == 4 else behind
    return str(norm().iso(behind))


def comparable(mention: Date) -> dict[str, Any] | None:
    """A mention in the suites' normal form."""
    value = mention.value or ""
    if mention.kind == "duration":
        length = norm().iso_dur(value)
        return {"t": "dur", "lo": length, "hi": length} if length else None
    if mention.kind == "set":
        every = norm().set_every(value.split("/")[-1])
        return {"t": "set", "every": every} if every else None
    if mention.earliest or mention.latest:
        return {"t": "interval", "alts": [[opening(mention.earliest), closing(mention.latest)]], "point": False}
    return None


def tally(suite: str) -> dict[str, float]:
    """Per cent of right spans (exact), of those with right values (strict), of texts rightly left alone (alone)."""
    left_out = exceptions().get(suite, set())
    counts = dict.fromkeys(("exact", "items", "strict", "valued", "alone", "empty"), 0)
    for row in rows(suite):
        if row["id"] in left_out:
            continue
        mentions = find_dates(row["text"], row["reference"] or UNDATED)
        expected = [item for item in row["expect"] if item["kind"] in TIMES]
        if not expected and row.get("exhaustive") is not False and not row.get("component"):
            counts["empty"] += 1
            counts["alone"] += not mentions
        for item in expected:
            same = [m for m in mentions if fits(item, m, row["text"])]
            counts["items"] += 1
            counts["exact"] += bool(same)
            if item["norm"]:
                counts["valued"] += 1
                counts["strict"] += any(norm().equal(item["norm"], comparable(m)) for m in same)
    return {
        "exact": 100 * counts["exact"] / counts["items"],
        "strict": 100 * counts["strict"] / max(1, counts["valued"]),
        "alone": 100 * counts["alone"] / max(1, counts["empty"]),
    }


def fits(item: dict[str, Any], mention: Date, text: str) -> bool:
    """Whether a mention has the span that is asked for."""
    if item["span"]:
        return [mention.start, mention.end] == list(item["span"])
    return item["surface"] is None or mention.text in (item["surface"], text)


@needs_peers
@pytest.mark.parametrize("suite", FLOORS)
def test_a_suite_keeps_its_score(suite: str) -> None:
    measure, floor = FLOORS[suite]
    assert tally(suite)[measure] >= floor


@needs_peers
@pytest.mark.parametrize("suite", ALONE)
def test_texts_without_times_stay_alone(suite: str) -> None:
    assert tally(suite)["alone"] >= ALONE[suite]


@needs_peers
@pytest.mark.parametrize("suite", sorted(exceptions()))
def test_exceptions_are_few_and_real(suite: str) -> None:
    known = {row["id"] for row in rows(suite)}
    left_out = exceptions()[suite]
    assert left_out <= known
    assert len(left_out) <= len(known) / 20


def test_every_exception_has_its_reason() -> None:
    groups = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))["exception"]
    assert all(len(group["reason"]) > 20 and group["ids"] for group in groups)
    ids = [identifier for group in groups for identifier in group["ids"]]
    assert len(ids) == len(set(ids))
