"""Whether a stretch of text can be part of a name, asked of the word segmenter."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

# No word runs over punctuation, and the words before it are found without those after it. "" is the end of a text.
APART = frozenset((*",。、;:!?“”‘’《》〈〉()…—\n ", ""))
Tagger = Callable[[str], list[tuple[str, str]]]
_REMEMBERED = 8192  # stretches whose words are kept
_FUNCTION_TAGS = ("d", "p", "c", "u", "r", "y", "e", "o")
_NAME_TAGS = ("nr", "ns", "nt", "nz", "x", "zg", "g", "j", "eng")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:\d{3}|第\d{1,3})")  # 110|指挥中心, 第303|医院: a number in a name
_ENDS = frozenset("路街道省市县区镇乡村州桥站线段号港")  # what ends a name, and belongs to none that follows
_NUMERALS = frozenset("一二三四五六七八九十两几")
AMOUNT = re.compile(
    r"\d|半|[一二两三四五六七八九十百千万]+(?:余|多|几|来)?[名个家只支次起项份人户条批位所座间栋辆台部]|[余多][名个家只支次起项份人户条]"
)


class Phrases:
    """Answers about stretches of text, remembered."""

    def __init__(self, tag: Tagger, soft: tuple[str, ...]) -> None:
        self._soft = frozenset(soft)
        self._tag = tag
        self.words = lru_cache(_REMEMBERED)(tag)
        self.nominal = lru_cache(_REMEMBERED)(self._nominal)
        self.proper = lru_cache(_REMEMBERED)(self._proper)
        self._free = lru_cache(_REMEMBERED)(self._is_free)
        self.begin = lru_cache(_REMEMBERED)(self._begin)

    def _nominal(self, text: str) -> bool:
        """Whether the text may stand inside a name: no function words, no plain verbs, no amounts."""
        if len(text) > 1 and AMOUNT.search(text):
            return bool(_NUMBER.fullmatch(text)) and self._nominal(text.rstrip("0123456789") or "号")
        if len(text) <= 2:
            return text not in _NUMERALS
        for word, tag in self.words(text):
            if len(word) > 1 and tag.startswith(_FUNCTION_TAGS) and tag != "ag":
                return False
            if len(word) > 1 and tag == "v" and word not in self._soft:
                return False
        return True

    def stands(self, text: str, start: int, end: int, parted: bool) -> bool:
        """Whether start…end is free of the words round it; `parted`: what stands before it is known to end there."""
        left, right = start, end
        if not parted and start and text[start - 1] not in APART:
            left -= 1 + (start > 1 and text[start - 2] not in APART)
        if text[end : end + 1] not in APART:
            right += 1 + (text[end + 1 : end + 2] not in APART)
        return (left == start and right == end) or self._free(text[left:right], start - left, end - left)

    def _is_free(self, window: str, start: int, end: int) -> bool:
        """Whether no word runs over an end of start…end, and the character before it does not belong to it."""
        position = 0
        for word, tag in self._tag(window):
            before, position = position, position + len(word)
            if before < start < position or start < before < end < position:
                return False
            if position == start and len(word) == 1 and tag[0] in "nabjgz" and word not in _ENDS:
                return False  # a noun or adjective that belongs to what follows: 大|黄山
        return True

    def crosses(self, text: str, start: int, end: int) -> bool:
        """Whether the segmenter sees a word that runs over one end of start…end within the text."""
        position = 0
        for word, _ in self.words(text):
            after = position + len(word)
            if len(word) > 1 and (position < start < after or start < position < end < after):
                return True
            position = after
        return False

    def _proper(self, text: str) -> bool:
        """Whether the text looks like a proper name: no everyday word of two or more characters in it."""
        return all(len(word) == 1 or tag.startswith(_NAME_TAGS) for word, tag in self.words(text))

    def unknown(self, text: str) -> bool:
        """Whether the text holds no word of the dictionary but places."""
        return all(len(word) == 1 or tag.startswith("ns") for word, tag in self.words(text))

    def _begin(self, text: str) -> int:
        """How many characters lead the text that belong to no name: all up to its last plain verb or function word."""
        position = skipped = 0
        for word, tag in self.words(text):
            position += len(word)
            if len(word) > 1 and (tag.startswith(_FUNCTION_TAGS) or tag == "v"):
                skipped = position
        return skipped
