"""Records to files: writers, one a format, in one dict. A new format is one module and one row in WRITERS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from extract.errors import SettingError
from extract.outputs.jsonl import JsonlWriter
from extract.outputs.sink import Row, Writer, opened

__all__ = ["WRITERS", "Row", "Writer", "opened", "writer_for"]


def writer_for(target: str) -> Callable[[BinaryIO], Writer]:
    """The writer for a file name, by its suffix; `-` and names without a suffix are JSON Lines.

    Raises SettingError where no writer is known.

    >>> writer_for("records.jsonl").__name__
    'JsonlWriter'
    """
    suffix = Path(target).suffix.lower() if target != "-" else ""
    if suffix and suffix not in WRITERS:
        raise SettingError(f"--output {target}: no writer for {suffix}; there are {', '.join(WRITERS)}.")
    return WRITERS[suffix or ".jsonl"]


# One row a format: the suffix, in lower case, and its writer.
WRITERS: dict[str, Callable[[BinaryIO], Writer]] = {
    ".jsonl": JsonlWriter,
    ".ndjson": JsonlWriter,
}
