"""TEI P5: a corpus of articles, names, dates, amounts, quotes and triggers in the text, entities and actions stand-off.

Each article is a TEI element: its header says where it is from, its body holds the blocks as heads and paragraphs, its
standOff the people (with posts), organizations, places and actions (as events) that the elements of the text point to.
Spans that cross an outer one, or a block's edge, are left out of the text, and nothing points to them. Only elements
and attributes of P5 are used.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

from extract.outputs.spans import figure
from extract.outputs.tables import entities, posts
from extract.outputs.xml_text import xml_attributes, xml_text
from extract.records import ROLES, Action, Block, Count, Date, Record

Tag = tuple[int, int, str, dict[str, object]]  # start, end, element, attributes
HEADS = {"kicker": "kicker", "headline": "main", "deck": "sub"}
_DAY = re.compile(r"\d{4}(-\d\d){0,2}")
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?")
_DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?")


def write(records: Iterable[Record], path: Path) -> list[str]:
    """Write the articles as one teiCorpus; nothing to tell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        header = _header("Articles and what jianbao found in them", "<p>Made from records of jianbao.</p>")
        file.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">\n{header}\n'
        )
        for number, record in enumerate(records, 1):
            file.writelines(f"{line}\n" for line in article(record, f"n{number}."))
        file.write("</teiCorpus>\n")
    return []


def article(record: Record, prefix: str = "n1.") -> Iterator[str]:
    """The TEI element of a record, line by line; `prefix` makes its ids unique in the file."""
    yield f'<TEI xml:id="{prefix}tei" xml:lang="zh">'
    yield _header(record.headline or record.text[:20], _source(record))
    known = {prefix + entity.id for entity in entities(record)}
    tags = sorted(_tags(record, prefix, known), key=lambda tag: (tag[0], -tag[1], tag[2]))
    starts = [tag[0] for tag in tags]
    bounds = ((bisect_left(starts, block.start), bisect_left(starts, block.end), block.end) for block in record.blocks)
    standing = [_nested(tags[first:last], end) for first, last, end in bounds]
    known |= {str(tag[3]["xml:id"]) for within in standing for tag in within if "xml:id" in tag[3]}
    yield f"<standOff>{''.join(_lists(record, prefix, known))}</standOff>" if _has_lists(record) else ""
    yield "<text><body><div>"
    seen = False
    for block, within in zip(record.blocks, standing, strict=True):
        element, attributes = _element(block, seen)
        seen = seen or element == "p"
        yield f"<{element}{xml_attributes(attributes)}>{_marked(record.text, within, block)}</{element}>"
    yield "</div></body></text>" if seen else "<p/></div></body></text>"
    yield "</TEI>"


def _header(title: str, source: str) -> str:
    return (
        f"<teiHeader><fileDesc><titleStmt><title>{xml_text(title)}</title></titleStmt>"
        f"<publicationStmt><p>Not published.</p></publicationStmt><sourceDesc>{source}</sourceDesc>"
        "</fileDesc></teiHeader>"
    )


def _source(record: Record) -> str:
    known = record.publication
    parts = [("title", {"level": "j"}, known.outlet), ("biblScope", {"unit": "page"}, known.page)]
    parts += [("pubPlace", {}, known.place.name if known.place else None)]
    parts += [("idno", {"type": "path"}, record.source.path), ("idno", {"type": "record"}, record.id)]
    date = f"<date{xml_attributes({'when': _when(known.date)})}>{known.date}</date>" if known.date else ""
    authors = "".join(f'<author role="{b.role}">{xml_text(b.name)}</author>' for b in record.bylines)
    return f"<bibl>{authors}{date}{''.join(_simple(*part) for part in parts)}</bibl>"


def _simple(element: str, attributes: dict[str, str], text: str | None) -> str:
    return f"<{element}{xml_attributes(attributes)}>{xml_text(text)}</{element}>" if text else ""


def _has_lists(record: Record) -> bool:
    return bool(record.people or record.organizations or record.places or record.actions)


def _lists(record: Record, prefix: str, known: set[str]) -> Iterator[str]:
    held = posts(record)
    people = [
        f'<person xml:id="{prefix}{p.id}">{_simple("persName", {}, p.name)}'
        + (f'<age value="{int(p.age)}"/>' if p.age is not None and p.age >= 0 else "")
        + "".join(_simple("occupation", {}, post) for post in held[p.id])
        + "</person>"
        for p in record.people
    ]
    organizations = [
        f'<org xml:id="{prefix}{o.id}" type="{o.kind}">{_simple("orgName", {}, o.name)}'
        f"{_simple('orgName', {'type': 'full'}, o.canonical)}</org>"
        for o in record.organizations
    ]
    places = [
        f'<place xml:id="{prefix}{place.id}">{_simple("placeName", {}, place.name)}'
        f"{_simple('idno', {'type': 'GB/T-2260'}, place.code)}</place>"
        for place in record.places
    ]
    events = [_event(action, prefix, known) for action in record.actions]
    lists = (("listPerson", people), ("listOrg", organizations), ("listPlace", places), ("listEvent", events))
    yield from (f"<{name}>{''.join(items)}</{name}>" for name, items in lists if items)


