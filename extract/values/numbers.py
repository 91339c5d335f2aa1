"""Reading numerals: Arabic, Chinese, mixed and fractional ones, exactly (Decimal, never float).

The grammar is the one that Chinese newspapers write: 三千五百万, 1,100万, 3万4000, 二十万亿, 13万2 (the bare last digit
counts in tenths of the unit before it), 百分之三十, 三又二分之一, 二〇二〇, 壹贰叁, 廿五, 四万万, ①.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Context, Decimal, DecimalException
from fractions import Fraction
from functools import lru_cache

from extract.rules.fold import fold

_WRITINGS = ("零〇○", "一壹弌幺", "二两贰貮弍", "三叁参弎", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {char: value for value, chars in enumerate(_WRITINGS) for char in chars}
TENS = {"廿": 20, "卅": 30, "卌": 40}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}
DIGIT_CHARS = "".join(DIGITS)
NUMERAL_CHARS = DIGIT_CHARS + "".join((*TENS, *SMALL, *BIG))
"""Every Chinese character that a numeral is made of, besides 半, 点, 分之, 负."""

_SPLIT_DIGITS = re.compile(r"\d +\d")
_LONGEST = 40  # characters: beyond this a run of digits is no number that anybody counted
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?:[.·]\d+)?|\d+(?:[.·]\d+)?")
_TOKEN = re.compile(rf"{_ARABIC.pattern}|[{DIGIT_CHARS}]+(?:[点·][{DIGIT_CHARS}]+)?|[{''.join((*TENS, *SMALL, *BIG))}]")
_SPOKEN_POINT = re.compile(rf"([^点·.]*)[点·.]([{DIGIT_CHARS}\d]+)([百千万亿兆]*)")
_EXPONENT = re.compile(r"([\d.]+)e([-+]?\d{1,2})")
_SUFFIXES = {"k": 10**3, "K": 10**3, "w": 10**4, "W": 10**4, "M": 10**6, "G": 10**9}
_FRACTION = re.compile(r"(?:(?P<whole>[^又]+)又)?(?P<below>.+?)分之(?P<above>.+)|(?P<cent>百分)(?P<parts>.+)")
_SLASH = re.compile(r"(?:(\d+)又)?(\d+)/(\d+)")
_ROUNDED, _EXACT = Context(prec=15), Context(prec=60)
_POWER = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)\^([-+]{0,2}\d{1,3})")
_ROUGH = re.compile(r"(.+)[多余]([十百千万亿]{0,2})")
_COUNTED_BY = {"个": 1, "双": 2, "对": 2, "打": 12}
_PERCENT = {"%": Decimal("0.01"), "‰": Decimal("0.001")}
_TENTHS = re.compile(rf"([{DIGIT_CHARS}十]|\d(?:\.\d+)?)成(半|[{DIGIT_CHARS}]|\d)?")
_COMMON = re.compile(r"(\d+(?:\.\d+)?)([万亿]?)", re.ASCII)
_SPECIAL = {"半": Decimal("0.5"), "一半": Decimal("0.5"), "俩": Decimal(2), "仨": Decimal(3)}


def parse_number(text: str) -> Decimal | None:
    """The exact value of a numeral, or None where the text is no numeral or an indefinite one (十几, 数百, 两三百).

    Percentages and fractions are numbers as well: 百分之三十 and 30% are 0.3, 千分之一 is 0.001, 七成 is 0.7. A string
    of bare digits is read by position (二〇二〇). Never raises.

    >>> parse_number("三千五百万"), parse_number("1,100万"), parse_number("13万2")
    (Decimal('35000000'), Decimal('11000000'), Decimal('132000'))
    >>> parse_number("十几") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    folded = fold(text).strip()
    return parse_folded(folded if _SPLIT_DIGITS.search(folded) else folded.replace(" ", ""))


@lru_cache(maxsize=1 << 14)
def parse_folded(text: str) -> Decimal | None:
    """`parse_number` for text that went through the fold already."""
    if not text or len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return Decimal(text)
    if (plain := _COMMON.fullmatch(text)) is not None:
        stated = Decimal(plain[1]) * BIG.get(plain[2], 1)
        return stated.to_integral_value() if stated == stated.to_integral_value() else stated
    sign = next((sign for sign in ("负的", "负", "-", "零下", "+") if text.startswith(sign)), "")
    if power := _POWER.fullmatch(text):
        return _power(power[1], power[2])
    value = _unsigned(text[len(sign) :].lstrip())
    if value is None:
        return None
    whole = value.to_integral_value()
    value = whole if whole == value else value
    return -value if sign not in ("", "+") else value


