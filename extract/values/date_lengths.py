"""Places lengths of time: durations, stretches beside the day of writing, so long ago, so long after."""

from __future__ import annotations

import re
from copy import copy
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from extract.records import DateKind
from extract.values.calendar import month_end, shift_days, shift_months, week_start
from extract.values.date_asked import asked_away
from extract.values.date_context import Context, moment_text
from extract.values.date_model import Length, Level, Point, Resolved
from extract.values.date_placing import Placed, place

Parts = list[tuple[Decimal | None, str, int]]

_NONE_AHEAD = 36500
_SECONDS = {"W": 604800, "D": 86400, "TH": 3600, "TM": 60, "TS": 1}
_EACH_UNITS = {"一天", "一年", "一个月", "一周", "一晚上", "一小时"}
_TERM = re.compile(
    r"[^。!?;\n]{0,20}(?:须|应(?!急)|要求?|请|不得|可以?(?!能)|将|会(?!议)|完成|缴清|交齐|答复|办结|回复|生效)"
)
_UNTIL_NOW = re.compile("^最?近|来$")
_ROUGHLY = re.compile("[大约近]|.*?(?:左右|[多余来])")
_NOT_FULL = re.compile("[多余]个?[年月]|[年月][多余]")
_BACK = re.compile("(?:最|刚刚)?(?:过去|近)")
_EACH = re.compile(
    "(?:要(?!求)|能|得(?!到|知|以)|可以|至少|最多|平均|下来)|"
    "(?:(?![了过发接])[一-龥]){0,3}[一两二三四五六几][次趟遍顿回班](?=[,。;、!?\n])"
)  # 一天|要打五百个电话, 一天|消毒两次


def resolved(placed: Placed, rule: str) -> Resolved:
    """A placed point as the fields of a mention."""
    kind: DateKind = "time" if placed.value and "T" in placed.value else "date"
    return Resolved(kind, placed.value, placed.earliest, placed.latest, rule)


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
        if number == Decimal("0.5") and code == "TH" and len(parts) == 1:
            number, code = Decimal(30), "TM"
        code = "D" if code == "B" else code
        number *= factor
        text = format(number.normalize() if number % 1 else number.quantize(Decimal(1)), "f")
        if code[0] == "T":
            hours += text + code[1]
        else:
            days += text + code
    return "P" + days + ("T" + hours if hours else "")


def resolve_length(node: Length, context: Context, start: int, end: int) -> Resolved:
    """A duration, or what it reaches to: 三天前, 近10年, 未来三天, 今年前4个月. A range of durations is P3D/P5D."""
    if node.away > 0 and _takes(node, context, start, end):
        return Resolved("duration", duration(node.parts) or None, None, None, "duration")
    if node.away:
        found = _away(node, context, start, end)
        return asked_away(found, node, context.text[start:end]) if context.asked and node.of is None else found
    value = duration(node.parts) or None
    if value and node.upto:
        early = node.parts[-1][1] == "Y" and (node.parts[-1][0] or 0) >= 100  # 618~960年: years, not lengths
        value = None if early else f"{value}/{duration(node.upto)}"
    if _EACH.match(context.text, end) and context.text[start:end] in _EACH_UNITS:
        return Resolved("set", f"R/{value}", None, None, "set")
    if node.side == "last" and node.of is not None:
        return _last_of(node, node.of, context, start, end)
    if node.side == "first" and node.parts[0][0] is not None:
        if node.of is None and context.base and not _is_first(node, context.base):
            return _whole(node, value, context.base, context.now) or _beside(node, value, context.base, None)
        return _first_of(node, context, start, end)
    if node.side in ("before", "behind") and context.base:
        return _whole(node, value, context.base, context.now) or _beside(node, value, context.base, context.now)
    if node.side in ("past", "future") and context.base:
        back = context.asked and node.side == "past" and _BACK.match(context.text, start) is not None
        return _beside(node, value, context.base, context.now, context.asked, back)
    if context.asked and context.base and _UNTIL_NOW.search(context.text[start:end]):
        return _until_now(node, value, context.base, context.now, context.text[start:end])
    if node.within and context.base and _is_term(context, start, end):
        return _within(node, value, context.base, context.now)
    return Resolved("duration", value, None, None, "duration")


