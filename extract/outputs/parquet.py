"""Parquet: a folder with one file a table, typed columns, lists as lists; row groups are written as they fill."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import SettingError
from extract.outputs.tables import TABLES, Cell, Column, rows
from extract.records import Record

if TYPE_CHECKING:
    import pyarrow

PACKED = 1_000  # rows that are kept as Python objects
GROUP = 50_000  # rows of a row group
GROUP_CHARACTERS = 8_000_000  # or fewer rows, where the cells of text come to this


def write(records: Iterable[Record], folder: Path) -> list[str]:
    """Write the tables of the records into a folder; nothing to tell."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise SettingError('--to parquet needs pyarrow: python -m pip install "jianbao[parquet]"') from None
    with ExitStack() as stack:
        groups = {}
        for name, table in TABLES.items():
            schema = schema_of(table.columns)
            file = pyarrow.parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd")
            groups[name] = _Group(stack.enter_context(file), schema)
        for record in records:
            for name, cells in rows(record):
                groups[name].add(cells)
        for group in groups.values():
            group.flush()
    return []


def schema_of(columns: Iterable[Column]) -> pyarrow.Schema:
    """The columns as Arrow types: string, int64, double, bool, list of string."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    return pa.schema([(column.name, types[column.type]) for column in columns])


class _Group:
    """The rows of the next row group of a table: the last ones as they came, the others packed."""

    def __init__(self, file: pyarrow.parquet.ParquetWriter, schema: pyarrow.Schema) -> None:
        self.file, self.schema = file, schema
        self.numbers = [i for i, field in enumerate(schema) if str(field.type) == "double"]
        self.rows: list[list[Cell]] = []
        self.packed: list[pyarrow.RecordBatch] = []
        self.characters = 0

    def add(self, cells: list[Cell]) -> None:
        """Add a row."""
        for i in self.numbers:
            cell = cells[i]
            cells[i] = float(cell) if isinstance(cell, int) else cell
        self.rows.append(cells)
        self.characters += sum(len(cell) for cell in cells if isinstance(cell, str))
        if len(self.rows) == PACKED:
            self._pack()
        if len(self.packed) * PACKED >= GROUP or self.characters >= GROUP_CHARACTERS:
            self.flush()

    def _pack(self) -> None:
        import pyarrow as pa

        columns = zip(*self.rows, strict=True)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self.schema, strict=True)]
        self.packed.append(pa.RecordBatch.from_arrays(arrays, schema=self.schema))
        self.rows = []

    def flush(self) -> None:
        """Write the rows."""
        import pyarrow as pa

        if self.rows:
            self._pack()
        if self.packed:
            self.file.write_table(pa.Table.from_batches(self.packed))
            self.packed, self.characters = [], 0
