"""Counts: a table, what is no count, invariants, and time."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.records import Count
from extract.rules import Patterns, fold
from extract.rules.unit import CountWords, units
from extract.values.counts import CountFinder, find_counts
from tests.cases_reader import read_cases
from tests.timing import grows_linearly

FINDER = CountFinder(Patterns.load())


def show(count: Count) -> str:
    if count.value is not None:
        value = f"{count.value:f}"
        value = value.rstrip("0").rstrip(".") if "." in value else value
    elif count.low is not None and count.high is not None and count.text[0] not in "数几成多":
        value = f"{count.low:f}~{count.high:f}"
    else:
        value = "_"
    of = count.of.text if count.of else "_"
    return " ".join((count.text, value, count.approx, count.unit or "_", of))


@pytest.mark.parametrize(
    ("text", "expected"), [*read_cases("count"), *read_cases("count_news"), *read_cases("count_more")]
)
def test_table(text: str, expected: str) -> None:
    found = [show(count) for count in find_counts(text)]
    wanted = [] if expected == "-" else expected.split(" ; ")
    for got, want in zip(found, wanted, strict=True):
        got_of, want_of = got.rsplit(" ", 1)[1], want.rsplit(" ", 1)[1]
        assert got.rsplit(" ", 1)[0] == want.rsplit(" ", 1)[0]
        assert got_of.endswith(want_of)


@pytest.mark.parametrize("text", [text for text, _ in read_cases("count_none")])
def test_no_amount(text: str) -> None:
    assert [count.text for count in find_counts(text)] == []


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("捐款5万元", "money", "CNY"),
        ("耗资3亿美元", "money", "USD"),
        ("售价2000日元", "money", "JPY"),
        ("港币300万元", "money", "HKD"),
        ("三万元欧元", "money", "EUR"),
        ("耕地20亩", "measure", "10000.m2/15"),
        ("全长50公里", "measure", "km"),
        ("重5斤", "measure", "500.g"),
        ("气温30摄氏度", "measure", "Cel"),
        ("北纬30度", "measure", "deg"),
        ("增长5%", "percent", "%"),
        ("提高2个百分点", "percent", "%"),
        ("七成农户", "share", "10%"),
        ("三分之一的村", "share", None),
        ("他69岁", "age", "a"),
        ("口罩100只", "count", None),
        ("电价0.5元/度", "rate", "CNY"),
        ("每亩增收400元", "rate", "CNY"),
        ("每公斤售价3元", "rate", "CNY"),
        ("每年增收400元", "money", "CNY"),
        ("每户居民捐款400元", "money", "CNY"),
    ],
)
def test_kind_and_code(text: str, kind: str, code: str | None) -> None:
    (count,) = find_counts(text)
    assert (count.kind, count.unit_code) == (kind, code)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("30人", 30, 30),
        ("30多人", 30, None),
        ("近30人", None, 30),
        ("约30人", None, None),
        ("至少30人", 30, None),
        ("30人以下", None, 30),
        ("30至40人", 30, 40),
        ("数百人", 100, 1000),
        ("大约十多人", 10, 20),
        ("五元六角-五元七角", 5.6, 5.7),
    ],
)
def test_bounds(text: str, low: float | None, high: float | None) -> None:
    (count,) = find_counts(text)
    assert [bound and float(bound) for bound in (count.low, count.high)] == [low, high]


@pytest.mark.parametrize(
    ("text", "cumulative"),
    [("累计捐赠口罩1000只", True), ("共收到捐款500元", True), ("捐赠口罩1000只", False), ("共青团员5名", False)],
)
def test_cumulative(text: str, cumulative: bool) -> None:
    (count,) = find_counts(text)
    assert count.cumulative is cumulative


def test_head_is_the_end_of_what_is_counted() -> None:
    (count,) = find_counts("200多名青年志愿者")
    assert count.of is not None
    assert (count.of.text, count.of.head) == ("青年志愿者", "志愿者")


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("产值分别增长5%、8%和9%", ["产值"] * 3),
        ("全镇居民1250户共5756人", ["居民", "居民"]),
        ("演出57台163场剧目", ["剧目", "剧目"]),
        ("打井3眼,共5人", ["井", None]),
    ],
)
def test_lists_share_what_they_count(text: str, nouns: list[str | None]) -> None:
    assert [count.of and count.of.head for count in find_counts(text)] == nouns


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("百 分 之 五", "百 分 之 五", 5),
        ("提高 六 个 百 分点", "六 个 百 分点", 6),
        ("共 三 十 二 名 队员", "三 十 二 名", 32),
        ("2020 3 5 人", "5 人", 5),
    ],
)
def test_blanks_inside_a_numeral(text: str, span: str, value: int) -> None:
    count = find_counts(text)[-1]
    assert (count.text, count.value) == (span, value)
    assert text[count.start : count.end] == count.text


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("花了三块", True),
        ("一斤3块5", True),
        ("电池三块", False),
        ("切成三块", False),
        ("三块电池", False),
        ("人民币3.14", True),
    ],
)
def test_money_beside_pieces(text: str, money: bool) -> None:
    (count,) = (count for count in find_counts(text) if count.unit != "斤")
    assert (count.kind == "money", count.unit_code) == ((True, "CNY") if money else (False, None))


def test_taken_spans_are_left_alone() -> None:
    text = "2020人于2020年到达30人"
    found = FINDER.find(text, [(6, 11)])
    assert [text[count.start : count.end] for count in found] == ["2020人", "30人"]


def test_smaller_unit_keeps_exact_decimals() -> None:
    (count,) = find_counts("收费三元三角三分")
    assert count.value == Decimal("3.33")


def test_offsets_are_those_of_the_text_given() -> None:
    text = "共　１２０　户"
    (count,) = find_counts(text)
    assert text[count.start : count.end] == count.text == "１２０　户"


PIECES = st.sampled_from(
    [
        *"3五十百万亿多余几数两约近个名元％的、，。至-“”第一半米8次人死伤成度",
        "１２",
        "超过",
        "以上",
        "公里",
        "口罩",
        "分之",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_invariants(text: str) -> None:
    counts = FINDER.find(fold(text))
    for count, following in pairwise(counts):
        assert count.end <= following.start
    for count in counts:
        assert 0 <= count.start < count.end <= len(text)
        if count.of and count.head:
            assert count.of[0] <= count.head[0] < count.head[1] <= count.of[1]
        if count.low is not None and count.high is not None:
            assert count.low <= count.high


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    for count in find_counts(text):
        assert text[count.start : count.end] == count.text


@given(st.integers(1, 10**9))
@settings(max_examples=100, deadline=None)
def test_any_number_is_found_with_its_value(number: int) -> None:
    (count,) = FINDER.find(f"运来{number}箱苹果")
    assert (count.value, count.unit) == (number, "箱")


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "一",
        "百分之",
        "1,",
        "十万",
        "3至",
        "三、",
        "多",
        "1/2",
        "“一",
        "5斤2两",
        "1-2",
        "3个的",
        "超过",
        "成千上万",
        "(一",
        "200万元",
        "口罩3只、",
        "其中3人",
        "3 个 ",
        "两",
        "第",
        "半个",
        "3至5万元",
        "1/",
        "3(户",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = unit * (size // len(unit))
        return lambda: FINDER.find(text)

    assert grows_linearly(work, 12_500, 100_000)


def test_unit_tables_hold_no_unit_twice_in_one_table_and_known_marks_only() -> None:
    for unit in units(Patterns.load()):
        assert unit.text
        assert set(unit.marks) <= set("mosndqpxyltezh")


def test_every_follow_rule_names_a_unit() -> None:
    known = {unit.text for unit in units(Patterns.load())}
    words = Patterns.load().rule("unit", "count", CountWords)
    assert set(words.follow) <= known
    assert {row.unit for row in words.then} <= known
