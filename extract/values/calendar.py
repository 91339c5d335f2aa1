"""Calendar arithmetic: months, weeks, lunar days, solar terms, feasts. Whole days only; never a float."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

FIRST, LAST = date.min, date.max
LUNAR_YEARS = (1, 9990)  # the years for which the library gives days inside datetime's range


_LATE_TERMS = {"DA_XUE": "大雪", "DONG_ZHI": "冬至", "XIAO_HAN": "小寒", "DA_HAN": "大寒"}


def make_date(year: int, month: int, day: int) -> date | None:
    """The day, or None where there is no such day or the year is outside 1 … 9999.

    >>> make_date(2023, 2, 29) is None
    True
    """
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shift_days(day: date, days: int) -> date:
    """`days` later, stopping at the ends of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return LAST if days > 0 else FIRST


def shift_months(year: int, month: int, months: int) -> tuple[int, int]:
    """The month `months` later, as (year, month).

    >>> shift_months(2020, 1, -1)
    (2019, 12)
    """
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def month_end(year: int, month: int) -> int:
    """The last day of the month, 28 … 31."""
    return monthrange(year, month)[1] if 1 <= year <= 9999 else 31


def week_start(day: date) -> date:
    """The Monday of its week."""
    return shift_days(day, -day.weekday())


def nth_weekday(year: int, month: int, weekday: int, which: int) -> date | None:
    """The `which`-th Monday (1) … Sunday (7) of a month."""
    first = make_date(year, month, 1)
    if first is None:
        return None
    return make_date(year, month, 1 + (weekday - 1 - first.weekday()) % 7 + 7 * (which - 1))


@lru_cache(maxsize=512)
def easter(year: int) -> date | None:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return make_date(year, month, day + 1)


@lru_cache(maxsize=512)
def _lunar_months(year: int) -> dict[int, tuple[date, int]]:
    """First day and length of every month of a lunar year; leap months have negative numbers."""
    from lunar_python import LunarYear, Solar

    made: dict[int, tuple[date, int]] = {}
    for month in LunarYear.fromYear(year).getMonthsInYear():
        solar = Solar.fromJulianDay(month.getFirstJulianDay())
        first = make_date(solar.getYear(), solar.getMonth(), solar.getDay())
        if first is not None:
            made[month.getMonth()] = first, month.getDayCount()
    return made


@lru_cache(maxsize=1 << 12)
def lunar_day(year: int, month: int, day: int) -> date | None:
    """The solar day of a lunar one; a leap month has a negative number; day 0 is the eve of the month.

    Source: the tables of lunar-python. None where that lunar day does not exist.

    >>> lunar_day(2020, 1, 1)
    datetime.date(2020, 1, 25)
    """
    if not LUNAR_YEARS[0] <= year <= LUNAR_YEARS[1]:
        return None
    first, length = _lunar_months(year).get(month, (None, 0))
    return shift_days(first, day - 1) if first is not None and 0 <= day <= length else None


@lru_cache(maxsize=512)
def _solar_terms(year: int) -> dict[str, date]:
    from lunar_python import Solar

    table = Solar.fromYmd(year, 6, 15).getLunar().getJieQiTable()
    made: dict[str, date] = {}
    for name, solar in table.items():
        day = make_date(solar.getYear(), solar.getMonth(), solar.getDay())
        if day is not None and day.year == year:
            made[_LATE_TERMS.get(name, name)] = day
    return made


def solar_term(year: int, name: str) -> date | None:
    """The day of a solar term in a civil year. Source: lunar-python.

    >>> solar_term(2019, "冬至")
    datetime.date(2019, 12, 22)
    """
    return _solar_terms(year).get(name) if LUNAR_YEARS[0] <= year <= LUNAR_YEARS[1] else None


def week_value(day: date) -> str:
    """The ISO week: 2020-W06."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"
