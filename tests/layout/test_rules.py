"""The pattern files of the room hold their own examples."""

from __future__ import annotations

import re

import pytest

from extract.layout.bylines import CreditReader
from extract.rules import Settings, fold
from extract.rules.layout import CreditExample, Credits, Furniture, FurnitureRule, Headings

PATTERNS = Settings().patterns
FURNITURE = PATTERNS.rule("layout", "furniture", Furniture).rule
CREDITS = PATTERNS.rule("layout", "credits", Credits).example


@pytest.mark.parametrize("rule", FURNITURE, ids=lambda rule: rule.id)
def test_furniture(rule: FurnitureRule) -> None:
    pattern = re.compile(rule.pattern)
    assert rule.examples
    assert [line for line in rule.examples if not pattern.fullmatch(fold(line))] == []
    assert [line for line in rule.counter_examples if pattern.fullmatch(fold(line))] == []


@pytest.mark.parametrize("example", CREDITS, ids=lambda example: example.line)
def test_credits(example: CreditExample) -> None:
    found = CreditReader(Settings()).line(fold(example.line)) or []
    assert [f"{role} {example.line[a:b]}" for role, a, b in found] == example.credits


def test_headings_file() -> None:
    assert "的" in PATTERNS.rule("layout", "headings", Headings).never_first


def test_break_tables_are_sane() -> None:
    weights = [float(row["weight"]) for row in PATTERNS.table("layout", "break_sides")]
    assert max(map(abs, weights)) < 10
    rows = {row["character"]: row["tight"] for row in PATTERNS.table("layout", "neighbours")}
    assert "织" in rows["组"]
