"""`jianbao show`: one article with coloured spans, in the terminal or as an HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.text import Text

    from extract.records import Action, Record

STYLES = {
    "PER": "black on bright_yellow",
    "ORG": "black on bright_cyan",
    "LOC": "black on bright_green",
    "DATE": "black on bright_magenta",
    "NUM": "black on white",
    "ACT": "bold underline",
    "QUO": "italic",
}
BLOCKS = {"headline": "bold", "kicker": "dim", "deck": "dim", "subhead": "bold", "byline": "dim", "caption": "dim"}


def show(
    source: Annotated[
        Path, typer.Argument(help="Records (.jsonl written by `jianbao run`) or a text file.", exists=True)
    ],
    article: Annotated[int, typer.Option(help="Which article, from 0.", min=0)] = 0,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained page here instead.")] = None,
    published: Annotated[str | None, typer.Option(help="Publication date of a text file, YYYY-MM-DD.")] = None,
) -> None:
    """Show one article with its people, organizations, places, times, counts, actions and quotes.

    Examples: jianbao show records.jsonl --article 3
              jianbao show page.txt --html page.html
    """
    records = _records(source, published)
    if article >= len(records):
        raise typer.BadParameter(f"{source} has {len(records)} articles, numbered from 0.", param_hint="--article")
    record = records[article]
    if html is not None:
        from extract.outputs.page import to_page

        html.write_text(to_page(record), encoding="utf-8")
        typer.echo(f"{html}: {record.headline or record.text[:20]}", err=True)
    else:
        _print(record)


def _records(source: Path, published: str | None) -> list[Record]:
    if source.suffix == ".jsonl":
        from extract.evaluate import read_records

        return read_records(source)
    from extract.pipeline import load
    from extract.sources import Sources

    extractor = load()
    records = []
    for found in Sources([source]):
        if isinstance(found, Exception):
            raise found
        found.published = published or found.published
        records += extractor.extract(found)
    return records


def _print(record: Record) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    known = record.publication
    console.print(f"[dim]{record.source.path} · {known.date or '?'} ({known.date_basis})[/dim]")
    console.print("  ".join(f"[{style}] {kind} [/]" for kind, style in STYLES.items()))
    for block in record.blocks:
        console.print(_coloured(record, block.start, block.end, BLOCKS.get(block.kind, "")))
    console.print()
    for line in _facts(record):
        console.print(line, markup=False, soft_wrap=True)


def _coloured(record: Record, start: int, end: int, base: str) -> Text:
    from rich.text import Text

    from extract.outputs.spans import pieces

    text = Text(style=base)
    for piece, marks in pieces(record, start, end):
        text.append(piece, style=" ".join(STYLES[mark.kind] for mark in marks if mark.kind in STYLES))
    return text


def _facts(record: Record) -> list[str]:
    names = {o.id: o.name for o in record.organizations} | {p.id: p.name for p in record.places}
    lines = [_action(action) for action in record.actions]
    for person in record.people:
        posts = "、".join(names.get(t.organization or "", "") + t.title for t in person.titles)
        lines.append(f"{'person':10s} {person.name}  {posts}" + (f"  {person.age}岁" if person.age else ""))
    return lines + [f"{'warning':10s} {warning}" for warning in record.warnings]


def _action(action: Action) -> str:
    roles = ("agent", "object", "recipient", "place", "time")
    filled = {role: "、".join(argument.text for argument in getattr(action, role)) for role in roles}
    said = "  ".join(f"{role}={text}" for role, text in filled.items() if text)
    return f"{action.type:10s} {action.trigger.text}  {said}  [{action.modality} {action.polarity}]"
