from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.article import Article, Block, NameMention, Source
from extract.pipeline import Extractor
from extract.pipeline import load as build
from extract.quotes import Quotes
from extract.rules import Settings
from extract.words import Sentences, Words
from tests.cases_reader import read_cases


def article(marked: str) -> Article:
    """An article of one paragraph; people's names are marked <…>."""
    text, names = "", []
    for part in re.split(r"(<[^>]*>)", marked):
        if part.startswith("<"):
            names.append(NameMention(len(text), len(text) + len(part) - 2, "PER", "test", 1.0))
        text += part.strip("<>")
    source = Source("test.txt", "0" * 64, "utf-8", text)
    made = Article(source, 0, text, [(0, 0, len(text))], [Block("paragraph", 0, len(text))])
    Sentences(Settings())([made])
    made.names = names
    Words(Settings())([made])
    Quotes(Settings())([made])
    return made


@pytest.mark.parametrize(("marked", "expected"), read_cases("quotes"))
def test_direct_speech(marked: str, expected: str) -> None:
    made = article(marked)
    direct = [quote for quote in made.quotes if quote.kind == "direct"]
    if expected == "-":
        assert not direct
        return
    wanted = [part.split(":") for part in expected.split(";")]
    assert len(direct) == len(wanted)
    for quote, (speaker, beginning) in zip(direct, wanted, strict=True):
        assert made.text[quote.start : quote.end].startswith(beginning)
        named = made.text[slice(*quote.speaker)] if quote.speaker else "无"
        assert named == speaker


@pytest.mark.parametrize(
    ("marked", "speaker", "beginning"),
    [
        ("<季明>表示,今年要把三条巷子的路灯全部换完。", "季明", "今年要把"),
        ("据县气象站介绍,未来三天还有中到大雨。", "县气象站", "未来三天"),
        ("记者从县教育局获悉,新学期将增开两趟校车。", "县教育局", "新学期将"),
    ],
)
def test_indirect_speech(marked: str, speaker: str, beginning: str) -> None:
    made = article(marked)
    (quote,) = made.quotes
    assert quote.kind == "indirect"
    assert made.text[quote.start :].startswith(beginning)
    assert quote.speaker is not None
    assert made.text[slice(*quote.speaker)] == speaker


@cache
def load() -> Extractor:
    return build()


SHARE = 0.75  # of the sentences in which every speech and every speaker is right


def spoken(text: str, kind: str) -> str:
    found = [quote for record in load()(text, published="2021-06-10") for quote in record.quotes if quote.kind == kind]
    return ";".join(f"{quote.speaker.text if quote.speaker else '无'}:{quote.text}" for quote in found) or "-"


def right(expected: str, got: str) -> bool:
    wanted, found = expected.split(";"), got.split(";")
    return len(wanted) == len(found) and all(g.startswith(w) for w, g in zip(wanted, found, strict=True))


@pytest.mark.parametrize(("table", "kind"), [("quotes_whole", "direct"), ("quotes_indirect", "indirect")])
def test_most_speech_is_found_with_its_speaker(table: str, kind: str) -> None:
    cases = read_cases(table)
    wrong = [f"{text}\n  {wanted}\n  {got}" for text, wanted in cases if not right(wanted, got := spoken(text, kind))]
    assert len(wrong) <= (1 - SHARE) * len(cases), "\n".join(wrong)


def test_speech_that_goes_on_in_the_next_paragraph_keeps_its_speaker() -> None:
    text = "放水那天全村都来了。\n村支书甘霖说:“渠修好了,这是第一件事。\n“第二件事,明年把路修到山上去。”"
    (record,) = load()(text)
    assert [quote.speaker and quote.speaker.text for quote in record.quotes] == ["甘霖", "甘霖"]
    assert record.quotes[1].text.startswith("第二件事")


@settings(deadline=None)  # the first example reads the segmenter's dictionary
@given(st.text(alphabet='“”"‘’说:,。!我他<>王明\n 一', max_size=60))
def test_any_marks_leave_spans_in_order_and_in_bounds(marked: str) -> None:
    made = article(marked.replace("<", "").replace(">", ""))
    direct = [quote for quote in made.quotes if quote.kind == "direct"]
    assert all(0 <= quote.start < quote.end <= len(made.text) for quote in made.quotes)
    assert all(a.end <= b.start for a, b in pairwise(direct))
