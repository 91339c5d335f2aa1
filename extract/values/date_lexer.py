"""Cuts a text into windows that may hold a time, and a window into tokens.

An automaton looks for the words that may begin a window, a compiled pattern for the numerals. A window then goes on as
far as tokens follow each other. All loops are possessive and every numeral is bounded, so that the time is linear in
the length of the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from types import MappingProxyType

import ahocorasick_rs

from extract.rules.fold import fold
from extract.rules.loader import Patterns
from extract.rules.time import TimeFile, TimeUnit, TimeWord

ONLY_BEHIND = {"since", "open_from", "open_to", "eve", "around", "within", "begin", "connect", "tonow"}

_LONGEST_WINDOW = 40  # tokens
DIGITS = "0-9〇零○一二两三四五六七八九十百千万亿廿卅几数"
_NUMBER_NEXT = "0123456789" + DIGITS[3:] + "半多俩仨. "
_GLUE_NEXT = frozenset(_NUMBER_NEXT + "元每按第倒最首今昨前明QqAaPp:-—~的和及或与、约()又加,")
_COMMA_NEXT = frozenset("周星礼 0123456789一二三四五六七八九十")
_START = (
    r"(?:(?<!数)|(?![0-9]))(?<![0-9A-Za-z./第_].)"
    r"(?:(?<![〇零○一二两三四五六七八九十百千万亿几初廿].)|(?<=[三四五六七八九十][1-9])(?=[0-9]{0,3}[年月]))"
    r"(?:(?<![一二三四五六七八九])|(?![0-9]{1,4}[年月日]))"
    r"(?<![多少无总人半倍系参函岁次分]数)(?!(?<=多)数)(?<!分之.)(?<!\d,[0-9](?=[0-9]{2}(?![0-9])))"
)
_MORE = rf"[{DIGITS}.]{{0,8}}+"
_TELLING = rf"(?={_MORE}(?:[UNITS余多来半整 至到~、或:/—-]|个[UNITS半多个 ])|[0-9]{{3}}\.)"
"""What goes on behind the first character of a numeral that may belong to a time: most numerals fail here, soon."""
_TAIL = r"(?:半(?![数价径岛决夜年天场导成小个月山空圆生途身路公世多]))?"
_COUNTER = r"[余多来]?[ ]?(?:个半|个多|个|半个|半|整(?=[天年夜周]))?[ ]?"
_CONNECT = r"[ ]?(?:至|到|-|—{1,2}|~|、|或)[ ]?"
_ISO = r"(?<=[12])[0-9]{3}([-/.])(?:1[0-2]|0?[1-9])\1(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
_CLOCK = r"(?:(?<=2)[0-4]|(?<=[01])[0-9])?(?<=[0-9]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:]|\.[0-9])[分时]?"
_EVERY = (
    rf"每(?:间隔|隔|逢)?[{DIGITS}半]?{_MORE}[ ]?个?半?(?:年度|年(?![级轻])|季度|季|月|周末|"
    r"周工作日|(?:周(?![边围])|星期|礼拜)(?:[一二三四五六日天](?:[、和及]?[一二三四五六日](?![次个名期届轮场天]))*(?![次个名期届轮场]))?|天|日(?!经济|优鲜|新报|商报|电讯|邮报|报)|"
    r"工作日|小时|分钟|秒|晚(?!报)|夜|早|晨)(?!期)"
)
_EVERY_WORDS = (
    r"(?:年年|月月|夜夜)(?<![一二三四五六七八九十百千万几每今去前明后当同全多半末新青学少童中老整0-9](?:年年|月月|夜夜))(?![底初末中终前内度会报级轻薪份球亮饼票红有好岁月夜])|"
    r"天天(?<![一二三四五六七八九十几每今明昨前后半整白晴阴雨当那这期]天天)(?!向上|快|基金|象棋|[一-龥]?[网报])|"
    r"按(?:季度|季|月份|月|年度|年|周|日)(?![期照薪份抽龄级])"
)
_TOGETHER = (
    r"[今昨前明]\([0-9一二三四五六七八九十廿卅]{1,3}[日号]?\)[日天晚晨早]|"
    r"[本上下]\([0-9一二三四五六七八九十]{1,2}\)月份?(?![球亮饼])|[今去明]\([0-9一二三四五六七八九十]{2,4}\)年(?![级轻])"
)
# 第三季 is a quarter where a balance is drawn of it, and a season of a series elsewhere
_BALANCE = (
    r"(?=[度的]|[起初末底前后](?![卫])|[可将已预估]|营[收业运]|获利|盈|净利|毛利|税[前后]|每股|财[报务]|业绩|出货|接单|订单|外销|销售|产[能量值]|投产|"
    r"量产|经济|景气|成长|增长|GDP|国民|贸易|进出?口|出口|物价|房[市价]|完工|动工|报告|合并|亏损|营益|平均|实质|预[测算])"
)
_ORDINAL = (
    rf"(?:(?:倒数)?第[{DIGITS}]{{1,3}}|最后一|首(?=季))"
    r"(?:季度|季(?![节风])|个?(?:周|星期|礼拜)[一二三四五六日天]?|天)(?![个名])"
)
_FIRST_ORDINAL = rf"第[一二三四1-4]季度|首季度|[Qq][1-4]季度|(?:第[一二三四1-4]|首)季{_BALANCE}"
_QUARTER = r"[Qq][1-4](?:季度|(?![0-9A-Za-z]))"
_SHORT_ISO = r"(?:(?<=0)[1-9]|(?<=1)[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?=[ ][0-2]?[0-9]:[0-5][0-9])"
_SLASHED = r"(?:(?<=1)[0-2]|(?<=[0-9]))/(?:3[01]|[12][0-9]|0?[1-9])[号日]"  # 11/3号
# what follows a day that goes without 日: 10月22|出生
_BEHIND_DAY = r"出[生发院]|[上下中]午|凌晨|早上|晚[上间]?|开[始幕业学工]|举[行办]|结束|截止|[之以]?[前后]"
_BEHIND_NUMBER = (
    r"[0-9]{1,2}(?![0-9A-Za-z%.:一-龥]|[-—~、,][0-9])|[0-9]{1,2}(?=[至到][0-9一二三四五六七八九十]|的|之)|"
    rf"(?<=[0-9]月)[0-9]{{1,2}}(?={_BEHIND_DAY})|"
    r"(?<=点)[零〇]?[一二三四五六七八九十]{1,3}(?![一-龥])|"
    r"(?<=[一二三四五六七八九十]月)[一二三四五六七八九十]{1,3}(?![一-龥]|日|号)|(?<=[一二三四五六七八九十]月)[一二三四五六七八九十]{1,3}(?=[的是那这中])|"
    r"(?:(?<=[正冬腊]月)|(?<=[农阴旧夏]历.月)|(?<=[农阴旧夏]历十.月))[一二三四五六七八九十]{1,3}(?![日号个多余])"
)
_MERIDIEM = r"[ ]?(?:[AaPp]\.?[Mm]\.?(?![A-Za-z0-9])|(?<=[0-9])[ap](?![A-Za-z0-9]))"
_LISTED = r"[0-9]{1,2}(?=[两三四][日天])"  # 27、28两日
_NEEDS_NUMBER = (
    rf"(?=[ ]?[{DIGITS}半多俩仨.]{{1,8}}"
    rf"(?:[ ]?[余多来]?[ ]?个?半?[ ]?[年月日天周星礼小钟分秒季世时点刻夜昼工交]|[-—至到~:][{DIGITS}]))"
)
_PHRASES = re.compile(rf"{_EVERY}|{_EVERY_WORDS}|{_TOGETHER}|{_FIRST_ORDINAL}|元月份?(?!票)")
_PHRASE_STARTS = [
    "每",
    "第",
    "首季",
    "天天",
    "年年",
    "月月",
    "夜夜",
    "元月",
    *map("".join, (*product("按", "季月年周日"), *product("今昨前明本上下去", "("), *product("Qq", "1234"))),
]
_AGES = ("时期", "初期", "早期", "前期", "中期", "后期", "晚期", "末期", "初年", "末年", "年间", "中叶")
_ERA = rf"(?=(?:元|[{DIGITS}]{{1,6}})(?:年|世纪))"


NO_ROLES: Mapping[str, TimeWord] = MappingProxyType({})


@dataclass(slots=True)
class Token:
    """One token of a window: `kind` is the name of its pattern."""

    kind: str
    text: str
    start: int
    end: int
    roles: Mapping[str, TimeWord]  # the readings of a word, by role


@dataclass(slots=True)
class Lexicon:
    """Every word with its readings, and the raw patterns that begin with a known character."""

    words: dict[str, tuple[TimeWord, ...]] = field(default_factory=dict)
    roles: dict[str, Mapping[str, TimeWord]] = field(default_factory=dict)
    units: dict[str, TimeUnit] = field(default_factory=dict)
    eras: dict[str, int] = field(default_factory=dict)
    weekdays: dict[str, tuple[int | None, int]] = field(default_factory=dict)
    lunar_months: dict[str, int] = field(default_factory=dict)
    lunar_days: dict[str, int] = field(default_factory=dict)
    marks: tuple[str, ...] = ("农历", "阴历", "旧历", "夏历")


def read_lexicon(patterns: Patterns) -> Lexicon:
    """The words of patterns/time, with the weekdays and lunar days that are made from them."""
    lexicon = Lexicon()
    holidays = {
        (int(row["year"]), row["feast"]): (date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
        for row in patterns.table("time", "holidays")
    }
    readings: dict[str, list[TimeWord]] = defaultdict(list)
    for stem in patterns.names("time", ".toml"):
        file = patterns.rule("time", stem, TimeFile)
        for entry in file.word:
            days_off = {year: days for (year, feast), days in holidays.items() if feast in entry.words}
            if days_off:
                entry = entry.model_copy(update={"holidays": days_off})
            ages = (*entry.words, *entry.ages) if entry.years else ()
            for word in (*entry.words, *(age + part for age in ages for part in _AGES)):
                readings[word].append(entry)
        lexicon.units |= {word: unit for unit in file.unit for word in unit.words}
    lexicon.words = {word: tuple(entries) for word, entries in readings.items()}
    lexicon.roles = {word: {e.role: e for e in reversed(entries)} for word, entries in readings.items()}
    lexicon.eras = {fold(row["era"]): int(row["first"]) for row in patterns.table("time", "eras")} | {"公元前": 0}
    _add_weekdays(lexicon)
    _add_lunar(lexicon)
    return lexicon


def _add_weekdays(lexicon: Lexicon) -> None:
    values = {char: number for number, char in enumerate("一二三四五六", 1)} | {"日": 7, "天": 7, "末": 8}
    values |= {char: number for number, char in enumerate("123456", 1)}
    weeks: dict[str, int | None] = {"周": None, "星期": None, "礼拜": None}
    for word, entries in lexicon.words.items():
        if entries[0].role == "week" and not entries[0].code and word.endswith(("周", "星期", "礼拜")):
            weeks[word] = entries[0].shift
    for (week, shift), (char, number) in product(weeks.items(), values.items()):
        lexicon.weekdays[week + char] = (shift, number)


_COUNTED = "岁人名个位元年件户天次条头只张台辆艘层里斤吨公亩倍多余所间家对双支篇期届把块座株万千"  # 廿三|岁


def _add_lunar(lexicon: Lexicon) -> None:
    numerals = "一二三四五六七八九十"
    lexicon.lunar_months = {"正月": 1, "冬月": 11, "腊月": 12, "十二月": 12, "十一月": 11}
    lexicon.lunar_months |= {"闰" + char + "月": -number for number, char in enumerate(numerals, 1)}
    first = {"初" + char: number for number, char in enumerate(numerals, 1)}
    later = {"廿" + char: 20 + number for number, char in enumerate(numerals[:9], 1)} | {"廿": 20}
    lexicon.lunar_days = first | later | {"大年" + word: number for word, number in first.items()}
    lexicon.lunar_days |= {"年" + word: number for word, number in first.items()}


class _Compiled(dict[str, re.Pattern[str] | None]):
    """Words with the pattern that looks around them, None where nothing is asked; compiled when a text first asks."""

    def __init__(self, conditions: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.conditions = dict(conditions)

    def __missing__(self, word: str) -> re.Pattern[str] | None:
        condition = self.conditions[word]
        self[word] = found = re.compile(re.escape(word) + condition) if condition else None
        return found


class Words:
    """Every word with what must stand around it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._opening = _Compiled(_conditions(lexicon, only_first=True))
        self._following = _Compiled(_conditions(lexicon, only_first=False))
        sought = {word + behind: word for word in self._opening.conditions for behind in _next(lexicon, word)}
        sought |= dict.fromkeys(_PHRASE_STARTS, "")
        self._openers = list(sought.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(sought))
        self._by_opening: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._following.conditions, key=len, reverse=True):
            self._by_opening[word[:2]].append(word)
        self.first = frozenset(word[0] for word in self._following.conditions)

    def openings(self, text: str) -> list[tuple[int, int]]:
        """Where a word stands that may begin a window: its span, the longest one at each place; unsorted."""
        longest: dict[int, int] = {}
        openers, opening, last = self._openers, self._opening, longest.get
        for index, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            word = openers[index]
            if word:
                end = start + len(word)
                if last(start, 0) < end and ((fits := opening[word]) is None or fits.match(text, start)):
                    longest[start] = end
            elif phrase := _PHRASES.match(text, start):
                longest[start] = max(longest.get(start, 0), phrase.end())
        return list(longest.items())

    def end(self, text: str, start: int) -> int:
        """The end of the longest word at a place in a window, 0 where none is there."""
        pair = text[start : start + 2]
        for word in (*self._by_opening.get(pair, ()), *self._by_opening.get(pair[:1], ())):
            if text.startswith(word, start) and ((fits := self._following[word]) is None or fits.match(text, start)):
                return start + len(word)
        return 0


