"""Places expressions in the calendar: from what the words say to a value with its earliest and latest moment."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from extract.records import DateAnchor, DateKind
from extract.values.calendar import shift_days, shift_months
from extract.values.date_asked import asked_vague, coming_clock
from extract.values.date_context import Context, window_before
from extract.values.date_lengths import duration, resolve_length, resolved
from extract.values.date_model import Every, Length, Level, Node, Open, Point, Range, Resolved, Vague
from extract.values.date_periods import year_text
from extract.values.date_placing import Placed, place

_YEAR = 4  # digits of a year
_GONE = 90  # days: a feast so far back is no longer spoken of without its year


@dataclass(slots=True)
class Reading:
    """What an expression says, with what it rests on; `placed` is where a point lies."""

    moment: tuple[date | None, date | None, datetime | None]
    resolved: Resolved
    placed: Placed | None
    basis: DateAnchor | None
    others: list[str]


def read(node: Node, context: Context, start: int, end: int) -> Reading:
    """The reading of a node that stands at `start` … `end` of the context's text. Updates what the story tells of."""
    moment, placed, others = context.moment, None, []
    if isinstance(node, Point):
        said = coming_clock(node, context.now) if context.asked and context.now else node
        placed = place(said, context, start, end)
        note(node, placed, context, start, end)
        found = resolved(placed, "point")
        others = context.others if found.value else []
    else:
        found = _RESOLVERS[type(node)](node, context, start, end)
    known = found.value or found.earliest or found.latest
    return Reading(moment, found, placed, basis(node, context) if known else None, others)


def _every(node: Every, context: Context, start: int, end: int) -> Resolved:
    parts = [(node.number, node.code, node.factor)]
    if node.code == "Y" and node.number is not None and node.number % 1:
        parts = [(node.number * 12, "M", 1)]
    return Resolved("set", "R/" + duration(parts, "?"), None, None, "set")


def basis(node: Node, context: Context) -> DateAnchor | None:
    """What fixed the value of the node just resolved, None where its words say all."""
    if isinstance(node, Point):
        era = node.century is not None or (node.decade or 0) >= 1000
        if era or (node.year is not None and not node.short_year):
            return None
    elif isinstance(node, Length):
        if node.of is not None and (node.away or node.side or node.within):
            return basis(node.of, context)
        if not (node.away or node.side or node.within):
            return None
    elif isinstance(node, Range):
        return basis(node.start, context)
    elif isinstance(node, Open):
        return basis(node.point, context)
    elif isinstance(node, Every):
        return None
    return context.anchor or ("publication" if context.base else None)


def note(point: Point, placed: Placed, context: Context, start: int, end: int) -> None:
    """Remember the day, month, year or period that a point tells of."""
    if point.same_period is None and placed.value and point.level < Level.DAY:
        context.told.period = placed.value
    if point.hour is not None and placed.earliest is not None:
        context.note_moment(placed.earliest, end)
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


def _vague(node: Vague, context: Context, start: int, end: int) -> Resolved:
    word, day = node.word, context.base
    if word.years:
        return _age(word.years, context.text[start:end])
    if context.asked and day and (counted := asked_vague(context.text[start:end], day)):
        return counted
    code = word.code or None
    if word.turn and context.turns(end):
        code = "FUTURE_REF"
    now = day.isoformat() if day else None
    if code == "PRESENT_REF" and context.base == context.published:
        now = context.written()
    first = window_before(day, word.days)
    if code == "PRESENT_REF":
        return Resolved("reference", code, now, now, "reference")
    if code == "PAST_REF":
        return Resolved("reference", code, first.isoformat() if first else None, now, "reference")
    return Resolved("reference", code, now if code else None, None, "reference")


def _age(years: tuple[int, int], said: str) -> Resolved:
    """明代 as its first and last year, open where 以来, 以前 or 以后 stands behind it."""
    first, last = map(year_text, years)
    if said.endswith(("前", "前夕")):
        return Resolved("date", f"../{first}", None, first, "age")
    if said.endswith("来"):
        return Resolved("date", f"{first}/..", first, None, "age")
    if said.endswith("后"):
        return Resolved("date", f"{last}/..", last, None, "age")
    return Resolved("date", f"{first}/{last}", first, last, "age")


