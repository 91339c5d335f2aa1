"""Which unit stands at a place of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.rules.unit import Unit

_SPAN_OF_TIME = re.compile(
    r"个?(?:半|多|来|余)?(?:年|月|日(?![元圆本报军])|天(?![然津])|周(?![岁边围])|星期|礼拜|小时|钟头|时(?!速)|分[半多]?钟|秒|刻钟|世纪|季度|学期|昼夜|"
    r"夜|晚|宿|载(?![人客货重体荷])|日夜|工作日|交易日|更天|更时|寒暑|春秋|年代|时辰|课时数|点钟|点半|点整|伏天|回归年|自然日|"
    r"航次天|旬(?=[前后内之])|上午|下午|早上|代表团月)"
)
_TIMES = frozenset("个半多来余年月日天周星礼小钟时分秒刻世季学昼夜晚宿载更工交寒春代课点伏回自航旬上下早")
_TAILS = frozenset("(/每")
_BRACKETED = re.compile(r"\(([一-龥]{1,3})\)")
_PER = re.compile(r"/([一-龥]{1,4}|[A-Za-z]{1,4}[23²³]?)|每(?=秒|小时|分钟|平方|立方)([一-龥]{1,4})")
_PER_UNITS = re.compile(
    r"秒|小?时|分钟?|天|日|年|月|周|次|人|亩|公顷|吨|公斤|千克|斤|升|毫升|立方米|平方米|平方公里|公里|米|克|股|桶|盎司|户|间|套|度|千瓦时|件|台|只|头|瓶|盒|份|张|个|辆|h|s|d|a|L|l|m|m2|m3|m²|m³|km|kg|g|mL|ml|t|min|kWh"
)
_LATIN = re.compile(r"[A-Za-z]")


class UnitTable:
    """The units by their first character, longest first."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.by_text: dict[str, Unit] = {}
        for unit in units:
            self.by_text.setdefault(unit.text, unit)
        self._lengths: dict[str, tuple[int, ...]] = {}
        for text in sorted(self.by_text, key=len, reverse=True):
            known = self._lengths.get(text[0], ())
            self._lengths[text[0]] = known if len(text) in known else (*known, len(text))

    def first_characters(self) -> str:
        """Every character that a unit begins with."""
        return "".join(self._lengths)

    def at(self, text: str, start: int) -> Unit | None:
        """The longest unit at this place that what follows allows, or None."""
        for size in self._lengths.get(text[start : start + 1], ()):
            unit = self.by_text.get(text[start : start + size])
            if unit is None:
                continue
            end = start + size
            if unit.unless and text.startswith(unit.unless, end):
                continue
            if unit.text[-1] < "\u0100" and _LATIN.match(unit.text[-1]) and _LATIN.match(text, end):
                continue
            return unit
        return None

    def tail(self, text: str, end: int) -> int:
        """Where a unit that ends here ends with what belongs to it: 户(次)数, 元/吨, 立方米每秒."""
        if text[end : end + 1] not in _TAILS:
            return end
        if bracket := _BRACKETED.match(text, end):
            inner = bracket[1]
            if inner in ("次", "人次") or (inner in self.by_text and text.startswith("数", bracket.end())):
                end = bracket.end()
                return end + text.startswith("数", end)
        if (per := _PER.match(text, end)) and (unit := _PER_UNITS.match(per[1] or per[2])):
            return per.start(1 if per[1] else 2) + unit.end()
        return end


def span_of_time(text: str, start: int) -> bool:
    """Whether the numeral before this place counts time (3个小时, 十余年), which is the dates' business."""
    return text[start : start + 1] in _TIMES and _SPAN_OF_TIME.match(text, start) is not None