def _next(lexicon: Lexicon, word: str) -> Iterable[str]:
    """The characters that the search asks for behind a word: those that must follow it, where they are few."""
    made: set[str] = set()
    for entry in lexicon.words.get(word, ()):
        if entry.next:
            made.update(entry.next)
        elif entry.needs_number or not entry.bare:
            made.update(_NUMBER_NEXT)
        else:
            return ("",)
    return made or ("",)


def _conditions(lexicon: Lexicon, only_first: bool) -> Iterator[tuple[str, str]]:
    """(word, lookarounds) of the words that may begin a window, or may stand in one; the last reading wins."""
    for word in lexicon.eras:
        yield word, _ERA
    for word in lexicon.marks:
        yield word, rf"(?=[ 的]?(?:[{DIGITS}]{{1,5}}[年月]|正月|冬月|腊月|闰|初))"
    for word in lexicon.lunar_months:
        if word[0] != "十":
            yield word, ""
    for word in lexicon.lunar_days:
        counted = _COUNTED if word[0] == "廿" else ""
        yield word, "(?![中级日号一二三四五六七八九])" if word == "廿" else f"(?![中级日号分秒{counted}])"
    for word, (_, number) in lexicon.weekdays.items():
        if not (word[-1].isdigit() and only_first):
            yield word, _weekday_condition(word, number)
    for word, entries in lexicon.words.items():
        fit = [e for e in entries if not only_first or (e.role not in ONLY_BEHIND and (e.bare or e.role == "part"))]
        made = [_condition(word, entry, only_first) for entry in fit]
        if made:
            yield word, "" if "" in made else "(?:" + "|".join(made) + ")"


