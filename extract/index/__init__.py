"""The archive's index: one SQLite file with every class of the record as tables, and full text."""

from extract.index.build import Index, Report
from extract.index.query import Filters, Hits, search
from extract.index.schema import open_index

__all__ = ["Filters", "Hits", "Index", "Report", "open_index", "search"]
