"""Rewrite what is generated in docs/: the record's fields and the JSON Schema, both from the models.

python tools/generate_docs.py            rewrite
python tools/generate_docs.py --check    exit 1 where a file is not what it would be
"""

from __future__ import annotations

import json
import re
import sys
import types
import typing
from pathlib import Path

from pydantic import BaseModel

from extract import records

DOCS = Path(__file__).parent.parent / "docs"
BEGIN, END = "<!-- generated: do not edit below -->", "<!-- generated: end -->"
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
    return "\n\n".join(parts)


def between_markers(text: str, generated: str) -> str:
    """The text with what stands between the markers replaced."""
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.S)
    return pattern.sub(lambda _: f"{BEGIN}\n\n{generated}\n\n{END}", text)


def files() -> dict[Path, str]:
    """Every generated file with the text it should have."""
    page = DOCS / "record.md"
    schema = json.dumps(records.Record.model_json_schema(mode="serialization"), ensure_ascii=False, indent=1)
    return {
        page: between_markers(page.read_text(encoding="utf-8"), fields_page()),
        DOCS / "record.schema.json": schema + "\n",
    }


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
