from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from extract.index import Filters, open_index, search
from extract.index.entities import Posts, entity, network, posts_called
from extract.index.figures import Thing, actions, series, things, timeline, units
from extract.index.passages import around, passage, sentence
from extract.index.query import condition_of, top_names
from extract.index.terms import parse
from tests.index.made import archive, build


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    path: Path = tmp_path_factory.mktemp("index") / "archive.db"
    build(path, archive())
    return open_index(path)


@pytest.mark.parametrize(
    ("filters", "records"),
    [
        (Filters(q="捐款"), ["g4", "g3", "g2", "g1"]),
        (Filters(q="捐款", sort="oldest"), ["g1", "g2", "g3", "g4"]),
        (Filters(q="捐款 水泥厂"), ["g2"]),
        (Filters(q='"款助学"'), ["g4", "g3", "g2", "g1"]),
        (Filters(q="县医院"), ["f1"]),
        (Filters(q="縣醫院"), ["f1"]),
        (Filters(q="侨办"), ["f1"]),
        (Filters(q="农机"), ["g4", "m1", "g1"]),
        (Filters(organization="恒丰农机公司"), ["g4", "g1"]),
        (Filters(organization="恆豐農機公司"), ["g4", "g1"]),
        (Filters(person="石望川"), ["m1"]),
        (Filters(place="柳洼县", after="2021-03-06", before="2021-03-06"), ["c2"]),
        (Filters(action="donate", after="2021-03", before="2021-03"), ["g3", "g2", "g1"]),
        (Filters(action="donate", after="2021", before="2021-03-20"), ["g2", "g1"]),
        (Filters(outlet="大公報"), ["f1"]),
        (Filters(q="捐款", sort="relevance", organization="清屏水泥厂"), ["g2"]),
        (Filters(person="没有这人"), []),
        (Filters(q="！？"), []),
        (Filters(q="zzz"), []),
    ],
)
def test_filters(db: sqlite3.Connection, filters: Filters, records: list[str]) -> None:
    found = search(db, filters)
    assert [hit.record for hit in found.hits] == records
    assert found.total == len(records)


def test_where_no_article_has_the_words_the_string_is_looked_for(db: sqlite3.Connection) -> None:
    found = search(db, Filters(q="款助"))
    assert found.as_string
    assert found.total == 4


def test_facets_tell_what_the_articles_share(db: sqlite3.Connection) -> None:
    facets = search(db, Filters(q="捐款")).facets
    assert [(facet.value, facet.articles) for facet in facets["organization"]][:2] == [
        ("县慈善总会", 4),
        ("恒丰农机公司", 2),
    ]
    assert [(facet.value, facet.articles) for facet in facets["action"]] == [("donate", 4)]
    assert sorted((facet.value, facet.articles) for facet in facets["month"]) == [("2021-03", 3), ("2021-04", 1)]


def test_without_filters_the_facets_are_those_of_all(db: sqlite3.Connection) -> None:
    found = search(db, Filters())
    assert found.total == 9
    assert found.facets["place"][0].value == "柳洼县"
    assert found.facets["place"][0].articles == 3


def test_names_are_found_by_their_characters(db: sqlite3.Connection) -> None:
    assert [facet.value for facet in top_names(db, "organization", 10, q="農機")] == ["恒丰农机公司", "县农机站"]
    assert top_names(db, "organization", 10, q="%") == []


def test_a_person_with_posts_statements_acts_and_company(db: sqlite3.Connection) -> None:
    found = entity(db, "person", "石望川")
    assert found
    assert [(post.title, post.organization, post.first) for post in found.posts] == [("局长", "县水务局", "2021-04-01")]
    assert "".join(part.text for part in found.statements[0].parts if part.found) == "水渠要早修。"
    assert [facet.value for facet in found.beside["person"]] == ["温知秋"]
    assert entity(db, "person", "没有这人") is None


def test_who_held_a_post(db: sqlite3.Connection) -> None:
    assert [post.person for post in posts_called(db, "站长", "").posts] == ["温知秋"]
    assert [post.person for post in posts_called(db, "", "县水务局").posts] == ["石望川"]
    assert posts_called(db, "站长", "县水务局") == Posts([], 0)


