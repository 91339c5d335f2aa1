"""`jianbao export RECORDS… --to FORMAT -o PATH`: records as tables and in the formats of other tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.cli.wording import counted

if TYPE_CHECKING:
    from extract.records import Record


def export(
    records: Annotated[
        list[Path],
        typer.Argument(
            metavar="RECORDS…",
            help="JSON Lines written by `jianbao run`; of a folder, its records-*.jsonl.",
            exists=True,
        ),
    ],
    to: Annotated[str, typer.Option("--to", help="The format, one of those above.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File or folder to write.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what an export wrote there.")] = False,
) -> None:
    """Write records as tables or in the format of another tool.

    Tables, every row with the record's id, the source's path and the character range: csv (a folder), xlsx,
    parquet (a folder), sqlite.

    Annotation tools: brat (a folder), label-studio (a folder), doccano, inception (a folder); conll, docbin (spaCy).

    Exchange: tei, jsonld (schema.org), ftm (FollowTheMoney), elasticsearch (a folder); gexf, graphml (who acts with
    whom).

    Examples:
      jianbao export records.jsonl --to xlsx -o records.xlsx
      jianbao export OUT/ --to parquet -o tables
      jianbao export records.jsonl --to sqlite -o archive.db --overwrite
      jianbao export records.jsonl --to brat -o to-correct
    """
    from extract.outputs.formats import export as write
    from extract.outputs.jsonl import records_in

    counter = _Counter()
    for note in write(counter.each(records_in(records)), to, output, overwrite):
        typer.echo(f"jianbao: {note}", err=True)
    typer.echo(f"{output}: {counted(counter.number, 'article')}", err=True)


class _Counter:
    """How many records went by."""

    def __init__(self) -> None:
        self.number = 0

    def each(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records."""
        for self.number, record in enumerate(records, 1):
            yield record
