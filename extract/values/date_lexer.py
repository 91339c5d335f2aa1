"""Cuts a text into windows that may hold a time, and a window into tokens.

Two compiled patterns look for the first token of a window: one for words, whose alternatives are factored by their
first character, one for numerals. A window then goes on as far as tokens follow each other. All loops are possessive
and every numeral is bounded, so that the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from extract.rules.loader import Patterns
from extract.rules.time import TimeFile, TimeUnit, TimeWord

FILES = ("days", "festivals", "modifiers", "parts", "periods", "references", "units")
ONLY_BEHIND = {"since", "open_from", "open_to", "eve", "around", "within", "begin", "connect", "tonow"}

DIGITS = "0-9〇零○一二两三四五六七八九十百千万亿廿卅几数"
_START = rf"[{DIGITS}半多许好若](?<![0-9A-Za-z./第_〇零○一二两三四五六七八九十百千万亿几数初廿].)(?<!\d,[0-9](?=[0-9]{{2}}(?![0-9])))"
_MORE = rf"[{DIGITS}.]{{0,8}}+"
_WEEKDAYS = "一二三四五六日天末"
_UNITS = (
    r"世纪|年代(?![表久感理替价])|年度(?!假)|年(?![级轻货薪检审产均报终会夜味画糕龄关青华过满逾近富卡费])|个?季度|月份|"
    r"月(?![球亮饼薪经嫂牙票台氏子光])|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|"
    r"周(?![年岁边围长末刊报转折详密期界知遭身]|[一二三四五六日天](?![次个天年期轮场届线]))|"
    r"天(?![津安山空然涯气文才使主堂赋府花猫眼鹅窗台水体平真地坛桥王鹏舟宫幕]|下第)|日夜|昼夜|工作日|日(?![元均产志益内]|夜兼|前所)|"
    r"号(?![线楼院室房门牌机车公路桥文令字井矿店馆站台厅仓炉船轮舰艇卫飞病床球选手种子码营连团地块航洞坑厂墓灯柜窗段台风库煤提泵区塔省国染馆火沟])|"
    r"小时|钟头|点钟|点(?![名评赞燃击子心滴缀明出建意要希体看思启措做理原特差钱儿关变都也不没点在一的对])|"
    r"时(?![代期速空常尚而任效差光装髦评政节刻候]|间|段|有所)|刻钟|刻(?![不苦骨板意薄画字])|"
    r"分钟|分(?![之别析布成子配会工公局外队行部裂享散支校所类区为级数店段场清歧钟点])|秒钟|秒(?![杀针])|"
    r"夜(?![以晚市色景校间里之暴成未班宵空幕大])|晚(?![报会上餐])"
)
_TAIL = r"(?:半(?![数价径岛决夜年天场导成小个月山空圆生途身路公世多]))?"
_NUMBER_AND_UNIT = rf"[余多来]?[ ]?(?:个半|个多|个|半个|半)?[ ]?(?:{_UNITS}){_TAIL}"
_CONNECT = r"[ ]?(?:至|到|-|—{1,2}|~|、|或)[ ]?"
_ISO = r"(?<=[12])[0-9]{3}([-/.])(?:1[0-2]|0?[1-9])\1(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
_CLOCK = r"(?:(?<=2)[0-4]|(?<=[01])[0-9])?(?<=[0-9]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:]|\.[0-9])"
_LEFT = rf"{_MORE}(?={_CONNECT}[{DIGITS}]{_MORE}{_NUMBER_AND_UNIT})"
_NEEDS_NUMBER = rf"(?=[ ]?[{DIGITS}半多](?:{_MORE}{_NUMBER_AND_UNIT}|{_LEFT}|{_CLOCK}))"
_EVERY = (
    rf"每(?:间隔|隔|逢)?[{DIGITS}半]?{_MORE}[ ]?个?半?(?:年度|年(?![级轻])|季度|季|月|周末|周(?![边围])|星期|礼拜|天|日(?!经济|优鲜|新报|商报|电讯|邮报|报)|"
    r"工作日|小时|分钟|秒|晚(?!报)|夜|早|晨)(?!期)"
)
_EVERY_WORDS = r"按(?:季度|季|月份|月|年度|年|周|日)(?![期照薪份抽])"
_TOGETHER = r"[今昨前明]\([0-9]{1,2}[日号]?\)[日天晚晨早]"
_BEHIND_NUMBER = rf"[0-9]{{1,2}}(?![0-9A-Za-z%.:一-龥]|[-—~、,][0-9])|[0-9]{{1,2}}(?=[至到][0-9一二三四五六七八九十]|的|之)|(?<=[点月])[一二三四五六七八九十]{{1,3}}(?![一-龥])|(?<=[月])[一二三四五六七八九十]{{1,3}}(?![个多余几天年月周名人元万千百只项条家种次起户位场])"
_ERA = rf"(?=(?:元|[{DIGITS}]{{1,6}})年)"


@dataclass(slots=True, frozen=True)
class Token:
    """One token of a window: `kind` is the name of its pattern, `words` the readings of a word."""

    kind: str
    text: str
    start: int
    end: int
    words: tuple[TimeWord, ...] = ()


@dataclass(slots=True)
class Lexicon:
    """Every word with its readings, and the raw patterns that begin with a known character."""

    words: dict[str, tuple[TimeWord, ...]] = field(default_factory=dict)
    units: dict[str, TimeUnit] = field(default_factory=dict)
    eras: dict[str, int] = field(default_factory=dict)
    weekdays: dict[str, tuple[int | None, int]] = field(default_factory=dict)
    lunar_months: dict[str, int] = field(default_factory=dict)
    lunar_days: dict[str, int] = field(default_factory=dict)
    marks: tuple[str, ...] = ("农历", "阴历", "旧历", "夏历")


def read_lexicon(patterns: Patterns) -> Lexicon:
    """The words of patterns/time, with the weekdays and lunar days that are made from them."""
    lexicon = Lexicon()
    readings: dict[str, list[TimeWord]] = defaultdict(list)
    for stem in patterns.names("time", ".toml"):
        file = patterns.rule("time", stem, TimeFile)
        for entry in file.word:
            for word in entry.words:
                readings[word].append(entry)
        lexicon.units |= {word: unit for unit in file.unit for word in unit.words}
    lexicon.words = {word: tuple(entries) for word, entries in readings.items()}
    lexicon.eras = {row["era"]: int(row["first"]) for row in patterns.table("time", "eras")} | {"公元前": 0}
    _add_weekdays(lexicon)
    _add_lunar(lexicon)
    return lexicon


def _add_weekdays(lexicon: Lexicon) -> None:
    values = {char: number for number, char in enumerate("一二三四五六", 1)} | {"日": 7, "天": 7, "末": 8}
    values |= {char: number for number, char in enumerate("123456", 1)}
    weeks: dict[str, int | None] = {"周": None, "星期": None, "礼拜": None}
    for word, entries in lexicon.words.items():
        if entries[0].role == "week" and word.endswith(("周", "星期", "礼拜")):
            weeks[word] = entries[0].shift
    for (week, shift), (char, number) in product(weeks.items(), values.items()):
        lexicon.weekdays[week + char] = (shift, number)


def _add_lunar(lexicon: Lexicon) -> None:
    numerals = "一二三四五六七八九十"
    lexicon.lunar_months = {"正月": 1, "冬月": 11, "腊月": 12, "十二月": 12, "十一月": 11}
    lexicon.lunar_months |= {"闰" + char + "月": -number for number, char in enumerate(numerals, 1)}
    first = {"初" + char: number for number, char in enumerate(numerals, 1)}
    later = {"廿" + char: 20 + number for number, char in enumerate(numerals[:9], 1)} | {"廿": 20}
    lexicon.lunar_days = first | later | {"大年" + word: number for word, number in first.items()}
    lexicon.lunar_days |= {"年" + word: number for word, number in first.items()}


def _alternatives(parts: Iterable[tuple[str, str]]) -> str:
    """An alternation of (word, condition) factored by the first character, longest words first."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for word, condition in parts:
        groups[word[0]].append((word[1:], condition))
    made = []
    for first, rest in groups.items():
        rest.sort(key=lambda pair: -len(pair[0]))
        made.append(re.escape(first) + "(?:" + "|".join(re.escape(word) + condition for word, condition in rest) + ")")
    return "|".join(made)


