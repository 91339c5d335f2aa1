"""What surrounds a time: the day of publication, the day told of last, quotations, words of the future."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from extract.records import DateAnchor
from extract.values.calendar import shift_days

_FUTURE_BEFORE = re.compile(
    r"(?:将(?!军|领|士|近|于?今)|拟(?!定的)|定于|计划|预计|预定|即将|有望|力争|届时|预报|预测|至迟|最迟|请于|确保|争取|务必|预告|预售|安排在|改为|推迟到|延期|提前到|截止)"
    r"[^。!?;]{0,16}$"
)
_FUTURE_RIGHT_BEFORE = re.compile(
    r"(?:将于|拟于|定于|计划于|预计于|将在|拟在|预计在|计划在|预计|延至|延期至|推迟至|推迟到|请于|须于)$"
)
_FUTURE_AFTER = re.compile(
    r"^(?:我们?|他们?)?(?:还|就|才)?要(?![求闻点是素员务案犯道塞害件紧领义挟想数塞不])|^[起前]?[^。!?;,的]{0,6}(?:施行|实施|执行|生效|将|拟|预计|截止|即将|开幕在即)"
)
_DATELINE = re.compile(r"(?:电|讯|信息|消息)(?![话视脑力气梯影灯线子车台动机器商子])")
_TURN = re.compile(r"^[^。!?;,]{0,8}(?:将|能(?!够?[力源])|会(?!议)|拟|计划|可以|准备|要)")
_REACH = 700  # characters: how far a told day carries to a bare clock time
_QUOTED_REACH = 400
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
    period: str | None = None


class Context:
    """The state while the times of one text are resolved in order."""

    __slots__ = ("anchor", "base", "expects", "now", "others", "published", "text", "told")

    def __init__(self, text: str, published: date | None, now: datetime | None = None) -> None:
        self.text = text
        self.published = published
        self.base = published
        self.now = now
        self.told = Told()
        self.expects = False  # the expression itself speaks of the future
        self.begin()

    def begin(self) -> None:
        """Forget what the last expression rested on."""
        self.anchor: DateAnchor | None = None
        self.others: list[str] = []

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
        before = self.text[max(0, start - 24) : start]
        before = before[before.rfind("\n") + 1 :]
        return bool(_FUTURE_BEFORE.search(before) or _FUTURE_AFTER.search(self.text[end : end + 14]))

    def announced(self, start: int) -> bool:
        """Whether the span is the object of an announcement right before it (将于|5日)."""
        found = bool(_FUTURE_RIGHT_BEFORE.search(self.text[max(0, start - 6) : start]))
        self.anchor = "future" if found else self.anchor
        return found

    def turns(self, end: int) -> bool:
        """Whether what follows a vague reference speaks of the future (近期|能去吗)."""
        return bool(_TURN.search(self.text[end : end + 12]))

    def note_day(self, day: date, at: int) -> None:
        """Remember a day the story tells of; a dateline's day becomes the day of writing."""
        told = self.told
        told.day, told.day_at, told.month = day, at, (day.year, day.month)
        if self.published and _DATELINE.match(self.text, at) and 0 <= (self.published - day).days <= 3:
            self.base = day

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


def recent(candidates: list[date], published: date, future: bool, ahead: int) -> date | None:
    """The reading of a date that recurs: the last one up to publication; the next one where the clause speaks of the
    future or it is at most `ahead` days away."""
    past = max((day for day in candidates if day <= published), default=None)
    if future and past == published:
        return past
    coming = min((day for day in candidates if day > published), default=None)
    if past and coming and (published - past).days <= _JUST_NOW and (coming - published).days > _OTHER:
        return past  # no plan reaches so far without naming the year
    if coming and (future or past is None or (coming - published).days <= ahead):
        return coming
    return past


def other_side(candidates: list[date], chosen: date | None, published: date) -> list[str]:
    """The nearest of the candidates on the other side of publication, if near at all: the reading not chosen."""
    if chosen is None:
        return []
    late = chosen <= published
    others = [day for day in candidates if (day > published) == late and abs((day - published).days) <= _OTHER]
    return [min(others, key=lambda day: abs((day - published).days)).isoformat()] if others else []


def window_before(day: date | None, days: int | None) -> date | None:
    """The first day of the stretch of `days` that ends on a day."""
    return shift_days(day, -days) if day and days else None


# Checks: what must stand around a doubtful reading

