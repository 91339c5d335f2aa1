"""The model's candidates, fitted to what the rules know."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from extract.article import NameMention
from extract.names.heads import HeadFinder
from extract.names.people import PersonFinder
from extract.names.reading import Reading, is_post

_DIRECTION = re.compile(r"(?:东|西|南|北|中|东北|东南|西北|西南)部?$")
_CONGRESS = re.compile(
    r"(?:党的)?(?:二?十[一二三四五六七八九]?|[一二三四五六七八九])大|[\u4e00-\u9fff]{0,2}[一二三四五六七八九]中全会"
)
_MAKES = ("车", "牌", "轿车", "汽车", "客车", "摩托车", "手机", "啤酒")  # after a make, not after a place
_CROWD = re.compile("[村乡镇县区]互助组$")  # the groups of a place, not one
_CONTESTS = ("联赛", "锦标赛", "次级", "甲级", "超级", "冠军赛", "大奖赛", "公开赛", "巡回赛", "杯")
_ONE = re.compile(r"[一两几多这那][个家所座间支]$|某$")  # before what no name is: 一个|新闻中心
_SHORT_SURE = 0.85  # the same for an organization of two characters
_LEAST = {"PER": 0.65, "ORG": 0.6, "LOC": 0.5}  # confidence below which a candidate is dropped
_NATION = "中华民族"  # a people; the tagger's training text marks 中华 in it


class CandidateFitter:
    """Drops the model's candidates that the rules know better, and mends the ends of persons."""

    def __init__(self, heads: HeadFinder, people: PersonFinder, places: frozenset[str]) -> None:
        self._places = places
        self._heads = heads
        self._people = people

    def fit(
        self, reading: Reading, candidates: Sequence[NameMention], rules: Sequence[NameMention]
    ) -> list[NameMention]:
        """The candidates that are worth settling, in text order."""
        fitted = (self._fit(reading, candidate) for candidate in candidates)
        inner = _Inner(rules)
        return [mention for mention in fitted if mention is not None and not inner.holds(mention)]

    def _fit(self, reading: Reading, candidate: NameMention) -> NameMention | None:
        text, start, end, kind = reading.text, candidate.start, candidate.end, candidate.kind
        string = text[start:end]
        if candidate.confidence < _LEAST[kind] or end - start < 2 or "\n" in string or " " in string:
            return None
        if reading.inside_word(start, end) or text.startswith(_NATION, start):
            return None
        shape = self._people.shape
        if kind == "PER":
            start += 2 * (end - start > 2 and self._people.is_role(string[:2]))  # 原告|邹女士
            start, end = self._people.foreign.trimmed(text, start, end)
            fitted = shape.fitted(text, start, end, candidate.confidence)
            return None if fitted is None else NameMention(start, fitted, "PER", candidate.by, candidate.confidence)
        wrong = self._is_no_organ(text, string, candidate) if kind == "ORG" else self._is_no_place(text, string, end)
        if wrong or self._heads.is_generic(string) or shape.is_word(text, start, end, candidate.confidence):
            return None
        return self._without_direction(string, candidate) if kind == "LOC" else candidate

    @staticmethod
    def _is_no_organ(text: str, string: str, candidate: NameMention) -> bool:
        """Whether an organization is 一个…, too short to be sure of, a post, or a congress."""
        if string.startswith("全国") and text.startswith(_CONTESTS, candidate.end):
            return True
        if _CROWD.search(string):
            return True
        before = text[max(0, candidate.start - 2) : candidate.start]
        if _ONE.search(before) or (len(string) < 3 and candidate.confidence < _SHORT_SURE):
            return True
        return is_post(text, candidate.end) or (string[-1] in "大会" and _CONGRESS.fullmatch(string) is not None)

    def _is_no_place(self, text: str, string: str, end: int) -> bool:
        """Whether a place is the make of a car, or part of a people's name or of a person's origin: 布依|族."""
        return (text.startswith(("族", "语"), end) or string.endswith("族")) or (
            text.startswith(_MAKES, end) and string not in self._places
        )

    def _without_direction(self, string: str, candidate: NameMention) -> NameMention:
        """A place without a direction at its end: 临江市|东北; 济南 is whole."""
        match = _DIRECTION.search(string) if string[-1] in "东西南北中部" else None
        if match is None or match.start() < 2:
            return candidate
        if any(string[-length:] in self._places for length in (2, 3, 4)):
            return candidate
        return NameMention(candidate.start, candidate.start + match.start(), "LOC", candidate.by, candidate.confidence)


class _Inner:
    """Tells whether a candidate lies inside a longer name of the same kind, or any organization, that a rule found."""

    def __init__(self, rules: Sequence[NameMention]) -> None:
        self._rules = sorted(rules, key=lambda rule: rule.start)
        self._starts = [rule.start for rule in self._rules]
        self._longest = max((rule.end - rule.start for rule in rules), default=0)

    def holds(self, mention: NameMention) -> bool:
        """Whether some rule's name is longer and holds the candidate."""
        index = bisect_right(self._starts, mention.start)
        reach = mention.end - self._longest
        for rule in reversed(self._rules[max(0, index - 24) : index]):
            if rule.start < reach:
                break
            longer = rule.end - rule.start > mention.end - mention.start
            if longer and rule.end >= mention.end and (rule.kind in (mention.kind, "ORG")):
                return True
        return False
