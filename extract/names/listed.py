"""Places that only a list tells: 石坪、柳坳两个乡镇; 运往柳坳、石坪; and towns of a foreign country right after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extract.names.extents import merged
from extract.names.phrases import Phrases
from extract.names.reading import Atom, Reading
from extract.rules.alternation import one_of

_ITEM = r"[\u4e00-\u9fff]{2,4}"
_AREAS = "乡镇|街道|镇|乡|村庄|自然村|行政村|村|县市|市县|县|市|区县|社区|公社|生产大队|大队|生产队|林场|农场|小区"
_PLACES = "农贸市场|市场|景区|景点|口岸|码头|港口|渡口|水库|路口|车站|站点|岛屿|山头|哨所|地区|省份|省市|省区|省|旗|国"
_COUNTABLE = f"{_AREAS}|{_PLACES}".split("|")
_NUMERALS, _MORE, _CLASSIFIERS = "二两三四五六七八九十0123456789", "多余", "个座处条大"
_NUMBERS = {numeral: number for number, numeral in enumerate("两三四五六七八九十", 2)}
# 石坪、柳坳、上湾等乡镇; two or three names counted as two or three areas are some, though they look like words.
_UNCOUNTED = re.compile(rf"等(?:{_AREAS})(?![方长民场委政企级办党区容])")
_COUNTED = re.compile(
    rf"{_UNCOUNTED.pattern}|[{_NUMERALS}][0-9]?[{_MORE}]?[{_CLASSIFIERS}]?{one_of(_COUNTABLE, guarded=True)}(?![长民])"
)
_LED, _TAIL = 3, 8  # characters of a count before its needle and from there on
_TOLD = re.compile(rf"([两三四五六七八九十])个?(?:{_AREAS})")
_BEFORE = re.compile(rf"({_ITEM}(?:、{_ITEM}){{1,9}}|{_ITEM}[和与及]{_ITEM})等?$")
_REACH = 48  # characters of a list before its count
_SEPARATORS = frozenset("、和与及")
_LAST = 6  # characters at the end of a list, of which one parts its items
_ALONG = "一线|一带|沿线"
_ET_CETERA = re.compile(
    rf"(?:在|往|到|赴|来自|涉及|途经|销|至|经|波及|覆盖|及)({_ITEM}(?:、{_ITEM}){{1,9}})(?:等(?:地|{_AREAS})|{_ALONG})(?![方长民])"
)
_LONGEST = 60  # characters of such a list before its needle
_SENT = "运往|发往|销往|运到|运抵|开往|驶往|寄往|调往|派往|远销|分赴"
_SHIPPED = re.compile(rf"(?:{_SENT})({_ITEM}?(?:、{_ITEM}?){{1,5}})(?=[,。;支等])")
_AFTER_TOWN = 3  # characters after a foreign town in which the next word is looked for
_NOUNS = ("n", "q", "g", "k", "s", "z", "b")  # parts of speech of words with which a town's name would go on
_BOUND_FOR = "往"
_COUNTY = re.compile("[\u4e00-\u9fff]{2,3}(?=[,。;、的\n])")
_FAITH = "伊斯兰"
_TOWARDS = frozenset("在赴到从于抵至往")  # before a foreign town


class ListedPlaces:
    """Finds places without a head of their own in lists that call them places.

    `needles` are words of which every such list has one at its beginning or end.
    """

    _counts = frozenset(
        (
            *(before + word for word in _COUNTABLE for before in _NUMERALS + _MORE + _CLASSIFIERS),
            *("等" + word for word in _AREAS.split("|")),
        )
    )
    _ends = frozenset(("等地", *("等" + word for word in _AREAS.split("|")), *_ALONG.split("|")))
    _sent = frozenset(_SENT.split("|"))
    needles = _counts | _ends | _sent

    def __init__(self, phrases: Phrases, countries: frozenset[str], transliteration: str) -> None:
        self._phrases, self._countries = phrases, countries
        self._town = re.compile(rf"(?!{_FAITH})[{transliteration}]{{3,7}}")

    def find(self, reading: Reading, needles: Iterable[tuple[str, int]]) -> list[Atom]:
        """Places that lists or a country before them give; `needles` are words of the text and where they begin."""
        own = [needle for needle in needles if needle[0] in self.needles]
        found = self._lists(reading.text, own) if own else ()
        known = {(atom.start, atom.end) for atom in reading.atoms} if found else ()
        items = [item for match in found for item in self._items(reading, *match.span(1)) if item not in known]
        return [*(Atom(start, end, "LOC", "rule:listed", 0.7) for start, end in items), *self._towns(reading)]

    def _lists(self, text: str, needles: Iterable[tuple[str, int]]) -> list[re.Match[str]]:
        """The lists of the text, their items in the first group."""
        counted: set[int] = set()
        stretches: list[tuple[int, int]] = []
        found: list[re.Match[str] | None] = []
        for word, at in needles:
            if word in self._counts:
                counted.update(m.start() for m in _COUNTED.finditer(text, max(0, at - _LED), at + _TAIL))
            if word in self._ends:
                stretches.append((max(0, at - _LONGEST), at + _TAIL))
            if word in self._sent:
                found.append(_SHIPPED.match(text, at))
        found += [
            _BEFORE.search(text, max(0, at - _REACH), at)
            for at in sorted(counted)
            if not _SEPARATORS.isdisjoint(text[max(0, at - _LAST) : at])
        ]
        found += [match for stretch in merged(stretches) for match in _ET_CETERA.finditer(text, *stretch)]
        return [match for match in found if match is not None]

    def _items(self, reading: Reading, start: int, end: int) -> list[tuple[int, int]]:
        """The items of a list, the first from where a name may begin; none where one of them is a plain word."""
        text = reading.text
        items, at = [], start
        for part in re.split("[、和与及]", text[start:end]):
            items.append((at, at + len(part.removesuffix("以"))))  # 德国|以及
            at += len(part) + 1
        if text[end - 1] == "等":
            items[-1] = (items[-1][0], end - 1)
        first, last = items[0]
        cut = max(first, reading.cut_before(last - 1))
        items[0] = (cut, last)
        fit = [span for span in items if span[1] - span[0] > 1 and self._may_be(text[span[0] : span[1]])]
        return items if len(fit) == len(items) or self._areas(text, items, len(fit), end) else []

    def _areas(self, text: str, items: list[tuple[int, int]], fit: int, end: int) -> bool:
        """Whether a list is one of areas though some look like words: as many as are counted, or mostly unknown."""
        told = _TOLD.match(text, end)
        counted = told is not None and _NUMBERS[told.group(1)] == len(items)
        mostly = 2 * fit > len(items) > 2 and _UNCOUNTED.match(text, end - (text[end - 1] == "等"))
        nominal = all(last - first > 1 and self._phrases.nominal(text[first:last]) for first, last in items)
        return nominal and (counted or bool(mostly))

    def _may_be(self, text: str) -> bool:
        """Whether the text can be a place: no everyday word, nothing with a verb or a function word in it."""
        words = self._phrases.words(text)
        everyday = len(words) == 1 and not words[0][1].startswith(("ns", "nr", "nz", "x", "nt", "s", "j", "f"))
        return not everyday and self._phrases.nominal(text)

    def _towns(self, reading: Reading) -> Iterator[Atom]:
        """A town with its country before it, where only a place can stand: 在匈牙利|塔米里的工厂."""
        text = reading.text
        for atom in reading.atoms:
            if text[atom.start - 1] in _TOWARDS and atom.start and atom.rule == "rule:known-place":
                town = self._town.match(text, atom.end) if text[atom.start : atom.end] in self._countries else None
                if town and self._is_town(text, *town.span()):
                    yield Atom(atom.start, town.end(), "LOC", "rule:listed", 0.8)
            elif atom.rule == "rule:known-area" and atom.start and text[atom.start - 1] == _BOUND_FOR:
                county = _COUNTY.match(text, atom.end)
                if county and self._phrases.unknown(county.group()):  # 驶往湖南|柳瑶
                    yield Atom(atom.start, county.end(), "LOC", "rule:listed", 0.8)

    def _is_town(self, text: str, start: int, end: int) -> bool:
        """Whether the syllables are those of a foreign town: whole words, none of them everyday, no noun after them."""
        position = start
        for word, tag in self._phrases.words(text[start : end + _AFTER_TOWN]):
            if position == end:
                return not tag.startswith(_NOUNS) and self._phrases.proper(text[start:end])
            position += len(word)
        return position == end
