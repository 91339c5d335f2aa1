"""The sentence that a reader is shown: where in an article the words of the question stand, or a span."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.index.terms import Term, folded
from extract.words.search import plain_words

_LONGEST = 400  # characters of a span that are shown
WIDTH = 120  # characters of a passage
SENTENCE_END = re.compile("[。!?！？\n]")


@dataclass(slots=True)
class Part:
    """A piece of a passage; `found` where it is what was looked for."""

    text: str
    found: bool = False


def passage(text: str, terms: Iterable[Term]) -> list[Part]:
    """The sentence of `text` that has most of the terms, those marked; its beginning where it has none.

    >>> [part.text for part in passage("开镰了。县医院收到捐款。", [Term("捐款", False)]) if part.found]
    ['捐款']
    """
    small = folded(text)
    words = sorted({word for term in terms for word in _words(small, term)}, key=len, reverse=True)
    if not words:
        return [Part(_beginning(text))]
    pattern = re.compile("|".join(map(re.escape, words)))
    start, end = _best(small, pattern)
    return list(_marked(text, small, pattern, start, end))


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence round a span, at most WIDTH characters longer than it on either side.

    >>> sentence("开镰了。县医院收到捐款。走了。", 9, 11)
    (4, 12)
    """
    low = max(start - WIDTH, 0)
    before = [found.end() for found in SENTENCE_END.finditer(text, low, start)]
    after = SENTENCE_END.search(text, max(end - 1, start), min(end + WIDTH, len(text)))
    return (before[-1] if before else low), (after.end() if after else min(end + WIDTH, len(text)))


def around(text: str, start: int, end: int) -> list[Part]:
    """The sentence round a span, the span marked.

    >>> [(part.text, part.found) for part in around("昨日开镰。乡里收稻三百亩。", 5, 7)]
    [('乡里', True), ('收稻三百亩。', False)]
    """
    low, high = sentence(text, start, end)
    inside = text[start:end] if end - start <= _LONGEST else text[start : start + _LONGEST] + "…"
    parts = [Part(text[low:start]), Part(inside, found=True), Part(text[end:high].rstrip("\n"))]
    return [part for part in parts if part.text]


def _words(small: str, term: Term) -> Sequence[str]:
    if term.exact or term.text in small:
        return [term.text] if term.text in small else []
    return [word for word in plain_words(term.text) if word in small]


def _best(small: str, pattern: re.Pattern[str]) -> tuple[int, int]:
    """The sentence with the most different words of the pattern, the first of equals."""
    best, most, seen = (0, min(len(small), WIDTH)), 0, 0
    for found in pattern.finditer(small):
        if found.start() < seen:
            continue
        start, end = sentence(small, found.start(), found.end())
        seen = end
        different = len({match[0] for match in pattern.finditer(small, start, end)})
        if different > most:
            best, most = (start, end), different
    return best


def _marked(text: str, small: str, pattern: re.Pattern[str], start: int, end: int) -> Iterable[Part]:
    at = start
    for found in pattern.finditer(small, start, end):
        if found.start() > at:
            yield Part(text[at : found.start()])
        yield Part(text[found.start() : found.end()], found=True)
        at = found.end()
    if text[at:end].strip():
        yield Part(text[at:end].rstrip("\n"))


def _beginning(text: str) -> str:
    """The first words of the body: the first line is the headline where others follow."""
    headline, _, body = text.partition("\n")
    shown = (body or headline)[:WIDTH]
    return shown.replace("\n", " ") + ("…" if len(shown) < len(body or headline) else "")
