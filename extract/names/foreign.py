"""Foreign persons' names: with a dot between their parts, written plain after a post, and Japanese ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

from extract.names.phrases import Phrases
from extract.rules.alternation import one_of
from extract.rules.name import PersonRules

_LEADING = "以都曾不"  # function words that transliterate too, at the head of a name
_TRAILING = "以都曾不约当"  # and at its end
_ELEMENT = (4, 3, 2)  # lengths of the parts of minority names
_REACH = 6  # characters before a name in which a post or a country that runs into it may begin
_SHORTEST = 3  # characters of a plain foreign name
_JAPANESE = (4, 5, 3, 2)  # lengths of Japanese names, the likelier first
_HAN = re.compile("[\u4e00-\u9fff]+")
_EVERYDAY = "vdpcrutfmabiln"  # parts of speech of everyday words


class ForeignNames:
    """Finds transliterated names and cuts them free of the words round them."""

    def __init__(
        self,
        rules: PersonRules,
        phrases: Phrases,
        places: frozenset[str],
        countries: frozenset[str],
        surname: re.Pattern[str],
    ) -> None:
        chars = rules.transliteration
        self._dotted = re.compile(rf"[{chars}A-Z][{chars}a-zA-Z.]{{0,7}}(?:·[{chars}A-Za-z.]{{1,9}}){{1,4}}")
        self._plain = re.compile(rf"[{chars}]{{{_SHORTEST},8}}")
        self._before = frozenset((*rules.posts, *rules.roles, *rules.kin))
        self._ends = re.compile(one_of((*rules.verbs, *rules.honorifics), guarded=True))
        self._tag = phrases.words
        self._places, self._countries, self._surname = places, countries, surname
        self._elements = frozenset(rules.elements)
        self._element_ends = frozenset(element[-1] for element in rules.elements)
        self._element_starts = frozenset(element[0] for element in rules.elements)
        self._country_ends = frozenset(country[-1] for country in countries)

    def dotted(self, text: str) -> Iterator[tuple[int, int]]:
        """Names with a dot: 卡洛斯·贝尼特斯."""
        if "·" in text:
            for match in self._dotted.finditer(text):
                yield self.trimmed(text, match.start(), match.end())

    def trimmed(self, text: str, start: int, end: int) -> tuple[int, int]:
        """A dotted name without what belongs to the words round it: 总|理贝·布托, 米勒曾|任."""
        dot = text.find("·", start, end)
        if dot < 0:
            return start, end
        while dot - start > 1 and text[start] in _LEADING:
            start += 1
        start = self._after_words(text, start, dot)
        return start, self.without_end(text, text.rfind("·", start, end) + 1, end)

    def with_elements(self, text: str, start: int, end: int) -> tuple[int, int]:
        """A Tibetan, Mongolian, Uyghur or Yi name with all its parts, by one that it begins or ends with: 才让|卓玛."""
        head, tail = start, end
        if text[head - 1 : head] in self._element_ends and self._element(text[start:end], 0, 1):
            while size := self._element(text, head, -1):
                head -= size
        if text[tail : tail + 1] in self._element_starts and self._element(text[head:end], end - head, -1):
            while size := self._element(text, tail, 1):
                tail += size
        return head, tail

    def made_of_elements(self, string: str) -> bool:
        """Whether a string is two or more parts of such names, one after the other: 扎西次仁."""
        at = 0
        while size := self._element(string, at, 1):
            at += size
        return at == len(string) and len(string) >= _ELEMENT[0] and string not in self._elements

    def _element(self, text: str, at: int, step: int) -> int:
        """How long the element is that begins at an offset (`step` 1) or ends there (-1); 0 where there is none."""
        pieces = (text[at : at + size] if step > 0 else text[max(0, at - size) : at] for size in _ELEMENT)
        return next((len(piece) for piece in pieces if piece in self._elements), 0)

    def without_end(self, text: str, start: int, end: int, least: int = 1) -> int:
        """Where the last part of a name ends, without the words that follow: 米勒|曾任, 科瓦奇|以14秒.

        At least `least` characters are left.
        """
        position = start
        for word, tag in self._tag(text[start : end + 3]):
            if start + least <= position < end < position + len(word) and not tag.startswith(("nr", "x", "ns")):
                end = position
            position += len(word)
        while end - start > 1 and (
            text[end - 1] in _TRAILING or (text[end - 1] == "列" and text[end : end + 1] == "第")
        ):
            end -= 1
        return end

    def _after_words(self, text: str, start: int, dot: int) -> int:
        """Where the name begins after a post, kin or a place that its first characters end."""
        for end in range(dot - 1, start, -1):
            for begin in range(max(0, end - _REACH), start + 1):
                word = text[begin:end]
                crossing = begin < start and word in self._places and len(word) > 1
                led = begin == start and word in self._countries and self._tag(text[start:dot])[0][0] == word
                if word in self._before or crossing or led:
                    return end
        return start

    def of_country(self, text: str, start: int) -> bool:
        """Whether a country stands right before `start`."""
        if start < 2 or text[start - 1] not in self._country_ends:
            return False
        return any(text[max(0, start - length) : start] in self._countries for length in range(2, _REACH + 1))

    def after_post(self, text: str, start: int, ending: Callable[[str, int], int], led: bool) -> int | None:
        """Where a transliterated name that begins at `start` ends (总统米尔哈罗); None where there is none.

        `ending` tells how well a name ends at an offset: where it does (2), more than three characters are taken,
        three after a foreign team, though the first is a surname. `led` tells that a country stands before the post.
        """
        match = self._plain.match(text, start)
        end = self.without_end(text, start, match.end(), _SHORTEST) if match else start
        if end - start < _SHORTEST or self._is_word(text, start, end):
            return None
        word, tag = self._tag(text[start:end])[0]
        unknown = len(word) == 1 and self._surname.match(text, start) is None
        team = self.of_country(text, start - 1) and not text.startswith("中国", max(0, start - 3))
        whole = led or (end - start > (2 if team else 3) and ending(text, end) >= 2)
        return end if tag == "nrt" or len(word) > 3 or unknown or whole else None

    @staticmethod
    def after_japan(text: str, post: int) -> bool:
        """Whether 日本 leads a post at `post`."""
        return text.startswith("日本", max(0, post - 2))

    def japanese(self, text: str, post: int, start: int) -> int | None:
        """Where a Japanese name at `start` ends, after a post at `post` that 日本 leads; None elsewhere."""
        if not self.after_japan(text, post):
            return None
        ends = [start + length for length in _JAPANESE if self._is_japanese(text, start, start + length)]
        said = (end for end in sorted(ends) if self._ends.match(text, end))
        closed = (end for end in ends if not "\u4e00" <= text[end : end + 1] <= "\u9fff")
        parted = (end for end in ends if end - start > 2 and len(self._tag(text[end : end + 4])[0][0]) > 1)
        return next(chain(said, closed, parted), None)

    def _is_japanese(self, text: str, start: int, end: int) -> bool:
        return bool(_HAN.fullmatch(text, start, end)) and not self._is_word(text, start, end)

    def _is_word(self, text: str, start: int, end: int) -> bool:
        words = self._tag(text[start:end])
        return len(words) == 1 and words[0][1][0] in _EVERYDAY and not words[0][1].startswith("nr")
