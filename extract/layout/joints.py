"""How well the end of one line and the beginning of the next fit together as one running text."""

from __future__ import annotations

import re
from copy import copy

from extract.layout.lines import Line, is_han
from extract.rules import Settings
from extract.rules.layout import Headings

_EVIDENCE_LIMIT = 400_000  # characters of a page that are searched for a joined string
_QUOTES = "“”‘’《》()"
_MARK = re.compile(r"[,、。;:!?]")
_NUMBER_END = re.compile(r"[\d一二三四五六七八九十百千万亿两几数余多]$")


def shape(text: str) -> str:
    """Digits as 0 and Latin letters as a, as in patterns/layout/break_sides.tsv.

    >>> shape("第12届GDP")
    '第00届aaa'
    """
    return "".join("0" if c.isdigit() else "a" if c.isascii() and c.isalpha() else c for c in text)


def sides(left: str, right: str) -> tuple[str, str]:
    """The shapes of the two characters on each side of a break, quotation marks and brackets left out.

    >>> sides("东川大堤", "“合龙”")
    ('大堤', '合龙')
    """
    return shape(left.rstrip(_QUOTES)[-2:]), shape(right[:4].lstrip(_QUOTES)[:2])


def signs(text: str, telling: frozenset[str]) -> list[str]:
    """What tells the beginning of a sentence from a heading: its length, its commas, and its `telling` characters.

    >>> sorted(signs("民工的船,", frozenset("的了")))
    ['commas 1', 'length 1', '的']
    """
    return [f"length {min(len(text) // 4, 10)}", f"commas {min(text.count(','), 2)}", *(telling & set(text))]


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
        self._page: list[str] = []
        self._grams: set[str] | None = None
        self._sides: dict[str, dict[str, float]] = {"bias": {}, "last": {}, "first": {}}
        for row in settings.patterns.table("layout", "break_sides"):
            self._sides[row["side"]][row["characters"]] = float(row["weight"])
        self._telling = frozenset(rules.telling)
        rows = settings.patterns.table("layout", "sentence_signs")
        self._signs = {" " if row["sign"] == "space" else row["sign"]: float(row["weight"]) for row in rows}
        table = settings.patterns.table("layout", "neighbours")
        self._tight = {row["character"]: row["tight"] for row in table}
        self._loose = {row["character"]: row["loose"] for row in table}

    def on_page(self, lines: list[Line]) -> Joints:
        """The same judge with the page's own three-character strings as evidence."""
        judge = copy(self)
        judge._page, judge._grams = [line.folded for line in lines], None
        return judge

    def _strings(self) -> set[str]:
        """The three-character strings of the page, read when a break first asks for them."""
        if self._grams is None:
            self._grams = set()
            left = _EVIDENCE_LIMIT
            for line in self._page:
                text = line[:left]
                self._grams.update([text[i : i + 3] for i in range(len(text) - 2)])
                left -= len(text)
                if left <= 0:
                    break
        return self._grams

    def is_item(self, folded: str) -> bool:
        """Whether a line begins as an item of a list does."""
        return self._items.match(folded) is not None

    def heading_like(self, last: Line, line: Line) -> bool:
        """Whether a line that fills its column is a heading all the same."""
        return not _MARK.search(last.folded) and self.odds(last.folded, line.folded) < -2.0

    def fit(self, left: str, right: str) -> float:
        """The score of a break between two folded texts."""
        score = 0.0
        if self._first.match(right):
            score += 3
        if len(left) > 6 and self._last.search(left[-3:]):
            score += 2
        if _NUMBER_END.search(left) and (right[0].isdigit() or right[0] in self._classifiers):
            score += 3
        if left[-1].isascii() and left[-1].isalnum() and right[0].isascii() and right[0].isalnum():
            score += 1 if left.isascii() else 5
        return score + self._seen(left, right) + min(5.0, max(-5.0, self.odds(left, right)))

    def sentence_like(self, text: str) -> float:
        """Logarithm of the odds that a short folded text is the beginning of a sentence and no heading, within 4."""
        weights = self._signs
        score = weights["bias"] + sum(weights.get(sign, 0.0) for sign in sorted(signs(text, self._telling)))
        return min(4.0, max(-4.0, score))

    def odds(self, left: str, right: str) -> float:
        """Logarithm of the odds that the text runs on, from the two characters on each side of the break."""
        a, b = sides(left, right)
        if not a or not b:
            return 0.0
        last, first, bias = self._sides["last"], self._sides["first"], self._sides["bias"]
        score = bias["-"] + last.get(a[-1], 0.0) + first.get(b[0], 0.0) + bias[self._pair(a[-1], b[0])]
        if len(a) > 1:
            score += last.get(a, 0.0)
        if len(b) > 1:
            score += first.get(b, 0.0)
        return score

    def _pair(self, a: str, b: str) -> str:
        """How often two characters stand side by side: tight, loose or none."""
        if b in self._tight.get(a, ""):
            return "tight"
        return "loose" if b in self._loose.get(a, "") else "none"

    def _seen(self, left: str, right: str) -> float:
        """Whether three characters across the break stand together elsewhere on the page."""
        if not is_han(left[-1]) or not is_han(right[0]):
            return 0.0
        two = len(left) > 1 and is_han(left[-2]) and left[-2:] + right[0] in self._strings()
        one = len(right) > 1 and is_han(right[1]) and left[-1] + right[:2] in self._strings()
        return 2.0 * two + 2.0 * one
