"""An article's text as pieces to colour, each leading to its row of the record, and the source as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.outputs.spans import Mark, marks, pieces
from extract.records import Block, Record


@dataclass(slots=True)
class Piece:
    """Text under the same marks: their classes, what to say of them, and the row (`p1`, `a2` …) that it leads to."""

    text: str
    kinds: str = ""
    note: str = ""
    row: str = ""
    anchor: str = ""  # set on the first piece of a mark: what the row leads to


@dataclass(slots=True)
class Shown:
    """A block of the article with its pieces."""

    kind: str
    pieces: list[Piece]


@dataclass(slots=True)
class Spans:
    """The blocks, and for each row of the record the anchors in the text that it leads to."""

    blocks: list[Shown]
    anchors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def shown(record: Record, labels: dict[str, str]) -> Spans:
    """The article for a page; `labels` are the classes in the reader's language."""
    rows = _rows(record)
    ordered = marks(record)
    spans = Spans([])
    seen: set[Mark] = set()
    for block, parts in _blocks(record, ordered):
        blocks = [_piece(text, over, rows, labels, seen, spans) for text, over in parts]
        spans.blocks.append(Shown(block.kind, blocks))
    return spans


def _blocks(record: Record, ordered: Sequence[Mark]) -> Iterator[tuple[Block, list[tuple[str, list[Mark]]]]]:
    at = 0
    for block in record.blocks:
        while at < len(ordered) and ordered[at].end <= block.start:
            at += 1
        here = [mark for mark in _until(ordered, at, block.end) if mark.end > block.start]
        yield block, list(pieces(record.text, here, block.start, block.end))


def _until(ordered: Sequence[Mark], at: int, end: int) -> Iterator[Mark]:
    while at < len(ordered) and ordered[at].start < end:
        yield ordered[at]
        at += 1


def _piece(
    text: str, over: Sequence[Mark], rows: dict[tuple[int, int, str], str], labels: dict[str, str], seen: set[Mark],
    spans: Spans,
) -> Piece:  # fmt: skip
    if not over:
        return Piece(text)
    inner = next((mark for mark in reversed(over) if mark.kind != "QUO"), over[-1])
    row = rows.get((inner.start, inner.end, inner.kind), "")
    piece = Piece(text, " ".join(dict.fromkeys(mark.kind for mark in over)), row=row)
    piece.note = "\n".join(f"{labels.get(mark.kind, mark.kind)} {mark.note}" for mark in over)
    for mark in over:
        name = rows.get((mark.start, mark.end, mark.kind))
        if mark not in seen and name:
            seen.add(mark)
            anchor = f"t-{name}-{mark.start}"
            spans.anchors[name].append(anchor)
            piece.anchor = piece.anchor or anchor
            if piece.anchor != anchor:
                spans.anchors[name][-1] = piece.anchor
    return piece


def _rows(record: Record) -> dict[tuple[int, int, str], str]:
    """From spans with their class to the row of the record."""
    rows: dict[tuple[int, int, str], str] = {}
    for kind, entities in (("PER", record.people), ("ORG", record.organizations), ("LOC", record.places)):
        for entity in entities:
            rows |= {(mention.start, mention.end, kind): entity.id for mention in entity.mentions}
    rows |= {(date.start, date.end, "DATE"): date.id for date in record.dates}
    rows |= {(count.start, count.end, "NUM"): count.id for count in record.counts}
    rows |= {(action.trigger.start, action.trigger.end, "ACT"): action.id for action in record.actions}
    rows |= {(quote.start, quote.end, "QUO"): f"q{n}" for n, quote in enumerate(record.quotes, 1)}
    return rows


@dataclass(slots=True)
class Run:
    """A stretch of the source: kept, left out, joined over (a line end that the repair took away), or put in."""

    text: str
    kind: str  # kept, dropped, joined, inserted, outside


def source_runs(record: Record, source: str) -> list[Run]:
    """The decoded source cut where the repair did something. Before and after the article it is `outside`."""
    runs: list[Run] = []
    text_at = source_at = None
    for text_start, source_start, length in sorted(record.source.segments, key=lambda segment: segment[1]):
        if source_start + length > len(source) or length <= 0:
            continue
        if source_at is None or text_at is None:
            runs.append(Run(source[:source_start], "outside"))
        else:
            runs += _between(source[source_at:source_start], record.text[text_at:text_start])
        runs.append(Run(source[source_start : source_start + length], "kept"))
        text_at, source_at = text_start + length, source_start + length
    runs.append(Run(source[source_at or 0 :], "outside"))
    return [run for run in runs if run.text]


def _between(gap: str, put_in: str) -> list[Run]:
    """What source and text have between two kept runs. A line end that stays one is no repair."""
    if not gap.strip():
        if "\n" in put_in and not put_in.strip():
            return [Run(gap, "kept")]
        return [Run(gap, "joined"), Run(put_in, "inserted")]
    return [Run(gap, "dropped"), Run("" if "\n" in gap else put_in, "inserted")]
