"""Not written yet."""

from collections.abc import Sequence

from extract.article import Article
from extract.rules import Settings


class Quotes:
    """Placeholder: fills nothing."""

    def __init__(self, settings: Settings) -> None: ...

    def __call__(self, articles: Sequence[Article]) -> None: ...
