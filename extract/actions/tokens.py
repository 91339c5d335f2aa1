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


_GAP = re.compile(r"\s+")
_REACHING = re.compile("超过|突破|达到|达|高达|多达|逾|超")
_CLAUSE_ENDS = frozenset(",;。!? \n") | {""}
# 本报讯(记者…), 新华社某地3月2日电: who reports, not what happened.
_DATELINE = re.compile(
    r"(?:本报|本刊|新华|中新|人民|央视|[\u4e00-\u9fff]{0,6}[报网社刊台])[^。,;\n]{0,24}?(?:[讯电]|消息|快讯)"
    r"(?:[:\s]|\([^()\n]{0,60}\)|(?=[\u4e00-\u9fff]))"
)


class Tokens:
    """Token arrays of one article: character starts and ends, and `codes`, one class letter a token.

    White space between two words, and the dateline of a block, is a clause end.
    """

    __slots__ = ("_cues", "_events", "_triggers", "at", "codes", "ends", "kinds", "starts", "text")

    def __init__(self, article: Article, cues: Cues, triggers: frozenset[str], events: frozenset[str]) -> None:
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
        heads = self._headline_gaps(article)
        self._cues, self._triggers, self._events = cues, triggers, events
        of, text, known, adverbs = cues.of, self.text, cues.code, cues.sets["adverb"]
        for start, end, tag in article.words:
            if start < previous:
                continue
            if start > previous and (start in heads or not (text[start].isascii() or text[previous - 1].isascii())):
                self._add(codes, previous, start, ",")
            code = mentions.get(start) if tag in _MENTION_TAGS else None
            if start in special:
                end, code = special[start]
            elif code is None:
                word = text[start:end]
                code = known.get(word) or of(word, tag)
                if end - start == 4 and code in "nva" and word not in triggers:
                    start, code = self._halves(codes, start, word, code)
            elif code == "m" and text[end : end + 1] in _CLAUSE_ENDS:
                start = self._reaching(codes, start)
            if code == "m" and text[start:end] in adverbs:
                code = "d"
            self._add(codes, start, end, code)
            previous = end
        self.codes = "".join(codes)
        self.at = {start: index for index, start in enumerate(self.starts)}

    def _add(self, codes: list[str], start: int, end: int, code: str) -> None:
        self.starts.append(start)
        self.ends.append(end)
        codes.append(code)

    def _headline_gaps(self, article: Article) -> frozenset[int]:
        """Where a word follows white space in a headline: there even figures begin a new clause."""
        gaps: set[int] = set()
        for block in article.blocks:
            if block.kind in ("headline", "kicker", "deck", "subhead"):
                gaps.update(match.end() for match in _GAP.finditer(self.text, block.start, block.end))
        return frozenset(gaps)

    def _halves(self, codes: list[str], start: int, word: str, code: str) -> tuple[int, str]:
        """举办活动, 现场表演: a dictionary word that holds a trigger is cut; returns the second half."""
        left, right = word[:2], word[2:]
        known = self._cues.code
        thing = (
            right.endswith(self._cues.human)
            or right in self._cues.sets["thing"]
            or right in self._cues.sets["soft_tail"]
        )
        if left in self._triggers and left not in self._events and not thing:
            self._add(codes, start, start + 2, known.get(left) or "v")
            return start + 2, known.get(right) or "n"
        if left in self._cues.sets["adverb"] and code == "n":
            self._add(codes, start, start + 2, "d")
            return start + 2, known.get(right) or "v"
        if right in self._triggers and (left in self._cues.sets["adverb"] or left in self._cues.sets["scene"]):
            self._add(codes, start, start + 2, "d")
            return start + 2, known.get(right) or "v"
        if right in self._triggers and left in self._cues.sets["theme"]:
            self._add(codes, start, start + 2, "n")
            return start + 2, known.get(right) or "v"
        return start, code

    def _reaching(self, codes: list[str], start: int) -> int:
        """超过3万元 at the end of a clause: the figure reaches it, so the verb is cut off the amount."""
        match = _REACHING.match(self.text, start)
        if match is None:
            return start
        self._add(codes, start, match.end(), "v")
        return match.end()

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
