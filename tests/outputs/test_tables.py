from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from extract.outputs.tables import TABLES, posts, rows
from extract.records import Record
from tests.outputs import made

# Names of columns that are no path in the JSON: what a row belongs to, and what is counted or joined.
ADDED = {
    "record_id", "source_path", "start", "end", "source_start", "source_end",
    "people.posts", "posts.person", "posts.person_name", "posts.position", "posts.organization_name",
    "posts.organization_canonical", "mentions.entity", "mentions.class", "mentions.name", "mentions.position",
    "arguments.action", "arguments.type", "arguments.role", "arguments.position", "quotes.position", "credits.position",
}  # fmt: skip
LISTS = {
    "credits": ("bylines",),
    "posts": ("people", "titles"),
    "mentions": ("people", "mentions"),
    "arguments": ("actions", "agent"),
}


def first(data: dict[str, Any], *steps: str) -> dict[str, Any]:
    for step in steps:
        data = data[step][0]
    return data


def paths(data: dict[str, object], before: str = "") -> set[str]:
    found = set()
    for name, value in data.items():
        found.add(before + name)
        if isinstance(value, dict):
            found |= paths(value, f"{before}{name}_")
    return found


def test_every_column_is_called_as_in_the_json() -> None:
    data = made.full().model_dump(mode="json")
    for name, table in TABLES.items():
        known = paths(data) if name == "articles" else paths(first(data, *LISTS.get(name, (name,))))
        for column in table.columns:
            assert {column.name, f"{name}.{column.name}"} & (known | ADDED), f"{name}.{column.name}"


def test_the_rows_of_a_record() -> None:
    found: dict[str, list[dict[str, object]]] = {}
    for name, cells in rows(made.full()):
        found.setdefault(name, []).append(dict(zip([c.name for c in TABLES[name].columns], cells, strict=True)))
    assert {name: len(lines) for name, lines in found.items()} == {
        "articles": 1, "organizations": 1, "people": 1, "posts": 1, "places": 1, "mentions": 3, "dates": 1, "counts": 1,
        "actions": 1, "arguments": 2, "quotes": 1, "credits": 1,
    }  # fmt: skip
    (post,) = found["posts"]
    assert (post["person_name"], post["organization_name"], post["title"]) == ("王大山", "青石县文化局", "局长")
    assert found["people"][0]["posts"] == ["青石县文化局局长"]
    (gift,) = found["counts"]
    assert (gift["value"], gift["of_head"], gift["start"], gift["end"]) == (3, "书", 19, 21)
    assert [m["class"] for m in found["mentions"]] == ["organization", "person", "place"]
    assert found["actions"][0]["agent"] == ["王大山"]


def test_the_range_leads_back_to_the_source() -> None:
    text = "柳河镇修桥"
    source = made.record(text).source.model_dump() | {"segments": [[0, 10, 2], [2, 13, 3]]}
    record = made.record(text, source=source, places=[made.place(text, 0, 3)])
    (cells,) = [cells for name, cells in rows(record) if name == "mentions"]
    assert cells[-4:] == [0, 3, 10, 14]


def test_an_organization_that_is_a_place_has_no_range() -> None:
    organ = {"id": "o1", "name": "老桥村", "kind": "other", "canonical": None, "mentions": []}
    (cells,) = [cells for name, cells in rows(made.record("老桥村", organizations=[organ])) if name == "organizations"]
    assert cells[-5:] == [0, None, None, None, None]


@settings(max_examples=40, deadline=None)
@given(made.records())
def test_ranges_hold_their_text_and_keys_tell_rows_apart(record: Record) -> None:
    keys = set()
    for name, cells in rows(record):
        table = TABLES[name]
        row = dict(zip([column.name for column in table.columns], cells, strict=True))
        assert (row["record_id"], row["source_path"]) == (record.id, record.source.path)
        key = (name, *(row[part] for part in table.key))
        assert key not in keys
        keys.add(key)
        if name != "articles" and "text" in row:
            assert record.text[row["start"] : row["end"]] == row["text"]  # type: ignore[misc]


def test_posts_by_person() -> None:
    assert posts(made.full()) == {"p1": ["青石县文化局局长"]}


def test_nothing_of_the_json_is_left_out() -> None:
    data = made.full().model_dump(mode="json")
    for name in ("organizations", "people", "places", "dates", "counts", "actions", "quotes"):
        told = {column.name for column in TABLES[name].columns} | {"titles"}  # which are the table `posts`
        said = set(data[name][0])
        assert {
            field for field in said if not any(one == field or one.startswith(f"{field}_") for one in told)
        } == set()
