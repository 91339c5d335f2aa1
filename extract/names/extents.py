"""Small questions about where pieces of names lie: their order, stretches, where a mission's name begins."""

from __future__ import annotations

import re
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
    reach = -1
    for needle in needles:
        start = needle - BEFORE_NEEDLE
        if stretches and start <= reach:
            start, _ = stretches.pop()
        reach = needle + AFTER_NEEDLE
        stretches.append((max(0, start), reach))
    return stretches


def merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in the order of their beginnings, those that meet as one."""
    apart: list[tuple[int, int]] = []
    for start, end in stretches:
        if apart and start <= apart[-1][1]:
            start, _ = apart.pop()
        apart.append((start, end))
    return apart


def insert(atoms: list[Atom], atom: Atom) -> None:
    """Put an atom into a list ordered by end, then start; the list's tail is where it belongs."""
    place = len(atoms)
    while place and (atoms[place - 1].end, atoms[place - 1].start) >= (atom.end, atom.start):
        place -= 1
    atoms.insert(place, atom)
