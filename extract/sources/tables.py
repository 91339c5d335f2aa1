"""Tables: one source a row of a JSON Lines or CSV file."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from extract.article import Source
from extract.errors import EmptyError, FormatError, InputError
from extract.sources.encodings import check_text
from extract.sources.items import Found, Item, Note
from extract.sources.lines import Line, located, read_lines
from extract.sources.options import Fields, ReadOptions
from extract.sources.published import parse_published


def read_jsonl(item: Item, options: ReadOptions) -> Iterator[Found]:
    """A source for every line that is a JSON object; an error for every other line that is not blank.

    Raises FormatError, and reads no further, where the first object is no row of text: it has no field of that name,
    or is a record that jianbao wrote.
    """
    begun = False
    for line in read_lines(item, options):
        if isinstance(line, InputError):
            yield line
        elif line.text.strip():
            found = _json_row(item.path, line, options.fields, begun)
            begun = begun or isinstance(found, Source)
            yield from dated(found, options.fields.date)


def read_csv(item: Item, options: ReadOptions) -> Iterator[Found]:
    """A source for every row under the header line. Quoted cells may hold line breaks."""
    rows = _csv_rows(item, options)
    header = next(rows, None)
    if header is None or isinstance(header, InputError):
        raise header or EmptyError(item.path, "It holds no header line.", "Write the column names in the first line.")
    names = [name.strip() for name in header[1]]
    if options.fields.text not in names:
        raise no_field(item.path, options.fields.text, names, "line 1")
    yield from absent(item.path, options.fields, names)
    for row in rows:
        if isinstance(row, InputError):
            yield row
        elif any(cell.strip() for cell in row[1]):
            yield from dated(_csv_row(item.path, names, *row, options.fields), options.fields.date)


def _csv_rows(item: Item, options: ReadOptions) -> Iterator[tuple[Line, list[str]] | InputError]:
    """(all lines of the row as one, its cells); a row with an unreadable line in it is that line's error.

    Behind the last line stands an empty one: a row that goes on there has a quotation mark that is not closed.
    """
    csv.field_size_limit(options.limit)
    taken: list[Line] = []
    faults: list[InputError] = []
    ended = False

    def texts() -> Iterator[str]:
        nonlocal ended
        for line in read_lines(item, options):
            if isinstance(line, InputError):
                faults.append(line)
                yield "\n"
            else:
                taken.append(line)
                yield line.text
        ended = True
        yield "\n"

    reader = csv.reader(texts())
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            yield from faults
            return
        except csv.Error as error:
            place = f"line {taken[0].number if taken else reader.line_num} to line {reader.line_num}"
            yield FormatError(item.path, f"The row is no CSV: {error}.", "Look for a missing quotation mark.", place)
        else:
            if faults:
                yield from faults
            elif taken and ended:
                reason = "A quotation mark in this row is not closed: it goes on to the end of the file."
                yield FormatError(item.path, reason, "Look for a missing quotation mark.", f"line {taken[0].number}")
            elif taken:
                data = b"".join(line.data for line in taken)
                yield Line(taken[0].number, data.rstrip(b"\r\n"), "", taken[0].encoding), cells
        taken.clear()
        faults.clear()


def _json_row(path: str, line: Line, fields: Fields, begun: bool) -> Source | InputError:
    place = f"line {line.number}"
    try:
        row = orjson.loads(line.text)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as error:
        return FormatError(path, f"The line is no JSON: {error}.", "Write one object a line.", place)
    if not isinstance(row, dict):
        return FormatError(path, "The line is no JSON object.", "Write one object a line.", place)
    if foreign := _foreign(path, row, fields.text, place):
        if not begun:
            raise foreign
        return foreign
    return row_source(path, line, row, fields)


def _foreign(path: str, row: Mapping[str, Any], text: str, place: str) -> FormatError | None:
    """The error for a row of another table than one of texts: where the first is one, so are all."""
    if "schema_version" in row and isinstance(row.get("source"), dict) and "segments" in row["source"]:
        return FormatError(path, "This is jianbao's own output.", "Leave it out, or keep it elsewhere.", place)
    return no_field(path, text, list(row), place) if text not in row else None


def _csv_row(path: str, names: list[str], line: Line, cells: list[str], fields: Fields) -> Source | InputError:
    place = f"line {line.number}"
    if len(cells) > len(names):
        reason = f"The row has {len(cells)} cells where the header has {len(names)}."
        return FormatError(path, reason, "Quote cells that hold commas.", place)
    return row_source(path, line, dict(zip(names, cells, strict=False)), fields)


def row_source(path: str, line: Line, row: Mapping[str, Any], fields: Fields) -> Source | InputError:
    """The source of one row of a table, or the error, with its line, that tells why it is none."""
    try:
        return _source(path, line, row, fields)
    except InputError as error:
        return located(error, f"line {line.number}")


def _source(path: str, line: Line, row: Mapping[str, Any], fields: Fields) -> Source:
    if fields.text not in row:
        raise no_field(path, fields.text, list(row), "")
    text = row[fields.text]
    if not isinstance(text, str):
        raise FormatError(path, f"The field {fields.text} is no text.", "Name the field of the text with --text-field.")
    title = _cell(row, fields.title)
    if not text.strip():
        raise EmptyError(path, f"The field {fields.text} is empty.", "Leave the row out.")
    check_text(text, path)
    part = _cell(row, fields.id) or str(line.number)
    return Source(
        path=f"{path}#{part}",
        sha256=hashlib.sha256(line.data.rstrip(b"\r\n")).hexdigest(),
        encoding=line.encoding,
        text=f"{title}\n\n{text}" if title else text,
        published=_cell(row, fields.date),
        outlet=_cell(row, fields.outlet),
        page=_cell(row, fields.page),
        place=_cell(row, fields.place),
        part=part,
    )


def _cell(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name) if name else None
    return str(value).strip() or None if isinstance(value, str | int | float) else None


def dated(found: Source | InputError, name: str) -> Iterator[Found]:
    """The row with its date as ISO; with none, and a note before it, where what is written there is no date."""
    if isinstance(found, Source) and found.published:
        try:
            found.published = parse_published(found.published)
        except ValueError as error:
            yield Note(f"{found.path}: The field {name}: {error}")
            found.published = None
    yield found


def absent(path: str, fields: Fields, names: list[str]) -> Iterator[Note]:
    """A note where a column that was asked for by another name than the usual one is not in the table."""
    usual = Fields().names()
    if asked := [name for name in fields.names() if name not in names and name not in usual]:
        yield Note(f"{path}: There is no column {', '.join(asked)}; there are: {_some(names)}.")


def no_field(path: str, name: str, names: list[str], place: str) -> FormatError:
    """The error for a table that has no column of that name."""
    reason = f"There is no field {name}; there are: {_some(names)}."
    return FormatError(path, reason, "Name the text's with --text-field.", place)


def _some(names: list[str]) -> str:
    return "、".join(names[:12]) or "none"
