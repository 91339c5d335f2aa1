"""Ages, bound to the persons they belong to: 51岁的护林员李宁, 李宁,51岁, 李宁来了。这位51岁的医生."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from extract.article import CountMention, NameMention, PersonEntity

_BEFORE_NAME = re.compile(r"(?:的|岁的)?[^,。;:!?“”\n]{0,14}$")
_AFTER_NAME = re.compile(
    r"^(?:[,(、]?(?:[男女][,、])?(?:今年|现年|尽管|虽然|虽|已|已经|已年过|年过|年近|年届|时年|当年|享年|终年|年仅|刚满|才|又)*)$"
)
_AFTER_AGE = re.compile(r"[,。;)、!?\n]|寿|高龄|了|的人|那年|时|$")
_CLOSED = (")", "、", ";")  # after the age of another
_THIS = ("这位", "这名")
_ONE_SENTENCE = re.compile(r"[^。!?\n]{0,60}[。!?]")
_NEAR = 24  # characters between a person and a count that may be the age
UNITS = frozenset("岁歲")


class Ages:
    """The ages that one text states; `persons` are the offsets where persons begin, in order."""

    def __init__(self, text: str, ages: Sequence[CountMention], persons: Sequence[int]) -> None:
        self._text, self._ages, self._persons = text, ages, persons
        self._starts = [count.start for count in ages]
        self._this = self._of_this()

    def of(self, person: PersonEntity) -> Decimal | None:
        """The age stated beside one of the person's mentions."""
        for mention in person.mentions:
            first = bisect_left(self._starts, mention.start - _NEAR)
            for count in self._ages[first : bisect_right(self._starts, mention.end + _NEAR)]:
                if self._is_of(count.start, count.end, mention):
                    return count.value
        return next((self._this[m.start] for m in person.mentions if m.start in self._this), None)

    def _of_this(self) -> dict[int, Decimal]:
        """Ages that the sentence after a person's gives (这位58岁的医生), by the start of the mention."""
        found: dict[int, Decimal] = {}
        for count in self._ages:
            index = bisect_left(self._persons, count.start) - 1
            if index >= 0 and count.value is not None and self._text.startswith(_THIS, count.start - 2):
                last = self._persons[index]
                if _ONE_SENTENCE.fullmatch(self._text, last, count.start - 2):
                    found.setdefault(last, count.value)
        return found

    def _is_of(self, start: int, end: int, name: NameMention) -> bool:
        """Whether the age at start…end is that of the person named."""
        if end <= name.start <= end + 16:
            between = self._text[end : name.start]
            free = bisect_right(self._persons, name.start - 1) == bisect_left(self._persons, end)
            return (
                free
                and between[:1] not in _CLOSED
                and (between == "" or between[0] == "的" or end + 3 > name.start)
                and bool(_BEFORE_NAME.fullmatch(between))
            )
        if name.end <= start <= name.end + 10:
            return bool(_AFTER_NAME.match(self._text[name.end : start]) and _AFTER_AGE.match(self._text, end))
        return False
