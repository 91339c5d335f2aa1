"""Known places: names, codes and paths of China's administrative places, and the world's places by name."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property

from extract.rules import Patterns

_EVERYDAY = frozenset(("城区", "郊区", "矿区", "东区", "西区", "老城区", "新城区"))  # districts with an everyday name
_PEOPLES = re.compile("(?<=..)(?:(?:[\u4e00-\u9fff]{1,4}?族)*自治[州县]|市|县)$")  # 玉树|藏族自治州
_LONGEST_STEM = 4  # characters of a short form
_RANK = {"province": 0, "prefecture": 1, "county": 2}


@dataclass(frozen=True, slots=True)
class AdministrativePlace:
    """One row of the table: a place of province, prefecture or county level."""

    name: str
    short: str
    code: str
    parent: str
    level: str


class Gazetteer:
    """The tables of known places.

    >>> from extract.rules import Patterns
    >>> Gazetteer(Patterns.load()).path("320583")
    ['江苏省', '苏州市', '昆山市']
    """

    def __init__(self, patterns: Patterns) -> None:
        tables = [*patterns.table("lexicon", "places"), *patterns.table("lexicon", "places_changed")]
        self._rows = [AdministrativePlace(**row) for row in tables]
        renamed = [
            (row["old_code"], row["new_code"], int(row["year"])) for row in patterns.table("lexicon", "places_renamed")
        ]
        self.since = {new: (old, year) for old, new, year in renamed}
        self.until = {old: (new, year) for old, new, year in renamed}
        self._world = [name for row in patterns.table("lexicon", "world") for name in row["names"].split()]
        self.above = cache(self._above)
        self.countries = frozenset(
            name
            for row in patterns.table("lexicon", "world")
            if row["class"] == "country"
            for name in row["names"].split()
        )

    @cached_property
    def by_code(self) -> dict[str, AdministrativePlace]:
        """The rows by GB/T 2260 code."""
        return {row.code: row for row in reversed(self._rows)}

    @cached_property
    def by_name(self) -> dict[str, list[AdministrativePlace]]:
        """The rows by full name and by short form, higher levels first."""
        found: dict[str, list[AdministrativePlace]] = defaultdict(list)
        for row in sorted(self._rows, key=lambda row: (_RANK[row.level], row.code)):
            for name in {row.name, row.short} - {""}:
                found[name].append(row)
        return dict(found)

    @cached_property
    def below(self) -> dict[str, frozenset[str]]:
        """By the names of provinces and prefectures: what places in them are called for short that is a word too.

        No table holds these short forms; right after the larger place they can be nothing else: 青海|玉树.
        """
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._rows:
            stem = _PEOPLES.sub("", row.name)[:_LONGEST_STEM]
            if row.short or row.level == "province" or row.name[-1] not in "市县州" or len(stem) < 2:
                continue
            for code in self.above(row.code)[1:]:
                for name in {self.by_code[code].name, self.by_code[code].short} - {""}:
                    found[name].add(stem)
        return {name: frozenset(stems) for name, stems in found.items()}

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name and short form of the tables."""
        return (frozenset(self.by_name) | frozenset(self._world)) - _EVERYDAY

    def path(self, code: str) -> list[str]:
        """Names from the province down to the place with this code; empty where the code is unknown."""
        names: list[str] = []
        row = self.by_code.get(code)
        while row is not None:
            names.insert(0, row.name)
            row = self.by_code.get(row.parent)
        return names

    def at(self, row: AdministrativePlace, year: int) -> AdministrativePlace:
        """The place that was called so in a year, where it changed its rank: 海门市 up to 2019, 海门区 from 2020."""
        new, changed = self.until.get(row.code, ("", 0))
        if new and year >= changed:
            return self.by_code[new]
        old, began = self.since.get(row.code, ("", 0))
        return self.by_code[old] if old and year < began else row

    def _above(self, code: str) -> tuple[str, ...]:
        """The code itself and the codes of the places above it."""
        codes: list[str] = []
        row = self.by_code.get(code)
        while row is not None:
            codes.append(row.code)
            row = self.by_code.get(row.parent)
        return tuple(codes)
