"""CSV: a folder with one file a table, UTF-8 with a byte order mark, as Excel opens it by a double click.

A spreadsheet runs a cell that begins with `= + - @`, a tab or a line end as a formula. Such a text gets an apostrophe
before it; so does one that begins with apostrophes and goes on so, which makes the way back certain: `bare_cell` takes
one apostrophe off. Numbers, and texts that are one (-12.5), stay as they are. Lists are joined by ` | `.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from extract.outputs.tables import TABLES, Cell, rows
from extract.records import Record

_NUMBER = r"[+-](?:[0-9]+(?:\.[0-9]+)?)?\Z"  # and a lone sign, which is no formula
_FORMULA = re.compile(rf"'*(?!{_NUMBER})[=+\-@\t\r\n＝＋－＠]")


def write(records: Iterable[Record], folder: Path) -> list[str]:
    """Write the tables of the records into a folder; nothing to tell."""
    with ExitStack() as stack:
        writers = {}
        for name, table in TABLES.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline=""))
            writers[name] = csv.writer(file)
            writers[name].writerow(column.name for column in table.columns)
        for record in records:
            for name, cells in rows(record):
                writers[name].writerow(map(safe_cell, cells))
    return []


def safe_cell(cell: Cell) -> str:
    """The cell as text that no spreadsheet takes for a formula; nothing at all for None.

    >>> safe_cell("=1+1"), safe_cell("-12.5"), safe_cell(-12.5), safe_cell("-5℃"), safe_cell(["a|b", "c"])
    ("'=1+1", '-12.5', '-12.5', "'-5℃", 'a\\\\|b | c')
    """
    if isinstance(cell, str):
        return f"'{cell}" if _FORMULA.match(cell) else cell
    if isinstance(cell, list):
        return safe_cell(joined(cell))
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def bare_cell(text: str) -> str:
    """The text that `safe_cell` was given.

    >>> bare_cell("'=1+1"), bare_cell("'90年代'")
    ('=1+1', "'90年代'")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def joined(items: list[str]) -> str:
    r"""A list as one text: ` | ` between the items, `\|` and `\\` for a bar and a backslash inside one.

    >>> joined(["江苏省", "南通市"])
    '江苏省 | 南通市'
    """
    return " | ".join(re.sub(r"[\\|]", r"\\\g<0>", item) for item in items)


def split_list(text: str) -> list[str]:
    """The list that `joined` was given; the empty text is the empty list.

    >>> split_list(joined(["图书", "甲|乙"]))
    ['图书', '甲|乙']
    """
    parts = re.findall(r"(?:[^\\|]|\\.)+", text, re.S) if text else []
    return [re.sub(r"\\(.)", r"\1", part, flags=re.S) for part in _without_edges(parts)]


def _without_edges(parts: list[str]) -> list[str]:
    """The parts without the spaces that stand beside the bars."""
    last = len(parts) - 1
    return [part[(i > 0) : len(part) - (i < last)] for i, part in enumerate(parts)]
