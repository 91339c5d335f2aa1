"""Places expressions in the calendar: from what the words say to a value with its earliest and latest moment."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from extract.records import DateKind
from extract.values.calendar import shift_days, shift_months
from extract.values.date_context import Context, window_before
from extract.values.date_model import Every, Length, Level, Node, Open, Point, Range, Vague
from extract.values.date_placing import Placed, place

_NONE_AHEAD = 36500
_SECONDS = {"W": 604800, "D": 86400, "TH": 3600, "TM": 60, "TS": 1}
_EACH_UNITS = {"一天", "一年", "一个月", "一周", "一晚上", "一小时"}
_EACH = re.compile("(?:要(?!求)|能|得(?!到|知|以)|可以|至少|最多|平均|下来)")  # 一天|要打五百个电话


@dataclass(slots=True, frozen=True)
class Resolved:
    """The fields of a mention that its node and context give."""

    kind: DateKind
    value: str | None
    earliest: str | None
    latest: str | None
    rule: str


def resolve(node: Node, context: Context, start: int, end: int) -> Resolved:
    """The value of a node that stands at `start` … `end` of the context's text. Updates what the story tells of."""
    if isinstance(node, Point):
        placed = place(node, context, start, end)
        _note(node, placed, context, start, end)
        return _resolved(placed, "point")
    if isinstance(node, Vague):
        return _vague(node, context, end)
    if isinstance(node, Every):
        parts = [(node.number, node.code, node.factor)]
        if node.code == "Y" and node.number is not None and node.number % 1:
            parts = [(node.number * 12, "M", 1)]
        return Resolved("set", "R/" + duration(parts, "?"), None, None, "set")
    if isinstance(node, Range):
        return _range(node, context, start, end)
    if isinstance(node, Open):
        return _open(node, context, start, end)
    return _length(node, context, start, end)


def _resolved(placed: Placed, rule: str) -> Resolved:
    kind: DateKind = "time" if placed.value and "T" in placed.value else "date"
    return Resolved(kind, placed.value, placed.earliest, placed.latest, rule)


def _note(point: Point, placed: Placed, context: Context, start: int, end: int) -> None:
    if point.same_period is None and placed.value and point.level < Level.DAY:
        context.told.period = placed.value
    if placed.day is not None:
        quoted = point.relative_day is not None and context.in_quotation(start)
        if not quoted:
            context.note_day(placed.day, end)
    if point.year is not None or point.relative_year is not None:
        year = placed.year
        if year is not None:
            context.note_year(year, end)
    if point.level == Level.MONTH and placed.month:
        context.told.month = placed.month


def _vague(node: Vague, context: Context, end: int) -> Resolved:
    word, day = node.word, context.base
    code = word.code or None
    if word.turn and context.turns(end):
        code = "FUTURE_REF"
    now = day.isoformat() if day else None
    if code == "PRESENT_REF" and context.now and context.base == context.published:
        now = _moment(context.now)
    first = window_before(day, word.days)
    if code == "PRESENT_REF":
        return Resolved("reference", code, now, now, "reference")
    if code == "PAST_REF":
        return Resolved("reference", code, first.isoformat() if first else None, now, "reference")
    return Resolved("reference", code, now if code else None, None, "reference")


def _range(node: Range, context: Context, start: int, end: int) -> Resolved:
    first = place(node.start, context, start, end)
    if node.end is None:
        _note(node.start, first, context, start, end)
        value = f"{first.opening}/.." if first.value else None
        return Resolved(_resolved(first, "").kind, value, first.earliest, None, "range")
    if first.day:
        context.told.day, context.told.day_at = first.day, start
    said = inherit(copy(node.end), node.start, first)
    last = place(said, context, start, end)
    first, last = _in_order(node, first, last, said, context, start, end)
    for point, placed in ((node.start, first), (said, last)):
        _note(point, placed, context, start, end)
    value = f"{first.value}/{last.value}" if first.value and last.value else None
    if value and value.count("/") > 1:
        value = f"{first.value.split('/')[0]}/{last.value.split('/')[-1]}"  # type: ignore[union-attr]
    context.told.period = value or context.told.period
    kind: DateKind = "time" if value and "T" in value else "date"
    return Resolved(kind, value, first.earliest, last.latest, "range")


