"""brat standoff: a folder with ID.txt and ID.ann for every article, and the annotation.conf that brat shows them by.

Actions are events, the other relations are relations; values of dates and counts stand in notes, written as in the gold
format (`v="2021-03-05"`), where brat's users can correct them. A span over several lines is written in fragments,
as brat does. Offsets count characters. The format: brat.nlplab.org/standoff.html.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from extract.errors import FormatError
from extract.outputs.annotations import (
    GOLD_LABELS,
    OTHER_LABELS,
    RELATIONS,
    Document,
    Relation,
    Span,
    document,
    file_name,
    is_action,
)
from extract.records import ROLES, Record

# Attributes with few values are brat's attributes, the others are in notes. Name in the record → name, values.
ENUMERATED = {
    "modality": ("Modality", "<EVENT>", ("actual", "planned", "required", "possible")),
    "polarity": ("Polarity", "<EVENT>", ("+", "-")),
    "m": ("Modifier", "NUM", ("exact", "about", "over", "under")),
    "kind": ("Kind", "QUO", ("direct", "indirect")),
    "role": ("Role", "CREDIT", ("reporter", "correspondent", "photographer", "editor", "source")),
}
_NAMES = {name: key for key, (name, _, _) in ENUMERATED.items()}
_NOTED = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*")')


def write(records: Iterable[Record], folder: Path) -> list[str]:
    """Write the articles into a folder; tells how many were left out because their id was there already."""
    types: set[str] = set()
    again = 0
    for record in records:
        made = document(record)
        path = folder / f"{file_name(made.name)}.txt"
        if path.exists():
            again += 1
            continue
        types.update(span.label for span in made.spans if is_action(span.label))
        _put(path, made.text)
        _put(path.with_suffix(".ann"), "".join(f"{line}\n" for line in annotation_lines(made)))
    _put(folder / "annotation.conf", _configuration(sorted(types)))
    return [f"articles with an id that was there already, and were left out: {again}."] if again else []


def _put(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)


def annotation_lines(made: Document) -> Iterator[str]:
    """The lines of the .ann file of a document."""
    names = {i: f"{'E' if is_action(span.label) else 'T'}{i + 1}" for i, span in enumerate(made.spans)}
    for i, span in enumerate(made.spans, 1):
        parts = fragments(made.text, span.start, span.end)
        places = ";".join(f"{start} {end}" for start, end in parts)
        said = " ".join(re.sub(r"\s", " ", made.text[start:end]) for start, end in parts)
        yield f"T{i}\t{span.label} {places}\t{said}"
    arrows = 0
    for i, span in enumerate(made.spans):
        if is_action(span.label):
            yield f"E{i + 1}\t{span.label}:T{i + 1}{_arguments(made, i, names)}"
    for relation in made.relations:
        if not is_action(made.spans[relation.head].label):
            arrows += 1
            yield f"R{arrows}\t{relation.label} Arg1:{names[relation.head]} Arg2:{names[relation.tail]}"
    number = 0
    for i, span in enumerate(made.spans):
        for key, value in span.attributes.items():
            if key in ENUMERATED:
                number += 1
                yield f"A{number}\t{ENUMERATED[key][0]} {names[i]} {value}"
        if noted := note({k: v for k, v in span.attributes.items() if k not in ENUMERATED}):
            yield f"#{i + 1}\tAnnotatorNotes {names[i]}\t{noted}"


def _arguments(made: Document, head: int, names: Mapping[int, str]) -> str:
    seen: dict[str, int] = {}
    found = ""
    for relation in made.relations:
        if relation.head == head:
            seen[relation.label] = seen.get(relation.label, 0) + 1
            number = seen[relation.label] if seen[relation.label] > 1 else ""
            found += f" {relation.label}{number}:{names[relation.tail]}"
    return found


def fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines of a span, without those that are empty.

    >>> fragments("青石\\n\\n大学", 0, 6)
    [(0, 2), (4, 6)]
    """
    return [match.span() for match in re.compile("[^\n]+").finditer(text, start, end)]


