"""How well the end of one line and the beginning of the next fit together as one running text."""

from __future__ import annotations

import re

from extract.layout.lines import Line, is_han
from extract.rules import Settings
from extract.rules.layout import Headings

_EVIDENCE_LIMIT = 400_000  # characters of a page that are searched for a joined string
_NUMBER_END = re.compile(r"[\d一二三四五六七八九十百千万亿两几数余多]$")


class Joints:
    """Scores a break between two lines: positive where the text runs on, negative where it ends.

    Evidence: words that never stand first or last, a number and its classifier, and whether the characters that the
    break has parted stand together elsewhere on the same page.
    """

    def __init__(self, settings: Settings) -> None:
        rules = settings.patterns.rule("layout", "headings", Headings)
        self._first = re.compile("|".join(map(re.escape, rules.never_first)))
        self._last = re.compile(f"(?:{'|'.join(map(re.escape, rules.never_last))})$")
        self._items = re.compile("|".join(rules.list_openings))
        self._classifiers = frozenset(rules.classifiers)
        self._grams: frozenset[str] = frozenset()

    def read_page(self, lines: list[Line]) -> None:
        """Take the page's own three-character strings as evidence."""
        grams: set[str] = set()
        left = _EVIDENCE_LIMIT
        for line in lines:
            text = line.folded[:left]
            grams.update(text[i : i + 3] for i in range(len(text) - 2))
            left -= len(text)
            if left <= 0:
                break
        self._grams = frozenset(grams)

    def is_item(self, folded: str) -> bool:
        """Whether a line begins as an item of a list does."""
        return self._items.match(folded) is not None

    def heading_like(self, last: Line, line: Line) -> bool:
        """Whether a line that fills its column is a heading all the same."""
        return False

    def fit(self, left: str, right: str) -> float:
        """The score of a break between two folded texts."""
        score = 0.0
        if self._first.match(right):
            score += 3
        if self._last.search(left[-3:]):
            score += 2
        if _NUMBER_END.search(left) and (right[0].isdigit() or right[0] in self._classifiers):
            score += 3
        if left[-1].isascii() and left[-1].isalnum() and right[0].isascii() and right[0].isalnum():
            score += 1
        return score + self._seen(left, right)

    def _seen(self, left: str, right: str) -> float:
        """Whether three characters across the break stand together elsewhere on the page."""
        if not is_han(left[-1]) or not is_han(right[0]):
            return 0.0
        two = len(left) > 1 and is_han(left[-2]) and left[-2:] + right[0] in self._grams
        one = len(right) > 1 and is_han(right[1]) and left[-1] + right[:2] in self._grams
        return 2.0 * two + 2.0 * one
