"""An article's words as a string of classes, with names, dates, counts, titles and parentheses as single tokens."""

from __future__ import annotations

import re

from extract.actions.grammar import Cues
from extract.article import Article

_NAMED = {"PER": "P", "ORG": "O", "LOC": "L"}
# A book title, a short quoted name, or a parenthesis: nothing inside is read as a clause.
_WRAPPED = re.compile(
    r"《[^《》。]{1,60}》|“[^“”,。;:!?]{1,16}”|『[^『』]{1,16}』|‘[^‘’,。;:!?]{1,16}’|\([^()。]{1,40}\)"
)


# 本报讯(记者…), 新华社某地3月2日电: who reports, not what happened.
_DATELINE = re.compile(
    r"(?:本报|本刊|新华|中新|人民|央视|[\u4e00-\u9fff]{0,6}[报网社刊台])[^。,;\n]{0,24}?(?:[讯电]|消息|快讯)"
    r"(?:[:\s]|\([^()\n]{0,60}\)|(?=[\u4e00-\u9fff]))"
)


class Tokens:
    """Token arrays of one article: character starts and ends, and `codes`, one class letter a token.

    White space between two words, and the dateline of a block, is a clause end.
    """

    __slots__ = ("at", "codes", "ends", "kinds", "starts", "text")

    def __init__(self, article: Article, cues: Cues) -> None:
        self.text = article.folded
        mentions = {name.start: _NAMED[name.kind] for name in article.names}
        mentions |= dict.fromkeys((date.start for date in article.dates), "t")
        mentions |= dict.fromkeys((count.start for count in article.counts), "m")
        self.kinds: dict[int, str] = {date.start: date.kind for date in article.dates}
        self.starts: list[int] = []
        self.ends: list[int] = []
        codes: list[str] = []
        special = self._wrapped() | self._datelines(article)
        previous = 0
        of, text, known, adverbs = cues.of, self.text, cues.code, cues.sets["adverb"]
        for start, end, tag in article.words:
            if start < previous:
                continue
            if start > previous and text[start].isascii() + text[previous - 1].isascii() == 0:
                self._add(codes, previous, start, ",")
            code = mentions.get(start) if tag in _MENTION_TAGS else None
            if start in special:
                end, code = special[start]
            elif code is None:
                word = text[start:end]
                code = known.get(word) or of(word, tag)
                if end - start == 4 and code == "n" and word[:2] in adverbs:
                    self._add(codes, start, start + 2, "d")
                    start, code = start + 2, known.get(word[2:]) or "v"
            self._add(codes, start, end, code)
            previous = end
        self.codes = "".join(codes)
        self.at = {start: index for index, start in enumerate(self.starts)}

    def _add(self, codes: list[str], start: int, end: int, code: str) -> None:
        self.starts.append(start)
        self.ends.append(end)
        codes.append(code)

    def _datelines(self, article: Article) -> dict[int, tuple[int, str]]:
        found = {}
        for block in article.blocks:
            match = _DATELINE.match(self.text, block.start, block.end)
            if match:
                found[block.start] = (match.end(), ",")
        return found

    def _wrapped(self) -> dict[int, tuple[int, str]]:
        return {m.start(): (m.end(), "y" if m[0][0] == "(" else "s") for m in _WRAPPED.finditer(self.text)}

    def word(self, index: int) -> str:
        """The text of one token."""
        return self.text[self.starts[index] : self.ends[index]]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Character span of the tokens first … last-1."""
        return self.starts[first], self.ends[last - 1]

    def string(self, first: int, last: int) -> str:
        """Text of the tokens first … last-1."""
        return self.text[self.starts[first] : self.ends[last - 1]]


_MENTION_TAGS = frozenset({"nr", "nt", "ns", "t", "m"})
