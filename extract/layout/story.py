"""One story of a page in the making."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain

from extract.layout.bylines import AUTHORS
from extract.layout.units import Unit

_LOOK = 30  # units of a story that are looked at


@dataclass(slots=True)
class Story:
    """The units of one story: the headings over it, and what comes under them in order."""

    head: list[Unit] = field(default_factory=list)
    body: list[Unit] = field(default_factory=list)
    wire: bool = False  # it began as a dispatch does
    closed: bool = False  # the credit at its end has been read
    item: bool = False  # one of several short news under the name of a column, without a heading
    annexed: bool = False  # tables or lists under a heading of their own follow its text
    piece: bool = False  # it began without a heading after another story's end
    resumed: bool = False  # it goes on with a story of another page
    warnings: list[str] = field(default_factory=list)

    def folded(self) -> str:
        """Its headings and paragraphs, one a line."""
        return "\n".join(unit.folded for unit in self.head + self.body)

    def ending(self, size: int) -> str:
        """The last characters of `folded`, without building it."""
        parts: list[str] = []
        for unit in chain(reversed(self.body), reversed(self.head)):
            parts.append(unit.folded[-size:])
            size -= len(unit.folded) + 1
            if size <= 0:
                break
        return "\n".join(reversed(parts))

    @property
    def begun(self) -> bool:
        """Whether it has a paragraph."""
        return any(unit.kind == "text" for unit in self.body[:_LOOK]) or len(self.body) > _LOOK

    @property
    def credited(self) -> bool:
        """Whether it names a writer so far."""
        return any(credits_authors(unit) for unit in self.body[:_LOOK])

    @property
    def texts(self) -> list[Unit]:
        """Its paragraphs."""
        return [unit for unit in self.body if unit.kind == "text"]

    @property
    def broken(self) -> bool:
        """Whether its last paragraph stops within a sentence and no credit follows."""
        texts = self.texts
        return bool(texts) and texts[-1].broken and not self.closed


def credits_authors(unit: Unit) -> bool:
    """Whether a unit names a writer, or the office that wrote."""
    return any(role in AUTHORS or role == "source" for role, _, _ in unit.credits)