def _takes(node: Length, context: Context, start: int, end: int) -> bool:
    """Whether 11分钟后 says how long after another event its verb came (接警11分钟后赶到), 约3分钟后 about how long:
    no moment that a clock time told before would fix."""
    if node.parts[-1][1][:1] != "T" or node.upto or node.of is not None or context.asked or context.told.moment is None:
        return False
    text, told = context.text, context.told.moment_at
    if _ROUGHLY.match(text, start, end):
        return True
    other = told < 0 or text[start - 1 : start].isalpha() or text.find("。", told, start) >= 0
    return other and text[end : end + 1].isalpha()


def _is_first(node: Length, base: date) -> bool:
    """Whether 前N个月 counts from the beginning of a year: 前4个月 in May, 前11个月 in January, not 前8个月 in May."""
    number, _, factor = node.parts[0]
    months = int(number or 0) * factor
    return months < base.month or (months >= 9 and base.month <= 3) or (months == base.month and base.day >= 25)


def _beside(
    node: Length, value: str | None, base: date, now: datetime | None, asked: bool = False, timed: bool = False
) -> Resolved:
    """近两天, 未来三天: a duration whose place is fixed by the day of writing, by its moment where `timed`."""
    code = "FUTURE_REF" if node.side == "future" else "PAST_REF"
    fine = node.parts[-1][1][:1] == "T"
    parts = node.upto or node.parts
    if timed and node.parts[-1][1] in ("D", "W"):
        parts = [(number and number * factor * (168 if unit == "W" else 24), "TH", 1) for number, unit, factor in parts]
    other = moved(base, parts, 1 if node.side == "future" else -1, now if parts[-1][1][:1] == "T" else None)
    if other is None:
        today, past = base.isoformat(), node.side != "future"
        return Resolved("reference", code, None if past else today, today if past else None, "reference")
    here = moment_text(now) if now and (fine or node.within) else base.isoformat()
    if asked and now and node.side == "past":
        here = moment_text(now)
    first, last = sorted((here, other))
    if value is None:
        return Resolved("reference", code, first, last, "reference")
    return Resolved("date", value, first, last, "stretch")


def _until_now(node: Length, value: str | None, base: date, now: datetime | None, text: str) -> Resolved:
    """三年多以来, 近半年, asked for alone: from so long ago on; with 多 from some time of that year or month on."""
    number, code, _ = node.parts[-1]
    half_days = code == "D" and number is not None and number % 1 != 0
    parts: Parts = [(number and number * 24, "TH", 1)] if half_days else node.parts
    first = moved(base, parts, -1, now if half_days or code[:1] == "T" else None)
    if first is None:
        return Resolved("duration", value, None, None, "duration")
    if _NOT_FULL.search(text) and code in ("Y", "M"):
        first = first[: 4 if code == "Y" else 7]
    timed = now is not None and now.time() != time()
    return Resolved("date", value, first, moment_text(now) if now and timed else base.isoformat(), "stretch")


def _is_term(context: Context, start: int, end: int) -> bool:
    """Whether 三天内 is a term still to run: it stands alone, or its clause commands or foretells."""
    text = context.text
    alone = text[max(0, start - 1) : start].strip() == "" and text[end : end + 1].strip() == ""
    return alone or context.speaks_of_future(start, end) or bool(_TERM.match(text, end))


