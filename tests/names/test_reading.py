"""Where a name may begin, and that a batch is read as its articles are read one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.names import Names
from extract.names.batch import Batch
from tests.names.conftest import make_article

PIECES = (
    "和县",
    "乡",
    "在",
    "综合",
    "南京",
    "的",
    "。",
    "“",
    "”",
    "战",
    ",",
    "联合",
    "公安局",
    "某",
    "\n",
    "𠮷",
    "A1",
    "·",
)


@pytest.mark.parametrize(
    ("text", "cuts"),
    [
        ("柳塘。云帆", [0, 3]),
        ("柳塘。", [0, 3]),
        ("柳塘——云帆", [0, 4]),
        ("柳塘“云”帆", [0]),  # a quotation of one or two characters inside a word parts nothing
        ("“云”帆", [0]),
        ("柳塘“云”,帆", [0, 6]),
        ("柳塘“云”“帆”石", [0]),
        ("柳塘,“云”帆", [0, 4, 6]),
        ("柳塘“云帆石”坪", [0, 3, 7]),
        ("柳塘在云帆", [0, 3]),
        ("柳塘综合云帆", [0]),  # 合 would part, 综合 holds nothing that does
        ("", [0]),
    ],
)
def test_names_may_begin_after_marks_and_boundary_words(names: Names, text: str, cuts: list[int]) -> None:
    assert names._lexicon.read([make_article(text)])[0].cuts == cuts


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=6))
def test_articles_are_read_in_a_batch_as_alone(names: Names, texts: list[str]) -> None:
    alone = [names._lexicon.read([make_article(text)])[0] for text in texts]
    assert names._lexicon.read([make_article(text) for text in texts]) == alone


def test_positions_are_dealt_out_to_the_texts_they_are_in() -> None:
    batch = Batch(["甲乙", "", "丙"])
    assert batch.shares(np.array([0, 2, 3, 4, 5])) == [[0, 2], [0], [0, 1]]
