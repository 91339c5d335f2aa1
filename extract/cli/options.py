"""The options of `jianbao run`, as types: what each is called, what it means, where the help shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

INPUTS, MODEL, RUN, TABLES = "Inputs", "Extraction", "The run", "Tables (.jsonl, .csv, .parquet)"


def _field(what: str) -> Any:
    return typer.Option(help=f"Field of the {what}.", rich_help_panel=TABLES)


Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT…",
        help="Files (text, web pages, documents, tables, archives), folders, or - for standard input.",
    ),
]
Output = Annotated[
    str,
    typer.Option(
        "--output", "-o", help="File to write (.jsonl); folder (OUT/) for a run that can go on; - for standard output."
    ),
]
ManifestFile = Annotated[
    Path | None, typer.Option(help="CSV with the columns path,published,outlet,page,place.", rich_help_panel=INPUTS)
]
Encoding = Annotated[
    str | None, typer.Option(help="Encoding of every input; told from the bytes if left out.", rich_help_panel=INPUTS)
]
Format = Annotated[
    str,
    typer.Option(
        "--format", help="Format of standard input, as a file's suffix: jsonl, html …", rich_help_panel=INPUTS
    ),
]
MaxSize = Annotated[int, typer.Option(help="Largest text to read, in megabytes.", min=1, rich_help_panel=INPUTS)]
MaxRatio = Annotated[
    int, typer.Option(help="Times its size that a file in an archive may unpack to.", min=1, rich_help_panel=INPUTS)
]
FollowLinks = Annotated[bool, typer.Option(help="Read links that lead out of their folder.", rich_help_panel=INPUTS)]
Limit = Annotated[int | None, typer.Option(help="Stop after this many sources.", min=1, rich_help_panel=INPUTS)]
Sample = Annotated[
    int | None,
    typer.Option(help="Read only so many of the files, always the same (OUT/).", min=1, rich_help_panel=INPUTS),
]
Model = Annotated[
    str,
    typer.Option(
        help="builtin, builtin:msra or builtin:ours (by whose conventions names are marked), none, spacy:NAME or "
        "hanlp:NAME.",
        rich_help_panel=MODEL,
    ),
]
PatternFolder = Annotated[
    Path | None, typer.Option(help="Folder of pattern files laid over the built-in ones.", rich_help_panel=MODEL)
]
Segmenter = Annotated[str, typer.Option(help="rjieba or jieba.", rich_help_panel=MODEL)]
Dictionary = Annotated[Path | None, typer.Option(help="User dictionary in jieba's format.", rich_help_panel=MODEL)]
Workers = Annotated[
    int | None,
    typer.Option(help="Processes to share the work; if left out, one a core.", min=1, rich_help_panel=RUN),
]
EngineName = Annotated[
    str, typer.Option(help="Where the work is done: local, or ray for a cluster (OUT/).", rich_help_panel=RUN)
]
Address = Annotated[
    str | None, typer.Option(help="Of the Ray cluster; without one it is started here.", rich_help_panel=RUN)
]
RetryFailed = Annotated[bool, typer.Option(help="Read again what failed (OUT/).", rich_help_panel=RUN)]
Redo = Annotated[
    bool, typer.Option(help="Read again what other rules, models or settings read (OUT/).", rich_help_panel=RUN)
]
ShardSize = Annotated[
    int, typer.Option(help="Kilobytes of sources in one file of records (OUT/).", min=1, rich_help_panel=RUN)
]
TextField = Annotated[str, _field("text")]
TitleField = Annotated[str, _field("headline")]
DateField = Annotated[str, _field("publication date")]
IdField = Annotated[str, typer.Option(help="Field that names the row.", rich_help_panel=TABLES)]
OutletField = Annotated[str, _field("newspaper")]
PageField = Annotated[str, _field("page")]
PlaceField = Annotated[str, _field("newspaper's home place")]
