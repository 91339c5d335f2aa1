"""Dates written in figures that are dates only where nothing else stands in the text: 3.3, 20150303, 10/31/1974."""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.values.date_model import Item, Level, Node, Point, Range
from extract.values.numbers import parse_folded

_YEAR, _MONTH, _DAY = r"(1[5-9]\d\d|20\d\d|21\d\d)", r"(1[0-2]|0?[1-9])", r"(3[01]|[12]\d|0?[1-9])"
_LONGEST = 24


def _point(year: str | None, month: str | None = None, day: str | None = None, clock: str | None = None) -> Point:
    point = Point(year=int(year) if year else None, month=int(month) if month else None, day=int(day) if day else None)
    point.first = Level.YEAR if year else Level.MONTH
    point.level = Level.DAY if day else Level.MONTH if month else Level.YEAR
    if clock:
        hour, minute = clock.split(":")
        point.hour, point.minute, point.level = int(hour), int(minute), Level.MINUTE
    return point


def _day_first(first: str, second: str, year: str) -> Point:
    """10/1/2017 is read as day and month, 10/31/1974 can only be month and day."""
    day, month = (second, first) if int(second) > 12 else (first, second)
    return _point(year, month, day)


def _counted_year(number: str) -> Point:
    """第三年: the running one is the first."""
    return Point(Level.YEAR, Level.YEAR, relative_year=int(parse_folded(number) or 1) - 1)


_FORMS: tuple[tuple[str, Callable[..., Node]], ...] = (
    (_YEAR, _point),
    (rf"{_YEAR}[-./]{_MONTH}", _point),
    (rf"{_YEAR}(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])", _point),
    (rf"{_MONTH}[-./·]{_DAY}", lambda month, day: _point(None, month, day)),
    (rf"{_YEAR}-(1[0-2]|0[1-9])-(3[01]|[12]\d|0[1-9])((?:[01]\d|2[0-4]):[0-5]\d)", _point),
    (rf"{_YEAR}年{_MONTH}月(3[01]|[12]\d|0[1-9])((?:[01]\d|2[0-4]):[0-5]\d)", _point),
    (rf"(\d\d?)/(\d\d?)/{_YEAR}", _day_first),
    (rf"(\d\d?)/(\d\d?)/{_YEAR}[-~](\d\d?)/(\d\d?)/{_YEAR}", lambda *p: Range(_day_first(*p[:3]), _day_first(*p[3:]))),
    (r"十一", lambda: _point(None, "10", "1")),
    (r"(\d\d)年", lambda year: Point(Level.YEAR, Level.YEAR, year=int(year), short_year=True)),
    (r"第([一二三四五六七八九十]{1,3}|\d{1,2})年", _counted_year),
    (r"全天", lambda: Point(Level.DAY, Level.DAY, relative_day=0)),
)
_COMPILED = [(re.compile(pattern), maker) for pattern, maker in _FORMS]


def lone_form(text: str) -> Item | None:
    """The date that the whole of a short folded text is, None where it is none.

    >>> lone_form("3.3").node.month
    3
    """
    body = text.strip()
    if not 2 <= len(body) <= _LONGEST:
        return None
    for pattern, maker in _COMPILED:
        if match := pattern.fullmatch(body):
            start = text.index(body)
            return Item(start, start + len(body), maker(*match.groups()))
    return None
