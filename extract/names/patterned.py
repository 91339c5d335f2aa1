"""Names told by the regular expressions of their rules, each looked for round its needles only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extract.names.extents import around
from extract.names.phrases import APART, Phrases
from extract.names.reading import Atom, Reading
from extract.rules.name import HeadRule, NamePattern

_Row = tuple[NamePattern, str, HeadRule]  # a pattern, the name of its rule, and what that says


class PatternedNames:
    """Finds names by the `patterns` of the rules in patterns/name.

    `needles` are the words round which they are looked for.
    """

    def __init__(self, rules: Mapping[str, HeadRule], phrases: Phrases) -> None:
        self._phrases = phrases
        rows: dict[tuple[str, ...], list[_Row]] = {}
        for stem, spec in rules.items():
            for row in spec.patterns:
                rows.setdefault(row.needles, []).append((row, "rule:" + stem, spec))
        self._rows = list(rows.values())
        self._rows_of: dict[str, list[int]] = {}
        for place, words in enumerate(rows):
            for word in words:
                self._rows_of.setdefault(word, []).append(place)
        self.needles = frozenset(self._rows_of)

    def find(self, reading: Reading, needles: Iterable[tuple[str, int]]) -> list[Atom]:
        """The names, but for those that a known place leads; `needles` are words of the text and where they begin."""
        places: dict[int, list[int]] = {}
        for word, start in needles:
            for rows in self._rows_of.get(word, ()):
                places.setdefault(rows, []).append(start)
        found = [named for rows in sorted(places) for named in self._matches(reading, rows, sorted(places[rows]))]
        return self._names(reading, found) if found else []

    def _matches(self, reading: Reading, rows: int, places: list[int]) -> Iterator[tuple[_Row, re.Match[str]]]:
        """What rows of the same needle find round the places of its words."""
        for row in self._rows[rows]:
            pattern = row[0]
            if pattern.setting and not reading.speaks_of(pattern.setting):
                continue
            for match in _hits(pattern, reading.text, places):
                if self._is_fit(pattern, match):
                    yield row, match

    @staticmethod
    def _names(reading: Reading, found: Iterable[tuple[_Row, re.Match[str]]]) -> list[Atom]:
        """The names that were found, but for parts of known ones."""
        text = reading.text
        nations = reading.atoms if "国家" in text else ()
        led = {atom.end for atom in nations if text.startswith("国家", atom.end)}  # 缅甸|国家气象局
        known = {atom.start: atom.end for atom in reading.atoms}
        return [
            Atom(
                _begin(match.span("name"), spec, known, reading),
                match.end("name"),
                spec.kind,
                rule,
                spec.confidence,
                spec.organization,
            )
            for (_, rule, spec), match in found
            if match.start("name") not in led
            if known.get(match.start("name"), 0) <= match.end("name")  # 哈尔|滨
        ]

    def _is_fit(self, row: NamePattern, match: re.Match[str]) -> bool:
        """Whether the words of a name, or of its brand, are such as its pattern asks for."""
        branded = "brand" in row.expression.groupindex
        if row.unknown:
            return self._phrases.unknown(match["brand" if branded else "name"])
        return not branded or self._phrases.proper(match["brand"])


def _hits(pattern: NamePattern, text: str, places: Sequence[int]) -> Iterator[re.Match[str]]:
    """Where a pattern matches round the places of its needle; no match overlaps another."""
    expression = pattern.expression
    if pattern.lead is None:
        for stretch in around(places):
            yield from expression.finditer(text, *stretch)
        return
    fewest, most = pattern.lead
    starts = {place - lead for place in places for lead in range(fewest, most + 1)} if most else places
    reach = 0
    for start in sorted(starts):
        match = expression.match(text, start) if start >= reach else None
        if match is not None:
            yield match
            reach = match.end()


def _begin(span: tuple[int, int], spec: HeadRule, known: Mapping[int, int], reading: Reading) -> int:
    """Where a name begins; a team's with the place it plays for, or after what parts: 轻取|韩国队, 对阵|山鹰队."""
    if spec.organization != "team":
        return span[0]
    cut = reading.cut_before(span[1] - 2)
    start = cut if cut > span[0] and reading.text[cut - 1] not in APART else span[0]
    return next((at for at in range(start, span[1]) if at in known), start)
