"""The cases of tests/cases/date_*.txt and the contract of the finder."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from extract.errors import SettingError
from extract.rules import Patterns, fold
from extract.rules.time import TimeFile
from extract.values.dates import DateFinder, find_dates
from tests.cases_reader import read_cases

TABLES = (
    "date_points",
    "date_relative",
    "date_clock",
    "date_ranges",
    "date_lengths",
    "date_references",
    "date_feasts",
    "date_none",
    "date_papers",
    "date_asked",
)
CASES = [(table, text, expected) for table in TABLES for text, expected in read_cases(table)]


def found(text: str, published: str | None) -> str:
    mentions = [f"{d.text}={d.value or ''}" for d in find_dates(text, published)]
    return "; ".join(mentions) or "-"


@pytest.mark.parametrize(("table", "line", "expected"), CASES)
def test_case(table: str, line: str, expected: str) -> None:
    published, _, text = line.partition("|")
    assert found(text.strip(), published.strip() or None) == expected


@pytest.mark.parametrize("stem", Patterns.load().names("time", ".toml"))
def test_examples_of_the_pattern_files(stem: str) -> None:
    file = Patterns.load().rule("time", stem, TimeFile)
    for example in file.examples:
        text, _, expected = example.partition(" => ")
        values = [d.value or "" for d in find_dates(text, file.published)]
        assert values == expected.split(" | "), text
    for text in file.counter_examples:
        assert find_dates(text, file.published) == [], text


def test_fields_of_a_record() -> None:
    (day,) = find_dates("截至２月５日,全镇无火情", "2020-02-06")
    assert day.model_dump() == {
        "id": "t1", "text": "２月５日", "start": 2, "end": 6, "kind": "date", "value": "2020-02-05",
        "earliest": "2020-02-05", "latest": "2020-02-05", "basis": "publication", "alternatives": [],
        "by": "rule:time.point",
    }  # fmt: skip


@pytest.mark.parametrize("published", ["2020-02-06", date(2020, 2, 6), datetime(2020, 2, 6, 8, 30), "2020-02-06T08:30"])
def test_published_in_every_form(published: str | date | datetime) -> None:
    assert find_dates("昨天开工", published)[0].value == "2020-02-05"


@pytest.mark.parametrize("published", ["", None])
def test_unknown_publication_leaves_days_relative(published: str | None) -> None:
    assert find_dates("昨天开工", published)[0].value is None


@pytest.mark.parametrize("published", ["abc", "去年", "2020-13-40", "2020-02-06 晚上", " "])
def test_what_is_no_day_of_publication_is_refused(published: str) -> None:
    with pytest.raises(SettingError) as refused:
        find_dates("昨天开工", published)
    expected = f"published: “{published}” is no ISO date; write it as 2020-02-06 or 2020-02-06T08:30."
    assert str(refused.value) == expected


BOUNDS = [
    ("近日,修桥", "reference", "2020-01-23", "2020-02-06"),
    ("目前正常", "reference", "2020-02-06", "2020-02-06"),
    ("今后扩种", "reference", "2020-02-06", None),
    ("此前在外", "reference", None, "2020-02-06"),
    ("近两天有雨", "date", "2020-02-04", "2020-02-06"),
    ("未来三天有雨", "date", "2020-02-06", "2020-02-09"),
    ("1月20日以来", "date", "2020-01-20", None),
    ("2月20日前", "date", None, "2020-02-20"),
    ("2018年以前停产", "date", None, "2017"),
    ("2018年前停产", "date", None, "2018"),
    ("2018年底以前停产", "date", None, "2018-12"),
    ("3个工作日内交齐", "date", "2020-02-06", "2020-02-11"),
    ("去年下半年", "date", "2019-07", "2019-12"),
    ("2018年", "date", "2018", "2018"),
    ("上周", "date", "2020-01-27", "2020-02-02"),
    ("2月3日上午", "time", "2020-02-03T08:00", "2020-02-03T12:00"),
    ("2月4日20时", "time", "2020-02-04T20:00", "2020-02-04T20:00"),
    ("3个小时", "duration", None, None),
    ("每天", "set", None, None),
    ("90年代", "date", "1990", "1999"),
    ("去冬", "date", "2019-11-08", "2020-02-03"),
    ("1月下旬", "date", "2020-01-21", "2020-01-31"),
    ("上两个月增产", "date", "2019-12", "2020-01"),
    ("上两周停产", "date", "2020-01-20", "2020-02-02"),
    ("下三周停产", "date", "2020-02-10", "2020-03-01"),
    ("前两年歉收", "date", "2018", "2019"),
    ("三天内交齐", "date", "2020-02-06", "2020-02-09"),
    ("三天内来了百人", "duration", None, None),
    ("十几年前", "reference", "2000", "2010"),
    ("两三天后", "reference", "2020-02-08", "2020-02-09"),
    ("1999年至今", "date", "1999", "2020-02-06"),
    ("3至5天", "duration", None, None),
]


@pytest.mark.parametrize(("text", "kind", "earliest", "latest"), BOUNDS)
def test_kind_and_bounds(text: str, kind: str, earliest: str | None, latest: str | None) -> None:
    (mention,) = find_dates(text, "2020-02-06")
    assert (mention.kind, mention.earliest, mention.latest) == (kind, earliest, latest)


ASKED = [
    ("20天以后", "2022-06-06", None),
    ("半年以前", None, "2021-11"),
    ("再过半小时", "2022-05-17T10:00", None),
    ("20天后", "2022-06-06", "2022-06-06"),
    ("明年6月之前", "2022-05-17T09:30", "2023-06"),
    ("明年6月之前开园", None, "2023-06"),
    ("去年6月之前", None, "2021-06"),
    ("二零二三年伊始", "2023-01", "2023-01"),
    ("15个工作日内", "2022-05-17T09:30", "2022-06-07"),
    ("四周后", "2022-06-14", "2022-06-20"),
    ("一刻钟后", "2022-05-17T09:45", "2022-05-17T10:00"),
    ("前两周", "2022-05-03", "2022-05-17T09:30"),
    ("后半夜", "2022-05-17T02:00", "2022-05-17T05:00"),
    ("两个多月以来", "2022-03", "2022-05-17T09:30"),
    ("四年多来", "2018", "2022-05-17T09:30"),
    ("两天半以来", "2022-05-14T21:30", "2022-05-17T09:30"),
    ("近半年", "2021-11-17", "2022-05-17T09:30"),
    ("近俩月", "2022-03-17", "2022-05-17T09:30"),
    ("过去三天", "2022-05-14T09:30", "2022-05-17T09:30"),
    ("前两天", "2022-05-15", "2022-05-16"),
    ("两年半以内", "2022-05-17T09:30", "2024-11"),
    ("昨天现在", "2022-05-16T09:30", "2022-05-16T09:30"),
    ("正月", "2022-02-01", "2022-03-02"),
]


@pytest.mark.parametrize(("text", "earliest", "latest"), ASKED)
def test_bounds_at_a_known_moment(text: str, earliest: str | None, latest: str | None) -> None:
    (mention,) = find_dates(text, "2022-05-17T09:30")
    assert (mention.earliest, mention.latest) == (earliest, latest)


def test_traditional_characters() -> None:
    assert found("上個禮拜五下午兩點開會", "2024-05-16") == "上個禮拜五下午兩點=2024-05-10T14:00"


def test_paragraphs_do_not_run_into_each_other() -> None:
    mentions = DateFinder(Patterns.load()).find(fold("5月\n3日停电"), "2024-05-16")
    assert [(m.start, m.end, m.value) for m in mentions] == [(0, 2, "2024-05"), (3, 5, "2024-05-03")]


READINGS = [
    ("2020年2月4日", None, []),
    ("昨天开工", "publication", []),
    ("周二开工", "publication", ["2020-02-11"]),
    ("将于周二开工", "future", ["2020-02-04"]),
    ("12日停电", "publication", ["2020-02-12"]),
    ("10月停电", "publication", ["2020-10"]),
    ("1月停电", "publication", []),
    ("今年1月停电", "publication", []),
    ("五一前后停电", "publication", ["2020-05-01"]),
    ("端午节赛龙舟", "publication", ["2020-06-25"]),
    ("三点停电", "publication", ["2020-02-06T15:00"]),
    ("下午三点停电", "publication", []),
    ("3时停电", "publication", []),
    ("等了3个小时", None, []),
    ("近两天停电", "publication", []),
]


@pytest.mark.parametrize(("text", "basis", "alternatives"), READINGS)
def test_what_a_reading_rests_on(text: str, basis: str | None, alternatives: list[str]) -> None:
    (mention,) = find_dates(text, "2020-02-06")
    assert (mention.basis, mention.alternatives) == (basis, alternatives)


def test_a_told_day_is_the_basis_of_what_follows() -> None:
    mentions = find_dates("2019年3月2日开工,当天栽树,5月验收", "2020-02-06")
    assert [(m.value, m.basis) for m in mentions] == [
        ("2019-03-02", None),
        ("2019-03-02", "story"),
        ("2019-05", "story"),
    ]
