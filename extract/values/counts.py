"""Placeholder."""

from collections.abc import Sequence

from extract.article import CountMention
from extract.rules import Patterns


class CountFinder:
    """Placeholder: finds nothing."""

    def __init__(self, patterns: Patterns) -> None: ...

    def find(self, folded: str, taken: Sequence[tuple[int, int]] = ()) -> list[CountMention]:
        """Nothing."""
        return []
