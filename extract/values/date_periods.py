"""Places centuries, years, parts of years, months and weeks in the calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from extract.values.calendar import lunar_day, month_end, shift_days, shift_months, solar_term, week_start, week_value
from extract.values.date_context import Context, settle
from extract.values.date_model import Level, Point

AHEAD = 45  # days: a month and day without a year that is so near ahead is the coming one, not that of a year ago
_LOOKS_BACK = 2  # so many months into a year, 全年 is the year before
_LATE_LUNAR = 11  # lunar months that the civil year after may hold
_OTHER_MONTHS = 8  # how far away the reading that was not chosen may lie to be told
_SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}
_SEASONS = {"SP": ("立春", "立夏"), "SU": ("立夏", "立秋"), "FA": ("立秋", "立冬"), "WI": ("立冬", "立春")}
_EDGES = {"outset": ("-01", "-01"), "start": ("-01", "-02"), "middle": ("-06", "-07"), "end": ("-11", "-12")}
_DEKADS = {1: (1, 10), 2: (11, 20), 3: (21, 31), 4: (1, 15), 5: (16, 31)}


@dataclass(slots=True)
class Placed:
    """A point in the calendar: its value and bounds, and the day, month, year it fixes for what follows."""

    value: str | None
    earliest: str | None = None
    latest: str | None = None
    day: date | None = None
    month: tuple[int, int] | None = None
    year: int | None = None
    opening: str | None = None  # how the point is written as the beginning of an open range
    closing: str | None = None

    def __post_init__(self) -> None:
        self.opening = self.opening or self.value
        self.closing = self.closing or self.value


# years and longer


def year_of(point: Point, context: Context) -> int | None:
    """The year that a point says, None where it says none or it cannot be known."""
    if point.year is not None:
        return _long_year(point.year, context) if point.short_year else point.year
    if point.relative_year is not None:
        return context.base.year + point.relative_year if context.base else None
    if point.same_year is not None:
        told = context.told.year if context.told.year is not None else context.base.year if context.base else None
        if point.whole and context.told.year is None and context.base and context.base.month <= _LOOKS_BACK:
            told = context.base.year - 1
        return told + point.same_year if told is not None else None
    return None


def _long_year(short: int, context: Context) -> int:
    """98 → 1998: the last such year, at most ten years ahead; none before 1900 in a paper of later years."""
    now = context.base.year if context.base else 2015
    if context.republican and 1911 + short <= now + 1:
        return 1911 + short
    centuries = range(19 if now >= 1900 else 10, 30)
    return max((c * 100 + short for c in centuries if c * 100 + short <= now + 10), default=1900 + short)


def year_text(year: int) -> str:
    """Four digits, with a minus before the common era."""
    return f"{year:04d}" if year >= 0 else f"-{-year:04d}"


def same_period(point: Point, context: Context) -> Placed:
    """去年同期: the period told of last, in another year."""
    told, shift = context.told.period, point.same_period or 0
    if context.base is None:
        return Placed(None)
    year = context.base.year + shift
    if told is None or not told[:4].isdigit():
        return Placed(year_text(year), year_text(year), year_text(year), year=year)
    parts = [f"{year + int(part[:4]) - int(told[:4]):04d}{part[4:]}" for part in told.split("/") if part[:4].isdigit()]
    bounds = [part[:7] if "-" in part and part[5].isdigit() else None for part in (parts[0], parts[-1])]
    return Placed("/".join(parts), bounds[0], bounds[1], year=year)


def _decade(point: Point, context: Context, start: int, end: int) -> Placed:
    century = point.century
    if point.relative_century is not None:
        if context.base is None:
            return Placed(None)
        century = context.base.year // 100 + 1 + point.relative_century
    if point.level == Level.CENTURY:
        if century is None:
            return Placed(None)
        if century < 0:
            return Placed(f"-{-century * 100:04d}/-{(-century - 1) * 100 + 1:04d}")
        first, last = (century - 1) * 100, century * 100 - 1
        edges = {"start": (0, 19), "middle": (40, 59), "end": (80, 99), "first_half": (0, 49), "second_half": (50, 99)}
        low, high = edges.get(point.edge or "", (0, 99))
        return Placed(f"{first:04d}/{last:04d}", f"{first + low:04d}", f"{first + high:04d}")
    first = point.decade or 0
    if first < 1000:
        now = context.base.year if context.base else 2015
        first += (century - 1) * 100 if century is not None else 1900 if first + 2000 > now else 2000
    last = first + 9 + point.days
    low, high = {"start": (first, first + 3), "middle": (first + 3, first + 6), "end": (last - 3, last)}.get(
        point.edge or "", (first, last)
    )
    return Placed(f"{first:04d}/{last:04d}", f"{low:04d}", f"{high:04d}")


def _year(point: Point, context: Context, start: int, end: int) -> Placed:
    year = year_of(point, context)
    if year is None and point.edge and point.first == Level.YEAR:
        year = _year_of_edge(point, context, start, end)
    if year is None:
        return Placed(None)
    text = year_text(year)
    if year < 1 or year > 9999:
        return Placed(text, None, None, year=year)
    if point.days:
        last = year_text(year + point.days)
        return Placed(f"{text}/{last}", text, last, year=year)
    low, high = _EDGES.get(point.edge or "", ("", ""))
    closing = {"start": text, "middle": text, "end": f"{text}-12-31"}.get(point.edge or "", text)
    opening = f"{text}-12-31" if point.edge == "end" else text
    return Placed(text, text + low, text + high, year=year, opening=opening, closing=closing)


def _year_of_edge(point: Point, context: Context, start: int, end: int) -> int | None:
    """年底 alone: this year's, or last year's where the new one has just begun and nothing speaks of the future."""
    base = context.base
    if base is None:
        return None
    return (
        base.year - 1
        if point.edge == "end" and base.month <= 2 and not context.speaks_of_future(start, end)
        else base.year
    )


def _part_of_year(point: Point, context: Context, start: int, end: int) -> Placed:
    base = context.base
    if point.relative_quarter is not None:
        if base is None:
            return Placed(None)
        index = base.year * 4 + (base.month - 1) // 3 + point.relative_quarter
        year, code = index // 4, f"Q{index % 4 + 1}"
    else:
        code = point.part_of_year or ""
        found = year_of(point, context)
        if found is None and base is not None:
            found = context.carried_year(start) or base.year
            if code[0] in "QH" and _months(code)[0] > base.month and not context.speaks_of_future(start, end):
                found = base.year - 1 if _months(code)[0] - base.month > 6 else base.year
            opens = solar_term(found, _SEASONS[code][0]) if point.whole else None
            found -= opens is not None and opens > base  # 入冬以来: of the winter that has begun
        if found is None:
            return Placed(f"XXXX-{code}")
        year = found
    first, last = _months(code)
    if not 1 <= year < 9999:
        return Placed(f"{year_text(year)}-{code}")
    (low, month), (high, end_month) = shift_months(year, first, 0), shift_months(year, last, 0)
    value = f"{year:04d}-{code}"
    if code in _SEASONS:
        return _season(value, year, code, point.days)
    return Placed(value, f"{low:04d}-{month:02d}", f"{high:04d}-{end_month:02d}", year=year)


def _season(value: str, year: int, code: str, more: int) -> Placed:
    """A season runs from its first solar term to the day before the next one's: 立春 to 立夏."""
    opens, closes = _SEASONS[code]
    first, last = solar_term(year, opens), solar_term(year + (code == "WI"), closes)
    if more:  # 今冬明春
        value, last = f"{value}/{year + 1:04d}-SP", solar_term(year + 1, "立夏")
    low = first.isoformat() if first else None
    return Placed(value, low, shift_days(last, -1).isoformat() if last else None, year=year)