class Lexer:
    """The patterns for windows and tokens, compiled once."""

    def __init__(self, patterns: Patterns) -> None:
        self.lexicon = read_lexicon(patterns)
        first = _alternatives(self._conditions(only_first=True))
        after = _alternatives(self._conditions(only_first=False))
        raw = rf"{_EVERY}|{_EVERY_WORDS}|{_TOGETHER}"
        number = rf"[{DIGITS}半多许好若](?:{_MORE}{_NUMBER_AND_UNIT}|{_ISO}|{_CLOCK}|{_LEFT})"
        starts = re.escape("".join(sorted({word[0] for word in self.lexicon.words}))).replace(r"\ ", "")
        glue = rf"[的和及或与、约()（） ](?=[{DIGITS}半{starts}周星礼每正冬腊初廿)])|\)"
        following = rf"(?:{after}|元年|{raw}|{number}|{_BEHIND_NUMBER}|{glue}){{0,40}}+"
        self._words = re.compile(rf"(?:{first}|{_split(raw)}){following}")
        self._numbers = re.compile(
            rf"{_START}(?:{_MORE}{_NUMBER_AND_UNIT}(?<!分)(?<!刻)|{_ISO}|{_CLOCK}|{_LEFT}){following}".replace(
                r"\1", r"(?:[-/.])"
            )
        )
        self._tokens = re.compile(
            rf"(?P<every>{_EVERY}|{_EVERY_WORDS})|(?P<together>{_TOGETHER})|(?P<word>{after})|"
            rf"(?P<iso>[12]{_ISO})|(?P<clock>[0-9]{_CLOCK})|"
            rf"(?P<quantity>元年|[{DIGITS}半多许好若]{_MORE}{_NUMBER_AND_UNIT})|(?P<left>[{DIGITS}]{_LEFT})|"
            rf"(?P<number>{_BEHIND_NUMBER})|(?P<glue>.)".replace(r"\1", r"(?:[-/.])"),
            re.S,
        )

    def _conditions(self, only_first: bool) -> Iterator[tuple[str, str]]:
        """(word, lookarounds) of the words that may begin a window, or may stand in one."""
        for word, entries in self.lexicon.words.items():
            fit = [e for e in entries if not (only_first and (e.role in ONLY_BEHIND or not e.bare))]
            if fit:
                yield word, "(?:" + "|".join(_condition(word, e) for e in fit) + ")"
        for word, (_, number) in self.lexicon.weekdays.items():
            if word[-1].isdigit() and only_first:
                continue
            yield word, "(?!本[^报市县区镇台省院])" if word[-1] == "日" else "(?![0-9期:])" if number < 8 else "(?!代)"
        for word in self.lexicon.lunar_days:
            yield word, "(?![中级])"
        for word in self.lexicon.lunar_months:
            if word[0] != "十":
                yield word, ""
        for word in self.lexicon.marks:
            yield word, rf"(?=[ ]?(?:[{DIGITS}]{{1,5}}[年月]|正月|冬月|腊月|闰|初))"
        for word in self.lexicon.eras:
            yield word, _ERA

    def windows(self, text: str) -> list[tuple[int, int]]:
        """The stretches of a folded text that may hold times, in order, not overlapping."""
        spans = [m.span() for m in self._words.finditer(text)]
        spans += [m.span() for m in self._numbers.finditer(text)]
        spans.sort()
        made, last = [], -1
        for span in spans:
            if span[0] >= last:
                made.append(span)
                last = span[1]
            elif span[1] > last:
                made[-1] = (made[-1][0], span[1])
                last = span[1]
        return made

    def tokens(self, window: str) -> list[Token]:
        """The tokens of a window, without gaps."""
        words = self.lexicon.words
        return [
            Token(m.lastgroup or "", m[0], m.start(), m.end(), words.get(m[0], ()) if m.lastgroup == "word" else ())
            for m in self._tokens.finditer(window)
        ]


def _condition(word: str, entry: TimeWord) -> str:
    ahead = f"(?!{entry.not_before})" if entry.not_before else ""
    behind = f"(?<![{entry.not_after}]{'.' * len(word)})" if entry.not_after else ""
    return ahead + behind + (_NEEDS_NUMBER if entry.needs_number else "")


def _split(raw: str) -> str:
    """The raw patterns as alternatives that begin with a literal, so that the scan can skip by first characters."""
    return raw.replace(_TOGETHER, "|".join(char + _TOGETHER[len("[今昨前明]") :] for char in "今昨前明"))
