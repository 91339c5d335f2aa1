"""Who acts with whom: the network of people, organizations and places that share an action.

An arrow leads from an agent to a recipient (`to`) and to an object (`on`), and between agents of one action, the first
to the others (`with`); one arrow for each type of action, its weight the number of actions. What is denied is left out.
Entities of one class and one name (the canonical one where it is known) are one node: namesakes fall together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extract.records import Action, Record

Key = tuple[str, str]  # class, name
CLASSES = {"p": "person", "o": "organization", "l": "place"}


@dataclass(slots=True)
class Times:
    """How often, in how many articles, and when first and last (ISO dates of publication, "" where unknown)."""

    weight: int = 0
    articles: int = 0
    first: str = ""
    last: str = ""
    seen: str = field(default="", repr=False)  # the article counted last

    def add(self, article: str, date: str) -> None:
        """Count one more."""
        self.weight += 1
        self.articles += article != self.seen
        self.seen = article
        if date:
            self.first = min(self.first or date, date)
            self.last = max(self.last, date)


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and arrows (from, to, type of action, relation), each in the order of its first appearance."""

    nodes: dict[Key, Times]
    arrows: dict[tuple[Key, Key, str, str], Times]


def network(records: Iterable[Record]) -> Network:
    """The network of the records; it is held in memory, the records are not."""
    found = Network({}, {})
    for record in records:
        keys = dict(_keys(record))
        article, date = f"{record.id} {record.source.path}", (record.publication.date or "")[:10]
        for action in record.actions:
            for source, target, relation in _pairs(action, keys):
                for node in (source, target):
                    found.nodes.setdefault(node, Times()).add(article, date)
                arrow = (source, target, action.type, relation)
                found.arrows.setdefault(arrow, Times()).add(article, date)
    return found


def _keys(record: Record) -> Iterator[tuple[str, Key]]:
    for organization in record.organizations:
        yield organization.id, (CLASSES["o"], organization.canonical or organization.name)
    for person in record.people:
        yield person.id, (CLASSES["p"], person.name)
    for place in record.places:
        yield place.id, (CLASSES["l"], "".join(place.path) or place.name)


def _pairs(action: Action, keys: dict[str, Key]) -> Iterator[tuple[Key, Key, str]]:
    def named(role: str) -> list[Key]:
        refs = [argument.ref for argument in getattr(action, role)]
        return list(dict.fromkeys(keys[ref] for ref in refs if ref in keys))

    if action.polarity == "-":
        return
    agents = named("agent")
    for relation, others in (("to", named("recipient")), ("on", named("object"))):
        yield from ((agent, other, relation) for agent in agents for other in others if agent != other)
    yield from ((agents[0], other, "with") for other in agents[1:])
