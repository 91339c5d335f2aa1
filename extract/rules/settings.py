"""What a user may choose about a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from extract.rules.loader import Patterns


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices that every stage is built from.

    `model`: "builtin", "builtin:msra", "builtin:ours", "none", "spacy:NAME", "hanlp:NAME".
    `segmenter`: a name in words.SEGMENTERS. `dictionary`: a user dictionary in jieba's format (word,
    frequency, tag), or None.
    """

    patterns: Patterns = field(default_factory=Patterns.load)
    model: str = "builtin"
    segmenter: str = "rjieba"
    dictionary: Path | None = None
