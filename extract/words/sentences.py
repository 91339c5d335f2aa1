"""Sentences, aware of quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.article import Article
from extract.rules import Settings, fold

_MARK = re.compile(r"[。!?…]+[)）]?|[“”‘’]|\.{3,}")
_SAYING = re.compile(
    r"[^。!?“”]{0,30}?(?:说|道|表示|介绍|告诉|称|讲|问|答|指出|强调|认为|感慨|坦言|透露|回忆|解释|写|喊|笑|叹)"
)
_LONGEST_QUOTE = 400  # characters: beyond it a quotation is cut like any other text


class Sentences:
    """The stage that fills `folded` and `sentences`."""

    def __init__(self, settings: Settings) -> None: ...

    def __call__(self, articles: Sequence[Article]) -> None:
        """Fill `folded` and `sentences` of every article; a sentence never crosses a block."""
        for article in articles:
            article.folded = fold(article.text)
            article.sentences = [
                span for block in article.blocks for span in split_sentences(article.folded, block.start, block.end)
            ]


def split_sentences(folded: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences of folded text between `start` and `end`, without the white space around them.

    A full stop inside a quotation ends no sentence; one just before the closing mark does, unless the words that follow
    say who spoke. A quotation that is never closed, or longer than 400 characters, is cut like any other text.

    >>> split_sentences("“好。快来。”王平说。他走了。")
    [(0, 11), (11, 15)]
    """
    end = len(folded) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = start
    for stop in _stops(folded, start, end):
        _append(spans, folded, begin, stop)
        begin = stop
    _append(spans, folded, begin, end)
    return spans


def _stops(folded: str, start: int, end: int) -> list[int]:
    """Offsets after which a sentence ends."""
    stops: list[int] = []
    opened = -1  # offset of the open quotation mark, -1 outside
    held: list[int] = []  # stops inside the open quotation, used if it is never closed or grows too long
    terminal = -1  # end of the last full stop
    for match in _MARK.finditer(folded, start, end):
        char = match[0]
        if opened >= 0 and match.start() - opened > _LONGEST_QUOTE:
            stops += held
            held, opened = [], -1
        if char in "“‘":
            opened = match.start() if opened < 0 and char == "“" else opened
        elif char in "”’":
            if opened >= 0 and char == "”":
                opened, held = -1, []
                if terminal == match.start() and not _goes_on(folded, match.end(), end):
                    stops.append(match.end())
        else:
            terminal = match.end()
            (stops if opened < 0 else held).append(terminal)
    return stops + held


def _goes_on(folded: str, at: int, end: int) -> bool:
    """Does the sentence go on after a closing quotation mark at `at`?"""
    if at >= end or folded[at] in ",、;:)的”’":
        return True
    return _SAYING.match(folded, at, end) is not None


def _append(spans: list[tuple[int, int]], folded: str, start: int, end: int) -> None:
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
