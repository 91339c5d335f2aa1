"""Numerals that count nothing: ordinals, codes, names, set phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.values.numbers import NUMERAL_CHARS
from extract.words.segmenters import Segmenter

_RUN = re.compile(rf"[\d{NUMERAL_CHARS}几数多半]+")
_DIGITS = "一二三四五六七八九"
_ORDINAL_LIST = re.compile(r"[、,和与至到\-~—及]+$")
ORDINAL_BEFORE = frozenset("第初№#、")
"""The characters that make an ordinal of the numeral after them."""
_CODE_BEFORE = re.compile(r"[A-Za-zΑ-ω_#№@*=+][-—]?$|[\d][.:∶/\\-]$|[A-Za-z][.·]$|\d,$")
_CODE_AFTER = re.compile(r"\.\d|[:∶]\d|[_@#]|\+\d|/\d|-[A-Za-z]|\d|比\d")
_CODE_OPENS = frozenset(".:∶_@#+/-比0123456789")
_NUMERAL_AFTER = frozenset(NUMERAL_CHARS)
_SLOGAN = re.compile(r"[^”“\n。,;:!?]{1,9}”")
_NAMING = frozenset(["nr", "ns", "nt", "nz", "nrt", "i", "l", "a", "d", "ad", "j"])
_LEADING_ZERO = re.compile(r"0\d")
_SIDE = r"\d{1,3}|[零一二三四五六七八九十]{1,3}"
_SCORE = re.compile(
    rf"(?<![\d.比一二三四五六七八九十])(?P<first>{_SIDE})比(?P<second>{_SIDE})(?![\d.%比零一二三四五六七八九十百千万])"
)
_SCORED = re.compile(
    r"[一-龥]{0,2}(?:[胜负赢输夺]|[打战逼]平|[击打挫]败|领先|落后|逆转|淘汰|不敌|[力险轻]克|结束|收场|拿下|晋级|横扫|锁定)"
)
_DRAWN = re.compile(r"(?<=[成为到])\d{1,3}平(?![方米均])")  # 扳成86平


class Guards:
    """The word list of numerals that count nothing, found by the two or three characters at their numerals."""

    def __init__(self, words: Iterable[str], segmenter: Segmenter) -> None:
        self.segmenter = segmenter
        self._from: dict[str, list[tuple[str, int]]] = {}  # by three characters from the numeral on, far-reaching first
        self._upto: dict[str, list[tuple[str, int]]] = {}  # by what stands before the numeral, and the numeral
        for word in words:
            for run in _RUN.finditer(word):
                at = run.start()
                if run.end() < len(word):
                    self._from.setdefault(word[at : at + 3], []).append((word, at))
                elif at:
                    self._upto.setdefault(word[at - 1 : at + 1], []).append((word, at))
        for found in (*self._from.values(), *self._upto.values()):
            found.sort(key=lambda entry: entry[1] - len(entry[0]))
        self._pairs = frozenset(three[:2] for three in self._from)  # most numerals need no further look

    def word_end(self, text: str, start: int) -> int:
        """Where the listed word ends whose numeral stands here; 0 where there is none. The longest wins."""
        end = 0
        if (pair := text[start : start + 2]) in self._pairs:
            if (three := text[start : start + 3]) in self._from:
                end = _reach(self._from[three], text, start)
            if not end and pair in self._from:
                end = _reach(self._from[pair], text, start)
        if start and (pair := text[start - 1 : start + 1]) in self._upto:
            return max(end, _reach(self._upto[pair], text, start))
        return end

    def inside_word(self, text: str, start: int, end: int) -> bool:
        """Whether the segmenter sees a numeral of one character and its unit cut by a longer word."""
        at = max(0, start - 3)
        for word, tag in self.segmenter.tag(text[at : end + 4]):
            stop = at + len(word)
            if stop > start:
                return (at < start or stop > end) and tag in _NAMING and len(word) > 1
            at = stop
        return False


def _reach(entries: list[tuple[str, int]], text: str, start: int) -> int:
    for word, at in entries:
        if text.startswith(word, start - at) and start >= at:
            return start - at + len(word)
    return 0


def ordinal(text: str, start: int, previous: int) -> bool:
    """Whether the numeral here is an ordinal; `previous` is where the last ordinal ended (第一、二组; 一、三栋)."""
    if start and text[start - 1] in ORDINAL_BEFORE and (text[start - 1] != "、" or _in_a_list(text, start)):
        return True
    return 0 < previous < start <= previous + 2 and _ORDINAL_LIST.fullmatch(text, previous, start) is not None


def _in_a_list(text: str, start: int) -> bool:
    """Whether a digit behind 、 numbers things after another digit that is no neighbour: 一、三栋."""
    first, second = _DIGITS.find(text[start - 2 : start - 1]), _DIGITS.find(text[start])
    return first >= 0 and second > first + 1 and text[start - 3 : start - 2] not in _NUMERAL_AFTER


def scored(text: str, start: int, end: int) -> bool:
    """Whether the numeral here is a side of a score that is told: 3比2取胜, 比分扳成2平.

    >>> scored("3比2取胜", 0, 1), scored("3比2取胜", 2, 3), scored("按3比2的比例", 1, 2)
    (True, True, False)
    """
    following = text[end : end + 1]
    if following == "平":
        return _DRAWN.match(text, start) is not None
    match = _SCORE.match(text, start) if following == "比" else _SCORE.search(text, max(0, start - 4), end + 1)
    if match is None or (start, end) not in (match.span("first"), match.span("second")):
        return False
    return text.endswith("比分", 0, match.start()) or _SCORED.match(text, match.end()) is not None


def coded(text: str, start: int, end: int) -> bool:
    """Whether the numeral here is a part of a code, a version, a score or a name: N95, 3.5.1, 3:2, 007."""
    if start and text[start - 1] < "\u3000" and _CODE_BEFORE.search(text, max(0, start - 2), start):
        return True
    if text[start] == "0" and _LEADING_ZERO.match(text, start):
        return True
    after = text[end : end + 1]
    if after in _CODE_OPENS:
        return _CODE_AFTER.match(text, end) is not None
    return after in _NUMERAL_AFTER and text[end - 1] in _NUMERAL_AFTER


def slogan(text: str, start: int) -> bool:
    """Whether a Chinese numeral stands at the head of a short quoted phrase: “三个区分开来”, “新三样”."""
    return (
        "“" in text[max(0, start - 2) : start] and not text[start].isdigit() and _SLOGAN.match(text, start) is not None
    )