def _months(code: str) -> tuple[int, int]:
    if code in _SEASON_MONTHS:
        return _SEASON_MONTHS[code]
    number = int(code[1])
    return (number * 3 - 2, number * 3) if code[0] == "Q" else (number * 6 - 5, number * 6)


# months and weeks


def month_of(point: Point, context: Context, start: int, end: int) -> tuple[int | None, int] | None:
    """(year or None, month) of a point, None where it cannot be known."""
    base = context.base
    if point.relative_month is not None:
        return shift_months(base.year, base.month, point.relative_month) if base else None
    if point.same_month is not None:
        told = context.told.month or (base and (base.year, base.month))
        return shift_months(*told, point.same_month) if told else None
    if point.month is None:
        return None
    year = year_of(point, context)
    if year is None:
        year = context.carried_year(start)
        listed = context.text[context.told.year_at : start] in ("、", "和", "及", "与", "或")
        if year is not None and base and not listed and (year, point.month) > (base.year, base.month + 1):
            year = None
    if year is None and base is not None:
        year = base.year
        ahead = point.month - base.month
        if ahead > 4 and not (context.asked or context.speaks_of_future(start, end)):
            year -= 1
        elif ahead < -6 and context.announced(start):
            year += 1
    return year, point.month


def _month(point: Point, context: Context, start: int, end: int) -> Placed:
    if point.lunar is not None:
        return _lunar_month(point, context, start, end)
    found = month_of(point, context, start, end)
    if found is None:
        return Placed(None)
    year, month = found
    if year is None:
        return Placed(f"XXXX-{month:02d}")
    text = f"{year:04d}-{month:02d}" if year >= 0 else f"{year_text(year)}-{month:02d}"
    if not 1 <= year <= 9999:
        return Placed(text, year=year)
    context.others = _other_month(point, year, month, context)
    last = month_end(year, month)
    low, high = {"start": ("-01", "-05"), "end": ("-25", f"-{last}")}.get(point.edge or "", ("", ""))
    opening = {"start": f"{text}-01", "end": f"{text}-{last}"}.get(point.edge or "", text)
    closing = f"{text}-{last}" if point.edge == "end" else text
    return Placed(text, text + low, text + high, month=(year, month), year=year, opening=opening, closing=closing)


