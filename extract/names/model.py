"""The model's candidates, fitted to what the rules know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter

from extract.article import NameKind, NameMention
from extract.names.heads import HeadFinder
from extract.names.people import PersonFinder
from extract.names.reading import Reading, is_post
from extract.names.shape import CERTAIN

_DIRECTION = re.compile(r"(?:东|西|南|北|中|东北|东南|西北|西南)部?$")
_DIRECTED = frozenset("东西南北中部")  # its last characters
_CONGRESS = re.compile(
    r"(?:党的)?(?:二?十[一二三四五六七八九]?|[一二三四五六七八九])大|[\u4e00-\u9fff]{0,2}[一二三四五六七八九]中全会"
)
_MAKES = ("车", "牌", "轿车", "汽车", "客车", "摩托车", "手机", "啤酒")  # after a make, not after a place
_AFTER_NO_PLACE = frozenset("族语车牌轿汽客摩手啤")  # with which what follows a people or a make begins
_LED = re.compile("[于在到从至由][村镇乡市县区校]")  # no place but a preposition before a level
_COURSE = re.compile(
    "(?:[暑寒晚午假][托期]|托管|兴趣|特长|培训|学习|补习|辅导|提高|研修|进修|扫盲|速成|短训|夏令|讲习|冲刺|强化|预科)班"
)
_MEASURED = re.compile(
    r"(?:[东西]经|[南北]纬)[\d一二三四五六七八九十]|[一二两三四五六七八九十百数几多\d]+[省市县区旗乡镇村街]+$"
)
_BEASTS = frozenset("牛羊猪犬")  # last characters of breeds: 西门塔尔|牛
_CROWD = re.compile("[村乡镇县区]互助组$|(?:半?年|中|季)报$")  # the groups of a place, and a firm's reports
_CONTESTS = ("联赛", "锦标赛", "次级", "甲级", "超级", "冠军赛", "大奖赛", "公开赛", "巡回赛", "杯")
_ONE = re.compile(r"[一两几多这那][个家所座间支]$|某$")  # before what no name is: 一个|新闻中心
_AFTER_NO_ORGAN = frozenset("长员人")  # with which what makes a post of an organ begins
_BEFORE_NO_ORGAN = frozenset("个家所座间支某\n")
_SHORT_SURE = 0.78  # the same for an organization of two characters or of letters (GDP)
_DEFINITE_SURE = 0.75  # the same for an organ of which every place has one
_DEFINITE = re.compile("人大(?:常委会)?|政协|人民代表大会|[纪科体计教经监编]委|筹委会")
_LONGER_SURE = 0.6  # the same for one that holds a name of a rule
_SURER = 0.8  # what it is then
_WHOLE = 0.9  # the same for a person whose name is given to the last character
_PLACE_SURE = 0.9  # the same for a place with which a longer name of a rule begins
_SESSION = re.compile("第?[一二三四五六七八九十]{1,3}届")  # before an organ, no part of its name
_NEVER = 2.0  # the same for what is no name
_LEAST = {"PER": 0.62, "ORG": 0.6, "LOC": 0.5}  # confidence below which a candidate is dropped
_LEAD_TO = 3  # characters that a name at least has after 施工单位
_BREAK = re.compile("[\\n ;,。!?:]")  # in no name
_SHORTEST = 2  # characters of a name
_NO_WORD = 4  # characters of a place or an organ that is no everyday word
_REMEMBERED = 8192  # names of which it is kept how sure the model must be
_START = attrgetter("start")
_STREETS = frozenset("路街巷")
_AFTER_STREET = re.compile(
    r"[口段至两]|[、与和][\u4e00-\u9fff]{2,5}[路街道巷]|[东南西北](?:[段口侧]|[\u4e00-\u9fff]?口)|\((?![男女\d])"
)
_NATION = "中华民族"  # a people; the tagger's training text marks 中华 in it


class CandidateFitter:
    """Drops the model's candidates that the rules know better, and mends the ends of persons."""

    def __init__(self, heads: HeadFinder, people: PersonFinder, places: frozenset[str], leads: tuple[str, ...]) -> None:
        self._places = places
        self._leads = leads
        self._lead_begins = frozenset(lead[0] for lead in leads)
        self._heads = heads
        self._people = people
        self._bounds = lru_cache(_REMEMBERED)(self._bounds_of)

    def fit(
        self, reading: Reading, candidates: Sequence[NameMention], rules: Sequence[NameMention]
    ) -> tuple[list[NameMention], list[NameMention]]:
        """The names of rules that the model knows no better, and the candidates worth settling, in text order."""
        tried = [self._fit(reading, candidate) for candidate in _longer(reading.text, candidates)]
        ordered = sorted(rules, key=_START)
        kept, fitted = _outdone(reading, ordered, [mention for mention in tried if mention is not None])
        return kept, _outside(kept, fitted)

    def _fit(self, reading: Reading, candidate: NameMention) -> NameMention | None:
        text, start, end, kind = reading.text, candidate.start, candidate.end, candidate.kind
        string = text[start:end]
        if "】" in string:  # 【江岭讯】|柳溪公司: the dateline is no part of the name
            start += string.rindex("】") + 1
            candidate = replace(candidate, start=start)
            string = text[start:end]
        if kind == "PER":
            return self._person(reading, string, candidate)
        least, certain = self._bounds(string, kind)
        if candidate.confidence < least:
            return None
        if (string[0] == _NATION[0] and text.startswith(_NATION, start)) or reading.inside_word(start, end):
            return None
        if kind == "ORG":
            if string[0] in self._lead_begins and string.startswith(self._leads):
                return self._after_lead(string, candidate)
            wrong = self._is_no_organ(text, string, start, end)
        else:
            wrong = text[end : end + 1] in _AFTER_NO_PLACE and self._is_no_place(text, string, end)
        if wrong or (
            candidate.confidence < certain and self._people.shape.is_word(text, start, end, candidate.confidence)
        ):
            return None
        return self._without_direction(string, candidate) if kind == "LOC" and string[-1] in _DIRECTED else candidate

    def _bounds_of(self, string: str, kind: NameKind) -> tuple[float, float]:
        """The confidence that the model must have in such a name, and that from which on it is no everyday word."""
        long = len(string) >= _NO_WORD or string in self._places
        return self._least(string, kind), 0.0 if long else CERTAIN

    def _least(self, string: str, kind: NameKind) -> float:
        """The confidence that the model must have in a name of such characters; more than any where it is none."""
        if len(string) < _SHORTEST or _BREAK.search(string):
            return _NEVER
        if kind == "ORG" and string.startswith(self._leads):
            return _LEAST[kind]
        definite = _DEFINITE.fullmatch(string) is not None
        if (_is_never_organ if kind == "ORG" else self._is_never_place)(string):
            return _NEVER
        if self._heads.is_generic(string):
            return _DEFINITE_SURE if definite else _NEVER
        short = kind == "ORG" and (len(string) < 3 or string.isascii()) and not definite
        return _SHORT_SURE if short else _LEAST[kind]

    def _person(self, reading: Reading, string: str, candidate: NameMention) -> NameMention | None:
        """A person without the role before the name, to its last character; None where it is none."""
        text, start, end, confidence = reading.text, candidate.start, candidate.end, candidate.confidence
        if end - start < _SHORTEST or _BREAK.search(string):
            return None
        whole = self._people.foreign.with_elements(text, start, end)
        if whole != (start, end) or self._people.foreign.made_of_elements(string):
            return NameMention(*whole, "PER", candidate.by, max(confidence, _SURER))
        if string[-1] in _STREETS and confidence < CERTAIN and _AFTER_STREET.match(text, end):
            return NameMention(start, end, "LOC", candidate.by, confidence)  # 丁香路|口, 丁香路|(
        if confidence < _LEAST["PER"] or text.startswith(_NATION, start) or reading.inside_word(start, end):
            return None
        if end - start > 2 and self._people.is_role(string[:2]):  # 原告|邹女士
            start += 2
        if "·" in string:
            start, end = self._people.foreign.trimmed(text, start, end)
        fitted = self._people.shape.fitted(text, start, end, confidence)
        if fitted == candidate.end and start == candidate.start:
            return candidate
        return None if fitted is None else NameMention(start, fitted, "PER", candidate.by, confidence)

    def _after_lead(self, string: str, candidate: NameMention) -> NameMention | None:
        """An organization without what leads it: 施工单位|柳塘建筑公司."""
        lead = max(len(word) for word in self._leads if string.startswith(word))
        return replace(candidate, start=candidate.start + lead) if len(string) - lead > _LEAD_TO else None

    @staticmethod
    def _is_no_organ(text: str, string: str, start: int, end: int) -> bool:
        """Whether an organization is 一个…, a post, or part of a contest's name, by what stands round it."""
        if string.startswith("全国") and text.startswith(_CONTESTS, end):
            return True
        if text[start - 1 : start] in _BEFORE_NO_ORGAN and _ONE.search(text, max(0, start - 2), start):
            return True
        return text[end : end + 1] in _AFTER_NO_ORGAN and is_post(text, end)

    def _is_no_place(self, text: str, string: str, end: int) -> bool:
        """Whether a place is the make of a car, or part of a people's name, by what follows: 布依|族."""
        return text.startswith(("族", "语"), end) or (text.startswith(_MAKES, end) and string not in self._places)

    def _is_never_place(self, string: str) -> bool:
        """Whether such a place is a breed, a people, a coordinate or so many areas."""
        breed = len(string) > 2 and string[-1] in _BEASTS and string not in self._places
        return breed or string.endswith("族") or (_MEASURED.match(string) or _LED.fullmatch(string)) is not None

    def _without_direction(self, string: str, candidate: NameMention) -> NameMention:
        """A place without a direction at its end: 临江市|东北; 济南 is whole."""
        match = _DIRECTION.search(string)
        if match is None or match.start() < 2:
            return candidate
        if any(string[-length:] in self._places for length in (2, 3, 4)):
            return candidate
        return NameMention(candidate.start, candidate.start + match.start(), "LOC", candidate.by, candidate.confidence)