def _condition(word: str, entry: TimeWord, only_first: bool) -> str:
    ahead = f"(?!{entry.not_before})" if entry.not_before else ""
    behind = f"(?<![{entry.not_after}]{'.' * len(word)})" if entry.not_after else ""
    if entry.needs_number:
        ahead += _NEEDS_NUMBER
    if only_first and not entry.bare:
        ahead += rf"(?=[ ]?[{DIGITS}]{{1,3}}(?:点|时(?![候期间代])|:[0-9]))"
    return ahead + behind


class Lexer:
    """The patterns for windows and tokens, compiled once."""

    def __init__(self, patterns: Patterns) -> None:
        self.lexicon = read_lexicon(patterns)
        self.words = Words(self.lexicon)
        self._going_on = self.words.first | _GLUE_NEXT
        alone = rf"{_MORE}{_COUNTER}(?:{_units(self.lexicon, alone=True)}){_TAIL}"
        counted = rf"{_MORE}{_COUNTER}(?:{_units(self.lexicon, alone=False)}){_TAIL}"
        left = rf"{_MORE}(?=(?:、[0-9]{{1,2}}){{0,4}}{_CONNECT}(?:[{DIGITS}]{counted}|{_LISTED}))"
        starts = re.escape("".join(sorted({word[0] for word in (*self.lexicon.words, *self.lexicon.eras)}))).replace(
            r"\ ", ""
        )
        day = r"[0-9一二三四五六七八九十]{1,2}月[0-9一二三四五六七八九十]{1,3}[日号]"
        comma = rf",(?=周|星期|礼拜)|(?<=[年一二三四五六日天]),[ ]?(?={day})"
        ahead = rf"(?=[ {DIGITS}半{starts}周星礼每正冬腊初廿)])"
        glue = rf"(?:[的和及或与、约() ]|{comma}|[又加](?=[{DIGITS}])|最后|(?<=月)前){ahead}|\)"
        start = rf"[{DIGITS}半多]{_TELLING.replace('UNITS', _first_characters(self.lexicon))}{_START}"
        self._numbers = re.compile(
            rf"{start}(?:{alone}|{_ISO}|{_SHORT_ISO}|{_SLASHED}|{_CLOCK}|{left})".replace(r"\1", "[-/.]")
        )
        self._tokens = re.compile(
            rf"(?P<every>{_EVERY}|{_EVERY_WORDS})|(?P<together>{_TOGETHER})|"
            rf"(?P<ordinal>{_ORDINAL})|(?P<quarter>{_QUARTER})|(?P<iso>[12]{_ISO}|[01]{_SHORT_ISO}|[0-9]{_SLASHED})|(?P<clock>[0-9]{_CLOCK})|"
            rf"(?P<meridiem>{_MERIDIEM})|(?P<listed>{_LISTED})|"
            rf"(?P<quantity>元年|元月份?(?!票)|[{DIGITS}半多俩仨]{counted})|(?P<left>[{DIGITS}]{left})|"
            rf"(?P<number>{_BEHIND_NUMBER})|(?P<glue>{glue})".replace(r"\1", "[-/.]")
        )

    def windows(self, text: str) -> list[tuple[int, int]]:
        """The stretches of a folded text that may hold times, in order, not overlapping."""
        starts = self.words.openings(text)
        starts += [m.span() for m in self._numbers.finditer(text)]
        starts.sort()
        made, last = [], -1
        for start, end in starts:
            if start >= last:
                last = self._follow(text, end)
                made.append((start, last))
        return made

    def _follow(self, text: str, end: int) -> int:
        """How far tokens follow each other."""
        for _ in range(_LONGEST_WINDOW):
            behind = text[end : end + 1]
            if behind not in self._going_on or (behind == "," and text[end + 1 : end + 2] not in _COMMA_NEXT):
                break
            if behind in self.words.first and (found := self.words.end(text, end)):
                end = found
                continue
            match = self._tokens.match(text, end) if behind in _GLUE_NEXT else None
            if match is None:
                break
            end = match.end()
        return end

    def tokens(self, window: str) -> list[Token]:
        """The tokens of a window, without gaps."""
        roles, made, at = self.lexicon.roles, [], 0
        while at < len(window):
            kind, end = self._token(window, at)
            text = window[at:end]
            made.append(Token(kind, text, at, end, roles.get(text, NO_ROLES)))
            at = end
        return made

    def _token(self, window: str, at: int) -> tuple[str, int]:
        match = self._tokens.match(window, at)
        if (match is None or match.lastgroup not in ("every", "together")) and (end := self.words.end(window, at)):
            return "word", end
        return (match.lastgroup or "", match.end()) if match else ("glue", at + 1)


