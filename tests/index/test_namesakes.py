from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from extract.index import open_index
from extract.index.entities import entity, posts_called
from extract.index.namesakes import Group
from tests.index.made import Made, Row, archive, build


def article(identifier: str, date: str, post: str, organ: str, place: str, more: str = "") -> Row:
    text = f"简讯{identifier}\n{organ}{post}温知秋到{place}看望群众。{more}"
    made = Made(identifier, text, date).organization(organ).place(place).person("温知秋", post, organ)
    return (made.organization(more) if more else made).done()


def groups(path: Path, rows: list[Row]) -> list[Group]:
    build(path, rows)
    found = entity(open_index(path), "person", "温知秋")
    assert found
    return found.groups


def test_articles_that_name_the_same_belong_together(tmp_path: Path) -> None:
    found = groups(
        tmp_path / "a.db",
        [
            article("a", "2021-03-05", "站长", "柳洼农机站", "老桥村"),
            article("b", "2021-04-05", "站长", "柳洼农机站", "青石村"),
            article("c", "2021-05-05", "村医", "青石卫生室", "青石村"),
            article("d", "1999-05-05", "教师", "白塔小学", "白塔镇"),
        ],
    )
    assert [(group.articles, group.first, group.last) for group in found] == [
        (3, "2021-03-05", "2021-05-05"),
        (1, "1999-05-05", "1999-05-05"),
    ]
    assert found[0].posts == ["柳洼农机站站长", "青石卫生室村医"]
    assert [hit.record for hit in found[1].newest] == ["d"]


@pytest.mark.parametrize(
    ("organs", "expected"),
    [
        (("柳洼农机站", "柳洼农机站"), 0),  # one organ: one group, so nothing to tell
        (("县农机站", "县农机站"), 2),  # of which county?
        (("柳洼农机站", "青石农机站"), 2),
    ],
)
def test_relative_names_link_nothing(tmp_path: Path, organs: tuple[str, str], expected: int) -> None:
    a, b = organs
    rows = [article("a", "2021-03-05", "站长", a, "老桥村"), article("b", "2021-03-06", "站长", b, "白塔镇")]
    assert len(groups(tmp_path / "a.db", rows)) == expected


def test_a_post_is_one_in_either_script(tmp_path: Path) -> None:
    rows = [
        article("a", "1951-03-05", "院長", "柳窪醫院", "老橋村"),
        article("b", "2001-03-05", "院长", "柳洼医院", "老桥村"),
    ]
    build(tmp_path / "a.db", rows)
    db = open_index(tmp_path / "a.db")
    found = [(post.title, post.organization, post.first, post.last) for post in posts_called(db, "院長", "").posts]
    assert found == [("院长", "柳洼医院", "1951-03-05", "2001-03-05")]


def test_frequent_names_link_nothing(tmp_path: Path) -> None:
    often = [article(f"x{n}", "2021-01-01", "村医", f"第{n}卫生室", "大河省") for n in range(30)]
    rows = [article("a", "2021-03-05", "站长", "柳洼农机站", "大河省"), *often]
    assert {group.articles for group in groups(tmp_path / "a.db", rows)} == {1}


def test_whom_one_article_tells_of_is_not_divided(tmp_path: Path) -> None:
    build(tmp_path / "a.db", archive())
    db: sqlite3.Connection = open_index(tmp_path / "a.db")
    known = entity(db, "person", "石望川")
    assert known
    assert known.groups == []
