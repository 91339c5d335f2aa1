"""`jianbao run`: sources in, records out."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extract.sources import ReadOptions

READER_GONE = 141  # exit code: what shells give a program that a closed pipe ends
INPUTS, MODEL, TABLES = "Inputs", "Extraction", "Tables (.jsonl, .csv)"


def run(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT…",
            help="Files (.txt .md .jsonl .csv .zip .tar .tar.gz .gz), folders, or - for standard input.",
        ),
    ],
    output: Annotated[str, typer.Option("--output", "-o", help="File to write (.jsonl); - for standard output.")] = "-",
    manifest: Annotated[
        Path | None,
        typer.Option(help="CSV with the columns path,published,outlet,page,place.", rich_help_panel=INPUTS),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(help="Encoding of every input; told from the bytes if left out.", rich_help_panel=INPUTS),
    ] = None,
    max_size: Annotated[
        int, typer.Option(help="Largest text to read, in megabytes.", min=1, rich_help_panel=INPUTS)
    ] = 64,
    max_ratio: Annotated[
        int,
        typer.Option(help="Times its size that a file in an archive may unpack to.", min=1, rich_help_panel=INPUTS),
    ] = 200,
    follow_links: Annotated[
        bool, typer.Option(help="Read links that lead out of their folder.", rich_help_panel=INPUTS)
    ] = False,
    limit: Annotated[
        int | None, typer.Option(help="Stop after this many sources.", min=1, rich_help_panel=INPUTS)
    ] = None,
    model: Annotated[
        str,
        typer.Option(help="builtin, none, spacy:NAME or hanlp:NAME.", rich_help_panel=MODEL),
    ] = "builtin",
    patterns: Annotated[
        Path | None, typer.Option(help="Folder of pattern files laid over the built-in ones.", rich_help_panel=MODEL)
    ] = None,
    segmenter: Annotated[str, typer.Option(help="rjieba or jieba.", rich_help_panel=MODEL)] = "rjieba",
    dictionary: Annotated[
        Path | None, typer.Option(help="User dictionary in jieba's format.", rich_help_panel=MODEL)
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes to share the work.", min=1, rich_help_panel=MODEL)] = 1,
    text_field: Annotated[str, typer.Option(help="Field of the text.", rich_help_panel=TABLES)] = "text",
    title_field: Annotated[str, typer.Option(help="Field of the headline.", rich_help_panel=TABLES)] = "title",
    date_field: Annotated[str, typer.Option(help="Field of the publication date.", rich_help_panel=TABLES)] = "date",
    id_field: Annotated[str, typer.Option(help="Field that names the row.", rich_help_panel=TABLES)] = "id",
    outlet_field: Annotated[str, typer.Option(help="Field of the newspaper.", rich_help_panel=TABLES)] = "outlet",
    page_field: Annotated[str, typer.Option(help="Field of the page.", rich_help_panel=TABLES)] = "page",
    place_field: Annotated[str, typer.Option(help="Field of its home place.", rich_help_panel=TABLES)] = "place",
) -> None:
    """Read newspaper text and write one record per article.

    A source that cannot be read is reported at the end and stops nothing; the exit code is then 1.
    Where the reader of the output goes away (jianbao run … | head -1), the run ends quietly with the exit code 141.

    Dates of publication come from the manifest, the row, the path (2020/02/06/a.txt, nt20200206A2.txt) or the text.

    Examples:
      jianbao run pages/ --manifest pages.csv -o records.jsonl
      jianbao run archive.zip old/*.txt --workers 4 -o records.jsonl
      jianbao run items.jsonl.gz --text-field body --date-field day -o out.jsonl
      cat page.txt | jianbao run - | head -1
    """
    from extract.archive import Choices
    from extract.cli.batch import process
    from extract.sources import Fields, Manifest, ReadOptions, Sources
    from extract.sources.encodings import check_encoding

    fields = Fields(text_field, title_field, date_field, id_field, outlet_field, page_field, place_field)
    options: ReadOptions = ReadOptions(
        check_encoding(encoding) if encoding else None,
        max_size << 20,
        fields,
        ratio=max_ratio,
        follow=follow_links,
    )
    sources = Sources(
        inputs,
        options,
        Manifest.read(manifest) if manifest else None,
        leave_out=[Path(path) for path in (manifest, output) if path and str(path) != "-"],
    )
    choices = Choices(model, _text(patterns), segmenter, _text(dictionary))
    try:
        failed = process(sources, choices, output, workers, limit)
    except KeyboardInterrupt:
        typer.echo("jianbao: interrupted; an older output file is as it was.", err=True)
        raise typer.Exit(130) from None
    except BrokenPipeError:
        _leave_output()
        raise typer.Exit(READER_GONE) from None
    if failed:
        raise typer.Exit(1)


def _leave_output() -> None:
    """Give standard output up, so that what is still in its buffer is not written, and not missed, at the exit."""
    with suppress(OSError, ValueError):  # where it is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
