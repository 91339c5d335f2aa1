"""Numerals: a table, round trips, and what never happens."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.rules import fold
from extract.values.numbers import parse_neighbours, parse_number
from tests.cases_reader import read_cases

DIGITS = "零一二三四五六七八九"
CAPITALS = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")


def section(number: int) -> str:
    """A number below 10000 in Chinese, as it is spoken."""
    out, zero = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            out += ("零" if zero and out else "") + DIGITS[digit] + unit
        zero = not digit
    return out


def chinese(number: int) -> str:
    """A number below 10^16 in Chinese, as it is spoken."""
    if number < 10**4:
        return section(number) or "零"
    size, unit = (10**8, "亿") if number >= 10**8 else (10**4, "万")
    high, low = divmod(number, size)
    rest = ("零" if low < size // 10 else "") + chinese(low) if low else ""
    return chinese(high) + unit + rest


@pytest.mark.parametrize(("text", "expected"), read_cases("number"))
def test_table(text: str, expected: str) -> None:
    assert parse_number(text) == (None if expected == "-" else Decimal(expected))


@pytest.mark.parametrize(("text", "expected"), read_cases("number_bounds"))
def test_neighbouring_digits(text: str, expected: str) -> None:
    bounds = None if expected == "-" else tuple(map(Decimal, expected.split("~")))
    assert parse_neighbours(fold(text)) == bounds


@given(st.integers(0, 10**16 - 1))
def test_chinese_reads_back(number: int) -> None:
    assert parse_number(chinese(number)) == number


@given(st.integers(0, 10**12))
def test_capitals_read_back(number: int) -> None:
    assert parse_number(chinese(number).translate(CAPITALS)) == number


@given(st.integers(0, 10**15))
def test_grouped_digits_read_back(number: int) -> None:
    assert parse_number(f"{number:,}") == number


@given(st.decimals(0, 10**6, places=3))
def test_decimals_are_exact(number: Decimal) -> None:
    assert parse_number(f"{number}万") == number * 10000


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_mixed_with_scale(tens_of_thousands: int, rest: int) -> None:
    expected = tens_of_thousands * 10000 + (rest * 1000 if rest < 10 else rest)
    assert parse_number(f"{tens_of_thousands}万{rest}") == expected


@given(st.text(alphabet="零一二两三十百千万亿半点分之负%./0123456789,几多成又廿①-", max_size=45))
def test_never_raises(text: str) -> None:
    value = parse_number(text)
    assert value is None or value.is_finite()


def test_type_is_decimal_never_float() -> None:
    assert isinstance(parse_number("0.1"), Decimal)
    assert parse_number("0.1") == Decimal("0.1")


def test_absurdly_long_numerals_are_declined() -> None:
    assert parse_number("9" * 41) is None
    assert parse_number("一" * 10**6) is None
