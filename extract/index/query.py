"""Searching the index: filters, the articles that pass them, and what these hold (facets)."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Literal

from extract.index.terms import Term, folded, pairs_query, parse, words_query

Sort = Literal["newest", "oldest", "relevance"]
FACET_ARTICLES = 1000  # of a question's articles, the first ones are counted for the facets
MAX_COUNT = 10_000  # above it the number of articles is told as "more than"
FACET_VALUES = 12
COLUMNS = "a.id, a.record, substr(a.headline, 1, 200), a.date, substr(a.outlet, 1, 200), substr(a.page, 1, 40), a.path"
NAME_KINDS = {"person": "person", "organization": "organization", "place": "place"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a question asks for; an empty field asks for nothing. Days are ISO, both included; they may be a year."""

    q: str = ""
    person: str = ""
    organization: str = ""
    place: str = ""
    outlet: str = ""
    action: str = ""
    after: str = ""
    before: str = ""
    sort: Sort = "newest"

    def items(self) -> list[tuple[str, str]]:
        """The fields that ask for something, for a link."""
        pairs = [(field.name, str(getattr(self, field.name))) for field in fields(self)]
        return [(name, value) for name, value in pairs if value and (name, value) != ("sort", "newest")]


@dataclass(slots=True)
class Facet:
    """One value that articles share, and how many of them have it."""

    value: str
    articles: int


@dataclass(slots=True)
class Hit:
    """One article of an answer; `article` is its number in the index."""

    article: int
    record: str
    headline: str
    date: str | None
    outlet: str | None
    page: str | None
    path: str


@dataclass(slots=True)
class Hits:
    """An answer: one page of articles, how many there are (at most MAX_COUNT + 1), what they share."""

    hits: list[Hit]
    total: int
    terms: list[Term]
    as_string: bool = False  # no article had the words: those that have the string are given
    facets: dict[str, list[Facet]] = field(default_factory=dict)
    faceted: int = 0  # on how many articles the facets rest; 0: all


@dataclass(slots=True)
class Condition:
    """A part of a WHERE clause about `a` (article), with its parameters."""

    sql: list[str] = field(default_factory=list)
    parameters: list[object] = field(default_factory=list)
    ranked: str = ""  # the FTS5 expression that an order by relevance goes by

    def add(self, sql: str, *parameters: object) -> None:
        """One more thing that must hold."""
        self.sql.append(sql)
        self.parameters += parameters

    @property
    def where(self) -> str:
        """All of it."""
        return " AND ".join(self.sql) or "1"


def search(db: sqlite3.Connection, filters: Filters, limit: int = 20, offset: int = 0, facets: bool = True) -> Hits:
    """The articles that pass all the filters.

    Words are looked for as words; where no article has them all, as strings (`as_string`).
    """
    terms = parse(filters.q)
    condition = condition_of(db, filters)
    newest = _newest(db, condition)
    as_string = False
    if not newest and any(not term.exact for term in terms):
        strings = condition_of(db, filters, words=False)
        if newest := _newest(db, strings):
            condition, as_string = strings, True
    total = len(newest) if len(newest) < FACET_ARTICLES else _total(db, condition)
    if filters.sort == "newest" and offset + limit <= len(newest):
        hits = _hits(db, newest[offset : offset + limit])
    else:
        hits = _page(db, condition, filters.sort, limit, offset)
    found = Hits(hits, total, terms, as_string)
    if facets:
        found.faceted = 0 if total == len(newest) or not condition.sql else len(newest)
        found.facets = facets_of(db, newest) if condition.sql else _facets_of_all(db)
    return found


def condition_of(db: sqlite3.Connection, filters: Filters, words: bool = True) -> Condition:
    """The filters as a condition on articles; with `words` off every term is a string."""
    condition = Condition()
    terms = parse(filters.q)
    as_words = [term for term in terms if words and not term.exact]
    as_strings = [term for term in terms if not words or term.exact]
    if as_words:
        condition.ranked = words_query(as_words)
        condition.add(_BY_WORDS, condition.ranked)
    if as_strings:
        condition.add("a.id IN (SELECT rowid FROM pairs WHERE pairs MATCH ?)", pairs_query(as_strings))
    if filters.q.strip() and not terms:
        condition.add("0")  # marks alone are in no article
    for kind in NAME_KINDS:
        if name := getattr(filters, kind):
            condition.add("a.id IN (SELECT article FROM appearance WHERE name = ?)", name_id(db, kind, name) or -1)
    if filters.action:
        condition.add("a.id IN (SELECT article FROM action WHERE type = ?)", filters.action)
    if filters.outlet:
        condition.add("a.outlet = ?", filters.outlet)
    if filters.after:
        condition.add("a.date >= ?", filters.after)
    if filters.before:
        condition.add("a.date < ?", filters.before + "~")  # a month includes its days
    return condition


def name_id(db: sqlite3.Connection, kind: str, name: str) -> int | None:
    """The id of a name, in whatever script it is written."""
    row = db.execute("SELECT id FROM name WHERE kind = ? AND folded = ?", (kind, folded(name))).fetchone()
    return row[0] if row else None


def matching(db: sqlite3.Connection, filters: Filters) -> Condition:
    """The condition that `search` goes by: words, or strings where no article has the words."""
    condition = condition_of(db, filters)
    if filters.q.strip() and not _newest(db, condition, 1):
        return condition_of(db, filters, words=False)
    return condition


