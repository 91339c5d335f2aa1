"""The batch run: many sources through the extractor, in one process or several, in order, with nothing lost."""

from __future__ import annotations

from extract.archive.work import Choices, Failed, Outcome, batches
from extract.archive.workers import run

__all__ = ["Choices", "Failed", "Outcome", "batches", "run"]
