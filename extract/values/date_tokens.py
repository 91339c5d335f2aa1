"""The tokens of a window, as the grammar looks at them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extract.rules.time import TimeWord
from extract.values.date_lexer import Lexicon, Token
from extract.values.date_numerals import Quantity, clock_parts, is_pair, read_quantity
from extract.values.numbers import parse_folded

_REPUBLICAN = re.compile(
    "([一二三四五六七八九]?十[一二三四五六七八九]?|一百[零〇]?[一二三十]?[一二三四五六七八九]?|1[0-3][0-9])((?:学|会计)?年度?)"
)


class Tokens:
    """The tokens of one window; every look beyond the last one finds nothing."""

    def __init__(self, lexicon: Lexicon, tokens: list[Token]) -> None:
        self.lexicon = lexicon
        self.tokens = tokens
        self.count = len(tokens)

    def word(self, at: int, *roles: str) -> TimeWord | None:
        """The reading of the token that has one of the roles."""
        if at >= self.count:
            return None
        readings = self.tokens[at].roles
        if readings:
            for role in roles:
                if role in readings:
                    return readings[role]
        return None

    def text(self, at: int) -> str:
        """The token's text."""
        return self.tokens[at].text if at < self.count else ""

    def quantity(self, at: int) -> Quantity | None:
        """The number and unit at a token; a bare number before a connector borrows the unit behind it."""
        if at >= self.count:
            return None
        token = self.tokens[at]
        if token.kind == "quantity":
            return self._year_of_month(at) or self._republican(at) or read_quantity(token.text)
        if token.kind == "listed":
            return read_quantity(token.text + "日")
        if token.kind == "left" and at + 2 < self.count:
            behind = self.quantity(at + 2)
            if behind and self.text(at + 1).strip() in ("、", "或") and not self.lists(at, behind):
                return None
            if behind is None:
                return None
            few = behind.unit == "年" and behind.two_digits and not behind.year_like  # 5-10年
            return replace(read_quantity(token.text + behind.unit), counted=behind.counted or few)
        return None

    def _year_of_month(self, at: int) -> Quantity | None:
        """六七年|二月: two neighbouring digits are a year, not "six or seven", where a month follows."""
        text = self.tokens[at].text
        if len(text) != 3 or text[2] != "年" or not is_pair(text[:2]) or at + 1 >= self.count:
            return None
        behind = self.tokens[at + 1]
        if behind.kind != "quantity" or read_quantity(behind.text).unit not in ("月", "月份"):
            return None
        number = Decimal("零一二三四五六七八九".index(text[0]) * 10 + "零一二三四五六七八九".index(text[1]))
        return Quantity(text[:2], number, "年", False, True, True, True)

    def _republican(self, at: int) -> Quantity | None:
        """八十年|十月, 八十一年|底, 100年|3月, 八十二年度: years of the Republic, written without 民国."""
        match = _REPUBLICAN.fullmatch(self.tokens[at].text)
        number = parse_folded(match[1]) if match else None
        reign = at > 0 and self.tokens[at - 1].text in self.lexicon.eras  # 民国|八十年十月, 康熙|四十五年五月
        if match is None or number is None or reign or not 35 <= number <= 130:
            return None
        behind = read_quantity(self.text(at + 1)) if self.text(at + 1)[-1:] in ("月", "份") else None
        monthly = behind is not None and behind.unit in ("月", "月份") and not behind.counted
        if not (monthly or match[2] != "年" or self.word(at + 1, "edge", "half", "season") or self._is_quarter(at + 1)):
            return None
        return Quantity(match[1], 1911 + number, "年", False, True, False, False)

    def _is_quarter(self, at: int) -> bool:
        return at < self.count and self.tokens[at].kind in ("ordinal", "quarter")

    def lists(self, at: int, behind: Quantity) -> bool:
        """3、4月份 is a list of months; 2、4月25日 is a numbered paragraph."""
        if self.tokens[at + 2].kind == "listed":
            return True
        number = read_quantity(self.tokens[at].text + behind.unit).integer
        follows = self.tokens[at + 3].kind if at + 3 < self.count else ""
        return number is not None and behind.integer is not None and number < behind.integer and follows != "quantity"

    def reader(self, at: int) -> TokenReader:
        """One token as `merge` sees it."""
        return TokenReader(self, at)


class TokenReader:
    """One token as `merge` sees it, with what stands behind it."""

    __slots__ = ("at", "token", "tokens")

    def __init__(self, tokens: Tokens, at: int) -> None:
        self.tokens, self.at, self.token = tokens, at, tokens.tokens[at]

    def borrowed(self) -> str:
        """The unit that a bare number before a connector takes from the number behind it."""
        quantity = self.tokens.quantity(self.at + 2) if self.at + 2 < self.tokens.count else None
        return quantity.unit[:1] if quantity else ""

    def before_clock(self) -> bool:
        """Whether a clock time follows."""
        if self.at + 1 >= self.tokens.count:
            return False
        if self.tokens.tokens[self.at + 1].kind == "clock":
            return True
        quantity = self.tokens.quantity(self.at + 1)
        return quantity is not None and quantity.unit in ("点", "时", "点钟", "点半", "点钟半")

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon of the tokens."""
        return self.tokens.lexicon

    def quantity(self) -> Quantity | None:
        """The number and unit of the token."""
        return self.tokens.quantity(self.at)

    def clock(self) -> tuple[int, int, int | None] | None:
        """Hour, minute, second of a token like 9:30."""
        return clock_parts(self.token.text.rstrip("分时")) if self.token.kind == "clock" else None