def _is_never_organ(string: str) -> bool:
    """Whether such an organization is the group of a place, or a congress."""
    if string[-1] == "班" and _COURSE.fullmatch(string):
        return True
    return _CROWD.search(string) is not None or (string[-1] in "大会" and _CONGRESS.fullmatch(string) is not None)


def _longer(text: str, candidates: Sequence[NameMention]) -> Sequence[NameMention]:
    """The candidates, those persons with a third character of which the model is sure elsewhere: 覃德|高."""
    whole = {
        text[c.start : c.end] for c in candidates if c.kind == "PER" and c.end - c.start == 3 and c.confidence >= _WHOLE
    }
    if not whole:
        return candidates
    return [
        replace(c, end=c.end + 1)
        if c.kind == "PER" and c.end - c.start == 2 and text[c.start : c.end + 1] in whole
        else c
        for c in candidates
    ]


def _outdone(
    reading: Reading, rules: list[NameMention], fitted: list[NameMention]
) -> tuple[list[NameMention], list[NameMention]]:
    """The names of rules without those that the model knows better, and the model's names, surer where it does.

    It knows better a longer organization (柳塘保险|县分公司) in which no name ends, and a place of which it is sure
    where a rule's place goes on after it (柳塘|空调市场).
    """
    text = reading.text
    places = {m.start: m.end for m in fitted if m.kind == "LOC" and m.confidence >= _PLACE_SURE}
    over = [r for r in rules if r.kind == "LOC" and places.get(r.start, r.end) < r.end]
    over = [r for r in over if not r.by.startswith("rule:known")]
    inside = _held(rules, [m for m in fitted if m.kind == "ORG" and _is_whole(reading, m)])
    better = {organ.start for organ, rule in inside if _is_longer(text, organ, rule)}
    if not better and not over:
        return rules, fitted
    worse = {(r.start, r.end) for r in over} | {(r.start, r.end) for organ, r in inside if organ.start in better}
    learned = {text[places[r.start] : r.end] for r in over}  # from names that are none
    kept = [
        rule
        for rule in rules
        if (rule.start, rule.end) not in worse
        and not (rule.by == "rule:again" and text[rule.start : rule.end] in learned)
    ]
    return kept, [_surer(m) if m.start in better and m.confidence < _SURER else m for m in fitted]