def _unsigned(text: str) -> Decimal | None:
    if not text or text[0] in "-+负":
        return None
    if text[0] == "俩" and len(text) > 1:
        text = "两" + text[1:]
    if text in _SPECIAL:
        return _SPECIAL[text]
    if len(text) == 1 and unicodedata.category(text) in ("No", "Nl") and text not in DIGITS:
        return _quotient(Fraction(unicodedata.numeric(text)).limit_denominator(100))
    if text[-1] in _COUNTED_BY:
        value = _unsigned(text[:-1])
        return None if value is None else value * _COUNTED_BY[text[-1]]
    if "余" in text or "多" in text:
        rough = _ROUGH.fullmatch(text)
        return _plain(rough[1] + rough[2]) if rough and rough[1][-1] in "0十百千万亿兆" else None
    if text[-1] in _PERCENT:
        value = _plain(text[:-1].rstrip())
        return None if value is None else value * _PERCENT[text[-1]]
    if text[-1] in _SUFFIXES and text[0] not in NUMERAL_CHARS:
        value = _plain(text[:-1])
        return None if value is None else value * _SUFFIXES[text[-1]]
    for pattern, read in ((_SLASH, _slash), (_EXPONENT, _exponent), (_FRACTION, _fraction), (_TENTHS, _tenths)):
        if match := pattern.fullmatch(text):
            return read(match)
    return _plain(text)


def _quotient(fraction: Fraction) -> Decimal:
    """The exact decimal, or 15 significant digits where there is no end."""
    rest = fraction.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    context = _ROUNDED if rest > 1 else _EXACT
    return context.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))


def _power(base: str, exponent: str) -> Decimal | None:
    """2^-1: the sign of the base is not raised with it."""
    signs, digits = exponent.count("-"), int(exponent.lstrip("+-"))
    sign = -1 if base.startswith("-") else 1
    try:
        value = _ROUNDED.power(abs(Decimal(base)), digits if signs != 1 else -digits)
    except DecimalException:
        return None
    return sign * value if value.is_finite() else None


def _slash(match: re.Match[str]) -> Decimal | None:
    whole, above, below = match.groups()
    return _quotient(int(whole or 0) + Fraction(int(above), int(below))) if int(below) else None


def _exponent(match: re.Match[str]) -> Decimal | None:
    value = _plain(match[1])
    return None if value is None else value.scaleb(int(match[2]))


def _fraction(match: re.Match[str]) -> Decimal | None:
    whole = _plain(match["whole"]) if match["whole"] else Decimal(0)
    below = Decimal(100) if match["cent"] else _plain(match["below"])
    above = parse_folded(match["above"] or match["parts"])
    if whole is None or above is None or not below:
        return None
    return _quotient(Fraction(whole) + Fraction(above) / Fraction(below))


def _tenths(match: re.Match[str]) -> Decimal | None:
    tenths = _plain(match[1])
    rest = {None: Decimal(0), "半": Decimal("0.5")}.get(match[2])
    if rest is None:
        rest = Decimal(DIGITS.get(match[2], match[2])) / 10
    return None if tenths is None else (tenths + rest) / 10


def _plain(text: str) -> Decimal | None:
    """A numeral without sign, fraction or percent."""
    if (point := _SPOKEN_POINT.fullmatch(text)) is not None:
        return _spoken_decimal(*point.groups())
    tokens: list[str] = []
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() != at:
            return None
        tokens.append(match[0])
        at = match.end()
    if at != len(text) or not tokens:
        return None
    if len(tokens) == 1 and tokens[0] not in SMALL and tokens[0] not in BIG and tokens[0] not in TENS:
        return None if len(text) > 1 and "两" in text else _digits(text)
    return _Reading().read(tokens)


def _spoken_decimal(whole: str, digits: str, scale: str) -> Decimal | None:
    """三百四十点零三, 一点五万, .77."""
    before = _plain(whole) if whole else Decimal(0)
    if before is None:
        return None
    value = before + Decimal("." + "".join(str(DIGITS.get(char, char)) for char in digits))
    for char in scale:
        value *= SMALL.get(char) or BIG[char]
    return value


def _digits(token: str) -> Decimal:
    """A run of digits, Arabic or Chinese, read by position."""
    if token[0] in DIGITS:
        token = "".join("." if c in "点·" else str(DIGITS[c]) for c in token)
    return Decimal(token.replace(",", "").replace("·", "."))


class _InvalidError(Exception):
    """The tokens are no well-formed numeral."""


