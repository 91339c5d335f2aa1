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
_ONE_SENTENCE = re.compile(r"[^。!?\n]{0,60}[。!?](?:\n?“[^“”\n]{0,80}”)?")
_SAID_NEAR = 80  # characters between a person and an age that a pronoun or 终年 tells
_NEAR = 24  # characters between a person and a count that may be the age
_SAID = re.compile(  # before an age that is of the one named last: 他今年, 终年
    r"(?:[,。;!?\n](?:他|她|本人)(?:今年|现年|已|已经|如今|年近|年过|已年过|刚满|也|都|才|[^,。;!?\n]{0,4}今年)*"
    r"|[,](?:今年|现年|已年过|年过|年近|年届)|(?:享年|终年|卒年|得年|享壽|享寿)(?:仅|只有)?)$"
)
_WHO = re.compile(  # 91岁|仍坐诊的老中医, 76岁|退休教师
    r"(?:仍|还|高龄|依然|依旧|才|就)[^,。;:!?“”\n]{1,10}的[\u4e00-\u9fff]{0,6}"
    r"|[^,。;:!?“”\n时起后前跟从与和在的儿女母父]{1,8}[员师长工户农匠医手夫人民生兵汉者家将锋]"
)
_KIN = re.compile(r"(?:母亲|父亲|妻子|丈夫|儿子|女儿|爷爷|奶奶|哥哥|弟弟|姐姐|妹妹|老伴|孙子|孙女|妈妈|爸爸|岁|歲)")
_OF_PRONOUN = re.compile(r"的[他她]")
_THAN = re.compile(r"[大小长比][他她我你]?了?$")  # 大她三十岁
UNITS = frozenset("岁歲")


class Ages:
    """The ages that one text states; `persons` are the offsets where persons begin, in order."""

    def __init__(self, text: str, ages: Sequence[CountMention], persons: Sequence[int]) -> None:
        self._text, self._ages, self._persons = text, ages, persons
        self._starts = [count.start for count in ages]
        self._this = self._of_this()
        self._said = self._of_said()

    def of(self, person: PersonEntity) -> Decimal | None:
        """The age stated beside one of the person's mentions."""
        for mention in person.mentions:
            first = bisect_left(self._starts, mention.start - _NEAR)
            for count in self._ages[first : bisect_right(self._starts, mention.end + _NEAR)]:
                if self._is_of(count.start, count.end, mention):
                    return count.value
        told = (found[m.start] for found in (self._this, self._said) for m in person.mentions if m.start in found)
        return next(told, None)

    def _of_said(self) -> dict[int, Decimal]:
        """Ages of one who was named before in the paragraph (他今年51岁, 终年76岁), by the start of the mention."""
        found: dict[int, Decimal] = {}
        for count in self._ages:
            index = bisect_left(self._persons, count.start) - 1
            last = self._persons[index] if index >= 0 else -1
            if last < 0 or count.value is None or count.start - last > _SAID_NEAR:
                continue
            near = self._text[last : count.start]
            said = _SAID.search(near) or _OF_PRONOUN.match(self._text, count.end)
            if said and "\n" not in near and not _KIN.search(near):
                found.setdefault(last, count.value)
        return found

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
                and not _THAN.search(self._text, max(0, start - 3), start)
                and between[:1] not in _CLOSED
                and (between == "" or between[0] == "的" or end + 3 > name.start or bool(_WHO.fullmatch(between)))
                and bool(_BEFORE_NAME.fullmatch(between))
            )
        if name.end <= start <= name.end + 10:
            return bool(_AFTER_NAME.match(self._text[name.end : start]) and _AFTER_AGE.match(self._text, end))
        return False
