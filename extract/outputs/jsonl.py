"""JSON Lines: one record a line, UTF-8, keys in the order of the models; written, and read back."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import jsonlines
import orjson
from pydantic import ValidationError

from extract.errors import FormatError
from extract.outputs.sink import Row
from extract.records import Record


class JsonlWriter:
    """Writes records as `Record.model_dump(mode="json")` gives them; the bytes depend on nothing else.

    >>> import io
    >>> buffer = io.BytesIO()
    >>> JsonlWriter(buffer).write({"headline": "正余镇开镰"})
    >>> buffer.getvalue().decode()
    '{"headline":"正余镇开镰"}\\n'
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = jsonlines.Writer(stream, dumps=orjson.dumps)

    def write(self, record: Row) -> None:
        """One line."""
        self._lines.write(record)

    def close(self) -> None:
        """Nothing is left to write."""
        self._lines.close()


REMEDY = "Give records that `jianbao run` wrote."


def each_record(path: Path) -> Iterator[Record]:
    """The records of a JSON Lines file, one by one. Raises FormatError with the line of the first that is no record."""
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _record(line, str(path), f"line {number}")
    except OSError as error:
        raise FormatError(str(path), f"the records cannot be read: {error.strerror}.") from None


def record_files(paths: Iterable[Path]) -> list[Path]:
    """The files of records that these paths are: a file is itself, a folder its `records-*.jsonl`, by name.

    Raises FormatError where there is none.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("records-*.jsonl")) if path.is_dir() else [path]
        if not inside:
            raise FormatError(str(path), "there are no records in this folder: no file is called records-*.jsonl.")
        found += inside
    return found


def records_in(paths: Iterable[Path]) -> Iterator[Record]:
    """The records of files and folders, one by one. Raises FormatError as `record_files` and `each_record` do."""
    for path in record_files(paths):
        yield from each_record(path)


def read_records(path: Path) -> list[Record]:
    """All the records of a JSON Lines file, or of a folder of them."""
    return list(records_in([path]))


def _record(line: bytes, path: str, place: str) -> Record:
    try:
        return Record.model_validate(orjson.loads(line.removeprefix(BOM_UTF8)))
    except orjson.JSONDecodeError as error:
        reason = f"this is not JSON: {error}" if _is_utf8(line) else "this is not UTF-8 text"
        raise FormatError(path, f"no record: {reason}.", REMEDY, place) from None
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        raise FormatError(path, f"no record: {where}: {fault['msg']}.", REMEDY, place) from None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
