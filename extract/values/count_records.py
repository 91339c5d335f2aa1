"""From a count mention to its record, as JSON has it and as `records.Count`."""

from __future__ import annotations

from extract.article import CountMention
from extract.records import Count, Row, number


def to_count(text: str, place: int, count: CountMention) -> Count:
    """The record of the count that is the `place`-th of `text`.

    >>> from extract.rules import Patterns
    >>> from extract.values import CountFinder
    >>> text = "发放口罩300只"
    >>> to_count(text, 1, CountFinder(Patterns.load()).find(text)[0]).of.text
    '口罩'
    """
    return Count.model_validate(count_row(text, place, count))


def count_row(text: str, place: int, count: CountMention) -> Row:
    """The same as JSON has it."""
    of: Row | None = None
    if count.of is not None:
        (start, end), (first, last) = count.of, count.head or count.of
        of = {"start": start, "end": end, "text": text[start:end], "head": text[first:last]}
    return {
        "start": count.start, "end": count.end, "id": f"c{place}", "text": text[count.start : count.end],
        "kind": count.kind, "value": number(count.value), "low": number(count.low), "high": number(count.high),
        "approx": count.approx, "unit": count.unit, "unit_code": count.unit_code, "of": of,
        "cumulative": count.cumulative, "by": count.by, "role": count.role,
    }  # fmt: skip


def write_units(text: str, folded: str, counts: list[CountMention]) -> None:
    """Give the units the characters of the text, which the fold may have changed (輛, ％)."""
    if folded == text:
        return
    for count in counts:
        at = folded.rfind(count.unit, count.start, count.end) if count.unit else -1
        if at >= 0:
            count.unit = text[at : at + len(count.unit)]
