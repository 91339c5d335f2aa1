from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.rules import fold
from tests.cases_reader import read_cases


@pytest.mark.parametrize(("text", "expected"), read_cases("fold"))
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text())
def test_the_fold_keeps_every_offset_and_needs_no_second_pass(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


def test_line_ends_are_left_alone() -> None:
    assert fold("一\r\n二\n") == "一\r\n二\n"
