"""FollowTheMoney: entities one a line, for Aleph and OpenAleph.

An article is an Article; people, organizations and places are Person, Organization (PublicBody, Company …) and Address,
each with a Mention in the article; a post is a Position with an Occupancy; an action is an Event; a donation of money
with giver and taker is a Payment too. Entities of two articles are two: joining them is the work of the next tool.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonlines
import orjson

from extract.outputs.spans import figure
from extract.records import Action, Record

SCHEMAS = {"government": "PublicBody", "company": "Company"}
Properties = dict[str, list[str | None]]


def write(records: Iterable[Record], path: Path) -> list[str]:
    """Write the entities of the records, one a line; nothing to tell."""
    with path.open("wb") as file, jsonlines.Writer(file, dumps=orjson.dumps) as lines:
        for record in records:
            lines.write_all(entities(record))
    return []


def entities(record: Record) -> Iterator[dict[str, Any]]:
    """Everything in a record as entities; what is referred to stands before what refers to it."""
    yield _article(record)
    known = list(_named(record))
    for entity, words in known:
        yield entity
        yield _mention(record, entity, words)
    yield from _posts(record)
    schemas = {entity["id"]: entity["schema"] for entity, _ in known}
    for action in record.actions:
        yield _event(record, action)
        yield from _payment(record, action, schemas)


def _entity(schema: str, name: str, record: Record, properties: Properties) -> dict[str, Any]:
    kept = {key: [value for value in values if value] for key, values in properties.items()}
    return {
        "id": _id(record, name),
        "schema": schema,
        "properties": {key: list(dict.fromkeys(values)) for key, values in kept.items() if values},
    }


def _article(record: Record) -> dict[str, Any]:
    known = record.publication
    return _entity(
        "Article",
        "",
        record,
        {
            "title": [record.headline],
            "author": [byline.name for byline in record.bylines],
            "publisher": [known.outlet],
            "publishedAt": [known.date],
            "language": ["zho"],
            "fileName": [record.source.path],
            "bodyText": [record.text],
            "summary": [record.deck],
        },
    )


def _named(record: Record) -> Iterator[tuple[dict[str, Any], list[str | None]]]:
    proof: Properties = {"proof": [_id(record, "")]}
    for person in record.people:
        words = [mention.text for mention in person.mentions]
        told: Properties = {"name": [person.name], "position": [title.title for title in person.titles]}
        yield _entity("Person", person.id, record, told | proof), [*words]
    for organ in record.organizations:
        words = [mention.text for mention in organ.mentions]
        names: Properties = {"name": [organ.canonical or organ.name], "alias": [organ.name, *words]}
        yield _entity(SCHEMAS.get(organ.kind, "Organization"), organ.id, record, names | proof), [*words]
    for place in record.places:
        words = [mention.text for mention in place.mentions]
        full: Properties = {"full": ["".join(place.path) or place.name], "name": [place.name], "country": ["cn"]}
        yield _entity("Address", place.id, record, full | proof), [*words]


def _mention(record: Record, entity: dict[str, Any], words: list[str | None]) -> dict[str, Any]:
    name = entity["id"].rsplit("-", 1)[1]
    told: Properties = {"document": [_id(record, "")], "resolved": [entity["id"]], "name": words}
    return _entity("Mention", f"m{name}", record, told | {"detectedSchema": [entity["schema"]]})


def _posts(record: Record) -> Iterator[dict[str, Any]]:
    names = {organ.id: organ.canonical or organ.name for organ in record.organizations}
    for person in record.people:
        for number, title in enumerate(person.titles, 1):
            held = names.get(title.organization or "", "")
            if not held + title.title:
                continue
            post = f"{person.id}t{number}"
            yield _entity("Position", post, record, {"name": [held + title.title], "country": ["cn"]})
            ends: Properties = {"holder": [_id(record, person.id)], "post": [_id(record, post)]}
            date: Properties = {"date": [record.publication.date], "proof": [_id(record, "")]}
            yield _entity("Occupancy", f"{post}h", record, ends | date)


def _id(record: Record, name: str) -> str:
    return f"jianbao-{record.id}-{name}" if name else f"jianbao-{record.id}"


def _refs(record: Record, action: Action, *roles: str) -> list[str | None]:
    arguments = [argument for role in roles for argument in getattr(action, role)]
    return [_id(record, a.ref) for a in arguments if a.ref and a.ref[0] in "po"]


def _event(record: Record, action: Action) -> dict[str, Any]:
    said = "".join(
        f" {role}={'、'.join(a.text for a in getattr(action, role))}" for role in ("agent", "object", "recipient")
    )
    status = action.modality + (" negated" if action.polarity == "-" else "")
    return _entity(
        "Event",
        action.id,
        record,
        {
            "name": [f"{action.type}: {action.trigger.text}"],
            "summary": [said.strip()],
            "keywords": [action.type, status],
            "organizer": _refs(record, action, "agent"),
            "involved": _refs(record, action, "object", "recipient"),
            "location": [place.text for place in action.place],
            "date": _days(record, action),
            "proof": [_id(record, "")],
        },
    )


def _days(record: Record, action: Action) -> list[str | None]:
    """The first moments of the times of an action, where they are known."""
    dates = {date.id: date for date in record.dates}
    found = [dates[a.ref].earliest for a in action.time if a.ref in dates]
    return [f"{day}:00" if day and len(day) == 16 else day for day in found]


def _payment(record: Record, action: Action, schemas: dict[str, str]) -> Iterator[dict[str, Any]]:
    givers, takers = _refs(record, action, "agent"), _refs(record, action, "recipient")
    if action.type != "donate" or action.modality != "actual" or action.polarity == "-" or not (givers and takers):
        return
    counts = {count.id: count for count in record.counts}
    for number, count in enumerate((counts[name] for name in action.counts if name in counts), 1):
        if count.kind == "money" and count.value is not None:
            sum_: Properties = {"amount": [figure(count.value)], "currency": [count.unit_code]}
            ends: Properties = {"payer": givers, "beneficiary": takers, "date": _days(record, action)}
            told: Properties = {"purpose": [action.trigger.text], "proof": [_id(record, "")]}
            yield _entity("Payment", f"{action.id}g{number}", record, sum_ | ends | told)
