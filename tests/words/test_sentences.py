from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.words import split_sentences
from tests.cases_reader import read_cases


@pytest.mark.parametrize(("text", "expected"), read_cases("sentences"))
def test_sentences(text: str, expected: str) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == expected.split("|")


@given(st.text(alphabet="甲乙。!?…“”‘’,() \n", max_size=80))
def test_sentences_hold_all_that_is_no_space_once_and_in_order(text: str) -> None:
    spans = split_sentences(text)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "").replace("\n", "") == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_an_endless_quotation_is_cut_like_any_other_text() -> None:
    text = "“" + "很长的一句话。" * 200
    assert len(split_sentences(text)) == 200
