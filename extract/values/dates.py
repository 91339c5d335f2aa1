"""Placeholder."""

from extract.article import DateMention
from extract.rules import Patterns


class DateFinder:
    """Placeholder: finds nothing."""

    def __init__(self, patterns: Patterns) -> None: ...

    def find(self, folded: str, published: str | None = None) -> list[DateMention]:
        """Nothing."""
        return []
