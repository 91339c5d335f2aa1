"""Scores records against gold: precision, recall and F1 per class, accuracy of values.

Everything is compared in offsets of the source, so that article splitting and text repair may differ without harm.
Optional mentions (`<ORG?>`) earn nothing and cost nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from extract.evaluate.gold import Gold, GoldSpan, read_gold, read_spans
from extract.evaluate.matching import Accuracy, Tally
from extract.evaluate.scorer import Report
from extract.records import Record

__all__ = ["Accuracy", "Gold", "GoldSpan", "Report", "Tally", "evaluate", "read_gold", "read_records", "read_spans"]


def read_records(path: Path) -> list[Record]:
    """The records of a JSON Lines file. Raises FormatError with the line of the first one that is no record."""
    import jsonlines
    from pydantic import ValidationError

    from extract.errors import FormatError

    records = []
    with jsonlines.open(path) as lines:
        for number, row in enumerate(lines, 1):
            try:
                records.append(Record.model_validate(row))
            except ValidationError as error:
                fault = error.errors()[0]
                where = ".".join(map(str, fault["loc"]))
                raise FormatError(str(path), f"no record: {where}: {fault['msg']}", place=f"line {number}") from None
    return records


def evaluate(folder: Path, records: Iterable[Record]) -> Report:
    """The report of these records against the gold texts of a folder; a text without records counts as all missed."""
    by_name: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_name[PurePosixPath(record.source.path).name.split(".")[0]].append(record)
    report = Report()
    for gold in read_gold(folder):
        report.add(gold, by_name[gold.name])
    return report
