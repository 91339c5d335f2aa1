"""Parquet tables: one source a row (extra `parquet`)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson

from extract.errors import FormatError
from extract.sources.items import Found, Item
from extract.sources.libraries import library
from extract.sources.lines import Line
from extract.sources.options import ReadOptions
from extract.sources.tables import absent, dated, no_field, row_source

ROWS = 256  # read at once


def read_parquet(item: Item, options: ReadOptions) -> Iterator[Found]:
    """A source for every row; only the columns that are named are read. The hash is that of those cells as JSON."""
    parquet = library("pyarrow.parquet", "parquet", item.path)
    fields = options.fields
    try:
        table = parquet.ParquetFile(item.stream if item.stream.seekable() else io.BytesIO(item.read(options.limit)))
    except (OSError, ValueError) as error:
        raise FormatError(item.path, f"It is no Parquet file: {error}.", "Make or fetch it anew.") from None
    names = table.schema_arrow.names
    if fields.text not in names:
        raise no_field(item.path, fields.text, names, "")
    yield from absent(item.path, fields, names)
    columns = [name for name in fields.names() if name in names]
    number = 0
    for batch in table.iter_batches(batch_size=ROWS, columns=columns):
        for row in batch.to_pylist():
            number += 1
            row = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
            yield from dated(row_source(item.path, _line(number, row), row, fields), fields.date)


def _line(number: int, row: dict[str, Any]) -> Line:
    return Line(number, orjson.dumps(row, option=orjson.OPT_SORT_KEYS, default=str), "", "utf-8")
