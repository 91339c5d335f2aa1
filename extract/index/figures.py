"""Actions of a kind with their totals, counts of a thing over time, and the timeline."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extract.index.passages import Part, around
from extract.index.query import Condition, Facet, Filters, condition_of, like
from extract.index.terms import folded
from extract.rules.fold import fold

_LONGEST = 200  # characters of an argument


@dataclass(slots=True)
class Act:
    """One action of an article."""

    record: str
    headline: str
    published: str | None
    day: str | None
    type: str
    trigger: str
    modality: str
    polarity: str
    yuan: float | None
    roles: dict[str, list[str]]
    parts: list[Part]


@dataclass(slots=True)
class Acts:
    """A page of actions, how many there are in all, and the sum of their money."""

    acts: list[Act]
    total: int
    yuan: float
    with_sum: int  # how many of them name a sum


@dataclass(slots=True)
class Point:
    """One count of a thing, with its sentence."""

    record: str
    headline: str
    day: str | None
    value: float
    text: str
    approx: str
    cumulative: bool
    parts: list[Part]


@dataclass(slots=True)
class Series:
    """What was counted of one thing in one unit, in order of days: the first points, and how many there are in all."""

    thing: str
    unit: str
    points: list[Point] = field(default_factory=list)
    total: int = 0


@dataclass(slots=True)
class Thing:
    """Something that is counted, with a unit, and how many articles count it."""

    thing: str
    unit: str
    articles: int


def actions(
    db: sqlite3.Connection, filters: Filters, least: float | None = None, most: float | None = None,
    modality: str = "", limit: int = 50, offset: int = 0,
) -> Acts:  # fmt: skip
    """Actions of the type that the filters name, newest day first. `least`, `most`: sums in yuan, both included.

    The days of the filters are those of the action where it names one, else of publication.
    """
    condition = _action_condition(db, filters, least, most, modality)
    articles = "JOIN article a ON a.id = c.article" if "a." in condition.where else ""
    total, yuan, with_sum = db.execute(
        f"SELECT count(*), total(c.yuan), count(c.yuan) FROM action c {articles} WHERE {condition.where}",
        condition.parameters,
    ).fetchone()
    rows = db.execute(
        f"""{_ACT_COLUMNS} WHERE {condition.where} ORDER BY c.day DESC, c.article DESC, c.start LIMIT ? OFFSET ?""",
        [*condition.parameters, limit, offset],
    ).fetchall()
    return Acts(_acts(db, rows), total, yuan, with_sum)


def timeline(db: sqlite3.Connection, filters: Filters, limit: int = 200) -> list[Act]:
    """What happened, in order of days: the actions of the articles that pass the filters; done ones only."""
    condition = _action_condition(db, filters, None, None, "actual")
    condition.add("c.day IS NOT NULL AND c.polarity = '+'")
    order = "ASC" if filters.sort == "oldest" else "DESC"
    rows = db.execute(
        f"""{_ACT_COLUMNS} WHERE {condition.where} ORDER BY c.day {order}, c.article {order}, c.start LIMIT ?""",
        [*condition.parameters, limit],
    ).fetchall()
    return _acts(db, rows)


def _action_condition(
    db: sqlite3.Connection, filters: Filters, least: float | None, most: float | None, modality: str
) -> Condition:
    condition = Condition()
    if filters.action:
        condition.add("c.type = ?", filters.action)
    about_articles = condition_of(db, replace(filters, action="", after="", before=""))
    if about_articles.sql:
        condition.add(about_articles.where, *about_articles.parameters)
    for sql, value in (
        ("c.day >= ?", filters.after), ("c.day < ?", filters.before and filters.before + "~"),
        ("c.modality = ?", modality),
    ):  # fmt: skip
        if value:
            condition.add(sql, value)
    if least is not None:
        condition.add("c.yuan >= ?", least)
    if most is not None:
        condition.add("c.yuan <= ?", most)
    return condition


def _acts(db: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> list[Act]:
    return [_act(db, row) for row in rows]


def _act(db: sqlite3.Connection, row: Sequence[Any]) -> Act:
    article, identifier, *fields, start, end, text = row
    roles: dict[str, list[str]] = defaultdict(list)
    question = "SELECT role, text FROM argument WHERE article = ? AND action = ? ORDER BY n"
    for role, words in db.execute(question, (article, identifier)):
        roles[role].append("".join(words.splitlines())[:_LONGEST])
    fields += [dict(roles), around(text, start, end)]
    return Act(*fields)


def things(db: sqlite3.Connection, q: str = "", limit: int = 60) -> list[Thing]:
    """What is counted in the archive: thing, unit, number of articles; with `q`, those that have it in their name."""
    question = r"""SELECT value, articles FROM facet WHERE kind = 'thing' AND articles > 0
        AND (? = '' OR value LIKE ? ESCAPE '\') ORDER BY articles DESC, value LIMIT ?"""
    found = []
    for value, articles in db.execute(question, (q, like(q), limit)):
        thing, _, unit = value.partition("\t")
        found.append(Thing(thing, unit, articles))
    return found


def units(db: sqlite3.Connection, thing: str) -> list[Facet]:
    """The units in which a thing is counted, the most frequent first."""
    question = """SELECT unit, count(*) AS n FROM count WHERE thing = ? GROUP BY unit ORDER BY n DESC, unit LIMIT 12"""
    return [Facet(*row) for row in db.execute(question, (folded(thing),))]


def series(
    db: sqlite3.Connection, thing: str, unit: str, filters: Filters, cumulative: bool | None = None, limit: int = 600
) -> Series:
    """The counts of a thing in a unit, in order of days, the earliest `limit`; of the articles that pass the filters.

    `cumulative`: only sums up to a day (累计), or only those that are none. A range counts with its lower bound.
    """
    condition = _count_condition(db, thing, unit, filters, cumulative)
    rows = db.execute(
        f"{_POINTS} WHERE {condition.where} ORDER BY c.day, a.id, c.start LIMIT ?", [*condition.parameters, limit]
    )
    points = [
        Point(record, headline, day, value, text, approx, bool(total), around(body, start, end))
        for record, headline, day, value, text, approx, total, start, end, body in rows
    ]
    total = len(points)
    if total == limit:
        question = f"SELECT count(*) FROM count c JOIN article a ON a.id = c.article WHERE {condition.where}"
        (total,) = db.execute(question, condition.parameters).fetchone()
    return Series(thing, unit, points, total)


def _count_condition(
    db: sqlite3.Connection, thing: str, unit: str, filters: Filters, cumulative: bool | None
) -> Condition:
    condition = condition_of(db, replace(filters, after="", before=""))
    condition.add("c.thing = ?", folded(thing))
    condition.add("c.unit = ?", fold(unit))
    condition.add("coalesce(c.value, c.low) IS NOT NULL")
    if cumulative is not None:
        condition.add("c.cumulative = ?", int(cumulative))
    if filters.after:
        condition.add("c.day >= ?", filters.after)
    if filters.before:
        condition.add("c.day < ?", filters.before + "~")
    return condition


_POINTS = """
SELECT a.record, substr(a.headline, 1, 200), c.day, coalesce(c.value, c.low), substr(c.text, 1, 200),
  c.approx, c.cumulative, c.start, c.end, b.text
FROM count c JOIN article a ON a.id = c.article JOIN body b ON b.article = a.id
"""
_ACT_COLUMNS = """
SELECT c.article, c.id, a.record, substr(a.headline, 1, 200), a.date, c.day, c.type, substr(c.trigger, 1, 200),
  c.modality, c.polarity, c.yuan, c.start, c.end, b.text
FROM action c JOIN article a ON a.id = c.article JOIN body b ON b.article = a.id
"""
