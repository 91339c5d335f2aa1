"""Every pattern file's own examples and counter-examples."""

from __future__ import annotations

import re

import pytest

from extract.names.headwords import head_rules
from extract.rules import Patterns
from extract.rules.name import PersonRules
from tests.names.conftest import Read, spelled

_MARK = re.compile(r"\[([^\]]+)\]")
RULES = head_rules(Patterns.load())
PERSONS = Patterns.load().rule("name", "persons", PersonRules)
EXAMPLES = [(stem, rule.kind, text) for stem, rule in RULES.items() for text in rule.examples]
COUNTER = [(stem, rule.kind, text) for stem, rule in RULES.items() for text in rule.counter_examples]


@pytest.mark.parametrize(("stem", "kind", "text"), EXAMPLES)
def test_example(read: Read, stem: str, kind: str, text: str) -> None:
    found = spelled(read(_MARK.sub(r"\1", text)), kind)
    assert [name for name in _MARK.findall(text) if name not in found] == []


@pytest.mark.parametrize(("stem", "kind", "text"), COUNTER)
def test_counter_example(read: Read, stem: str, kind: str, text: str) -> None:
    assert spelled(read(text), kind) == []


@pytest.mark.parametrize("text", PERSONS.examples)
def test_person_example(read: Read, text: str) -> None:
    assert spelled(read(_MARK.sub(r"\1", text)), "PER") == _MARK.findall(text)


@pytest.mark.parametrize("text", PERSONS.counter_examples)
def test_person_counter_example(read: Read, text: str) -> None:
    assert spelled(read(text), "PER") == []