def _surer(organ: NameMention) -> NameMention:
    """A name of the model, surer than it is."""
    return NameMention(organ.start, organ.end, organ.kind, organ.by, _SURER)


def _is_whole(reading: Reading, organ: NameMention) -> bool:
    """Whether the model is sure of an organization, or fairly sure and no name ends in it."""
    if organ.confidence >= _SURER:
        return True
    return organ.confidence >= _LONGER_SURE and reading.cut_before(organ.end - 1) <= organ.start


def _held(rules: Sequence[NameMention], organs: Sequence[NameMention]) -> list[tuple[NameMention, NameMention]]:
    """The organizations of the model with each name of a rule that lies in one; all are in text order."""
    held: list[tuple[NameMention, NameMention]] = []
    ahead = iter(rules if organs else ())
    rule = next(ahead, None)
    for organ in organs:
        while rule is not None and rule.start < organ.end:
            if rule.start >= organ.start and rule.end <= organ.end:
                held.append((organ, rule))
            rule = next(ahead, None)
    return held


def _is_longer(text: str, organ: NameMention, rule: NameMention) -> bool:
    """Whether a rule's organization or known place is a part of the model's organization."""
    part = organ.end >= rule.end and organ.end - organ.start > rule.end - rule.start
    known = rule.kind == "ORG" or rule.by.startswith("rule:known")
    return part and known and not _SESSION.fullmatch(text, organ.start, rule.start)


def without_parts(text: str, people: list[NameMention], fitted: Sequence[NameMention]) -> list[NameMention]:
    """The persons of rules but those with a · that the model, sure of it, delimits otherwise: 玛|尔科·罗文."""
    if "·" not in text:
        return people
    dotted = [m for m in fitted if m.kind == "PER" and m.confidence >= _SURER and "·" in text[m.start : m.end]]
    if not dotted:
        return people
    taken = {offset for m in dotted for offset in range(m.start, m.end)}
    return [p for p in people if p.by != "rule:foreign-name" or taken.isdisjoint((p.start, p.end - 1))]


def _outside(rules: Sequence[NameMention], candidates: Sequence[NameMention]) -> list[NameMention]:
    """The candidates but those inside a longer name of the same kind, or any organization, that a rule found.

    Both are in text order.
    """
    found: list[NameMention] = []
    organ = place = (0, 0)  # of the names that begin before, which ends last: its end, and its start, negative
    ahead = iter(rules)
    rule = next(ahead, None)
    for candidate in candidates:
        while rule is not None and rule.start <= candidate.start:
            span = (rule.end, -rule.start)
            if rule.kind == "ORG":
                organ = max(organ, span)
            else:
                place = max(place, span)
            rule = next(ahead, None)
        span = (candidate.end, -candidate.start)
        if span >= organ and (candidate.kind != "LOC" or span >= place):
            found.append(candidate)
    return found
