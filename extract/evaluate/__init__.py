"""Scores records against gold: precision, recall and F1 per class, accuracy of values.

Everything is compared in offsets of the source, so that article splitting and text repair may differ without harm.
Optional mentions (`<ORG?>`) earn nothing and cost nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from extract.errors import SettingError
from extract.evaluate.gold import Gold, GoldSpan, read_gold, read_spans
from extract.evaluate.matching import Accuracy, Tally
from extract.evaluate.scorer import Report
from extract.outputs.jsonl import read_records
from extract.records import Record

__all__ = ["Accuracy", "Gold", "GoldSpan", "Report", "Tally", "evaluate", "read_gold", "read_records", "read_spans"]


def evaluate(folder: Path, records: Iterable[Record]) -> Report:
    """The report of these records against the gold texts of a folder; a text without records counts as all missed.

    A record belongs to the gold text NAME where its source is called NAME.txt, in whatever folder or archive. Raises
    SettingError where the folder holds no gold text or none of the records belongs to one, FormatError where a record
    was made from another text of that name.
    """
    by_name: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_name[PurePosixPath(record.source.path).name].append(record)
    texts = list(read_gold(folder))
    if not texts:
        raise SettingError(f"{folder}: there is no gold text (NAME.txt, NAME.tagged.txt and NAME.gold.json) in it.")
    if by_name and by_name.keys().isdisjoint(f"{gold.name}.txt" for gold in texts):
        raise SettingError(
            f"{folder}: none of the records belongs to a text in it: "
            f"they are of {next(iter(by_name))!r}, the gold is of '{texts[0].name}.txt'."
        )
    report = Report()
    for gold in texts:
        report.add(gold, by_name[f"{gold.name}.txt"])
    return report