def _total(db: sqlite3.Connection, condition: Condition) -> int:
    if not condition.sql:
        row = db.execute("SELECT articles FROM facet WHERE kind = 'all'").fetchone()
        return row[0] if row else 0
    if condition.sql == [_BY_WORDS]:  # counting ends when it is enough: nothing is gathered first
        inner = "SELECT 1 FROM words w CROSS JOIN article a ON a.id = w.rowid WHERE w.words MATCH ?"
    else:
        inner = f"SELECT 1 FROM article a WHERE {condition.where}"
    question = f"SELECT count(*) FROM ({inner} LIMIT {MAX_COUNT + 1})"
    return int(db.execute(question, condition.parameters).fetchone()[0])


def _page(db: sqlite3.Connection, condition: Condition, sort: Sort, limit: int, offset: int) -> list[Hit]:
    parameters = [*condition.parameters, limit, offset]
    if sort == "relevance" and condition.ranked:
        question = f"""SELECT {COLUMNS} FROM words w JOIN article a ON a.id = w.rowid
            WHERE w.words MATCH ? AND {condition.where} ORDER BY w.rank LIMIT ? OFFSET ?"""
        parameters.insert(0, condition.ranked)
    else:
        order = "ASC" if sort == "oldest" else "DESC"
        question = f"""SELECT {COLUMNS} FROM article a WHERE {condition.where}
            ORDER BY a.date {order}, a.id {order} LIMIT ? OFFSET ?"""
    return [Hit(*row) for row in db.execute(question, parameters)]


def _newest(db: sqlite3.Connection, condition: Condition, limit: int = FACET_ARTICLES) -> list[int]:
    question = f"SELECT a.id FROM article a WHERE {condition.where} ORDER BY a.date DESC, a.id DESC LIMIT ?"
    return [row[0] for row in db.execute(question, [*condition.parameters, limit])]


def _hits(db: sqlite3.Connection, articles: Sequence[int]) -> list[Hit]:
    question = f"SELECT {COLUMNS} FROM json_each(?) h CROSS JOIN article a ON a.id = h.value ORDER BY h.key"
    return [Hit(*row) for row in db.execute(question, (json.dumps(articles),))]


def _facets_of_all(db: sqlite3.Connection) -> dict[str, list[Facet]]:
    facets = {kind: top_names(db, kind, FACET_VALUES) for kind in NAME_KINDS}
    return facets | {kind: top_facets(db, kind, FACET_VALUES) for kind in ("outlet", "action", "month")}


def facets_of(db: sqlite3.Connection, articles: Sequence[int]) -> dict[str, list[Facet]]:
    """What the articles share, the most frequent values of each kind first."""
    ids = json.dumps(articles)
    facets: dict[str, list[Facet]] = {kind: [] for kind in (*NAME_KINDS, "outlet", "action", "month")}
    for kind in NAME_KINDS:
        rows = db.execute(_NAMES_OF, (ids, kind, FACET_VALUES))
        facets[kind] = [Facet(*row) for row in rows]
    for kind, question in _FACETS.items():
        facets[kind] = [Facet(*row) for row in db.execute(question, (ids, FACET_VALUES))]
    return facets


def top_names(db: sqlite3.Connection, kind: str, limit: int, offset: int = 0, q: str = "") -> list[Facet]:
    """The names that most articles have; with `q`, those that have it in them."""
    question = r"""SELECT name, articles FROM name WHERE kind = ? AND articles > 0
        AND (? = '' OR folded LIKE ? ESCAPE '\') ORDER BY articles DESC, name LIMIT ? OFFSET ?"""
    return [Facet(*row) for row in db.execute(question, (kind, q, like(q), limit, offset))]


def like(text: str) -> str:
    r"""The pattern of LIKE … ESCAPE '\' for folded text that has this in it.

    >>> print(like("100%"))
    %100\%%
    """
    return "%" + re.sub(r"[\\%_]", r"\\\g<0>", folded(text)) + "%"


def top_facets(db: sqlite3.Connection, kind: str, limit: int, offset: int = 0) -> list[Facet]:
    """The values that most articles have: outlet, action, month, thing or title."""
    question = """SELECT value, articles FROM facet WHERE kind = ? AND articles > 0
        ORDER BY articles DESC, value LIMIT ? OFFSET ?"""
    return [Facet(*row) for row in db.execute(question, (kind, limit, offset))]


_BY_WORDS = "a.id IN (SELECT rowid FROM words WHERE words MATCH ?)"
_NAMES_OF = """
SELECT name.name, counted.articles FROM (
  SELECT p.name AS id, count(*) AS articles FROM json_each(?) h CROSS JOIN appearance p
  ON p.article = h.value AND p.kind = ? GROUP BY p.name ORDER BY articles DESC LIMIT ?) counted
JOIN name ON name.id = counted.id ORDER BY counted.articles DESC, name.name
"""
_FACETS = {
    "outlet": """SELECT a.outlet, count(*) AS n FROM json_each(?) h JOIN article a ON a.id = h.value
        WHERE a.outlet <> '' GROUP BY 1 ORDER BY n DESC, 1 LIMIT ?""",
    "month": """SELECT substr(a.date, 1, 7), count(*) AS n FROM json_each(?) h JOIN article a ON a.id = h.value
        WHERE a.date <> '' GROUP BY 1 ORDER BY n DESC, 1 LIMIT ?""",
    "action": """SELECT c.type, count(DISTINCT c.article) AS n FROM json_each(?) h CROSS JOIN action c
        ON c.article = h.value GROUP BY 1 ORDER BY n DESC, 1 LIMIT ?""",
}
