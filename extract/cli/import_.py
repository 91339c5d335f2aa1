"""`jianbao import FORMAT FILE… --records RECORDS -o GOLD`: corrected annotations as gold."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extract.article import Source
    from extract.evaluate.corrections import Corrected
    from extract.evaluate.gold import Gold

TRAINING = "corrected.jsonl.gz"


def import_(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="brat, label-studio, doccano or inception.")],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="What the tool exported: files or folders.", exists=True)
    ],
    records: Annotated[
        list[Path], typer.Option(help="The records that were exported for annotation (again for more).", exists=True)
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the gold; it must not be there yet.")],
    sources: Annotated[
        list[str] | None,
        typer.Option(help="What the records were made from: then the gold is of these texts, not of the articles."),
    ] = None,
) -> None:
    """Take corrected annotations in as gold, for `jianbao eval` and for training.

    Without --sources every article becomes a gold text of its own (ID.txt, ID.tagged.txt, ID.gold.json), with a
    manifest for the next run over them. With them the gold is of the texts as they were, broken lines and all.
    corrected.jsonl.gz in the folder is for training: put it into the folder that `make model` reads.

    Examples:
      jianbao import brat corrected/ --records records.jsonl -o gold
      jianbao import label-studio export.json --records OUT/ --sources pages/ -o gold
      jianbao run gold/????????????????.txt --manifest gold/manifest.csv -o again.jsonl
      jianbao eval gold again.jsonl
    """
    from extract.errors import SettingError
    from extract.evaluate.corrections import gold_of_articles, gold_of_sources, left_out, matched
    from extract.evaluate.gold import write_gold
    from extract.outputs.formats import read
    from extract.outputs.jsonl import records_in

    corrected = matched(read(form, files), records_in(records))
    if not corrected:
        names = ", ".join(map(str, files))
        raise SettingError(f"import {form} {names}: there is no document of {form} in it; name what the tool exported.")
    gold = list(gold_of_sources(corrected, _sources(sources)) if sources else gold_of_articles(corrected))
    try:
        output.mkdir()
        for text in gold:
            write_gold(output, text)
        _write_training(output / TRAINING, gold)
        if not sources:
            _write_manifest(output / "manifest.csv", corrected)
    except FileExistsError:
        raise SettingError(f"--output {output}: it is there already; name a new folder.") from None
    except OSError as error:
        raise SettingError(f"--output {output}: it cannot be written: {error.strerror}.") from None
    if overlapping := left_out(corrected):
        typer.echo(f"jianbao: spans left out, because they overlap a longer one: {overlapping}.", err=True)
    typer.echo(f"{output}: {len(gold)} gold texts, {sum(len(text.spans) for text in gold)} spans", err=True)


def _sources(inputs: list[str]) -> Iterator[Source]:
    from extract.sources import Sources

    for found in Sources(inputs):
        if isinstance(found, Exception):
            raise found
        yield found


def _write_manifest(path: Path, corrected: Iterable[Corrected]) -> None:
    """What is known of each article's publication, so that its dates can be told again."""
    from extract.outputs.annotations import file_name

    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("path", "published", "outlet", "page", "place"))
        for one in corrected:
            known = one.record.publication
            place = known.place.name if known.place else None
            rows.writerow((f"{file_name(one.record.id)}.txt", known.date, known.outlet, known.page, place))


def _write_training(path: Path, gold: Iterable[Gold]) -> None:
    from extract.evaluate.corrections import training_rows

    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as file:
        for text in gold:
            for row in training_rows(text):
                file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
