"""What the archive knows of a name: posts, statements, acts, company; and who acts with whom."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations

from extract.index.namesakes import Group, groups
from extract.index.passages import Part, around
from extract.index.query import COLUMNS, Condition, Facet, Hit, name_id
from extract.rules.fold import fold

COMPANY_ARTICLES = 1000  # of a name's articles, the newest ones are looked at for who appears beside it
NETWORK_ARTICLES = 1000
NAME_POSTS = 100  # of a name that are told; all of them are asked for by title or organization


@dataclass(slots=True)
class Post:
    """A post: who held it where, from the first to the last day that an article tells."""

    person: str
    title: str
    organization: str | None
    first: str | None
    last: str | None
    articles: int


@dataclass(slots=True)
class Posts:
    """Some posts, the earliest first, and how many there are in all."""

    posts: list[Post]
    total: int


@dataclass(slots=True)
class Fact:
    """Something an article tells: a statement or an act, with its sentence."""

    record: str
    headline: str
    date: str | None
    label: str  # the kind of quote, or the type of action
    parts: list[Part]


@dataclass(slots=True)
class Entity:
    """A person, an organization or a place of the archive: all articles that have the name."""

    kind: str
    name: str
    articles: int
    first: str | None
    last: str | None
    posts: list[Post] = field(default_factory=list)
    statements: list[Fact] = field(default_factory=list)
    acts: list[Fact] = field(default_factory=list)
    beside: dict[str, list[Facet]] = field(default_factory=dict)
    months: list[Facet] = field(default_factory=list)
    recent: list[Hit] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)  # of a person's articles, where they may tell of several
    all_posts: int = 0  # how many posts there are, of which `posts` has the first


def entity(db: sqlite3.Connection, kind: str, name: str, limit: int = 20) -> Entity | None:
    """What is known of a name, or None where no article has it."""
    identifier = name_id(db, kind, name)
    if identifier is None:
        return None
    shown, articles = db.execute("SELECT name, articles FROM name WHERE id = ?", (identifier,)).fetchone()
    if not articles:
        return None
    first, last = db.execute(
        "SELECT min(nullif(date, '')), max(date) FROM appearance WHERE name = ?", (identifier,)
    ).fetchone()
    person, organ = (identifier, None) if kind == "person" else (None, _as_organization(db, name))
    held = posts(db, person, organ, limit=NAME_POSTS)
    return Entity(
        kind,
        shown,
        articles,
        first,
        last or None,
        held.posts,
        _facts(db, _STATEMENTS, identifier, limit),
        _facts(db, _ACTS, identifier, limit),
        _beside(db, identifier),
        [Facet(*row) for row in db.execute(_MONTHS, (identifier,))],
        [Hit(*row) for row in db.execute(_RECENT, (identifier, limit))],
        [row[0] for row in db.execute(_CODES, (identifier,))] if kind == "place" else [],
        groups(db, identifier) if kind == "person" else [],
        held.total,
    )


def _as_organization(db: sqlite3.Connection, name: str) -> int:
    """A place in which posts are held is an organization of its name too."""
    return name_id(db, "organization", name) or -1


def posts(
    db: sqlite3.Connection, person: int | None = None, organization: int | None = None, title: str = "",
    limit: int = 500,
) -> Posts:  # fmt: skip
    """Who held what where: of a person, of an organization, or everyone who held a post of this title."""
    condition = Condition()
    for column, value in (("person", person), ("organization", organization), ("title", fold(title) or None)):
        if value is not None:
            condition.add(f"post.{column} = ?", value)
    question = f"""
        SELECT p.name, substr(post.title, 1, 100), o.name, min(a.date) AS first, max(a.date), count(DISTINCT a.id),
          count(*) OVER ()
        FROM post JOIN article a ON a.id = post.article JOIN name p ON p.id = post.person
        LEFT JOIN name o ON o.id = post.organization
        WHERE {condition.where} GROUP BY post.person, post.title, post.organization
        ORDER BY first, p.name, post.title LIMIT ?"""
    rows = db.execute(question, [*condition.parameters, limit]).fetchall()
    return Posts([Post(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)


def posts_called(db: sqlite3.Connection, title: str, organization: str, limit: int = 500) -> Posts:
    """Those who held a post of this title, in this organization where one is named."""
    where = name_id(db, "organization", organization) or -1 if organization else None
    return posts(db, organization=where, title=title, limit=limit)


def _facts(db: sqlite3.Connection, question: str, name: int, limit: int) -> list[Fact]:
    return [
        Fact(record, headline, date, label, around(text, start, end))
        for record, headline, date, label, start, end, text in db.execute(question, (name, limit))
    ]


def _beside(db: sqlite3.Connection, name: int) -> dict[str, list[Facet]]:
    """Who and what appears in the same articles, by kind."""
    return {
        kind: [Facet(*row) for row in db.execute(_BESIDE, (name, COMPANY_ARTICLES, kind, name, 12))]
        for kind in ("person", "organization", "place")
    }


@dataclass(slots=True)
class Node:
    """One who acts; `links` is how many acts it shares with others of the network."""

    name: str
    kind: str
    links: int


@dataclass(slots=True)
class Edge:
    """Two who have part in the same acts, with the number of these."""

    a: int
    b: int
    acts: int


@dataclass(slots=True)
class Network:
    """Who acts with whom in some articles; the edges name nodes by their place."""

    nodes: list[Node]
    edges: list[Edge]
    articles: int


def network(db: sqlite3.Connection, condition: Condition, nodes: int = 40) -> Network:
    """Those who have part in the same acts (as agent, object or recipient), the most linked first."""
    question = f"SELECT a.id FROM article a WHERE {condition.where} ORDER BY a.date DESC, a.id DESC LIMIT ?"
    articles = [row[0] for row in db.execute(question, [*condition.parameters, NETWORK_ARTICLES])]
    acts: dict[tuple[int, str], set[int]] = {}
    names: dict[int, tuple[str, str]] = {}
    for article, action, name, shown, kind in db.execute(_PARTIES, (json.dumps(articles),)):
        acts.setdefault((article, action), set()).add(name)
        names[name] = (shown, kind)
    pairs = Counter(pair for parties in acts.values() for pair in combinations(sorted(parties)[:12], 2))
    links: Counter[int] = Counter()
    for (a, b), count in pairs.items():
        links[a] += count
        links[b] += count
    chosen = [name for name, _ in sorted(links.items(), key=lambda item: (-item[1], item[0]))[:nodes]]
    places = {name: place for place, name in enumerate(chosen)}
    edges = [Edge(places[a], places[b], count) for (a, b), count in pairs.items() if a in places and b in places]
    return Network([Node(*names[name], links[name]) for name in chosen], edges, len(articles))


_STATEMENTS = """
SELECT a.record, substr(a.headline, 1, 200), a.date, q.kind, q.start, q.end, b.text FROM quote q
JOIN article a ON a.id = q.article JOIN body b ON b.article = a.id
WHERE q.name = ? ORDER BY a.date DESC, a.id DESC, q.n LIMIT ?
"""
_ACTS = """
SELECT a.record, substr(a.headline, 1, 200), a.date, c.type, c.start, c.end, b.text FROM argument g
JOIN action c ON c.article = g.article AND c.id = g.action
JOIN article a ON a.id = g.article JOIN body b ON b.article = a.id
WHERE g.name = ? AND g.role = 'agent' ORDER BY a.date DESC, a.id DESC, g.n LIMIT ?
"""
_BESIDE = """
WITH here AS MATERIALIZED (SELECT article FROM appearance WHERE name = ? ORDER BY date DESC LIMIT ?)
SELECT name.name, counted.n FROM (
  SELECT p.name AS id, count(*) AS n FROM here CROSS JOIN appearance p ON p.article = here.article AND p.kind = ?
  WHERE p.name <> ? GROUP BY p.name ORDER BY n DESC LIMIT ?) counted
JOIN name ON name.id = counted.id ORDER BY counted.n DESC, name.name
"""
_MONTHS = """
SELECT substr(date, 1, 7), count(*) FROM appearance WHERE name = ? AND date <> '' GROUP BY 1 ORDER BY 1
"""
_RECENT = f"""
SELECT {COLUMNS} FROM appearance p JOIN article a ON a.id = p.article
WHERE p.name = ? ORDER BY p.date DESC, p.article DESC LIMIT ?
"""
_CODES = "SELECT DISTINCT code FROM place WHERE name = ? AND code IS NOT NULL LIMIT 5"
_PARTIES = """
SELECT g.article, g.action, g.name, name.name, name.kind
FROM json_each(?) h CROSS JOIN argument g ON g.article = h.value JOIN name ON name.id = g.name
WHERE g.role IN ('agent', 'object', 'recipient') AND name.kind <> 'place'
"""
