"""What the stage finds in plain text, without a model."""

from __future__ import annotations

import pytest

from extract.article import NameKind, NameMention
from tests.cases_reader import read_cases
from tests.names.conftest import Read, spelled


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (kind, text, expected)
        for kind, table in (("ORG", "organizations"), ("LOC", "places"), ("PER", "people"))
        for text, expected in read_cases(f"name_{table}")
    ],
)
def test_case(read: Read, kind: str, text: str, expected: str) -> None:
    assert spelled(read(text), kind) == ([] if expected == "-" else expected.split("|"))


def test_certain_name_is_found_everywhere(read: Read) -> None:
    article = read("局长李宁表示,工程已经完工。昨天上午,人们看见李宁还在堤上。")
    assert spelled(article, "PER") == ["李宁", "李宁"]


def test_last_link_of_a_chain_is_learned(read: Read) -> None:
    article = read("清河县临水街道耀光村多次受灾。耀光村防汛志愿服务队来了。")
    assert spelled(article, "LOC") == ["清河县临水街道耀光村"]
    assert spelled(article, "ORG") == ["耀光村防汛志愿服务队"]


def test_a_person_of_the_model_that_is_nothing_but_a_dateline_is_none(read: Read) -> None:
    text = "【柘岭讯】昨天,柘岭下雨。"
    candidate = NameMention(3, 5, "PER", "model:test", 0.9)  # 讯】
    assert spelled(read(text, candidates=(candidate,)), "PER") == []


def test_model_candidates_are_taken(read: Read) -> None:
    text = "老人望着河面。"
    assert spelled(read(text), "PER") == []
    text = "看台上的安平一直在笑。"
    candidate = NameMention(4, 6, "PER", "model:test", 0.99)
    assert spelled(read(text, candidates=(candidate,)), "PER") == ["安平"]


def test_unsure_candidates_are_dropped(read: Read) -> None:
    candidate = NameMention(4, 6, "PER", "model:test", 0.3)
    assert spelled(read("看台上的安平一直在笑。", candidates=(candidate,)), "PER") == []


def test_candidate_inside_a_longer_name_is_dropped(read: Read) -> None:
    candidate = NameMention(0, 2, "LOC", "model:test", 0.99)
    article = read("柘岭市公安局发了通知。", candidates=(candidate,))
    assert [article.text[m.start : m.end] for m in article.names] == ["柘岭市公安局"]


@pytest.mark.parametrize(
    ("text", "name", "kind", "confidence", "expected"),
    [
        ("云帆保险柘岭分公司开业了。", "云帆保险柘岭分公司", "ORG", 0.7, ["云帆保险柘岭分公司"]),
        ("第六届全国人大开会。", "第六届全国人大", "ORG", 0.7, ["全国人大"]),
        ("一是云帆家纺;柘岭来人。", "云帆家纺;柘岭", "ORG", 0.9, []),
        ("去年GDP有所增长。", "GDP", "ORG", 0.7, []),
        ("去年NBA来访。", "NBA", "ORG", 0.9, ["NBA"]),
        ("在苏州空调市场里。", "苏州", "LOC", 0.95, ["苏州"]),
        ("在苏州老街农贸市场里。", "苏州", "LOC", 0.6, ["苏州老街农贸市场"]),
        ("从那时起人大的工作多了。", "人大", "ORG", 0.8, ["人大"]),
        ("他回到医院的宿舍。", "医院", "ORG", 0.8, []),
        ("出西直门往北走。", "西直门", "LOC", 0.95, ["西直门"]),
        ("升起的太阳照着河。", "太阳", "LOC", 0.95, []),
        ("何青同志说过,何青同志来过。", "何青", "PER", 0.99, ["何青", "何青"]),
    ],
)
def test_model_and_rules_agree(
    read: Read, text: str, name: str, kind: NameKind, confidence: float, expected: list[str]
) -> None:
    start = text.index(name)
    candidate = NameMention(start, start + len(name), kind, "model:test", confidence)
    article = read(text, candidates=(candidate,))
    assert [article.text[m.start : m.end] for m in article.names] == expected


def test_traditional_and_full_width_text(read: Read) -> None:
    article = read("臨水縣公安局局長李寧說,省道５１８線通了。")
    assert spelled(article, "ORG") == ["臨水縣公安局"]
    assert spelled(article, "PER") == ["李寧"]
    assert spelled(article, "LOC") == ["省道５１８線"]


def test_empty_article(read: Read) -> None:
    article = read("")
    assert [article.names, article.people, article.organizations, article.places] == [[], [], [], []]


def test_this_team_is_the_subject(read: Read) -> None:
    text = "江苏队胜了浙江队,该队孟小柱得29分。"
    candidate = NameMention(text.index("孟小柱"), text.index("得29"), "PER", "model:test", 0.99)
    (person,) = read(text, candidates=(candidate,)).people
    (title,) = person.titles
    assert title.organization is not None
    assert text[title.organization.start : title.organization.end] == "江苏队"
