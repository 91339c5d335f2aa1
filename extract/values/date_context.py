"""What surrounds a time: the day of publication, the day told of last, quotations, words of the future."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime

from extract.records import DateAnchor
from extract.values.calendar import shift_days
from extract.values.date_tense import Tense

_DATELINE = re.compile(r"(?:电|讯|信息|消息)(?![话视脑力气梯影灯线子车台动机器商子])")
_REPUBLIC = re.compile("新台币|民进党|立委|立法院|行政院|法务部|地检署|县府|[乡镇]公所|县议会|国小|国中(?!央)|里长")
_REACH = 700  # characters: how far a told day carries to a bare clock time
_QUOTED_REACH = 400
_LONGEST_ASKED = 60  # characters: a text so short may be nothing but an expression
_JUST_NOW = 30  # days
_OTHER = 250  # days: how far away the reading that was not chosen may lie to be told


@dataclass(slots=True)
class Told:
    """The day, month and year that the story told of last, and where."""

    day: date | None = None
    day_at: int = -10_000
    year: int | None = None
    year_at: int = -10_000
    month: tuple[int, int] | None = None
    lunar_month: int | None = None
    moment: datetime | None = None  # the last clock time, with its day
    moment_at: int = -10_000
    period: str | None = None


class Context:
    """The state while the times of one text are resolved in order."""

    __slots__ = (
        "_republican",
        "anchor",
        "asked",
        "base",
        "expects",
        "moment",
        "now",
        "others",
        "published",
        "short",
        "tense",
        "text",
        "told",
    )

    def __init__(self, text: str, tense: Tense, published: date | None, now: datetime | None = None) -> None:
        self.text = text
        self.tense = tense
        self.published = published
        self.base = published
        self.now = now
        self.moment = (published, published, now)  # all that a steady expression hangs on
        self.told = Told()
        self.expects = False  # the expression itself speaks of the future
        self.asked = False  # the text is nothing but the expression, at a known moment: somebody asks, nobody tells
        self.short = now is not None and len(text) <= _LONGEST_ASKED
        self.anchor: DateAnchor | None = None
        self.others: list[str] = []
        self._republican: bool | None = None  # not asked yet

    def begin(self, start: int, end: int) -> None:
        """Forget what the last expression rested on."""
        self.anchor, self.others = None, []
        if self.short:
            self.asked = not (self.text[:start].strip() or self.text[end:].strip())

    @property
    def republican(self) -> bool:
        """Whether the text speaks of Taiwan's organs or money: its short years count from 1912."""
        if self._republican is None:
            self._republican = _REPUBLIC.search(self.text) is not None
        return self._republican

    def written(self) -> str | None:
        """The moment of writing where it is known, else its day."""
        return moment_text(self.now) if self.now else self.base.isoformat() if self.base else None

    def day_of_speech(self, at: int) -> date | None:
        """The day that 今天 means here: inside a quotation the day told of nearby, else that of writing."""
        told = self.told
        if told.day is not None and at - told.day_at <= _QUOTED_REACH and self.in_quotation(at, told.day_at):
            self.anchor = "story"
            return told.day
        return self.base

    def in_quotation(self, at: int, since: int = 0) -> bool:
        """Whether the offset lies in a quotation of its paragraph that was opened behind `since`."""
        opened = self.text.rfind("“", max(0, at - 2000), at)
        if opened < 0 or opened < since or self.text.rfind("”", opened, at) >= 0:
            return False
        return self.text.rfind("\n", opened, at) < 0

    def told_day(self, at: int) -> date | None:
        """The day that a bare clock time or 当天 belongs to."""
        if self.told.day is not None and at - self.told.day_at <= _REACH:
            self.anchor = "story"
            return self.told.day
        return self.base

    def speaks_of_future(self, start: int, end: int) -> bool:
        """Whether the clause around the span is about the future."""
        if self.expects or self._future_around(start, end):
            self.anchor = "future"
            return True
        return False

    def _future_around(self, start: int, end: int) -> bool:
        told = self.told
        if told.day is not None and self.base is not None and told.day > self.base and 0 <= start - told.day_at <= 40:
            return True
        return self.tense.is_future(self.text, start, end)

    def announced(self, start: int) -> bool:
        """Whether the span is the object of an announcement right before it (将于|5日)."""
        found = self.tense.is_announced(self.text, start)
        self.anchor = "future" if found else self.anchor
        return found

    def turns(self, end: int) -> bool:
        """Whether what follows a vague reference speaks of the future (近期|能去吗)."""
        return self.tense.turns(self.text, end)

    def note_day(self, day: date, at: int) -> None:
        """Remember a day the story tells of; a dateline's day becomes the day of writing."""
        told = self.told
        told.day, told.day_at, told.month = day, at, (day.year, day.month)
        if self.published and _DATELINE.match(self.text, at) and 0 <= (self.published - day).days <= 3:
            self.base = day
            self.moment = (day, self.published, self.now)

    def note_moment(self, moment: str, at: int) -> None:
        """Remember a clock time the story tells of, ISO."""
        self.told.moment, self.told.moment_at = datetime.fromisoformat(moment), at

    def told_moment(self, at: int) -> datetime | None:
        """The clock time that 五小时后 is counted from, None where none was told nearby."""
        return self.told.moment if at - self.told.moment_at <= _QUOTED_REACH else None

    def note_year(self, year: int, at: int) -> None:
        """Remember an explicit year."""
        self.told.year, self.told.year_at = year, at

    def carried_year(self, start: int) -> int | None:
        """The explicit year of the same sentence or right before it, for a month that goes without one."""
        told = self.told
        if told.year is None:
            return None
        if self.published is None:
            self.anchor = "story"
            return told.year
        between = self.text[told.year_at : start]
        near = len(between) <= 60 and "\n" not in between
        history = abs(self.published.year - told.year) > 1
        if not (near and (history or "。" not in between)):
            return None
        self.anchor = "story"
        return told.year


def moment_text(now: datetime) -> str:
    """ISO, to the minute where it has no seconds."""
    return now.isoformat() if now.second else now.isoformat()[:16]


def settle(days: list[date], published: date, context: Context, future: bool, ahead: int) -> date | None:
    """The reading of a day that recurs, given in ascending order: the last one up to publication; the next one where
    the clause speaks of the future, or it is at most `ahead` days away, or somebody asks. Tells the other reading."""
    at = bisect_right(days, published)
    past = days[at - 1] if at else None
    coming = days[at] if at < len(days) else None
    if past is None or coming is None:
        return past or coming
    chosen, other = past, coming
    if past != published or not (future or context.asked):
        distance = (coming - published).days
        # no plan reaches so far without its year
        unplanned = (published - past).days <= _JUST_NOW and distance > _OTHER
        if context.asked or ((distance <= ahead or future) and not unplanned):
            chosen, other = coming, past
    context.others = [other.isoformat()] if abs((other - published).days) <= _OTHER else []
    return chosen


def window_before(day: date | None, days: int | None) -> date | None:
    """The first day of the stretch of `days` that ends on a day."""
    return shift_days(day, -days) if day and days else None