def test_posts_that_are_not_all_tell_how_many_there_are(db: sqlite3.Connection) -> None:
    whole = posts_called(db, "", "")
    assert (len(whole.posts), whole.total) == (2, 2)
    first = posts_called(db, "", "", limit=1)
    assert (first.posts, first.total) == (whole.posts[:1], 2)


def test_gifts_over_a_sum_in_a_month_with_their_total(db: sqlite3.Connection) -> None:
    found = actions(db, Filters(action="donate", after="2021-03", before="2021-03"), least=100_000)
    assert [(act.roles["agent"], act.yuan) for act in found.acts] == [
        (["石棱镇商会"], 300_000),
        (["清屏水泥厂"], 120_000),
    ]
    assert (found.total, found.yuan, found.with_sum) == (2, 420_000, 2)


def test_counts_of_a_thing_in_order_with_their_sentences(db: sqlite3.Connection) -> None:
    found = series(db, "病例", "例", Filters())
    assert [(point.day, point.value) for point in found.points] == [
        ("2021-03-05", 3), ("2021-03-06", 7), ("2021-03-07", 12),
    ]  # fmt: skip
    assert "柳洼县累计报告病例" in found.points[0].parts[0].text
    assert [facet.value for facet in units(db, "病例")] == ["例"]
    assert Thing("病例", "例", 3) in things(db, "病")
    assert things(db, "_") == []


@pytest.mark.parametrize(
    ("filters", "cumulative", "limit", "days", "total"),
    [
        (Filters(), None, 2, ["2021-03-05", "2021-03-06"], 3),
        (Filters(), None, 3, ["2021-03-05", "2021-03-06", "2021-03-07"], 3),
        (Filters(), None, 4, ["2021-03-05", "2021-03-06", "2021-03-07"], 3),
        (Filters(after="2021-03-06"), True, 1, ["2021-03-06"], 2),
        (Filters(place="柳洼县", before="2021-03-06"), None, 1, ["2021-03-05"], 2),
        (Filters(), False, 1, [], 0),
    ],
)
def test_counts_that_are_not_all_tell_how_many_there_are(
    db: sqlite3.Connection, filters: Filters, cumulative: bool | None, limit: int, days: list[str], total: int
) -> None:
    found = series(db, "病例", "例", filters, cumulative, limit)
    assert [point.day for point in found.points] == days
    assert found.total == total


def test_the_timeline_is_in_order_of_days(db: sqlite3.Connection) -> None:
    days = [act.day for act in timeline(db, Filters())]
    assert days == sorted(days, reverse=True)
    assert len(days) == 5


def test_who_acts_with_whom(db: sqlite3.Connection) -> None:
    found = network(db, condition_of(db, Filters()))
    pairs = {frozenset((found.nodes[edge.a].name, found.nodes[edge.b].name)): edge.acts for edge in found.edges}
    assert pairs[frozenset(("恒丰农机公司", "县慈善总会"))] == 2
    assert pairs[frozenset(("温知秋", "石望川"))] == 1


def test_the_sentence_with_most_of_the_words_is_shown() -> None:
    text = "标题\n开镰了。县医院收到捐款。县医院昨日把捐款交给学校。"
    parts = passage(text, parse("县医院 捐款 学校"))
    assert "".join(part.text for part in parts) == "县医院昨日把捐款交给学校。"
    assert [part.text for part in parts if part.found] == ["县医院", "捐款", "学校"]


def test_a_passage_of_a_text_without_an_end_is_short() -> None:
    text = "好" * 5000 + "捐款" + "好" * 5000
    assert len("".join(part.text for part in passage(text, parse("捐款")))) < 400
    assert sentence(text, 5000, 5002) == (4880, 5122)


def test_the_beginning_is_shown_where_nothing_was_asked() -> None:
    assert [part.text for part in passage("标题\n正文在此。", [])] == ["正文在此。"]


def test_a_span_is_marked_in_its_sentence() -> None:
    assert [(part.text, part.found) for part in around("好。县里开会。走", 3, 4)] == [
        ("县", False),
        ("里", True),
        ("开会。", False),
    ]
