"""Whether the words around a time speak of what is to come; the words are data, patterns/time/tense.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.rules.loader import Patterns
from extract.rules.time import TimeFile, TimeTense

_BEFORE, _TOUCHING, _BEHIND = 24, 6, 14  # characters looked at


class Tense:
    """The words of the future, compiled.

    >>> text = "车站将于周六启用"
    >>> Tense(Patterns.load()).is_future(text, 4, 6)
    True
    """

    __slots__ = ("_before", "_behind", "_touching", "_turn")

    def __init__(self, patterns: Patterns) -> None:
        rules = patterns.rule("time", "tense", TimeFile).tense
        self._before = _compiled(_before(rule) for rule in rules if rule.place == "before" and rule.reach)
        self._touching = _compiled(_before(rule) for rule in rules if rule.place == "before" and not rule.reach)
        self._behind = _compiled(_behind(rule) for rule in rules if rule.place == "behind")
        self._turn = _compiled(_behind(rule) for rule in rules if rule.place == "turn")

    def is_future(self, text: str, start: int, end: int) -> bool:
        """Whether the clause around the span is about the future."""
        before = text[max(0, start - _BEFORE) : start]
        before = before[before.rfind("\n") + 1 :]
        return bool(self._before.search(before) or self._behind.match(text[end : end + _BEHIND]))

    def is_announced(self, text: str, start: int) -> bool:
        """Whether a time that begins there is the object of an announcement right before it (将于|5日)."""
        return self._touching.search(text[max(0, start - _TOUCHING) : start]) is not None

    def turns(self, text: str, end: int) -> bool:
        """Whether what follows a vague reference speaks of the future (近期|能去吗)."""
        return self._turn.match(text[end : end + 12]) is not None


def _compiled(parts: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(parts))


def _words(rule: TimeTense) -> str:
    words = "|".join(map(re.escape, rule.words))
    return f"(?:{words})(?!{rule.not_before})" if rule.not_before else f"(?:{words})"


def _before(rule: TimeTense) -> str:
    return _words(rule) + f"[^。!?;]{{0,{rule.reach}}}$"


def _behind(rule: TimeTense) -> str:
    return rule.lead + _words(rule)
