"""What readers mended: kept in a file of its own beside the index, so that no indexing touches it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from extract.errors import IndexFileError
from extract.index.anchors import Anchor

Kind = Literal["PER", "ORG", "LOC", "DATE", "NUM", "ACT", "QUO"]
FIELDS: dict[str, tuple[str, ...]] = {  # what can be said of each class
    "PER": ("name", "age", "titles"),
    "ORG": ("name", "canonical"),
    "LOC": ("name", "code"),
    "DATE": ("value",),
    "NUM": ("value", "unit", "of", "approx"),
    "ACT": ("type", "modality", "polarity", "agent", "object", "recipient", "place", "time"),
    "QUO": ("kind", "speaker"),
}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS correction (
  id INTEGER PRIMARY KEY, record TEXT NOT NULL, created TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS correction_by_record ON correction (record);
"""


class Correction(BaseModel):
    """One thing mended in one article: what was found at a place, and what is there in truth."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int = Field(0, description="given when it is kept")
    record: str = Field(min_length=1, max_length=200, description="id of the record")
    created: str = Field("", description="UTC time, given when it is kept")
    anchor: Anchor = Field(description="the words as they were found; for something new, as they should be")
    was: Kind | None = Field(None, description="the class that was found; null: nothing was")
    now: Kind | None = Field(None, description="the class that it is; null: it is nothing")
    words: Anchor | None = Field(None, description="the right words where the boundary was wrong")
    values: dict[str, str] = Field(default_factory=dict, description="fields of the class; what is absent stays")
    everywhere: bool = Field(False, description="at every place of the article where the same words were found")
    note: str = Field("", max_length=1000, description="why, for the next reader")

    @field_validator("values")
    @classmethod
    def _short(cls, values: dict[str, str]) -> dict[str, str]:
        if any(len(value) > 2000 for value in values.values()):
            raise ValueError("a value is longer than 2000 characters")
        return values

    @model_validator(mode="after")
    def _sound(self) -> Correction:
        if self.was is None and self.now is None:
            raise ValueError("nothing is mended: neither what was found nor what is there is told")
        unknown = set(self.values) - set(FIELDS.get(self.now or "", ()))
        if unknown:
            raise ValueError(f"{self.now or 'what is nothing'} has no {', '.join(sorted(unknown))}")
        return self


def beside(index: Path) -> Path:
    """Where the corrections of an index lie: archive.db → archive.corrections.db.

    >>> beside(Path("archive.db")).name
    'archive.corrections.db'
    """
    return index.with_name(f"{index.stem}.corrections.db")


class Corrections:
    """The corrections of an archive. Where there are none yet, no file is made until the first is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the file."""
        if self._db:
            self._db.close()
        self._db = None

    def of(self, record: str) -> list[Correction]:
        """The corrections of one record, oldest first."""
        return self._read("SELECT id, created, body FROM correction WHERE record = ? ORDER BY id", (record,))

    def all(self, limit: int = -1, before: int | None = None) -> list[Correction]:
        """All of them, newest first, or `limit` of those older than number `before`."""
        where = "" if before is None else "WHERE id < ?"
        question = f"SELECT id, created, body FROM correction {where} ORDER BY id DESC LIMIT ?"
        return self._read(question, (limit,) if before is None else (before, limit))

    def records(self) -> set[str]:
        """The records that have corrections."""
        if not self._db and not self.path.is_file():
            return set()
        return {row[0] for row in self._writable().execute("SELECT DISTINCT record FROM correction")}

    def get(self, number: int) -> Correction | None:
        """The correction of this number."""
        found = self._read("SELECT id, created, body FROM correction WHERE id = ?", (number,))
        return found[0] if found else None

    def stamp(self, record: str) -> bytes:
        """Of the corrections of one record: empty where there are none, other bytes where they are others."""
        found = self.of(record)
        return hashlib.sha256("\n".join(c.model_dump_json() for c in found).encode()).digest() if found else b""

    def keep(self, correction: Correction) -> Correction:
        """Keep one; it comes back with its number and time."""
        created = datetime.now(UTC).isoformat(timespec="seconds")
        body = correction.model_dump_json(exclude={"id", "created"})
        with self._writable() as db:
            row = db.execute(
                "INSERT INTO correction (record, created, body) VALUES (?, ?, ?)", (correction.record, created, body)
            )
        return correction.model_copy(update={"id": row.lastrowid, "created": created})

    def drop(self, number: int) -> None:
        """Take one back."""
        with self._writable() as db:
            db.execute("DELETE FROM correction WHERE id = ?", (number,))

    def _read(self, question: str, parameters: Iterable[object]) -> list[Correction]:
        if not self._db and not self.path.is_file():
            return []
        rows = self._writable().execute(question, tuple(parameters)).fetchall()
        return [Correction.model_validate_json(body).model_copy(update={"id": n, "created": t}) for n, t, body in rows]

    def _writable(self) -> sqlite3.Connection:
        if not self._db:
            try:
                self._db = sqlite3.connect(self.path, timeout=10, check_same_thread=False)
                self._db.executescript(_SCHEMA)
            except sqlite3.Error as error:
                self._db = None
                raise IndexFileError(f"{self.path}: corrections cannot be kept here: {error}.") from None
        return self._db
