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


class Tokens:
    """Token arrays of one article: character starts and ends, and `codes`, one class letter a token."""

    __slots__ = ("at", "codes", "ends", "starts", "text")

    def __init__(self, article: Article, cues: Cues) -> None:
        self.text = article.folded
        mentions = {name.start: _NAMED[name.kind] for name in article.names}
        mentions |= dict.fromkeys((date.start for date in article.dates), "t")
        mentions |= dict.fromkeys((count.start for count in article.counts), "m")
        self.starts: list[int] = []
        self.ends: list[int] = []
        codes: list[str] = []
        wrapped = self._wrapped()
        skip = 0
        of, text, known = cues.of, self.text, cues.code
        for start, end, tag in article.words:
            if start < skip:
                continue
            code = mentions.get(start) if tag in _MENTION_TAGS else None
            if code is None:
                if start in wrapped:
                    end = skip = wrapped[start]
                    code = "y" if text[start] == "(" else "s"
                else:
                    word = text[start:end]
                    code = known.get(word) or of(word, tag)
            self.starts.append(start)
            self.ends.append(end)
            codes.append(code)
        self.codes = "".join(codes)
        self.at = {start: index for index, start in enumerate(self.starts)}

    def _wrapped(self) -> dict[int, int]:
        return {match.start(): match.end() for match in _WRAPPED.finditer(self.text)}

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
