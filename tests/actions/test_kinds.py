"""Sentences of many kinds of text: the shares of actions and arguments that are found, and found right.

The sentences were written, and their actions decided, before the program read them.
"""

from collections import Counter
from functools import cache

import pytest

from extract.pipeline import Extractor, load
from extract.records import Action
from tests.actions.reading import ROLES
from tests.cases_reader import read_cases

FLOORS = {"actions": 0.80, "arguments": 0.80, "status": 0.95}
Expected = dict[str, list[str]]


@cache
def extractor() -> Extractor:
    return load()


def parsed(cell: str) -> list[Expected]:
    """`type:trigger role=a|b … [modality] [-]; …` as dicts of lists."""
    found = []
    for item in () if cell == "-" else cell.split("; "):
        head, *rest = item.split(" ")
        kind, _, trigger = head.partition(":")
        one: Expected = {"type": [kind], "trigger": [trigger], "status": ["actual", "+"]}
        for part in rest:
            name, given, values = part.partition("=")
            if given:
                one[name] = values.split("|")
            else:
                one["status"][part == "-"] = part
        found.append(one)
    return found


def same(wanted: str, got: str) -> bool:
    shorter, longer = sorted((wanted, got), key=len)
    return shorter in longer and 2 * len(shorter) >= len(longer) - 2


def compare(text: str, expected: str) -> Counter[str]:
    """Counts of right, spurious and missed actions and arguments of one sentence."""
    found = [action for record in extractor()(text, published="2021-06-10") for action in record.actions]
    tally: Counter[str] = Counter()
    for wanted in parsed(expected):
        kind, trigger = wanted["type"][0], wanted["trigger"][0]
        match = next((a for a in found if a.type == kind and same_trigger(a, trigger)), None)
        if match is None:
            tally["actions missed"] += 1
            continue
        found.remove(match)
        tally["actions"] += 1
        tally["status"] += [match.modality, match.polarity] == wanted["status"]
        tally += arguments(match, wanted)
    tally["actions spurious"] += len(found)
    return tally


def same_trigger(action: Action, trigger: str) -> bool:
    return action.trigger.text in trigger or trigger in action.trigger.text


def arguments(action: Action, wanted: Expected) -> Counter[str]:
    tally: Counter[str] = Counter()
    for role in ROLES:
        left = [argument.text for argument in getattr(action, role)]
        for value in wanted.get(role, []):
            match = next((got for got in left if same(value, got)), None)
            tally["arguments" if match else "arguments missed"] += 1
            if match:
                left.remove(match)
        tally["arguments spurious"] += len(left)
    return tally


@cache
def tally() -> Counter[str]:
    return sum((compare(text, expected) for text, expected in read_cases("action_kinds")), Counter())


@pytest.mark.parametrize("name", ["actions", "arguments"])
def test_f1(name: str) -> None:
    right, wrong = tally()[name], tally()[f"{name} spurious"] + tally()[f"{name} missed"]
    assert 2 * right / (2 * right + wrong) >= FLOORS[name]


def test_status() -> None:
    assert tally()["status"] / tally()["actions"] >= FLOORS["status"]