def _event(action: Action, prefix: str, known: set[str]) -> str:
    """An action: its trigger as label, its status as notes, its arguments as references in the description."""
    arguments = "".join(
        f"<rs{xml_attributes({'type': role, 'ref': ref})}>{xml_text(argument.text)}</rs>"
        for role in ROLES
        for argument in getattr(action, role)
        for ref in (_reference(argument.ref, prefix, known),)
    )
    status = action.modality + (" negated" if action.polarity == "-" else "")
    return (
        f'<event xml:id="{prefix}{action.id}" type="{action.type}" subtype="{action.modality}">'
        f"<label>{xml_text(action.trigger.text)}</label><desc>{arguments}</desc>"
        f'<note type="status">{status}</note></event>'
    )


def _reference(ref: str | None, prefix: str, known: set[str]) -> str | None:
    """The pointer to what an argument names; None where no element has that id."""
    return f"#{prefix}{ref}" if ref and prefix + ref in known else None


def _element(block: Block, seen: bool) -> tuple[str, dict[str, object]]:
    """Heads stand before paragraphs in TEI; a head after one is a paragraph that is rendered so."""
    if block.kind in HEADS and not seen:
        return "head", {"type": HEADS[block.kind]}
    return "p", {"rend": None if block.kind == "paragraph" else block.kind}


def _tags(record: Record, prefix: str, known: set[str]) -> Iterator[Tag]:
    """Everything that has an element in the text; `known` are the ids that stand in the lists."""
    classes = (("persName", record.people), ("orgName", record.organizations), ("placeName", record.places))
    for element, named in classes:
        for entity in named:
            for mention in entity.mentions:
                yield mention.start, mention.end, element, {"ref": f"#{prefix}{entity.id}"}
    for date in record.dates:
        yield date.start, date.end, "date", {"xml:id": prefix + date.id} | _date(date)
    for count in record.counts:
        yield count.start, count.end, "measure", {"xml:id": prefix + count.id} | _measure(count)
    for quote in record.quotes:
        who = _reference(quote.speaker.ref, prefix, known) if quote.speaker else None
        yield quote.start, quote.end, "q", {"type": quote.kind, "who": who}
    for action in record.actions:
        yield action.trigger.start, action.trigger.end, "rs", {"type": "trigger", "ref": f"#{prefix}{action.id}"}


def _date(date: Date) -> dict[str, object]:
    if date.value and _DURATION.fullmatch(date.value):
        return {"dur": date.value}
    if date.value and _when(date.value):
        return {"when": _when(date.value)}
    return {"notBefore": _when(date.earliest), "notAfter": _when(date.latest)}


def _when(value: str | None) -> str | None:
    """The value as XML Schema writes dates and times, None where it is neither."""
    if value and _DAY.fullmatch(value):
        return value
    clock = _CLOCK.fullmatch(value or "")
    return clock[1] + (clock[2] or ":00") if clock else None


def _measure(count: Count) -> dict[str, object]:
    unit = "".join(count.unit.split())
    known: dict[str, object] = {"unit": unit, "commodity": "".join(count.of.head.split()) if count.of else None}
    if count.value is not None:
        return {"quantity": figure(count.value)} | known
    bounds = {"atLeast": count.low, "atMost": count.high}
    return {name: figure(bound) for name, bound in bounds.items() if bound is not None} | known


def _nested(tags: list[Tag], end: int) -> list[Tag]:
    """The tags that stand inside one another; one that crosses an outer one, or the end of its block, is left out."""
    kept: list[Tag] = []
    ends: list[int] = []
    for tag in tags:
        if tag[0] < tag[1] <= end:
            while ends and ends[-1] <= tag[0]:
                ends.pop()
            if not ends or tag[1] <= ends[-1]:
                kept.append(tag)
                ends.append(tag[1])
    return kept


def _marked(text: str, tags: list[Tag], block: Block) -> str:
    """The words of a block with their elements, as `_nested` leaves them."""
    parts: list[str] = []
    opened: list[Tag] = []
    at = block.start

    def advance(to: int) -> None:
        nonlocal at
        while opened and opened[-1][1] <= to:
            tag = opened.pop()
            parts.append(_lines(text[at : tag[1]]) + f"</{tag[2]}>")
            at = tag[1]
        parts.append(_lines(text[at:to]))
        at = to

    for tag in tags:
        advance(tag[0])
        parts.append(f"<{tag[2]}{xml_attributes(tag[3])}>")
        opened.append(tag)
    advance(block.end)
    return "".join(parts)


def _lines(text: str) -> str:
    return xml_text(text).replace("\n", "<lb/>\n")
