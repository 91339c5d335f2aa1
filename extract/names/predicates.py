"""Posts that a sentence gives its subject: 李宁是县医院的医生, 他进农具厂当木工, 曾任县中学教师."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from extract.article import NameMention, TitleMention
from extract.names.held import HeldBy
from extract.names.membership import REACH
from extract.names.phrases import Phrases

OCCUPATIONS = frozenset("员师长工户农匠医手夫")  # last characters of occupations
_YEARS = r"(?:了|过)?(?:整整|近|将近)?(?:[数几两\d一二三四五六七八九十廿卅]{1,4}多?个?(?:年|月)(?:的)?)?"
_IS = re.compile(
    r"(?:(?:是|任|担任|作为|身为|当选为?|[成评聘选举命升提晋定推]为|成了|出任|系|调任|升任|[当做干](?:上|过|了|起))[^。;!?\n,]{0,40}"
    rf"|(?<![应相正每恰适])当{_YEARS})$"
)
_PRONOUN = re.compile(
    r"[他她](?<=[。!?\n,;年].)(?!们|的|说|和|与|对|父|母|妻|丈|儿|女|家|爸|妈|爷|奶|哥|姐|弟|妹|所|人)"
)
_RESUMED = re.compile(
    r"[。!?\n,](?:自|从)?(?:\d{2,4}年)(?:\d{1,2}月)?(?:起|以来|开始)?,?"
    r"(?=担任|当选|出任|就任|调任|任|兼任|升任|调入|进入|考入)"
    r"|[。!?](?=(?:曾|先后|后|后来|此后|现|历)?(?:任|担任|出任|当过|做过|干过|兼任))"
)
_TRADE = re.compile(r"(?:曾|原|现|都|也)*是[^,。;!?\n]{2,20}?的(?:一[名位个])?([\u4e00-\u9fff]{2,4})(?=[,。;!?\n])")
_TRADE_BEGINS = frozenset("曾原现都也是")
_WORKED = re.compile(rf"(?<![应相正每恰适])当(?:上|过|了)?{_YEARS}([\u4e00-\u9fff]{{1,3}}[工员师匠手])(?=[,。;、!?\n])")
_OBJECT = re.compile(
    r"(?:师从|师承|拜|跟|随|向|同|与|娶|嫁|嫁给|投奔|接替|认识)[^,。;:!?\n]{0,8}$"
)  # of whom nothing more is told
_OBJECTS = 3  # of them in a row
_BREAK = re.compile(r"[。;!?\n]")
_THIS = re.compile("这[位名]")
_PHRASE = 20  # characters between 这位 and the post
_MEANT = re.compile(r"[^,。;:!?、“”\n]{0,20}")
_SAME = re.compile(r"[^。!?\n]{0,60}[,。!?](?:\n?“[^“”\n]{0,80}”)?")  # from a person to 这位
_CLAUSE = ("。", ",", ";", "!", "?", "\n")


class Predicates:
    """Reads what the sentences of one article say of its persons; `persons` are the offsets where persons begin."""

    def __init__(
        self,
        text: str,
        posts: dict[int, int],
        persons: Sequence[int],
        held: HeldBy,
        phrases: Phrases,
        crowd: frozenset[str],
        organ_before: Callable[[int], NameMention | None],
    ) -> None:
        self._text, self._posts, self._persons = text, posts, persons
        self._starts = list(posts)
        self._held, self._words, self._crowd, self._organ_before = held, phrases.words, crowd, organ_before
        self.resumed = self._resumed()
        self.pointed = self._pointed() if "这位" in text or "这名" in text else {}

    def _resumed(self) -> dict[int, list[int]]:
        """Where sentences go on with 他 or 曾任, by the start of the person who was named last in that paragraph."""
        found: dict[int, list[int]] = {}
        text = self._text
        told: list[tuple[int, int]] = []
        if "他" in text or "她" in text:
            told = [(match.start() - 1, match.end()) for match in _PRONOUN.finditer(text)]
        if "任" in text or "当" in text:
            told += [match.span() for match in _RESUMED.finditer(text)]
        for start, end in told:
            index = bisect_left(self._persons, start) - 1
            for _ in range(_OBJECTS):
                if index > 0 and _OBJECT.search(text, max(0, self._persons[index] - 12), self._persons[index]):
                    index -= 1
            if index >= 0 and text.find("\n", self._persons[index], start) < 0:
                found.setdefault(self._persons[index], []).append(end)
        return found

    def _pointed(self) -> dict[int, list[TitleMention]]:
        """Posts with which the text goes on about a person (这名市体校培养的边锋), by the start of the person."""
        found: dict[int, list[TitleMention]] = {}
        for match in _THIS.finditer(self._text):
            index = bisect_left(self._persons, match.start()) - 1
            first = bisect_left(self._starts, match.end())
            if index < 0 or first == len(self._starts) or self._starts[first] > match.end() + _PHRASE:
                continue
            start, last = self._starts[first], self._persons[index]
            end = self._posts[start]
            named = index + 1 < len(self._persons) and self._persons[index + 1] <= end + 1
            if (
                not named
                and _MEANT.fullmatch(self._text, match.end(), start)
                and _SAME.fullmatch(self._text, last, match.start())
            ):
                found.setdefault(last, []).append(self._title(match.end() - 1, start, end))
        return found

    def limit(self, begin: int) -> int:
        """Where what is said of the subject that ends at `begin` ends: with the sentence, or at the next person."""
        other = bisect_left(self._persons, begin)
        reach = min(len(self._text), begin + REACH, *self._persons[other : other + 1])
        stop = _BREAK.search(self._text, begin, reach)
        return stop.start() if stop else reach

    def of(self, begin: int, limit: int | None = None) -> list[TitleMention]:
        """The posts that the sentence gives its subject at the ends of clauses: 李宁是县医院的医生."""
        first, reach = bisect_left(self._starts, begin), begin + REACH if limit is None else limit
        near = first < len(self._starts) and self._starts[first] < reach
        if not near and self._text[begin : begin + 1] not in _TRADE_BEGINS and self._text.find("当", begin, reach) < 0:
            return []
        limit = self.limit(begin) if limit is None else limit
        titles: list[TitleMention] = []
        for start in self._starts[first : bisect_left(self._starts, limit, first)]:
            end = self._posts[start]
            ends_clause = end == limit or self._text.startswith((",", "、", "以来", "期间", "时", "后"), end)
            if ends_clause and end <= limit and _IS.search(self._text, begin, start):
                titles.append(self._title(begin, start, end))
        return titles or self._worked(begin, limit) or self._trade(begin, limit)

    def _title(self, begin: int, start: int, end: int) -> TitleMention:
        organ = self._organ_before(start) or self._held.within(max(begin, self._clause(start)), start)
        return TitleMention(self._held.written(start, end), start, end, organ)

    def _clause(self, start: int) -> int:
        """Where the clause of `start` begins."""
        first = max(0, start - REACH)
        return max(first, *(self._text.rfind(mark, first, start) + 1 for mark in _CLAUSE))

    def _worked(self, begin: int, limit: int) -> list[TitleMention]:
        """An occupation that no list holds after 当: 当了八年放蜂员."""
        match = _WORKED.search(self._text, begin, limit + 1)
        if match is None or match.end(1) > limit or match.group(1) in self._crowd:
            return []
        return [self._title(begin, *match.span(1))]

    def _trade(self, begin: int, limit: int) -> list[TitleMention]:
        """An occupation that no list holds at the end of 是…: 李宁是自来水公司的抢修工."""
        match = _TRADE.match(self._text, begin) if self._text[begin : begin + 1] in _TRADE_BEGINS else None
        if match is None or match.end() > limit or match.group(1)[-1] not in OCCUPATIONS:
            return []
        end = match.end(1)
        words = self._words(match.group(1))
        start = end - (len(words[-1][0]) if len(words[-1][0]) > 1 else min(3, len(match.group(1))))
        word = self._text[start:end]
        if word in self._crowd or not words[-1][1].startswith(("n", "x")) or not self._held.names_organ(match.start(1)):
            return []
        return [TitleMention(self._held.written(start, end), start, end, self._organ_before(match.start(1)))]
