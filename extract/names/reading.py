"""What the rules know about one article before they name anything: known names, and where a name may begin."""

from __future__ import annotations

import re
import string
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import ahocorasick_rs
import numpy as np

from extract.article import Article
from extract.names.batch import Batch, Flags, Offsets, flags_of
from extract.names.gazetteer import Gazetteer
from extract.names.phrases import Phrases, Tagger
from extract.records import OrganizationKind
from extract.rules import Patterns, fold
from extract.rules.name import Boundaries

AtomKind = Literal["ORG", "LOC"]
# A quotation of one or two characters inside a word (战“疫”) parts nothing, nor do three marks in a row that “ leads.
_MARK = r"[^\u4e00-\u9fffA-Za-z0-9·]"
_SHORT = rf"(?:[\u4e00-\u9fff]{{1,2}}”|{_MARK}{{2,}})"
_QUOTED = re.compile(rf"“(?<!{_MARK}“){_SHORT}(?:“{_SHORT})*")
_WORD_CHARACTERS = "".join(map(chr, range(0x4E00, 0xA000))) + string.ascii_letters + string.digits + "·"
_PEOPLE_WORDS = frozenset("民大口士员权均")  # after 人: 中国|人民 is a place and its people, 印度人 is none
_SHARED = frozenset("民场长")  # after a place in 市: the character belongs to the word that follows (武汉|市民)
_LONG = (
    "长江",
    "长沙",
    "长春",
    "长治",
    "长白",
    "长安",
    "长乐",
    "长兴",
    "长宁",
    "长城",
    "长阳",
    "民权",
    "民乐",
    "民勤",
    "民丰",
)
_LONGEST_WORD = 255  # characters of a boundary word
_LONGEST_LEAD = 8  # characters of a larger place before the paper's own
_MORE = ("门", "队", "位", "件", "属")  # after 部: 监察部|门 is no ministry
_PAPER = re.compile(r"(?:[日晚早晨时商快周]报|都市报|新闻网|广播电视台|电视台|新闻|网|报)$")
# Between two organs that act together: what follows begins a name of its own.
_TOGETHER = re.compile(
    r"(?:联合|会同|携手)(?<=[局队会委院校司团处所站厅部室政府办]..)(?=[\u4e00-\u9fff]{2})"
    r"(?!联?合?(?:会|国|体|党|大学|公司|收割|社|办|总|执法|调度|指挥|开发|行动|演练|检查|整治|巡查|发文|印发|举[办行]|主办|下发|开展|召开|组织|发[布起]|成立|工会|总会))"
)
# Between a firm and another that it deals with: 望川电气收购|柘岭云帆公司; a purchasing station is none.
_DEALS = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:收购|起诉|委托|投诉|举报|资助|捐助)(?=[\u4e00-\u9fff]{2})(?!公司|企业|站|点|部|网|储备|加工|经营|批发|销售|供应|总|管理|服务|中心|受理|处理|电话|热线|资金|价|量|办|书|代理|方|人|信|者|项目)"
)
_AND_COUNTY = "和县"  # a county of its own, or 和 and a county's organ: 柳坪乡和|县防汛指挥部
_LOWER = "乡镇村道局院会社部府厅处科队所站厂校"  # after which it is the latter
_LEVELS = frozenset("省市县区州旗镇乡村路街")  # after what is no short form of a place: 邹平|县
_NO_HOME = ("全国", "全球", "国内", "国际")  # what a manifest may give for a place and is none
_BRANDED = 2  # characters of a place with which a brand of three begins: “玉泉春”
_ENDS_PLACE = frozenset(
    "省市县区州旗盟镇乡村屯寨庄路街巷道桥港站湖山江河溪湾岛洲城关楼门庙寺塔峡谷坝渠号人话菜军队团营"
)
_REMEMBERED = 256  # papers whose home is kept
_PLACE, _ORGAN, _CUT, _GENERIC, _PROTECTED, _SOFT = range(6)


@dataclass(slots=True)
class Atom:
    """A piece of a name found so far; a longer name may take it in."""

    start: int
    end: int
    kind: AtomKind
    rule: str
    confidence: float
    organization: OrganizationKind = "other"


