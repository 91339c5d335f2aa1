"""The grammar of times: from the tokens of a window to expressions that are not yet placed in the calendar.

A pure function of the window's text, so that its result can be kept. A point in time is read from coarse to fine
(year, month, day, part of day, clock time); ranges, open ranges, durations and sets are built on points and lengths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from extract.rules.time import TimeWord
from extract.values.date_lexer import Lexicon, Token
from extract.values.date_model import Every, Item, Length, Level, Node, Open, Point, Range, Vague
from extract.values.date_numerals import Quantity, clock_parts, read_quantity
from extract.values.date_points import merge

_POINT_GLUE = {"的", " ", "约"}
_LISTS = {"、", "和", "及", "至", "到"}
_DEKAD_MARKS = {"前", "头"}


class Parser:
    """Reads the tokens of one window."""

    def __init__(self, lexicon: Lexicon, tokens: list[Token]) -> None:
        self.lexicon = lexicon
        self.tokens = tokens
        self.count = len(tokens)

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
            made.append(Item(self.tokens[at].start, self.tokens[end - 1].end, node, checks))
            at = end
        return tuple(made)

    # what a token is

    def _word(self, at: int, *roles: str) -> TimeWord | None:
        """The reading of the token that has one of the roles."""
        if at >= self.count:
            return None
        return next((entry for entry in self.tokens[at].words if entry.role in roles), None)

    def _text(self, at: int) -> str:
        return self.tokens[at].text if at < self.count else ""

    def _quantity(self, at: int) -> Quantity | None:
        """The number and unit at a token; a bare number before a connector borrows the unit behind it."""
        if at >= self.count:
            return None
        token = self.tokens[at]
        if token.kind == "quantity":
            return read_quantity(token.text)
        if token.kind == "left" and at + 2 < self.count:
            behind = self._quantity(at + 2)
            return behind and replace(read_quantity(token.text + behind.unit), counted=behind.counted)
        return None

    # expressions

    def _expression(self, at: int) -> tuple[Node, int, tuple[str, ...]] | None:
        token = self.tokens[at]
        if token.kind == "glue":
            return None
        if token.kind == "every":
            return self._every(at)
        readers: tuple[Callable[[int], tuple[Node, int, tuple[str, ...]] | None], ...] = (
            self._stretch,
            self._reference,
            self._zoned,
            self._period,
            self._length,
        )
        return next((found for reader in readers if (found := reader(at))), None)

    def _reference(self, at: int) -> tuple[Node, int, tuple[str, ...]] | None:
        word = self._word(at, "reference")
        if word is None or self._word(at + 1, "connect", "tonow"):
            return None
        end = at + 1
        if word.code == "PAST_REF" and self._text(end) in ("以来", "来", "间"):
            end += 1
        elif word.code == "PRESENT_REF" and self._text(end) == "为止":
            end += 1
        return Vague(word), end, ("clause",) if word.clause else ()

    def _every(self, at: int) -> tuple[Node, int, tuple[str, ...]] | None:
        node = read_every(self.tokens[at].text)
        if node is None:
            return None
        end = at + 1
        point = Point(level=Level.NONE)
        while end < self.count:
            skip = 1 if self._text(end) in _LISTS | _POINT_GLUE else 0
            if end + skip < self.count and merge(self._reader(end + skip), point):
                end += skip + 1
            elif skip and end > at + 1 and self._text(end) in _LISTS:
                point = Point()
                if end + 1 < self.count and merge(self._reader(end + 1), point):
                    end += 2
                else:
                    break
            elif self.tokens[end].text in self.lexicon.weekdays:
                end += 1
            else:
                break
        return node, end, ()

    def _reader(self, at: int) -> TokenReader:
        return TokenReader(self, at)

    def _zoned(self, at: int) -> tuple[Node, int, tuple[str, ...]] | None:
        """A point behind 当地时间 or 约."""
        if not (self._word(at, "zone") or self._text(at) in ("约", "大约")):
            return None
        found = self._period(at + 1) if at + 1 < self.count else None
        return found and (found[0], found[1], tuple(c for c in found[2] if c != "clock"))

    # points and what is built on them

    def point(self, at: int) -> tuple[Point, int] | None:
        """The longest run of tokens that make one point."""
        point = Point()
        end = at
        while end < self.count:
            skip = 1 if end > at and self._text(end) in _POINT_GLUE else 0
            if skip and self._text(end) == " " and self.tokens[min(end + 1, self.count - 1)].kind == "word":
                skip = 0 if self._word(end + 1, "part") is None else 1
            if end + skip >= self.count or not merge(self._reader(end + skip), point):
                break
            end += skip + 1
        if end == at or point.level == Level.NONE:
            return None
        return self._weekday_behind(*self._apposition(point, end))

    def _weekday_behind(self, point: Point, end: int) -> tuple[Point, int]:
        """5月6日,星期一: the weekday belongs to the day."""
        known = self.lexicon.weekdays.get(self._text(end + 1))
        if self._text(end) == "," and point.level == Level.DAY and point.day and known and known[0] is None:
            point.weekday = known[1]
            return point, end + 2
        return point, end

    def _apposition(self, point: Point, end: int) -> tuple[Point, int]:
        """昨天(5月19日), 周四(17日): the point in brackets says the same more exactly."""
        if self._text(end) == "(" and end + 2 < self.count and point.level >= Level.YEAR:
            inner = self._inner(end + 1)
            if inner and self._text(inner[1]) == ")":
                said, end = inner[0], inner[1] + 1
                if said.day is not None or said.month is not None:
                    point.relative_day = point.relative_week = point.anaphor = None
                    point.month, point.day = said.month or point.month, said.day
                    point.year = said.year or point.year
                    point.level = max(said.level, Level.DAY)
                while end < self.count and merge(self._reader(end), point):
                    end += 1
        return point, end

    def _inner(self, at: int) -> tuple[Point, int] | None:
        point, end = Point(), at
        while end < self.count and merge(self._reader(end), point):
            end += 1
        return (point, end) if end > at else None

    def _period(self, at: int) -> tuple[Node, int, tuple[str, ...]] | None:
        if self._is_length(at):
            return None
        found = self.point(at)
        if found is None:
            return None
        point, end = found
        if point.level == Level.HOUR and self._text(at) in ("一时", "一点") and not self._word(end, "around"):
            return None
        checks = self._checks(at, end, point)
        if numbered := self._numbered(point, end):
            return numbered[0], numbered[1], ()
        ended = self._range(point, end) or self._between(point, end)
        if ended:
            node, end = ended
            end = self._around(end, clock=bool(node.end and node.end.level >= Level.PART))
            return node, end, tuple(c for c in checks if c not in ("clock", "grade", "one"))
        return self._modified(point, end, checks)

    def _numbered(self, point: Point, end: int) -> tuple[Node, int] | None:
        """今年|前4个月, 2023年|前三季度."""
        skip = 1 if self._text(end) == "的" else 0
        if point.level != Level.YEAR or self._text(end + skip) not in _DEKAD_MARKS:
            return None
        length = self._lengths(end + skip + 1)
        if length is None:
            return None
        return Length(length[0], side="first", of=point), length[1]

    def _range(self, start: Point, at: int) -> tuple[Range, int] | None:
        if self._word(at, "around") and self._text(at) in ("左右", "许"):
            at += 1
        if self._word(at, "begin") and self._word(at + 1, "connect", "tonow"):
            at += 1
        if self._word(at, "tonow"):
            return Range(start, None), at + 1
        if self._text(at) == " " and self._word(at + 1, "connect"):
            at += 1
        listed = self._text(at) in ("、", "或") and self.tokens[at - 1].kind == "left"
        if not (listed or self._word(at, "connect")):
            return None
        at += 1
        while self._text(at) == " ":
            at += 1
        if (word := self._word(at, "reference")) and word.code == "PRESENT_REF":
            return Range(start, None), at + 1
        if self._word(at, "zone"):
            at += 1
        if at >= self.count or self._is_length(at, only_counted=True):
            return None
        found = self.point(at)
        if found is None or found[0].level < start.first:
            return None
        return Range(start, found[0]), found[1]

    def _between(self, start: Point, at: int) -> tuple[Range, int] | None:
        """10月和5月|间."""
        if self._text(at) not in ("和", "与") or at + 1 >= self.count:
            return None
        found = self.point(at + 1)
        return (Range(start, found[0]), found[1]) if found and self._text(found[1]) in ("之间", "间") else None

    def _around(self, end: int, clock: bool = True) -> int:
        while self._word(end, "around") and (clock or self._text(end) not in ("许", "时许", "多", "余", "整")):
            end += 1
        return end

    def _modified(self, point: Point, end: int, checks: tuple[str, ...]) -> tuple[Node, int, tuple[str, ...]]:
        around = self._around(end, clock=point.level >= Level.PART)
        if around > end:
            checks = tuple(c for c in checks if c != "clock")
            if self._text(end) in ("期间", "假期", "小长假", "长假"):
                point.holiday = point.feast is not None
        end = around
        if self._text(end) in ("的", " ") and self._word(end + 1, "anaphor"):
            end += 1
        after = self._word(end, "anaphor")
        if after and after.shift == 0 and after.part is None and point.feast and self._text(end - 1) != "的":
            return self._modified(point, end + 1, checks)
        if after and after.part is None and after.shift in (1, -1) and point.level >= Level.PART_OF_YEAR:
            point.later_days, end = after.shift or 0, end + 1
            while end < self.count and merge(self._reader(end), point):
                end += 1
        if self._text(end) in ("内", "之内", "以内") and point.level in (Level.YEAR, Level.MONTH, Level.PART_OF_YEAR):
            end += 1
        if self._word(end, "eve"):
            return replace_eve(point), end + 1, checks
        if self._text(end) in ("以来", "起至今"):
            return Open(point, since=True), end + 1, checks
        if self._word(end, "open_from"):
            return Open(point, since=True), end + 1, checks
        if self._word(end, "open_to"):
            return Open(point, since=False), end + 1, checks
        return point, end, checks

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
        if end == at + 1 and token.text in ("初一", "初二", "初三"):
            return ("grade",)
        season = self._word(at, "season", "term")
        if season and season.shift is None and end == at + 1 and token.text[-1] != "季":
            return ("season",)
        return ()

    # lengths

    def _is_length(self, at: int, only_counted: bool = False) -> bool:
        """Whether the number and unit here count a duration, not a point (两日, 3日内, 10年)."""
        quantity = self._quantity(at)
        if quantity is None:
            return False
        if quantity.counted or only_counted:
            return quantity.counted
        behind = at + 1
        if quantity.unit in ("日", "号") and quantity.unit == "日":
            if self._word(behind, "within", "since") or (quantity.chinese and self._word(behind, "open_to")):
                return True
            return bool(self._word(behind, "open_from"))
        if quantity.unit == "年" and quantity.two_digits:
            following = self._quantity(behind)
            month = following is not None and following.unit in ("月", "月份") and not following.counted
            return not (month or quantity.year_like)
        return False

    def _lengths(self, at: int) -> tuple[list[tuple[Decimal | None, str, int]], int] | None:
        parts: list[tuple[Decimal | None, str, int]] = []
        rank = -1
        while True:
            if parts and self._text(at) in ("零", "又", " ", "和"):
                at += 1
            quantity = self._quantity(at)
            if quantity is not None and parts and quantity.unit == "时":
                quantity = replace(quantity, unit="小时")
            unit = self.lexicon.units.get(quantity.base) if quantity else None
            if quantity is None or unit is None or unit.rank <= rank or (not unit.code and unit.rank > 8):
                break
            if not parts and quantity.base == "分" and not self._seconds(at + 1):
                break
            if self.tokens[at].kind == "left":
                found = self._quantity(at + 2)
                return ([(None, unit.code, unit.n)], at + 3) if found else None
            number = None if not unit.code else quantity.number
            if unit.code or not parts:
                parts.append((number, unit.code, unit.n))
            rank, at = unit.rank, at + 1
            if self._word(at, "around") and self._text(at) in ("多", "余") and self._quantity(at + 1) is None:
                at += 1
        return (parts, at) if parts else None

    def _seconds(self, at: int) -> bool:
        quantity = self._quantity(at)
        return quantity is not None and quantity.base == "秒"

    def _stretch(self, at: int) -> tuple[Node, int, tuple[str, ...]] | None:
        """近10年, 未来三天, 前4个月, 过去的一年."""
        toward, near = self._word(at, "toward"), self._word(at, "near")
        if not (toward or near):
            return None
        body = at + 2 if self._text(at + 1) == " " else at + 1
        if toward and self._word(body, "near"):
            body += 1
        found = self._lengths(body)
        if found is None:
            return None
        parts, end = found
        year = self.tokens[body].text
        if near and not toward and year.endswith("年") and year[:4].isdigit() and year[:2] in ("19", "20"):
            return None
        side = self._side(at, parts, toward)
        length = Length(parts, side=side)
        end = self._behind(length, end)
        return length, end, ()

    def _side(self, at: int, parts: list[tuple[Decimal | None, str, int]], toward: TimeWord | None) -> str:
        if toward is None:
            return ""
        text, (number, code, factor) = self._text(at), parts[-1]
        if text in _DEKAD_MARKS:
            return "first" if code == "M" and number is not None and number == int(number) else "past"
        if text == "近" and not (code in ("D", "W")):
            return ""
        return toward.code or ""

    def _length(self, at: int) -> tuple[Node, int, tuple[str, ...]] | None:
        quantity = self._quantity(at)
        if quantity is None or quantity.base in ("点", "时", "号", "点钟", "月份", "年代"):
            return None
        if quantity.base in ("月", "世纪", "季度") and not quantity.counted:
            return None
        found = self._lengths(at)
        if found is None:
            return None
        if quantity.text in ("百", "千", "万", "亿", "百万", "千万"):
            return None
        length = Length(found[0])
        end = found[1]
        if self._word(end, "connect") and (second := self._lengths(end + 1)):
            length.parts, end = [(None, *second[0][-1][1:])], second[1]
        end = self._behind(length, end)
        return length, end, ("duration",)

    def _behind(self, length: Length, end: int) -> int:
        end = self._around(end)
        if self._word(end, "since"):
            length.side = length.side or ""
            return end + 1
        if self._word(end, "within"):
            length.within = True
            return end + 1
        if length.side:
            return end
        if self._word(end, "open_to"):
            length.away, end = -1, end + 1
        elif self._word(end, "open_from"):
            length.away, end = 1, end + 1
        if length.away:
            if self._text(end) == "的":
                tail = self.point(end + 1) if end + 1 < self.count else None
            else:
                tail = self.point(end) if end < self.count else None
            if tail and tail[0].first > Level.YEAR and tail[0].relative_day is None:
                length.tail, end = tail[0], tail[1]
        return end


class TokenReader:
    """One token as `merge` sees it, with what stands behind it."""

    __slots__ = ("at", "parser", "token")

    def __init__(self, parser: Parser, at: int) -> None:
        self.parser, self.at, self.token = parser, at, parser.tokens[at]

    def borrowed(self) -> str:
        """The unit that a bare number before a connector takes from the number behind it."""
        quantity = self.parser._quantity(self.at + 2) if self.at + 2 < self.parser.count else None
        return quantity.unit[:1] if quantity else ""

    def before_clock(self) -> bool:
        """Whether a clock time follows."""
        if self.at + 1 >= self.parser.count:
            return False
        if self.parser.tokens[self.at + 1].kind == "clock":
            return True
        quantity = self.parser._quantity(self.at + 1)
        return quantity is not None and quantity.unit in ("点", "时", "点钟", "点半", "点钟半")

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon of the parser."""
        return self.parser.lexicon

    def quantity(self) -> Quantity | None:
        """The number and unit of the token."""
        return self.parser._quantity(self.at)

    def clock(self) -> tuple[int, int, int | None] | None:
        """Hour, minute, second of a token like 9:30."""
        return clock_parts(self.token.text.rstrip("分时")) if self.token.kind == "clock" else None


