"""The days that a TIMEX3 value covers."""

from __future__ import annotations

import calendar
import re

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})$")
_YEAR = re.compile(r"(\d{4})$")


def bounds(value: str | None) -> tuple[str | None, str | None]:
    """The first and the last day of a value; null where it is open, no days or in a form that is not read here.

    >>> bounds("2021-02"), bounds("2021-07-20/..")
    (('2021-02-01', '2021-02-28'), ('2021-07-20', None))
    """
    first, slash, last = (value or "").partition("/")
    return _ends(first)[0], _ends(last if slash else first)[1]


def _ends(value: str) -> tuple[str | None, str | None]:
    if day := _DAY.match(value):
        return day[0], day[0]
    if (month := _MONTH.match(value)) and 1 <= int(month[2]) <= 12 and int(month[1]):
        days = calendar.monthrange(int(month[1]), int(month[2]))[1]
        return f"{value}-01", f"{value}-{days:02d}"
    if _YEAR.match(value):
        return f"{value}-01-01", f"{value}-12-31"
    return None, None
