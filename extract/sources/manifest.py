"""The manifest: what is known about the sources besides their bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from extract.article import Source
from extract.errors import FormatError, InputError, SettingError
from extract.sources.encodings import decode
from extract.sources.published import parse_published

CONTAINERS = 8  # tables and archives around a source: more than are read, and names may hold a # as well
COLUMNS = ("path", "published", "outlet", "page", "place")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the manifest; None where a cell is empty."""

    line: int
    path: str
    published: str | None
    outlet: str | None
    page: str | None
    place: str | None


class Manifest:
    """The rows of a manifest CSV with the columns `path,published,outlet,page,place`, all but `path` optional.

    `errors` holds one error for each row that cannot be used as it stands: a date that is none (the rest of the row
    counts), a path without a name, a path given twice (the first counts), a quotation mark that is not closed. `where`
    names the file in messages.
    """

    def __init__(self, text: str, where: str) -> None:
        self.where = where
        self.errors: list[InputError] = []
        self._rows: dict[str, Row] = {}
        self._named: dict[str, list[Row]] = {}
        self._text = text
        self.used: set[int] = set()  # the lines of rows that a source has asked for
        for line, cells in self._table(text):
            self._add(line, cells)

    @classmethod
    def read(cls, file: str | Path) -> Manifest:
        """The manifest in a file. Raises SettingError where the file cannot be read or has no column `path`."""
        try:
            text, _ = decode(Path(file).read_bytes(), str(file))
        except OSError as error:
            raise SettingError(f"--manifest {file}: it cannot be opened: {error.strerror}.") from None
        except InputError as error:
            raise SettingError(f"--manifest {error}") from None
        return cls(text, str(file))

    def fingerprint(self) -> str:
        """A hash of its text."""
        return hashlib.sha256(self._text.encode("utf-8", "surrogatepass")).hexdigest()

    def row_for(self, path: str) -> Row | None:
        """The row for a source: of the same path, or the only one whose path ends in the source's, or the other way."""
        path = _plain(path)
        if not (row := self._rows.get(path)):
            alike = [r for r in self._named.get(_name(path), ()) if _ends(r.path, path) or _ends(path, r.path)]
            if len(alike) != 1:
                return None
            row = alike[0]
        self.used.add(row.line)
        return row

    def apply(self, source: Source) -> Source:
        """The source with what its row says; what the row leaves empty stays as it was.

        A source in a table or archive that has no row of its own has that of the innermost one that has a row; what
        the row of the table itself says goes before it.
        """
        if row := self.row_for(source.path):
            return _filled(source, row.published, row.outlet, row.page, row.place)
        around = filter(None, (self.row_for(path) for path in _around(source.path)))
        if not (row := next(around, None)):
            return source
        known = (source.published, source.outlet, source.page, source.place)
        return _filled(_filled(source, row.published, row.outlet, row.page, row.place), *known)

    def unmatched(self) -> list[Row]:
        """The rows that no source has asked for so far."""
        return [row for row in self._rows.values() if row.line not in self.used]

    def _table(self, text: str) -> list[tuple[int, dict[str, str]]]:
        reader = csv.reader(io.StringIO(text, newline=""))
        header = [name.strip().lower() for name in next(reader, [])]
        if "path" not in header:
            columns = ",".join(COLUMNS)
            raise SettingError(f"--manifest {self.where}, line 1: there is no column path; the columns are {columns}.")
        if unknown := [name for name in header if name not in COLUMNS]:
            raise SettingError(
                f"--manifest {self.where}, line 1: unknown column {unknown[0]!r}; known: {','.join(COLUMNS)}."
            )
        rows = []
        ended = reader.line_num
        try:
            for cells in reader:
                line, ended = ended + 1, reader.line_num
                if any("\n" in cell for cell in cells):
                    self._fault(line, "A cell of the row goes on over its end: a quotation mark is not closed.")
                elif len(cells) > len(header):
                    self._fault(line, f"The row has {len(cells)} cells where the header has {len(header)}.")
                elif any(cell.strip() for cell in cells):
                    rows.append((line, dict(zip(header, (cell.strip() for cell in cells), strict=False))))
        except csv.Error as error:
            raise SettingError(f"--manifest {self.where}, line {reader.line_num}: {error}.") from None
        return rows

    def _add(self, line: int, cells: dict[str, str]) -> None:
        path = _plain(cells["path"])
        if not path:
            self._fault(line, "The row has no path.")
        elif path in self._rows:
            self._fault(line, f"{path} stands in line {self._rows[path].line} already.")
        else:
            outlet, page, place = (cells.get(name) or None for name in COLUMNS[2:])
            row = Row(line, path, self._published(line, cells.get("published", "")), outlet, page, place)
            self._rows[path] = row
            self._named.setdefault(_name(path), []).append(row)

    def _published(self, line: int, written: str) -> str | None:
        if not written:
            return None
        try:
            return parse_published(written)
        except ValueError as error:
            self._fault(line, f"published: {error}")
            return None

    def _fault(self, line: int, reason: str) -> None:
        self.errors.append(FormatError(self.where, reason, "Correct the row.", f"line {line}"))


def _filled(source: Source, published: str | None, outlet: str | None, page: str | None, place: str | None) -> Source:
    return replace(
        source,
        published=published or source.published,
        outlet=outlet or source.outlet,
        page=page or source.page,
        place=place or source.place,
    )


def _around(path: str) -> list[str]:
    """The tables and archives that a path may lie in, the innermost first: `a.zip!/b.jsonl#3` in `a.zip!/b.jsonl`."""
    ends = [match.start() for match in islice(re.finditer("#|!/", path), CONTAINERS)]
    return [path[:end] for end in reversed(ends)]


def _plain(path: str) -> str:
    return path.replace("\\", "/").removeprefix("./")


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _ends(path: str, end: str) -> bool:
    return path.endswith("/" + end)
