"""Names told by the regular expressions of their rules, each looked for round its needles only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from extract.names.extents import around
from extract.names.phrases import Phrases
from extract.names.reading import Atom, Reading
from extract.rules.name import HeadRule, NamePattern


class PatternedNames:
    """Finds names by the `patterns` of the rules in patterns/name.

    `words` are the heads and then the needles that are none; one scan of the text for all of them tells where to look.
    """

    def __init__(self, rules: Mapping[str, HeadRule], phrases: Phrases, heads: Iterable[str]) -> None:
        self._phrases = phrases
        rows: dict[tuple[str, ...], list[tuple[NamePattern, str, HeadRule]]] = {}
        for stem, spec in rules.items():
            for row in spec.patterns:
                rows.setdefault(row.needle, []).append((row, "rule:" + stem, spec))
        self._rows = list(rows.values())
        needles: dict[str, list[int]] = {word: [] for word in heads}
        for place, words in enumerate(rows):
            for word in words:
                needles.setdefault(word, []).append(place)
        self.words = list(needles)
        self._rows_of = {index: places for index, places in enumerate(needles.values()) if places}

    def find(self, reading: Reading, hits: Iterable[tuple[int, int, int]]) -> list[Atom]:
        """The names, but for those that a known place leads; `hits` are (word, start, end) of `words`."""
        places: dict[int, list[int]] = {}
        rows_of = self._rows_of
        for index, start, _ in hits:
            if index in rows_of:
                for rows in rows_of[index]:
                    places.setdefault(rows, []).append(start)
        return self._matches(reading, places) if places else []

    def _matches(self, reading: Reading, places: Mapping[int, list[int]]) -> list[Atom]:
        """What the rows find round the places of their needles; `places` are by row."""
        text = reading.text
        found = [
            (row, stretch)
            for rows in sorted(places)
            for stretches in (around(sorted(places[rows])),)
            for row in self._rows[rows]
            if not row[0].setting or reading.speaks_of(row[0].setting)
            for stretch in stretches
        ]
        nations = reading.atoms if "国家" in text else ()
        known = {atom.start: atom.end for atom in reading.atoms}
        led = {atom.end for atom in nations if text.startswith("国家", atom.end)}  # 缅甸|国家气象局
        return [
            Atom(
                _begin(match.span("name"), spec, known),
                match.end("name"),
                spec.kind,
                rule,
                spec.confidence,
                spec.organization,
            )
            for (row, rule, spec), stretch in found
            for match in row.expression.finditer(text, *stretch)
            if match.start("name") not in led and not (row.unknown and not self._phrases.unknown(match["name"]))
            if known.get(match.start("name"), 0) <= match.end("name")  # 哈尔|滨
        ]


def _begin(span: tuple[int, int], spec: HeadRule, known: Mapping[int, int]) -> int:
    """Where a name begins; a team's with the place it plays for: 轻取|韩国队."""
    if spec.organization != "team":
        return span[0]
    return next((at for at in range(*span) if at in known), span[0])
