"""The coloured spans of a record: what the terminal and the page both show."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from extract.records import Block, Record


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
        value = figure(count.value, count.low, count.high)
        yield Mark(count.start, count.end, "NUM", f"{value} {count.unit}{of} · {count.approx} · {count.by}")
    for action in record.actions:
        yield Mark(
            action.trigger.start, action.trigger.end, "ACT", f"{action.type} · {action.modality} {action.polarity}"
        )
    for quote in record.quotes:
        yield Mark(quote.start, quote.end, "QUO", f"{quote.kind} · {quote.speaker.text if quote.speaker else '?'}")


def figure(value: Decimal | None, low: Decimal | None = None, high: Decimal | None = None) -> str:
    """A number in digits, or its bounds where none is stated; `?` where nothing is known.

    >>> figure(Decimal("3E+4")), figure(None, Decimal(3), Decimal(5)), figure(None, Decimal(2))
    ('30000', '3~5', '2~')
    """
    if value is not None:
        return f"{value:f}"
    bounds = ["" if bound is None else f"{bound:f}" for bound in (low, high)]
    return "~".join(bounds) if any(bounds) else "?"


Piece = tuple[str, list[Mark]]


def marked_blocks(record: Record) -> Iterator[tuple[Block, list[Piece]]]:
    """The blocks of a record in order, each cut at every mark's edge, each piece with its marks, outermost first."""
    coming = deque(marks(record))
    here: list[Mark] = []
    for block in record.blocks:
        while coming and coming[0].start < block.end:
            here.append(coming.popleft())
        here = [mark for mark in here if mark.end > block.start]
        yield block, list(pieces(record.text, here, block.start, block.end))


def pieces(text: str, ordered: Sequence[Mark], start: int, end: int) -> Iterator[Piece]:
    """The text between two offsets cut at every mark's edge; `ordered` as `marks` gives them."""
    edges = sorted({start, end, *(e for m in ordered for e in (m.start, m.end) if start < e < end)})
    coming = deque(ordered)
    over: list[Mark] = []
    for low, high in pairwise(edges):
        over = [mark for mark in over if mark.end > low]  # a new list: the last one was given away
        while coming and coming[0].start <= low:
            mark = coming.popleft()
            over += [mark] if mark.end > low else []
        yield text[low:high], over
