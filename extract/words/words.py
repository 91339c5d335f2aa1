"""The stage that cuts words: between the mentions, never through one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.article import Article
from extract.rules import Settings
from extract.words.segmenters import make_segmenter

_NAME_TAGS = {"PER": "nr", "ORG": "nt", "LOC": "ns"}


class Words:
    """The stage that fills `words`. A settled name is one word (nr, nt, ns), as are a date (t) and a count (m)."""

    def __init__(self, settings: Settings) -> None:
        self.segmenter = make_segmenter(settings.segmenter, settings.dictionary)

    def __call__(self, articles: Sequence[Article]) -> None:
        """Fill `words` of every article; white space is in no word."""
        for article in articles:
            article.words = self._cut(article)

    def _cut(self, article: Article) -> list[tuple[int, int, str]]:
        words: list[tuple[int, int, str]] = []
        at = 0
        for start, end, tag in mentions(article):
            self._gap(article.folded, at, start, words)
            words.append((start, end, tag))
            at = end
        self._gap(article.folded, at, len(article.folded), words)
        return words

    def _gap(self, folded: str, start: int, end: int, words: list[tuple[int, int, str]]) -> None:
        if start == end:
            return
        at = start
        for word, tag in self.segmenter.tag(folded[start:end]):
            if not word.isspace():
                words.append((at, at + len(word), tag))
            at += len(word)


def mentions(article: Article) -> Iterator[tuple[int, int, str]]:
    """The spans that are one word each, in order and without overlap: names before dates before counts."""
    spans = [(name.start, name.end, _NAME_TAGS[name.kind]) for name in article.names]
    spans += [(date.start, date.end, "t") for date in article.dates]
    spans += [(count.start, count.end, "m") for count in article.counts]
    spans.sort(key=lambda span: (span[0], -span[1]))
    at = 0
    for span in spans:
        if span[0] >= at:
            yield span
            at = span[1]
