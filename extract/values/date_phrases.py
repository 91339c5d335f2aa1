"""Points in time and lengths of time, read from tokens."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from extract.rules.time import TimeWord
from extract.values.date_model import Length, Level, Node, Point
from extract.values.date_numerals import Quantity
from extract.values.date_points import merge
from extract.values.date_tokens import Tokens

Found = tuple[Node, int, tuple[str, ...]]
"""An expression, the token behind it, and the checks that its surroundings must pass."""

POINT_GLUE = {"的", " ", "约"}
FIRST_MARKS = {"前", "头"}
LAST_MARKS = {"最后", "后"}


class Phrases(Tokens):
    """The readers of points and lengths."""

    def point(self, at: int) -> tuple[Point, int] | None:
        """The longest run of tokens that make one point."""
        point = Point()
        end = at
        while end < self.count:
            skip = 1 if end > at and self.text(end) in POINT_GLUE else 0
            if point.level == Level.YEAR and point.first == Level.YEAR and self.text(end).strip() == ",":
                skip = 1
            if skip and self.text(end) == " " and self.tokens[min(end + 1, self.count - 1)].kind == "word":
                skip = 0 if self.word(end + 1, "part") is None else 1
            if end + skip >= self.count or not merge(self.reader(end + skip), point):
                break
            end += skip + 1
        if end == at or point.level == Level.NONE:
            return None
        return self._weekday_behind(*self._apposition(point, end))

    def _weekday_behind(self, point: Point, end: int) -> tuple[Point, int]:
        """5月6日,星期一: the weekday belongs to the day."""
        known = self.lexicon.weekdays.get(self.text(end + 1))
        if self.text(end) == "," and point.level == Level.DAY and point.day and known and known[0] is None:
            point.weekday = known[1]
            return point, end + 2
        return point, end

    def _apposition(self, point: Point, end: int) -> tuple[Point, int]:
        """昨天(3月9日), 周四(12日), 周日,3月14日: the second point says the same more exactly."""
        weekday = point.weekday is not None and point.level == Level.DAY and point.relative_week is None
        if weekday and self.text(end).strip() == "," and (said := self._inner(end + 1)) and said[0].month:
            said[0].weekday = point.weekday
            return said
        if self.text(end) == "(" and end + 2 < self.count and point.level >= Level.YEAR:
            inner = self._inner(end + 1)
            if inner and self.text(inner[1]) == ")":
                other, end = inner[0], inner[1] + 1
                if other.year is not None and point.year is None and point.level == Level.YEAR:
                    point.year, point.same_year, point.relative_year = other.year, None, None
                if other.day is not None or other.month is not None:
                    point.relative_day = point.relative_week = point.anaphor = None
                    point.month, point.day = other.month or point.month, other.day
                    point.year = other.year or point.year
                    point.level = max(other.level, Level.DAY)
                while end < self.count and merge(self.reader(end), point):
                    end += 1
        return point, end

    def _inner(self, at: int) -> tuple[Point, int] | None:
        point, end = Point(), at
        while end < self.count and merge(self.reader(end), point):
            end += 1
        return (point, end) if end > at else None

    def around(self, end: int, clock: bool = True) -> int:
        """Skip 左右, 期间 …; 许, 多, 整 only behind a clock time or a length."""
        while self.word(end, "around") and (clock or self.text(end) not in ("许", "时许", "多", "余", "整")):
            end += 1
        return end

    # lengths

    def is_length(self, at: int, only_counted: bool = False) -> bool:
        """Whether the number and unit here count a duration, not a point (两日, 3日内, 10年)."""
        quantity = self.quantity(at)
        if quantity is None:
            return False
        if quantity.counted or only_counted:
            return quantity.counted
        behind = at + 1
        if quantity.unit in ("日", "号") and quantity.unit == "日":
            few = quantity.chinese and (quantity.integer or 0) <= 10
            if self.word(behind, "within", "since") or (few and self.word(behind, "open_to")):
                return True
            return bool(self.word(behind, "open_from"))
        if quantity.unit == "年" and quantity.two_digits:
            return not (self._in_year(behind) or quantity.year_like)
        return False

    def _in_year(self, at: int) -> bool:
        """Whether the token here names something in a year: a month, a feast, a season, a part, a set."""
        following = self.quantity(at)
        if following is not None and not following.counted and following.unit in ("月", "月份", "季度"):
            return True
        named = self.word(at, "festival", "term", "half", "edge", "quarter") or self.word(at, "season")
        return named is not None or (at < self.count and self.tokens[at].kind == "every")

    def lengths(self, at: int) -> tuple[Length, int] | None:
        """A length of one or more units, coarse to fine: 两年零三个月; with its upper end where it has one: 3至5天."""
        made = Length([])
        rank = -1
        while True:
            if made.parts and self.text(at) in ("零", "又", " ", "和", "加"):
                at += 1
            quantity = self.quantity(at)
            if quantity is not None and made.parts and quantity.unit == "时":
                quantity = replace(quantity, unit="小时")
            unit = self.lexicon.units.get(quantity.base) if quantity else None
            if quantity is None or unit is None or unit.rank <= rank or (not unit.code and unit.rank > 8):
                break
            if not made.parts and quantity.base == "分" and not self._minutes(quantity, at + 1):
                break
            if quantity.base == "月" and not quantity.counted and self._day_follows(at + 1):
                return None
            number, either = None if not unit.code else quantity.number, quantity.either
            if self.tokens[at].kind == "left":
                found = self.quantity(at + 2)
                if found is None:
                    return None
                low = self._low(number, found.number, self.text(at + 1).strip())
                made.parts = [(low, unit.code, unit.n)]
                made.upto = [(found.number, unit.code, unit.n)] if low is not None else None
                return made, at + 3
            made.upto = None
            if either and not made.parts and (quantity.base not in ("月", "日", "世纪") or "个" in self.text(at)):
                made.upto = [(either[1], unit.code, unit.n)]
                number = either[0] if either[1] == either[0] + 1 or quantity.text[-1] != "几" else None
            if unit.code or not made.parts:
                made.parts.append((number, unit.code, unit.n))
            rank, at = unit.rank, at + 1
            if self.word(at, "around") and self.text(at) in ("多", "余"):
                at += 1
        return (made, at) if made.parts else None

    def _day_follows(self, at: int) -> bool:
        following = self.quantity(at)
        return following is not None and following.unit in ("日", "号") and not following.counted

    @staticmethod
    def _low(low: Decimal | None, high: Decimal | None, connector: str) -> Decimal | None:
        """The lower end of 3至5天, 二、三十年 (20), None where the two numbers make no range (3、百年)."""
        if low is None or high is None:
            return None
        if connector == "、" and low < 10 <= high and high % 10 == 0:
            low *= 10
        apart = connector == "、" and high - low not in (1, 2, 10)
        return None if low >= high or apart or high >= 100 * low else low

    def _minutes(self, quantity: Quantity, behind: int) -> bool:
        """Whether 分 counts minutes: seconds follow, or a half (五分半)."""
        following = self.quantity(behind)
        broken = quantity.number is not None and quantity.number % 1 != 0
        return broken or (following is not None and following.base.startswith("秒"))

    def stretch(self, at: int) -> Found | None:
        """近10年, 未来三天, 前4个月, 过去的一年."""
        toward, near = self.word(at, "toward"), self.word(at, "near")
        if not (toward or near):
            return None
        body = at + 2 if self.text(at + 1) == " " else at + 1
        if toward and self.word(body, "near"):
            body += 1
        found = self.lengths(body)
        if found is None:
            return None
        length, end = found
        year = self.tokens[body].text
        if (not near or not toward) and year.endswith("年") and year[:4].isdigit() and year[:2] in ("19", "20"):
            return None
        if self.text(at) in ("再过", "过"):
            length.away = 1
            return length, self.around(end), ()
        if self.text(at) == "上" and self.text(body)[0] in "百千万十亿":
            toward = None
        length.side = self._side(at, length.parts, toward)
        return length, self._behind(length, end), ()

    def _side(self, at: int, parts: list[tuple[Decimal | None, str, int]], toward: TimeWord | None) -> str:
        if toward is None:
            return ""
        text, (number, code, _factor) = self.text(at), parts[-1]
        if text in FIRST_MARKS:
            if code == "M" and number is not None and number == int(number):
                return "first"
            return "past" if code in ("D", "W", "") else "before"
        if text == "之前" and code[:1] == "T":
            return "past"
        if text == "近" and code not in ("D", "W"):
            return ""
        return toward.code or ""

    def length(self, at: int) -> Found | None:
        """A plain length, so long ago, or so long after."""
        quantity = self.quantity(at)
        if quantity is None or quantity.base in ("点", "时", "号", "点钟", "月份", "年代"):
            return None
        if quantity.base in ("月", "世纪", "季度") and not quantity.counted:
            return None
        if self.text(at) == "一天" and self.word(at + 1, "part"):  # 一天|傍晚, told of no known day
            return Point(level=Level.DAY, first=Level.DAY, vague=True), at + 2, ("duration",)
        found = self.lengths(at)
        if found is None:
            return None
        if quantity.text in ("百", "千", "万", "亿", "百万", "千万"):
            return None
        length, end = found
        if self.word(end, "connect") and length.upto is None and (second := self.lengths(end + 1)):
            length.upto, end = second[0].parts, second[1]
        end = self._behind(length, end)
        return length, end, ("duration",)

    def _behind(self, length: Length, end: int) -> int:
        end = self.around(end)
        if self.word(end, "since"):
            length.side = length.side or ""
            return end + 1
        if self.word(end, "within") and (length.side or self.text(end) != "里"):
            length.within = True
            return end + 1
        if length.side:
            return end
        if self.word(end, "open_to"):
            length.away, end = -1, end + 1
        elif self.word(end, "open_from"):
            length.away, end = 1, end + 1
        if length.away:
            if self.text(end) == "的":
                tail = self.point(end + 1) if end + 1 < self.count else None
            else:
                tail = self.point(end) if end < self.count else None
            today = tail is not None and tail[0].relative_day == 0 and self.text(end) == "的" and length.away < 0
            if tail and tail[0].first > Level.YEAR and (tail[0].relative_day is None or today):
                length.tail, end = tail[0], tail[1]
        return end