_CLOCK_BEFORE = re.compile(r"(?:^|[\s,。;:、(“于在至到截止从约自逾概快近日晚早晨午天当期])$")
_NUMBER_BEFORE = re.compile(r"(?:^|[\s,。;:、(“于在至到截止从自本月这那是的])$")
_NUMBER_NOT = re.compile(
    r"[路街巷弄村园区楼栋幢院组道里坊桥镇队第型列级座室房层号字编代期船宫舟娥问龙一二三四五六七八九十]$"
)
_NUMBER_AFTER = re.compile(
    r"^(?:[\s,。;:、)”至到-]|上午|下午|凌晨|中午|晚|早|清晨|起|以后|之前|前|之后|当天|夜|开|出|到|去|就)|^$"
)
_SCORE = re.compile(r"比|胜|负|平|败|分|局|:$")
_SCORE_AFTER = re.compile(r"^(?:[^。,]{0,4}(?:胜|负|战|击败|平|领先|落后|逆转|险|淘汰|的比))")
_ONE_AFTER = re.compile(r"^(?:三[餐次]|游|不|之|千里|夫妻|为师|内|一)")
_ONE_BEFORE = re.compile(r"[如某每这有近另那终今]$")
_CLAUSE_BEFORE = re.compile(r"(?:^|[\s,。;:!?、“—(跟与比和像在从自])$")
_USED_TO = re.compile("(?:曾|是|从(?![这那])|常|总是|一直|生活|没有|被|也|每)")
_AWAY = frozenset("了的走跑说飞冲赶扑带挤划递拿送看望眼掉昏晕睡死忍混熬挨爬翻游渡穿经搬运开骑转推打传冲让过")
_GRADE_AFTER = re.compile(r"^(?:[至到、]|上午|下午|早|清晨|凌晨|中午|晚|一大早|那天|当天|是|这天|,)")
_AFTER_ORDINAL = re.compile(r"第$")
_SEASON = re.compile(r"(?:^|[\s,。;:、“(在到于进入临近时值今昨当是])$")
_SEASON_AFTER = re.compile(r"^(?:[\s,。;:、)”当这前后时以到来]|节气|之际|期间|过后|来临|[已来渐]|$)")
_LENGTH_AFTER = re.compile(
    r"^(?:计划|规划|行动计划|行动|战略|决战|老店|大计|好合|抗战|寒窗|树木|制|期|级|一遇|一度|度的|一届|如一日|四季|到头|到晚)"
)
_FOUR_WEEKS = re.compile(r"(?:期|近|约|时|续|达|了|共|个)$")
_LENGTH_BEFORE = re.compile(r"(?:第|同|某|哪|[a-zA-Z])$")


def clock_fits(text: str, start: int, end: int) -> bool:
    """A bare N点 or N时 needs a boundary or a preposition before it."""
    return bool(_CLOCK_BEFORE.search(text[max(0, start - 1) : start]))


def score_fits(text: str, start: int, end: int) -> bool:
    """21:15 is no clock time beside words of contest."""
    return not (_SCORE.search(text[max(0, start - 3) : start]) or _SCORE_AFTER.search(text[end : end + 8]))


def number_fits(text: str, start: int, end: int) -> bool:
    """A bare N号 is a day only between boundaries."""
    before = text[max(0, start - 1) : start]
    if end - start == 3 and text[start].isdigit() and not _NUMBER_NOT.search(before):
        return True
    return bool(_NUMBER_BEFORE.search(before) and _NUMBER_AFTER.search(text[end : end + 2]))


def part_fits(text: str, start: int, end: int) -> bool:
    """一上午, 整个下午 are lengths of time, not parts of a certain day."""
    return text[start - 1 : start] not in tuple("一整每某半几两") if start else True


def one_fits(text: str, start: int, end: int) -> bool:
    """一日 is the first of the month, not "one day" of an idiom."""
    return not (_ONE_AFTER.search(text[end : end + 2]) or _ONE_BEFORE.search(text[max(0, start - 1) : start]))


def clause_fits(text: str, start: int, end: int) -> bool:
    """未来, 过去, 之后 are times only where a clause begins, or 过去 where what used to be is told (他们过去是船工)."""
    if text.startswith("过去", start) and _USED_TO.match(text, end) and text[start - 1] not in _AWAY:
        return True
    return bool(_CLAUSE_BEFORE.search(text[max(0, start - 1) : start]))


def grade_fits(text: str, start: int, end: int) -> bool:
    """初一 is a school year unless a day is plainly meant."""
    return bool(_GRADE_AFTER.search(text[end : end + 3]))


def season_fits(text: str, start: int, end: int) -> bool:
    """A bare season or solar term is a time only where it stands free."""
    return bool(_SEASON.search(text[max(0, start - 1) : start]) and _SEASON_AFTER.search(text[end : end + 2]))


def length_fits(text: str, start: int, end: int) -> bool:
    """A duration inside a name (三年行动计划, 百年大计) is none."""
    if text[start:end] == "四周" and not _FOUR_WEEKS.search(text[max(0, start - 2) : start]):
        return False
    return not (_LENGTH_AFTER.search(text[end : end + 4]) or _LENGTH_BEFORE.search(text[max(0, start - 1) : start]))


CHECKS = {
    "clock": clock_fits,
    "score": score_fits,
    "number": number_fits,
    "one": one_fits,
    "part": part_fits,
    "clause": clause_fits,
    "grade": grade_fits,
    "season": season_fits,
    "duration": length_fits,
}