def _other_month(point: Point, year: int, month: int, context: Context) -> list[str]:
    """The same month of the year on the other side of the day of writing, where the year was not said."""
    said = (point.year, point.relative_year, point.same_year, point.relative_month, point.same_month)
    if context.base is None or context.anchor == "story" or any(part is not None for part in said):
        return []
    now = context.base.year * 12 + context.base.month
    other = year + (1 if year * 12 + month <= now else -1)
    return [f"{other:04d}-{month:02d}"] if abs(other * 12 + month - now) <= _OTHER_MONTHS else []


def yearly(day_in: Callable[[int], date | None], point: Point, context: Context, start: int, end: int) -> date | None:
    """A day that comes every year, in the year said or in news tense. `day_in` may lead into a neighbouring year."""
    year = year_of(point, context)
    if year is not None:
        days = [day for y in (year, year - 1) if (day := day_in(y)) and day.year == year]
        return days[0] if days else None
    base = context.base
    if base is None:
        return None
    days = [day for y in range(base.year - 2, base.year + 2) if (day := day_in(y))]
    if point.turn:
        beside = [day for day in days if (day > base if point.turn > 0 else day < base)]
        return (min if point.turn > 0 else max)(beside, default=None)
    return settle(days, base, context, not context.asked and context.speaks_of_future(start, end), AHEAD)


