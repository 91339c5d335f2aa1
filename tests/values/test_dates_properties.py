"""Invariants of the date finder: dates read back, spans are sound, time is linear, nothing raises."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.rules import Patterns, fold
from extract.values.calendar import lunar_day
from extract.values.dates import DateFinder, find_dates
from tests.timing import grows_linearly

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
NUMERALS = ["〇", *"一二三四五六七八九十"]


def small(number: int) -> str:
    """A number below 100 in Chinese."""
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else NUMERALS[tens]) + "十" if tens else "") + (NUMERALS[ones] if ones or not tens else "")


def written(day: date) -> list[str]:
    year, month, number = day.year, day.month, day.day
    chinese_year = "".join(NUMERALS[int(digit)] for digit in str(year))
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return [
        f"{year}年{month}月{number}日",
        f"{year}年{month:02d}月{number:02d}日",
        f"{year}年{month}月{number}号",
        f"{year} 年 {month} 月 {number} 日",
        f"{year}年{month}月{number}日".translate(wide),
        f"{chinese_year}年{small(month)}月{small(number)}日",
        f"{chinese_year.replace('〇', '零')}年{small(month)}月{small(number)}号",
        f"{chinese_year.replace('〇', '○')}年{small(month)}月{small(number)}日",
        f"{year}-{month:02d}-{number:02d}",
        f"{year}/{month}/{number}",
        f"{year}.{month:02d}.{number:02d}",
        f"公元{year}年{month}月{number}日",
    ]


@given(DAYS)
@settings(max_examples=150, deadline=None)
def test_any_day_reads_back_from_any_writing(day: date) -> None:
    for text in written(day):
        assert [(d.text, d.value) for d in find_dates(f"会议于{text}召开", "2024-05-16")] == [(text, day.isoformat())]


@given(DAYS)
@settings(max_examples=100, deadline=None)
def test_a_month_and_day_is_the_last_one(day: date) -> None:
    published = day + timedelta(days=(day.toordinal() * 7) % 300)
    mention = find_dates(f"{day.month}月{day.day}日,开工", published.isoformat())[0]
    if (day.month, day.day) != (2, 29):
        assert mention.value == day.isoformat()


@given(DAYS, st.integers(0, 23), st.integers(0, 59))
@settings(max_examples=100, deadline=None)
def test_clock_times_read_back(day: date, hour: int, minute: int) -> None:
    for text in (f"{hour}时{minute:02d}分", f"{hour}:{minute:02d}", f"{hour}点{minute:02d}分"):
        whole = f"{day.month}月{day.day}日{text}"
        value = find_dates(f"{day.year}年{whole}", "2024-05-16")[0].value
        assert value == f"{day.isoformat()}T{hour:02d}:{minute:02d}"


@given(st.integers(1950, 2060), st.integers(1, 12), st.integers(1, 29))
@settings(max_examples=150, deadline=None)
def test_lunar_days_agree_with_the_calendar_library(year: int, month: int, number: int) -> None:
    from lunar_python import Lunar

    solar = Lunar.fromYmd(year, month, number).getSolar()
    expected = date(solar.getYear(), solar.getMonth(), solar.getDay())
    assert lunar_day(year, month, number) == expected
    numeral = f"初{small(number)}" if number <= 10 else small(number)
    mention = find_dates(f"农历{small(month)}月{numeral},赶集", expected.isoformat())[0]
    assert mention.value == expected.isoformat()


ALPHABET = (
    "0123456789〇一二两三四五六七八九十百千万半几数多年月日号时点分秒天周星期礼拜季度世纪代前后以来内左右许至到"
    "-—~、,。:(）今昨明去上下本当次正初大除夕春节午晚早晨凌每近约的“”\n 个小第末底旬"
)


@given(
    st.text(alphabet=ALPHABET, max_size=60),
    st.sampled_from([None, "2024-05-16", "0001-01-01", "9999-12-31", "2024-02-29T23:59"]),
)
@settings(max_examples=1500, deadline=None)
def test_spans_are_sound_on_the_language_of_times(text: str, published: str | None) -> None:
    check_spans(text, published)


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_spans_are_sound_on_any_text(text: str) -> None:
    check_spans(text, "2024-05-16")


LENGTH = r"P(?:[0-9.]+[YMWD])*(?:T(?:[0-9.]+[HMS])+)?"
MOMENT = (
    r"-?[0-9X]{4,}(?:-(?:[0-9X]{2}(?:-[0-9X]{2})?|Q[1-4]|H[12]|SP|SU|FA|WI|W[0-9X]{2}(?:-WE)?))?"
    r"(?:T(?:[0-9]{2}:[0-9]{2}(?::[0-9]{2})?|MO|MI|AF|DT|EV|NI))?"
)
VALUE = re.compile(
    rf"{MOMENT}(?:/(?:{MOMENT}|\.\.))?|\.\./{MOMENT}|{LENGTH}(?:/{LENGTH})?|R/(?:{LENGTH}|PX)|(?:PRESENT|PAST|FUTURE)_REF|"
    r"T[0-9]{2}:[0-9]{2}(?:/(?:T[0-9]{2}:[0-9]{2}|\.\.))?|\.\./T[0-9]{2}:[0-9]{2}"
)


def check_spans(text: str, published: str | None) -> None:
    end = 0
    for mention in find_dates(text, published):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert "\n" not in mention.text
        assert mention.value != ""
        assert mention.value is None or VALUE.fullmatch(mention.value), (text, mention)
        before_christ = (mention.earliest or "").startswith("-")  # years count backwards there
        if mention.earliest and mention.latest and mention.kind != "duration" and not before_christ:
            shorter = min(len(mention.earliest), len(mention.latest))
            assert mention.earliest[:shorter] <= mention.latest[:shorter], (text, mention)
        end = mention.end


def test_a_text_in_front_shifts_the_spans_only() -> None:
    text = "昨天上午9时,两车相撞;10日以来,已有3起。"
    plain = [(d.start, d.end, d.value) for d in find_dates(text, "2024-05-16")]
    shifted = [(d.start - 7, d.end - 7, d.value) for d in find_dates("清河镇消息。\n" + text, "2024-05-16")]
    assert plain == shifted


ADVERSARIAL = {
    "digits": "1",
    "numerals": "一",
    "dashes": "1-",
    "clocks": "1:11:",
    "near": "近",
    "every": "每",
    "spaces": "1 ",
    "years": "一九",
    "hundreds": "百万千亿",
    "before": "上两",
    "open brackets": "(",
    "half dates": "2020-1-",
    "no ordinals": "第年月",
    "no ranges": "至",
    "prose": "山水",
}
DENSE = {  # nothing but times
    "months": "1月",
    "today": "今天",
    "brackets": "今天(",
    "quotes": "“今天",
    "lists": "1、",
    "sets": "每周一、",
    "lunar": "腊月初一",
    "ranges": "1日至",
    "short years": "98年3月5日,",
}
FINDER = DateFinder(Patterns.load())


@pytest.mark.parametrize("name", sorted(ADVERSARIAL))
def test_a_million_characters_are_read_in_linear_time(name: str) -> None:
    assert grows_linearly(reading(ADVERSARIAL[name]), 125_000, 1_000_000)


@pytest.mark.parametrize("name", sorted(DENSE))
def test_texts_of_nothing_but_times_are_read_in_linear_time(name: str) -> None:
    assert grows_linearly(reading(DENSE[name]), 12_500, 100_000)


def reading(unit: str) -> Callable[[int], Callable[[], object]]:
    def work(size: int) -> Callable[[], object]:
        folded = fold(unit * (size // len(unit)))
        return lambda: FINDER.find(folded, "2024-05-16")

    return work


@pytest.mark.slow
@pytest.mark.parametrize("decade", range(1950, 2060, 10))
def test_every_lunar_day_agrees_with_the_calendar_library(decade: int) -> None:
    from lunar_python import Solar

    for ordinal in range(date(decade, 1, 1).toordinal(), date(decade + 10, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
        assert lunar_day(lunar.getYear(), lunar.getMonth(), lunar.getDay()) == day
