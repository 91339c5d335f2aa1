"""What a record says of the thing at a place, as the texts of a form."""

from __future__ import annotations

from collections.abc import Callable

from extract.outputs.sink import Row
from extract.records import ROLES


def fields_of(record: Row, kind: str, start: int, end: int) -> dict[str, str] | None:
    """The fields (`corrections.FIELDS`) of the thing of this class at a span, or None where there is none."""
    return READ[kind](record, (start, end)) if kind in READ else None


def _mentioned(record: Row, entities: str, span: tuple[int, int]) -> Row | None:
    for entity in record[entities]:
        if any((mention["start"], mention["end"]) == span for mention in entity["mentions"]):
            found: Row = entity
            return found
    return None


def _at(items: list[Row], span: tuple[int, int]) -> Row | None:
    places = ((item, item.get("trigger") or item) for item in items)
    return next((item for item, place in places if (place["start"], place["end"]) == span), None)


def _person(record: Row, span: tuple[int, int]) -> dict[str, str] | None:
    person = _mentioned(record, "people", span)
    if person is None:
        return None
    organs = {o["id"]: o["name"] for o in record["organizations"]}
    titles = [
        f"{organs[t['organization']]}|{t['title']}" if t["organization"] in organs else t["title"]
        for t in person["titles"]
    ]
    return {"name": person["name"], "age": _text(person["age"]), "titles": "\n".join(titles)}


def _organization(record: Row, span: tuple[int, int]) -> dict[str, str] | None:
    found = _mentioned(record, "organizations", span)
    return found and {"name": found["name"], "canonical": _text(found["canonical"])}


def _place(record: Row, span: tuple[int, int]) -> dict[str, str] | None:
    found = _mentioned(record, "places", span)
    return found and {"name": found["name"], "code": _text(found["code"])}


def _date(record: Row, span: tuple[int, int]) -> dict[str, str] | None:
    found = _at(record["dates"], span)
    return found and {"value": _text(found["value"])}


def _count(record: Row, span: tuple[int, int]) -> dict[str, str] | None:
    found = _at(record["counts"], span)
    if found is None:
        return None
    bounds = f"{_text(found['low'])}~{_text(found['high'])}"
    value = _text(found["value"]) if found["value"] is not None else bounds.strip("~")
    of = found["of"]["head"] if found["of"] else ""
    return {"value": value, "unit": found["unit"], "of": of, "approx": found["approx"]}


def _action(record: Row, span: tuple[int, int]) -> dict[str, str] | None:
    found = _at(record["actions"], span)
    if found is None:
        return None
    roles = {role: "\n".join("".join(g["text"].splitlines()) for g in found[role]) for role in ROLES}
    return {"type": found["type"], "modality": found["modality"], "polarity": found["polarity"], **roles}


def _quote(record: Row, span: tuple[int, int]) -> dict[str, str] | None:
    found = _at(record["quotes"], span)
    return found and {"kind": found["kind"], "speaker": found["speaker"]["text"] if found["speaker"] else ""}


def _text(value: object) -> str:
    return "" if value is None else str(value)


# One row a class.
READ: dict[str, Callable[[Row, tuple[int, int]], dict[str, str] | None]] = {
    "PER": _person,
    "ORG": _organization,
    "LOC": _place,
    "DATE": _date,
    "NUM": _count,
    "ACT": _action,
    "QUO": _quote,
}
