"""Corrections laid over a record: the anchors are found in its text, what was found there gives way."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from extract.index.anchors import find
from extract.index.corrections import Correction
from extract.index.timex import bounds
from extract.outputs.sink import Row
from extract.records import ROLES

Span = tuple[int, int]
BY = "correction"  # what `by` says of everything that a reader mended
LISTS = {"PER": "people", "ORG": "organizations", "LOC": "places", "DATE": "dates", "NUM": "counts", "ACT": "actions",
    "QUO": "quotes",
}  # fmt: skip
PREFIXES = {"PER": "p", "ORG": "o", "LOC": "l", "DATE": "t", "NUM": "c", "ACT": "a", "QUO": "q"}


@dataclass(frozen=True, slots=True)
class Mended:
    """A record with its corrections, and the corrections whose words the text no longer has."""

    record: Row
    lost: list[Correction]


def mended(record: Row, corrections: Iterable[Correction]) -> Mended:
    """A copy of the record with the corrections laid over it, oldest first. The text itself never changes."""
    mending = copy.deepcopy(record)
    lost = [correction for correction in corrections if not _apply(mending, correction)]
    return Mended(mending, lost)


def _apply(record: Row, correction: Correction) -> bool:
    text = record["text"]
    here = find(text, correction.anchor)
    target = find(text, correction.words) if correction.words else here
    if here is None or target is None:
        return False
    for old, new in _places(record, correction, here, target):
        kept = _take(record, correction.was, old) if correction.was else None
        put = None
        if correction.now:
            same = kept if correction.was == correction.now else None
            put = PUT[correction.now](record, new, correction.values, same)
        gone = kept.get("id") if kept else None
        if gone and not any(item.get("id") == gone for item in record[LISTS[correction.was or "PER"]]):
            _repoint(record, gone, put["id"] if put and correction.was == correction.now else None)
    return True


def _places(record: Row, correction: Correction, here: Span, target: Span) -> Iterator[tuple[Span, Span]]:
    """Where the correction holds: the old span and the new one."""
    yield here, target
    if not correction.everywhere or correction.was not in LISTS:
        return
    text = record["text"]
    before, after = target[0] - here[0], target[1] - here[1]
    for start, end in list(_spans(record, correction.was)):
        new = (start + before, end + after)
        if (start, end) != here and text[start:end] == text[slice(*here)] and text[slice(*new)] == text[slice(*target)]:
            yield (start, end), new


def _spans(record: Row, kind: str) -> Iterator[Span]:
    for item in record[LISTS[kind]]:
        for place in item["mentions"] if kind in ("PER", "ORG", "LOC") else [item.get("trigger") or item]:
            yield place["start"], place["end"]


def _take(record: Row, kind: str, span: Span) -> Row | None:
    """Take what was found at the span out of the record, and give it back."""
    if kind in ("PER", "ORG", "LOC"):
        return _take_mention(record, kind, span)
    items = record[LISTS[kind]]
    for item in items:
        place = item.get("trigger") or item
        if (place["start"], place["end"]) == span:
            items.remove(item)
            return dict(item)
    return None


def _take_mention(record: Row, kind: str, span: Span) -> Row | None:
    for entity in record[LISTS[kind]]:
        for mention in entity["mentions"]:
            if (mention["start"], mention["end"]) == span:
                entity["mentions"].remove(mention)
                if not entity["mentions"]:
                    record[LISTS[kind]].remove(entity)
                return dict(entity)
    return None


def _repoint(record: Row, old: str, new: str | None) -> None:
    """What pointed to one thing points to another, or to nothing."""
    for person in record["people"]:
        for title in person["titles"]:
            if title["organization"] == old:
                title["organization"] = new
    for argument in _arguments(record):
        if argument["ref"] == old:
            argument["ref"] = new
    for action in record["actions"]:
        action["counts"] = [new or "" if count == old else count for count in action["counts"] if new or count != old]
        for pointer in ("said_in", "ordered_by"):
            if action.get(pointer) == old:
                action[pointer] = new


def _arguments(record: Row) -> Iterator[Row]:
    for action in record["actions"]:
        for role in ROLES:
            yield from action[role]
    yield from (quote["speaker"] for quote in record["quotes"] if quote["speaker"])


def _put_name(record: Row, kind: str, span: Span, values: dict[str, str], old: Row | None) -> Row:
    """A mention at the span, of the entity of that name; the entity is made where there is none."""
    text = record["text"][slice(*span)]
    name = values.get("name", "").strip() or text
    items = record[LISTS[kind]]
    entity: Row | None = next((item for item in items if item["name"] == name), None)
    if entity is None:
        entity = _BLANK[kind]() | {"id": _new_id(record, kind), "name": name, "mentions": []}
        if old:
            entity |= {key: value for key, value in old.items() if key not in ("id", "name", "mentions", "canonical")}
            if not any(item["id"] == old["id"] for item in items):  # nothing else of it is left: it keeps its place
                entity["id"] = old["id"]
        items.append(entity)
    entity["mentions"].append({"start": span[0], "end": span[1], "text": text, "by": BY, "confidence": 1.0})
    entity["mentions"].sort(key=lambda mention: int(mention["start"]))
    for argument in _arguments(record):
        if (argument["start"], argument["end"]) == span:
            argument["ref"] = entity["id"]
    return entity


def _put_person(record: Row, span: Span, values: dict[str, str], old: Row | None) -> Row:
    person = _put_name(record, "PER", span, values, old)
    if "age" in values:
        person["age"] = _number(values["age"])
    if "titles" in values:
        person["titles"] = [
            _title(record, line, person["mentions"][0]["start"])
            for line in values["titles"].splitlines()
            if line.strip()
        ]
    return person


def _title(record: Row, line: str, near: int) -> Row:
    """`organ|post`, or the post alone."""
    organ, _, post = line.strip().rpartition("|")
    start, end = _nearest(record["text"], post.strip(), near) or (near, near)
    known = next((o for o in record["organizations"] if organ and o["name"] == organ.strip()), None)
    if organ.strip() and known is None:
        known = _BLANK["ORG"]() | {"id": _new_id(record, "ORG"), "name": organ.strip(), "mentions": []}
        record["organizations"].append(known)
    return {"title": post.strip(), "organization": known["id"] if known else None, "start": start, "end": end}


def _put_organization(record: Row, span: Span, values: dict[str, str], old: Row | None) -> Row:
    organization = _put_name(record, "ORG", span, values, old)
    if "canonical" in values:
        organization["canonical"] = values["canonical"].strip() or None
    return organization


def _put_place(record: Row, span: Span, values: dict[str, str], old: Row | None) -> Row:
    place = _put_name(record, "LOC", span, values, old)
    if "code" in values:
        place["code"] = values["code"].strip() or None
    return place


def _put_date(record: Row, span: Span, values: dict[str, str], old: Row | None) -> Row:
    date = (old or _BLANK["DATE"]() | {"id": _new_id(record, "DATE")}) | _at(record, span)
    if "value" in values:
        date["value"] = values["value"].strip() or None
        date["earliest"], date["latest"] = bounds(date["value"])
        date["alternatives"] = []
    return _insert(record["dates"], date)


def _put_count(record: Row, span: Span, values: dict[str, str], old: Row | None) -> Row:
    count = (old or _BLANK["NUM"]() | {"id": _new_id(record, "NUM")}) | _at(record, span)
    if "value" in values:
        low, _, high = values["value"].partition("~")
        count["value"] = None if high else _number(low)
        count["low"], count["high"] = _number(low), _number(high or low)
    if "unit" in values:
        count["unit"] = values["unit"].strip()
    if values.get("approx") in ("exact", "about", "over", "under"):
        count["approx"] = values["approx"]
    if "of" in values:
        of = values["of"].strip()
        place = _nearest(record["text"], of, span[1])
        count["of"] = {"text": of, "head": of, "start": place[0], "end": place[1]} if place else None
    return _insert(record["counts"], count)


def _put_action(record: Row, span: Span, values: dict[str, str], old: Row | None) -> Row:
    action = old or _BLANK["ACT"]() | {"id": _new_id(record, "ACT")}
    action |= {"trigger": {"text": record["text"][slice(*span)], "start": span[0], "end": span[1]}, "by": BY}
    action["confidence"] = 1.0
    for key, allowed in (("modality", ("actual", "planned", "required", "possible")), ("polarity", ("+", "-"))):
        if values.get(key) in allowed:
            action[key] = values[key]
    action["type"] = values.get("type", "").strip() or action["type"]
    for role in ROLES:
        if role in values:
            action[role] = list(_found_arguments(record, values[role], span[0]))
    inside = [(g["start"], g["end"]) for role in ROLES[:3] for g in action[role]]
    action["counts"] = [
        c["id"] for c in record["counts"] if any(start <= c["start"] and c["end"] <= end for start, end in inside)
    ]
    return _insert(record["actions"], action)


def _put_quote(record: Row, span: Span, values: dict[str, str], old: Row | None) -> Row:
    quote = (old or {"kind": "direct", "speaker": None, "id": _new_id(record, "QUO")}) | _at(record, span)
    quote.pop("by", None)
    if values.get("kind") in ("direct", "indirect"):
        quote["kind"] = values["kind"]
    if "speaker" in values:
        quote["speaker"] = next(_found_arguments(record, values["speaker"], span[0]), None)
    return _insert(record["quotes"], quote)


def _found_arguments(record: Row, lines: str, near: int) -> Iterator[Row]:
    """The words of each line, at the place nearest to the trigger; words that the text does not have are left out."""
    for line in lines.splitlines():
        if place := _nearest(record["text"], line.strip(), near):
            yield {"text": line.strip(), "start": place[0], "end": place[1], "ref": _reference(record, place)}


def _reference(record: Row, span: Span) -> str | None:
    for entity in (*record["people"], *record["organizations"], *record["places"]):
        if any(m["end"] == span[1] and m["start"] >= span[0] for m in entity["mentions"]):
            return str(entity["id"])
    inside = [v["id"] for v in (*record["dates"], *record["counts"]) if span[0] <= v["start"] and v["end"] <= span[1]]
    return str(inside[0]) if len(inside) == 1 else None


def _nearest(text: str, words: str, near: int) -> Span | None:
    if not words:
        return None
    starts = [found.start() for found in re.finditer(re.escape(words), text)]
    start = min(starts, key=lambda place: abs(place - near), default=None)
    return None if start is None else (start, start + len(words))


def _at(record: Row, span: Span) -> Row:
    return {"start": span[0], "end": span[1], "text": record["text"][slice(*span)], "by": BY}


def _insert(items: list[Row], item: Row) -> Row:
    items.append(item)
    items.sort(key=lambda other: int((other.get("trigger") or other)["start"]))
    return item


def _new_id(record: Row, kind: str) -> str:
    """An id that nothing in the record has: ids that were given stay with what they name."""
    used = {item.get("id") for item in record[LISTS[kind]]}
    number = len(used) + 1
    while f"{PREFIXES[kind]}{number}" in used:
        number += 1
    return f"{PREFIXES[kind]}{number}"


def _number(written: str) -> int | float | None:
    try:
        number = Decimal(written.replace(",", "").strip())
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return int(number) if number == number.to_integral_value() else float(number)


_BLANK: dict[str, Callable[[], Row]] = {
    "PER": lambda: {"titles": [], "age": None},
    "ORG": lambda: {"kind": "other", "canonical": None},
    "LOC": lambda: {"code": None, "path": []},
    "DATE": lambda: {
        "kind": "date", "value": None, "earliest": None, "latest": None, "basis": None, "alternatives": [],
    },
    "NUM": lambda: {
        "kind": "count", "value": None, "low": None, "high": None, "approx": "exact", "unit": "", "unit_code": None,
        "of": None, "cumulative": False, "role": None,
    },
    "ACT": lambda: {
        "type": "hold", **{role: [] for role in ROLES}, "counts": [], "modality": "actual", "polarity": "+",
    },
}  # fmt: skip

# One row a class: what lays a correction of it into the record.
PUT: dict[str, Callable[[Row, Span, dict[str, str], Row | None], Row]] = {
    "PER": _put_person,
    "ORG": _put_organization,
    "LOC": _put_place,
    "DATE": _put_date,
    "NUM": _put_count,
    "ACT": _put_action,
    "QUO": _put_quote,
}
