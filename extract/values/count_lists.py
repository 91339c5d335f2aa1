"""Amounts that belong together: they share what they count (增长5%、8%和9%), or one is a part of another (其中)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.article import CountMention
from extract.values.count_before import REACH

_PARTS = re.compile(r"其中(?!之|一[些部])")
_PARTS_END = re.compile(r"[。;!?\n]|其中")
_LONGEST = 120  # characters of a sentence that lists parts
_INCREMENT = re.compile(r"(?:新增|净增|增设|增派|增配)[^,。;!?\n]{0,10}$")
_REACH = 40  # characters from a whole to its parts
_SENTENCE_END = re.compile(r"[。;!?\n:”]")
_CARRY = 60  # characters over which a noun is carried to a later amount of its unit
_LONGEST_GAP = 8
_NO_CARRY = frozenset(
    [
        "",
        "人",
        "口",
        "人次",
        "人次数",
        "次",
        "次数",
        "回",
        "遍",
        "趟",
        "声",
        "场",
        "分",
        "票",
        "大",
        "倍",
        "度",
        "级",
        "步",
    ]
)
_EXTREME = re.compile(r",(?:最[高低大小多少长短深远]|平均)的?(?:可|已|只|仅)?(?:[有达为到是]|达到)?$")
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
        if second.of is not None or first.of is None or second.start - first.end > _LONGEST_GAP:
            continue
        gap = text[first.end : second.start]
        alike = gap in _JOINTS and first.unit == second.unit and first.of[1] <= first.start
        people = gap in _TOTALS and first.unit in _HOUSEHOLDS and second.unit in _PEOPLE
        changed = first.unit == second.unit and REACH.fullmatch(gap)
        if alike or people or changed:
            second.of, second.head = first.of, first.head
    for first, second in reversed(list(pairwise(counts))):
        if first.end == second.start and first.kind == second.kind == "count":
            after = second.of is not None and second.of[0] >= second.end
            if after and (first.of is None or first.of[1] <= first.start):
                first.of, first.head = second.of, second.head


def carry_nouns(text: str, counts: Sequence[CountMention]) -> None:
    """Give an amount without a noun the one that its unit counted before in the same sentence.

    >>> from extract.rules import Patterns
    >>> from extract.values.counts import CountFinder
    >>> text = "受理案件57件,审结52件"
    >>> [text[slice(*count.of)] for count in CountFinder(Patterns.load()).find(text) if count.of]
    ['案件', '案件']
    """
    named: dict[str, CountMention] = {}
    for count in counts:
        if count.of is not None:
            named[count.unit] = count
            continue
        first = named.get(count.unit)
        if first is None or count.unit in _NO_CARRY or not _carries(text, first.end, count.start):
            continue
        if count.kind == "count" or (
            count.kind == "measure" and _EXTREME.search(text, max(0, count.start - 8), count.start)
        ):
            count.of, count.head = first.of, first.head


def _carries(text: str, end: int, start: int) -> bool:
    """Whether the noun of an amount that ends here is that of a later one; a part is often of a kind of its own."""
    if start - end >= _CARRY or _SENTENCE_END.search(text, end, start):
        return False
    return text.find("其中", end, start) < 0 or text[start - 1] in "有占达"


def mark_roles(text: str, counts: Sequence[CountMention]) -> None:
    """Mark parts after 其中, the whole before it, and increments after 新增.

    >>> from extract.rules import Patterns
    >>> from extract.values.counts import CountFinder
    >>> text = "到会代表共80人,其中女代表30人,新增会员12人"
    >>> [count.role for count in CountFinder(Patterns.load()).find(text)]
    ['whole', 'part', 'increment']
    """
    if "增" in text:
        for count in counts:
            start = max(0, count.start - 14)
            if text.find("增", start, count.start) >= 0 and _INCREMENT.search(text, start, count.start):
                count.role = "increment"
    for start, end in part_clauses(text):
        whole = whole_before(text, counts, start)
        parts = [count for count in between(counts, start, end) if count.role is None]
        if whole is None or not parts:
            continue
        whole.role = whole.role or "whole"
        for part in parts:
            part.role = "part"


def part_clauses(text: str) -> Iterator[tuple[int, int]]:
    """From each 其中 to the next one or to the end of its sentence, no further than a sentence is long."""
    for match in _PARTS.finditer(text) if "其中" in text else ():
        end = min(match.end() + _LONGEST, len(text))
        close = _PARTS_END.search(text, match.end(), end)
        yield match.start(), close.start() if close else end


def between(counts: Sequence[CountMention], start: int, end: int) -> Sequence[CountMention]:
    """The counts that begin between two places."""
    first = bisect_left(counts, start, key=lambda count: count.start)
    return counts[first : bisect_left(counts, end, key=lambda count: count.start)]


def whole_before(text: str, counts: Sequence[CountMention], start: int) -> CountMention | None:
    """The last amount of the same sentence, or of the end of the one before, that 其中 takes parts of."""
    at = bisect_left(counts, start, key=lambda count: count.start)
    whole = counts[at - 1] if at else None
    if whole is None or start - whole.end > _REACH or whole.kind in ("percent", "share", "rate", "age"):
        return None
    return None if "\n" in text[whole.end : start] else whole
