"""Direct and indirect speech, with its speakers."""

from extract.quotes.stage import Quotes

__all__ = ["Quotes"]