def _range(node: Range, context: Context, start: int, end: int) -> Resolved:
    _share_meridiem(node)
    first = place(node.start, context, start, end)
    if node.end is None:
        note(node.start, first, context, start, end)
        value = f"{(first.opening or '').split('/')[0]}/.." if first.value else None
        now = context.written()
        begun = value is not None and now is not None and now >= (first.earliest or "")
        return Resolved(resolved(first, "").kind, value, first.earliest, now if begun else None, "range")
    if first.day:
        context.told.day, context.told.day_at = first.day, start
    said = inherit(copy(node.end), node.start, first)
    last = place(said, context, start, end)
    first, last = _in_order(node, first, last, said, context, start, end)
    for point, placed in ((node.start, first), (said, last)):
        note(point, placed, context, start, end)
    if _backwards(first, last):
        return Resolved("date", None, None, None, "range")
    year = _to_year_end(node) and last.value is not None and len(last.value) == _YEAR and last.value.isdigit()
    closing = f"{last.value}-12" if year else last.value
    value = f"{first.value}/{closing}" if first.value and closing else None
    if value and value.count("/") > 1:
        value = f"{first.value.split('/')[0]}/{closing.split('/')[-1]}"  # type: ignore[union-attr]
    context.told.period = value or context.told.period
    kind: DateKind = "time" if value and "T" in value else "date"
    return Resolved(kind, value, first.earliest, last.latest, "range")


def _to_year_end(node: Range) -> bool:
    """十月至次年底: where the beginning is told to the month, so is the end."""
    return (
        node.end is not None
        and node.end.edge == "end"
        and node.end.level == Level.YEAR
        and node.start.level >= Level.MONTH
    )


def _backwards(first: Placed, last: Placed) -> bool:
    """Whether the end still lies before the start, to the precision that both have: no range is meant."""
    if not first.earliest or not last.latest:
        return False
    shorter = min(len(first.earliest), len(last.latest))
    return last.latest[:shorter] < first.earliest[:shorter]


def _share_meridiem(node: Range) -> None:
    """3点 - 5点PM."""
    first, last = node.start, node.end
    if last is None or last.part is None or last.part.words[0] not in ("AM", "PM") or first.part is not None:
        return
    if first.hour is not None and last.hour is not None and first.hour <= last.hour:
        first.part = last.part


def inherit(end: Point, start: Point, first: Placed) -> Point:
    """The right end of a range takes what only the left end says: 9月3日至6日, 下午3点到5点."""
    said_day = end.day is not None
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
    own_day = said_day or end.relative_day is not None or end.weekday is not None
    bare = end.part is None and end.hour is not None and start.hour is not None and not own_day
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
    elif node.end.weekday and node.start.weekday and first.day and node.end.relative_week is None:
        day = shift_days(first.day, (node.end.weekday - node.start.weekday) % 7)
        moved.weekday, moved.year, moved.month, moved.day = None, day.year, day.month, day.day
    elif node.end.first == Level.DAY and moved.month and moved.year:
        moved.year, moved.month = shift_months(moved.year, moved.month, 1)
    elif node.end.first in (Level.MONTH, Level.PART_OF_YEAR) and moved.year:
        moved.year += 1
    else:
        return first, last
    return first, place(moved, context, start, end)


def _long_gone(point: Point, placed: Placed, context: Context) -> bool:
    """国庆节前 half a year after the feast is a term to come, not the time before the last one."""
    said = (point.year, point.relative_year, point.same_year, point.relative_day, point.anaphor)
    if any(part is not None for part in said) or placed.day is None or context.base is None or point.first < Level.DAY:
        return False
    return point.feast is not None and (context.base - placed.day).days > _GONE


def _open(node: Open, context: Context, start: int, end: int) -> Resolved:
    placed = place(node.point, context, start, end)
    if not node.since and _long_gone(node.point, placed, context):
        context.expects = True
        placed = place(node.point, context, start, end)
        context.expects = False
    deadline = not node.since and placed.day is not None and context.base is not None and placed.day > context.base
    if not deadline:
        note(node.point, placed, context, start, end)
    kind = resolved(placed, "").kind
    if placed.value is None:
        return Resolved(kind, None, None, None, "open")
    if node.since:
        behind = context.text[start:end].endswith("后") and node.point.level >= Level.DAY
        opening = placed.opening and placed.opening.split("/")[-1 if behind else 0]
        earliest = opening if node.point.edge == "end" and opening and len(opening) == 10 else placed.earliest
        return Resolved(kind, f"{opening}/..", earliest, None, "open")
    opens = _term_opens(placed, context)
    latest = placed.latest
    if context.text.startswith("以前", end - 2) and node.point.level == Level.YEAR and not node.point.edge:
        latest = _year_before(placed.year)  # 2018年前 may end in 2018, 2018年以前 not
    return Resolved(kind, f"../{(placed.closing or '').split('/')[0]}", opens, latest, "open")


def _year_before(year: int | None) -> str | None:
    return f"{year - 1:04d}" if year and year > 1 else None


def _term_opens(placed: Placed, context: Context) -> str | None:
    """A term that is asked for alone and ends on a later day runs from that moment on: 明年6月前."""
    if not context.asked or context.base is None or not placed.latest:
        return None
    later = placed.latest[:10] > context.base.isoformat()[: len(placed.latest)]
    return context.written() if later else None


_RESOLVERS: dict[type, Callable[[Any, Context, int, int], Resolved]] = {
    Vague: _vague,
    Every: _every,
    Range: _range,
    Open: _open,
    Length: resolve_length,
}
