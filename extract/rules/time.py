"""The models of the pattern files in patterns/time."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

WordRole = Literal[
    "day", "anaphor", "year", "same_year", "month", "same_month", "week", "half", "quarter", "season", "edge", "bound",
    "dekad", "century", "period", "part", "reference", "festival", "term", "near", "toward", "zone", "since",
    "turn", "open_from", "open_to", "eve", "around", "within", "begin", "connect", "tonow",
]  # fmt: skip


class TimeWord(BaseModel):
    """Words of one meaning. What each key says is explained at the head of the file that uses it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: list[str]
    role: WordRole
    shift: int | None = None
    last: int | None = None
    part: str | None = None
    code: str | None = None
    of: Literal["year", "month"] | None = None
    bare: bool = True
    clause: bool = False
    turn: bool = False
    needs_number: bool = False
    next: str = Field(
        default="", description="the characters one of which follows, where only few do: the search needs it"
    )
    days: int | None = None
    hours: tuple[int, int] | None = None
    years: tuple[int, int] | None = Field(default=None, description="the first and last year of an age")
    ages: list[str] = Field(default=[], description="words for it that stand with 时期, 末年 … behind them only")
    pm: int = 13
    month: int | None = None
    day: int | None = None
    lunar: tuple[int, int] | None = None
    nth: tuple[int, int, int] | None = None
    easter: int | None = None
    orthodox: int | None = None
    hebrew: tuple[int, int] | None = None
    islamic: tuple[int, int] | None = None
    moved: dict[int, int] = {}
    whole: bool = False
    term: str | None = None
    lead: int = 0
    tail: int = 0
    holidays: dict[int, tuple[date, date]] = Field(default={}, description="filled from holidays.tsv")
    not_before: str = Field(default="", description="regular expression that must not match right behind the word")
    not_after: str = Field(default="", description="characters that must not stand right before the word")


class TimeUnit(BaseModel):
    """A unit behind a number; `code` is D, M, Y …, B for working days, or TH, TM, TS for hours, minutes, seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: list[str] = Field(min_length=1)
    code: Literal["Y", "M", "W", "D", "B", "TH", "TM", "TS", ""] = ""
    n: int = Field(default=1, gt=0)
    rank: int = 9
    after: str = Field(default="", description="a character that must stand right before the unit")
    not_before: str = ""
    not_before_alone: str = ""


class TimeTense(BaseModel):
    """Words of the future; what each key says is explained at the head of patterns/time/tense.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Literal["before", "behind", "turn"]
    words: list[str] = Field(min_length=1)
    reach: int = Field(default=0, ge=0)
    lead: str = Field(default="", description="regular expression of what may stand between the time and the word")
    not_before: str = Field(default="", description="regular expression that must not match right behind the word")


class TimeFile(BaseModel):
    """One pattern file. `examples` are `text => value | value …` as read on the day `published`; nothing is found in
    the counter-examples."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    published: str
    examples: list[str] = Field(min_length=1)
    counter_examples: list[str] = Field(min_length=1)
    word: list[TimeWord] = []
    unit: list[TimeUnit] = []
    tense: list[TimeTense] = []