def note(attributes: Mapping[str, str]) -> str:
    """Attributes as one line, written as in the gold format, strings as in JSON.

    >>> note({"v": "3", "u": "册"})
    'v="3" u="册"'
    """
    return " ".join(f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in attributes.items())


def noted(line: str) -> dict[str, str]:
    """The attributes in a note; what is no `name="value"` in it is passed over."""
    return {key: json.loads(value) for key, value in _NOTED.findall(line)}


def _configuration(types: list[str]) -> str:
    roles = ", ".join(f"{role}*:<ENTITY>" for role in ROLES)
    entities = "|".join((*GOLD_LABELS, *OTHER_LABELS))
    return "\n".join(
        [
            "[entities]",
            *GOLD_LABELS,
            *OTHER_LABELS,
            "[relations]",
            *(f"{name} Arg1:{entities}, Arg2:{entities}" for name in RELATIONS if name not in ROLES),
            "<OVERLAP> Arg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>",
            "[events]",
            *(f"{kind} {roles}" for kind in types),
            "[attributes]",
            *(f"{name} Arg:{of}, Value:{'|'.join(values)}" for name, of, values in ENUMERATED.values()),
            "",
        ]
    )


def read(path: Path) -> Iterator[Document]:
    """The documents of a folder, or the one of a .ann file. Raises FormatError where text and annotation disagree."""
    for file in sorted(path.glob("*.ann")) if path.is_dir() else [path.with_suffix(".ann")]:
        try:
            text, lines = (_get(file.with_suffix(suffix)) for suffix in (".txt", ".ann"))
            yield _read(file.stem, text, lines)
        except OSError as error:
            raise FormatError(str(error.filename), f"it cannot be read: {error.strerror}.") from None
        except (ValueError, KeyError, IndexError) as error:
            raise FormatError(str(file), f"this is no brat standoff: {error}") from None


def _get(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _read(name: str, text: str, content: str) -> Document:
    spans: dict[str, Span] = {}
    triggers: dict[str, str] = {}  # event → its text-bound annotation
    arrows: list[tuple[str, str, str]] = []
    told: list[tuple[str, dict[str, str]]] = []
    for line in re.split(r"\r?\n", content):
        tag, _, rest = line.partition("\t")
        if tag.startswith("T"):
            spans[tag] = _text_bound(text, tag, rest)
        elif tag.startswith("E"):
            (_, trigger), *roles = (part.split(":") for part in rest.split())
            triggers[tag] = trigger
            arrows += [(role.rstrip("0123456789"), tag, target) for role, target in roles]
        elif tag.startswith("R"):
            label, *ends = rest.split()
            arrows.append((label, *(end.split(":")[1] for end in ends)))  # type: ignore[arg-type]
        elif tag.startswith(("A", "M")):
            attribute, target, *value = rest.split()
            told.append((target, {_NAMES.get(attribute, attribute): value[0] if value else "true"}))
        elif tag.startswith("#"):
            head, _, words = rest.partition("\t")
            told.append((head.split()[1], noted(words)))
    for target, attributes in told:
        spans[triggers.get(target, target)].attributes.update(attributes)
    return _ordered(name, text, spans, [(c, triggers.get(a, a), triggers.get(b, b)) for c, a, b in arrows])


def _text_bound(text: str, tag: str, rest: str) -> Span:
    head, _, said = rest.partition("\t")
    label, _, places = head.partition(" ")
    edges = [int(edge) for edge in re.split("[ ;]", places)]
    start, end = min(edges), max(edges)
    if "".join(text[start:end].split()) != "".join(said.split()) and len(edges) == 2:
        raise ValueError(f"{tag}: its words are not those of the text at {start}-{end}")
    return Span(start, end, label)


def _ordered(name: str, text: str, spans: Mapping[str, Span], arrows: list[tuple[str, str, str]]) -> Document:
    """The document with its spans in text order."""
    tags = sorted(spans, key=lambda tag: (spans[tag].start, -spans[tag].end, spans[tag].label, int(tag[1:])))
    number = {tag: i for i, tag in enumerate(tags)}
    relations = sorted((number[head], number[tail], label) for label, head, tail in arrows)
    return Document(name, text, [spans[tag] for tag in tags], [Relation(c, a, b) for a, b, c in relations])