@dataclass(slots=True)
class Reading:
    """One article as the rules see it. `cuts` are the offsets after which a name may begin, from 0 on."""

    text: str
    home: tuple[str, ...]  # the place that the paper comes from, and its short form
    outlet: str  # the paper's own name
    atoms: list[Atom]
    generic: set[int]
    soft: list[int]  # verbs that may also be part of a name: where they begin, and end
    soft_ends: list[int]
    inside: bytes  # for each offset: how long what begins there may be to lie strictly inside a boundary word
    cuts: list[int] = field(default_factory=list)
    parted: bytes = b""  # for each offset: whether it is one of `cuts`
    settings: dict[tuple[str, ...], bool] = field(default_factory=dict)

    def speaks_of(self, words: tuple[str, ...]) -> bool:
        """Whether one of the words stands anywhere in the text, or in the paper's name."""
        if words not in self.settings:
            self.settings[words] = any(word in self.text or word in self.outlet for word in words)
        return self.settings[words]

    def cut_before(self, position: int) -> int:
        """The last offset at or before `position` that no name may cross."""
        return self.cuts[bisect_right(self.cuts, position) - 1]

    def inside_word(self, start: int, end: int) -> bool:
        """Whether start…end lies strictly inside a boundary word."""
        return end - start <= self.inside[start]

    def has_soft(self, start: int, end: int) -> bool:
        """Whether a verb that may also be part of a name stands between two offsets."""
        index = bisect_left(self.soft, start)
        return index < len(self.soft) and self.soft_ends[index] <= end


