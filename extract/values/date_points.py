"""How one token makes a point in time more exact: words."""

from __future__ import annotations

from collections.abc import Callable

from extract.rules.time import TimeWord
from extract.values.date_figures import (
    HOURS,
    MERGERS,
    PM_FROM,
    merge_bare_number,
    merge_ordinal,
    merge_quantity,
    read_lunar,
)
from extract.values.date_model import Level, Point
from extract.values.date_tokens import TokenReader


def merge(reader: TokenReader, point: Point) -> bool:
    """Add the token to the point where it says something finer; False where it does not belong to the point."""
    kind = reader.token.kind
    if kind == "word":
        return _merge_word(reader, point)
    if kind == "left" and point.level in (Level.MONTH, Level.HOUR) and reader.borrowed() in ("月", "点", "时"):
        return merge_bare_number(reader, point)
    if kind in ("quantity", "left", "listed"):
        quantity = reader.quantity()
        return quantity is not None and merge_quantity(quantity, point)
    maker = MERGERS.get(kind)
    return maker is not None and maker(reader, point)


def _merge_word(reader: TokenReader, point: Point) -> bool:
    text, lexicon = reader.token.text, reader.lexicon
    if text[0] == "第" and point.level in (Level.YEAR, Level.MONTH):
        return merge_ordinal(reader, point)
    if text in lexicon.weekdays:
        return _weekday(point, *lexicon.weekdays[text])
    if text in lexicon.lunar_days and not reader.token.roles:
        return read_lunar(point, None, lexicon.lunar_days[text], festive=text[0] in "大年")
    if text in lexicon.lunar_months and text[0] != "十":
        return (point.lunar is None or point.lunar[1] < 0) and _lunar_month(point, lexicon.lunar_months[text])
    if text in lexicon.marks:
        if point.level <= Level.YEAR and point.lunar is None:
            point.lunar = (None, -1)
            return True
        return False
    if point.level == Level.NONE and reader.before_clock() and "part" in reader.token.roles:
        return _part(reader.token.roles["part"], point, alone=True)
    if text in lexicon.eras:
        point.era = lexicon.eras[text]
        return point.level == Level.NONE
    if point.level == Level.DAY and point.day is not None and "festival" in reader.token.roles:
        return point.month is not None  # 六月十三日|端午节: says nothing new
    for role, word in reader.token.roles.items():
        maker = _ROLES.get(role)
        if maker is not None and maker(word, point):
            point.named = text if role in ("festival", "term") else point.named
            return True
    return False


def _weekday(point: Point, week: int | None, number: int) -> bool:
    if point.level >= Level.DAY and point.weekday is None and week is None and number < 8:
        return point.level == Level.DAY and point.day is not None  # 2月5日 星期三: says nothing new
    if point.level == Level.WEEK and week is None and point.weekday is None and point.relative_week is not None:
        point.weekday = number
        point.level = Level.DAY if number < 8 else Level.WEEK
        return True
    if point.level > Level.YEAR or not point.refine(Level.DAY if number < 8 else Level.WEEK):
        return False
    point.relative_week, point.weekday = week, number
    return True


def _lunar_month(point: Point, month: int) -> bool:
    if point.level > Level.YEAR or not point.refine(Level.MONTH):
        return False
    point.lunar = (month, 0)
    return True


# words by role


def _day(word: TimeWord, point: Point) -> bool:
    if point.level > Level.YEAR or (point.level == Level.YEAR and (word.shift or word.last is not None)):
        return False
    point.refine(Level.DAY)
    point.relative_day = word.shift
    point.days = (word.last - (word.shift or 0)) if word.last is not None else 0
    return _with_part(word, point)


def _anaphor(word: TimeWord, point: Point) -> bool:
    if point.level != Level.NONE:
        return False
    point.level = point.first = Level.DAY
    point.anaphor = word.shift
    return _with_part(word, point)


def _with_part(word: TimeWord, point: Point) -> bool:
    if word.part:
        point.part = TimeWord(
            words=[word.words[0]], role="part", code=word.part, hours=HOURS[word.part], pm=PM_FROM[word.part]
        )
        point.level = Level.PART
    return True


def _year(word: TimeWord, point: Point) -> bool:
    if not point.refine(Level.YEAR):
        return False
    point.relative_year = word.shift
    point.days = (word.last - (word.shift or 0)) if word.last is not None else 0
    return True


def _same_year(word: TimeWord, point: Point) -> bool:
    if word.whole and point.level == Level.YEAR:
        return True  # 去年|全年
    if not point.refine(Level.YEAR):
        return False
    point.same_year, point.whole = word.shift, word.whole
    return True


