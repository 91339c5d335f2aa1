"""`jianbao run`: sources in, records out."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from extract.cli import options as o

if TYPE_CHECKING:
    from collections.abc import Callable

    from extract.archive import Choices
    from extract.archive.folder import Wishes
    from extract.sources import Sources

READER_GONE = 141  # exit code: what shells give a program that a closed pipe ends


def run(
    inputs: o.Inputs,
    output: o.Output = "-",
    manifest: o.ManifestFile = None,
    encoding: o.Encoding = None,
    format_: o.Format = "txt",
    max_size: o.MaxSize = 64,
    max_ratio: o.MaxRatio = 200,
    follow_links: o.FollowLinks = False,
    limit: o.Limit = None,
    sample: o.Sample = None,
    model: o.Model = "builtin",
    patterns: o.PatternFolder = None,
    segmenter: o.Segmenter = "rjieba",
    dictionary: o.Dictionary = None,
    workers: o.Workers = None,
    engine: o.EngineName = "local",
    address: o.Address = None,
    retry_failed: o.RetryFailed = False,
    redo: o.Redo = False,
    shard_size: o.ShardSize = 4096,
    text_field: o.TextField = "text",
    title_field: o.TitleField = "title",
    date_field: o.DateField = "date",
    id_field: o.IdField = "id",
    outlet_field: o.OutletField = "outlet",
    page_field: o.PageField = "page",
    place_field: o.PlaceField = "place",
) -> None:
    """Read newspaper text and write one record per article.

    A source that cannot be read is reported at the end and stops nothing; the exit code is then 1.
    Where the reader of the output goes away (jianbao run … | head -1), the run ends quietly with the exit code 141.

    Into a folder (-o OUT/) a run can be stopped at any moment: the same command goes on where it was, and reads only
    what is new or has changed. What was read and what failed stands in OUT/ledger.sqlite, the records in
    OUT/records-00000.jsonl and so on.

    Dates of publication come from the manifest, the row, the path (2020/02/06/a.txt, nt20200206A2.txt) or the text.

    Examples:
      jianbao run pages/ --manifest pages.csv -o records.jsonl
      jianbao run archive/ -o out/
      jianbao run items.jsonl.gz --text-field body --date-field day -o out.jsonl
      cat page.txt | jianbao run - | head -1
    """
    from extract.archive import Choices
    from extract.archive.folder import Wishes
    from extract.sources import Fields, Manifest, ReadOptions, Sources
    from extract.sources.encodings import check_encoding

    fields = Fields(text_field, title_field, date_field, id_field, outlet_field, page_field, place_field)
    checked = check_encoding(encoding) if encoding else None
    reading = ReadOptions(checked, max_size << 20, fields, ratio=max_ratio, follow=follow_links, format=format_)
    rows = Manifest.read(manifest) if manifest else None
    left_out = [Path(path) for path in (manifest, output) if path and str(path) != "-"]
    sources = Sources(inputs, reading, rows, leave_out=left_out)
    choices = Choices(model, _text(patterns), segmenter, _text(dictionary), reading, rows)
    wishes = Wishes(redo, retry_failed, limit, sample, shard_size << 10)
    work = Work(sources, choices, wishes, output, workers, engine, address)
    work.into_folder() if is_folder(output) else work.into_file()


@dataclass(frozen=True, slots=True)
class Work:
    """What a run is asked to do: what is read, how, where to, and on what."""

    sources: Sources
    choices: Choices
    wishes: Wishes
    output: str
    workers: int | None
    engine: str
    address: str | None

    def into_folder(self) -> None:
        """Run into a folder, from where the last run into it ended."""
        from extract.cli.folder import engine_named, process_into

        engine, folder = engine_named(self.engine, self.address), Path(self.output)
        _ended(
            lambda: process_into(folder, self.sources, self.choices, self.wishes, self.workers, engine),
            "the same command goes on.",
        )

    def into_file(self) -> None:
        """Run into one file or standard output. Raises SettingError where something is asked that folders alone can."""
        from extract.cli.batch import process
        from extract.errors import SettingError

        given = {
            "--redo": self.wishes.redo,
            "--retry-failed": self.wishes.retry_failed,
            "--sample": self.wishes.sample,
            "--engine": self.engine != "local",
            "--address": self.address,
        }
        if names := ", ".join(name for name, asked in given.items() if asked):
            raise SettingError(f"{names}: for a run into a folder alone; end --output with a slash.")
        _ended(
            lambda: process(self.sources, self.choices, self.output, self.workers, self.wishes.limit),
            "an older output file is as it was.",
        )


def is_folder(output: str) -> bool:
    """Whether the output is a folder: it ends with a slash, or there is one of that name."""
    return output.endswith(("/", os.sep)) or (output not in ("", "-") and Path(output).is_dir())


def _ended(work: Callable[[], int], if_interrupted: str) -> None:
    """Do the work and exit with the code that its end means; nothing is raised where nothing failed."""
    try:
        failed = work()
    except KeyboardInterrupt:
        typer.echo(f"jianbao: interrupted; {if_interrupted}", err=True)
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