class _Reading:
    """One pass over the tokens: digits, small units (十百千) in falling order, big units (万亿兆)."""

    def __init__(self) -> None:
        self.total = Decimal(0)  # what is complete up to the last big unit
        self.section = Decimal(0)  # what stands since then
        self.number: Decimal | None = None  # digits that wait for their unit
        self.spoken_zero = False  # 零 before those digits: 一百零五 is no 一百五
        self.small = 10**4  # the last small unit of this section
        self.last = 1  # the last unit of any kind
        self.bigs: list[int] = []
        self.empty = True

    def read(self, tokens: list[str]) -> Decimal | None:
        try:
            for token in tokens:
                self._step(token)
            return self._end()
        except _InvalidError:
            return None

    def _step(self, token: str) -> None:
        if token in SMALL:
            self._small_unit(SMALL[token])
        elif token in BIG:
            self._big_unit(BIG[token])
        elif token in TENS:
            self._number(Decimal(TENS[token]))
            self.number, self.section, self.small, self.last = None, self.section + TENS[token], 10, 10
        else:
            self._digit_token(token)
        self.empty = False

    def _digit_token(self, token: str) -> None:
        if token[0] in "零〇○" and len(token) > 1 and not self.empty and token[1] not in "点·":
            self.spoken_zero = True
            token = token[1:]
        elif token in ("零", "〇", "○") and not self.empty:
            self.spoken_zero = True
            return
        elif token[0] == "0" and not self.empty:
            self.spoken_zero = True
        self._number(_digits(token))
        if not self.empty and token[0] in DIGITS and len(token) > 1:
            raise _InvalidError  # 十七八, 三百四五

    def _number(self, value: Decimal) -> None:
        if self.number is not None:
            raise _InvalidError
        self.number = value

    def _small_unit(self, unit: int) -> None:
        if unit >= self.small:
            raise _InvalidError
        if self.number is None and unit != 10 and not self.empty:
            raise _InvalidError
        if self.number is not None and self.number >= 10 and (self.section or self.small < 10**4):
            raise _InvalidError
        if self.number is not None and _two_digits(self.number):
            raise _InvalidError
        counted = self.number or (0 if self.number is not None and unit > 10 else 1)  # 零十 is ten
        self.section += Decimal(counted) * unit
        self.number, self.small, self.last, self.spoken_zero = None, unit, unit, False

    def _big_unit(self, unit: int) -> None:
        if self.number is not None and self.small > 10 and self.small < 10**4 and not self.spoken_zero:
            raise _InvalidError  # 一百五万
        here = self.section + (self.number or 0)
        raises = not self.bigs or unit > max(self.bigs)
        doubled = self.bigs == [unit] == [10**4] and self.last == unit and not here  # 四万万
        if not raises and not doubled and (unit >= self.bigs[-1] or not here):
            raise _InvalidError
        if self.empty:
            self.total = Decimal(unit)
        elif raises or doubled:
            self.total = (self.total + here) * unit
        else:
            self.total += here * unit
        self.bigs.append(10**8 if doubled else unit)
        self.section, self.number, self.small, self.last, self.spoken_zero = Decimal(0), None, 10**4, unit, False

    def _end(self) -> Decimal:
        if self.number is None:
            if self.spoken_zero:
                raise _InvalidError
            return self.total + self.section
        short = self.last >= 100 and not self.spoken_zero and 0 < self.number < 10
        if not short and self.number >= self.last > 1:
            raise _InvalidError
        if short and self.number % 1:
            raise _InvalidError
        return self.total + self.section + (self.number * self.last / 10 if short else self.number)


def _two_digits(number: Decimal) -> bool:
    """Whether a small unit cannot take this number: 二三百 is a range, 12百 is not written."""
    return number >= 10 and not number % 1 and number < 100


_NEIGHBOURS = re.compile(r"([一二两三四五六七八九])([二三四五六七八九])(?![点·])")


@lru_cache(maxsize=1 << 12)
def parse_neighbours(folded: str) -> tuple[Decimal, Decimal] | None:
    """Both bounds of a numeral that names two neighbouring digits, or None.

    >>> parse_neighbours("两三百"), parse_neighbours("十七八"), parse_neighbours("三五")
    ((Decimal('200'), Decimal('300')), (Decimal('17'), Decimal('18')), (Decimal('3'), Decimal('5')))
    """
    if len(folded) > _LONGEST:
        return None
    match = _NEIGHBOURS.search(folded)
    if match is None or folded[match.end() : match.end() + 1] in DIGITS:
        return None
    first, second = DIGITS[match[1]], DIGITS[match[2]]
    if second - first != 1 and (first, second) != (3, 5):
        return None
    before, after = folded[: match.start()], folded[match.end() :]
    if before and before[-1] in DIGITS:
        return None
    low, high = parse_folded(before + match[1] + after), parse_folded(before + match[2] + after)
    return (low, high) if low is not None and high is not None and low < high else None