class Lexicon:
    """One automaton over known names and boundary words, leftmost-longest."""

    def __init__(self, patterns: Patterns, gazetteer: Gazetteer, tag: Tagger) -> None:
        boundaries = patterns.rule("name", "boundaries", Boundaries)
        self.phrases = Phrases(tag, boundaries.soft)
        self._places = gazetteer.names
        self._areas = frozenset(gazetteer.by_name)
        self._below = gazetteer.below
        self._lesser_starts = frozenset(stem[:2] for stems in self._below.values() for stem in stems)
        entries: dict[str, tuple[int, OrganizationKind]] = {}
        whole = [function for function in boundaries.functions if "和" in function]  # 人力资源和社会保障
        for kind, words in (
            (_PROTECTED, (*boundaries.protected, *whole)),
            (_SOFT, boundaries.soft),
            (_CUT, (*boundaries.cut, *boundaries.leads)),
        ):
            entries |= dict.fromkeys(words, (kind, "other"))
        entries |= dict.fromkeys(boundaries.generic, (_GENERIC, "other"))
        entries |= dict.fromkeys(gazetteer.names, (_PLACE, "other"))
        for row in patterns.table("lexicon", "organs"):
            kind_of: OrganizationKind = row["kind"]  # type: ignore[assignment]
            entries |= dict.fromkeys(row["names"].split(), (_ORGAN, kind_of))
        self._organs = {name: kind for name, (what, kind) in entries.items() if what == _ORGAN}
        # Known names first, so that their index tells them. Words of one character that part are looked up in a table.
        single = {word for word, (kind, _) in entries.items() if kind == _CUT and len(word) == 1}
        ordered = sorted(entries.keys() - single, key=lambda word: (entries[word][0], word))
        self._kinds = np.array([entries[word][0] for word in ordered], np.uint8)
        self._organ_kinds = [entries[word][1] for word in ordered]
        self._first_organ = sum(entries[word][0] == _PLACE for word in ordered)
        self._single = flags_of(single)
        self._marks = frozenset(word for word in boundaries.cut if len(word) == 1)
        self._joint = ordered.index(_AND_COUNTY) if _AND_COUNTY in ordered else -1
        self._automaton = ahocorasick_rs.AhoCorasick(ordered, matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST)
        self._parting = 1 - flags_of(_WORD_CHARACTERS)
        self._home = lru_cache(_REMEMBERED)(self._home_of)

    def organ_kind(self, name: str) -> OrganizationKind | None:
        """The kind of a known organ; None where the name is none."""
        return self._organs.get(name)

    def read(self, articles: Sequence[Article]) -> list[Reading]:
        """The known names and boundaries of every article of a batch."""
        if not articles:
            return []
        batch = Batch([article.folded for article in articles])
        words, starts, ends = batch.found(self._automaton.find_matches_as_indexes)
        kinds = self._kinds[words]
        parted = self._parted(batch, starts, ends)
        parted[ends[kinds == _CUT]] = 1
        known, soft, generic = kinds <= _ORGAN, kinds == _SOFT, ends[kinds == _GENERIC]
        inside = _inside(len(batch.text), starts[~known], ends[~known])
        spans = (inside[begin : end + 1] for begin, end in batch.spans)
        shares = map(batch.shares, (generic, starts[soft], ends[soft]))
        readings = [
            Reading(article.folded, *self._paper(article), [], set(general), *others)
            for article, general, *others in zip(articles, *shares, spans, strict=True)
        ]
        self._name(batch, readings, parted, words[known], starts[known], ends[known])
        parted[generic] = 1
        self._cut(batch, readings, parted, articles)
        return readings

    def _parted(self, batch: Batch, starts: Offsets, ends: Offsets) -> Flags:
        """Flags where words of one character end that part and stand in none of the words at `starts`…`ends`."""
        held = np.zeros(len(batch.text), np.int8)
        held[starts] = 1
        held[ends] -= 1
        single = batch.flagged(self._single) > np.cumsum(held, dtype=np.int8)
        return np.roll(single, 1).view(np.uint8)

    def _name(
        self, batch: Batch, readings: Sequence[Reading], parted: Flags, words: Offsets, starts: Offsets, ends: Offsets
    ) -> None:
        """Give the readings their known names, and `parted` what these part."""
        following = iter(words.tolist())
        flags = parted.data
        shares = zip(readings, batch.spans, batch.shares(starts), batch.shares(ends), strict=True)
        for reading, (begin, end), first, last in shares:
            text, own = reading.text, flags[begin : end + 1]
            if "联合" in text or "会同" in text or "携手" in text:
                for match in _TOGETHER.finditer(text):
                    own[match.end()] = 1
            for match in _DEALS.finditer(text):
                own[match.end()] = 1
            reading.atoms = self._known(text, zip(first, last, following, strict=False), own)

    def _cut(self, batch: Batch, readings: Sequence[Reading], parted: Flags, articles: Sequence[Article]) -> None:
        """Give the readings the offsets after which a name may begin."""
        marks = batch.flagged(self._parting)
        begins = batch.begins.tolist()
        for begin, reading in zip(begins, readings, strict=True):
            if "“" in reading.text:
                for match in _QUOTED.finditer(reading.text):
                    marks[begin + match.start() : begin + match.end()] = 0
        parted |= np.roll(marks, 1) > marks
        parted[batch.begins] = 1
        parted[_values(begins, articles)] = 1
        shares = zip(readings, batch.shares(np.flatnonzero(parted)), batch.spans, strict=True)
        for reading, cuts, (first, last) in shares:
            reading.cuts, reading.parted = cuts, parted[first : last + 1].tobytes()

    def _known(self, text: str, hits: Iterable[tuple[int, int, int]], parted: memoryview) -> list[Atom]:
        """The known places and organs; `parted` flags the ends of boundary words."""
        atoms: list[Atom] = []
        for start, end, word in hits:
            if word == self._joint and _is_joint(text, start):
                parted[start + 1] = 1
            elif word < self._first_organ:
                place = self._place(text, start, end, bool(parted[start]))
                if place is not None:
                    atoms.append(place)
                    if text[place.end : place.end + 2] in self._lesser_starts:
                        atoms.extend(self._lesser(text, place))
            elif self._inside(text, start, end):
                if text[end - 1] in self._marks:
                    parted[end] = 1  # 茹新|华为|县政府: no firm, and a name may begin after 为
            elif not is_post(text, end):
                begin = self._country_before(atoms, start)
                atoms.append(Atom(begin, end, "ORG", "rule:known-organ", 0.9, self._organ_kinds[word]))
        return atoms

    def _paper(self, article: Article) -> tuple[tuple[str, ...], str]:
        """The paper's home and its folded name."""
        return self._home(article.publication.place or "", article.publication.outlet or "")

    def _lesser(self, text: str, larger: Atom) -> list[Atom]:
        """The place right after a larger one whose short form is a word, too: 青海|玉树."""
        below, start = self._below.get(text[larger.start : larger.end], ()), larger.end
        end = next((start + length for length in (3, 2) if text[start : start + length] in below), start)
        if end == start or text[end : end + 1] in _LEVELS:
            return []
        if len(self.phrases.words(text[start : start + 4])[0][0]) > end - start:  # 山西|大同小异
            return []
        return [Atom(start, end, "LOC", "rule:listed", 0.75)]

    def _home_of(self, place: str, outlet: str) -> tuple[tuple[str, ...], str]:
        """The place that a paper comes from or that its name tells (柘岭日报 → 柘岭), and its folded name."""
        places = self._links(fold(place)) if place and place not in _NO_HOME else []
        name = fold(outlet)
        stem = _PAPER.sub("", name)
        if 2 <= len(stem) <= 4 and stem != outlet and self.phrases.unknown(stem):
            places.append(stem)
        return tuple(places), name

    def _links(self, place: str) -> list[str]:
        """The paper's place, and it without the larger places that lead it: 四川|盐岭县."""
        lead = next((n for n in range(min(len(place) - 2, _LONGEST_LEAD), 1, -1) if place[:n] in self._places), 0)
        return [place, place[lead:]] if lead and place not in self._places else [place]

    def _inside(self, text: str, start: int, end: int) -> bool:
        """Whether an organ's characters belong to other words: 监察部|门, 家|中办|丧事."""
        goes_on = text[end - 1] == "部" and text.startswith(_MORE, end)
        if goes_on or end - start > 2:
            return goes_on
        left = max(0, start - 2)
        return self.phrases.crosses(text[left : end + 2], start - left, end - left)

    def _country_before(self, atoms: Sequence[Atom], start: int) -> int:
        """Where a known organ begins: with the country that stands right before it (缅甸|国家气象局)."""
        last = atoms[-1] if atoms else None
        led = last is not None and last.end == start and last.kind == "LOC" and last.rule == "rule:known-place"
        return last.start if led and last is not None else start

    def _place(self, text: str, start: int, end: int, parted: bool) -> Atom | None:
        """The known place that stands at start…end; None where its characters belong to other words."""
        name, following = text[start:end], text[end : end + 1]
        if name[-1] == "市" and following in _SHARED and not text.startswith(_LONG, end):
            name, following, end = name[:-1], "市", end - 1
            if name not in self._places:
                return None
        if len(name) <= 2:
            parted = parted or text[max(0, start - 2) : start] in self._places
            if not self.phrases.stands(text, start, end, parted):
                return None
        if name in self._areas:
            brand = text[end + 1 : end + 2] == "”" and text[start - 1] == "“" and following not in _ENDS_PLACE
            return None if brand and len(name) == _BRANDED else Atom(start, end, "LOC", "rule:known-area", 0.85)
        if following == "人" and text[end + 1 : end + 2] not in _PEOPLE_WORDS:
            return None
        return Atom(start, end, "LOC", "rule:known-place", 0.85)


