"""The one place that settles clashes between names.

The order: (1) names by grammar that begin with a known place, organ or parent, the longest first; (2) persons by
context, and the model's names it is sure of; (3) names by grammar with nothing known before the head; (4) known places
and organs by themselves; (5) the model's other names. Within a class the longer wins, then the more confident, then the
first. Of two places that touch, one is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from extract.article import NameKind, NameMention

_SURE = 0.8  # confidence above which a model's name goes before unparented grammar
_BETWEEN = 3  # the most that stands between two places that are one
_LONGEST = 60  # characters of a chain of places
_NUMBER = re.compile(r"\d{1,5}号(?:院|楼)?(?![线车文公令])|[一二三四五六七八九十]段(?:\d{1,5}号)?")
_BUILDING = re.compile(r"\d{1,3}(?:号楼|幢|栋)|[一二三四五六七八九十]期")
_ROAD = re.compile(
    r"(?:[国省县乡]道[A-Z]?\d{0,4}线?|[GS]?\d{1,4}[国省县]道|[\u4e00-\u9fff]{2,6}(?:高速公路|高速|铁路|公路|国道))[\u4e00-\u9fff]{2}"
)
_ON_ROAD = re.compile("[^\\W的在和与至上到有从一两]{1,2}")  # with which the name of a bridge begins that no place holds
_UNIT = re.compile(r"驻[\u4e00-\u9fff]{2,4}部队|[^驻]{1,12}\(\d{1,2}\)班|某(?:集团军|[部团旅师营连])")
_KNOWN = frozenset(("rule:known-place", "rule:known-area", "rule:known-organ"))
_BEFORE_NUMBER = frozenset("段一二三四五六七八九十")  # with which what belongs to a street or an estate begins
_START = attrgetter("start")
_DIRECTION = re.compile(r"(?:东|西|南|北|中|东北|东南|西北|西南)部")


def rank(mention: NameMention) -> int:
    """The class of a mention in the order above; lower goes first."""
    if mention.by == "rule:foreign-name":
        return 0
    if mention.by.startswith("model:"):
        return 2 if mention.confidence >= _SURE else 5
    if mention.by in _KNOWN:
        return 4
    if mention.kind == "PER":
        return 2 if mention.confidence >= 0.7 else 5
    return 1 if mention.confidence >= 0.69 else 3


def settle(mentions: Iterable[NameMention]) -> list[NameMention]:
    """The mentions that stand, in text order, none sharing a character with another."""
    kept: list[NameMention] = []
    reach = first = 0  # `first`: from which place in `kept` on each mention shares characters with one before it
    for mention in sorted(mentions, key=_START):
        if mention.start >= reach:
            if len(kept) - first > 1:
                kept[first:] = _standing(kept[first:])
            first, reach = len(kept), mention.end
        elif mention.end > reach:
            reach = mention.end
        kept.append(mention)
    if len(kept) - first > 1:
        kept[first:] = _standing(kept[first:])
    return kept


def _standing(clash: list[NameMention]) -> list[NameMention]:
    """Which of several mentions that clash stand, in text order."""
    if len(clash) == 2:
        one, other = clash
        first, second = rank(one), rank(other)
        return [min(clash, key=_order) if first == second else one if first < second else other]
    taken: set[int] = set()  # offsets; names are short, so this is linear in the sum of their characters
    kept: list[NameMention] = []
    for mention in sorted(clash, key=_order):
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return sorted(kept, key=_START)


def _order(mention: NameMention) -> tuple[int, int, float, int, str, str]:
    """What of two mentions that clash is compared; the lower stands."""
    length = mention.end - mention.start
    return rank(mention), -length, -mention.confidence, mention.start, mention.kind, mention.by


def unify(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """One kind for each string: that which speaks loudest for it in the article, rules louder than the model."""
    kind_of = {text[m.start : m.end]: m.kind for m in mentions}
    if len(kind_of) == len(mentions) or not [m for m in mentions if kind_of[text[m.start : m.end]] != m.kind]:
        return list(mentions)
    weights: dict[str, dict[NameKind, float]] = {}
    for mention in mentions:
        kinds = weights.setdefault(text[mention.start : mention.end], {})
        weight = mention.confidence if mention.by.startswith("model:") else 2 * mention.confidence
        kinds[mention.kind] = kinds.get(mention.kind, 0.0) + weight
    unified = []
    for mention in mentions:
        kinds = weights[text[mention.start : mention.end]]
        kind = max(sorted(kinds), key=lambda kind: kinds[kind])
        unified.append(replace(mention, kind=kind) if kind != mention.kind else mention)
    return unified


def join_places(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """Neighbouring places made one (临水镇|柳塘村), also over a direction (印度|西部|古吉拉特邦)."""
    apart: set[tuple[str, str]] | None = None
    joined: list[NameMention] = []
    last: NameMention | None = None
    for mention in mentions:
        if mention.kind == "LOC":
            if last is not None and mention.start - last.end <= _BETWEEN and _touch(text, last, mention):
                apart = _listed(text, mentions) if apart is None else apart
                if (text[last.start : last.end], text[mention.start : mention.end]) not in apart:
                    confidence = max(last.confidence, mention.confidence)
                    last = joined[-1] = NameMention(last.start, mention.end, "LOC", mention.by, confidence)
                    continue
            following = text[mention.end : mention.end + 1]
            if following in _BEFORE_NUMBER or following.isdigit():
                mention = _with_number(text, mention)
        joined.append(mention)
        last = mention
    return joined


def _touch(text: str, left: NameMention, right: NameMention) -> bool:
    """Whether two places are neighbours, nothing or a direction between them, and not too long together."""
    if left.kind != "LOC" or right.end - left.start > _LONGEST:
        return False
    if left.end == right.start or _DIRECTION.fullmatch(text, left.end, right.start):
        return True
    on_road = text[left.end - 1] in "路速道" and text[right.end - 1] in "桥道"  # 柳岭高速公路|灌|石江大桥
    return on_road and _ON_ROAD.fullmatch(text, left.end, right.start) is not None


def _listed(text: str, mentions: Sequence[NameMention]) -> set[tuple[str, str]]:
    """Pairs of places that the article lists one after the other: 石坪、柳坳两县."""
    pairs = pairwise(mentions)
    return {
        (text[left.start : left.end], text[right.start : right.end])
        for left, right in pairs
        if left.kind == right.kind == "LOC" and text[left.end : right.start] == "、"
    }


def join_units(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """An organ with the unit right after it that a pattern found: 县第二小学|四(1)班, 北岭军区|驻柳塘部队."""
    joined: list[NameMention] = []
    last: NameMention | None = None
    for mention in mentions:
        if last is not None and last.end == mention.start and _is_unit(text, last, mention):
            last = joined[-1] = replace(last, end=mention.end)
        else:
            joined.append(mention)
            last = mention
    return joined


def _is_unit(text: str, organ: NameMention, unit: NameMention) -> bool:
    return organ.kind == unit.kind == "ORG" and _UNIT.fullmatch(text, unit.start, unit.end) is not None


_FORMER = re.compile(r"前[\u4e00-\u9fff]{2,3}[县市乡镇]")


def without_former(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """Organizations without the word for a post that is past: 、前|海石乡农会."""
    return [
        replace(m, start=m.start + 1) if m.kind == "ORG" and text[m.start] == "前" and _is_former(text, m) else m
        for m in mentions
    ]


def _is_former(text: str, mention: NameMention) -> bool:
    """Whether the area after 前 is an area without it, and 前 stands where a post begins."""
    return not "\u4e00" <= text[mention.start - 1 : mention.start] <= "\u9fff" and bool(
        _FORMER.match(text, mention.start, mention.end)
    )


def with_ownership(text: str, mentions: Sequence[NameMention], words: tuple[str, ...]) -> list[NameMention]:
    """Organizations with the word for their ownership right before them: 国营|柳塘农场."""
    if not [m for m in mentions if m.kind == "ORG" and text.endswith(words, 0, m.start)]:
        return list(mentions)
    extended: list[NameMention] = []
    for mention in mentions:
        lead = text[max(0, mention.start - 4) : mention.start] if mention.kind == "ORG" else ""
        word = next((word for word in words if lead.endswith(word)), "")
        free = not extended or extended[-1].end <= mention.start - len(word)
        extended.append(replace(mention, start=mention.start - len(word)) if word and free else mention)
    return extended


def _with_number(text: str, mention: NameMention) -> NameMention:
    """A street with its house number, or the stretch that is named after it: 兴光大街|80号."""
    last = text[mention.end - 1]
    pattern = _NUMBER if last in "路街道巷弄里坊" else _BUILDING if last in "区园苑村庭府城院" else None
    if pattern is None and text.startswith("段", mention.end) and _ROAD.match(text, mention.start, mention.end):
        return replace(mention, end=mention.end + 1)
    match = pattern.match(text, mention.end) if pattern else None
    return replace(mention, end=match.end()) if match else mention
