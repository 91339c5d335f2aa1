"""The grammar of times: from the tokens of a window to expressions that are not yet placed in the calendar.

A pure function of the window's text, so that its result can be kept. A point in time is read from coarse to fine
(year, month, day, part of day, clock time); ranges, open ranges, durations and sets are built on points and lengths.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.values.date_model import Item, Length, Level, Node, Open, Point, Range, Vague, is_steady
from extract.values.date_phrases import FIRST_MARKS, LAST_MARKS, POINT_GLUE, Found, Phrases
from extract.values.date_points import merge
from extract.values.date_sets import read_every
from extract.values.numbers import parse_folded

_NTH_DAY = re.compile(r"第([0-9一二三四五六七八九十]{1,3})[天日]")
_ROUGHLY = {"左右", "钟左右", "许", "时许", "时分", "多", "多钟", "前后"}
_SAME_TIME = {"此时", "这时", "这时候", "这个时候", "这会儿"}
_LISTS = {"、", "和", "及", "至", "到", "-", "—", "——", "~"}


class Parser(Phrases):
    """Reads the tokens of one window."""

    def items(self) -> tuple[Item, ...]:
        """The expressions of the window, in order."""
        made: list[Item] = []
        at = 0
        while at < self.count:
            found = self._expression(at)
            if found is None:
                at += 1
                continue
            node, end, checks = found
            made.append(Item(self.tokens[at].start, self.tokens[end - 1].end, node, checks, is_steady(node)))
            at = end
        return tuple(made)

    # what a token is

    # expressions

    def _expression(self, at: int) -> Found | None:
        token = self.tokens[at]
        if token.kind == "glue":
            return None
        if token.kind == "every":
            return self._every(at)
        readers: tuple[Callable[[int], Found | None], ...] = (
            self.stretch,
            self._reference,
            self._zoned,
            self._period,
            self.length,
        )
        return next((found for reader in readers if (found := reader(at))), None)

    def _reference(self, at: int) -> Found | None:
        word = self.word(at, "reference")
        if word is None or (self.word(at + 1, "connect") and at + 2 < self.count and word.code == "PRESENT_REF"):
            return None
        end = at + 1
        if word.code == "PAST_REF" and self.text(end) in ("以来", "来", "间"):
            end += 1
        if word.years and self.word(end, "since", "open_from", "open_to"):
            end += 1
        return Vague(word), end, ("clause",) if word.clause else ()

    def _every(self, at: int) -> Found | None:
        node = read_every(self.tokens[at].text)
        if node is None:
            return None
        end = at + 1
        point = Point(level=Level.NONE)
        while end < self.count:
            skip = 1 if self.text(end) in _LISTS | POINT_GLUE else 0
            if end + skip < self.count and merge(self.reader(end + skip), point):
                end += skip + 1
            elif skip and end > at + 1 and self.text(end) in _LISTS:
                point = Point()
                if end + 1 < self.count and merge(self.reader(end + 1), point):
                    end += 2
                else:
                    break
            elif self.tokens[end].text in self.lexicon.weekdays:
                end += 1
            else:
                break
        return node, end, ()

    def _zoned(self, at: int) -> Found | None:
        """A point behind 当地时间 or 约."""
        if not (self.word(at, "zone") or self.text(at) in ("约", "大约")):
            return None
        found = self._period(at + 1) if at + 1 < self.count else None
        return found and (found[0], found[1], tuple(c for c in found[2] if c != "clock"))

    # points and what is built on them

    def _period(self, at: int) -> Found | None:
        if self.is_length(at):
            return None
        found = self.point(at)
        if found is None:
            return None
        point, end = found
        if point.level == Level.HOUR and self.text(at) in ("一时", "一点") and not self.word(end, "around"):
            return None
        checks = self._checks(at, end, point)
        if numbered := self._numbered(point, end):
            return numbered[0], numbered[1], ()
        ended = self._range(point, end) or self._between(point, end)
        if ended:
            node, end = ended
            end = self.around(end, clock=bool(node.end and node.end.level >= Level.PART))
            end += node.end is not None and self.word(end, "open_to") is not None  # 2020至2025年|前
            return node, end, tuple(c for c in checks if c not in ("clock", "grade", "one", "season"))
        return self._modified(point, end, checks)

    def _numbered(self, point: Point, end: int) -> tuple[Node, int] | None:
        """今年|前4个月, 2023年|前三季度, 上月|最后五天, 2月13日的|3天后."""
        skip = 1 if self.text(end) == "的" else 0
        if point.level == Level.DAY and skip and (found := self.length(end + 1)) and isinstance(found[0], Length):
            found[0].of = point
            return (found[0], found[1]) if found[0].away and found[0].tail is None else None
        mark = self.text(end + skip)
        if point.edge or point.level not in (Level.YEAR, Level.MONTH) or mark not in FIRST_MARKS | LAST_MARKS:
            return None
        spaced = self.text(end + skip + 1) == " "
        length = self.lengths(end + skip + 1 + spaced)
        if length is None or (point.level == Level.MONTH and length[0].parts[0][1] not in ("D", "W")):
            return None
        length[0].side, length[0].of = "first" if mark in FIRST_MARKS else "last", point
        return length

    def _range(self, start: Point, at: int) -> tuple[Range, int] | None:
        if self.word(at, "around") and self.text(at) in _ROUGHLY and self.word(at + 1, "connect", "begin", "tonow"):
            at += 1
        if self.word(at, "begin") and self.word(at + 1, "connect", "tonow"):
            at += 1
        if self.word(at, "tonow"):
            return Range(start, None), at + 1
        if self.text(at) == " " and self.word(at + 1, "connect"):
            at += 1
        listed = self.text(at) in ("、", "或") and self.tokens[at - 1].kind == "left"
        if not (listed or self.word(at, "connect")):
            return None
        at += 1
        while self.text(at) == " ":
            at += 1
        if (word := self.word(at, "reference")) and word.code == "PRESENT_REF":
            return Range(start, None), at + 1
        if self.word(at, "zone"):
            at += 1
        if at >= self.count or self.is_length(at, only_counted=True):
            return None
        found = self.point(at)
        if found is None or found[0].level < min(start.first, Level.HOUR):
            return None
        point, end = found
        while self.text(end) == "、" and self.tokens[end - 1].kind == "left" and (more := self.point(end + 1)):
            point, end = more
        if self.tokens[end - 1].kind == "listed" and self.text(end)[-1:] in ("日", "天"):
            end += 1  # 27、28|两日
        return Range(start, point), end

    def _between(self, start: Point, at: int) -> tuple[Range, int] | None:
        """10月和5月|间."""
        if self.text(at) not in ("和", "与") or at + 1 >= self.count:
            return None
        found = self.point(at + 1)
        return (Range(start, found[0]), found[1]) if found and self.text(found[1]) in ("之间", "间") else None

    def _modified(self, point: Point, end: int, checks: tuple[str, ...]) -> Found:
        end = self._one_day(point, self._same_time(point, end))
        if self.text(end) in ("早些时候", "晚些时候") and point.level == Level.DAY:
            end += 1
        around = self.around(end, clock=point.level >= Level.PART)
        if around > end:
            checks = tuple(c for c in checks if c != "clock")
            if self.text(end) in ("期间", "假期", "小长假", "长假", "黄金周"):
                point.holiday = point.feast is not None
        end = around
        if self.text(end) in ("的", " ") and self.word(end + 1, "anaphor"):
            end += 1
        after = self.word(end, "anaphor")
        if after and after.shift == 0 and after.part is None and point.feast and self.text(end - 1) != "的":
            return self._modified(point, end + 1, checks)
        if after and after.part is None and after.shift in (1, -1) and point.level >= Level.PART_OF_YEAR:
            point.later_days, end = after.shift or 0, end + 1
            while end < self.count and merge(self.reader(end), point):
                end += 1
        if self.text(end) in ("内", "之内", "以内") and point.level in (
            Level.YEAR,
            Level.MONTH,
            Level.PART_OF_YEAR,
        ):
            end += 1
        if counted := self._days_after(point, end):
            return point, counted, checks
        if self.word(end, "eve"):
            return replace_eve(point), end + 1, checks
        if self.text(end) in ("以来", "起至今"):
            return Open(point, since=True), end + 1, tuple(c for c in checks if c != "season")
        if self.word(end, "open_from", "open_to"):
            checks = tuple(c for c in checks if c != "season")
            if point.whole and point.part_of_year:
                return point, end + 1, checks  # 开春后: in the season
            return Open(point, since=self.word(end, "open_from") is not None), end + 1, checks
        return point, end, checks

    def _one_day(self, point: Point, end: int) -> int:
        """去年腊月的|一天傍晚: the token behind the day that is not told more exactly."""
        told = Level.YEAR <= point.level < Level.DAY and self.text(end) == "的"
        if not (told and self.text(end + 1) in ("一天", "一日", "一晚", "一夜")):
            return end
        end += 2
        while self.word(end, "part"):
            end += 1
        return end

    def _same_time(self, point: Point, end: int) -> int:
        """去年|此时, 去年的|这个时候, 昨天|现在: the token behind, where the running time of year or day is meant."""
        at = end + (self.text(end) == "的")
        day = point.level == Level.DAY and point.relative_day is not None and point.year is None
        year = point.level == Level.YEAR and point.relative_year is not None and not (point.edge or point.days)
        point.same_time = (day and self.text(at) in _SAME_TIME | {"现在"}) or (year and self.text(at) in _SAME_TIME)
        return at + 1 if point.same_time else end

    def _days_after(self, point: Point, end: int) -> int:
        """2月13日后的|第3天, 明天的|后天: the token behind, where a later day is counted from the one said."""
        if point.level != Level.DAY:
            return 0
        word = self.word(end + 1, "day") if self.text(end) == "的" and point.relative_day is not None else None
        if word and word.shift and word.part is None and word.last is None:
            point.later_days = word.shift
            return end + 2
        at = end + 2 if self.text(end + 1) == "的" else end + 1
        if self.word(end, "open_from") and (number := _NTH_DAY.fullmatch(self.text(at))):
            point.later_days = int(parse_folded(number[1]) or 0)
            return at + 1
        return 0

    def _checks(self, at: int, end: int, point: Point) -> tuple[str, ...]:
        """What the surroundings must bear out before this reading is taken."""
        token = self.tokens[at]
        if point.first == Level.HOUR and not (token.text.endswith("时") and token.text[0] not in "一"):
            marked = point.level > Level.HOUR or token.text.endswith(("点钟", "半"))
            return ("score",) if token.kind == "clock" else () if marked else ("clock",)
        if end == at + 1 and token.kind == "quantity":
            if token.text.endswith("号"):
                return ("number",)
            if token.text == "一日":
                return ("one",)
        if point.first == Level.PART and at == 0:
            return ("part",)
        if end == at + 1 and token.text in ("初一", "初二", "初三"):
            return ("grade",)
        season = self.word(at, "season", "term")
        if season and season.shift is None and end == at + 1 and token.text[-1] not in "季假":
            return ("season",)
        return ()


def replace_eve(point: Point) -> Point:
    """The eve of a point: a time without an exact value."""
    point.vague = True
    return point
