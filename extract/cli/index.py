"""`jianbao index`: records into the archive's index."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.cli.wording import counted

if TYPE_CHECKING:
    from extract.index import Report


def index(
    records: Annotated[
        list[Path],
        typer.Argument(
            metavar="RECORDS…", help="What `jianbao run` wrote: JSON Lines, or a folder of them.", exists=True
        ),
    ],
    database: Annotated[Path, typer.Option("--database", "-d", help="The index: one SQLite file.")] = Path(
        "archive.db"
    ),
    whole: Annotated[
        bool, typer.Option("--whole", help="The records are the whole archive: articles that are not in them leave.")
    ] = False,
) -> None:
    """Put records into an index: full text, and every class of the record as tables.

    A record that is in it already is skipped, one that changed is replaced; a run that was ended goes on where it was.
    Articles whose source was changed or taken away stay until a run with --whole.
    Corrections that were made on the pages lie beside it (archive.corrections.db) and are laid over the records.

    Examples: jianbao index records.jsonl -d archive.db
              jianbao index OUT/ -d archive.db
              jianbao serve archive.db
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from extract.errors import SettingError
    from extract.index import Index
    from extract.outputs.jsonl import record_files

    files = record_files(records)
    total = sum(file.stat().st_size for file in files)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with bar as progress, Index(database) as archive:
        task = progress.add_task("index", total=total)
        for _ in archive.add(_rows(files, lambda size: progress.advance(task, size))):
            pass
        report = archive.report
        if whole and not report.added + report.replaced + report.skipped:
            raise SettingError("--whole: there is not one record; the index is left as it is.")
        if whole:
            archive.remove_others()
        others = archive.others()
    typer.echo(f"{database}: {_told(report)}", err=True)
    if others:
        told = f"in the index, but not among these records: {counted(others, 'article')}; --whole takes such out."
        typer.echo(told, err=True)


def _rows(paths: list[Path], read: Any) -> Iterator[dict[str, Any]]:
    import orjson

    from extract.errors import FormatError
    from extract.outputs.jsonl import REMEDY

    for path in paths:
        number = 0
        try:
            with path.open("rb") as lines:
                for line in lines:
                    number += 1
                    read(len(line))
                    if not line.strip():
                        continue
                    row = orjson.loads(line.removeprefix(BOM_UTF8))
                    if not isinstance(row, dict) or "schema_version" not in row:
                        reason = "no record: there is no schema_version."
                        raise FormatError(str(path), reason, REMEDY, f"line {number}")
                    yield row
        except orjson.JSONDecodeError as error:
            raise FormatError(str(path), f"no record: this is not JSON: {error}.", REMEDY, f"line {number}") from None
        except OSError as error:
            raise FormatError(str(path), f"the records cannot be read: {error.strerror}.") from None


def _told(report: Report) -> str:
    told = f"{counted(report.added, 'article')} added, {report.replaced:,} replaced, {report.skipped:,} already there"
    if report.removed:
        told += f", {report.removed:,} removed"
    if report.set_aside:
        told += f" ({counted(report.set_aside, 'correction')} of theirs kept for when they come back)"
    return told
