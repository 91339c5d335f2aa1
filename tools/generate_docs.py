"""Rewrite what is generated: the record's fields and the JSON Schema from the models, the READMEs' example and figures.

python tools/generate_docs.py            rewrite
python tools/generate_docs.py --check    exit 1 where a file is not what it would be
"""

from __future__ import annotations

import json
import re
import sys
import types
import typing
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from extract import records
from extract.article import Source
from extract.outputs.tables import posts
from extract.pipeline import load
from extract.rules import Patterns
from extract.sources import Manifest, Sources

DOCS = Path(__file__).parent.parent / "docs"
BEGIN, END = "<!-- generated: do not edit below -->", "<!-- generated: end -->"
READMES = {
    "README.md": ", the main fields, one finding a line:",
    "README.zh.md": " 的主要字段，一行一项：",
}  # on the example
SHAPES = [
    records.Record, records.SourceRef, records.PublicationRef, records.PlaceRef, records.Byline, records.Block,
    records.Organization, records.Person, records.Title, records.Place, records.Mention, records.Count, records.Counted,
    records.Date, records.Action, records.Trigger, records.Argument, records.Quote,
]  # fmt: skip


def type_name(annotation: object) -> str:
    """A field's type in the words of JSON."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation is type(None):
        return "null"
    if origin is typing.Annotated:
        return type_name(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return " or ".join(map(type_name, arguments))
    if origin is typing.Literal:
        return " · ".join(f"`{value}`" for value in arguments)
    if origin is list:
        return f"list of {type_name(arguments[0])}"
    if origin is tuple:
        return "[" + ", ".join(map(type_name, arguments)) + "]"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    plain = {"str": "text", "int": "integer", "float": "number", "Decimal": "number", "bool": "true or false"}
    return plain[getattr(annotation, "__name__", str(annotation))]


def fields_page() -> str:
    """The tables of docs/record.md, one a shape."""
    parts = []
    for shape in SHAPES:
        hints = typing.get_type_hints(shape, include_extras=True)
        rows = [
            f"| `{name}` | {type_name(hints[name])} | {field.description or ''} |"
            for name, field in shape.model_fields.items()
        ]
        doc = (shape.__doc__ or "").strip().splitlines()[0]
        parts.append(f"## {shape.__name__}\n\n{doc}\n\n| field | type | meaning |\n|---|---|---|\n" + "\n".join(rows))
    return "\n\n".join([*parts, action_types()])


def action_types() -> str:
    """The table of action types, from the pattern files."""
    patterns = Patterns.load()
    rules = [patterns.toml("action", stem) for stem in patterns.names("action", ".toml")]
    rows = [f"| `{rule['type']}` | {rule['summary']} |" for rule in rules]
    return "## Action types\n\n| type | what |\n|---|---|\n" + "\n".join(rows)


def examples() -> Iterator[str]:
    """The example of each of READMES: a page, and the main fields of the record that comes of it now."""
    page = (DOCS / "example" / "page.txt").read_text(encoding="utf-8")
    manifest = Manifest.read(DOCS / "example" / "manifest.csv")
    sources = list(Sources([DOCS / "example" / "page.txt"], manifest=manifest))
    (record,) = load().pipe(source for source in sources if isinstance(source, Source))
    command = "`jianbao run docs/example/page.txt --manifest docs/example/manifest.csv -o -`"
    lines = "\n".join(shortened(record))
    for said in READMES.values():
        yield f"```text\n{page}```\n\n{command}{said}\n\n```text\n{lines}\n```"


def shortened(record: records.Record) -> Iterator[str]:
    """The main fields of a record, one finding a line, as JSON without offsets."""
    held = posts(record)
    yield _line(headline=record.headline, deck=record.deck)
    yield _line(bylines=[f"{b.role} {b.name}" for b in record.bylines])
    for person in record.people:
        yield _line(person=person.name, titles=held[person.id], age=person.age)
    yield _line(organizations=[o.name for o in record.organizations])
    yield _line(places=[p.name for p in record.places])
    for date in record.dates:
        yield _line(date=date.text, value=date.value)
    for count in record.counts:
        of = count.of.text if count.of else None
        yield _line(count=count.text, value=count.value, approx=count.approx, unit=count.unit, of=of)
    for action in record.actions:
        roles = {role: [a.text for a in getattr(action, role)] for role in records.ROLES}
        filled = {role: texts for role, texts in roles.items() if texts}
        yield _line(action=action.type, trigger=action.trigger.text, **filled, modality=action.modality)
    for quote in record.quotes:
        yield _line(quote=quote.text, kind=quote.kind, speaker=quote.speaker.text if quote.speaker else None)


def _line(**fields: object) -> str:
    def number(value: object) -> object:
        return int(value) if isinstance(value, Decimal) and value == int(value) else str(value)

    return json.dumps(fields, ensure_ascii=False, default=number)


def figures() -> str:
    """The scores of the corpus as a table: the floors, which are the figures reached, rounded down."""
    floors = json.loads((DOCS.parent / "corpus" / "floors.json").read_text(encoding="utf-8"))
    rows = [f"| {name} | {value:.3f} |" for name, value in floors.items() if not name.endswith("overlap F1")]
    return "| corpus/ | |\n|---|---:|\n" + "\n".join(rows)


def between_markers(text: str, generated: str, name: str = "") -> str:
    """The text with what stands between the markers (of this name) replaced."""
    begin = BEGIN.replace("generated:", f"generated {name}:") if name else BEGIN
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(END), re.S)
    return pattern.sub(lambda _: f"{begin}\n\n{generated}\n\n{END}", text)


def files() -> dict[Path, str]:
    """Every generated file with the text it should have."""
    page = DOCS / "record.md"
    schema = json.dumps(records.Record.model_json_schema(mode="serialization"), ensure_ascii=False, indent=1)
    made = {
        page: between_markers(page.read_text(encoding="utf-8"), fields_page()),
        DOCS / "record.schema.json": schema + "\n",
    }
    for name, shown in zip(READMES, examples(), strict=True):
        readme = DOCS.parent / name
        text = between_markers(readme.read_text(encoding="utf-8"), shown)
        made[readme] = between_markers(text, figures(), "figures")
    return made


def main() -> int:
    """Rewrite, or check; 1 where the check finds a stale file."""
    stale = [path for path, text in files().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        print(*(f"{path} is stale: run `make docs`" for path in stale), sep="\n")
        return 1 if stale else 0
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
    print(f"{len(stale)} files rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
