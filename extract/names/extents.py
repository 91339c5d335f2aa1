"""Small questions about where pieces of names lie: their order, what holds them, where a mission's name begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from extract.names.reading import Atom
from extract.rules.name import AFTER_NEEDLE, BEFORE_NEEDLE

_HANZI = re.compile(r"[\u4e00-\u9fff]+")


def mission_begin(text: str, atoms: list[Atom], start: int) -> int | None:
    """The beginning of 中国驻X|大使馆: the sending country where it is named, else 驻."""
    begin = text.rfind("驻", max(0, start - 13), start)
    if begin < 0 or not _HANZI.fullmatch(text, begin, start) or start - begin < 2 or text[begin + 1] == "外":
        return None
    if begin and text[begin - 1] == "常":
        begin -= 1
    for atom in reversed(atoms):
        if atom.end <= begin:
            return atom.start if atom.end == begin else begin
    return begin


def around(needles: Iterable[int]) -> list[tuple[int, int]]:
    """The stretches round the places of a needle, in order, in which its pattern is looked for; none overlap.

    >>> around([40, 60, 200])
    [(8, 124), (168, 264)]
    """
    stretches: list[tuple[int, int]] = []
    for needle in needles:
        start, end = max(0, needle - BEFORE_NEEDLE), needle + AFTER_NEEDLE
        if stretches and start <= stretches[-1][1]:
            start, _ = stretches.pop()
        stretches.append((start, end))
    return stretches


class Inside:
    """Tells whether a head lies inside a known name that goes on after it: 港 in 张家港市."""

    def __init__(self, atoms: Iterable[Atom]) -> None:
        spans = sorted([(atom.start, atom.end) for atom in atoms])
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def holds(self, start: int, end: int) -> bool:
        """Whether a known name begins at or before `start` and ends after `end`."""
        index = bisect_right(self._starts, start)
        return index > 0 and self._ends[index - 1] > end


def insert(atoms: list[Atom], atom: Atom) -> None:
    """Put an atom into a list ordered by end, then start; the list's tail is where it belongs."""
    place = len(atoms)
    while place and (atoms[place - 1].end, atoms[place - 1].start) >= (atom.end, atom.start):
        place -= 1
    atoms.insert(place, atom)