def _is_joint(text: str, start: int) -> bool:
    """Whether 和县 at `start` is a conjunction with the word for a county: 乡|和|县防汛指挥部."""
    return start > 0 and text[start - 1] in _LOWER


def is_post(text: str, end: int) -> bool:
    """Whether an organ's name goes on as a person's post or creed: 外交部|长, 共产党|员."""
    following = text[end : end + 1]
    return (following == "长" and text[end - 1] in "部局院厅署处科所站队社会") or (
        following in ("员", "人") and text[end - 1] == "党"
    )


def _inside(length: int, starts: Offsets, ends: Offsets) -> bytes:
    """For each offset of a text of this length: how long a part of one of the words at `starts`…`ends` may be there.

    A part is shorter than its word: of a word of three characters it is 2, 2 and 1.
    """
    lengths = ends - starts
    within = np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    parts = np.zeros(length, np.uint8)
    parts[within] = np.minimum(np.repeat(ends, lengths) - within, _LONGEST_WORD)
    parts[starts] -= 1
    return parts.tobytes()


def _values(begins: Sequence[int], articles: Sequence[Article]) -> list[int]:
    """Ends of dates, of counts that no name begins with, and after 系 (is) beside a person."""
    ends: list[int] = []
    for begin, article in zip(begins, articles, strict=True):
        ends += [begin + date.end for date in article.dates]
        ends += [begin + count.end for count in article.counts if count.end - count.start > 2]
        if article.candidates and "系" in article.folded:
            persons = (name.end for name in article.candidates if name.kind == "PER")
            ends += [begin + end + 1 for end in persons if article.folded.startswith("系", end)]
    return ends
