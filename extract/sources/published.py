"""Publication dates as people write them in manifests, tables and paths."""

from __future__ import annotations

import re
from datetime import date, datetime

FIRST_YEAR, LAST_YEAR = 1850, 2100  # of Chinese newspapers, with room ahead

_DAY = re.compile(r"(\d{4})\s*[-/._年]\s*(\d{1,2})\s*[-/._月]\s*(\d{1,2})(?:\s*日)?|(\d{4})(\d\d)(\d\d)")
_CLOCK = re.compile(r"(?:[T\s]\s*)(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?")
_SEPARATED = re.compile(r"(?<!\d)(\d{4})[-/._年](\d{1,2})[-/._月](\d{1,2})日?(?!\d)|(?<!\d)(\d{4})/(\d\d)(\d\d)(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?=\D|$|(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d))")
_PAGE = re.compile(r"[-_ /]?(?:第\s*)?([A-Z]{1,2}\d{1,3}|\d{1,3}(?=版))(?![A-Za-z0-9])")


def parse_published(value: object) -> str:
    """An ISO date, or an ISO datetime where a clock time is given, in the time zone that it was written in.

    Raises ValueError for anything else, for days that no calendar has and for years outside 1850–2100.

    >>> parse_published("2020年2月6日"), parse_published(20200206), parse_published("2020-02-06 08:30")
    ('2020-02-06', '2020-02-06', '2020-02-06T08:30:00')
    """
    written = str(value).strip()
    match = _DAY.match(written)
    if not match:
        raise ValueError(f"“{written[:40]}” is no date; write it as 2020-02-06.")
    day = _day(match)
    if day is None:
        raise ValueError(f"“{written[:40]}” is no day between {FIRST_YEAR} and {LAST_YEAR}.")
    rest = written[match.end() :]
    if not rest:
        return day.isoformat()
    clock = _CLOCK.fullmatch(rest)
    if not clock:
        raise ValueError(f"“{written[:40]}” is no date; write it as 2020-02-06 or 2020-02-06T08:30.")
    hour, minute, second = (int(part or 0) for part in clock.groups())
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second).isoformat()
    except ValueError as error:
        raise ValueError(f"“{written[:40]}” is no time of day: {error}.") from None


def from_path(path: str) -> tuple[str | None, str | None]:
    """The publication date and the page that a path tells; of several dates the last.

    >>> from_path("nt20200206A2.txt"), from_path("2020/02/06/7.txt"), from_path("第12号.txt")
    (('2020-02-06', 'A2'), ('2020-02-06', None), (None, None))
    """
    found = [match for pattern in (_SEPARATED, _COMPACT) for match in pattern.finditer(path) if _day(match)]
    if not found:
        return None, None
    last = max(found, key=lambda match: match.start())
    page = _PAGE.match(path, last.end())
    day = _day(last)
    return day.isoformat() if day else None, page.group(1) if page else None


def _day(match: re.Match[str]) -> date | None:
    year, month, day = (int(part) for part in match.groups() if part is not None)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
