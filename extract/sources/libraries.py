"""Libraries of single formats, loaded when the first file of the format is read."""

from __future__ import annotations

import logging
from importlib import import_module
from types import ModuleType

from extract.errors import LibraryError


def library(name: str, extra: str, path: str) -> ModuleType:
    """The module `name`, that the extra `extra` installs. Raises LibraryError, for the file `path`, where it is absent.

    >>> library("json", "json", "剪报.json").loads("[1]")
    [1]
    """
    logging.getLogger(name.partition(".")[0]).setLevel(logging.CRITICAL)  # what it says of a bad file, our error says
    try:
        return import_module(name)
    except ImportError as error:
        package = (error.name or name).partition(".")[0]
        reason = f"Its format is read with {name.partition('.')[0]}, and {package} is not installed."
        raise LibraryError(path, reason, f"Install it: python -m pip install 'jianbao[{extra}]'") from None
