"""The stage that fills `quotes`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from extract.article import Article, QuoteMention
from extract.quotes.indirect import indirect_speech
from extract.quotes.speakers import Speakers, mentions, names_somebody
from extract.quotes.speech import Quotation, is_speech, quotations
from extract.rules import Settings

_APART = 60  # characters between two quotations of one speaker
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
        folded = article.folded
        blocks = [block for block in article.blocks if block.kind in _SPOKEN_BLOCKS]
        going_on: QuoteMention | None = None  # speech that its block leaves open
        for block, following in zip_longest(blocks, blocks[1:]):
            text = folded[block.start : block.end]
            if not ("“" in text or '"' in text):
                going_on = None
                continue
            goes_on = following is not None and folded[following.start] == "“"
            for quotation in quotations(folded, block.start, block.end, goes_on):
                quote = self._speech(article, quotation, (block.start, block.end))
                if quote and going_on and not folded[block.start : quotation.opened].strip():
                    quote.speaker = quote.speaker or going_on.speaker
                if quote and quote.speaker is None and found and found[-1].start >= block.start:
                    quote.speaker = self._same(article, found[-1], quote)
                found += [quote] if quote else []
                going_on = quote if quotation.closed == quotation.end else None
        return found

    def _same(self, article: Article, last: QuoteMention, quote: QuoteMention) -> tuple[int, int] | None:
        """“…”甲说。“…”: one speaker goes on where nobody else is named between two quotations."""
        if last.speaker is None or quote.start - last.end > _APART:
            return None
        if names_somebody(article, last.end, quote.start):
            return None
        start, end = last.speaker
        others = mentions(article, last.end, quote.start, "PER")
        same = all(article.folded[name.start : name.end] == article.folded[start:end] for name in others)
        return last.speaker if same else None

    def _speech(self, article: Article, quotation: Quotation, block: tuple[int, int]) -> QuoteMention | None:
        before = self.speakers.verb_before(article.folded, quotation, block[0])
        said = before or self.speakers.verb_after(article.folded, quotation, block[1])
        if not is_speech(article.folded, quotation, block[0], said is not None):
            return None
        return QuoteMention(quotation.start, quotation.end, "direct", self.speakers.find(article, quotation, block))

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
