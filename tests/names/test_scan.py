"""Heads and needles over a whole batch."""

from __future__ import annotations

from extract.names.headwords import Head, heads_of
from extract.names.reading import Atom, Reading
from extract.names.scan import HeadScan
from extract.rules.name import HeadRule


def _heads(**rule: object) -> dict[str, list[Head]]:
    examples = {"examples": ("例",), "counter_examples": ("例",)}
    spec = HeadRule.model_validate({"kind": "ORG", "parent": ("place",), **examples, **rule})
    return {head.word: [head] for head in heads_of("org_mine", spec, "")}


def _reading(text: str, cuts: tuple[int, ...] = (0,), atoms: tuple[Atom, ...] = ()) -> Reading:
    parted = bytes(offset in cuts for offset in range(len(text) + 1))
    inside = bytes(len(text) + 1)
    return Reading(text, (), "", list(atoms), set(), [], [], inside=inside, cuts=list(cuts), parted=parted)


def _spans(scan: HeadScan, *readings: Reading) -> list[list[tuple[int, int, int]]]:
    return [[(start, end, cut) for start, end, cut, _ in ends] for _, ends in scan.find(readings)]


def test_each_text_is_given_its_own_heads_and_needles() -> None:
    scan = HeadScan(_heads(heads="局 水务局"), frozenset(("局", "灯会")))
    found = list(scan.find([_reading("柘岭水务局"), _reading(""), _reading("灯会,石坪局", (0, 3))]))
    assert [needles for needles, _ in found] == [[("局", 4)], [], [("灯会", 0), ("局", 5)]]
    assert [[end[:3] for end in ends] for _, ends in found] == [[(2, 5, 0)], [], [(5, 6, 3)]]


def test_a_head_that_goes_on_ends_no_name_but_where_an_exception_follows() -> None:
    scan = HeadScan(_heads(heads="局", not_after="势 长", keep_after="长春"), frozenset())
    assert _spans(scan, _reading("石坪局势"), _reading("石坪局长"), _reading("石坪局长春"), _reading("石坪局")) == [
        [],
        [],
        [(2, 3, 0)],
        [(2, 3, 0)],
    ]


def test_a_head_with_nothing_before_it_is_none() -> None:
    assert _spans(HeadScan(_heads(heads="局"), frozenset()), _reading("石坪,局", (0, 3))) == [[]]


def test_a_head_inside_a_known_name_ends_none() -> None:
    known = Atom(0, 4, "LOC", "rule:known-area", 0.85)
    scan = HeadScan(_heads(heads="港"), frozenset())
    assert _spans(scan, _reading("柘家港市", atoms=(known,)), _reading("柘家港市")) == [[], [(2, 3, 0)]]


def test_no_texts_hold_no_heads() -> None:
    assert list(HeadScan(_heads(heads="局"), frozenset()).find([])) == []
