"""Numbers with units as times have them: 3月, 二〇二〇年, 两个半小时, 十几天, 五六分钟."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extract.values.numbers import parse_folded

_SHAPE = re.compile(
    r"(?P<number>[0-9.]+[百千万亿]*|[〇零○一二两三四五六七八九十百千万亿廿卅几数上元]+|半|多|许多|好几|好多|若干)"
    r"(?P<more>[余多来几])?[ ]?(?P<counter>个)?(?P<half>半)?(?P<more2>多|个)?[ ]?(?P<unit>\D+?)(?P<tail>半)?"
)
_DIGITS = "零一二三四五六七八九"
_POSITIONAL = re.compile(r"[〇零○一二三四五六七八九]{2,4}")
_INDEFINITE = re.compile(r"[几数上多许若]")
_HALF = Decimal("0.5")
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

    @property
    def base(self) -> str:
        """The unit of the duration."""
        return {"年度": "年", "月份": "月"}.get(self.unit, self.unit)

    @property
    def integer(self) -> int | None:
        """The number as an int, None where it is indefinite or broken."""
        return int(self.number) if self.number is not None and self.number == int(self.number) else None

    @property
    def positional(self) -> bool:
        """Written digit by digit: 二〇二〇."""
        return bool(_POSITIONAL.fullmatch(self.text))


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
    text = text.lstrip("第") if text[1:2] not in "一二三四五六七八九十" or text[0] != "零" else text[1:]
    if text[0] in "零〇" and text[1:2].isdigit() and text[1:2].isascii():
        text = text[1:]
    match = _SHAPE.fullmatch(text)
    if match is None:
        return Quantity(text, None, "", False, False, False, False)
    numeral, unit = match["number"], match["unit"]
    number = _value(numeral, unit) if match["more"] != "几" else None
    halves = bool(match["half"]) + bool(match["tail"] and unit not in ("点", "点钟", "时"))
    if number is not None and halves:
        number += _HALF
    if match["tail"] and unit in ("点", "点钟"):
        unit += "半"
    arabic = numeral[0].isdigit()
    counted = (
        bool(match["counter"] or match["half"] or match["more"] or match["more2"])
        or unit not in _POINT_UNITS | {"点半", "点钟半"}
        or number is None
        and unit not in ("点", "时", "点钟", "点半", "年代")
        or numeral in ("半", "两")
        and unit not in ("点", "点钟", "点半", "时")
        or bool(match["tail"])
        and unit in ("年", "月")
    )
    integer = int(number) if number is not None and number == int(number) else -1
    if unit in ("年", "年度") and not counted:
        counted = not _is_year(numeral, integer)
    if unit in ("月", "月份") and not 1 <= integer <= 12 or unit in ("日", "号") and not 1 <= integer <= 31:
        counted = True
    two = unit == "年" and (len(numeral) == 2 and arabic or len(numeral) == 2 and bool(_POSITIONAL.fullmatch(numeral)))
    year_like = two and (numeral[0] in "0〇零○" or 80 <= _digits(numeral) <= 99 if arabic else two)
    return Quantity(numeral, number, unit, counted, not arabic, two, year_like)


def _value(numeral: str, unit: str) -> Decimal | None:
    if numeral == "半":
        return _HALF
    if _INDEFINITE.search(numeral):
        return None
    if unit in ("年", "年度", "年代") and _POSITIONAL.fullmatch(numeral):
        return Decimal(_digits(numeral)) if not (is_pair(numeral) and len(numeral) == 2) else None
    if is_pair(numeral) and not numeral[0].isdigit():
        return None
    value = parse_folded(numeral)
    return value if value is None or value < 10**9 else None


def _digits(numeral: str) -> int:
    return int(
        "".join(
            char
            if char.isdigit() and char.isascii()
            else str("〇一二三四五六七八九".find(char))
            if char in "〇一二三四五六七八九"
            else "0"
            for char in numeral
        )
    )


def _is_year(numeral: str, value: int) -> bool:
    """Whether a numeral before 年 can name a year: 2019, 二〇一九, 98, 〇八."""
    if numeral[0].isdigit():
        return len(numeral) == 2 or len(numeral) == 4 and 1000 <= value < 2200
    return bool(_POSITIONAL.fullmatch(numeral)) and (len(numeral) == 4 or len(numeral) == 2 and not is_pair(numeral))


def clock_parts(text: str) -> tuple[int, int, int | None]:
    """Hour, minute and second of 9:30 or 21:04:15."""
    parts = [int(part) for part in text.split(":")]
    return parts[0], parts[1], parts[2] if len(parts) > 2 else None
