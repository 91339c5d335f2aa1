"""The model's candidates, fitted to what the rules know."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from extract.article import NameMention
from extract.names.heads import HeadFinder
from extract.names.people import PersonFinder
from extract.names.reading import Reading, is_post

_DIRECTION = re.compile(r"(?:东|西|南|北|中|东北|东南|西北|西南)部?$")
_CONGRESS = re.compile(
    r"(?:党的)?(?:二?十[一二三四五六七八九]?|[一二三四五六七八九])大|[\u4e00-\u9fff]{0,2}[一二三四五六七八九]中全会"
)
_MAKES = ("车", "牌", "轿车", "汽车", "客车", "摩托车", "手机", "啤酒")  # after a make, not after a place
_BEASTS = frozenset("牛羊猪犬")  # last characters of breeds: 西门塔尔|牛
_CROWD = re.compile("[村乡镇县区]互助组$")  # the groups of a place, not one
_CONTESTS = ("联赛", "锦标赛", "次级", "甲级", "超级", "冠军赛", "大奖赛", "公开赛", "巡回赛", "杯")
_ONE = re.compile(r"[一两几多这那][个家所座间支]$|某$")  # before what no name is: 一个|新闻中心
_SHORT_SURE = 0.78  # the same for an organization of two characters or of letters (GDP)
_DEFINITE_SURE = 0.75  # the same for an organ of which every place has one
_DEFINITE = re.compile("人大(?:常委会)?|政协|人民代表大会|[纪科体计教经监编]委|筹委会")
_LONGER_SURE = 0.6  # the same for one that holds a name of a rule
_SURER = 0.8  # what it is then
_PLACE_SURE = 0.9  # the same for a place with which a longer name of a rule begins
_SESSION = re.compile("第?[一二三四五六七八九十]{1,3}届")  # before an organ, no part of its name
_LEAST = {"PER": 0.62, "ORG": 0.6, "LOC": 0.5}  # confidence below which a candidate is dropped
_LEAD_TO = 3  # characters that a name at least has after 施工单位
_BREAK = re.compile("[\\n ;,。!?:]")  # in no name
_NATION = "中华民族"  # a people; the tagger's training text marks 中华 in it


class CandidateFitter:
    """Drops the model's candidates that the rules know better, and mends the ends of persons."""

    def __init__(self, heads: HeadFinder, people: PersonFinder, places: frozenset[str], leads: tuple[str, ...]) -> None:
        self._places = places
        self._leads = leads
        self._heads = heads
        self._people = people

    def fit(
        self, reading: Reading, candidates: Sequence[NameMention], rules: Sequence[NameMention]
    ) -> tuple[list[NameMention], list[NameMention]]:
        """The names of rules that the model knows no better, and the candidates worth settling, in text order."""
        tried = (self._fit(reading, candidate) for candidate in candidates)
        kept, fitted = _outdone(reading, rules, [mention for mention in tried if mention is not None])
        inner = _Inner(kept)
        return kept, [mention for mention in fitted if not inner.holds(mention)]

    def _fit(self, reading: Reading, candidate: NameMention) -> NameMention | None:
        text, start, end, kind = reading.text, candidate.start, candidate.end, candidate.kind
        string = text[start:end]
        if "】" in string:  # 【江岭讯】|柳溪公司: the dateline is no part of the name
            start += string.rindex("】") + 1
            candidate = replace(candidate, start=start)
            string = text[start:end]
        if candidate.confidence < _LEAST[kind] or end - start < 2 or _BREAK.search(string):
            return None
        if reading.inside_word(start, end) or text.startswith(_NATION, start):
            return None
        shape = self._people.shape
        if kind == "PER":
            start += 2 * (end - start > 2 and self._people.is_role(string[:2]))  # 原告|邹女士
            start, end = self._people.foreign.trimmed(text, start, end)
            fitted = shape.fitted(text, start, end, candidate.confidence)
            return None if fitted is None else NameMention(start, fitted, "PER", candidate.by, candidate.confidence)
        if kind == "ORG" and string.startswith(self._leads):
            lead = max(len(word) for word in self._leads if string.startswith(word))
            return replace(candidate, start=start + lead) if end - start - lead > _LEAD_TO else None
        wrong = self._is_no_organ(text, string, candidate) if kind == "ORG" else self._is_no_place(text, string, end)
        bare = candidate.confidence < _DEFINITE_SURE or not _DEFINITE.fullmatch(string)
        if wrong or (bare and self._heads.is_generic(string)) or shape.is_word(text, start, end, candidate.confidence):
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
        if _ONE.search(before) or (
            (len(string) < 3 or string.isascii())
            and candidate.confidence < _SHORT_SURE
            and not _DEFINITE.fullmatch(string)
        ):
            return True
        return is_post(text, candidate.end) or (string[-1] in "大会" and _CONGRESS.fullmatch(string) is not None)

    def _is_no_place(self, text: str, string: str, end: int) -> bool:
        """Whether a place is the make of a car, or part of a people's name or of a person's origin: 布依|族."""
        if len(string) > 2 and string[-1] in _BEASTS and string not in self._places:
            return True
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


