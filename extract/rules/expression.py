"""Regular expressions in the pattern files."""

from __future__ import annotations

import re

from pydantic import ValidationInfo


def check(expression: str, info: ValidationInfo, group: str | None = None) -> str:
    """The expression itself, where it compiles and has the group; raises ValueError where not.

    Compiling takes a third of the time to start: an expression of a built-in file is believed, the tests check those.
    """
    if info.context and info.context.get("shipped"):
        return expression
    try:
        groups = re.compile(expression).groupindex
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    if group and group not in groups:
        raise ValueError(f"the regular expression has no group (?P<{group}>…)")
    return expression
