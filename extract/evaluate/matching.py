"""What every score is made of: tallies, overlap and one-to-one matching."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Span = tuple[int, int]
T = TypeVar("T")
U = TypeVar("U")


@dataclass(slots=True)
class Tally:
    """True positives, false positives, false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def add(self, tp: int, fp: int, fn: int) -> None:
        """Add the figures of one more text."""
        self.tp += tp
        self.fp += fp
        self.fn += fn

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 0 where nothing is there."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else 0.0


@dataclass(slots=True)
class Accuracy:
    """Right answers out of those asked."""

    right: int = 0
    asked: int = 0

    def add(self, right: bool) -> None:
        """Add one answer."""
        self.right += right
        self.asked += 1

    @property
    def value(self) -> float:
        """The share that is right; 0 where nothing was asked."""
        return self.right / self.asked if self.asked else 0.0


def bare(text: str | None) -> str:
    """The text without any white space; "" for None.

    >>> bare("百亩 早稻\\n开镰")
    '百亩早稻开镰'
    """
    return re.sub(r"\s", "", text or "")


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two spans.

    >>> overlap((0, 4), (2, 6)), overlap((0, 2), (2, 4))
    (0.3333333333333333, 0.0)
    """
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0


def best_pairs(
    gold: Sequence[T], found: Sequence[U], span: Callable[[T | U], Span], same: Callable[[T, U], bool]
) -> list[tuple[T, U]]:
    """Greedy one-to-one pairs of what `same` accepts, the largest overlap first.

    >>> best_pairs([(0, 4), (4, 6)], [(0, 5), (4, 6)], lambda span: span, lambda gold, found: True)
    [((4, 6), (4, 6)), ((0, 4), (0, 5))]
    """
    ranked = sorted(
        (
            (overlap(span(g), span(f)), i, j)
            for i, g in enumerate(gold)
            for j, f in enumerate(found)
            if span(f)[0] < span(g)[1] and span(g)[0] < span(f)[1] and same(g, f)
        ),
        reverse=True,
    )
    left: set[int] = set()
    right: set[int] = set()
    pairs = []
    for _, i, j in ranked:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((gold[i], found[j]))
    return pairs
