"""Numbers, counts and dates: pure functions of the text and the publication date."""

from __future__ import annotations

from collections.abc import Sequence

from extract.article import Article
from extract.rules import Settings
from extract.values.arithmetic import discrepancies
from extract.values.count_records import write_units
from extract.values.counts import CountFinder
from extract.values.dates import DateFinder

__all__ = ["CountFinder", "DateFinder", "Values"]


class Values:
    """The stage that fills `dates` and `counts`. Dates come first; counts are looked for between them."""

    def __init__(self, settings: Settings) -> None:
        self.dates = DateFinder(settings.patterns)
        self.counts = CountFinder(settings.patterns)

    def __call__(self, articles: Sequence[Article]) -> None:
        """Fill `dates` and `counts` of every article; each step is taken for all of them before the next."""
        texts = [article.folded for article in articles]
        dates = self.dates.find_all(texts, [article.publication.date for article in articles])
        taken = [[(date.start, date.end) for date in found] for found in dates]
        for article, found, counts in zip(articles, dates, self.counts.find_all(texts, taken), strict=True):
            article.dates, article.counts = found, counts
            write_units(article.text, article.folded, article.counts)
            article.warnings += [
                f"The figures do not agree: {article.text[start:end]}"
                for start, end in discrepancies(article.folded, article.counts)
            ]
