"""Where persons' names may begin, over a whole batch."""

from __future__ import annotations

import pytest

from extract.names.beginnings import BeginningFinder, Beginnings
from extract.names.reading import Reading

_CLASSES = {
    "any": "李王欧尔",
    "surname": "李王欧爱",
    "short": "李王小",
    "nick": "小",
    "after_surname": "老总",
    "long": "爱",
    "follows": "说(",
}


def _reading(text: str) -> Reading:
    cuts = list(range(len(text) + 1))
    return Reading(text, (), "", [], set(), soft=[], soft_ends=[], inside=bytes(len(text) + 1), cuts=cuts)


def _found(*texts: str, tagged: tuple[list[int], ...] = ()) -> list[Beginnings]:
    finder = BeginningFinder(["主任", "队长", "副队长"], _CLASSES)
    return finder.find([_reading(text) for text in texts], tagged or [[] for _ in texts])


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("副队长李宁", [(0, 3, 2)]),  # the longer post, with its number
        ("主任: 会议", []),
        ("主任:李宁", [(0, 2, 0)]),
        ("主任 尔", [(0, 2, 0)]),
        ("日本队长田中", [(2, 4, 1)]),
        ("主任", []),
    ],
)
def test_posts_with_what_may_be_a_name_after_them(text: str, posts: list[tuple[int, int, int]]) -> None:
    assert _found(text)[0].posts == posts


def test_a_post_before_a_person_of_the_model() -> None:
    assert _found("主任岑宁", tagged=([2],))[0].posts == [(0, 2, 0)]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("李宁说好", [0]),
        ("李宁小说", [0]),  # whether a name fits is asked afterwards
        ("李宁都来说", [0]),
        ("李宁都来了说", []),
        ("好李宁说", []),
        ("由李宁说", [1]),
        (",李 宁好", [1]),
        ("爱新觉罗宁说", [0]),
    ],
)
def test_heads_of_clauses(text: str, clauses: list[int]) -> None:
    assert _found(text)[0].clauses == clauses


@pytest.mark.parametrize(
    ("text", "shorts"), [("李老", [0]), ("李宁", []), ("小好", [0]), ("找王总", [1]), ("总老", []), ("李", [])]
)
def test_short_forms(text: str, shorts: list[int]) -> None:
    assert _found(text)[0].shorts == shorts


def test_nothing_runs_from_one_text_into_the_next() -> None:
    first, empty, last = _found("主任", "", "李宁说")
    assert (first.posts, first.after_posts, empty) == ([], [], Beginnings([], [], [], []))
    assert (last.posts, last.clauses) == ([], [0])


def test_short_forms_behind_posts() -> None:
    assert _found("主任李老")[0].after_posts == [2]


def test_a_batch_without_texts() -> None:
    assert _found() == []
