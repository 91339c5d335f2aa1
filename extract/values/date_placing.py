"""Places one point in the calendar, in news tense: days and clock times here, longer periods in `date_periods`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from extract.rules.time import TimeWord
from extract.values.calendar import (
    easter,
    lunar_day,
    make_date,
    month_end,
    nth_weekday,
    shift_days,
    shift_months,
    solar_term,
    week_start,
)
from extract.values.date_calendars import hebrew_day, islamic_day, orthodox_easter
from extract.values.date_context import Context, moment_text, settle
from extract.values.date_model import Level, Point
from extract.values.date_periods import (
    AHEAD,
    BY_LEVEL,
    Placed,
    month_of,
    ordinal_span,
    same_period,
    year_of,
    year_text,
    yearly,
)

__all__ = ["Placed", "place"]

_BESIDE = 10  # days: how far from a coming day that the story tells of a bare day of the month belongs to it


def place(point: Point, context: Context, start: int, end: int) -> Placed:
    """The point in the calendar; `start` and `end` are its span in the context's text."""
    if point.vague and point.level < Level.HOUR:
        return Placed(None)
    if point.same_period is not None:
        return same_period(point, context)
    if point.same_time and point.level == Level.YEAR:
        return _time_of_year(point, context)
    if point.level >= Level.DAY:
        return _day_or_time(point, context, start, end)
    return BY_LEVEL[point.level](point, context, start, end)


def _time_of_year(point: Point, context: Context) -> Placed:
    """去年此时: the running month of another year."""
    year, base = year_of(point, context), context.base
    if year is None or base is None or not 1 <= year <= 9999:
        return Placed(None)
    text = f"{year:04d}-{base.month:02d}"
    return Placed(text, text, text, month=(year, base.month), year=year)


def _ordinal_day(point: Point, context: Context, start: int, end: int) -> date | None:
    """2025年第一天, 5月的第二个星期日, 5月最后一天."""
    span = ordinal_span(point, context, start, end)
    if span is None or point.ordinal is None:
        return None
    number, _, weekday = point.ordinal
    if weekday is None:
        day = shift_days(span[0], number - 1) if number > 0 else shift_days(span[1], min(number + 1, 0))
    elif number:
        day = shift_days(span[0], (weekday - 1 - span[0].weekday()) % 7 + 7 * (number - 1))
    else:
        day = shift_days(span[1], -((span[1].weekday() - weekday + 1) % 7))
    return day if span[0] <= day <= span[1] else None


def feast_in(word: TimeWord, name: str, year: int) -> date | None:
    """The day of a feast or solar term in a year."""
    if word.month and word.day:
        return make_date(year, word.month, word.day)
    if word.lunar:
        return lunar_day(year, *word.lunar)
    if word.nth:
        return nth_weekday(year, *word.nth)
    if word.easter is not None:
        sunday = easter(year)
        return sunday and shift_days(sunday, word.easter)
    if word.orthodox is not None:
        sunday = orthodox_easter(year)
        return sunday and shift_days(sunday, word.orthodox)
    if word.hebrew:
        day = hebrew_day(year, *word.hebrew)
        return day and shift_days(day, word.moved.get(day.isoweekday(), 0))
    if word.islamic:
        return islamic_day(year, *word.islamic)
    return solar_term(year, word.term or name)


def _day_or_time(point: Point, context: Context, start: int, end: int) -> Placed:
    if point.weekday == 8:
        return Placed(None)
    day = _ordinal_day(point, context, start, end) if point.ordinal else _day(point, context, start, end)
    if isinstance(day, Placed):
        return day
    if day is None:
        return _without_day(point)
    if point.later_days:
        day = shift_days(day, point.later_days)
    placed = _moment(day, point)
    if point.same_time and context.now and placed.day == day:
        text = moment_text(datetime.combine(day, context.now.time()))
        placed = replace(placed, value=text, earliest=text, latest=text, opening=None, closing=None)
    context.others = _alternatives(placed, day, point, context.others)
    return placed


def _alternatives(placed: Placed, day: date, point: Point, others: list[str]) -> list[str]:
    """The values of the readings not chosen: another day, or for 三点 the other half of the day."""
    value = placed.value
    if value is None:
        return []
    made = [value.replace(day.isoformat(), other) for other in others if "/" not in value]
    if point.twelve and point.hour is not None and point.part is None and 1 <= point.hour < 12:
        made.insert(0, value.replace(f"T{point.hour:02d}", f"T{point.hour + 12:02d}"))
    return made


