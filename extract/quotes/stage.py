"""The stage that fills `quotes`."""

from __future__ import annotations

from collections.abc import Sequence

from extract.article import Article, QuoteMention
from extract.quotes.indirect import indirect_speech
from extract.quotes.speakers import Speakers
from extract.quotes.speech import is_speech, quotations
from extract.rules import Settings

_SPOKEN_BLOCKS = ("paragraph", "caption")


class Quotes:
    """Finds direct speech by its marks and indirect speech by its verbs, and binds both to their speakers."""

    def __init__(self, settings: Settings) -> None:
        self.speakers = Speakers(settings.patterns.words("saying"))

    def __call__(self, articles: Sequence[Article]) -> None:
        """Fill `quotes` of every article, in text order."""
        for article in articles:
            direct = self._direct(article)
            found = direct + self._indirect(article, direct)
            article.quotes = sorted(found, key=lambda quote: (quote.start, quote.end))

    def _direct(self, article: Article) -> list[QuoteMention]:
        found: list[QuoteMention] = []
        for block in article.blocks:
            text = article.folded[block.start : block.end]
            if block.kind not in _SPOKEN_BLOCKS or not ("“" in text or '"' in text):
                continue
            span = (block.start, block.end)
            for quotation in quotations(article.folded, *span):
                before = self.speakers.verb_before(article.folded, quotation, block.start)
                said = before or self.speakers.verb_after(article.folded, quotation, block.end)
                if is_speech(article.folded, quotation, block.start, said is not None):
                    speaker = self.speakers.find(article, quotation, span)
                    found.append(QuoteMention(quotation.start, quotation.end, "direct", speaker))
        return found

    def _indirect(self, article: Article, direct: list[QuoteMention]) -> list[QuoteMention]:
        """Indirect speech that overlaps no direct speech."""
        found = []
        at = 0
        for (start, end), speaker in indirect_speech(article):
            while at < len(direct) and direct[at].end <= start:
                at += 1
            if at == len(direct) or direct[at].start >= end:
                found.append(QuoteMention(start, end, "indirect", speaker))
        return found
