"""The texts of a batch as one text: what is looked for in all of them costs one look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int64]
Flags = NDArray[np.uint8]
CODE_POINTS = 0x110000
_AT_A_TIME = 16  # texts


class Batch:
    """Texts, each with a line end after it. `begins` and `ends` are where each stands in `text`.

    >>> batch = Batch(["柘岭县", "", "石坪镇"])
    >>> batch.text, batch.begins.tolist(), batch.ends.tolist()
    ('柘岭县\\n\\n石坪镇\\n', [0, 4, 5], [3, 4, 8])
    >>> batch.shares(np.array([1, 3, 5]))
    [[1, 3], [], [0]]
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.text = "\n".join([*texts, ""])
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self.ends: Offsets = np.cumsum(lengths + 1) - 1
        self.begins: Offsets = self.ends - lengths
        self.spans: list[tuple[int, int]] = list(zip(self.begins.tolist(), self.ends.tolist(), strict=True))

    def found(self, find: Callable[[str], Sequence[tuple[int, int, int]]]) -> Iterator[Offsets]:
        """The columns word, start, end of what an automaton finds.

        It is given some texts at a time, so that what it finds stays in the processor's caches: a quarter faster.
        """
        edges = [*self.begins[::_AT_A_TIME].tolist(), len(self.text)]
        parts = []
        for first, last in pairwise(edges):
            rows = find(self.text[first:last])
            part = np.fromiter(chain.from_iterable(rows), np.int64, 3 * len(rows)).reshape(-1, 3)
            part[:, 1:] += first
            parts.append(part)
        return iter(np.concatenate(parts).T)

    def flagged(self, table: Flags) -> Flags:
        """What a table of `flags_of` says of each character; 0 for the line ends between the texts."""
        flags = table[np.frombuffer(self.text.encode("utf-32-le"), np.uint32)]
        flags[self.ends] = 0
        return flags

    def shares(self, positions: Offsets) -> list[list[int]]:
        """Rising positions in `text`, dealt out to the texts, as offsets in them."""
        bounds = np.append(np.searchsorted(positions, self.begins), len(positions))
        offsets = (positions - np.repeat(self.begins, np.diff(bounds))).tolist()
        return [offsets[first:last] for first, last in pairwise(bounds.tolist())]


def flags_of(characters: Iterable[str]) -> Flags:
    """A table over all code points: 1 for each of the characters, 0 for every other."""
    table = np.zeros(CODE_POINTS, np.uint8)
    table[[ord(character) for character in characters]] = 1
    return table
