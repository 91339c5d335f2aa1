"""How one token makes a point in time more exact: numbers with and without units."""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.rules.time import TimeWord
from extract.values.date_model import Level, Point
from extract.values.date_numerals import Quantity
from extract.values.date_tokens import TokenReader
from extract.values.numbers import parse_folded

HOURS = {"MO": (6, 12), "MI": (11, 13), "EV": (18, 24), "NI": (20, 24)}
PM_FROM = {"MO": 13, "MI": 1, "EV": 4, "NI": 6}
_TOGETHER = {"今": 0, "昨": -1, "明": 1, "前": -2}
_PERIOD_TOGETHER = {"本": 0, "上": -1, "下": 1, "今": 0, "去": -1, "明": 1}
_ORDINAL = re.compile(r"(?:(?:倒数)?第(.{1,3}?)|最后一|首)个?(季度?|周|星期|礼拜|天)([一二三四五六日天])?")
_TWO_DECADES = re.compile(r"[二三四五六七八九]{2}十")


def read_lunar(point: Point, month: int | None, day: int, festive: bool) -> bool:
    """正月, then 初五; 大年初一 is in the first month."""
    if point.lunar is not None and day and point.lunar[1] <= 0:
        known = point.lunar[0]
        point.lunar = (known or point.month or month, day)
        point.month = None
        point.level = Level.DAY
        return True
    if point.level > Level.YEAR and not (point.level == Level.MONTH and point.month and day):
        return False
    month = month or (1 if festive else point.month)
    point.month = None
    point.lunar = (month, day)
    point.level = Level.DAY if day else Level.MONTH
    point.first = min(point.first, point.level)
    return True


def merge_quantity(quantity: Quantity, point: Point) -> bool:
    """Add a number with its unit where it says something finer."""
    maker = _UNITS.get(quantity.unit)
    if maker is None:
        return False
    if quantity.unit in ("年", "年度") and point.era is not None and point.level == Level.NONE:
        return _era_year(quantity, point)
    if quantity.counted and not (quantity.unit == "分" and point.level == Level.HOUR):
        return False
    return maker(quantity, point)


def _era_year(quantity: Quantity, point: Point) -> bool:
    number = 1 if quantity.text == "元" else quantity.integer
    if number is None or point.era is None:
        return False
    point.year = -number if point.era == 0 else point.era + number - 1
    return point.refine(Level.YEAR)


def _number_year(quantity: Quantity, point: Point) -> bool:
    if quantity.integer is None or not point.refine(Level.YEAR):
        return False
    point.year, point.short_year = quantity.integer, quantity.two_digits
    return True


def _number_month(quantity: Quantity, point: Point) -> bool:
    if point.level > Level.YEAR or quantity.integer is None or not 1 <= quantity.integer <= 12:
        return False
    point.refine(Level.MONTH)
    if point.lunar is not None:
        point.lunar = (quantity.integer, 0)
    else:
        point.month = quantity.integer
    return True


def _number_day(quantity: Quantity, point: Point) -> bool:
    monthly = point.level == Level.MONTH and point.edge is None
    if not (monthly or point.level == Level.NONE) or quantity.integer is None or not 1 <= quantity.integer <= 31:
        return False
    if point.lunar is not None:
        point.lunar = (point.lunar[0], quantity.integer)
    else:
        point.day = quantity.integer
    return point.refine(Level.DAY)


def _number_hour(quantity: Quantity, point: Point) -> bool:
    usable = point.level in (Level.NONE, Level.DAY, Level.PART)
    if not usable or quantity.text in ("数", "多", "半"):
        return False
    number = quantity.integer
    if number is None:
        if quantity.text in ("几", "好几", "许多") or len(quantity.text) != 2:
            return False
        point.vague = True
    elif not 0 <= number <= 24:
        return False
    point.hour = number
    point.twelve = quantity.unit.startswith("点")
    if quantity.unit.endswith("半"):
        point.minute = 30
        return point.refine(Level.MINUTE)
    return point.refine(Level.HOUR)


def _number_minute(quantity: Quantity, point: Point) -> bool:
    if point.level != Level.HOUR or quantity.integer is None or not 0 <= quantity.integer < 60:
        return False
    point.minute = quantity.integer
    return point.refine(Level.MINUTE)


def _number_quarter_hour(quantity: Quantity, point: Point) -> bool:
    if point.level != Level.HOUR or quantity.integer not in (1, 2, 3):
        return False
    point.minute = 15 * quantity.integer
    return point.refine(Level.MINUTE)


def _number_second(quantity: Quantity, point: Point) -> bool:
    if point.level != Level.MINUTE or quantity.number is None or not 0 <= quantity.number < 60:
        return False
    point.second = int(quantity.number)
    return point.refine(Level.SECOND)


def _number_quarter(quantity: Quantity, point: Point) -> bool:
    if point.level > Level.YEAR or quantity.integer not in (1, 2, 3, 4):
        return False
    point.part_of_year = f"Q{quantity.integer}"
    return point.refine(Level.PART_OF_YEAR)