def _outdone(
    reading: Reading, rules: Sequence[NameMention], fitted: Sequence[NameMention]
) -> tuple[list[NameMention], list[NameMention]]:
    """The names of rules without those that the model knows better, and the model's names, surer where it does.

    It knows better a longer organization (柳塘保险|县分公司) in which no name ends, and a place of which it is sure
    where a rule's place goes on after it (柳塘|空调市场).
    """
    text = reading.text
    places = {m.start: m.end for m in fitted if m.kind == "LOC" and m.confidence >= _PLACE_SURE}
    organs = [m for m in fitted if m.kind == "ORG" and m.confidence >= _LONGER_SURE]
    organs = [m for m in organs if m.confidence >= _SURER or reading.cut_before(m.end - 1) <= m.start]
    starts = [m.start for m in organs]
    inside = [
        (organs[at - 1], rule)
        for rule in (rules if organs else ())
        if (at := bisect_right(starts, rule.start)) and organs[at - 1].end >= rule.end
    ]
    better = {organ.start for organ, rule in inside if _is_longer(text, organ, rule)}
    over = [r for r in rules if places.get(r.start, r.end) < r.end]
    over = [r for r in over if r.kind == "LOC" and not r.by.startswith("rule:known")]
    if not better and not over:
        return list(rules), list(fitted)
    worse = {(r.start, r.end) for r in over} | {(r.start, r.end) for organ, r in inside if organ.start in better}
    learned = {text[places[r.start] : r.end] for r in over}  # from names that are none
    kept = [
        rule
        for rule in rules
        if (rule.start, rule.end) not in worse
        and not (rule.by == "rule:again" and text[rule.start : rule.end] in learned)
    ]
    surer = [replace(m, confidence=max(m.confidence, _SURER)) if m.start in better else m for m in fitted]
    return kept, surer


def _is_longer(text: str, organ: NameMention, rule: NameMention) -> bool:
    """Whether a rule's organization or known place is a part of the model's organization."""
    part = organ.end >= rule.end and organ.end - organ.start > rule.end - rule.start
    known = rule.kind == "ORG" or rule.by.startswith("rule:known")
    return part and known and not _SESSION.fullmatch(text, organ.start, rule.start)


def without_parts(text: str, people: list[NameMention], fitted: Sequence[NameMention]) -> list[NameMention]:
    """The persons of rules but those with a · that the model, sure of it, delimits otherwise: 玛|尔科·罗文."""
    dotted = [m for m in fitted if m.kind == "PER" and m.confidence >= _SURER and "·" in text[m.start : m.end]]
    if not dotted:
        return people
    taken = {offset for m in dotted for offset in range(m.start, m.end)}
    return [p for p in people if p.by != "rule:foreign-name" or taken.isdisjoint((p.start, p.end - 1))]


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
        if reach >= mention.start:
            return False
        for rule in reversed(self._rules[max(0, index - 24) : index]):
            if rule.start < reach:
                break
            longer = rule.end - rule.start > mention.end - mention.start
            if longer and rule.end >= mention.end and (rule.kind in (mention.kind, "ORG")):
                return True
        return False
