"""The coloured spans of a record: what the terminal and the page both show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extract.records import Record


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to colour: its class (PER ORG LOC DATE NUM ACT QUO) and what to say about it."""

    start: int
    end: int
    kind: str
    note: str


def marks(record: Record) -> list[Mark]:
    """Every span of the record, outer before inner, in text order."""
    return sorted(_marks(record), key=lambda mark: (mark.start, -mark.end, mark.kind))


def _marks(record: Record) -> Iterator[Mark]:
    for kind, entities in (("PER", record.people), ("ORG", record.organizations), ("LOC", record.places)):
        for entity in entities:
            for mention in entity.mentions:
                yield Mark(mention.start, mention.end, kind, f"{entity.name} · {mention.by} · {mention.confidence:.2f}")
    for byline in record.bylines:
        yield Mark(byline.start, byline.end, "PER", f"{byline.name} · {byline.role}")
    for date in record.dates:
        yield Mark(date.start, date.end, "DATE", f"{date.value or '?'} · {date.by}")
    for count in record.counts:
        of = f" {count.of.text}" if count.of else ""
        value = "?" if count.value is None else count.value
        yield Mark(count.start, count.end, "NUM", f"{value} {count.unit}{of} · {count.approx} · {count.by}")
    for action in record.actions:
        yield Mark(
            action.trigger.start, action.trigger.end, "ACT", f"{action.type} · {action.modality} {action.polarity}"
        )
    for quote in record.quotes:
        yield Mark(quote.start, quote.end, "QUO", f"{quote.kind} · {quote.speaker.text if quote.speaker else '?'}")


def pieces(record: Record, start: int, end: int) -> Iterator[tuple[str, list[Mark]]]:
    """The text between two offsets cut at every mark's edge, each piece with the marks over it, outermost first."""
    here = [mark for mark in marks(record) if mark.start < end and mark.end > start]
    edges = sorted({start, end, *(e for m in here for e in (m.start, m.end) if start < e < end)})
    for low, high in pairwise(edges):
        yield record.text[low:high], [mark for mark in here if mark.start <= low and high <= mark.end]
