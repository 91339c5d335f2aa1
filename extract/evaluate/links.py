"""Scores of what belongs together: forms of one entity, full names of organs, codes of places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Protocol

from extract.evaluate.gold import Gold
from extract.evaluate.matching import Accuracy, Tally, bare
from extract.records import Mention, Organization, Person, Place, Record

Entities = Sequence[Person] | Sequence[Organization] | Sequence[Place]


class Scores(Protocol):
    """What the scores are added to."""

    tallies: dict[str, Tally]
    accuracies: dict[str, Accuracy]
    mistakes: dict[str, list[tuple[str, ...]]]


def score_links(report: Scores, gold: Gold, records: Sequence[Record]) -> None:
    """Add the pairs of forms rightly together or apart, and the answers on full names and codes.

    `gold.facts["links"]` holds `same` (lists of forms of one entity), `canonical` (form → full name, several that are
    right, or null) and `codes` (form → GB/T 2260 code or null). Without it nothing is scored.
    """
    links = gold.facts.get("links")
    if not links:
        return
    same = {form: index for index, forms in enumerate(links["same"]) for form in forms}
    for record in records:
        for kind, entities in (("PER", record.people), ("ORG", record.organizations), ("LOC", record.places)):
            forms = _forms(gold, record, kind)
            _score_pairs(report, gold.name, forms, same, _ids(entities))
    organs = {form: o.canonical for record in records for o in record.organizations for form in _spelled(o.mentions)}
    codes = {form: p.code for record in records for p in record.places for form in _spelled(p.mentions)}
    _score_answers(report, gold.name, "organization canonical", links["canonical"], organs)
    _score_answers(report, gold.name, "place code", links["codes"], codes)


def _spelled(mentions: Sequence[Mention]) -> Iterator[str]:
    return (bare(mention.text) for mention in mentions)


def _forms(gold: Gold, record: Record, kind: str) -> list[str]:
    """The different forms of one class that the gold tags and the record's text holds."""
    text = bare(record.text)
    forms = {bare(gold.text[span.start : span.end]) for span in gold.spans if span.kind == kind and not span.optional}
    return sorted(form for form in forms if form in text)


def _ids(entities: Entities) -> dict[str, set[str]]:
    """The ids of the entities that a form names."""
    ids: dict[str, set[str]] = {}
    for entity in entities:
        for form in _spelled(entity.mentions):
            ids.setdefault(form, set()).add(entity.id)
    return ids


def _score_pairs(
    report: Scores, name: str, forms: Sequence[str], same: Mapping[str, int], ids: Mapping[str, set[str]]
) -> None:
    for left, right in combinations(forms, 2):
        wanted = left in same and same.get(left) == same.get(right)
        found = bool(ids.get(left, set()) & ids.get(right, set()))
        report.tallies["joins"].add(wanted and found, found and not wanted, wanted and not found)
        if wanted != found:
            report.mistakes["join missed" if wanted else "join spurious"].append((name, left, right))


def _score_answers(
    report: Scores, name: str, label: str, wanted: Mapping[str, Any], found: Mapping[str, str | None]
) -> None:
    for form, value in wanted.items():
        right = found.get(form) in (value if isinstance(value, list) else [value]) and (value is None or form in found)
        report.accuracies[label].add(right)
        if not right:
            report.mistakes[label].append((name, form, f"gold {value}, got {found.get(form)}"))
