"""Days of the Hebrew, the Islamic and the Julian calendar, for the feasts that news of the world names.

Source: Reingold and Dershowitz, Calendrical Calculations (arithmetic calendars). The Islamic calendar is the tabular
one, which the sighting of the moon may follow by a day.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

_HEBREW_EPOCH = -1373427
_ISLAMIC_EPOCH = 227015


def _elapsed(year: int) -> int:
    """Days from the epoch to the mean new year of a Hebrew year, with the rule of weekdays."""
    months = (235 * year - 234) // 19
    day = 29 * months + (12084 + 13753 * months) // 25920
    return day + 1 if 3 * (day + 1) % 7 < 3 else day


def _hebrew_new_year(year: int) -> int:
    """The ordinal of the first of Tishri."""
    before, now, behind = (_elapsed(y) for y in (year - 1, year, year + 1))
    delay = 2 if behind - now == 356 else 1 if now - before == 382 else 0
    return _HEBREW_EPOCH + now + delay


def _hebrew_ordinal(year: int, month: int, day: int) -> int:
    """Months are counted from Nisan (1); Tishri is 7, Adar (the second one in leap years) 12."""
    opening, closing = _hebrew_new_year(year), _hebrew_new_year(year + 1)
    nisan = closing - 177
    if month <= 6:
        return nisan + (59 * (month - 1) + 1) // 2 + day - 1
    if month == 12:
        return nisan - 29 + day - 1
    if month == 11:
        leap = (7 * year + 1) % 19 < 7
        return nisan - 29 - (60 if leap else 30) + day - 1
    heshvan = 30 if (closing - opening) % 10 == 5 else 29
    kislev = 29 if (closing - opening) % 10 == 3 else 30
    return opening + (0, 30, 30 + heshvan, 30 + heshvan + kislev)[month - 7] + day - 1


def _in_year(ordinals: list[int], year: int) -> date | None:
    days = [date.fromordinal(number) for number in ordinals if 1 <= number <= date.max.toordinal()]
    return next((day for day in days if day.year == year), None)


@lru_cache(maxsize=512)
def hebrew_day(year: int, month: int, day: int) -> date | None:
    """The day of a civil year that is this one of the Hebrew calendar; the feast begins on the evening before.

    >>> hebrew_day(2018, 7, 1)
    datetime.date(2018, 9, 10)
    """
    return _in_year([_hebrew_ordinal(hebrew, month, day) for hebrew in (year + 3760, year + 3761)], year)


@lru_cache(maxsize=512)
def islamic_day(year: int, month: int, day: int) -> date | None:
    """The first day of a civil year that is this one of the tabular Islamic calendar, None where there is none.

    >>> islamic_day(2013, 12, 10)
    datetime.date(2013, 10, 15)
    """
    around = (year - 622) * 33 // 32
    return _in_year([_islamic_ordinal(islamic, month, day) for islamic in range(max(1, around - 1), around + 3)], year)


def _islamic_ordinal(year: int, month: int, day: int) -> int:
    leap_days = (3 + 11 * year) // 30
    return _ISLAMIC_EPOCH - 1 + (year - 1) * 354 + leap_days + 29 * (month - 1) + month // 2 + day


@lru_cache(maxsize=512)
def orthodox_easter(year: int) -> date | None:
    """Easter Sunday of the churches that keep the Julian calendar (Meeus), as a Gregorian day.

    >>> orthodox_easter(2013)
    datetime.date(2013, 5, 5)
    """
    if not 1 <= year <= 9998:
        return None
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    ahead = year // 100 - year // 400 - 2
    return date.fromordinal(date(year, month, day + 1).toordinal() + ahead)
