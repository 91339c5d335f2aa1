"""A record as spans and relations over its text: what every annotation tool reads, and gives back corrected.

Labels of spans: PER, ORG, LOC, DATE, NUM as in the gold format, with its attributes (DATE v; NUM v, m, u, of); CREDIT
(role); POST (a title); QUO (kind); the type of an action (donate, meet …; modality, polarity) on its trigger; ARG, an
argument or speaker that is nothing else. Relations lead from an action to its arguments (agent, object, recipient,
place, time), from a quote to its speaker, from a POST to its holder and its organization, and, where no post is
told, from a person to the organization (`member`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extract.outputs.spans import figure
from extract.outputs.tracing import trimmed
from extract.records import ROLES, Count, Date, Mention, Organization, Person, Place, Record
from extract.records import Span as Stretch

NAMES = ("PER", "ORG", "LOC")
GOLD_LABELS = (*NAMES, "DATE", "NUM")
OTHER_LABELS = ("CREDIT", "POST", "QUO", "ARG")
RELATIONS = (*ROLES, "speaker", "holder", "organization", "member")
ATTRIBUTES = ("v", "m", "u", "of", "entity", "role", "kind", "modality", "polarity")


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of the text, without white space at its ends; `attributes` are texts."""

    start: int
    end: int
    label: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """A labelled arrow between two spans, by their place in the document's list."""

    label: str
    head: int
    tail: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its spans, in text order, and the relations between them. `name` is the record's id."""

    name: str
    text: str
    spans: list[Span]
    relations: list[Relation] = field(default_factory=list)


def file_name(identifier: str) -> str:
    """A record's id as the name of a file: what could lead out of the folder is left out of it.

    >>> file_name("5f2c9a"), file_name("../a b")
    ('5f2c9a', '_a_b')
    """
    return re.sub(r"[^\w.-]+", "_", identifier).lstrip(".-")[:100] or "article"


def is_action(label: str) -> bool:
    """Is this the label of an action's trigger?"""
    return label not in GOLD_LABELS and label not in OTHER_LABELS


def document(record: Record) -> Document:
    """The spans and relations of a record."""
    return _Making(record).document()


Entity = Person | Organization | Place
Key = tuple[int, int, str, int]  # start, end, label, and which of those that are alike


class _Making:
    """A document in the making: spans by their key first, then the relations between keys, then their order."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.spans: dict[Key, Span] = {}
        self.named: dict[tuple[int, int], Key] = {}  # what an argument that stands there names
        self.relations: set[tuple[Key, Key, str]] = set()

    def document(self) -> Document:
        """Everything, in text order."""
        self.names()
        self.values()
        self.posts()
        self.quotes()
        self.actions()
        keys = sorted(self.spans, key=lambda key: (key[0], -key[1], *key[2:]))
        number = {key: i for i, key in enumerate(keys)}
        arrows = sorted((number[head], number[tail], label) for head, tail, label in self.relations)
        relations = [Relation(label, head, tail) for head, tail, label in arrows]
        return Document(self.record.id, self.record.text, [self.spans[key] for key in keys], relations)

    def add(self, place: Stretch, label: str, attributes: dict[str, str] | None = None, twin: int = 0) -> Key | None:
        """Add a span, the first of those that are alike; None where there is nothing but white space in it."""
        start, end = trimmed(self.record.text, place.start, place.end)
        if start == end:
            return None
        key = (start, end, label, twin)
        self.spans.setdefault(key, Span(start, end, label, attributes or {}))
        if label in (*GOLD_LABELS, "CREDIT"):
            self.named.setdefault((start, end), key)
        return key

    def relate(self, label: str, head: Key | None, tail: Key | None) -> None:
        """Add a relation where both ends are there."""
        if head and tail:
            self.relations.add((head, tail, label))

    def thing(self, place: Stretch | None) -> Key | None:
        """What is named there, else an ARG; None for None."""
        if place is None:
            return None
        return self.named.get(trimmed(self.record.text, place.start, place.end)) or self.add(place, "ARG")

    def names(self) -> None:
        """People, organizations, places; credits."""
        classes: tuple[Sequence[Person | Organization | Place], ...] = (
            self.record.people,
            self.record.organizations,
            self.record.places,
        )
        for label, entities in zip(NAMES, classes, strict=True):
            for entity in entities:
                for mention in entity.mentions:
                    self.add(mention, label, {"entity": entity.id})
        for byline in self.record.bylines:
            self.add(byline, "CREDIT", {"role": byline.role})

    def values(self) -> None:
        """Dates and counts."""
        for date in self.record.dates:
            self.add(date, "DATE", date_attributes(date))
        for count in self.record.counts:
            self.add(count, "NUM", count_attributes(count))

    def posts(self) -> None:
        """Titles, with arrows to the nearest mention of the holder and of the organization, or of the place it is."""
        places = {place.name: place.mentions for place in self.record.places}
        homes = {o.id: o.mentions or places.get(o.name, []) for o in self.record.organizations}
        for person in self.record.people:
            for title in person.titles:
                post = self.add(title, "POST")
                holder = self.thing(_nearest(title, person.mentions))
                home = self.thing(_nearest(title, homes.get(title.organization or "", [])))
                self.relate("holder", post, holder)
                self.relate("organization", post, home)
                if not post:
                    self.relate("member", holder, home)

    def quotes(self) -> None:
        """Quotes, with arrows to their speakers."""
        for quote in self.record.quotes:
            self.relate("speaker", self.add(quote, "QUO", {"kind": quote.kind}), self.thing(quote.speaker))

    def actions(self) -> None:
        """Triggers, with arrows to the arguments; two actions of a type on one trigger stay two."""
        seen: Counter[tuple[int, int, str]] = Counter()
        for action in self.record.actions:
            place = action.trigger.start, action.trigger.end, action.type
            said: dict[str, str] = {"modality": action.modality, "polarity": action.polarity}
            trigger = self.add(action.trigger, action.type, said, seen[place])
            seen[place] += 1
            for role in ROLES:
                for argument in getattr(action, role):
                    self.relate(role, trigger, self.thing(argument))


def _nearest(title: Stretch, mentions: Sequence[Mention]) -> Mention | None:
    """The mention that stands nearest to a title; of two as near, the earlier."""
    middle = title.start + title.end
    return min(mentions, key=lambda mention: abs(mention.start + mention.end - middle), default=None)


def date_attributes(date: Date) -> dict[str, str]:
    """The attributes of a date in the gold format."""
    return {"v": date.value or ""}


def count_attributes(count: Count) -> dict[str, str]:
    """The attributes of a count in the gold format: value, LOW~HIGH or "", modifier, unit, head of what is counted."""
    known = count.value is not None or (count.low is not None and count.high is not None)
    said = figure(count.value, count.low, count.high) if known else ""
    of = count.of.head if count.of else ""
    return {"v": said, "m": count.approx, "u": count.unit, "of": of}


def apart(spans: Iterable[Span]) -> list[Span]:
    """Those of the spans that overlap no longer one, in text order; of two as long the earlier is kept.

    >>> [span.label for span in apart([Span(0, 2, "LOC"), Span(0, 5, "ORG"), Span(5, 8, "PER")])]
    ['ORG', 'PER']
    """
    kept: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start, span.label)):
        places = range(span.start, span.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
