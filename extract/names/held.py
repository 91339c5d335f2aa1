"""The organ of a post that does not stand right before it: over words for the field, over 的, or by 该段."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter

from extract.article import Article, NameMention
from extract.names.phrases import Phrases

GAP = 12  # characters between an organ and the post of one who belongs to it
_FIELD = re.compile(r"(?![给把让向为被将对由在从跟和与往请派送因])[\u4e00-\u9fff“”]{1,8}")
_DUTY = re.compile(r"[\u4e00-\u9fff“”]{1,10}的(?:[一两三几多][名位个])?[\u4e00-\u9fff]{0,4}")
_DUTIES = frozenset(("管理", "负责", "主管", "分管", "从事", "看守", "值班", "工作", "服役", "任教", "执教", "退休"))
_LEADERS = re.compile(r"(?:相关|有关|主要|在任|现任|前任|时任|原)$")
_INTO = frozenset("在进入到至于去回为给位名")  # the last character before an organ in which somebody is something
_DEICTIC = re.compile(r"(?:该|本|这家|这个|这所|我)([\u4e00-\u9fff]{1,3}?)(?:原|前|现任|时任)?$")
_THIS_BODY = re.compile(r"(?:该|这个)(队|校|厂|院|所|局|站|段|矿|公司|社|村|团|班|系|馆|店)的?$")
_THIS_FIELD = re.compile(
    r"该(队|校|厂|院|所|局|站|段|矿|公司|社|村|团|馆|店|行)[\u4e00-\u9fff]{1,6}$"
)  # 该厂|供销|科长
BODY_ENDS = frozenset("队校厂院所局站段矿司社村团班系馆店的")  # the last characters of these
_END = attrgetter("end")
_KINDS = {
    "司": ("公司", "集团", "厂", "企业"),
    "业": ("公司", "集团", "厂", "企业", "酒业"),
    "校": ("校", "中学", "小学", "大学", "学院"),
    "院": ("院",),
}


class HeldBy:
    """Finds the organ in which a post is held, among the names of one article."""

    def __init__(self, article: Article, phrases: Phrases) -> None:
        self._text, self._names, self._phrases = article.folded, article.names, phrases
        self._written = article.text

    def written(self, start: int, end: int) -> str:
        """The words at start…end as the article writes them."""
        return self._written[start:end]

    def within(self, begin: int, start: int) -> NameMention | None:
        """The organ of a clause from `begin` in which somebody is at `start`: 在农具厂|当木工, 进农具厂|当木工."""
        index = bisect_left(self._names, start, key=_END) - 1
        organ = self._names[index] if index >= 0 else None
        if organ is None or organ.kind != "ORG" or organ.start < begin:
            return None
        return organ if self._text[organ.start - 1] in _INTO else None

    def across(self, start: int) -> NameMention | None:
        """The organ before a post at `start`, words for a field or a duty between: 统计局|新闻|发言人."""
        index = bisect_left(self._names, start, key=_END) - 1
        organ = self._names[index] if index >= 0 else None
        if organ is None or organ.kind == "PER" or not 0 < start - organ.end <= GAP:
            return None
        gap = self._text[organ.end : start]
        if organ.kind == "LOC":
            return organ if _LEADERS.fullmatch(gap) else None
        field = _FIELD.fullmatch(gap) and self._phrases.nominal(gap)
        return organ if field or self._is_duty(gap) else None

    def _is_duty(self, gap: str) -> bool:
        """Whether the words tell what a person does there: 管理仓库的."""
        if not _DUTY.fullmatch(gap):
            return False
        word, tag = self._phrases.words(gap)[0]
        return word in _DUTIES or not tag.startswith(("v", "p", "d", "u", "c"))

    def names_organ(self, start: int) -> bool:
        """Whether the words before `start` end with an organ and 的."""
        index = bisect_left(self._names, start, key=_END) - 1
        organ = self._names[index] if index >= 0 else None
        return organ is not None and organ.kind == "ORG" and self._text[organ.end : start].startswith("的")

    def this_body(self, start: int) -> NameMention | None:
        """The organ that 该队, 该校 right before a person at `start` stands for: the sentence's subject, if it fits."""
        match = _THIS_BODY.search(self._text, max(0, start - 4), start)
        if match is None:
            return None
        sentence = self._text.rfind("。", 0, match.start())
        first = bisect_left(self._names, sentence + 1, key=_END)
        for index in range(first, bisect_left(self._names, match.start() + 1, first, key=_END)):
            name = self._names[index]
            if name.kind == "ORG" and self._text.endswith(match.group(1), name.start, name.end):
                return name
        return self.deictic(start)

    def deictic(self, start: int) -> NameMention | None:
        """The organ that 该段, 本厂 right before a post at `start` stands for: the last one called so."""
        match = _DEICTIC.search(self._text, max(0, start - 6), start)
        field = _THIS_FIELD.search(self._text, max(0, start - 9), start)
        return (self._called(match) if match else None) or (self._called(field) if field else None)

    def _called(self, match: re.Match[str]) -> NameMention | None:
        """The last organ before that is called by the noun of the match."""
        noun = match.group(1)
        ends = _KINDS.get(noun[-1], (noun,)) if len(noun) > 1 or noun in _KINDS else (noun,)
        for index in range(bisect_left(self._names, match.start() + 1, key=_END) - 1, -1, -1):
            name = self._names[index]
            if name.kind != "PER" and self._text.endswith(ends, name.start, name.end):
                return name
        return None