def replace_eve(point: Point) -> Point:
    """The eve of a point: a time without an exact value."""
    point.vague = True
    return point


_EVERY_UNITS = {
    "小时": ("TH", 1), "分钟": ("TM", 1), "秒": ("TS", 1), "工作日": ("D", 1), "周末": ("W", 1), "星期": ("W", 1),
    "礼拜": ("W", 1), "季度": ("M", 3), "季": ("M", 3), "月份": ("M", 1), "月": ("M", 1), "年度": ("Y", 1), "年": ("Y", 1),
    "周": ("W", 1), "天": ("D", 1), "日": ("D", 1), "晚": ("D", 1), "夜": ("D", 1), "早": ("D", 1), "晨": ("D", 1),
}  # fmt: skip


def read_every(text: str) -> Every | None:
    """每天, 每隔两天, 每半年, 按季度: the period of a set."""
    if len(text) > 2 and text[-1] in "一二三四五六日天" and text[:-1].endswith(("周", "星期", "礼拜")):
        text = text[:-1]
    unit = next((unit for unit in _EVERY_UNITS if text.endswith(unit)), None)
    if unit is None:
        return None
    code, factor = _EVERY_UNITS[unit]
    numeral = text[: -len(unit)].lstrip("每间隔逢按 ").rstrip("个 ")
    if not numeral:
        return Every(Decimal(1), code, factor)
    quantity = read_quantity(numeral + "个" + unit)
    return Every(quantity.number, code, factor)