def _lunar_month(point: Point, context: Context, start: int, end: int) -> Placed:
    month = point.lunar[0] if point.lunar else None
    if month is None:
        return Placed(None)
    asked = context.asked and context.base is not None and year_of(point, context) is None and not point.turn
    first = _running_lunar(month, context) if asked else None
    told = year_of(point, context)
    if told is not None and month >= _LATE_LUNAR:
        first = lunar_day(told, month, 1)  # 去年腊月 ends the lunar year, though this year has begun
    first = first or yearly(lambda year: lunar_day(year, month, 1), point, context, start, end)
    if first is None:
        return Placed(None)
    thirtieth = shift_days(first, 29)
    last = (
        thirtieth
        if any(lunar_day(y, month, 30) == thirtieth for y in (first.year - 1, first.year))
        else shift_days(first, 28)
    )
    context.told.lunar_month = month
    return Placed(f"{first.isoformat()}/{last.isoformat()}", first.isoformat(), last.isoformat(), year=first.year)


def _running_lunar(month: int, context: Context) -> date | None:
    """The first day of a lunar month of the lunar year that runs."""
    assert context.base is not None
    begun = lunar_day(context.base.year, 1, 1)
    return lunar_day(context.base.year - (begun is not None and begun > context.base), month, 1)


def _dekad(point: Point, context: Context, start: int, end: int) -> Placed:
    found = month_of(point, context, start, end)
    if found is None or point.dekad is None:
        return Placed(None)
    year, month = found
    first, last = _DEKADS[point.dekad]
    if year is None or not 1 <= year <= 9999:
        return Placed(f"XXXX-{month:02d}")
    last = min(last, month_end(year, month))
    low, high = f"{year:04d}-{month:02d}-{first:02d}", f"{year:04d}-{month:02d}-{last:02d}"
    return Placed(f"{low}/{high}", low, high, month=(year, month), year=year, opening=low, closing=high)


def _week(point: Point, context: Context, start: int, end: int) -> Placed:
    if point.ordinal:
        return _ordinal_week(point, context, start, end)
    if context.base is None:
        return Placed("XXXX-WXX-WE" if point.weekday == 8 else None)
    monday = shift_days(week_start(context.base), 7 * (point.relative_week or 0))
    if point.weekday == 8:
        return Placed(f"{week_value(monday)}-WE", shift_days(monday, 5).isoformat(), shift_days(monday, 6).isoformat())
    first, last = {"start": (0, 2), "end": (3, 6)}.get(point.edge or "", (0, 6))
    low, high = shift_days(monday, first).isoformat(), shift_days(monday, last).isoformat()
    return Placed(f"{low}/{high}" if point.edge else week_value(monday), low, high)


def ordinal_span(point: Point, context: Context, start: int, end: int) -> tuple[date, date] | None:
    """The month or year that an ordinal counts in."""
    if point.month is None and point.relative_month is None and point.same_month is None:
        year = year_of(point, context)
        if year is None or not 1 <= year <= 9999:
            return None
        return date(year, 1, 1), date(year, 12, 31)
    found = month_of(point, context, start, end)
    if found is None or found[0] is None or not 1 <= found[0] <= 9999:
        return None
    return date(found[0], found[1], 1), date(found[0], found[1], month_end(*found))  # type: ignore[arg-type]


def _ordinal_week(point: Point, context: Context, start: int, end: int) -> Placed:
    """3月第二周: weeks are counted by the Mondays in the period."""
    span = ordinal_span(point, context, start, end)
    if span is None or point.ordinal is None:
        return Placed(None)
    number = point.ordinal[0]
    first = shift_days(span[0], -span[0].weekday() % 7)
    monday = shift_days(first, 7 * (number - 1)) if number else week_start(span[1])
    return Placed(week_value(monday), monday.isoformat(), shift_days(monday, 6).isoformat(), year=monday.year)


BY_LEVEL: dict[Level, Callable[[Point, Context, int, int], Placed]] = {
    Level.CENTURY: _decade,
    Level.DECADE: _decade,
    Level.YEAR: _year,
    Level.PART_OF_YEAR: _part_of_year,
    Level.MONTH: _month,
    Level.PART_OF_MONTH: _dekad,
    Level.WEEK: _week,
}
