"""From a numeral in its place to an amount: modifiers, unit, ranges, smaller units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extract.records import Approximation, CountKind
from extract.rules.unit import CountWords, Unit
from extract.values.count_fit import Fit, across
from extract.values.count_numerals import NUMERAL, Numeral, read, scaled_together, single_digit
from extract.values.numbers import NUMERAL_CHARS
from extract.values.units import UnitTable, alternatives, by_last_character, span_of_time

_SEPARATORS = frozenset("-~—至到")
_RANGE_SIGNS = _SEPARATORS | {"、"}
_SMALLER_STARTS = frozenset("半0123456789" + NUMERAL_CHARS)
_SIZES = frozenset("大小整满厚长")
_HOLDERS = frozenset("筐箱袋包车碗盘桶捆堆串杯瓶盆锅壶块摞缸坛罐篮碟桌船")
_NOUN_MARKS = frozenset("ndq")
_SEPARATOR = re.compile(r"-{1,2}|~|—{1,2}|至|到")
_HALF = re.compile(r"半(?![年月日天个小世径岛导数截山路夜途程决价场点空边生壁])")
_SYMBOLS = {"$": "USD", "US$": "USD", "¥": "CNY", "€": "EUR", "£": "GBP", "HK$": "HKD", "NT$": "TWD", "A$": "AUD"}
_SYMBOLS |= {"₩": "KRW", "RMB": "CNY"} | {code: code for code in ("CNY", "USD", "HKD", "EUR", "JPY", "GBP")}
_SYMBOL_LASTS = frozenset("$¥€£₩BYDRP ")
SYMBOL = re.compile(r"(?:(?:US|HK|NT|A)?[$¥€£₩]|(?<![A-Za-z])(?:RMB|CNY|USD|HKD|EUR|JPY|GBP)) ?$")
"""A currency before its figure: US$5, RMB 300."""
_CURRENCY_AFTER = re.compile("RMB|人民币")
_NAMED_BEFORE = re.compile(
    r"(人民币|港币|港元|美元|美金|欧元|日元|英镑|澳门币|新台币|台币|法郎|卢布|韩元)(?:近|约|超过|逾|达|共)?$"
)
_DEGREES = re.compile(r"([经纬角倾坡转])|(温|热|低烧|高烧|发烧|零下|冷|℃|暑|寒)")
_HALVED = ("个", "倍")  # 一个半, 两倍半
_SPECIAL = frozenset("成旬度元块")  # units of one character that say more than themselves


@dataclass(slots=True)
class Amount:
    """An amount with its span; fields as in article.CountMention."""

    start: int
    end: int
    numeral: Numeral
    unit_start: int
    kind: CountKind
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    approx: Approximation
    unit: str
    code: str | None
    row: Unit | None
    noun: bool = False  # the counted noun is the unit, or there is no unit


class Grammar:
    """Reads the amount round a numeral. Built once from the pattern files."""

    def __init__(self, table: UnitTable, words: CountWords) -> None:
        self.table = table
        self.words = words
        before = {word: name for name in ("about", "over", "under", "minus") for word in getattr(words.before, name)}
        self.before = by_last_character(before)
        self.after = alternatives({name: getattr(words.after, name) for name in ("over", "under", "about")})
        self.firsts = frozenset(word[0] for name in ("over", "under", "about") for word in getattr(words.after, name))
        lead = {word: name for name in ("about", "over", "under") for word in getattr(words.lead, name)}
        self.lead = by_last_character(lead)
        self.lasts = frozenset((*self.before, *self.lead)) | _SYMBOL_LASTS
        self.then = {row.unit: row.next for row in words.then}
        self.fit = Fit(table, words)

    def amount(self, text: str, numeral: Numeral, stop: int) -> Amount | None:
        """The amount of this numeral, no further than `stop`; None where it counts nothing by its grammar."""
        at = numeral.end
        if span_of_time(text, at) and not numeral.share:
            return None
        unit = self.table.at(text, at)
        after = text[at + len(unit.text) : at + len(unit.text) + 1] if unit else text[at : at + 1]
        found = self._range(text, numeral, unit) if after in _RANGE_SIGNS else None
        if found is None and (found := self._single(text, numeral, unit)) is None:
            return None
        self._round(text, found)
        return found if found.end <= stop else None

    def bare(self, text: str, numeral: Numeral) -> Amount:
        """The amount of a numeral that no unit follows."""
        found = _amount(numeral, numeral.value, numeral.low, numeral.high)
        self._round(text, found)
        named = _NAMED_BEFORE.search(text, max(0, found.start - 4), found.start)
        if named and named.end(1) == found.start and found.numeral.arabic:
            row = self.table.by_text.get(named[1])
            found.start, found.kind, found.unit, found.code = named.start(), "money", named[1], row and row.code
        return found

    def _round(self, text: str, found: Amount) -> None:
        """The modifiers on both sides, and the bounds that they state."""
        if text[found.end : found.end + 1] in self.firsts:
            self._after(text, found)
        if text[found.start - 1 : found.start] in self.lasts:
            self._before(text, found)
        if found.approx != "exact" or found.numeral.over:
            self._bounds(found)

    def _single(self, text: str, numeral: Numeral, unit: Unit | None) -> Amount | None:
        at = numeral.end
        if unit is None and text[at : at + 1] == " ":
            at += 1
            unit = self.table.at(text, at)
        if text[at : at + 1] in _SIZES and (held := self.table.at(text, at + 1)) is not None and held.text in _HOLDERS:
            at, unit = at + 1, held  # 两大筐
        if unit is None or not self.fit(text, numeral, unit, at + len(unit.text)):
            return self._without_unit(text, numeral)
        found = _amount(numeral, numeral.value, numeral.low, numeral.high)
        self._take_unit(text, found, unit, at)
        if text[found.end : found.end + 1] in _SMALLER_STARTS and not numeral.vague and not numeral.over:
            self._smaller(text, found)
            if found.kind == "money" and text[found.end : found.end + 1] in _SEPARATORS:
                self._up_to(text, found)
        return found

    def _up_to(self, text: str, found: Amount) -> None:
        """五元六角-五元七角: the end of a range whose ends have smaller units."""
        separator = _SEPARATOR.match(text, found.end)
        match = NUMERAL.match(text, separator.end()) if separator else None
        second = read(text, match) if match else None
        if second is None or (unit := self.table.at(text, second.end)) is None or unit != found.row:
            return
        high = self._single(text, second, unit)
        if high is not None and high.value is not None and found.value is not None and high.value > found.value:
            found.low, found.value, found.high, found.end = found.value, None, high.value, high.end

    def _take_unit(self, text: str, found: Amount, unit: Unit, at: int) -> None:
        size = len(unit.text) - ("h" in unit.marks)  # 三代|人
        end = self.table.tail(text, at + size)
        found.unit_start, found.end, found.row = at, end, unit
        found.unit, found.kind, found.code = text[at:end], unit.kind, unit.code
        found.noun = not _NOUN_MARKS.isdisjoint(unit.marks)
        if (end > at + size or size > 2) and ("/" in found.unit or "每" in found.unit):
            found.kind = "rate"
        if unit.kind != "money" and "d" not in unit.marks and (size > 1 or unit.text not in _SPECIAL):
            return
        if unit.text == "成":
            _times(found, Decimal("0.1"))
        elif unit.text == "旬":
            _times(found, Decimal(10))
            found.unit = "岁"
        elif "d" in unit.marks:
            found.unit, found.end = "", at
        elif unit.text == "度":
            found.code, found.kind = self._degree(text, found)
        if (
            unit.text in ("元", "块")
            and (foreign := self.table.at(text, end))
            and foreign.kind == "money"
            and foreign.code
        ):
            found.code, found.end = foreign.code, end + len(foreign.text)  # 三万元欧元
            found.unit = text[at : found.end]
        if unit.kind == "money" and (named := _NAMED_BEFORE.search(text, max(0, found.start - 6), found.start)):
            row = self.table.by_text.get(named[1])
            found.code = row.code if row and unit.text in ("元", "圆", "块") else found.code

    def _degree(self, text: str, found: Amount) -> tuple[str | None, CountKind]:
        clues = _DEGREES.findall(text, max(0, found.start - 10), found.start)
        if not clues:
            return None, "measure" if found.numeral.arabic else "count"
        return ("deg" if clues[-1][0] else "Cel"), "measure"

    def _without_unit(self, text: str, numeral: Numeral) -> Amount | None:
        found = _amount(numeral, numeral.value, numeral.low, numeral.high)
        if numeral.text[0] in "俩仨":
            return found
        if numeral.arabic and (side := across(self.table, text, numeral.end)):
            found.unit, found.code, found.kind = side.text, side.code, side.kind
            return found
        if not (numeral.share or numeral.percent) or numeral.text.startswith("半成"):
            return None
        found.kind = "percent" if numeral.percent else "share"
        found.unit, found.code = ("%", "%") if numeral.percent else ("", None)
        return found

    def _range(self, text: str, first: Numeral, unit: Unit | None) -> Amount | None:
        """20至30人, 3—5万元, 10%到15%, 五、六百人."""
        if first.over or first.vague or first.value is None:
            return None
        at = first.end
        if unit is not None:
            at += len(unit.text)
        separator = _SEPARATOR.match(text, at) if text[at : at + 1] in _SEPARATORS else None
        if separator is None:
            listed = text.startswith("、", at) and unit is None and single_digit(first.text)
            return self._neighbours(text, first) if listed else None
        match = NUMERAL.match(text, separator.end())
        if match is None or match.lastgroup not in ("exact", "fraction"):
            return None
        second = read(text, match)
        if second is None or second.vague or span_of_time(text, second.end):
            return None
        last = self.table.at(text, second.end)
        if last is None or (unit is not None and unit.text != last.text) or "x" in last.marks:
            return None
        bounds = scaled_together(first, second) if unit is None else (first.value, second.value)
        if bounds is None or bounds[1] is None or bounds[0] >= bounds[1]:
            return None
        found = _amount(first, None, bounds[0], bounds[1])
        self._take_unit(text, found, last, second.end)
        return found

    def _neighbours(self, text: str, first: Numeral) -> Amount | None:
        match = NUMERAL.match(text, first.end + 1)
        digit = single_digit(first.text)
        if match is None or digit is None or single_digit(match[0][0]) != digit + 1:
            return None
        second = read(text, match)
        unit = self.table.at(text, match.end()) if second else None
        if (
            second is None
            or second.value is None
            or unit is None
            or (len(match[0]) < 2 and "m" not in unit.marks and unit.kind not in ("measure", "money"))
            or span_of_time(text, match.end())
        ):
            return None
        low = read(first.text + match[0][1:], NUMERAL.match(first.text + match[0][1:]))  # type: ignore[arg-type]
        if low is None or low.value is None:
            return None
        found = _amount(first, None, low.value, second.value)
        self._take_unit(text, found, unit, match.end())
        return found

    def _smaller(self, text: str, found: Amount) -> None:
        """三块五, 1米8, 5斤2两, 两公里半, 一个半."""
        assert found.row is not None
        if found.value is None:
            return
        if (found.row.kind in ("measure", "money", "rate", "share") or found.unit in _HALVED) and _HALF.match(
            text, found.end
        ):
            step = Decimal("0.05") if found.unit == "成" else Decimal("0.5")
            _plus(found, step, found.end + 1)
            return
        if found.unit == "成" and (tenth := single_digit(text[found.end])) and self._ends(text, found.end + 1):
            _plus(found, Decimal(tenth) / 100, found.end + 1)  # 五成三
            return
        sizes = self.then.get(found.row.text)
        match = NUMERAL.match(text, found.end) if sizes or found.row.text == "米" else None
        if match is None or match.lastgroup not in ("exact", "capital"):
            return
        second = read(text, match)
        if second is None or second.value is None:
            return
        unit = self.table.at(text, second.end)
        size = sizes.get(unit.text) if sizes and unit else None
        if size is not None and unit is not None:
            _plus(found, second.value * size, second.end + len(unit.text))
            self._smaller_again(text, found, unit)
            if found.row.text == "块":
                found.kind, found.code = "money", "CNY"
        elif found.row.text in ("块", "毛", "米") and unit is None and not text[second.end : second.end + 1].isalnum():
            digits = Decimal(10) ** (len(second.text) if found.row.text != "毛" else 1)
            if len(second.text) <= 2 and not second.over:
                if found.row.text == "块":
                    found.kind, found.code = "money", "CNY"
                _plus(found, second.value / digits, second.end)

    def _ends(self, text: str, at: int) -> bool:
        """Whether no numeral and no unit goes on here."""
        return text[at : at + 1] not in NUMERAL_CHARS and self.table.at(text, at) is None

    def _smaller_again(self, text: str, found: Amount, unit: Unit) -> None:
        sizes = self.then.get(unit.text)
        match = NUMERAL.match(text, found.end) if sizes else None
        second = read(text, match) if match else None
        third = self.table.at(text, second.end) if second else None
        if (
            unit.text in ("毛", "角")
            and second
            and (third is None or third.text in ("RMB", "人民币"))
            and single_digit(second.text)
        ):
            after = _CURRENCY_AFTER.match(text, second.end)
            if second.value is not None and (after or not text[second.end : second.end + 1].isalnum()):
                _plus(found, second.value / 100, after.end() if after else second.end)
            return
        if sizes and second and second.value is not None and third and third.text in sizes:
            first_size = self.then[found.row.text][unit.text] if found.row else Decimal(1)
            _plus(found, second.value * first_size * sizes[third.text], second.end + len(third.text))

    def _after(self, text: str, found: Amount) -> None:
        match = self.after.match(text, found.end)
        if match is None:
            return
        name = match.lastgroup
        word = match[0]
        if found.unit and word in ("多", "余", "许") and not _splits(text, match.end(), found):
            return
        if (
            word in ("以上", "以下", "之上", "之下", "以内", "之内", "左右", "上下", "前后", "不到", "出头")
            or found.unit
        ):
            found.approx = name  # type: ignore[assignment]
            found.end = match.end()

    def _before(self, text: str, found: Amount) -> None:
        start = found.start
        last = text[start - 1 : start]
        if (
            last in _SYMBOL_LASTS
            and (symbol := SYMBOL.search(text, max(0, start - 4), start))
            and found.kind in ("count", "money")
        ):
            found.start, found.kind, found.code = symbol.start(), "money", _SYMBOLS.get(symbol[0].strip())
            found.unit = found.unit or symbol[0].strip()
            return
        for word, name in self.before.get(last, ()):
            size = len(word)
            if not text.endswith(word, 0, start) or not self._whole(text, start - size, word, found):
                continue
            if name == "minus":
                if not _signed(word, found, text[max(0, start - size - 1) : start - size]):
                    continue
                found.value = None if found.value is None else -found.value
                found.low, found.high = (None if x is None else -x for x in (found.high, found.low))
            elif found.approx == "exact" or name != "about":
                found.approx = name
            found.start = start - size
            return
        for word, name in self.lead.get(last, ()):
            if text.endswith(word, 0, start):
                found.approx = name
                return

    def _whole(self, text: str, start: int, word: str, found: Amount) -> bool:
        if word in ("上", "过") and found.unit != "成" and found.numeral.text[0] not in "百千万亿":
            return False
        bad = self.words.before.unless.get(word)
        return not bad or start == 0 or text[start - 1] not in bad

    def _bounds(self, found: Amount) -> None:
        if found.value is None:
            return
        if found.approx == "exact" and found.numeral.over:
            found.approx = "about" if "来" in found.numeral.text else "over"
        if found.approx == "over":
            high = found.high if found.high != found.value else None
            found.low, found.high = found.value, high
        elif found.approx == "under":
            found.low, found.high = None, found.value
        elif found.approx == "about" and (not found.numeral.over or "来" in found.numeral.text):
            found.low = found.high = None


def _amount(numeral: Numeral, value: Decimal | None, low: Decimal | None, high: Decimal | None) -> Amount:
    end = numeral.end
    return Amount(numeral.start, end, numeral, end, "count", value, low, high, "exact", "", None, None)


def _times(found: Amount, factor: Decimal) -> None:
    found.value = None if found.value is None else found.value * factor
    found.low = None if found.low is None else found.low * factor
    found.high = None if found.high is None else found.high * factor


def _plus(found: Amount, more: Decimal, end: int) -> None:
    if found.value is not None:
        found.value += more
        found.low = found.high = found.value
        found.end = end


def _signed(word: str, found: Amount, before: str) -> bool:
    if word == "-":
        return found.kind in ("percent", "measure", "money") and not (before.isascii() and before.isalnum())
    return True


def _splits(text: str, end: int, found: Amount) -> bool:
    """Whether 多, 余, 许 after a unit belongs to the amount (30℃多) and does not begin a word (3个多功能厅)."""
    if found.kind not in ("measure", "percent", "money", "age", "rate", "share"):
        return False
    following = text[end : end + 1]
    return not following.isalnum() or following in "的高低长宽深厚远重"