def _within(node: Length, value: str | None, base: date, now: datetime | None) -> Resolved:
    """三天内: a term that runs from the moment of writing."""
    parts = node.upto or node.parts
    other = moved(base, parts, 1, now if parts[-1][1][:1] == "T" else None)
    if other is None or value is None or (parts[-1][1][:1] == "T" and now is None):
        return Resolved("duration", value, None, None, "duration")
    halves = parts[-1][1] == "Y" and (parts[-1][0] or 0) % 1 != 0  # half years are known to the month
    latest = other[:7] if halves else other
    return Resolved("date", value, moment_text(now) if now else base.isoformat(), latest, "within")


def _whole(node: Length, value: str | None, base: date, now: datetime | None) -> Resolved | None:
    """上两个月, 下三周: whole days, weeks, months, years, hours beside the running one, where numbered."""
    (number, code, factor), past = node.parts[-1], node.side != "behind"
    if len(node.parts) > 1 or number is None or number % 1 or not code or not 0 < number * factor <= _NONE_AHEAD:
        return None
    count = int(number * factor)
    first, last = (-count, -1) if past else (1, count)
    bounds: tuple[str, str]
    if code == "Y":
        if not 1 <= base.year + first <= base.year + last <= 9999:
            return None
        bounds = f"{base.year + first:04d}", f"{base.year + last:04d}"
    elif code == "M":
        months = [shift_months(base.year, base.month, step) for step in (first, last)]
        if not 1 <= months[0][0] <= months[1][0] <= 9999:
            return None
        bounds = f"{months[0][0]:04d}-{months[0][1]:02d}", f"{months[1][0]:04d}-{months[1][1]:02d}"
    elif code in ("W", "D"):
        days, origin = (7, week_start(base)) if code == "W" else (1, base)
        bounds = shift_days(origin, first * days).isoformat(), shift_days(origin, (last + 1) * days - 1).isoformat()
    elif now is not None and code[0] == "T":
        clock = now.replace(second=now.second if code == "TS" else 0, minute=0 if code == "TH" else now.minute)
        step = timedelta(seconds=_SECONDS[code])
        bounds = moment_text(clock + first * step), moment_text(clock + (last + 1) * step)
    else:
        return None
    return Resolved("date", value, *bounds, "stretch")


def _last_of(node: Length, of: Point, context: Context, start: int, end: int) -> Resolved:
    """上月最后五天, 2021年的最后4个月."""
    placed = place(of, context, start, end)
    number, code, factor = node.parts[0]
    if number is None or number % 1 or code not in ("M", "D", "W") or placed.year is None or placed.earliest is None:
        return Resolved("duration", duration(node.parts) or None, None, None, "duration")
    year, count = placed.year, int(number * factor)
    context.note_year(year, end)
    if code == "M":
        if placed.month or not 0 < count <= 12:
            return Resolved("duration", duration(node.parts), None, None, "duration")
        low, high = f"{year:04d}-{13 - count:02d}", f"{year:04d}-12"
    else:
        month = placed.month[1] if placed.month else 12
        last = date(year, month, month_end(year, month))
        high, low = last.isoformat(), shift_days(last, 1 - count * (7 if code == "W" else 1)).isoformat()
    return Resolved("date", f"{low}/{high}", low, high, "range")


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
        elif code == "B":
            step = _working_days(at, int(count))
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


def _working_days(at: datetime, count: int) -> timedelta:
    """So many days from Monday to Friday on or back; holidays are not known here."""
    weeks, rest = divmod(abs(count), 5)
    sign = -1 if count < 0 else 1
    days = 0
    while rest:
        days += sign
        rest -= (at.weekday() + days) % 7 < 5
    return timedelta(days=days + sign * 7 * weeks)


