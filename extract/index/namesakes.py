"""People of one name: articles that name the same organs, places or people belong together.

Articles are linked where they share a name that is neither frequent in the archive (in more than one article of fifty)
nor relative (县委, 市公安局 without their county or city); what is linked, directly or over others, is a group. People
who moved to another post are in one group only where an article links the two: groups are a hint, not a finding.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from extract.index.query import COLUMNS, Hit

ARTICLES = 300  # of a name's articles, the newest ones are looked at
GROUPS, SHOWN = 12, 8  # groups of a name, and articles of a group, that are told
_FREQUENT = 20  # articles that a name may always be in
_RELATIVE = "省市县区镇乡村州盟旗本该全"  # what names begin with that mean another organ in every place


@dataclass(slots=True)
class Group:
    """Articles of one name that belong together."""

    posts: list[str]
    places: list[str]
    first: str | None
    last: str | None
    articles: int
    newest: list[Hit]


def groups(db: sqlite3.Connection, name: int) -> list[Group]:
    """The groups of a person's articles, the largest first; of one group alone, none."""
    hits = {hit.article: hit for hit in (Hit(*row) for row in db.execute(_ARTICLES, (name, ARTICLES)))}
    links: dict[int, list[int]] = defaultdict(list)  # from a name to the articles that have it
    places: dict[int, list[str]] = defaultdict(list)
    for article, other, kind, shown, plain in db.execute(
        _BESIDE, {"name": name, "limit": ARTICLES, "frequent": _FREQUENT}
    ):
        if kind == "place":
            places[article].append(shown)
        if kind == "place" or plain[0] not in _RELATIVE:
            links[other].append(article)
    posts = defaultdict(list)
    for article, organ, title in db.execute(_POSTS, (name, ARTICLES, name)):
        posts[article].append(f"{organ or ''}{title}")
    found = _linked(hits, links.values())
    if len(found) < 2:
        return []
    return [_group([hits[n] for n in group], posts, places) for group in sorted(found, key=len, reverse=True)[:GROUPS]]


def _linked(articles: Iterable[int], links: Iterable[list[int]]) -> list[list[int]]:
    """The articles that hang together, in their order."""
    above = {article: article for article in articles}

    def top(article: int) -> int:
        while above[article] != article:
            above[article] = article = above[above[article]]
        return article

    for linked in links:
        for other in linked[1:]:
            above[top(other)] = top(linked[0])
    found: dict[int, list[int]] = defaultdict(list)
    for article in above:
        found[top(article)].append(article)
    return list(found.values())


def _group(hits: list[Hit], posts: dict[int, list[str]], places: dict[int, list[str]]) -> Group:
    days = [hit.date for hit in hits if hit.date]
    return Group(
        _frequent(word for hit in hits for word in posts.get(hit.article, [])),
        _frequent(word for hit in hits for word in places.get(hit.article, [])),
        min(days, default=None), max(days, default=None), len(hits), hits[:SHOWN],
    )  # fmt: skip


def _frequent(words: Iterable[str]) -> list[str]:
    return [word for word, _ in Counter(words).most_common(4)]


_HERE = "SELECT article FROM appearance WHERE name = ? ORDER BY date DESC, article DESC LIMIT ?"
_ARTICLES = f"""
SELECT {COLUMNS} FROM appearance p JOIN article a ON a.id = p.article
WHERE p.name = ? ORDER BY p.date DESC, p.article DESC LIMIT ?
"""
_BESIDE = """
WITH here AS MATERIALIZED (
  SELECT article FROM appearance WHERE name = :name ORDER BY date DESC, article DESC LIMIT :limit)
SELECT p.article, n.id, n.kind, n.name, n.folded FROM here CROSS JOIN appearance p ON p.article = here.article
JOIN name n ON n.id = p.name WHERE p.name <> :name AND n.folded <> ''
AND n.articles <= max(:frequent, (SELECT articles / 50 FROM facet WHERE kind = 'all'))
"""
_POSTS = f"""
WITH here AS MATERIALIZED ({_HERE})
SELECT post.article, o.name, post.title FROM here CROSS JOIN post ON post.article = here.article
LEFT JOIN name o ON o.id = post.organization WHERE post.person = ?
"""
