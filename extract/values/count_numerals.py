"""Numerals in running text: where they stand, and what they say when they are not exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extract.values.numbers import BIG, DIGITS, SMALL, parse_folded, parse_neighbours

_SCALE = "十百千万亿兆"
_ONES = "零〇○一二两三四五六七八九"
_CAPITALS = "壹贰叁肆伍陆柒捌玖拾佰仟零万亿"
_ARABIC = r"\d++(?:,\d{3}(?!\d))*+(?:[.·]\d++)?+"
_MIXED = rf"{_ARABIC}(?:[{_SCALE}]++(?:零?\d{{1,8}}(?:\.\d{{1,4}})?[{_SCALE}]++)*+(?:零?\d{{1,7}}(?![\d.%]))?+)?+"
_HAN = rf"[{_ONES}十百千万亿兆廿卅]++(?:[点·][{_ONES}]++[百千万亿]*+)?+"
NUMERAL = re.compile(
    rf"(?P<fraction>[{_ONES}十百佰千万亿]{{1,8}}分之负?(?:\d{{1,3}}(?:,\d{{3}})+|百|[{_ONES}十百千万点\d.]{{1,12}})(?:[kK](?![A-Za-z]))?几?|百分(?:百|[{_ONES}十]{{2,4}})|\d{{1,6}}分之\d{{1,6}}(?:\.\d{{1,4}})?)"
    rf"|(?P<slash>(?<![\d/.])\d{{1,3}}/\d{{1,4}}(?![\d/.月A-Za-z]))"
    rf"|(?P<half>一半|半数(?!以)|半(?=[个成吨斤公亩碗瓶杯箱袋桶车筐块升里张页本头条根]))"
    rf"|(?P<exact>{_ARABIC}[kKwW](?=[元块个名])|{_MIXED}|{_HAN})"
    rf"|(?P<vague>成千上万|成百上千|上千上万|成千成万|数以[十百千万亿]{{1,3}}计|(?:好几|几|数|若干|多)(?:[十百千万亿]{{1,3}})?+)"
    rf"|(?P<capital>(?=[壹贰叁肆伍陆柒捌玖拾])[{_CAPITALS}][{_CAPITALS}{_ONES}十百千点]{{1,38}}+|[壹贰叁肆伍柒捌玖](?=[元圆角分]))"
    rf"|(?P<pair>[俩仨])",
    re.ASCII,
)
_LETTERS = frozenset("kKwW")  # 10~15k元
_MIDDLES = frozenset("多余几来")
_MIDDLE = re.compile(rf"([多余几来])([{_SCALE}]{{1,2}})?(?:余|多)?")
_ROUND = frozenset("0" + _SCALE + "廿卅")
_LAST_READ_ON = frozenset("千兆百两")
"""What may be a part of the unit at the end of a numeral."""
_BIG = re.compile(r"[万亿兆]")
_BIG_SCALE = re.compile(r"[万亿兆]+$")
_LAST_SCALE = re.compile(r"[万亿兆]+$|[百千][万亿]*$")
_PREFIXES = {"千": tuple("米克瓦伏帕卡赫焦"), "兆": tuple("瓦赫帕比字欧"), "百": ("帕",)}
"""Scales that are rather a part of the unit after an Arabic numeral: 10千米, 600兆瓦."""
LARGEST = Decimal(10) ** 18
"""Beyond this a run of digits is a number of something else (an account, a hash) and no amount."""

_TRICKY = "一多数几半好若百千万亿兆零十"


def starts(unit_characters: str) -> re.Pattern[str]:
    """Where a numeral may begin: a digit, or a character that is often part of a word and has a likely neighbour.

    The set comes first, so that the search runs at the speed of a character set.
    """
    every = re.escape("".join(dict.fromkeys(_ONES + _SCALE + "廿卅壹贰叁肆伍陆柒捌玖拾佰几数若多好半成上俩仨")))
    after = "".join(dict.fromkeys(unit_characters + _ONES + _SCALE + "几余多来半数以干分点·天年月日至到~ "))
    after = re.sub(r"[\]\[\\^-]", "", after)
    return re.compile(rf"[0-9{every}](?:(?<![{_TRICKY}成上])|(?=[{after}]))")


@dataclass(slots=True)
class Numeral:
    """A numeral read in its place: `value` None where it is indefinite, `low`/`high` the bounds that it states."""

    start: int
    end: int
    text: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    over: bool = False  # 多, 余, 几 inside
    vague: bool = False  # 数, 几, 多
    arabic: bool = False
    share: bool = False  # a fraction
    percent: bool = False  # 百分之


def read(text: str, match: re.Match[str]) -> Numeral | None:
    """The numeral of a match of NUMERAL, with 多, 余, 几, 来 and a scale after it; None where it is malformed."""
    start, end = match.span()
    kind = match.lastgroup
    if kind == "exact":
        numeral = match[0]
        if numeral[-1] in _LAST_READ_ON or text[end : end + 1] in _MIDDLES:
            return _exact(text, start, end, numeral)
        return _plain(start, end, numeral)
    if kind == "vague":
        return _vague(start, end, match[0])
    if kind in ("fraction", "slash"):
        return _fraction(start, end, match[0])
    if kind in ("half", "pair"):
        value = {"俩": Decimal(2), "仨": Decimal(3)}.get(match[0], Decimal("0.5"))
        return Numeral(start, end, match[0], value, value, value, share=match[0] in ("一半", "半数"))
    return _exact(text, start, end, match[0])


def _scaled(scale: str) -> Decimal:
    """What the characters of a scale multiply by: 百万."""
    factor = 1
    for char in scale:
        factor *= SMALL.get(char) or BIG[char]
    return Decimal(factor)


def _exact(text: str, start: int, end: int, numeral: str) -> Numeral | None:
    arabic = numeral[0] <= "9"
    if arabic and numeral[-1] in _PREFIXES and text[end : end + 1] in _PREFIXES[numeral[-1]]:
        numeral, end = numeral[:-1], end - 1
    middle = _MIDDLE.match(text, end) if text[end : end + 1] in _MIDDLES and numeral[-1] in _ROUND else None
    scale = ""
    if middle is not None:
        scale = middle[2] or ""
        end = middle.end()
    if len(numeral) > 1 and numeral[-1] == "两":  # 二两, 五百两: the last character is the unit
        counted = numeral.rstrip("两") or "两"
        endless = len(numeral) > len(counted) + 2
        return None if endless else _exact(text, start, start + len(counted), counted)
    if middle is None:
        return _plain(start, end, numeral)
    value = _value(numeral)
    if value is None:
        return None
    above = numeral.rfind("亿") + 1 if scale else 0
    if 0 < above < len(numeral):  # 四亿三千多万: the scale is of what stands behind 亿
        whole, rest = parse_folded(numeral[:above]), parse_folded(numeral[above:])
        if whole is None or rest is None:
            return None
        value = whole + rest * _scaled(scale)
    else:
        value *= _scaled(scale)
    if value >= LARGEST:
        return None
    tens = middle[1] == "几" and numeral[-1] in "十廿卅0"
    high = value * 2 if numeral in ("十", "10") else value + 10 * _scaled(scale) if tens else None
    return Numeral(start, end, text[start:end], value, value, high, over=True, arabic=arabic)


def _value(numeral: str) -> Decimal | None:
    """The one value of a numeral; None where it names two neighbours (三五) or is malformed."""
    return None if len(numeral) == 2 and numeral[0] > "9" and parse_neighbours(numeral) else parse_folded(numeral)


def _plain(start: int, end: int, numeral: str) -> Numeral | None:
    """A numeral that says all itself: a value, or two neighbours (三五)."""
    stated = _stated(numeral)
    if stated is None:
        return None
    value, low, high, arabic = stated
    return Numeral(start, end, numeral, value, low, high, False, False, arabic)


@lru_cache(maxsize=1 << 12)
def _stated(numeral: str) -> tuple[Decimal | None, Decimal, Decimal, bool] | None:
    """The value and the bounds of a numeral, and whether it is an Arabic one."""
    arabic = numeral[0] <= "9"
    value = _value(numeral)
    if value is None:
        bounds = parse_neighbours(numeral)
        return None if bounds is None else (None, *bounds, False)
    return (value, value, value, arabic) if len(numeral) < 6 or value < LARGEST else None


def _vague(start: int, end: int, numeral: str) -> Numeral:
    """数百 is between 100 and 1000: loose bounds, but true ones."""
    size = Decimal(1)
    numeral_scale = numeral[1] if numeral[0] in "成上" else numeral.strip("好几数若干多以计")
    for char in numeral_scale:
        size *= SMALL.get(char) or BIG[char]
    if size == 1:
        return Numeral(start, end, numeral, None, Decimal(2), None, vague=True)
    return Numeral(start, end, numeral, None, size, size * 10, vague=True)


def _fraction(start: int, end: int, numeral: str) -> Numeral | None:
    value = parse_folded(numeral.rstrip("几"))
    if value is None:
        return None
    percent = numeral.startswith(("百分", "佰分", "100分之", "一百分之"))
    value = value * 100 if percent else value
    vague = numeral.endswith("几")
    return Numeral(start, end, numeral, value, value, None if vague else value, over=vague, share=True, percent=percent)


def scaled_together(low: Numeral, high: Numeral) -> tuple[Decimal, Decimal] | None:
    """The bounds of a range whose ends may share the scale of the second: 3至5万 is 30000 to 50000.

    >>> pattern = "3至5万"
    >>> ends = [read(pattern, match) for match in NUMERAL.finditer(pattern)]
    >>> scaled_together(*ends)
    (Decimal('30000'), Decimal('50000'))
    """
    if low.value is None or high.value is None:
        return None
    first, second = low.value, high.value
    if high.text[-1] in _LETTERS and first < second:
        first *= parse_folded("1" + high.text[-1]) or 1
    scale = (_LAST_SCALE if len(low.text) == 1 else _BIG_SCALE).search(high.text)
    if scale and not _BIG.search(low.text):
        size = Decimal(1)
        for char in scale[0]:
            size *= SMALL.get(char) or BIG[char]
        if first < second / size:
            first *= size
    return (first, second) if first < second else None


def single_digit(numeral: str) -> int | None:
    """The value of a numeral of one Chinese digit, else None."""
    return DIGITS.get(numeral) if len(numeral) == 1 else None
