"""From sources to records: the stages, read top to bottom."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

from extract.actions import Actions
from extract.article import Article, Source
from extract.assembly import to_record, to_row
from extract.collector import uncollected
from extract.errors import SettingError
from extract.layout import Layout
from extract.models import Tagger
from extract.names import Names
from extract.quotes import Quotes
from extract.records import Record, Row
from extract.rules import Patterns, Settings
from extract.sources import parse_published
from extract.values import Values
from extract.words import Sentences, Words

T = TypeVar("T")


class Stage(Protocol):
    """What every stage is: built once from the settings, then called with batches of articles."""

    def __init__(self, settings: Settings) -> None: ...

    def __call__(self, articles: Sequence[Article]) -> None:
        """Fill this stage's fields of every article, in place."""


# Order matters: mentions are found on characters, words are cut between them, then clauses are read.
STAGES: tuple[type[Stage], ...] = (Sentences, Values, Tagger, Names, Words, Quotes, Actions)

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # not a character: no encoding could write it
BATCH_CHARACTERS = 120_000  # articles of about this many characters share one call of the model


class Extractor:
    """Newspaper text in, records out. Made by `load`; building one reads the patterns and the model once.

    While a batch is worked on, Python's garbage collector rests (a quarter faster); when records come it is as before.

    >>> records = load()("市图书馆昨日开馆", published="2021-03-05")
    >>> records[0].dates[0].value
    '2021-03-04'
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.layout = Layout(settings)
        self.stages = [stage(settings) for stage in STAGES]

    def __call__(
        self,
        text: str,
        published: str | date | None = None,
        outlet: str | None = None,
        page: str | None = None,
        place: str | None = None,
    ) -> list[Record]:
        """The records of one text, one per article; `published` is a date or its text, `place` the outlet's home.

        Raises SettingError where `published` is no date.
        """
        text = _LONE_SURROGATE.sub("\ufffd", text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return self.extract(Source("", digest, "utf-8", text, iso_date(published), outlet, page, place))

    def extract(self, source: Source) -> list[Record]:
        """The records of one source, one per article, in page order."""
        return [record for records in self.each([source]) for record in records]

    def pipe(self, sources: Iterable[Source]) -> Iterator[Record]:
        """The records of many sources, in order; articles are batched across sources for speed."""
        for records in self.each(sources):
            yield from records

    def each(self, sources: Iterable[Source]) -> Iterator[list[Record]]:
        """The records of every source in a list of their own, in order, batched as in `pipe`."""
        return self._made(sources, to_record)

    def rows(self, sources: Iterable[Source]) -> Iterator[list[Row]]:
        """As `each`, the records as JSON has them, without the time that it takes to make and check objects."""
        return self._made(sources, to_row)

    def _made(self, sources: Iterable[Source], make: Callable[[Article], T]) -> Iterator[list[T]]:
        """What is made of the articles of every source, in order; those of a batch go through the stages together."""
        batch: list[Source] = []
        size = 0
        for source in sources:
            batch.append(source)
            size += len(source.text)
            if size >= BATCH_CHARACTERS:
                yield from self._batch(batch, make)
                batch, size = [], 0
        yield from self._batch(batch, make)

    def _batch(self, sources: Sequence[Source], make: Callable[[Article], T]) -> list[list[T]]:
        with uncollected():
            groups = [self.layout(source) for source in sources]
            articles = [article for group in groups for article in group]
            for stage in self.stages:
                stage(articles)
            return [[make(article) for article in group] for group in groups]


def iso_date(published: str | date | None) -> str | None:
    """The date as ISO text; None stays None. Raises SettingError where it is no date.

    >>> iso_date("2021年3月5日"), iso_date(date(2021, 3, 5))
    ('2021-03-05', '2021-03-05')
    """
    try:
        return None if published is None else parse_published(published)
    except ValueError as error:
        raise SettingError(f"published: {error}") from None


def load(
    model: str = "builtin",
    patterns: str | Path | None = None,
    segmenter: str = "rjieba",
    dictionary: str | Path | None = None,
) -> Extractor:
    """An extractor.

    `model`: "builtin" (shipped), "none" (rules alone), "spacy:NAME_OR_PATH", "hanlp:ID_OR_PATH". `patterns`: a folder
    laid over the built-in pattern files. `segmenter`: "rjieba" or "jieba". `dictionary`: a user dictionary in jieba's
    format. Raises SettingError, PatternError or ModelError with the remedy in its message.

    >>> load(model="none").settings.model
    'none'
    """
    rules = Patterns.load(str(patterns) if patterns is not None else None)
    rules.check_names()
    return Extractor(Settings(rules, model, segmenter, Path(dictionary) if dictionary is not None else None))
