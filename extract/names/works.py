"""Names of works, storms, ships and brands, which are no persons or places though they look like some."""

from __future__ import annotations

from collections.abc import Sequence

from extract.article import NameMention
from extract.rules.name import PersonRules

_BOOKS = ("《》", "〈〉")


class Works:
    """Drops what is quoted as a work and what a storm is called: 台风“玛莉亚”, 《李大山》, “李宁”牌."""

    def __init__(self, rules: PersonRules) -> None:
        self._storms, self._before, self._after = rules.storms, rules.works, rules.work_kinds
        self._leads = frozenset("《〈“‘") | {storm[-1] for storm in rules.storms}  # right before any of them

    def without(self, text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
        """The mentions but for such persons, and places that are the whole title of a book."""
        return [m for m in mentions if m.kind == "ORG" or not self._is_work(text, m)]

    def _is_work(self, text: str, mention: NameMention) -> bool:
        opening = text[mention.start - 1 : mention.start]
        if opening not in self._leads:
            return False
        closing = text[mention.end : mention.end + 1]
        if opening + closing in _BOOKS:
            return True
        if mention.kind == "LOC":
            return False
        before = text[max(0, mention.start - 5) : mention.start].rstrip("“‘")
        if before.endswith(self._storms):
            return True
        quoted = opening in ("“", "‘") and closing in ("”", "’")
        return quoted and (before.endswith(self._before) or text.startswith(self._after, mention.end + 1))
