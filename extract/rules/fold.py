"""A character fold that keeps every offset: one character in, one character out.

Rules and models match on folded text, so that Traditional characters, full-width letters and digits, Kangxi radicals,
CJK compatibility characters, odd spaces and the corner brackets of Traditional and vertical setting all match the one
form that the patterns are written in: Simplified characters, ASCII punctuation where Unicode has a full-width twin
(，→ ,  （→ (  ：→ :), curly quotation marks, the middle dot ·. 。、《》…— stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from extract.rules.loader import Patterns

_SPACES = "\t\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_PUNCTUATION = {
    "「": "“", "」": "”", "『": "‘", "』": "’", "﹁": "“", "﹂": "”", "﹃": "‘", "﹄": "’", "〝": "“", "〞": "”",
    "•": "·", "‧": "·", "・": "·", "∙": "·", "⋅": "·", "．": ".", "｡": "。", "､": "、", "〜": "~", "∼": "~",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "−": "-", "―": "—", "─": "—", "━": "—", "〔": "(", "〕": ")",
}  # fmt: skip
_FREQUENT = "，：；（）！？　"
"""What simplified text is full of: replaced one by one, so that a search for all the rest mostly finds nothing."""


def _one_to_one(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


@cache
def _table() -> dict[str, str]:
    ranges = ((0x2E80, 0x2FE0), (0xF900, 0xFB00), (0xFE50, 0xFE70), (0xFF01, 0xFFEF))
    table = {chr(code): _one_to_one(chr(code)) for low, high in ranges for code in range(low, high)}
    table = {char: to for char, to in table.items() if to != char}
    table |= dict.fromkeys(_SPACES + _INVISIBLE, " ")
    table |= _PUNCTUATION
    table |= {row["radical"]: row["character"] for row in Patterns.load().table("lexicon", "radicals")}
    table |= {row["traditional"]: row["simplified"] for row in Patterns.load().table("lexicon", "fold")}
    # A Kangxi radical may fold to a Traditional character: one more step brings it home.
    return {char: table.get(to, to) for char, to in table.items()}


@cache
def _rest() -> re.Pattern[str]:
    return re.compile("[" + re.escape("".join(_table().keys() - set(_FREQUENT))) + "]")


def _folded(match: re.Match[str]) -> str:
    return _table()[match[0]]


def fold(text: str) -> str:
    """The text with every character in its matching form; same length, so that offsets stay.

    Source of the pairs: Unicode's compatibility decompositions, patterns/lexicon/fold.tsv and radicals.tsv.

    >>> fold("１２日，⻄安「僑辦」")
    '12日,西安“侨办”'
    """
    for char in _FREQUENT:
        text = text.replace(char, _table()[char])
    return _rest().sub(_folded, text)
