"""What the grammar of times reads, before it is placed in the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Any

from extract.records import DateKind
from extract.rules.time import TimeWord


class Level(IntEnum):
    """How fine a point in time has been said, from coarse to fine."""

    NONE = 0
    CENTURY = 1
    DECADE = 2
    YEAR = 3
    PART_OF_YEAR = 4
    MONTH = 5
    PART_OF_MONTH = 6
    WEEK = 7
    DAY = 8
    PART = 9
    HOUR = 10
    MINUTE = 11
    SECOND = 12


@dataclass(slots=True)
class Point:
    """A point or period of the calendar as far as the words say it; None = unsaid.

    `relative_*` count from the period of writing, `same_*` from the one told of last.
    """

    level: Level = Level.NONE
    first: Level = Level.SECOND  # the coarsest level that was said
    year: int | None = None
    short_year: bool = False
    relative_year: int | None = None
    same_year: int | None = None
    century: int | None = None  # 20 for the twentieth
    relative_century: int | None = None
    decade: int | None = None  # 90 for the nineties, 1990 with the century
    part_of_year: str | None = None  # Q1 … H2, SP …
    relative_quarter: int | None = None
    month: int | None = None
    relative_month: int | None = None
    same_month: int | None = None
    edge: str | None = None  # start, middle, end
    dekad: int | None = None
    relative_week: int | None = None
    weekday: int | None = None  # 1 … 7, 8 = weekend
    lunar: tuple[int | None, int] | None = None  # (month, day); month < 0 = leap, None = the running one
    feast: TimeWord | None = None
    turn: int = 0  # 下一个中秋节: 1, 上一个: -1
    named: str = ""  # the word for the feast or term
    holiday: bool = False
    day: int | None = None
    relative_day: int | None = None
    anaphor: int | None = None
    part: TimeWord | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    twelve: bool = False  # the hour may be one of twelve (三点, not 三时)
    vague: bool = False  # 一两点: a time without a value
    later_days: int = 0  # 除夕的前一天
    era: int | None = None  # the first year of a reign, 0 = counted backwards (公元前)
    same_period: int | None = None  # 去年同期: the period told of last, so many years away
    whole: bool = False  # 全年: the year told of; 入冬: the season that has begun
    same_time: bool = False  # 去年|此时, 昨天|现在: the running time of year or of day
    ordinal: tuple[int, str, int | None] | None = None  # (2, 周, 7): the second Sunday; (1, 天, None): the first day
    days: int = 0  # 今明两天: how many days (years, seasons) more it goes on

    def refine(self, level: Level) -> bool:
        """Take the level where it is finer than what has been said; False where it is not."""
        if self.level >= level:
            return False
        self.level = level
        self.first = min(self.first, level)
        return True


@dataclass(slots=True)
class Range:
    """From one point to another; `end` None = until now."""

    start: Point
    end: Point | None


@dataclass(slots=True)
class Open:
    """Since (`since`) or until a point."""

    point: Point
    since: bool


@dataclass(slots=True)
class Length:
    """A duration: [(number or None where indefinite, unit code, unit's factor)], coarse to fine."""

    parts: list[tuple[Decimal | None, str, int]]
    side: str = (
        ""  # past, future, first, last (of a month), before, behind (whole days, months … beside the running one)
    )
    away: int = 0  # -1: so long ago, 1: so long after
    within: bool = False
    of: Point | None = None  # 今年|前4个月, 2月13日的|3天后
    tail: Point | None = None  # 30年前|8月
    upto: list[tuple[Decimal | None, str, int]] | None = None  # 3至5天, 五六分钟: the longer one


@dataclass(slots=True)
class Every:
    """A set: the period, as in the value."""

    number: Decimal | None
    code: str
    factor: int


@dataclass(slots=True)
class Vague:
    """A reference without a date."""

    word: TimeWord


Node = Point | Range | Open | Length | Every | Vague


@dataclass(slots=True)
class Item:
    """One expression in a window: offsets in the window, what it says, and which checks its surroundings must pass."""

    start: int
    end: int
    node: Node
    checks: tuple[str, ...] = ()
    steady: bool = False  # nothing but the moment of writing can change its reading
    kept: Any = None  # the reading last made, where it is steady


@dataclass(slots=True)
class Resolved:
    """The fields of a mention that its node and context give."""

    kind: DateKind
    value: str | None
    earliest: str | None
    latest: str | None
    rule: str

    @property
    def by(self) -> str:
        """The rule's name as records give it."""
        return "rule:time." + self.rule


def is_steady(node: Node) -> bool:
    """Whether the reading hangs on no more than the moment of writing: 2019年, 今年3月, 目前, 每天, 近十年来."""
    if isinstance(node, Point):
        return _is_steady_point(node)
    if isinstance(node, Vague):
        return not node.word.turn
    if isinstance(node, Length):
        one = len(node.parts) == 1 and node.parts[0][0] == 1  # 一天: what follows tells whether it is a set
        return not (node.away or node.side or node.within or node.of or one)
    return isinstance(node, Every)


def _is_steady_point(point: Point) -> bool:
    told = (point.same_year, point.same_month, point.same_period, point.anaphor, point.relative_day, point.lunar)
    if point.vague or point.short_year or any(part is not None for part in told):
        return False
    said = (point.year, point.relative_year, point.relative_month, point.relative_quarter, point.relative_week)
    return any(part is not None for part in said)
