"""jianbao (剪报): Chinese newspaper text, as archives hold it, into structured records.

>>> import extract
>>> extract.parse_number("三千五百万")
Decimal('35000000')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.article import Source
    from extract.errors import (
        BinaryError,
        ChangedError,
        DecodeError,
        DepthError,
        EmptyError,
        FormatError,
        InputError,
        JianbaoError,
        LoopError,
        ModelError,
        OutputError,
        OutsideError,
        PatternError,
        RatioError,
        SettingError,
        SizeError,
    )
    from extract.pipeline import Extractor, load
    from extract.records import Record
    from extract.sources import read_sources
    from extract.values.counts import find_counts
    from extract.values.dates import find_dates
    from extract.values.numbers import parse_number

__version__ = "0.1.0"

__all__ = [
    "BinaryError",
    "ChangedError",
    "DecodeError",
    "DepthError",
    "EmptyError",
    "Extractor",
    "FormatError",
    "InputError",
    "JianbaoError",
    "LoopError",
    "ModelError",
    "OutputError",
    "OutsideError",
    "PatternError",
    "RatioError",
    "Record",
    "SettingError",
    "SizeError",
    "Source",
    "find_counts",
    "find_dates",
    "load",
    "parse_number",
    "read_sources",
]

_HOMES = {
    "Extractor": "extract.pipeline",
    "Record": "extract.records",
    "Source": "extract.article",
    "find_counts": "extract.values.counts",
    "find_dates": "extract.values.dates",
    "load": "extract.pipeline",
    "parse_number": "extract.values.numbers",
    "read_sources": "extract.sources",
}


def __getattr__(name: str) -> Any:
    """Public names are imported on first use, so that `import extract` costs nothing."""
    if name in __all__:
        return getattr(import_module(_HOMES.get(name, "extract.errors")), name)
    raise AttributeError(f"module 'extract' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
