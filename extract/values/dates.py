"""Times in Chinese news text: where they stand and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache

from extract.article import DateMention
from extract.errors import SettingError
from extract.records import Date, Row
from extract.rules import Patterns, fold
from extract.values.date_checks import fits
from extract.values.date_context import Context
from extract.values.date_forms import lone_form
from extract.values.date_lexer import Lexer
from extract.values.date_model import Item, Point
from extract.values.date_parser import Parser
from extract.values.date_resolver import Reading, note, read
from extract.values.date_tense import Tense

_KEPT = 20_000  # parsed windows kept; a newspaper's vocabulary of times is smaller
_LONGEST_KEPT = 128


class DateFinder:
    """Finds times in folded text. One instance serves any number of texts.

    >>> DateFinder(Patterns.load()).find("截至2月5日,全镇无火情。", "2020-02-06")[0].value
    '2020-02-05'
    """

    def __init__(self, patterns: Patterns) -> None:
        self.lexer = Lexer(patterns)
        self.tense = Tense(patterns)
        self._parsed: dict[str, tuple[Item, ...]] = {}

    def find(self, folded: str, published: str | None = None) -> list[DateMention]:
        """The times of a text, in order, not overlapping.

        `folded` is the text after `extract.rules.fold`, paragraphs divided by line feeds; `published` an ISO date or
        datetime, without which days stay relative (XXXX-02-05). Never raises.
        """
        return self.find_all([folded], [published])[0]

    def find_all(self, texts: Sequence[str], published: Sequence[str | None]) -> list[list[DateMention]]:
        """The times of each of many texts, with their days of publication, as `find` has them.

        Each step is taken for all texts before the next: its tables and code stay in the processor's caches.

        >>> finder = DateFinder(Patterns.load())
        >>> [[d.value for d in found] for found in finder.find_all(["昨日开渠", "2月9日竣工"], ["2020-02-06", None])]
        [['2020-02-05'], ['XXXX-02-09']]
        """
        windows = [self.lexer.windows(text) for text in texts]
        parsed = [
            [(start, self._items(text[start:stop])) for start, stop in found]
            for text, found in zip(texts, windows, strict=True)
        ]
        return [self._placed(*given) for given in zip(texts, published, parsed, strict=True)]

    def _placed(
        self, folded: str, published: str | None, parsed: Iterable[tuple[int, tuple[Item, ...]]]
    ) -> list[DateMention]:
        """The expressions of a text, each with where its window begins, placed in the calendar."""
        day, now = read_published(published)
        context = Context(folded, self.tense, day, now)
        if now is not None and (item := lone_form(folded)):
            return [_mention(item, 0, context)]
        return [
            _mention(item, start, context)
            for start, items in parsed
            for item in items
            if not item.checks or fits(item, folded, start)
        ]

    def _items(self, window: str) -> tuple[Item, ...]:
        found = self._parsed.get(window)
        if found is None:
            found = Parser(self.lexer.lexicon, self.lexer.tokens(window)).items()
            if len(window) <= _LONGEST_KEPT:
                if len(self._parsed) >= _KEPT:
                    self._parsed.clear()
                self._parsed[window] = found
        return found


def _mention(item: Item, window: int, context: Context) -> DateMention:
    """The item of a window that begins there, placed in the calendar."""
    start, end = window + item.start, window + item.end
    kept: Reading | None = item.kept
    if kept is None or kept.moment != context.moment:
        context.begin(start, end)
        kept = read(item.node, context, start, end)
        if item.steady:
            item.kept = kept
    elif kept.placed is not None and isinstance(item.node, Point):
        note(item.node, kept.placed, context, start, end)
    found = kept.resolved
    return DateMention(
        start, end, found.kind, found.value, found.earliest, found.latest, found.by, kept.basis, kept.others
    )


def read_published(published: str | None) -> tuple[date | None, datetime | None]:
    """The day, and the moment where a clock time is given, of an ISO date or datetime; None where it is neither."""
    if not published:
        return None, None
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return None, None
    timed = len(published) > 10
    return moment.date(), moment.replace(tzinfo=None) if timed else None


@cache
def _finder() -> DateFinder:
    return DateFinder(Patterns.load())


def find_dates(text: str, published: str | date | datetime | None = None) -> list[Date]:
    """The time expressions of a text with their values, in text order, with ids t1, t2 …

    `published` is the day (or moment) of publication, ISO or as an object; relative times count from it. Empty or None
    says that it is unknown; SettingError where it is no date. Offsets count characters of `text`. The values are in
    TIMEX3 style: 2020-02-05, 2020-02-05TMO, P7D, R/P1D, PAST_REF, START/END.

    >>> [(d.text, d.value) for d in find_dates("昨天上午9时30分,清河镇开工。", "2020-02-06")]
    [('昨天上午9时30分', '2020-02-05T09:30')]
    """
    return date_records(text, _finder().find(fold(text), _checked(published)))


def _checked(published: str | date | datetime | None) -> str | None:
    """A day of publication as ISO text, empty or None where it is unknown; SettingError where it is neither."""
    written = published.isoformat() if isinstance(published, date) else published
    if written and read_published(written) == (None, None):
        raise SettingError(f"published: “{written[:40]}” is no ISO date; write it as 2020-02-06 or 2020-02-06T08:30.")
    return written


def date_records(text: str, mentions: Iterable[DateMention]) -> list[Date]:
    """The records of a text's times, with ids t1, t2 … in their order."""
    return [Date.model_validate(row) for row in date_rows(text, mentions)]


def date_rows(text: str, mentions: Iterable[DateMention]) -> list[Row]:
    """The same as JSON has them."""
    return [
        {
            "start": m.start,
            "end": m.end,
            "id": f"t{number}",
            "text": text[m.start : m.end],
            "kind": m.kind,
            "value": m.value,
            "earliest": m.earliest,
            "latest": m.latest,
            "basis": m.basis,
            "alternatives": m.alternatives,
            "by": m.by,
        }
        for number, m in enumerate(mentions, 1)
    ]
