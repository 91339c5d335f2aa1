"""JSON Lines: one record a line, UTF-8, keys in the order of the models."""

from __future__ import annotations

from typing import BinaryIO

import jsonlines
import orjson

from extract.outputs.sink import Row


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