def _away(node: Length, context: Context, start: int, end: int) -> Resolved:
    """三天前, 两年后, 30年前8月14日."""
    base = context.told_day(start) if node.away > 0 else context.base
    code = node.parts[-1][1]
    if node.of is not None:
        return _away_from(node, node.of, context, start, end)
    if node.upto and base is not None:
        return _roughly_away(node, node.upto, base)
    if base is None:
        return Resolved("date", None, None, None, "away")
    if not code or any(number is None for number, _, _ in node.parts):
        reference = "PAST_REF" if node.away < 0 else "FUTURE_REF"
        if node.away > 0 and context.told.day is not None:
            return Resolved("reference", None, None, None, "away")
        today = base.isoformat()
        ago = node.away < 0
        return Resolved("reference", reference, None if ago else today, today if ago else None, "away")
    told = context.told_moment(start) if node.away > 0 and code[0] == "T" else None
    now = told or (context.now if context.now and (node.away < 0 or base == context.base) else None)
    value = moved(base, node.parts, node.away, now)
    if code[0] == "T" and now is None:
        return Resolved("duration", duration(node.parts) or None, None, None, "away")  # so long after what was told
    if value is None:
        return Resolved("time" if code[0] == "T" else "date", None, None, None, "away")
    if code[0] == "T":
        if told:
            context.anchor = "story"
        return Resolved("time", value, value, value, "away")
    if code == "Y" and node.tail is not None:
        tail = copy(node.tail)
        tail.year = int(value[:4])
        return resolved(place(tail, context, start, end), "away")
    if len(node.parts) == 1 and code in ("Y", "M"):
        number, _, factor = node.parts[0]
        count = (number or 0) * factor
        if count % 1 == 0 or (code == "Y" and count * 2 % 1 == 0):
            short = value[:4] if code == "Y" and count % 1 == 0 else value[:7]
            return Resolved("date", short, short, short, "away")
    day = date.fromisoformat(value[:10])
    if code == "D" and node.away > 0:
        context.note_day(day, end)
    return Resolved("date", day.isoformat(), day.isoformat(), day.isoformat(), "away")


def _away_from(node: Length, of: Point, context: Context, start: int, end: int) -> Resolved:
    """2月13日的3天后: counted from the day said."""
    day = place(of, context, start, end).day
    fine = node.parts[-1][1][:1] == "T"
    value = day and moved(day, node.parts, node.away, datetime(day.year, day.month, day.day) if fine else None)
    if not value:
        return Resolved("date", None, None, None, "away")
    context.note_day(date.fromisoformat(value[:10]), end)
    return Resolved("time" if fine else "date", value, value, value, "away")


def _roughly_away(node: Length, upto: list[tuple[Decimal | None, str, int]], base: date) -> Resolved:
    """两三年前, 十几天后: between two days, in years where years are counted."""
    high, code, factor = upto[-1]
    low = node.parts[-1][0] if node.parts[-1][0] is not None else (high or 0) - 10
    reference = "PAST_REF" if node.away < 0 else "FUTURE_REF"
    ends = [moved(base, [(number, code, factor)], node.away) for number in (high, Decimal(low))]
    if ends[0] is None or ends[1] is None or code[:1] == "T":
        return Resolved("reference", reference, None, None, "away")
    first, last = sorted(end[:4] if code == "Y" else end for end in ends if end)
    return Resolved("reference", reference, first, last, "away")


def _first_of(node: Length, context: Context, start: int, end: int) -> Resolved:
    """今年前4个月, 前三季度, 前10天: numbered from the beginning of the year."""
    number, code, factor = node.parts[0]
    assert number is not None
    count = int(number)
    if node.of is not None and node.of.level == Level.MONTH:
        return _first_days(node.of, count * (7 if code == "W" else 1), context, start, end)
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


def _first_days(of: Point, count: int, context: Context, start: int, end: int) -> Resolved:
    """4月前4天."""
    placed = place(of, context, start, end)
    if placed.month is None or not 0 < count <= month_end(*placed.month):
        return Resolved("duration", f"P{count}D", None, None, "duration")
    low, high = date(*placed.month, 1).isoformat(), date(*placed.month, count).isoformat()
    return Resolved("date", f"{low}/{high}", low, high, "range")
