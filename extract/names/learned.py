"""What an article teaches about its own places: the last link of a chain is a place wherever it stands by itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator

from extract.names.phrases import Phrases
from extract.names.reading import Atom, Reading
from extract.names.strings import occurrences

_GENERIC = frozenset(("市区", "城区", "县城", "老城", "新城", "东区", "西区", "南区", "北区", "一区", "二区"))
_LEARNED = frozenset(
    (
        "rule:loc_village",
        "rule:loc_estate",
        "rule:loc_town",
        "rule:loc_zone",
        "rule:loc_road",
        "rule:loc_area",
        "rule:loc_context",
        "rule:listed",
    )
)
_BARE = ("rule:loc_context", "rule:listed")  # which may be short forms of known places
_SHORT = re.compile(r"(?:社区|自然村|行政村|村|小区|花园小区|市|县|省|镇|乡|街道|公社|大队)$")
_AREA = re.compile(r"([\u4e00-\u9fff]{2,3}?)(?:市|县|镇|乡)")
_AREAS = frozenset("市县镇乡")
_MORE = ("市民", "市场", "市长", "省长", "县长", "省委", "市委", "县委", "省政", "市政", "县政", "市区", "县城", "省会")
_WATERS = frozenset("溪河江沟")  # with which a short form of an area makes another name: 石坑|溪
_AROUND = 2  # characters on both sides of a short form in which the segmenter is asked about words that cross it


def learn(reading: Reading, atoms: list[Atom], heads: Container[str], phrases: Phrases) -> list[Atom]:
    """Where else the last link of a chain stands by itself: 耀光村 of 临水街道耀光村, and its short form 耀光."""
    text = reading.text
    strings: dict[str, float] = {}
    for string, confidence in _taught(reading, atoms, phrases):
        if len(string) > 1 and string not in heads and string not in _GENERIC:
            strings.setdefault(string, confidence)
    if not strings:
        return []
    names = list(strings)
    known = {(atom.start, atom.end) for atom in atoms}
    return [
        Atom(start, end, "LOC", "rule:again", strings[names[index]])
        for index, start, end in occurrences(text, names)
        if (start, end) not in known
        and not (end - start == 2 and text[end : end + 1] in _WATERS)
        and not (text[end : end + 1] in ("省", "市", "县") and not text.startswith(_MORE, end))
        and not (text[end - 1] == "市" and text.startswith(("民", "场", "长"), end))
        and (end - start > 2 or not _crossed(text, start, end, phrases))
    ]


def _taught(reading: Reading, atoms: list[Atom], phrases: Phrases) -> Iterator[tuple[str, float]]:
    """Places with confidence: links of chains, areas that lead organs, the paper's home; full forms first."""
    text = reading.text
    shorts: list[str] = []
    for atom in atoms:
        if atom.kind == "ORG" and not _AREAS.isdisjoint(text[atom.start + 2 : atom.start + 4]):
            area = _AREA.match(text, atom.start, atom.end)
            if area and phrases.unknown(area.group(1)):
                yield area.group(), 0.75
                shorts.append(area.group(1))
    for inner, atom in _places(text, atoms, phrases):
        link = text[inner : atom.end]
        yield link, 0.75
        short = _SHORT.sub("", link)
        if len(short) >= 2 and short[0] != "第" and (inner > atom.start or phrases.unknown(short)):
            shorts.append(short)
    for home in reading.home:
        yield home, 0.75
        shorts.append(_SHORT.sub("", home))
    for short in shorts:
        yield short, 0.7


def _places(text: str, atoms: list[Atom], phrases: Phrases) -> Iterator[tuple[int, Atom]]:
    """The places that teach, and where the last link of each begins."""
    places = [atom for atom in atoms if atom.rule in _LEARNED]
    if not places:
        return
    ends = sorted(atom.end for atom in atoms if atom.kind == "LOC")
    known = {text[atom.start : atom.start + 2] for atom in atoms if atom.rule.startswith("rule:known")}
    for atom in places:
        if atom.rule in _BARE and text[atom.start : atom.start + 2] in known:
            continue
        if atom.confidence < 0.6 and not phrases.unknown(_SHORT.sub("", text[atom.start : atom.end])):
            continue
        before = bisect_left(ends, atom.end)
        yield max(ends[before - 1] if before else 0, atom.start), atom


def _crossed(text: str, start: int, end: int, phrases: Phrases) -> bool:
    """Whether a word of the dictionary runs over an end of a short form: 南岸|的 in 江南岸."""
    left = max(0, start - _AROUND)
    return phrases.crosses(text[left : end + _AROUND], start - left, end - left)