def _weekday_condition(word: str, number: int) -> str:
    if word[-1] == "日":
        return "(?!本[^报市县区镇台省院])"
    if number == 8:
        return "(?!代)"
    clock = "" if word[-1].isdigit() else "(?![0-9]*[点时:日月])"
    return f"(?![0-9]{clock}|[期:名个位家起项批群])"


def _units(lexicon: Lexicon, alone: bool) -> str:
    """The units with what must not follow them, longest first."""
    made = [r"个?季度(?!假)", r"秒[0-9]{2}(?![0-9])", r"秒[零一二三四五六七八九]{1,2}(?![一-龥])", "分半钟"]
    for word, unit in sorted(lexicon.units.items(), key=lambda pair: -len(pair[0])):
        if word == "年":
            made += [r"(?<=[0-9]{4})年", r"(?<=[〇零○一二三四五六七八九]{4})年"]
        ahead = (unit.not_before_alone if alone else "") or unit.not_before
        behind = f"(?<={unit.after})" if unit.after else ""
        made.append(behind + word + (f"(?!{ahead})" if ahead else ""))
    return f"(?=[个{_first_characters(lexicon)}])(?:" + "|".join(made) + ")"


def _first_characters(lexicon: Lexicon) -> str:
    """What a unit of time begins with."""
    return "".join(sorted({word[0] for word in lexicon.units} | {"季", "秒", "分", "年"}))
