"""Looking for the strings that an article teaches."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extract.names import strings
from extract.names.strings import occurrences


def test_the_longest_of_those_that_begin_together_counts() -> None:
    assert occurrences("柳塘村在柳塘", ["柳塘", "柳塘村"]) == [(1, 0, 3), (0, 4, 6)]


def test_what_runs_into_one_found_before_is_none() -> None:
    assert occurrences("甲甲甲", ["甲甲"]) == [(0, 0, 2)]


@given(st.text("甲乙丙", max_size=30), st.lists(st.text("甲乙丙", min_size=1, max_size=4), min_size=1, unique=True))
def test_searching_and_the_automaton_agree(text: str, wanted: list[str]) -> None:
    found = occurrences(text, wanted)
    before, strings._SEARCHED = strings._SEARCHED, -1
    try:
        assert occurrences(text, wanted) == found
    finally:
        strings._SEARCHED = before
