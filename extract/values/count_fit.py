"""Which numeral goes with which unit: 多名 and 数百名 but not 多元, 两车 but not 一车, 三点建议 but not 三点."""

from __future__ import annotations

import re
from decimal import Decimal

from extract.rules.unit import CountWords, Unit
from extract.values.count_numerals import NUMERAL, Numeral, single_digit
from extract.values.units import UnitTable

_VAGUE = frozenset(["多", "若干", "数", "好几", "几"])
_MANY_NOUNS = frozenset(["国", "地", "车", "省", "市", "县"])
_ORDINALS = frozenset(tens + ones for tens in ("", "十") for ones in "一二三四五六七八九") | {"十"}
_PRICED = re.compile(r"(?:[涨跌降贵卖]了?|便宜了?|每[斤只个两尺升度张])$")
_IN_A_ROW = ("连续", "蝉联", "先后", "历时")
_MEDALS = frozenset("金银铜冠")
_WON = re.compile("[夺摘揽获斩豪取进拿囊括]得?[走下了]?$")
_CROSSES = frozenset("×✕x")
_SIDES = re.compile(r"(?:[×✕x]\d{1,6}(?:\.\d{1,3})?){1,3}")
_YEARS = range(1900, 2101)


class Fit:
    """Says whether a numeral of one writing goes with a unit, by the marks of the unit tables."""

    def __init__(self, table: UnitTable, words: CountWords) -> None:
        self.table = table
        self.words = words
        self.follow = words.follow
        self.then = {row.unit: row.next for row in words.then}

    def __call__(self, text: str, numeral: Numeral, unit: Unit, end: int) -> bool:
        """Whether the numeral goes with the unit that ends at `end`."""
        if numeral.text == "一" and text.startswith(unit.text, end):  # 一条条
            return False
        if numeral.text in _VAGUE and not self._vague(numeral.text, unit):
            return False
        if unit.text in self.follow:
            return self._followed(text, numeral, unit, end, self.follow[unit.text])
        for mark in unit.marks:  # noqa: SIM110 - twice as fast as all() over a generator
            if mark in _CHECKS and not _CHECKS[mark](self, text, numeral, unit, end):
                return False
        return True

    def _followed(self, text: str, numeral: Numeral, unit: Unit, end: int, follow: tuple[str, ...]) -> bool:
        """点 counts before 建议, 级 after a Chinese digit before 地震."""
        listed = text.startswith(follow, end)
        if "p" in unit.marks:
            return listed or "." in numeral.text
        if numeral.arabic:
            return not _year(numeral)
        return listed or single_digit(numeral.text) is None or numeral.text == "两"

    def _vague(self, word: str, unit: Unit) -> bool:
        vague = self.words.vague
        if word == "数":
            return "m" in unit.marks or unit.text in vague.several
        if word == "多":
            return "m" in unit.marks or unit.text in vague.many
        return unit.text in vague.few_nouns or ("n" not in unit.marks and unit.text not in vague.few_never)

    def _no_ordinal(self, text: str, numeral: Numeral, unit: Unit, end: int) -> bool:
        if numeral.arabic:
            return not _year(numeral)
        return numeral.text not in _ORDINALS or text.endswith(_IN_A_ROW, 0, numeral.start)

    def _noun(self, text: str, numeral: Numeral, unit: Unit, end: int) -> bool:
        return _small(numeral) and (numeral.text != "多" or unit.text in _MANY_NOUNS)

    def _casualties(self, text: str, numeral: Numeral, unit: Unit, end: int) -> bool:
        return _small(numeral, 1) and not numeral.vague

    def _row(self, text: str, numeral: Numeral, unit: Unit, end: int) -> bool:
        """Results and medals count in rows: 3胜2平, 5金3银."""
        follows = NUMERAL.match(text, end)
        after = self.table.at(text, follows.end()) if follows else None
        before = self.table.at(text, numeral.start - 1) if numeral.start else None
        won = unit.text in _MEDALS and _WON.search(text, max(0, numeral.start - 3), numeral.start)  # 夺|三金
        return _small(numeral, 1) and bool(won or any(row is not None and "q" in row.marks for row in (after, before)))

    def _decades(self, text: str, numeral: Numeral, unit: Unit, end: int) -> bool:
        return numeral.text in "三四五六七八九"

    def _old_measure(self, text: str, numeral: Numeral, unit: Unit, end: int) -> bool:
        return not numeral.vague and numeral.text != "一"

    def _small_money(self, text: str, numeral: Numeral, unit: Unit, end: int) -> bool:
        if (
            unit.text == "块"
            or text[end : end + 1].isdigit()
            or _PRICED.search(text, max(0, numeral.start - 3), numeral.start)
        ):
            return True
        match = NUMERAL.match(text, end)
        sizes = self.then.get(unit.text)
        return bool(match and sizes and text.startswith(tuple(sizes), match.end()))

    def _never(self, text: str, numeral: Numeral, unit: Unit, end: int) -> bool:
        return False


_CHECKS = {
    "o": Fit._no_ordinal,
    "n": Fit._noun,
    "d": Fit._casualties,
    "q": Fit._row,
    "e": Fit._decades,
    "y": Fit._old_measure,
    "z": Fit._small_money,
    "x": Fit._never,
}


def across(table: UnitTable, text: str, end: int) -> Unit | None:
    """The unit of a side of which only the last one is told: 50|×60厘米."""
    sides = _SIDES.match(text, end) if text[end : end + 1] in _CROSSES else None
    unit = table.at(text, sides.end()) if sides else None
    return unit if unit is not None and unit.kind == "measure" else None


def _small(numeral: Numeral, least: int = 2) -> bool:
    """A numeral that stands before a noun without a classifier: 两, 三, 12, 数."""
    if numeral.vague:
        return numeral.text in ("多", "数", "几")
    return numeral.value is not None and least <= numeral.value < Decimal(1000) and len(numeral.text) <= 3


def _year(numeral: Numeral) -> bool:
    return numeral.value is not None and numeral.value in _YEARS
