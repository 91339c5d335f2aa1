"""The model's candidates, fitted to what the rules know."""

from __future__ import annotations

from collections.abc import Sequence

from extract.article import NameMention
from extract.names.reading import Reading

_LEAST = 0.5  # confidence below which a candidate is dropped


def fit_candidates(
    text: str, candidates: Sequence[NameMention], rules: Sequence[NameMention], reading: Reading
) -> list[NameMention]:
    """The candidates that are worth settling."""
    return [c for c in candidates if c.confidence >= _LEAST and c.end - c.start >= 2 and "\n" not in text[c.start : c.end]]
