"""Codes and paths of the places of an article; the homonym is decided by its other places and its home."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from extract.names.gazetteer import AdministrativePlace, Gazetteer

_REMEMBERED = 8192  # names whose place is kept
_LONGEST = 16  # characters of a name in the table
Link = tuple[str | None, tuple[str, ...]]  # code and path
Context = Sequence[set[str]]  # codes that speak for a homonym, the stronger first
_UNKNOWN: Link = (None, ())
_UNCERTAIN: Link = ("", ())  # several places bear the name


class PlaceLinker:
    """Links place names to the table of administrative places."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._certain = lru_cache(_REMEMBERED)(self._walk)
        self._changed = frozenset(gazetteer.since.keys() | gazetteer.until.keys())

    @cached_property
    def _begins(self) -> frozenset[str]:
        """What the names of the table begin with."""
        return frozenset(name[:2] for name in self._gazetteer.by_name)

    def link(self, names: Iterable[str], home: str | None, year: int | None = None) -> dict[str, Link]:
        """Code and path of each name in a year; a place below county level has a path but no code.

        >>> from extract.rules import Patterns
        >>> PlaceLinker(Gazetteer(Patterns.load())).link(["江苏昆山市临水镇"], None)
        {'江苏昆山市临水镇': (None, ('江苏省', '苏州市', '昆山市', '临水镇'))}
        """
        certain = {name: self._certain(name, year) for name in names}
        if _UNCERTAIN in certain.values():
            context = self._context(certain, home)
            for name, link in certain.items():
                if link is _UNCERTAIN:
                    certain[name] = self._walk(name, year, context)
        return certain

    def code_of(self, name: str | None) -> str | None:
        """The code of the name where it is the only one of its kind, or the highest."""
        rows = self._gazetteer.by_name.get(name or "", [])
        return rows[0].code if rows and (len(rows) == 1 or rows[0].level != rows[1].level) else None

    def _context(self, names: Iterable[str], home: str | None) -> Context:
        """The codes of the article's unambiguous places, and those of its home."""
        sure: set[str] = set()
        for first in filter(None, map(self._first, names)):
            rows = self._gazetteer.by_name[first]
            if len(rows) == 1:
                sure.update(self._gazetteer.above(rows[0].code))
        code = self.code_of(home)
        return sure, set(self._gazetteer.above(code)) if code else set()

    def _first(self, name: str) -> str:
        """The longest table name that begins the name; empty where there is none."""
        table = self._gazetteer.by_name
        if name in table:
            return name
        if name[:2] in self._begins:
            for length in range(min(len(name) - 1, _LONGEST), 1, -1):
                if name[:length] in table:
                    return name[:length]
        return ""

    def _walk(self, name: str, year: int | None, context: Context | None = None) -> Link:
        """Code and path of a name, link by link from the left; _UNCERTAIN where a context must tell and is missing."""
        rest, row = name, None
        while first := self._first(rest):
            rows = self._rows(first, row, year)
            if len(rows) > 1 and context is None:
                return _UNCERTAIN
            following = _favoured(rows, context or ())
            if following is None:
                break
            row, rest = following, rest[len(first) :]
        if row is None:
            return _UNKNOWN
        path = tuple(self._gazetteer.path(row.code))
        return (None, (*path, rest)) if rest else (row.code, path)

    def _rows(self, name: str, above: AdministrativePlace | None, year: int | None) -> list[AdministrativePlace]:
        """The rows that a name can mean below the place before it."""
        rows = self._gazetteer.by_name[name]
        if above is not None:
            rows = [row for row in rows if above.code in self._gazetteer.above(row.code) and row.code != above.code]
        return rows if year is None else self._of_year(name, rows, year)

    def _of_year(self, name: str, rows: list[AdministrativePlace], year: int) -> list[AdministrativePlace]:
        """The rows as they stood in a year: short names follow a change of rank, full names are dropped before it."""
        if self._changed.isdisjoint([row.code for row in rows]):
            return rows
        there = [row for row in rows if row.name != name or year >= self._gazetteer.since.get(row.code, ("", 0))[1]]
        return list(
            {
                row.code: row
                for row in (self._gazetteer.at(row, year) if row.short == name else row for row in there or rows)
            }.values()
        )


def _favoured(rows: Sequence[AdministrativePlace], context: Iterable[set[str]]) -> AdministrativePlace | None:
    """The only row, else the one that the context favours, else the highest."""
    if len(rows) < 2:
        return rows[0] if rows else None
    for codes in context:
        favoured = [row for row in rows if row.code in codes or row.parent in codes]
        if len(favoured) == 1 or (favoured and favoured[0].level != favoured[1].level):
            return favoured[0]
    return rows[0] if rows[0].level != rows[1].level else None
