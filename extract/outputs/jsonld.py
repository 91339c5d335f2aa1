"""JSON-LD: articles, what they mention, and what was done, in the words of schema.org; mentions as Web Annotations.

One document with its context inside, so that nothing is loaded. An action has the type of schema.org that its pattern
file maps it to (`maps.schema_org`), else Action, and always `additionalType` with the type of the record. Positions
count Unicode characters of `articleBody`, as the Web Annotation model has it (w3.org/TR/annotation-model).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from extract.outputs.tables import entities, posts
from extract.records import Action, Argument, Record
from extract.rules import Patterns

NAMESPACE = "urn:jianbao:"
CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "id": "@id",
    "type": "@type",
    "oa": "http://www.w3.org/ns/oa#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "jianbao": f"{NAMESPACE}terms:",
    "datePublished": {"@type": "xsd:date"},
    "startTime": {"@type": "xsd:date"},
    "actionStatus": {"@type": "@vocab"},
    "additionalType": {"@type": "@id"},
    "Annotation": "oa:Annotation",
    "TextPositionSelector": "oa:TextPositionSelector",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "hasBody": {"@id": "oa:hasBody", "@type": "@id"},
    "hasTarget": "oa:hasTarget",
    "hasSource": {"@id": "oa:hasSource", "@type": "@id"},
    "hasSelector": "oa:hasSelector",
    "motivatedBy": {"@id": "oa:motivatedBy", "@type": "@id"},
    "start": "oa:start",
    "end": "oa:end",
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
}
STATUS = {"actual": "CompletedActionStatus"}  # planned, required and possible ones are only potential
KINDS = {
    "government": "GovernmentOrganization", "party": "PoliticalParty", "company": "Corporation",
    "school": "EducationalOrganization", "hospital": "Hospital", "media": "NewsMediaOrganization",
}  # fmt: skip
AROUND = 16  # characters of a quote selector's prefix and suffix


def write(records: Iterable[Record], path: Path) -> list[str]:
    """Write the articles as one document; nothing to tell."""
    types = schema_types()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f'{{"@context":{_json(CONTEXT)},\n"@graph":[')
        lead = "\n"
        for record in records:
            for node in nodes(record, types):
                file.write(lead + _json(node))
                lead = ",\n"
        file.write("\n]}\n")
    return []


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def schema_types() -> dict[str, str]:
    """The type of schema.org of every action type that has one, from the pattern files."""
    patterns = Patterns.load()
    rules = [patterns.toml("action", stem) for stem in patterns.names("action", ".toml")]
    return {rule["type"]: mapped for rule in rules if (mapped := rule.get("maps", {}).get("schema_org"))}


def nodes(record: Record, types: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The article, its entities, its actions, its quotes, and an annotation for every mention."""
    base = f"{NAMESPACE}{record.id}"
    yield _filled(_article(record, base))
    yield from map(_filled, _entities(record, base))
    for action in record.actions:
        yield _filled(_action(action, base, types))
    for number, quote in enumerate(record.quotes, 1):
        speaker = _participant(quote.speaker, base) if quote.speaker else None
        quotation = {"id": f"{base}#q{number}", "type": "Quotation", "text": quote.text, "spokenByCharacter": speaker}
        yield _filled(quotation | {"isPartOf": {"id": base}})
    yield from _annotations(record, base)


def _filled(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value not in (None, "", [])}


def _article(record: Record, base: str) -> dict[str, Any]:
    known = record.publication
    mentioned = [entity.id for entity in entities(record)]
    return {
        "id": base,
        "type": "NewsArticle",
        "inLanguage": "zh",
        "identifier": record.id,
        "headline": record.headline,
        "alternativeHeadline": [line for line in (record.kicker, record.deck) if line],
        "datePublished": known.date[:10] if known.date else None,
        "publisher": {"type": "NewsMediaOrganization", "name": known.outlet} if known.outlet else None,
        "pagination": known.page,
        "author": [
            {"type": "Person", "name": b.name, "jobTitle": b.role} for b in record.bylines if b.role != "source"
        ],
        "isBasedOn": record.source.path,
        "articleBody": record.text,
        "mentions": [{"id": f"{base}#{name}"} for name in [*mentioned, *(action.id for action in record.actions)]],
    }


def _entities(record: Record, base: str) -> Iterator[dict[str, Any]]:
    held = posts(record)
    for person in record.people:
        homes = dict.fromkeys(title.organization for title in person.titles if title.organization)
        affiliation = [{"id": f"{base}#{home}"} for home in homes]
        yield {
            "id": f"{base}#{person.id}", "type": "Person", "name": person.name, "jobTitle": held[person.id],
            "affiliation": affiliation, "jianbao:age": None if person.age is None else float(person.age),
        }  # fmt: skip
    for organization in record.organizations:
        kind = KINDS.get(organization.kind, "Organization")
        names = {"name": organization.name, "legalName": organization.canonical}
        yield {"id": f"{base}#{organization.id}", "type": kind} | names
    for place in record.places:
        within = {"type": "Place", "name": place.path[-2]} if len(place.path) > 1 else None
        yield {
            "id": f"{base}#{place.id}", "type": "Place", "name": place.name, "containedInPlace": within,
            "identifier": f"GB/T 2260 {place.code}" if place.code else None,
        }  # fmt: skip


def _action(action: Action, base: str, types: dict[str, str]) -> dict[str, Any]:
    return {
        "id": f"{base}#{action.id}",
        "type": types.get(action.type, "Action"),
        "additionalType": f"jianbao:{action.type}",
        "name": action.trigger.text,
        "agent": [_participant(argument, base) for argument in action.agent],
        "object": [_participant(argument, base) for argument in action.object],
        "recipient": [_participant(argument, base) for argument in action.recipient],
        "location": [_participant(argument, base) for argument in action.place],
        "jianbao:time": [argument.text for argument in action.time],
        "actionStatus": STATUS.get(action.modality, "PotentialActionStatus"),
        "jianbao:modality": action.modality,
        "jianbao:polarity": action.polarity,
        "subjectOf": {"id": base},
    }


def _participant(argument: Argument, base: str) -> dict[str, Any]:
    """What an argument names: an entity of the record, else a thing that is called so."""
    if argument.ref and argument.ref[0] in "opl":
        return {"id": f"{base}#{argument.ref}"}
    return {"type": "Thing", "name": argument.text}


def _annotations(record: Record, base: str) -> Iterator[dict[str, Any]]:
    number = 0
    for entity in entities(record):
        for mention in entity.mentions:
            number += 1
            yield _annotation(record.text, mention.start, mention.end, base, f"m{number}", entity.id)
    for action in record.actions:
        yield _annotation(record.text, action.trigger.start, action.trigger.end, base, f"m{action.id}", action.id)


def _annotation(text: str, start: int, end: int, base: str, name: str, body: str) -> dict[str, Any]:
    quoted = {
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    selectors = [{"type": "TextPositionSelector", "start": start, "end": end}, {"type": "TextQuoteSelector"} | quoted]
    target = {"hasSource": base, "hasSelector": selectors}
    return {
        "id": f"{base}#{name}",
        "type": "Annotation",
        "motivatedBy": "oa:identifying",
        "hasBody": f"{base}#{body}",
        "hasTarget": target,
    }
