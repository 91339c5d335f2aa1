"""The words that tell which noun is counted, and the segmenter's tags, put right where its dictionary misleads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from extract.records import CountKind
from extract.rules.unit import NounWords
from extract.values.count_grammar import Amount
from extract.words.segmenters import Segmenter

Span = tuple[int, int]
Found = tuple[Span, Span]
"""The span of the phrase and that of its head."""
Word = tuple[str, str]
"""A word and its tag, as jieba's dictionary has them: n noun, v verb, vn verbal noun, uj 的 …"""

REMEMBERED = 1 << 12  # windows: tables and lists say the same again and again
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百千万亿几数多余半两]")
_MISREAD = frozenset(["m", "q", "zg"])  # 良种 and 大米 are numerals in the dictionary, 充电桩 ends in a classifier
_VIVID = re.compile(r"(.)\1|[的地然]$")
_LENGTHS = frozenset(["km", "m", "cm", "mm", "500.m", "m/3", "10.m/3", "[mi_i]", "[nmi_i]"])
_TRUSTED = frozenset(
    ["n", "uj", "x", "p", "d", "c", "r", "vn", "a", "f", "ns", "nt", "nz", "ul", "ad", "b", "j", "t", "s"]
)
_VOLUMES = ("土方", "石方")
NOTHING = ("\0",)
STOPS = frozenset("。,;!?:\n、…—|")
"""Where a phrase ends for certain."""
STOP = re.compile(f"[{''.join(sorted(STOPS))}]")


class Sort(NamedTuple):
    """What of an amount tells which nouns it can count."""

    kind: CountKind
    unit: str
    code: str | None


Counted = Amount | Sort
"""What the readers of noun phrases ask of an amount: kind, unit, code."""


def moved(found: Found, by: int) -> Found:
    """A phrase and its head, found in a part of a text, where they stand in the whole."""
    (start, end), (head, last) = found
    return (start + by, end + by), (head + by, last + by)


class Lexis:
    """The word lists of patterns/unit/count.toml with what the two readers of noun phrases ask of them."""

    def __init__(
        self, segmenter: Segmenter, words: NounWords, attributes: Sequence[str], persons: Sequence[str],
        surnames: Sequence[str],
    ) -> None:  # fmt: skip
        self.surnames = frozenset(name[0] for name in surnames)
        self.segmenter = segmenter
        self.tag = lru_cache(REMEMBERED)(self._tag)
        self.words = words
        self.persons = frozenset(persons)
        self.attributes = frozenset(attributes)
        self.suffixes = frozenset(words.suffixes)
        self.heads = {unit: tuple(ends) for unit, ends in words.heads.items()} | dict.fromkeys("名位", words.agents)
        self._agents = {size: frozenset(w for w in words.agents if len(w) == size) for size in (1, 2, 3)}
        self._bodies = tuple(words.bodies)

    def _tag(self, text: str) -> list[Word]:
        words = self.segmenter.tag(text)
        for place, (word, tag) in enumerate(words):
            if word[0] == "被" and len(word) == 2 and tag == "n":
                words[place] = (word, "v")  # 农田|被淹
            if (tag not in _TRUSTED or word in self.words.nouns) and len(word) > 1 and self._noun(word, tag):
                words[place] = (word, "n")
        return words

    def _noun(self, word: str, tag: str) -> bool:
        """Whether a word is a noun whatever the dictionary says."""
        if word in self.words.nouns:
            return True
        if tag in _MISREAD:
            return word not in self.words.amounts and not _NUMERAL.search(word)
        if tag == "nr":
            return (len(word) < 4 and word[0] not in self.surnames) or (len(word) > 3 and word[-2:] in self.persons)
        return tag == "z" and len(word) > 3 and not _VIVID.search(word)

    def ends(self, amount: Counted) -> tuple[str, ...]:
        """The ends of the nouns that the unit of an amount counts; empty where it counts anything."""
        return self.heads.get(amount.unit, ())

    def acts(self, word: str) -> bool:
        """Whether a noun is one for those who act."""
        ends = self._agents
        return word[-1] in ends[1] or word[-2:] in ends[2] or word[-3:] in ends[3]

    def body(self, word: str) -> bool:
        """Whether a noun is one for those who give and take: people, and the bodies that they make up."""
        return self.acts(word) or word.endswith(self._bodies)

    def people(self, amount: Counted) -> bool:
        """Whether an amount counts people without a classifier: 人, 户."""
        return amount.unit in self.words.people

    def suits(self, head: str, amount: Counted) -> bool:
        """Whether a noun before the amount can be what its unit counts: people take 人, lengths take 深度."""
        if self.people(amount):
            return self.acts(head) or head[-1] == "数" or head.endswith(self.heads.get(amount.unit, NOTHING))
        if amount.code in _LENGTHS:
            return head.endswith(self.words.lengths)
        if amount.kind in ("money", "measure"):
            if head.endswith(_VOLUMES):
                return True
            return head.endswith(self.words.lengths) or not self.body(head)
        return True