def _month(word: TimeWord, point: Point) -> bool:
    if word.shift == 0 and word.role == "same_month" and point.level == Level.MONTH and point.month is not None:
        return True  # 9月|当月
    if point.level != Level.NONE:
        return False
    point.level = point.first = Level.MONTH
    if word.role == "month":
        point.relative_month = word.shift
    else:
        point.same_month = word.shift
    return True


def _week(word: TimeWord, point: Point) -> bool:
    if point.level != Level.NONE:
        return False
    point.level = point.first = Level.WEEK
    point.relative_week, point.edge = word.shift, word.code
    return True


def _half(word: TimeWord, point: Point) -> bool:
    if not point.refine(Level.PART_OF_YEAR):
        return False
    point.part_of_year = word.code
    return True


def _quarter(word: TimeWord, point: Point) -> bool:
    if point.level != Level.NONE:
        return False
    point.level = point.first = Level.PART_OF_YEAR
    point.relative_quarter = word.shift
    return True


def _season(word: TimeWord, point: Point) -> bool:
    if (not word.bare and point.level != Level.YEAR) or not point.refine(Level.PART_OF_YEAR):
        return False
    point.part_of_year, point.whole = word.code, word.whole
    if word.shift is not None:
        point.relative_year = word.shift
        point.days = 1 if word.last is not None else 0
    return True


def _edge(word: TimeWord, point: Point) -> bool:
    if word.of is None:
        part = (
            point.level == Level.PART_OF_YEAR and (point.part_of_year or "")[:1] in ("Q", "H") and word.code != "middle"
        )
        usable = part or point.level in (Level.CENTURY, Level.DECADE, Level.YEAR, Level.MONTH)
        if "half" in (word.code or ""):
            usable = point.level == Level.CENTURY
        elif point.relative_quarter is not None:
            usable = word.code != "middle"
        if not usable or point.edge or point.lunar:
            return False
        if word.code == "middle" and point.level == Level.MONTH:
            return False
        point.edge = word.code
        return True
    if word.of == "year" and point.level == Level.NONE:
        point.level = point.first = Level.YEAR
        point.edge = word.code
        return True
    if word.of == "month" and point.level in (Level.NONE, Level.YEAR):
        if point.level == Level.YEAR:
            return False
        point.level = point.first = Level.MONTH
        point.relative_month, point.edge = 0, word.code
        return True
    return False


def _dekad(word: TimeWord, point: Point) -> bool:
    if point.level not in (Level.NONE, Level.MONTH) or not point.refine(Level.PART_OF_MONTH):
        return False
    point.dekad = int(word.code or 1)
    if point.month is None and point.relative_month is None and point.same_month is None:
        point.relative_month = 0
    return True


def _century(word: TimeWord, point: Point) -> bool:
    if not point.refine(Level.CENTURY):
        return False
    point.relative_century = word.shift
    return True


def _same_period(word: TimeWord, point: Point) -> bool:
    if not point.refine(Level.PART_OF_YEAR):
        return False
    point.same_period = word.shift
    return True


def _part(word: TimeWord, point: Point, alone: bool = False) -> bool:
    if point.level >= Level.HOUR or point.level not in (Level.NONE, Level.DAY, Level.PART, Level.WEEK):
        return False
    if not word.bare and point.level == Level.NONE and not alone:
        return False
    if point.level == Level.PART and point.part and point.part.code == word.code and word.pm <= point.part.pm:
        return True
    point.part, point.level = word, Level.PART
    point.first = min(point.first, Level.PART)
    return True


def _turn(word: TimeWord, point: Point) -> bool:
    if point.level != Level.NONE or point.turn:
        return False
    point.turn = word.shift or 0
    return True


def _feast(word: TimeWord, point: Point) -> bool:
    if (point.level == Level.PART_OF_YEAR and point.part_of_year) or not point.refine(Level.DAY):
        return False
    point.feast = word
    return True


_ROLES: dict[str, Callable[[TimeWord, Point], bool]] = {
    "day": _day,
    "anaphor": _anaphor,
    "year": _year,
    "same_year": _same_year,
    "month": _month,
    "same_month": _month,
    "week": _week,
    "half": _half,
    "quarter": _quarter,
    "season": _season,
    "edge": _edge,
    "bound": _edge,
    "dekad": _dekad,
    "century": _century,
    "period": _same_period,
    "part": _part,
    "festival": _feast,
    "turn": _turn,
    "term": _feast,
}
