"""What holds for any text: the way back to the source, blocks in order, the same result twice, linear time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.article import Article, Source
from extract.layout import Layout
from extract.rules import Settings
from tests.timing import grows_linearly

LAYOUT = Layout(Settings())
PIECES = [
    "\n", "\n\n", "\r\n", "　　", " ", "新坝合龙", "东川大堤昨日合龙，民工有", "一千多人。", "“", "”",
    "（", "）", "《", "——", "本报讯（记者何田）", "本报记者 何　田", "何田 摄", "▲", "第A3版:要闻",
    "（下转第二版）", "12", "个", "2016年8月3日", "New dam", "何田", "责任编辑：马骁", "……",
    "新华社东川2月6日电", "·", "\x00", "\ufeff", "的工地",
]  # fmt: skip
pages = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


def read(text: str) -> list[Article]:
    return LAYOUT(Source("a.txt", "", "utf-8", text))


@settings(max_examples=400, deadline=None)
@given(pages)
def test_every_kept_run_leads_back(text: str) -> None:
    for article in read(text):
        end = 0
        for start, source, size in article.segments:
            assert start >= end
            assert size > 0
            assert article.text[start : start + size] == text[source : source + size]
            assert article.text[end:start].isspace() or end == start
            end = start + size
        assert end == len(article.text)


@settings(max_examples=400, deadline=None)
@given(pages)
def test_blocks_cover_the_text_in_order(text: str) -> None:
    for article in read(text):
        at = 0
        for block in article.blocks:
            assert block.start in (at, at + 1)
            assert block.end > block.start
            assert article.text[at : block.start] in ("", "\n")
            assert "\n" not in article.text[block.start : block.end]
            at = block.end
        assert at == len(article.text)


@settings(max_examples=200, deadline=None)
@given(pages)
def test_nothing_but_space_and_furniture_is_lost_or_read_twice(text: str) -> None:
    kept = [i for a in read(text) for _, source, size in a.segments for i in range(source, source + size)]
    assert len(kept) == len(set(kept))
    assert not text.strip(" \n\r\t\u3000\x00\ufeff") or kept or not any(c.isalnum() for c in text)


@settings(max_examples=200, deadline=None)
@given(pages)
def test_credits_name_characters_of_the_text(text: str) -> None:
    for article in read(text):
        for credit in article.credits:
            written = article.text[credit.start : credit.end]
            assert credit.name
            assert "".join(credit.name.split()) == "".join(written.split())


@settings(max_examples=100, deadline=None)
@given(pages)
def test_the_same_twice(text: str) -> None:
    assert read(text) == read(text)


@pytest.mark.parametrize(
    "unit",
    [
        "东川大堤昨日合龙，",
        "\n",
        "(",
        "“",
        "(记者\n",
        "12\n",
        "东川\n\n",
        "本报记者 何田\n",
        "新华社东川2月6日电（记者何田）大堤合龙。\n",
        "本报记者 何田\n的工地上。\n大堤合龙，书市开\n",
        "王李张刘陈",
        "2016年8月3日 ",
        "何田 摄\n",
        "▲合龙现场（何田 摄）\n",
        "新坝合龙喜讯传\n\n东川大堤昨日合龙，民工有一千多人，不远处灯火通明。\n\n",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def work(size: int) -> Callable[[], object]:
        return lambda: read(unit * (size // len(unit)))

    assert grows_linearly(work, 12_500, 100_000)
