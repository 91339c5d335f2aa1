"""Codes and paths of the places of an article; the homonym is decided by its other places and its home."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from extract.names.gazetteer import AdministrativePlace, Gazetteer

_REMEMBERED = 8192  # names whose first place is kept
_LONGEST = 16  # characters of a name in the table


class PlaceLinker:
    """Links place names to the table of administrative places."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._first = lru_cache(_REMEMBERED)(self._longest)

    def link(
        self, names: Iterable[str], home: str | None, year: int | None = None
    ) -> dict[str, tuple[str | None, list[str]]]:
        """Code and path of each name in a year; a place below county level has a path but no code.

        >>> from extract.rules import Patterns
        >>> PlaceLinker(Gazetteer(Patterns.load())).link(["江苏昆山市临水镇"], None)
        {'江苏昆山市临水镇': (None, ['江苏省', '苏州市', '昆山市', '临水镇'])}
        """
        names = list(dict.fromkeys(names))
        known = {name for name in names if self._first(name)}
        context = self._context(known, home) if known else []
        return {name: self._one(name, context, year) if name in known else (None, []) for name in names}

    def code_of(self, name: str | None) -> str | None:
        """The code of the name where it is the only one of its kind, or the highest."""
        rows = self._gazetteer.by_name.get(name or "", [])
        return rows[0].code if rows and (len(rows) == 1 or rows[0].level != rows[1].level) else None

    def _context(self, names: Iterable[str], home: str | None) -> list[set[str]]:
        """Codes that speak for a homonym, the stronger first: unambiguous places of the article, then its home."""
        sure: set[str] = set()
        for name in names:
            rows = self._gazetteer.by_name[self._first(name)]
            if len(rows) == 1:
                sure.update(self._gazetteer.above(rows[0].code))
        code = self.code_of(home)
        return [sure, set(self._gazetteer.above(code)) if code else set()]

    def _longest(self, name: str) -> str:
        """The longest table name that begins the name."""
        table = self._gazetteer.by_name
        return next((name[:n] for n in range(min(len(name), _LONGEST), 1, -1) if name[:n] in table), "")

    def _one(self, name: str, context: list[set[str]], year: int | None) -> tuple[str | None, list[str]]:
        rest, row = name, None
        while rest:
            first = self._first(rest)
            following = self._choose(first, row, context, year) if first else None
            if following is None:
                break
            row, rest = following, rest[len(first) :]
        if row is None:
            return None, []
        path = self._gazetteer.path(row.code)
        return (row.code, path) if not rest else (None, [*path, rest])

    def _choose(
        self, name: str, above: AdministrativePlace | None, context: list[set[str]], year: int | None
    ) -> AdministrativePlace | None:
        """The row meant by a name: below the place before it, else the only one, else the one the context favours."""
        rows = self._gazetteer.by_name.get(name, [])
        if above is not None:
            rows = [row for row in rows if above.code in self._gazetteer.above(row.code) and row.code != above.code]
        if year is not None:
            rows = self._of_year(name, rows, year)
        if len(rows) < 2:
            return rows[0] if rows else None
        for codes in context:
            favoured = [row for row in rows if row.code in codes or row.parent in codes]
            if len(favoured) == 1 or (favoured and favoured[0].level != favoured[1].level):
                return favoured[0]
        return rows[0] if rows[0].level != rows[1].level else None

    def _of_year(self, name: str, rows: list[AdministrativePlace], year: int) -> list[AdministrativePlace]:
        """The rows as they stood in a year: short names follow a change of rank, full names are dropped before it."""
        since, until = self._gazetteer.since, self._gazetteer.until
        if all(row.code not in since and row.code not in until for row in rows):
            return rows
        there = [row for row in rows if row.name != name or year >= since.get(row.code, ("", 0))[1]]
        return list(
            {
                row.code: row
                for row in (self._gazetteer.at(row, year) if row.short == name else row for row in there or rows)
            }.values()
        )
