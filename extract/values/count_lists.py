"""Amounts that stand in a row and share what they count: 增长5%、8%和9%, 1250户共5756人, 57台163场剧目."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.article import CountMention

_JOINTS = frozenset(["、", "和", "与", "及", "、约", "和约"])
_TOTALS = frozenset(["", "共", ",共", "、", "、共", "共计"])
_PEOPLE = frozenset(["人", "名", "口", "余人"])
_HOUSEHOLDS = frozenset(["户", "家"])


def share_nouns(text: str, counts: Sequence[CountMention]) -> None:
    """Give an amount without a noun the one of its neighbour in the list, forwards and backwards.

    >>> from extract.rules import Patterns
    >>> from extract.values.counts import CountFinder
    >>> text = "产值分别增长5%、8%和9%"
    >>> [text[c.of[0] : c.of[1]] for c in CountFinder(Patterns.load()).find(text) if c.of]
    ['产值', '产值', '产值']
    """
    for first, second in pairwise(counts):
        if second.start - first.end > 2 or second.of is not None or first.of is None:
            continue
        gap = text[first.end : second.start]
        alike = gap in _JOINTS and first.unit == second.unit and first.of[1] <= first.start
        people = gap in _TOTALS and first.unit in _HOUSEHOLDS and second.unit in _PEOPLE
        if alike or people:
            second.of, second.head = first.of, first.head
    for first, second in reversed(list(pairwise(counts))):
        if first.end == second.start and first.kind == second.kind == "count":
            after = second.of is not None and second.of[0] >= second.end
            if after and (first.of is None or first.of[1] <= first.start):
                first.of, first.head = second.of, second.head