def _number_decade(quantity: Quantity, point: Point) -> bool:
    if point.level > Level.CENTURY:
        return False
    number = quantity.integer
    if _TWO_DECADES.fullmatch(quantity.text):
        number = 10 * "零一二三四五六七八九".index(quantity.text[0])
        point.days = 10 * ("零一二三四五六七八九".index(quantity.text[1]) - number // 10)
    if number is None or number % 10 or not (0 <= number < 100 or 1000 <= number < 2200):
        return False
    point.decade = number
    return point.refine(Level.DECADE)


def _number_century(quantity: Quantity, point: Point) -> bool:
    if quantity.integer is None or not 1 <= quantity.integer <= 30 or not point.refine(Level.CENTURY):
        return False
    point.century = -quantity.integer if point.era == 0 else quantity.integer
    return True


_UNITS: dict[str, Callable[[Quantity, Point], bool]] = {
    "年": _number_year,
    "年度": _number_year,
    "月": _number_month,
    "月份": _number_month,
    "日": _number_day,
    "号": _number_day,
    "时": _number_hour,
    "点": _number_hour,
    "点钟": _number_hour,
    "点半": _number_hour,
    "点钟半": _number_hour,
    "分": _number_minute,
    "刻": _number_quarter_hour,
    "刻钟": _number_quarter_hour,
    "秒": _number_second,
    "季度": _number_quarter,
    "年代": _number_decade,
    "世纪": _number_century,
}


# other tokens


def _iso(reader: TokenReader, point: Point) -> bool:
    if point.level != Level.NONE:
        return False
    parts = [int(part) for part in re.split(r"[-/.]", reader.token.text.rstrip("号日"))]
    point.month, point.day = parts[-2:]
    point.year = parts[0] if len(parts) == 3 else None
    point.level, point.first = Level.DAY, Level.YEAR if len(parts) == 3 else Level.MONTH
    return True


def _quarter(reader: TokenReader, point: Point) -> bool:
    """2023年Q1, Q1季度."""
    if point.level > Level.YEAR or not point.refine(Level.PART_OF_YEAR):
        return False
    point.part_of_year = reader.token.text[:2].upper()
    return True


def _clock(reader: TokenReader, point: Point) -> bool:
    said = reader.clock()
    if said is None or point.level not in (Level.NONE, Level.DAY, Level.PART):
        return False
    point.hour, point.minute, point.second = said
    return said[0] <= 24 and point.refine(Level.MINUTE if said[2] is None else Level.SECOND)


def _together(reader: TokenReader, point: Point) -> bool:
    """今(30)日, 本(五)月, 去(八十二)年: day, month or year twice."""
    if point.level != Level.NONE:
        return False
    text = reader.token.text
    if text[-1] in "月份年":
        if text[-1] == "年":
            point.relative_year = _PERIOD_TOGETHER[text[0]]
        else:
            point.relative_month = _PERIOD_TOGETHER[text[0]]
        return point.refine(Level.YEAR if text[-1] == "年" else Level.MONTH)
    point.relative_day = _TOGETHER[text[0]]
    value = parse_folded(text[2 : text.index(")")].rstrip("日号"))
    point.day = int(value) if value is not None else None
    point.level = point.first = Level.DAY
    if text[-1] in "晚晨早":
        code = "EV" if text[-1] == "晚" else "MO"
        point.part = TimeWord(words=[text[-1]], role="part", code=code, hours=HOURS[code], pm=PM_FROM[code])
        point.level = Level.PART
    return True


def merge_bare_number(reader: TokenReader, point: Point) -> bool:
    """8点15, 2月10: the last number goes without its unit."""
    value = parse_folded(reader.token.text)
    if value is None:
        return False
    number = int(value)
    if point.level == Level.HOUR and 0 <= number < 60:
        point.minute = number
        return point.refine(Level.MINUTE)
    chinese = not reader.token.text[0].isdigit()
    if point.level == Level.MONTH and 1 <= number <= 31 and point.edge is None:
        if point.lunar is not None or (chinese and number <= 30):
            return read_lunar(point, point.lunar[0] if point.lunar else point.month, number, festive=False)
        if point.month is not None:
            point.day = number
            return point.refine(Level.DAY)
    return False


def merge_ordinal(reader: TokenReader, point: Point) -> bool:
    """第一季度; 5月的第二个星期日; 2025年第一天; 3月第三周."""
    match = _ORDINAL.fullmatch(reader.token.text)
    if match is None or point.level not in (Level.NONE, Level.YEAR, Level.MONTH) or point.edge:
        return False
    value = parse_folded(match[1]) if match[1] else int(match[0][0] == "首")
    if value is None or not 0 <= value <= 366:
        return False
    if match[2][0] == "季":
        if point.level > Level.YEAR or not 1 <= value <= 4:
            return False
        point.part_of_year = f"Q{int(value)}"
        return point.refine(Level.PART_OF_YEAR)
    if point.level == Level.NONE or (point.lunar is not None):
        return False
    if match[0][0] == "倒":
        value = -value
        if match[2] != "天":
            return False
    weekday = "一二三四五六日".find("日" if match[3] == "天" else match[3]) + 1 if match[3] else None
    if match[2] != "天" and weekday is None:
        point.ordinal = (int(value), "周", None)
        return point.refine(Level.WEEK)
    point.ordinal = (int(value), match[2][:1], weekday)
    return point.refine(Level.DAY)


def _meridiem(reader: TokenReader, point: Point) -> bool:
    """3:15pm."""
    if point.hour is None or point.part is not None or point.hour > 12:
        return False
    late = reader.token.text.strip()[0] in "pP"
    code, pm = ("AF", 1) if late else ("NI" if point.hour == 12 else "MO", 13)
    point.part = TimeWord(words=["PM" if late else "AM"], role="part", code=code, hours=HOURS["MO"], pm=pm)
    return True


MERGERS: dict[str, Callable[[TokenReader, Point], bool]] = {
    "iso": _iso,
    "clock": _clock,
    "together": _together,
    "number": merge_bare_number,
    "meridiem": _meridiem,
    "quarter": _quarter,
    "ordinal": merge_ordinal,
}
