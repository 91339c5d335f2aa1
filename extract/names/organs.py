"""The organ in which a post without its organ is held: the one of the right kind that the article named before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache

from extract.article import Article, NameMention
from extract.records import OrganizationKind
from extract.rules.name import HeldIn, PersonRules

_REMEMBERED = 1024  # posts whose row is kept
_LONGEST_POST = 6  # characters of a post in the table
_HOUSES = frozenset("所站馆社店铺舖")  # last characters of houses that are no names: 看守所, 裁缝铺
_NOUN = (4, 3, 2)  # characters of a common noun for the organ right before the post: 超市|经理


class HeldInTable:
    """Posts and the organs they are held in, from patterns/name/persons.toml."""

    def __init__(self, rules: PersonRules, countries: frozenset[str]) -> None:
        self._rows = {post: row for row in reversed(rules.held_in) for post in row.posts}
        self.countries = countries
        self.row = lru_cache(_REMEMBERED)(self._row)

    def _row(self, post: str) -> HeldIn | None:
        """The row of the longest entry that ends the post: 民兵|排长."""
        tails = (post[-length:] for length in range(min(len(post), _LONGEST_POST), 0, -1))
        return next((self._rows[tail] for tail in tails if tail in self._rows), None)


class OrgansOf:
    """The organs and places of one article by what can be held in them; each question costs one bisection."""

    def __init__(self, article: Article, table: HeldInTable) -> None:
        self._article = article
        self._text = article.folded
        self._table = table
        self._organs = [(name, self._string(name)) for name in article.names if name.kind != "PER"]
        self._fitting: dict[int, list[NameMention]] = {}
        self._most: dict[int, NameMention] = {}
        self._tails = {string[-_NOUN[-1] :] for name, string in self._organs if name.kind == "ORG"}

    @cached_property
    def _kinds(self) -> dict[int, OrganizationKind]:
        """The kinds of the organizations by the starts of their mentions."""
        return {m.start: o.kind for o in self._article.organizations for m in o.mentions}

    @cached_property
    def _told(self) -> dict[int, int]:
        """How often each organization is named, by the starts of its mentions."""
        return {m.start: len(o.mentions) for o in self._article.organizations for m in o.mentions}

    @cached_property
    def _by_noun(self) -> dict[str, list[NameMention]]:
        """The organs by the nouns that end them."""
        found: dict[str, list[NameMention]] = {}
        for name, string in self._organs:
            if name.kind == "ORG":
                for length in _NOUN:
                    found.setdefault(string[-length:], []).append(name)
        return found

    def of(self, start: int, end: int) -> NameMention | None:
        """The nearest organ before the post at start…end that fits it; after it, only one that is alone of its kind.

        Players and workers belong to the team or the plant that the story is about, not to the last one named.
        """
        for length in _NOUN if self._text[max(0, start - _NOUN[-1]) : start] in self._tails else ():
            named = _nearest(self._by_noun.get(self._text[max(0, start - length) : start], ()), start)
            if named is not None:
                return named
        row = self._table.row(self._text[start:end])
        fits = self._fits(row) if row is not None else ()
        house = self._text[start - 1 : start]
        if house in _HOUSES:  # 看守所|民警 belongs to no 大队
            fits = [name for name in fits if self._text[name.end - 1] == house]
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
            found = [name for name, string in self._organs if self._fit(row, name, string)]
            self._fitting[id(row)] = found
        return found

    def _fit(self, row: HeldIn, name: NameMention, string: str) -> bool:
        return (
            string.endswith(row.ends)
            or (row.countries and string in self._table.countries)
            or (bool(row.kinds) and self._kinds.get(name.start) in row.kinds)
        )

    def _alone(self, found: Sequence[NameMention]) -> NameMention | None:
        """The first of the mentions where all have one text."""
        first = found[0] if found else None
        if first is None or any(self._string(name) != self._string(first) for name in found[1:]):
            return None
        return first

    def _string(self, name: NameMention) -> str:
        return self._text[name.start : name.end]


def _nearest(found: Sequence[NameMention], start: int) -> NameMention | None:
    """The last of the mentions before `start`."""
    index = bisect_left(found, start, key=lambda name: name.start)
    return found[index - 1] if index else None