def inherit(end: Point, start: Point, first: Placed) -> Point:
    """The right end of a range takes what only the left end says: 9月3日至6日, 下午3点到5点."""
    if end.first > Level.YEAR and end.feast is None and end.relative_day is None and end.weekday is None:
        if end.relative_month is None and end.era is None and first.year is not None:
            end.year = end.year if end.year is not None else first.year
            end.relative_year = None
        if end.first > Level.MONTH and end.month is None and end.lunar is None and first.month:
            end.month = first.month[1]
        if end.lunar is not None and end.lunar[0] is None and start.lunar is not None:
            end.lunar = (start.lunar[0], end.lunar[1])
            end.year = None
        if end.first > Level.DAY and end.day is None and first.day:
            end.day = first.day.day
            end.year, end.month = first.day.year, first.day.month
    if first.day is None and start.month is not None and end.year is None and end.first > Level.MONTH:
        end.month = end.month or start.month
        if end.first > Level.DAY and end.day is None:
            end.day = start.day
    if end.decade is not None and end.century is None and end.relative_century is None:
        end.century, end.relative_century = start.century, start.relative_century
    bare = end.part is None and end.hour is not None and start.hour is not None
    if bare and start.part is not None and start.part.pm <= 12 and start.hour <= end.hour < 12:  # type: ignore[operator]
        end.part = start.part
    return end


def _in_order(
    node: Range, first: Placed, last: Placed, said: Point, context: Context, start: int, end: int
) -> tuple[Placed, Placed]:
    """Where the end would come before the start, a year, month or day has been passed over between them."""
    if not (first.value and last.value and first.earliest and last.earliest) or last.earliest >= first.earliest:
        return first, last
    assert node.end is not None
    moved = copy(said)
    if node.end.first >= Level.PART and first.day and last.day == first.day:
        day = shift_days(first.day, 1)
        moved.year, moved.month, moved.day = day.year, day.month, day.day
    elif node.end.first == Level.DAY and moved.month and moved.year:
        moved.year, moved.month = shift_months(moved.year, moved.month, 1)
    elif node.end.first in (Level.MONTH, Level.PART_OF_YEAR) and moved.year:
        moved.year += 1
    else:
        return first, last
    return first, place(moved, context, start, end)


def _open(node: Open, context: Context, start: int, end: int) -> Resolved:
    placed = place(node.point, context, start, end)
    _note(node.point, placed, context, start, end)
    kind = _resolved(placed, "").kind
    if placed.value is None:
        return Resolved(kind, None, None, None, "open")
    if node.since:
        opening = placed.opening
        earliest = opening if node.point.edge == "end" and opening and len(opening) == 10 else placed.earliest
        return Resolved(kind, f"{opening}/..", earliest, None, "open")
    return Resolved(kind, f"../{placed.closing}", None, placed.latest, "open")


# durations


def duration(parts: list[tuple[Decimal | None, str, int]], unknown: str = "") -> str:
    """The value of a duration: PT16H, P0.5M, P1Y3M. `unknown` stands for an indefinite number.

    >>> duration([(Decimal("1.5"), "TH", 1)])
    'PT1.5H'
    """
    days, hours = "", ""
    for number, code, factor in parts:
        if number is None:
            return "PX" if unknown else ""
        if not code:
            return ""
        number, code = (number * 24, "TH") if code == "D" and number == Decimal("0.5") else (number, code)
        number *= factor
        text = format(number.normalize() if number % 1 else number.quantize(Decimal(1)), "f")
        if code[0] == "T":
            hours += text + code[1]
        else:
            days += text + code
    return "P" + days + ("T" + hours if hours else "")


def _length(node: Length, context: Context, start: int, end: int) -> Resolved:
    if node.away:
        return _away(node, context, start, end)
    value = duration(node.parts) or None
    if _EACH.match(context.text, end) and context.text[start:end] in _EACH_UNITS:
        return Resolved("set", f"R/{value}", None, None, "set")
    if node.side == "first" and node.parts[0][0] is not None:
        if node.of is None and context.base and not _is_first(node, context.base):
            return _beside(node, value, context.base, None)
        return _first_of(node, context, start, end)
    if node.side in ("past", "future") and context.base:
        return _beside(node, value, context.base, context.now)
    return Resolved("duration", value, None, None, "duration")


def _is_first(node: Length, base: date) -> bool:
    """Whether 前N个月 counts from the beginning of a year: 前4个月 in May, 前11个月 in January, not 前8个月 in May."""
    number, _, factor = node.parts[0]
    months = int(number or 0) * factor
    return months < base.month or (months >= 9 and base.month <= 3) or (months == base.month and base.day >= 25)


def _moment(now: datetime) -> str:
    return now.isoformat() if now.second else now.isoformat()[:16]


