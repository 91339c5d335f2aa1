"""Records from articles: the last step, the only place that makes them.

What is made is plain dicts in the form and the order of `extract.records`; the pydantic objects are made from them.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from extract.article import (
    ActionMention,
    Article,
    NameMention,
    OrganizationEntity,
    PersonEntity,
    PlaceEntity,
    QuoteMention,
)
from extract.records import SCHEMA_VERSION, Record, Row, number
from extract.values.count_records import count_row
from extract.values.dates import date_rows

Entity = PersonEntity | OrganizationEntity | PlaceEntity
Spans = Iterable[tuple[int, int]]


def record_id(article: Article) -> str:
    """16 hexadecimal digits from source bytes, encoding, table row and place on the page: the same wherever it lies."""
    source = article.source
    key = f"{source.sha256}\n{source.encoding}\n{source.part}\n{article.index}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def to_row(article: Article) -> Row:
    """The finished record of an article as JSON has it: what `Record.model_dump(mode="json")` gives, some times faster.

    >>> from extract.article import Source
    >>> to_row(Article(Source("a.txt", "", "utf-8", "开馆"), 0, "开馆", [(0, 0, 2)], []))["source"]["path"]
    'a.txt'
    """
    return _Assembly(article).row()


def to_record(article: Article) -> Record:
    """The finished record of an article, checked against the contract."""
    return Record.model_validate(to_row(article))


class _Assembly:
    """One article's record in the making: ids first, then everything that refers to them."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.ids: dict[tuple[int, int], str] = {}
        groups: tuple[tuple[str, Sequence[Entity]], ...] = (
            ("o", article.organizations),
            ("p", article.people),
            ("l", article.places),
        )
        for prefix, entities in groups:
            for i, entity in enumerate(entities, 1):
                self.ids.update({(m.start, m.end): f"{prefix}{i}" for m in entity.mentions})
        self.seats = {
            (m.start, m.end): f"o{number}"
            for number, organ in enumerate(article.organizations, 1)
            if organ.seat
            for m in organ.seat.mentions
        }
        self.count_ids = {(c.start, c.end): f"c{i}" for i, c in enumerate(article.counts, 1)}
        self.date_ids = {(d.start, d.end): f"t{i}" for i, d in enumerate(article.dates, 1)}
        self.quote_ids = {id(q): f"q{i}" for i, q in enumerate(article.quotes, 1)}
        self.action_ids = {id(a): f"a{i}" for i, a in enumerate(article.actions, 1)}
        self.ends = {end: (start, i) for (start, end), i in reversed(self.ids.items())}
        self.dates_in_order, self.counts_in_order = sorted(self.date_ids), sorted(self.count_ids)

    def row(self) -> Row:
        article = self.article
        return {
            "schema_version": SCHEMA_VERSION,
            "id": record_id(article),
            "source": self.source(),
            "publication": self.publication(),
            "headline": article.headline,
            "kicker": article.kicker,
            "deck": article.deck,
            "subheads": article.subheads,
            "bylines": [{"start": c.start, "end": c.end, "role": c.role, "name": c.name} for c in article.credits],
            "text": article.text,
            "blocks": [{"start": b.start, "end": b.end, "kind": b.kind} for b in article.blocks],
            "organizations": self.organizations(),
            "people": [self.person(f"p{i}", person) for i, person in enumerate(article.people, 1)],
            "places": self.places(),
            "counts": [count_row(article.text, i, count) for i, count in enumerate(article.counts, 1)],
            "dates": date_rows(article.text, article.dates),
            "actions": [self.action(f"a{i}", action) for i, action in enumerate(article.actions, 1)],
            "quotes": [self.quote(f"q{i}", quote) for i, quote in enumerate(article.quotes, 1)],
            "warnings": article.warnings,
        }

    def source(self) -> Row:
        article, source = self.article, self.article.source
        return {
            "path": source.path,
            "sha256": source.sha256,
            "encoding": source.encoding,
            "article": article.index,
            "segments": article.segments,
        }

    def publication(self) -> Row:
        known = self.article.publication
        return {
            "date": known.date,
            "date_basis": known.basis,
            "outlet": known.outlet,
            "page": known.page,
            "place": {"name": known.place, "code": self.article.home_code} if known.place else None,
        }

    def mentions(self, found: Sequence[NameMention]) -> list[Row]:
        text = self.article.text
        return [
            {
                "start": m.start,
                "end": m.end,
                "text": text[m.start : m.end],
                "by": m.by,
                "confidence": round(float(m.confidence), 4),
            }
            for m in found
        ]

    def organizations(self) -> list[Row]:
        return [
            {
                "id": f"o{i}",
                "name": o.name,
                "kind": o.kind,
                "canonical": o.canonical,
                "mentions": self.mentions(o.mentions),
            }
            for i, o in enumerate(self.article.organizations, 1)
        ]

    def places(self) -> list[Row]:
        return [
            {"id": f"l{i}", "name": p.name, "code": p.code, "path": p.path, "mentions": self.mentions(p.mentions)}
            for i, p in enumerate(self.article.places, 1)
        ]

    def person(self, identifier: str, person: PersonEntity) -> Row:
        titles = [
            {"start": t.start, "end": t.end, "title": t.title, "organization": self.organ(t.organization)}
            for t in person.titles
        ]
        return {
            "id": identifier,
            "name": person.name,
            "titles": titles,
            "age": number(person.age),
            "mentions": self.mentions(person.mentions),
        }

    def organ(self, mention: NameMention | None) -> str | None:
        """The id of an organization, or of the organization that a place is."""
        span = (mention.start, mention.end) if mention else None
        return (self.seats.get(span) or self.ids.get(span)) if span else None

    def action(self, identifier: str, action: ActionMention) -> Row:
        start, end = action.start, action.end
        return {
            "id": identifier,
            "type": action.type,
            "trigger": {"start": start, "end": end, "text": self.article.text[start:end]},
            "agent": self.arguments(action.agent),
            "object": self.arguments(action.object),
            "recipient": self.arguments(action.recipient),
            "place": self.arguments(action.place),
            "time": self.arguments(action.time),
            "counts": self.counts_in([*action.agent, *action.object, *action.recipient]),
            "modality": action.modality,
            "polarity": action.polarity,
            "said_in": self.quote_ids.get(id(action.said_in)),
            "ordered_by": self.action_ids.get(id(action.ordered_by)),
            "by": action.by,
            "confidence": round(float(action.confidence), 4),
        }

    def counts_in(self, things: Spans) -> list[str]:
        """The counts inside any of the spans, in text order."""
        found = {span for start, end in things for span in _inside(self.counts_in_order, start, end)}
        return [self.count_ids[span] for span in sorted(found)]

    def arguments(self, spans: Spans) -> list[Row]:
        return [self.argument(start, end) for start, end in spans]

    def argument(self, start: int, end: int) -> Row:
        return {"start": start, "end": end, "text": self.article.text[start:end], "ref": self.reference(start, end)}

    def reference(self, start: int, end: int) -> str | None:
        """What the span names: the mention that is it, else the one that ends it, else the one date or count in it."""
        if exact := self.ids.get((start, end)) or self.count_ids.get((start, end)) or self.date_ids.get((start, end)):
            return exact
        if (last := self.ends.get(end)) and last[0] >= start:
            return last[1]
        for ids, spans in ((self.date_ids, self.dates_in_order), (self.count_ids, self.counts_in_order)):
            inside = _inside(spans, start, end)
            if len(inside) == 1:
                return ids[inside[0]]
        return None

    def quote(self, identifier: str, quote: QuoteMention) -> Row:
        return {
            "start": quote.start,
            "end": quote.end,
            "text": self.article.text[quote.start : quote.end],
            "kind": quote.kind,
            "speaker": self.argument(*quote.speaker) if quote.speaker else None,
            "id": identifier,
        }


def _inside(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Those of the spans, which are sorted, that lie within start and end."""
    found = []
    for index in range(bisect_left(spans, (start, start)), len(spans)):
        if spans[index][0] >= end:
            break
        if spans[index][1] <= end:
            found.append(spans[index])
    return found
