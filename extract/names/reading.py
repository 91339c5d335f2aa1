"""What the rules know about one article before they name anything: known names, and where a name may begin."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Literal

import ahocorasick_rs

from extract.article import Article
from extract.names.gazetteer import Gazetteer
from extract.names.phrases import Phrases, Tagger
from extract.records import OrganizationKind
from extract.rules import Patterns, fold
from extract.rules.name import Boundaries

AtomKind = Literal["ORG", "LOC"]
# A quotation of one or two characters inside a word (战“疫”) parts nothing.
_PUNCTUATION = re.compile(r"([^\u4e00-\u9fffA-Za-z0-9·]+)")
_QUOTED = re.compile(r"(“[\u4e00-\u9fff]{1,2}”|[^\u4e00-\u9fffA-Za-z0-9·]+)")
_PEOPLE_WORDS = frozenset("民大口士员权均")  # after 人: 中国|人民 is a place and its people, 印度人 is none
_SHARED = "民场长"  # after a place in 市: the character belongs to the word that follows (武汉|市民)
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
_LONGEST_LEAD = 8  # characters of a larger place before the paper's own
_MORE = ("门", "队", "位", "件", "属")  # after 部: 监察部|门 is no ministry
_PAPER = re.compile(r"(?:[日晚早晨时商快周]报|都市报|新闻网|广播电视台|电视台|新闻|网|报)$")
# Between two organs that act together: what follows begins a name of its own.
_TOGETHER = re.compile(
    r"(?:联合|会同|携手)(?<=[局队会委院校司团处所站厅部室政府办]..)(?=[\u4e00-\u9fff]{2})"
    r"(?!联?合?(?:会|国|体|党|大学|公司|收割|社|办|总|执法|调度|指挥|开发|行动|演练|检查|整治|巡查|发文|印发|举[办行]|主办|下发|开展|召开|组织|发[布起]|成立|工会|总会))"
)
_AND_COUNTY = "和县"  # a county of its own, or 和 and a county's organ: 柳坪乡和|县防汛指挥部
_LOWER = "乡镇村道局院会社部府厅处科队所站厂校"  # after which it is the latter
_LEVELS = frozenset("省市县区州旗镇乡村路街")  # after what is no short form of a place: 邹平|县
_NO_HOME = ("全国", "全球", "国内", "国际")  # what a manifest may give for a place and is none
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
    cuts: list[int]
    generic: set[int]
    atoms: list[Atom]
    soft: list[tuple[int, int]] = field(default_factory=list)
    # boundary words of two or more characters, protected too: where they begin, and end
    word_starts: list[int] = field(default_factory=list)
    word_ends: list[int] = field(default_factory=list)
    home: tuple[str, ...] = ()  # the place that the paper comes from, and its short form
    outlet: str = ""  # the paper's own name
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
        index = bisect_right(self.word_starts, start) - 1
        if index < 0 or end > self.word_ends[index]:
            return False
        return self.word_ends[index] - self.word_starts[index] > end - start

    def has_soft(self, start: int, end: int) -> bool:
        """Whether a verb that may also be part of a name stands between two offsets."""
        index = bisect_left(self.soft, (start, start))
        return index < len(self.soft) and self.soft[index][1] <= end


class Lexicon:
    """One automaton over known names and boundary words, leftmost-longest."""

    def __init__(self, patterns: Patterns, gazetteer: Gazetteer, tag: Tagger) -> None:
        boundaries = patterns.rule("name", "boundaries", Boundaries)
        self.phrases = Phrases(tag, boundaries.soft)
        self._places = gazetteer.names
        self._areas = frozenset(gazetteer.by_name)
        self._below = gazetteer.below
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
        # Known names first, words of one character that part last: `read` tells them by their index alone.
        ordered = sorted(entries, key=lambda word: (entries[word][0] == _CUT and len(word) == 1, entries[word][0]))
        self._kinds = [entries[word][0] for word in ordered]
        self._organ_kinds = [entries[word][1] for word in ordered]
        self._known_until = sum(kind <= _ORGAN for kind in self._kinds)
        self._marks_from = sum(entries[word][0] != _CUT or len(word) > 1 for word in ordered)
        self._marks = frozenset(word for word in boundaries.cut if len(word) == 1)
        self._joint = ordered.index(_AND_COUNTY) if _AND_COUNTY in entries else -1
        self._automaton = ahocorasick_rs.AhoCorasick(ordered, matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST)
        self._home = lru_cache(_REMEMBERED)(self._home_of)

    def organ_kind(self, name: str) -> OrganizationKind | None:
        """The kind of a known organ; None where the name is none."""
        return self._organs.get(name)

    def read(self, article: Article) -> Reading:
        """The article's known names and boundaries."""
        text = article.folded
        kinds, known_until, marks_from = self._kinds, self._known_until, self._marks_from
        parted: list[int] = []
        named: list[tuple[int, int, int]] = []
        home, outlet = self._home(article.publication.place or "", article.publication.outlet or "")
        reading = Reading(text, [], set(), [], home=home, outlet=outlet)
        for hit in self._automaton.find_matches_as_indexes(text):
            index, start, end = hit
            if index >= marks_from:  # a word of one character: two of three hits
                parted.append(end)
            elif index < known_until:
                if index == self._joint and _is_joint(text, start):
                    parted.append(start + 1)
                else:
                    named.append(hit)
            else:
                if end - start > 1:
                    reading.word_starts.append(start)
                    reading.word_ends.append(end)
                kind = kinds[index]
                if kind == _CUT:
                    parted.append(end)
                elif kind == _GENERIC:
                    reading.generic.add(end)
                elif kind == _SOFT:
                    reading.soft.append((start, end))
        if "联合" in text or "会同" in text or "携手" in text:
            parted.extend(match.end() for match in _TOGETHER.finditer(text))
        ends = set(parted)
        reading.atoms = self._known(text, named, ends)
        cuts = {0, *_punctuated(text), *ends, *reading.generic, *_values(article)}
        if "系" in text:
            cuts.update(n.end + 1 for n in article.candidates if n.kind == "PER" and text.startswith("系", n.end))
        reading.cuts = sorted(cuts)
        return reading

    def _known(self, text: str, hits: Sequence[tuple[int, int, int]], parted: set[int]) -> list[Atom]:
        """The known places and organs; `parted` are the ends of boundary words."""
        atoms: list[Atom] = []
        for index, start, end in hits:
            if self._kinds[index] == _PLACE:
                place = self._place(text, start, end, start in parted)
                if place is not None:
                    atoms.append(place)
                    below = self._below.get(text[place.start : place.end])
                    if below:
                        atoms.extend(self._lesser(text, place.end, below))
            elif self._inside(text, start, end):
                if text[end - 1] in self._marks:
                    parted.add(end)  # 茹新|华为|县政府: no firm, and a name may begin after 为
            elif not is_post(text, end):
                begin = self._country_before(atoms, start)
                atoms.append(Atom(begin, end, "ORG", "rule:known-organ", 0.9, self._organ_kinds[index]))
        return atoms

    def _lesser(self, text: str, start: int, below: frozenset[str]) -> list[Atom]:
        """The place at `start` whose short form is a word, too, right after the larger one: 青海|玉树."""
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
        left = max(0, start - 2)
        crossed = end - start <= 2 and self.phrases.crosses(text[left : end + 2], start - left, end - left)
        return crossed or (text[end - 1] == "部" and text.startswith(_MORE, end))

    def _country_before(self, atoms: Sequence[Atom], start: int) -> int:
        """Where a known organ begins: with the country that stands right before it (缅甸|国家气象局)."""
        last = atoms[-1] if atoms else None
        led = last is not None and last.end == start and last.kind == "LOC" and last.rule == "rule:known-place"
        return last.start if led and last is not None else start

    def _place(self, text: str, start: int, end: int, parted: bool) -> Atom | None:
        """The known place that stands at start…end; None where its characters belong to other words."""
        if text[end - 1] == "市" and text[end : end + 1] and text[end] in _SHARED and not text.startswith(_LONG, end):
            end -= 1
            if text[start:end] not in self._places:
                return None
        parted = parted or text[max(0, start - 2) : start] in self._places
        if end - start <= 2 and not self.phrases.stands(text, start, end, parted):
            return None
        foreign = text[start:end] not in self._areas
        if foreign and text[end : end + 1] == "人" and text[end + 1 : end + 2] not in _PEOPLE_WORDS:
            return None
        rule = "rule:known-area" if text[start:end] in self._areas else "rule:known-place"
        return Atom(start, end, "LOC", rule, 0.85)


def _is_joint(text: str, start: int) -> bool:
    """Whether 和县 at `start` is a conjunction with the word for a county: 乡|和|县防汛指挥部."""
    return start > 0 and text[start - 1] in _LOWER


def is_post(text: str, end: int) -> bool:
    """Whether an organ's name goes on as a person's post or creed: 外交部|长, 共产党|员."""
    following = text[end : end + 1]
    return (following == "长" and text[end - 1] in "部局院厅署处科所站队社会") or (
        following in ("员", "人") and text[end - 1] == "党"
    )


def _punctuated(text: str) -> list[int]:
    """Where punctuation ends, but for that round a quoted word of one or two characters."""
    quoted = "“" in text
    pieces = (_QUOTED if quoted else _PUNCTUATION).split(text)  # names, punctuation, names …
    ends = list(accumulate(map(len, pieces)))[1::2]
    if not quoted:
        return ends
    return [end for end, mark in zip(ends, pieces[1::2], strict=True) if mark[0] != "“" or len(mark) < 3]


def _values(article: Article) -> Sequence[int]:
    """Ends of dates, and of counts that no name begins with."""
    ends = [date.end for date in article.dates]
    ends.extend(count.end for count in article.counts if count.end - count.start > 2)
    return ends
