"""Feasts of other calendars against days that are known, and the table of public holidays against the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from extract.rules import Patterns
from extract.rules.time import TimeFile, TimeWord
from extract.values.date_calendars import hebrew_day, islamic_day, orthodox_easter
from extract.values.date_placing import feast_in

HEBREW = [
    ((1973, 7, 10), "1973-10-06"),  # the Day of Atonement on which a war began
    ((2018, 7, 1), "2018-09-10"),
    ((2018, 9, 25), "2018-12-03"),
    ((2024, 1, 15), "2024-04-23"),
    ((2024, 12, 14), "2024-03-24"),
    ((2018, 3, 6), "2018-05-20"),
]
ORTHODOX = {1900: "1900-04-22", 2013: "2013-05-05", 2016: "2016-05-01", 2024: "2024-05-05", 2100: "2100-05-02"}


@pytest.mark.parametrize(("said", "expected"), HEBREW)
def test_hebrew_days(said: tuple[int, int, int], expected: str) -> None:
    assert hebrew_day(*said) == date.fromisoformat(expected)


@pytest.mark.parametrize("year", range(1900, 2101, 7))
def test_the_hebrew_year_never_opens_on_a_forbidden_weekday(year: int) -> None:
    day = hebrew_day(year, 7, 1)
    assert day is not None
    assert day.isoweekday() not in (3, 5, 7)


@pytest.mark.parametrize("year", range(1900, 2101, 7))
def test_passover_and_new_year_lie_163_days_apart(year: int) -> None:
    passover, opening = hebrew_day(year, 1, 15), hebrew_day(year, 7, 1)
    assert passover is not None
    assert opening is not None
    assert (opening - passover).days == 163


@pytest.mark.parametrize(
    ("said", "expected"), [((2013, 12, 10), "2013-10-15"), ((2023, 9, 1), "2023-03-23"), ((2034, 9, 1), "2034-11-12")]
)
def test_islamic_days(said: tuple[int, int, int], expected: str) -> None:
    assert islamic_day(*said) == date.fromisoformat(expected)


@pytest.mark.parametrize("year", range(1900, 2101))
def test_the_month_of_fasting_has_thirty_days(year: int) -> None:
    opening, feast = islamic_day(year, 9, 1), islamic_day(year, 10, 1)
    if opening and feast and opening < feast:
        assert (feast - opening).days == 30


@pytest.mark.parametrize("year", sorted(ORTHODOX))
def test_orthodox_easter(year: int) -> None:
    assert orthodox_easter(year) == date.fromisoformat(ORTHODOX[year])


def test_years_outside_the_calendar_have_no_feasts() -> None:
    assert (islamic_day(400, 1, 1), orthodox_easter(0), orthodox_easter(9999)) == (None, None, None)


def test_public_holidays_hold_their_feast() -> None:
    feasts: dict[str, TimeWord] = {}
    for word in Patterns.load().rule("time", "festivals", TimeFile).word:
        feasts.update(dict.fromkeys(word.words, word))
    rows = Patterns.load().table("time", "holidays")
    assert len({(row["year"], row["feast"]) for row in rows}) == len(rows)
    for row in rows:
        first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
        day = feast_in(feasts[row["feast"]], row["feast"], int(row["year"]))
        assert day is not None
        assert first <= day <= last, row
        assert (last - first).days <= 9, row
