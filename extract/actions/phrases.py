"""From a noun phrase to the arguments that it names: coordination, enumerations, titles before names."""

from __future__ import annotations

from extract.actions.grammar import Cues
from extract.actions.neighbours import NOMINAL, is_animate
from extract.actions.tokens import Tokens

Phrase = tuple[int, int]
Span = tuple[int, int]
_ANAPHORS = frozenset({"他", "她", "它", "他们", "她们", "它们"})
_NAMED = frozenset("POLs")
_LONGEST = 60  # characters of one argument
# What stands in a phrase of place and names none: 其中, 比赛中, 闭幕式上, 36人.
_NOWHERE = ("方面", "过程", "基础", "同时", "时", "后", "前", "期间", "间隙", "高峰期")
_NO_PLACE = ("中", "下", "会上", "赛上", "式上", "比赛中", "决赛中")
_MODIFIER = 4  # characters before 的 from which a counted noun stands alone: 捕捞大队的 | 五只渔船
_COMPACT = 16  # characters up to which `A 的 B` stays whole


class Phrases:
    """Cuts the noun phrases of one article into arguments."""

    def __init__(self, tokens: Tokens, cues: Cues) -> None:
        self.tokens, self.cues = tokens, cues
        self.codes = tokens.codes
        self._found: dict[Phrase, list[Span]] = {}

    def animate(self, phrase: Phrase | None) -> bool:
        """Whether the phrase names somebody who can act."""
        return phrase is not None and phrase[1] > phrase[0] and is_animate(self.tokens, self.cues, phrase[1] - 1)

    def is_crew(self, phrase: Phrase) -> bool:
        """Whether the phrase names so and so many, or a team."""
        return "m" in self.codes[slice(*phrase)] or self.tokens.string(*phrase)[-1] in "队隊组組"

    def moves(self, phrase: Phrase) -> bool:
        """Whether the phrase names somebody, or what goes where it is sent: vehicles."""
        return self.animate(phrase) or self.tokens.string(*phrase)[-1] not in "泵备具资物料款"

    def is_anaphor(self, subject: Phrase) -> bool:
        """他, 她们: stands for somebody named before, who stays the topic."""
        return subject[1] - subject[0] == 1 and self.tokens.word(subject[0]) in _ANAPHORS

    def text(self, phrase: Phrase | None) -> str:
        """The phrase as matched."""
        return self.tokens.string(*phrase) if phrase and phrase[1] > phrase[0] else ""

    def spans(self, phrase: Phrase | None) -> list[Span]:
        """The arguments that a phrase names, in text order."""
        if phrase is None or phrase[1] <= phrase[0]:
            return []
        found = self._found.get(phrase)
        if found is None:
            found = self._found[phrase] = self._cut(phrase)
        return list(found)

    def _cut(self, phrase: Phrase) -> list[Span]:
        i, j = self._trim(*phrase)
        if j <= i:
            return []
        if j == i + 1:
            return [self.tokens.span(i, j)]
        found = [span for a, b in self._members(i, j) for span in self._member(a, b)]
        return [(a, b) for a, b in found if 0 < b - a <= _LONGEST]

    def whole(self, phrase: Phrase | None) -> list[Span]:
        """The phrase as one argument, whatever is coordinated in it."""
        if phrase is None or phrase[1] <= phrase[0]:
            return []
        i, j = self._trim(*phrase)
        span = self.tokens.span(i, j) if j > i else (0, 0)
        return [span] if 0 < span[1] - span[0] <= _LONGEST else []

    def places(self, phrase: Phrase) -> list[Span]:
        """Where: 南街、柳堤 等 6处 路口, 某村、某村 等 乡镇 的 学校 are one place, named by its last word."""
        etc = self.codes.find("e", *phrase)
        tail = self.codes[etc + 1 : phrase[1]].strip("ucy") if etc >= 0 else ""
        alike = etc > phrase[0] and self.tokens.word(etc - 1)[-1] == self.text(phrase)[-1]  # 甲村、乙村 等 4个村
        one = (tail[:1] == "m" and not alike) or "u" in tail or self.codes[phrase[1] : phrase[1] + 1] == "u"
        return self.whole(phrase) if one and tail and tail[-1] not in "LOP" else self.spans(phrase)

    def pairs(self, phrase: Phrase) -> list[tuple[Phrase, Phrase]]:
        """恒达公司20万元、永新公司10万元: (who, how much) of each item; nothing where an item is not of this form."""
        found = []
        for i, j in self._split(*phrase):
            if j - i < 2 or self.codes[j - 1] != "m" or "m" in self.codes[i : j - 1]:
                return []
            found.append(((i, j - 1), (j - 1, j)))
        return found

    def _trim(self, i: int, j: int) -> Phrase:
        while j > i and self.codes[j - 1] in "ucy":
            j -= 1
        while i < j and self.codes[i] in "ucey":
            i += 1
        return i, j

    def _members(self, i: int, j: int) -> list[Phrase]:
        """The coordinated members; an enumeration with 等 stays whole unless its members are all named."""
        codes = self.codes
        etc = codes.find("e", i, j)
        if etc >= 0:
            head = self._split(i, etc)
            named = all(any(code in _NAMED for code in codes[a:b]) for a, b in head)
            counted = codes[etc + 1 : etc + 2] == "m"
            if not named or "m" in codes[i:etc] or (not counted and ("m" in codes[etc:j] or len(head) == 1)):
                return [(i, j)]
            return head + ([(etc + 1, j)] if counted and etc + 1 < j - 1 else [])
        parts = self._split(i, j)
        whole = len(parts) == 1 or not all(self._full(a, b) for a, b in parts) or self._shares_head(parts)
        return [(i, j)] if whole else parts

    def _shares_head(self, parts: list[Phrase]) -> bool:
        """瑞士、法国、美国 | 对华投资: places before one noun that they all modify."""
        bare = all(b - a == 1 and self.codes[a] == "L" for a, b in parts[:-1])
        a, b = parts[-1]
        return bare and self.codes[a] == "L" and b - a > 1 and "P" not in self.codes[a:b]

    def _split(self, i: int, j: int) -> list[Phrase]:
        if "c" not in self.codes[i:j] and "ss" not in self.codes[i:j]:
            return [(i, j)]
        parts, start = [], i
        for token in range(i, j):
            if self.codes[token] == "c":
                parts.append((start, token))
                start = token + 1
            elif self.codes[token] == "s" and token > start and self.codes[token - 1] == "s":
                parts.append((start, token))
                start = token
        parts.append((start, j))
        return [(a, b) for a, b in parts if b > a]

    def _full(self, i: int, j: int) -> bool:
        codes = self.codes
        if any(code in "POLsmR" for code in codes[i:j]) or self.animate((i, j)):
            return True
        return self.tokens.ends[j - 1] - self.tokens.starts[i] >= 4

    def _member(self, i: int, j: int) -> list[Span]:
        codes, tokens = self.codes, self.tokens
        people = [token for token in range(i, j) if codes[token] == "P"]
        if people and (people[-1] == j - 1 or (codes[people[-1] + 1] in "sye" and codes[j - 1] != "n")):
            return [tokens.span(token, token + 1) for token in people]
        count = codes.find("m", i, j)
        if i < count < j - 1 and "e" not in codes[i:j] and not any(codes[token] in "PO" for token in range(i, count)):
            i = count
        cut = codes.rfind("u", i, j)
        if cut > i and "e" not in codes[i:j]:
            long = tokens.ends[j - 1] - tokens.starts[i] > _COMPACT
            heavy = codes[cut + 1] == "m" and tokens.ends[cut - 1] - tokens.starts[i] >= _MODIFIER
            if codes[i] != "m" and (long or (heavy and not self.animate((i, j)))):
                i = cut + 1
        return [tokens.span(i, j)] if j > i else []

    def is_where(self, phrase: Phrase) -> bool:
        """Whether a phrase under 在, 从, 到 … or before a clause can name a place."""
        text = self.text(phrase)
        if text.endswith(_NOWHERE) or text == "其中" or self.codes[phrase[1] - 1] == "m":
            return False
        if self.has_place(phrase):
            return True
        return not text.endswith(_NO_PLACE) and (self.codes[phrase[1] - 1] == "f" or text.endswith(self.cues.sites))

    def has_place(self, phrase: Phrase) -> bool:
        """Whether a place or an organization is named in the phrase."""
        return any(code in "LO" for code in self.codes[phrase[0] : phrase[1]])

    def nominal(self, token: int) -> bool:
        """Whether the token can stand in a noun phrase."""
        return self.codes[token] in NOMINAL
