"""What an article teaches about its own places: the last link of a chain is a place wherever it stands by itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container

import ahocorasick_rs

from extract.names.reading import Atom

_GENERIC = frozenset(("市区", "城区", "县城", "老城", "新城", "东区", "西区", "南区", "北区", "一区", "二区"))
_LEARNED = frozenset(
    ("rule:loc_village", "rule:loc_estate", "rule:loc_town", "rule:loc_zone", "rule:loc_road", "rule:loc_area")
)
_SHORT = re.compile(r"(?:社区|自然村|行政村|村|小区|花园小区|市|县|省|镇|乡|街道)$")


def learn(text: str, atoms: list[Atom], heads: Container[str]) -> list[Atom]:
    """Where else the last link of a chain stands by itself: 耀光村 of 临水街道耀光村, and its short form 耀光."""
    strings: dict[str, float] = {}
    ends = sorted(atom.end for atom in atoms if atom.kind == "LOC")
    for atom in atoms:
        if atom.kind != "LOC" or atom.rule not in _LEARNED or atom.confidence < 0.6:
            continue
        before = ends[bisect_left(ends, atom.end) - 1] if bisect_left(ends, atom.end) else 0
        inner = max(before, atom.start)
        strings[text[inner : atom.end]] = 0.75
        short = _SHORT.sub("", text[inner : atom.end])
        if len(short) >= 2 and short[0] != "第" and (inner > atom.start or atom.rule == "rule:loc_area"):
            strings.setdefault(short, 0.7)
    strings = {
        string: confidence
        for string, confidence in strings.items()
        if string not in heads and len(string) > 1 and string not in _GENERIC
    }
    if not strings:
        return []
    names = list(strings)
    automaton = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST)
    known = {(atom.start, atom.end) for atom in atoms}
    return [
        Atom(start, end, "LOC", "rule:again", strings[names[index]])
        for index, start, end in automaton.find_matches_as_indexes(text)
        if (start, end) not in known
    ]
