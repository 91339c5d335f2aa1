"""What a user may choose about reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields

from extract.errors import SettingError

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Fields:
    """Which field or column of a table row holds what; "" where none does.

    A field that is named here and in no row is an error only for the text: the others may be absent.
    """

    text: str = "text"
    title: str = "title"
    date: str = "date"
    id: str = "id"
    outlet: str = "outlet"
    page: str = "page"
    place: str = "place"

    def __post_init__(self) -> None:
        if not self.text:
            raise SettingError("--text-field is empty: name the field that holds the text.")

    def names(self) -> tuple[str, ...]:
        """The fields that are looked for."""
        return tuple(filter(None, (getattr(self, each.name) for each in dataclass_fields(self))))


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What protects and guides the readers.

    `encoding`: a codec for every input, None to tell it from the bytes. `limit`: bytes of one text at most. `ratio`:
    how many times its compressed size an archive member may unpack to (Chinese text reaches 10, markup 50; a bomb has
    about 1000). `depth`: archives inside one another that are opened. `follow`: links out of their folder are read.
    `format`: the suffix that a file of what comes through standard input would have.
    """

    encoding: str | None = None
    limit: int = 64 * MEGABYTE
    fields: Fields = field(default_factory=Fields)
    ratio: int = 200
    depth: int = 2
    follow: bool = False
    format: str = "txt"