def _beside(node: Length, value: str | None, base: date, now: datetime | None) -> Resolved:
    """近两天, 未来三天: a duration whose place is fixed by the day of writing."""
    code = "FUTURE_REF" if node.side == "future" else "PAST_REF"
    fine = node.parts[-1][1][:1] == "T"
    other = moved(base, node.parts, 1 if node.side == "future" else -1, now if fine else None)
    if other is None:
        today, past = base.isoformat(), node.side != "future"
        return Resolved("reference", code, None if past else today, today if past else None, "reference")
    first, last = sorted((_moment(now) if fine and now else base.isoformat(), other))
    if value is None:
        return Resolved("reference", code, first, last, "reference")
    return Resolved("date", value, first, last, "stretch")


def moved(
    day: date, parts: list[tuple[Decimal | None, str, int]], sign: int, now: datetime | None = None
) -> str | None:
    """The day (or moment, where `now` is known and the unit is finer than a day) so far away, ISO."""
    at = now or datetime(day.year, day.month, day.day)
    fine = False
    for number, code, factor in parts:
        if number is None or not code or number > _NONE_AHEAD:
            return None
        count = number * factor * sign
        if code in ("Y", "M"):
            months = int(count * (12 if code == "Y" else 1))
            year, month = shift_months(at.year, at.month, months)
            if not 1 <= year <= 9999:
                return None
            rest = int(count * (12 if code == "Y" else 1) * 30) - months * 30
            at = at.replace(year=year, month=month, day=min(at.day, 28) if at.day > 28 else at.day)
            step = timedelta(days=rest)
        else:
            fine = fine or code[0] == "T"
            step = timedelta(seconds=int(count * _SECONDS[code]))
        try:
            at += step
        except OverflowError:
            return None
    if fine and now:
        return at.isoformat() if at.second else at.isoformat()[:16]
    return at.isoformat()[:10]


def _away(node: Length, context: Context, start: int, end: int) -> Resolved:
    """三天前, 两年后, 30年前8月14日."""
    base = context.told_day(start) if node.away > 0 else context.base
    code = node.parts[-1][1]
    if base is None:
        return Resolved("date", None, None, None, "away")
    if not code or any(number is None for number, _, _ in node.parts):
        reference = "PAST_REF" if node.away < 0 else "FUTURE_REF"
        if node.away > 0 and context.told.day is not None:
            return Resolved("reference", None, None, None, "away")
        today = base.isoformat()
        ago = node.away < 0
        return Resolved("reference", reference, None if ago else today, today if ago else None, "away")
    now = context.now if context.now and (node.away < 0 or base == context.base) else None
    value = moved(base, node.parts, node.away, now)
    if value is None or (code[0] == "T" and now is None):
        return Resolved("time" if code[0] == "T" else "date", None, None, None, "away")
    if code[0] == "T":
        return Resolved("time", value, value, value, "away")
    if code == "Y" and node.tail is not None:
        tail = copy(node.tail)
        tail.year = int(value[:4])
        return _resolved(place(tail, context, start, end), "away")
    if len(node.parts) == 1 and code in ("Y", "M") and node.parts[0][0] == int(node.parts[0][0] or 0):
        short = value[:4] if code == "Y" else value[:7]
        return Resolved("date", short, short, short, "away")
    day = date.fromisoformat(value[:10])
    if code == "D" and node.away > 0:
        context.note_day(day, end)
    return Resolved("date", day.isoformat(), day.isoformat(), day.isoformat(), "away")


def _first_of(node: Length, context: Context, start: int, end: int) -> Resolved:
    """今年前4个月, 前三季度, 前10天: numbered from the beginning of the year."""
    number, code, factor = node.parts[0]
    assert number is not None
    count = int(number)
    if node.of is not None:
        year = place(node.of, context, start, end).year
    elif context.base:
        year = context.base.year if count * factor <= context.base.month else context.base.year - 1
    else:
        year = None
    if year is None or count < 1 or code not in ("M", "D", "W") or count * factor > 366 or not 1 <= year <= 9999:
        return Resolved("duration", duration(node.parts) or None, None, None, "duration")
    if node.of is not None:
        context.note_year(year, end)
    if code == "M":
        value = f"{year:04d}-01/{year:04d}-{count:02d}" if factor == 1 else f"{year:04d}-Q1/{year:04d}-Q{count}"
        if count * factor > 12:
            return Resolved("duration", duration(node.parts), None, None, "duration")
        context.told.period = value
        return Resolved("date", value, f"{year:04d}-01", f"{year:04d}-{count * factor:02d}", "range")
    last = shift_days(date(year, 1, 1), count * (7 if code == "W" else 1) - 1)
    return Resolved("date", f"{year:04d}-01-01/{last.isoformat()}", f"{year:04d}-01-01", last.isoformat(), "range")