def _without_day(point: Point) -> Placed:
    """The day is unknown: the clock time, or what is known of the date, is the value."""
    if point.vague:
        return Placed(None)
    text = ""
    if point.day is not None and point.relative_day is None:
        if point.year is None:
            text = f"XXXX-{point.month:02d}-{point.day:02d}" if point.month else f"XXXX-XX-{point.day:02d}"
        elif not 1 <= point.year <= 9999 and point.month:
            text = f"{year_text(point.year)}-{point.month:02d}-{point.day:02d}"
        else:
            return Placed(None, year=point.year)
    if point.hour is not None:
        hour, _ = hour_of(point)
        return Placed(f"{text}T{hour:02d}:{point.minute or 0:02d}")
    if point.part is not None and text:
        return Placed(f"{text}T{point.part.code}")
    return Placed(text or None)


def _moment(day: date, point: Point) -> Placed:
    month = (day.year, day.month)
    if point.vague:
        return Placed(None, shift_days(day, -7).isoformat() if point.hour is None else None, day.isoformat(), day)
    text = day.isoformat()
    if point.hour is not None:
        hour, days = hour_of(point)
        if days:
            text = shift_days(day, days).isoformat()
        seconds = f":{point.second:02d}" if point.second is not None else ""
        value = f"{text}T{hour:02d}:{point.minute or 0:02d}{seconds}"
        bound = value if hour < 24 else f"{shift_days(day, 1).isoformat()}T00:00"
        return Placed(value, bound, bound, day, month, day.year)
    if point.part is not None:
        low, high = point.part.hours or (0, 24)
        latest = f"{text}T{high:02d}:00" if high < 24 else f"{text}T23:59"
        return Placed(f"{text}T{point.part.code}", f"{text}T{low:02d}:00", latest, day, month, day.year)
    if point.feast is not None and (point.holiday or point.feast.whole):
        usual = shift_days(day, -point.feast.lead), shift_days(day, point.feast.tail)
        first, last = point.feast.holidays.get(day.year, usual)
        return Placed(
            f"{first.isoformat()}/{last.isoformat()}", first.isoformat(), last.isoformat(), day, month, day.year
        )
    if point.days:
        last = shift_days(day, point.days)
        return Placed(f"{text}/{last.isoformat()}", text, last.isoformat(), day, month, day.year)
    return Placed(text, text, text, day, month, day.year)


def hour_of(point: Point) -> tuple[int, int]:
    """(hour of 24, days to add): 下午3点 → 15, 晚上12点 → 24, 半夜1点 → 1."""
    hour, part = point.hour or 0, point.part
    if part is None or hour > 12:
        return hour, 0
    if hour == 12:
        return (24 if part.code in ("EV", "NI") and part.pm < 13 else 0 if part.code == "NI" else 12), 0
    if part.pm <= hour and not (part.code == "MI" and hour > 4):
        return hour + 12, 0
    return hour, 0


def _day(point: Point, context: Context, start: int, end: int) -> date | Placed | None:
    if point.feast is not None:
        word = point.feast
        return yearly(lambda year: feast_in(word, point.named, year), point, context, start, end)
    if point.lunar is not None:
        return _lunar(point, context, start, end)
    if point.relative_day is not None:
        return _relative(point, context, start)
    if point.anaphor is not None:
        day = context.told_day(start)
        return day and shift_days(day, point.anaphor)
    if point.day is not None:
        return _dated(point, context, start, end)
    if point.weekday is not None:
        return _weekday(point, context, start, end)
    if context.asked and context.base and point.hour is not None and hour_of(point) == (0, 0):
        return shift_days(context.base, 1)  # 零点 is the coming midnight
    return context.told_day(start)


def _lunar(point: Point, context: Context, start: int, end: int) -> date | None:
    assert point.lunar is not None
    month, number = point.lunar
    month = month or context.told.lunar_month or 1
    context.told.lunar_month = month
    known = month
    return yearly(lambda year: lunar_day(year, known, number), point, context, start, end)


def _relative(point: Point, context: Context, start: int) -> date | None:
    base = context.day_of_speech(start)
    if base is None:
        return None
    day = shift_days(base, point.relative_day or 0)
    if point.year is not None or point.relative_year is not None:
        year = year_of(point, context)
        return make_date(year, day.month, day.day) if year is not None else None
    if point.day is not None and day.day != point.day:
        return _last_numbered(point.day, context.base or base)
    return day


