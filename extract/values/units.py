"""Which unit stands at a place of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from extract.rules.unit import Unit

_SPAN_OF_TIME = re.compile(
    r"个?(?:半|多|来|余)?(?:年|月|日(?![元圆本报军])|天(?![然津])|周(?![岁边围])|星期|礼拜|小时|钟头|时(?!速)|分[半多]?钟|秒|刻钟|世纪|季度|学期|昼夜|"
    r"夜(?![班市校总景色航空间])|晚(?![会宴稻婚辈])|宿(?![舍管])|载(?![人客货重体荷])|日夜|工作日|交易日|更天|更时|寒暑|春秋|年代|时辰|课时数|点钟|点半|点整|伏天|回归年|自然日|"
    r"航次天|旬(?=[前后内之])|上午|下午|早上|代表团月)"
)
_TIMES = frozenset("个半多来余年月日天周星礼小钟时分秒刻世季学昼夜晚宿载更工交寒春代课点伏回自航旬上下早")
_TAILS = frozenset("(/每")
_BRACKETED = re.compile(r"\(([一-龥]{1,3})\)")
_ALTERNATIVES = frozenset("套次件台辆只艘架艇座间家户个人名条组处片块幅册本支部") | {"人次"}  # 53件(套), 12台(辆)
_PER = re.compile(
    r"/(?:1(?:000?)?(?=[毫升克千公米人]))?([一-龥]{1,4}|[A-Za-z]{1,4}[23²³]?)|每(?=秒|小时|分钟|平方|立方)([一-龥]{1,4})"
)
_PER_UNITS = re.compile(
    r"秒|小?时|分钟?|天|日|年|月|周|次|人|亩|公顷|吨|公斤|千克|斤|升|毫升|立方米|平方米|平方公里|公里|米|克|股|桶|盎司|户|间|套|度|千瓦时|件|台|只|头|瓶|盒|份|张|个|辆|h|s|d|a|L|l|m|m2|m3|m²|m³|km|kg|g|mL|ml|t|min|kWh"
)
_CHINESE = "\u3000"  # from here on characters are Chinese
_LATIN = re.compile(r"[A-Za-z]")


_Form = tuple[str, tuple[str, ...], bool, Unit]
"""A unit's text, what may not follow it, whether it ends with a Latin letter, and the unit."""


class UnitTable:
    """The units, found by their first two characters, longest first."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.by_text: dict[str, Unit] = {}
        for unit in units:
            self.by_text.setdefault(unit.text, unit)
        self._single: dict[str, Unit] = {}  # of one character
        self._longer: dict[str, tuple[_Form, ...]] = {}  # by their first two characters
        self._symbols: dict[str, tuple[_Form, ...]] = {}  # units that begin with no Chinese character, by the first
        for unit in sorted(self.by_text.values(), key=lambda unit: len(unit.text), reverse=True):
            first, pair = unit.text[0], unit.text[:2]
            latin = unit.text[-1] < "\u0100" and _LATIN.match(unit.text[-1]) is not None
            form = (unit.text, unit.unless, latin, unit)
            if first < _CHINESE:
                self._symbols[first] = (*self._symbols.get(first, ()), form)
            elif len(unit.text) == 1:
                self._single[first] = unit
            else:
                self._longer[pair] = (*self._longer.get(pair, ()), form)

    def first_characters(self) -> str:
        """Every character that a unit begins with."""
        return "".join(dict.fromkeys(text[0] for text in self.by_text))

    def at(self, text: str, start: int) -> Unit | None:
        """The longest unit at this place that what follows allows, or None."""
        pair = text[start : start + 2]
        if pair in self._longer and (unit := _longest(self._longer[pair], text, start)) is not None:
            return unit
        first = pair[:1]
        if (single := self._single.get(first)) is not None:
            return None if single.unless and text.startswith(single.unless, start + 1) else single
        return _longest(self._symbols[first], text, start) if first in self._symbols else None

    def tail(self, text: str, end: int) -> int:
        """Where a unit that ends here ends with what belongs to it: 户(次)数, 件(套), 毫克/100毫升, 立方米每秒."""
        if text[end : end + 1] not in _TAILS:
            return end
        if bracket := _BRACKETED.match(text, end):
            inner = bracket[1]
            number = inner in self.by_text and text.startswith("数", bracket.end())
            if number or inner in _ALTERNATIVES:
                end = bracket.end()
                return end + text.startswith("数", end)
        if (per := _PER.match(text, end)) and (unit := _PER_UNITS.match(per[1] or per[2])):
            return per.start(1 if per[1] else 2) + unit.end()
        return end


def _longest(forms: tuple[_Form, ...], text: str, start: int) -> Unit | None:
    for form, unless, latin, unit in forms:
        if text.startswith(form, start):
            end = start + len(form)
            if not (latin and _LATIN.match(text, end)) and not (unless and text.startswith(unless, end)):
                return unit
    return None


def span_of_time(text: str, start: int) -> bool:
    """Whether the numeral before this place counts time (3个小时, 十余年), which is the dates' business."""
    return text[start : start + 1] in _TIMES and _SPAN_OF_TIME.match(text, start) is not None


def by_last_character(words: dict[str, Any]) -> dict[str, list[tuple[str, Any]]]:
    """The words with their names by the character that they end with, longest first.

    >>> by_last_character({"约": "about", "大约": "about"})
    {'约': [('大约', 'about'), ('约', 'about')]}
    """
    made: dict[str, list[tuple[str, Any]]] = {}
    for word in sorted(words, key=len, reverse=True):
        made.setdefault(word[-1], []).append((word, words[word]))
    return made


def alternatives(words: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    """One pattern with a group a name; longer words before shorter ones of other groups they begin with.

    >>> alternatives({"over": ("多", "以上"), "about": ("左右",)}).match("以上").lastgroup
    'over'
    """
    groups = [
        f"(?P<{name}>{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})" for name, forms in words.items()
    ]
    return re.compile("|".join(groups))
