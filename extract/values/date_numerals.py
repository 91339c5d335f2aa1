"""Numbers with units as times have them: 3月, 二〇二〇年, 两个半小时, 十几天, 五六分钟."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extract.values.numbers import parse_folded

_SHAPE = re.compile(
    r"(?P<number>[0-9.]+[百千万亿]*|[〇零○一二两三四五六七八九十百千万亿廿卅几数上元]+|半|多|许多|好几|好多|若干)"
    r"(?P<more>[余多来几])?[ ]?(?P<counter>[个整])?(?P<half>半)?(?P<more2>多|个)?[ ]?(?P<unit>\D+?)(?P<tail>半)?"
)
_DIGITS = "零一二三四五六七八九"
_TO_ARABIC = str.maketrans("零〇○一二三四五六七八九", "000123456789")
_LEADING = re.compile(r"^第|^[零〇](?=[0-9])|^零(?=[一二两三四五六七八九十]+(?:个|天|小时|分|秒|星期|周))")
_POSITIONAL = re.compile(r"[〇零○一二三四五六七八九]{2,4}")
_INDEFINITE = re.compile(r"[几数上多许若]")
_HALF = Decimal("0.5")
_HUNDREDTHS = re.compile(r"(.*秒)([0-9零一二三四五六七八九]{1,2})")  # 1秒05, 十一秒二
_POINT_UNITS = {"年", "年度", "月", "月份", "日", "号", "时", "点", "点钟", "分", "秒", "刻", "年代", "世纪", "季度"}


@dataclass(slots=True, frozen=True)
class Quantity:
    """A number with its unit. `number` is None where it is indefinite (几, 五六)."""

    text: str
    number: Decimal | None
    unit: str
    counted: bool  # it can only be a duration: 两个月, 半年, 几日, 3天
    chinese: bool
    two_digits: bool
    year_like: bool  # two digits that are a year (98年, 07年, 九八年)
    either: tuple[Decimal, Decimal] | None = None  # 五六 → 5, 6; 十几 → 10, 20

    @property
    def base(self) -> str:
        """The unit of the duration."""
        return {"年度": "年", "月份": "月"}.get(self.unit, self.unit)

    @property
    def integer(self) -> int | None:
        """The number as an int, None where it is indefinite or broken."""
        return int(self.number) if self.number is not None and self.number == int(self.number) else None


def is_pair(numeral: str) -> bool:
    """Two neighbouring digits that mean "one or the other": 五六, 两三.

    >>> is_pair("五六"), is_pair("九八")
    (True, False)
    """
    tail = numeral.replace("两", "二")[-2:]
    if len(tail) < 2 or tail[0] not in _DIGITS[1:] or tail[1] not in _DIGITS[1:]:
        return False
    return _DIGITS.index(tail[1]) == _DIGITS.index(tail[0]) + 1 or tail == "三五"


@lru_cache(maxsize=4096)
def read_quantity(text: str) -> Quantity:
    """The number and unit of a folded text that the lexer has cut: 三个半小时 → 3.5, 小时."""
    text = text.replace("俩", "两个").replace("仨", "三个")
    said = _HUNDREDTHS.fullmatch(text)
    match = _SHAPE.fullmatch(_LEADING.sub("", said[1] if said else text))
    if match is None:
        return Quantity(text, None, "", False, False, False, False)
    numeral, unit = match["number"], match["unit"]
    half_minute = unit == "分半钟"
    unit = "分钟" if half_minute else unit
    number = _value(numeral, unit) if match["more"] != "几" else None
    half_past = bool(match["tail"]) and unit in ("点", "点钟")
    if number is not None and (match["half"] or half_minute or (match["tail"] and not half_past)):
        number += _HALF
    if number is not None and said:
        number += Decimal("0." + said[2].translate(_TO_ARABIC))
    extended = bool(match["counter"] or match["half"] or match["more"] or match["more2"])
    counted = extended or bool(match["tail"] and unit in ("年", "月")) or _is_counted(numeral, number, unit)
    two = unit == "年" and len(numeral) == 2 and (numeral[0].isdigit() or bool(_POSITIONAL.fullmatch(numeral)))
    year_like = two and (not numeral[0].isdigit() or numeral[0] == "0" or numeral[0] in "89")
    return Quantity(
        numeral,
        number,
        unit + "半" if half_past else unit,
        counted,
        not numeral[0].isdigit(),
        two,
        year_like,
        _either(numeral) if number is None else None,
    )


def _either(numeral: str) -> tuple[Decimal, Decimal] | None:
    """The two numbers that a numeral names (五六, 十五六), or the bounds of 十几, 二十几."""
    if is_pair(numeral):
        low, high = parse_folded(numeral[:-1]), parse_folded(numeral[:-2] + numeral[-1])
        return (low, high) if low is not None and high is not None else None
    if numeral.endswith("十几") and (tens := parse_folded(numeral[:-1])):
        return tens, tens + 10
    return None


def _is_counted(numeral: str, number: Decimal | None, unit: str) -> bool:
    """Whether number and unit can only be a duration: 两月, 几日, 18月, 45日, 20分钟."""
    if unit not in _POINT_UNITS:
        return True
    if unit in ("点", "点钟", "时", "年代"):
        return False
    if number is None or numeral in ("半", "两"):
        return True
    integer = int(number) if number == int(number) else -1
    if unit in ("年", "年度"):
        return not _is_year(numeral, integer)
    limit = {"月": 12, "月份": 12, "日": 31, "号": 31}.get(unit)
    return limit is not None and not 1 <= integer <= limit


def _value(numeral: str, unit: str) -> Decimal | None:
    if numeral == "半":
        return _HALF
    if numeral == "元":
        return Decimal(1)
    if _INDEFINITE.search(numeral):
        return None
    if unit in ("年", "年度", "年代") and _POSITIONAL.fullmatch(numeral):
        return Decimal(_digits(numeral)) if not (is_pair(numeral) and len(numeral) == 2) else None
    if is_pair(numeral) and not numeral[0].isdigit():
        return None
    value = parse_folded(numeral)
    return value if value is None or value < 10**9 else None


def _digits(numeral: str) -> int:
    return int(numeral.translate(_TO_ARABIC))


def _is_year(numeral: str, value: int) -> bool:
    """Whether a numeral before 年 can name a year: 2019, 二〇一九, 98, 〇八."""
    if numeral[0].isdigit():
        return len(numeral) == 2 or (len(numeral) == 4 and 1000 <= value < 2200)
    if "千" in numeral and 1000 <= value < 2200:  # 一千九百八十四年, but not 一千二百年
        return value % 100 != 0
    return bool(_POSITIONAL.fullmatch(numeral)) and (len(numeral) == 4 or (len(numeral) == 2 and not is_pair(numeral)))


def clock_parts(text: str) -> tuple[int, int, int | None]:
    """Hour, minute and second of 9:30 or 21:04:15."""
    parts = [int(part) for part in text.split(":")]
    return parts[0], parts[1], parts[2] if len(parts) > 2 else None