def _weekday(point: Point, context: Context, start: int, end: int) -> date | None:
    base = context.base
    if base is None or point.weekday is None:
        return None
    if point.relative_week is not None:
        return shift_days(week_start(base), 7 * point.relative_week + point.weekday - 1)
    back = (base.weekday() - (point.weekday - 1)) % 7
    past, coming = shift_days(base, -back), shift_days(base, 7 - back)
    context.others = [coming.isoformat()] if back else []
    if back and (context.asked or context.speaks_of_future(start, end)):
        context.others = [past.isoformat()]
        return coming
    return past


def _dated(point: Point, context: Context, start: int, end: int) -> date | Placed | None:
    """A day of the month, with or without its month and year."""
    assert point.day is not None
    if point.month is None and point.relative_month is None and point.same_month is None:
        if point.year is None and point.relative_year is None:
            named = point.weekday and context.base and _numbered_weekday(point.day, point.weekday, context.base)
            if named:
                return named
            return _bare_day(point.day, context, start, end)
        return None
    if point.year is not None and point.month is not None and not point.short_year and 1 <= point.year <= 9999:
        return make_date(point.year, point.month, point.day) or Placed(None, year=point.year)
    year = year_of(point, context)
    if point.month is None or year is not None:
        found = month_of(point, context, start, end)
        if found is None or found[0] is None:
            return None
        if not 1 <= found[0] <= 9999:
            return Placed(f"{year_text(found[0])}-{found[1]:02d}-{point.day:02d}", year=found[0])
        return make_date(found[0], found[1], point.day) or Placed(None, year=found[0])
    month, day = point.month, point.day
    base = context.base
    carried = context.carried_year(start)
    if carried is not None and (told := make_date(carried, month, day)) and (base is None or told <= base):
        return told
    if base is None:
        return None if day <= month_end(2000, month) else Placed(None)
    days = _around(base.year, month, day)
    if point.weekday is not None:
        days = [d for d in days if d.isoweekday() == point.weekday] or days
    chosen = settle(days, base, context, not context.asked and context.speaks_of_future(start, end), AHEAD)
    if context.asked and (said := make_date(base.year, month, day)):
        chosen = said
    return chosen or Placed(None)


def _around(year: int, month: int, day: int) -> list[date]:
    """The day in the years around, as far as it takes to find one on either side."""
    try:
        return [date(year - 1, month, day), date(year, month, day), date(year + 1, month, day)]
    except ValueError:  # 29 February, or the end of the calendar
        return [d for y in range(year - 8, year + 9) if (d := make_date(y, month, day))]


def _bare_day(number: int, context: Context, start: int, end: int) -> date | None:
    """12日: the last one up to publication; beside a story of another month, the one nearest to it."""
    base, told = context.base, context.told
    ahead = told.day is not None and base is not None and told.day > base
    if told.day and (base is None or ahead or (base - told.day).days > 31) and start - told.day_at <= 400:
        near = [make_date(*shift_months(told.day.year, told.day.month, step), number) for step in (-1, 0, 1)]
        days = sorted((abs((day - told.day).days), day) for day in near if day)
        if days and (not ahead or days[0][0] <= _BESIDE):
            context.anchor = "story"
            return days[0][1]
        if not ahead:
            return None
    if base is None:
        return None
    if context.asked and (day := make_date(base.year, base.month, number)):
        return day
    if context.announced(start) or (number > base.day and context.speaks_of_future(start, end)):
        for step in range(3):
            day = make_date(*shift_months(base.year, base.month, step), number)
            if day and day >= base:
                return day
    chosen = _last_numbered(number, base)
    coming = make_date(base.year, base.month, number)
    if coming is None or coming <= base:
        coming = make_date(*shift_months(base.year, base.month, 1), number)
    context.others = [coming.isoformat()] if chosen and coming else []
    return chosen


def _numbered_weekday(number: int, weekday: int, base: date) -> date | None:
    """周日(22日): the one day of so many months around that is both."""
    days = [make_date(*shift_months(base.year, base.month, step), number) for step in (-1, 0, 1)]
    fitting = [day for day in days if day and day.isoweekday() == weekday]
    return fitting[0] if len(fitting) == 1 else None


def _last_numbered(number: int, base: date) -> date | None:
    for step in range(4):
        day = make_date(*shift_months(base.year, base.month, -step), number)
        if day and day <= base:
            return day
    return None
