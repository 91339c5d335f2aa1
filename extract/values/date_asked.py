"""What lengths and references mean where a text is nothing but the expression, at a known moment: somebody asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from extract.values.calendar import shift_days
from extract.values.date_context import moment_text
from extract.values.date_model import Length, Level, Point, Resolved

_OPEN_BEFORE, _OPEN_BEHIND = ("以前", "之前"), ("以后", "之后")
_SECONDS = {"TH": 3600, "TM": 60}
_DAYS_AGO = {"前两天": 2, "前两日": 2}  # told, it is the other day


def asked_away(found: Resolved, node: Length, text: str) -> Resolved:
    """三天以前, asked for alone, is all that lies further back; 三天前 is a day, 四周后 a week, 一刻钟后 a quarter."""
    if found.kind == "reference" or found.earliest is None:
        return found
    if not text.endswith(_OPEN_BEFORE + _OPEN_BEHIND) and not text.startswith("再过"):
        return _known_to_the_unit(found, node) if node.away > 0 else found
    if text.endswith(_OPEN_BEFORE):
        return replace(found, earliest=None)
    return replace(found, latest=None)


def _known_to_the_unit(found: Resolved, node: Length) -> Resolved:
    """As long as the unit counted: seven days for weeks, at most one hour or minute for those."""
    number, code, factor = node.parts[-1]
    if number is None or found.earliest is None or len(node.parts) > 1 or code not in ("W", "TH", "TM"):
        return found
    begin = datetime.fromisoformat(found.earliest)
    if code == "W":
        return replace(found, latest=shift_days(begin.date(), 6).isoformat())
    seconds = float(min(number, Decimal(1)) * factor * _SECONDS[code])
    return replace(found, latest=moment_text(begin + timedelta(seconds=seconds)))


def asked_vague(text: str, base: date) -> Resolved | None:
    """前两天, asked for alone: the two days before today."""
    count = _DAYS_AGO.get(text)
    if count is None:
        return None
    first, last = shift_days(base, -count).isoformat(), shift_days(base, -1).isoformat()
    return Resolved("date", f"P{count}D", first, last, "stretch")


def coming_clock(point: Point, now: datetime) -> Point:
    """三点, asked for alone at four in the morning, is three in the afternoon; at four in the afternoon, tomorrow's."""
    hour, clock = point.hour or 0, (point.minute or 0, point.second or 0)
    if not point.twelve or point.first < Level.HOUR or point.vague or not 1 <= hour < 12:
        return point
    said = (now.hour, now.minute, now.second)
    if (hour, *clock) >= said:
        return point
    later = (hour + 12, *clock) >= said
    return replace(point, hour=hour + 12, twelve=False) if later else replace(point, relative_day=1)
