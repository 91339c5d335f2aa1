"""Where the strings that an article teaches stand in its text."""

from __future__ import annotations

from collections.abc import Sequence

import ahocorasick_rs

_SEARCHED = 200_000  # characters beyond which looking for one string after another costs more than an automaton


def occurrences(text: str, strings: Sequence[str]) -> list[tuple[int, int, int]]:
    """Leftmost-longest matches of the strings as (string, start, end), in text order, none overlapping another.

    Building an automaton takes as long as reading some thousand characters: few strings in a short text are looked for
    one by one.

    >>> occurrences("甲乙丙甲", ["甲", "甲乙"])
    [(1, 0, 2), (0, 3, 4)]
    """
    if len(strings) * len(text) > _SEARCHED:
        automaton = ahocorasick_rs.AhoCorasick(list(strings), matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST)
        return list(automaton.find_matches_as_indexes(text))
    found: list[tuple[int, int, int]] = []
    for index, string in enumerate(strings):
        at = text.find(string)
        while at >= 0:
            found.append((at, -at - len(string), index))
            at = text.find(string, at + 1)
    found.sort()
    kept, reach = [], 0
    for start, end, index in found:
        if start >= reach:
            reach = -end
            kept.append((index, start, reach))
    return kept
