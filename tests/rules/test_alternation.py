"""Many words as one expression: the longest that stands there, as a list of them sorted by length would give."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.rules.alternation import one_of

LETTERS = "甲乙丙.-]^"


@pytest.mark.parametrize("guarded", [False, True])
@given(words=st.lists(st.text(LETTERS, min_size=1, max_size=4), min_size=1), text=st.text(LETTERS, max_size=8))
def test_it_matches_as_a_list_of_the_words_would(words: list[str], text: str, guarded: bool) -> None:
    plain = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    ours, theirs = re.compile(one_of(words, guarded)), re.compile(plain)
    assert [m.span() for m in ours.finditer(text)] == [m.span() for m in theirs.finditer(text)]
    assert bool(ours.fullmatch(text)) == bool(theirs.fullmatch(text))


def test_without_words_nothing_matches() -> None:
    assert re.search(one_of([]), "甲乙") is None


def test_it_goes_back_to_a_shorter_word_where_the_rest_needs_it() -> None:
    match = re.match(one_of(["县", "县长"]) + "长远", "县长远")
    assert match is not None
