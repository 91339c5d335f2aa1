"""XLSX: one workbook, one sheet a table, written row by row with openpyxl; memory stays flat.

What Excel cannot hold is told and not lost: a table of more than 1,048,576 rows goes on in a sheet `NAME 2`, a text of
more than 32,767 UTF-16 units in the sheet `continued` (sheet, row, column, part, text). Characters that XML forbids are
written as Excel does, `_x000B_` (ECMA-376 part 1, 22.9.2.19; `openpyxl.utils.escape` reads them). Texts are texts,
whatever they begin with: none is a formula. Lists are joined by ` | ` as in CSV.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from extract.errors import SettingError
from extract.outputs.csv_tables import joined
from extract.outputs.tables import TABLES, Cell, rows
from extract.records import Record

MAX_ROWS, MAX_UNITS = 1_048_576, 32_767
CONTINUED = "continued"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can name
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>jianbao</dc:creator></cp:coreProperties>'
)


def write(records: Iterable[Record], path: Path) -> list[str]:
    """Write the tables of the records as a workbook; tells of texts and tables that one cell or sheet cannot hold."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise SettingError('--to xlsx needs openpyxl: python -m pip install "jianbao[xlsx]"') from None
    book = Workbook(write_only=True)
    sheets = {name: _Sheet(book, name, [column.name for column in table.columns]) for name, table in TABLES.items()}
    rest: list[tuple[str, int, str, int, str]] = []
    continued = _Sheet(book, CONTINUED, ["sheet", "row", "column", "part", "text"])
    long = 0
    for record in records:
        for name, cells in rows(record):
            rest = sheets[name].append(cells)
            long += len({(row, column) for _, row, column, _, _ in rest})
            for part in rest:
                continued.append(list(part))
    draft = path.with_name(path.name + ".draft")
    try:
        book.save(draft)
        _same_bytes(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return [*_told(long), *(note for sheet in sheets.values() for note in sheet.told())]


def _told(long: int) -> Iterator[str]:
    if long:
        yield f"texts longer than a cell's {MAX_UNITS:,} characters: {long}; they go on in the sheet {CONTINUED!r}."


class _Sheet:
    """A table's sheet, and the next ones where it is full."""

    def __init__(self, book: Any, name: str, header: list[str]) -> None:
        self.book, self.name, self.header = book, name, header
        self.number = 0
        self._next()

    def _next(self) -> None:
        self.number += 1
        self.title = self.name if self.number == 1 else f"{self.name} {self.number}"
        self.sheet = self.book.create_sheet(self.title)
        self.sheet.freeze_panes = "A2"
        self.sheet.append(self.header)
        self.row = 1

    def append(self, cells: list[Cell]) -> list[tuple[str, int, str, int, str]]:
        """Add a row; the rows of `continued` for what its cells cannot hold."""
        if self.row == MAX_ROWS:
            self._next()
        self.row += 1
        rest: list[tuple[str, int, str, int, str]] = []
        values = []
        for name, cell in zip(self.header, cells, strict=True):
            if isinstance(cell, str | list):
                first, *more = pieces(joined(cell) if isinstance(cell, list) else cell)
                rest += [(self.title, self.row, name, part, text) for part, text in enumerate(more, 2)]
                values.append(self._text(first))
            else:
                values.append(cell)
        self.sheet.append(values)
        return rest

    def _text(self, text: str) -> Any:
        """A cell of text; one that openpyxl would take for a formula or an error is told to be none."""
        escaped = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
        if not escaped or escaped[0] not in "=#":
            return escaped
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self.sheet, escaped)
        cell.data_type = "s"
        return cell

    def told(self) -> Iterator[str]:
        """What is to be told of this table."""
        if self.number > 1:
            yield f"{self.name}: more than a sheet's {MAX_ROWS:,} rows; they go on in {self.title!r}."


def pieces(text: str) -> list[str]:
    """The text in pieces that a cell can hold (32,767 UTF-16 units each, no escaped character cut); at least one.

    >>> [len(piece) for piece in pieces("好" * 40_000)]
    [32767, 7233]
    """
    if 7 * len(text) <= MAX_UNITS:  # even if every character were escaped
        return [text]
    found, start, units = [], 0, 0
    for at, char in enumerate(text):
        size = 7 if _ESCAPED.match(text, at) else 1 + (char > "\uffff")
        if units + size > MAX_UNITS:
            found.append(text[start:at])
            start, units = at, 0
        units += size
    return [*found, text[start:]]


def _same_bytes(draft: Path, path: Path) -> None:
    """The workbook with nothing of the clock in it: neither in its parts nor in their times."""
    with zipfile.ZipFile(draft) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            with old.open(name) as source, new.open(part, "w", force_zip64=True) as target:
                if name == "docProps/core.xml":
                    target.write(_CORE.encode())
                    continue
                while block := source.read(1 << 16):
                    target.write(block)
