"""`jianbao eval GOLD RECORDS`: precision, recall and F1 per class."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(help="Folder of NAME.txt, NAME.tagged.txt and NAME.gold.json.", exists=True, file_okay=False),
    ],
    records: Annotated[
        Path, typer.Argument(help="JSON Lines written by `jianbao run`, or a folder of them.", exists=True)
    ],
    errors: Annotated[int, typer.Option(help="Show this many mistakes of each kind.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Score records against gold annotations.

    Spans are compared in the source text; mentions marked optional earn and cost nothing. A record belongs to the gold
    text NAME where its source is called NAME.txt; a gold text without records counts as missed.

    Example: jianbao eval corpus records.jsonl --errors 10
    """
    from extract.errors import SettingError
    from extract.evaluate import Report, read_records
    from extract.evaluate import evaluate as score

    found = read_records(records)
    if not found:
        raise SettingError(f"{records}: there is no record in it.")
    report: Report = score(gold, found)
    if as_json:
        typer.echo(json.dumps(report.figures(), ensure_ascii=False, indent=1))
        return
    for name, tally in report.tallies.items():
        typer.echo(
            f"{name:24s} P {tally.precision:.3f} R {tally.recall:.3f} F1 {tally.f1:.3f}"
            f"  tp {tally.tp} fp {tally.fp} fn {tally.fn}"
        )
    for name, accuracy in report.accuracies.items():
        typer.echo(f"{name:24s} {accuracy.right}/{accuracy.asked} = {accuracy.value:.3f}")
    for kind, mistakes in report.mistakes.items() if errors else ():
        if mistakes:
            typer.echo(f"\n== {kind} ({len(mistakes)})")
            for mistake in mistakes[:errors]:
                typer.echo("   " + " | ".join(map(str, mistake)))
