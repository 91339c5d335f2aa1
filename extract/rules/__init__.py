"""The pattern files: their models, and the one loader that opens patterns/."""

from extract.rules.fold import fold
from extract.rules.loader import Patterns
from extract.rules.settings import Settings

__all__ = ["Patterns", "Settings", "fold"]
