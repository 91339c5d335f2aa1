"""The organ in which a post without its organ is held: the one of the right kind that the article named before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from extract.article import Article, NameMention
from extract.rules.name import HeldIn, PersonRules

_LONGEST_POST = 6  # characters of a post in the table
_NOUN = (4, 3, 2)  # characters of a common noun for the organ right before the post: 超市|经理


class HeldInTable:
    """Posts and the organs they are held in, from patterns/name/persons.toml."""

    def __init__(self, rules: PersonRules, countries: frozenset[str]) -> None:
        self.rows = {post: row for row in reversed(rules.held_in) for post in row.posts}
        self.countries = countries

    def row(self, post: str) -> HeldIn | None:
        """The row of the longest entry that ends the post: 民兵|排长."""
        tails = (post[-length:] for length in range(min(len(post), _LONGEST_POST), 0, -1))
        return next((self.rows[tail] for tail in tails if tail in self.rows), None)


class OrgansOf:
    """The organs and places of one article by what can be held in them; each question costs one bisection."""

    def __init__(self, article: Article, table: HeldInTable) -> None:
        self._text = article.folded
        self._table = table
        self._kinds = {m.start: o.kind for o in article.organizations for m in o.mentions}
        self._told = {m.start: len(o.mentions) for o in article.organizations for m in o.mentions}
        self._organs = [name for name in article.names if name.kind != "PER"]
        self._fitting: dict[int, list[NameMention]] = {}
        self._most: dict[int, NameMention] = {}
        self._by_noun: dict[str, list[NameMention]] = {}
        for name in self._organs:
            if name.kind == "ORG":
                for length in _NOUN:
                    tail = self._text[max(name.start, name.end - length) : name.end]
                    self._by_noun.setdefault(tail, []).append(name)

    def of(self, start: int, end: int) -> NameMention | None:
        """The nearest organ before the post at start…end that fits it; after it, only one that is alone of its kind.

        Players and workers belong to the team or the plant that the story is about, not to the last one named.
        """
        for length in _NOUN:
            named = _nearest(self._by_noun.get(self._text[max(0, start - length) : start], ()), start)
            if named is not None:
                return named
        row = self._table.row(self._text[start:end])
        fits = self._fits(row) if row is not None else ()
        nearest = _nearest(fits, start) or self._alone(fits)
        if nearest is None or row is None or not row.story:
            return nearest
        first = self._first(row)
        return first if self._often(first) >= 2 * self._often(nearest) else nearest

    def _first(self, row: HeldIn) -> NameMention:
        """Of the organs that fit the row, the one that the article names most often."""
        found = self._most.get(id(row))
        if found is None:
            found = self._most[id(row)] = max(self._fits(row), key=self._often)
        return found

    def _often(self, name: NameMention) -> int:
        """How often the article names the organ; once for a place."""
        return self._told.get(name.start, 1)

    def _fits(self, row: HeldIn) -> Sequence[NameMention]:
        """The mentions in which the row's posts can be held, in text order."""
        found = self._fitting.get(id(row))
        if found is None:
            ends = re.compile(f"(?:{'|'.join(row.ends)})$") if row.ends else None
            found = self._fitting[id(row)] = [name for name in self._organs if self._fit(row, ends, name)]
        return found

    def _alone(self, found: Sequence[NameMention]) -> NameMention | None:
        """The first of the mentions where all have one text."""
        first = found[0] if found else None
        if first is None or any(self._string(name) != self._string(first) for name in found[1:]):
            return None
        return first

    def _string(self, name: NameMention) -> str:
        return self._text[name.start : name.end]

    def _fit(self, row: HeldIn, ends: re.Pattern[str] | None, name: NameMention) -> bool:
        if name.kind == "ORG" and self._kinds.get(name.start) in row.kinds:
            return True
        if row.countries and self._string(name) in self._table.countries:
            return True
        return ends is not None and bool(ends.search(self._text, max(name.start, name.end - 6), name.end))


def _nearest(found: Sequence[NameMention], start: int) -> NameMention | None:
    """The last of the mentions before `start`."""
    index = bisect_left(found, start, key=lambda name: name.start)
    return found[index - 1] if index else None
