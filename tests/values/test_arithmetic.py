"""Figures that contradict each other, and those that only look as if they did."""

from __future__ import annotations

import pytest

from extract.rules import Patterns, fold
from extract.values.arithmetic import discrepancies
from extract.values.counts import CountFinder, find_counts

FINDER = CountFinder(Patterns.load())


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("车上共8人,其中男6人、女3人。", "8人,其中男6人、女3人"),
        ("这个队有队员12人,其中男队员7人,女队员6人。", "12人,其中男队员7人,女队员6人"),
        ("全镇收到善款500元,其中一位老人捐出800元。", "500元,其中一位老人捐出800元"),
        ("全村1000户,其中600户,占50%。", "1000户,其中600户,占50%"),
    ],
)
def test_what_cannot_be_true(text: str, wrong: str) -> None:
    assert [text[start:end] for start, end in discrepancies(text, FINDER.find(text))] == [wrong]


@pytest.mark.parametrize(
    "text",
    [
        "车上共8人,其中男5人、女3人。",
        "车上共约8人,其中男6人、女3人。",
        "车上共8人,其中男6人以上、女3人。",
        "代表9人,其中党员7人、女4人。",
        "全村1000户,其中612户,占61%。",
        "全村1000户,其中600户参加合作社,占社员的75%。",
        "修路8公里,其中桥梁300座。",
        "会员80人。其中一些人来自外地,去年新增会员90人。",
        "共8人。\n其中男6人、女3人。",
    ],
)
def test_what_may_be_true(text: str) -> None:
    assert discrepancies(text, FINDER.find(text)) == []


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("到会代表共80人,其中女代表30人", ["whole", "part"]),
        ("全镇新增路灯40盏,共有路灯200盏", ["increment", None]),
        ("修渠3条,植树500棵", [None, None]),
        ("种树500棵。其中果树200棵、柳树300棵。养羊20只。", ["whole", "part", "part", None]),
    ],
)
def test_roles(text: str, roles: list[str | None]) -> None:
    assert [count.role for count in find_counts(text)] == roles


def test_offsets_are_those_of_the_folded_text() -> None:
    text = fold("車上共８人，其中男６人、女３人。")
    assert [text[start:end] for start, end in discrepancies(text, FINDER.find(text))] == ["8人,其中男6人、女3人"]


def test_the_record_says_what_to_distrust() -> None:
    from extract.pipeline import load

    (record,) = load()("坪头镇昨日开会,到会代表共8人,其中男6人、女3人。", published="2021-03-05")
    assert any("8人,其中男6人、女3人" in warning for warning in record.warnings)
