"""Offsets that other tools count in UTF-16 units (JavaScript, Java), and back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import Literal

Unit = Literal["characters", "utf-16"]


class Units:
    """The way from a tool's offsets to those of characters; for `characters` it changes nothing.

    >>> Units("𠮷田", "utf-16").span(2, 3)
    (1, 2)
    """

    def __init__(self, text: str, unit: Unit) -> None:
        self._starts = [0, *accumulate(1 + (char > "\uffff") for char in text)] if unit == "utf-16" else None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in characters; an offset in the middle of one is that of the character."""
        if self._starts is None:
            return start, end
        return bisect_left(self._starts, start), bisect_left(self._starts, end)


def units_of(text: str, said: Iterable[tuple[int, int, str | None]]) -> Unit:
    """The unit in which more of the spans have the words that stand beside them; characters where it is no matter."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return "characters"
    utf16 = Units(text, "utf-16")
    right = {"characters": 0, "utf-16": 0}
    for start, end, words in said:
        right["characters"] += text[start:end] == words
        low, high = utf16.span(start, end)
        right["utf-16"] += text[low:high] == words
    return "utf-16" if right["utf-16"] > right["characters"] else "characters"
