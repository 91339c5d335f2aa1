"""`jianbao show`: one article with coloured spans, in the terminal or as an HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.cli.wording import counted
from extract.errors import EmptyError

if TYPE_CHECKING:
    from rich.text import Text

    from extract.outputs.spans import Mark
    from extract.records import Action, Count, Record

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
        Path,
        typer.Argument(
            help="Records (.jsonl, .ndjson, OUT/ written by `jianbao run`), a text or a folder.", exists=True
        ),
    ],
    article: Annotated[int, typer.Option(help="Which article, from 0.", min=0)] = 0,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained page here instead.")] = None,
    published: Annotated[str | None, typer.Option(help="Publication date of a text file, YYYY-MM-DD.")] = None,
) -> None:
    """Show one article with its people, organizations, places, times, counts, actions and quotes.

    Examples: jianbao show records.jsonl --article 3
              jianbao show page.txt --html page.html
    """
    record = _asked(_records(source, published), article, source)
    if html is not None:
        _write_page(record, html)
        typer.echo(f"{html}: {record.headline or record.text[:20]}", err=True)
    else:
        _print(record)


def _asked(records: Iterable[Record], article: int, source: Path) -> Record:
    first = list(islice(records, article + 1))
    if not first:
        raise EmptyError(str(source), "There is no article in it.")
    if article >= len(first):
        raise typer.BadParameter(
            f"{source} has {counted(len(first), 'article')}, numbered from 0.", param_hint="--article"
        )
    return first[article]


def _records(source: Path, published: str | None) -> Iterator[Record]:
    """The records of a file of records, or those made from sources, one by one as they are asked for."""
    if source.suffix.lower() in (".jsonl", ".ndjson") or (source.is_dir() and any(source.glob("records-*.jsonl"))):
        from extract.outputs.jsonl import records_in

        yield from records_in([source])
        return
    from extract.pipeline import iso_date, load
    from extract.sources import Sources

    published = iso_date(published)
    extractor = load()
    unreadable = None
    read = 0
    for found in Sources([source]):
        if isinstance(found, Exception):
            unreadable = unreadable or found
            continue
        read += 1
        found.published = published or found.published
        yield from extractor.extract(found)
    if unreadable and not read:
        raise unreadable


def _write_page(record: Record, path: Path) -> None:
    from extract.errors import SettingError
    from extract.outputs.page import to_page

    try:
        path.write_text(to_page(record), encoding="utf-8")
    except OSError as error:
        raise SettingError(f"--html {path}: it cannot be written: {error.strerror}.") from None


def _print(record: Record) -> None:
    from rich.console import Console
    from rich.markup import escape

    from extract.outputs.spans import marked_blocks

    console = Console(highlight=False, soft_wrap=True)
    known = record.publication
    console.print(f"[dim]{escape(record.source.path)} · {known.date or '?'} ({known.date_basis})[/dim]")
    console.print("  ".join(f"[{style}] {kind} [/]" for kind, style in STYLES.items()))
    for block, pieces in marked_blocks(record):
        console.print(_coloured(pieces, BLOCKS.get(block.kind, "")))
    console.print()
    for line in _facts(record):
        console.print(line, markup=False)


def _coloured(pieces: Iterable[tuple[str, list[Mark]]], base: str) -> Text:
    from rich.text import Text

    text = Text(style=base)
    for piece, marks in pieces:
        text.append(piece, style=" ".join(STYLES[mark.kind] for mark in marks if mark.kind in STYLES))
    return text


def _facts(record: Record) -> Iterator[str]:
    """One line a fact: its class, what the text says, what it comes to."""
    from extract.outputs.tables import posts

    held = posts(record)
    yield from map(_action, record.actions)
    for person in record.people:
        yield f"{'person':10s} {person.name}  {'、'.join(held[person.id])}" + (
            f"  {person.age}岁" if person.age else ""
        )
    for date in record.dates:
        yield f"{'date':10s} {date.text} → {date.value or '?'}"
    yield from map(_count, record.counts)
    for quote in record.quotes:
        yield f"{'quote':10s} {quote.speaker.text if quote.speaker else '?'}: {''.join(quote.text.splitlines())}"
    for warning in record.warnings:
        yield f"{'warning':10s} {warning}"


def _count(count: Count) -> str:
    from extract.outputs.spans import figure

    said = (figure(count.value, count.low, count.high), count.unit, count.of.text if count.of else "")
    return f"{'count':10s} {count.text} → {' '.join(filter(None, said))}" + (
        f"  [{count.approx}]" if count.approx != "exact" else ""
    )


def _action(action: Action) -> str:
    from extract.records import ROLES

    filled = {role: "、".join(argument.text for argument in getattr(action, role)) for role in ROLES}
    said = "  ".join(f"{role}={text}" for role, text in filled.items() if text)
    return f"{action.type:10s} {action.trigger.text}  {said}  [{action.modality} {action.polarity}]"
