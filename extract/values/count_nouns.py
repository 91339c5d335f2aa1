"""What an amount counts: the noun phrase after it, or the one before it, with its head noun.

Rules over short windows of words with jieba's tags: nouns run to the last one before a verb, 的 or a preposition;
a clause that 的 closes is stepped over (3名参加培训的学员). No parser: the windows of an amount cost microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.rules.unit import NounWords
from extract.values.count_grammar import Amount
from extract.words.segmenters import Segmenter

Span = tuple[int, int]
Found = tuple[Span, Span]
"""The span of the phrase and that of its head."""

_REMEMBERED = 1 << 12  # windows: tables and lists say the same again and again
_RIGHT = 24
_LEFT = 16
_SHORT = 10  # the first window: most phrases end well before its end
_UNSURE = 4  # characters at the cut side of a window where words may be cut wrong
_STOP = re.compile(r"[。,;!?:\n、…—|]")
_CLOSED = frozenset(["", *"。,;!?:\n、…—|"])
_NO_NOUN_ENDS = frozenset("了着在从将向对给把于和与或且而但没很再又已其之这那每把以让使")
_POINTS = "个百分点"
_CHANGING = frozenset(["percent", "share", "measure"])
_COMPARED = re.compile(r"比[^,。;]{1,8}?[低高多少快慢长短重轻厚][出了达]?$")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百千万亿]|^[几数多]")
_GOODS = frozenset("井石粪树林路渠桥粮煤猪牛羊鸡鸭鱼田地油船车房坝堤塘肥麦稻棉布钢铁铜砖瓦血药苗草")  # 打井, 采石, 植树
_NOTHING = ("\0",)
_LEADS = frozenset("以左的")
_NAMED_BY_FIGURE = re.compile(
    r"[^\d]|\d[\d.]{0,5}(?:[A-Za-z级后年岁]|[多余]岁|[万亿]?[千吨伏瓦])"
)  # 5个4A级景区, 3名90后干部
_LEAD = re.compile(r"(?:以上|以下|左右|以内)?的?")
_QUOTED = re.compile(r"“([^”\n]{1,16})”")
_BRACKETED = re.compile(r"([一-龥]{1,2})\([一-龥、]{1,12}\)")
_HEADS = frozenset(["n", "nz", "nt", "ng", "vn", "an", "j", "s", "nw", "nrt", "zg", "eng"])
_NAMES = frozenset(["ns", "nr", "nrfg", "i", "l", "g"])
_MODIFIERS = frozenset(["a", "b", "f", "z", "t", "m", "q", "ag", "k", "ad"])
_BEFORE = frozenset(["n", "nz", "vn", "an", "l", "j", "nw", "k", "zg", "ng", "nt", "nrt"])
_GOVERNED = frozenset(["ul", "ug", "uz", "p"])


@dataclass(slots=True)
class _State:
    """What a phrase holds so far."""

    act: bool  # the amount counts acts
    loose: bool = True  # its unit counts anything
    begun: bool = False
    headed: bool = False
    agent: bool = False  # its head is one who acts: a verb follows rather than another noun


class Nouns:
    """Reads short windows of tagged words on both sides of an amount."""

    def __init__(
        self, segmenter: Segmenter, words: NounWords, attributes: Sequence[str], persons: Sequence[str]
    ) -> None:
        self.persons = frozenset(persons)
        self.tag = lru_cache(_REMEMBERED)(segmenter.tag)
        self.words = words
        self.attributes = frozenset(attributes)
        self.suffixes = frozenset(words.suffixes)
        self.ends_of_links: dict[str, tuple[str, ...]] = {}
        for link in sorted(words.links, key=len):
            self.ends_of_links[link[-1]] = (link, *self.ends_of_links.get(link[-1], ()))
        self.heads = {unit: tuple(ends) for unit, ends in words.heads.items()} | dict.fromkeys("名位", words.agents)
        self.dimensions = tuple(words.dimensions)
        self.ends_of_dimensions = frozenset(word[-1] for word in words.dimensions)
        self.ends_of_agents = {size: frozenset(w for w in words.agents if len(w) == size) for size in (1, 2, 3)}
        self.change = re.compile(
            f"(?:可能|预计|分别|单日|又|再|也)?(?:(?:同比|环比|比[^,。]{{1,8}}?)?(?:实际|名义)?(?:{'|'.join(words.change)})[了到至为]?)$"
        )

    def of(self, text: str, amount: Amount, floor: int, stop: int) -> Found | None:
        """The phrase that names what is counted, looked for between `floor` and `stop`; None where none is stated."""
        if amount.kind == "age" or (amount.noun and amount.unit):
            return None
        after = self._after(text, amount, stop)
        verb_follows = amount.unit in ("次", "回", "遍", "趟") and text[amount.end : amount.end + 1].isalpha()
        if after is not None or verb_follows:
            return after
        return self._before(text, amount, floor)

    def _after(self, text: str, amount: Amount, stop: int) -> Found | None:
        start = amount.end
        if text[start : start + 1] in _CLOSED or amount.kind == "rate":
            return None
        if amount.unit in self.words.no_after and not text.startswith(self.heads.get(amount.unit, _NOTHING), start):
            return None
        if text[start] <= "9" and not _NAMED_BY_FIGURE.match(text, start):
            return None
        owned = False
        if text[start] in _LEADS and (lead := _LEAD.match(text, start)):
            start, owned = lead.end(), lead[0].endswith("的")
        if (owned and amount.kind in ("money", "measure")) or (amount.kind == "percent" and not owned):
            return None
        end = min(stop, start + _RIGHT)
        if "(" in text[start + 1 : start + 3] and (bracket := _BRACKETED.match(text, start, end)) is not None:
            span = (start, bracket.end())
            return self._run(text, bracket.end(), end, amount) or (span, span)
        if text[start : start + 1] == "“" and (quote := _QUOTED.match(text, start, end)) is not None:
            return self._run(text, quote.end(), end, amount) or self._run(text, start + 1, quote.end() - 1, amount)
        return self._run(text, start, end, amount)

    def _run(self, text: str, start: int, end: int, amount: Amount) -> Found | None:
        """The phrase at the start of a window: a short window first, the whole where the phrase may go on."""
        if (mark := _STOP.search(text, start, end)) is not None:
            end = mark.start()
        if start >= end:
            return None
        short = start + _SHORT
        if short + 2 < end and not (amount.kind == "count" and text.find("的", start, end) > 0):
            found = self._phrase(self.tag(text[start:short]), start, amount)
            if found is None or found[0][1] <= short - _UNSURE:
                return found
        words = self.tag(text[start:end])
        if amount.kind == "count" and (skipped := self._clause(words, amount)):
            start += sum(len(word) for word, _ in words[:skipped])
            words = words[skipped:]
        return self._phrase(words, start, amount)

    def _clause(self, words: list[tuple[str, str]], amount: Amount) -> int:
        """How many words at the start are a clause that 的 closes and that modifies what follows; 0 where none."""
        tag = words[0][1]
        if (tag[0] not in "vpdr" and tag not in ("ad", "nr", "ns")) or amount.unit in self.words.acts:
            return 0
        if tag == "vn" and len(words) > 1 and words[1][1] in _HEADS:
            return 0
        places = [place for place, (_, tag) in enumerate(words[:-1]) if tag == "uj"]
        return places[0] + 1 if places and places[0] else 0

    def _phrase(self, words: list[tuple[str, str]], start: int, amount: Amount) -> Found | None:
        """Modifiers and nouns up to the last noun of the run at the beginning of the words."""
        at = start
        head: Span | None = None
        known: Span | None = None  # the last head that is one of what the unit counts
        begin: int | None = None
        ends = self.heads.get(amount.unit, ())
        state = _State(amount.unit in self.words.acts, not ends)
        for place, (word, tag) in enumerate(words):
            end = at + len(word)
            following = words[place + 1] if place + 1 < len(words) else ("", "")
            fits = bool(ends) and self._fits(word, tag, ends, place)
            nominal = "head" if fits else self._nominal(word, tag, following, state)
            if nominal is None:
                break
            if nominal:
                head = (at, end) if nominal == "head" or head is None else (head[0], end)
                state.headed, state.agent = True, self._acts(word)
                known = head if fits or (nominal == "suffix" and word in ends) else known
            begin = at if begin is None and tag not in ("uj", "x") else begin
            state.begun = begin is not None
            at = end
        head = known or head
        if head is None or begin is None:
            return self._act(words, start, amount) or self._owner(words, start)
        return (begin, head[1]), head

    def _fits(self, word: str, tag: str, ends: tuple[str, ...], place: int) -> bool:
        """Whether a word is one of what the unit counts, however it is tagged (超市 as a verb)."""
        if word in self.words.stops or tag[0] not in "nvjlbzi":
            return len(word) == 1 and place == 0 and word in ends
        return len(word) > 1 and word.endswith(ends)

    def _owner(self, words: list[tuple[str, str]], start: int) -> Found | None:
        """4个村有…: the segmenter joins a noun of one character and its verb."""
        word = words[0][0]
        if len(word) == 2 and word[1] in "有在是均都已将" and word[0] in self.suffixes:
            return (start, start + 1), (start, start + 1)
        return None

    def _nominal(self, word: str, tag: str, following: tuple[str, str], state: _State) -> str | None:
        """ "head", "suffix" (joined to the head before), "" (a modifier) or None (the phrase is over)."""
        if len(word) == 1 and word in self.suffixes and tag != "uj" and (state.begun or word not in self.words.stops):
            return "suffix"
        if word in self.words.stops or (word[0] == "被" and len(word) == 2 and state.headed):
            return None
        if tag in _HEADS or word in self.persons:
            verbal = tag == "vn" and (following[1] in _GOVERNED or following[1].startswith("r"))
            if tag == "vn" and state.headed and not following[0] and not state.act and not state.loose:
                return None  # 警力执勤
            return None if verbal or (state.agent and tag == "vn" and not self._noun_next(following)) else "head"
        if tag in _NAMES:
            later = state.agent or (state.headed and tag in ("i", "l")) or (state.act and tag != "l")
            return None if later else "head"
        more = self._noun_next(following)
        if tag in _MODIFIERS:
            blocked = (state.agent and tag in ("ad", "t")) or (state.headed and tag in ("m", "q"))
            return "" if not blocked and (more or not state.agent) else None
        if tag in ("v", "vd", "vi") and not state.agent:
            return "" if (word in self.attributes and more) or following[0] in self.suffixes else None
        if tag == "uj":
            return "" if more and not state.headed else None
        return "" if tag == "x" and word in "“”‘’《》· " else None

    def _noun_next(self, following: tuple[str, str]) -> bool:
        word, tag = following
        return (tag in _HEADS or tag in ("b", "ns", "f") or word in self.suffixes) and word not in self.words.stops

    def _act(self, words: list[tuple[str, str]], start: int, amount: Amount) -> Found | None:
        """三声爆炸, 两次袭击: an act named by a bare verb at the end of the clause."""
        if amount.unit in self.words.acts and len(words) == 1 and words[0][1] == "v" and len(words[0][0]) > 1:
            span = (start, start + len(words[0][0]))
            return span, span
        return None

    def _before(self, text: str, amount: Amount, floor: int) -> Found | None:
        start, end = max(floor, amount.start - _LEFT), amount.start
        for mark in _STOP.finditer(text, start, end):
            start = mark.end()
        if amount.kind in _CHANGING or amount.unit == _POINTS:
            end = self._unchange(text, start, end)
        end = self._unlink(text, start, end)
        if text[end - 1 : end] == "等" and end - start > 3:
            unnamed = self._unname(text, start, end - 1)
            end = end if unnamed == end - 1 else unnamed
        if start >= end or text[end - 1] in _NO_NOUN_ENDS:
            return None
        found = None
        if end - start > _SHORT + 2:
            found = self._backwards(self.tag(text[end - _SHORT : end]), end, amount)
            if found is None:
                return None
        if found is None or found[0][0] < end - _SHORT + _UNSURE:
            found = self._backwards(self.tag(text[start:end]), end, amount)
        if found is None:
            return None
        head = text[found[1][0] : found[1][1]]
        if head in self.words.not_counted or not self._suits(head, amount):
            return None
        return found

    def _unchange(self, text: str, start: int, end: int) -> int:
        """Where a verb of change and a comparison begin: 产值同比增长, 噪声比同类产品低."""
        link = self.change.search(text, start, end) or _COMPARED.search(text, start, end)
        return link.start() if link else end

    def _unname(self, text: str, start: int, end: int) -> int:
        """Where the names begin that 等 closes: 嫌疑人丁某等5人."""
        words = self.tag(text[start:end])
        for word, tag in reversed(words):
            if tag[:2] not in ("nr", "x") and word not in "、和与":
                break
            end -= len(word)
        return end

    def _unlink(self, text: str, start: int, end: int) -> int:
        """Where the words between a noun and its amount begin (已达, 共有, 增加到)."""
        while end > start and (links := self.ends_of_links.get(text[end - 1])):
            if text[end - 1] in self.ends_of_dimensions and text.endswith(self.dimensions, start, end):
                break
            for link in links:
                if text.endswith(link, start, end):
                    end -= len(link)
                    break
            else:
                break
        return end

    def _acts(self, word: str) -> bool:
        """Whether a noun is one for those who act."""
        ends = self.ends_of_agents
        return word[-1] in ends[1] or word[-2:] in ends[2] or word[-3:] in ends[3]

    def _suits(self, head: str, amount: Amount) -> bool:
        """Whether a noun before the amount can be what its unit counts: people take 人, lengths take 深度."""
        if amount.unit in self.words.people:
            return self._acts(head) or head.endswith(self.heads.get(amount.unit, _NOTHING))
        if amount.code in ("km", "m", "cm", "mm", "500.m", "m/3", "10.m/3", "[mi_i]", "[nmi_i]"):
            return head.endswith(self.words.lengths)
        return True

    def _backwards(self, words: list[tuple[str, str]], end: int, amount: Amount) -> Found | None:
        at = end
        head: Span | None = None
        for place in range(len(words) - 1, -1, -1):
            word, tag = words[place]
            begin = at - len(word)
            if head is None:
                if len(word) == 1 and word in self.words.endings and place and words[place - 1][1][0] not in "xpcr":
                    head = (begin - len(words[place - 1][0]), at)
                elif not self._head_before(word, tag, amount, words[place - 1] if place else ("", "")):
                    return None
                else:
                    acted = tag in ("v", "z") and len(word) == 2 and word[1] in _GOODS  # 打井: the well is counted
                    head = (at - 1, at) if acted else (begin, at)
            elif begin >= head[0]:
                pass
            elif tag not in _BEFORE and tag != "b":
                break
            at = begin
        return ((min(at, head[0]), head[1]), head) if head else None

    def _head_before(self, word: str, tag: str, amount: Amount, before: tuple[str, str]) -> bool:
        """Whether the last word before an amount (its links taken off) is what it counts."""
        if len(word) < 2:
            goods = amount.kind == "measure" and tag == "n"
            return goods or (word in self.suffixes and before[1][:1] == "n" and tag[0] not in "upcdr")
        if (word[-1] in self.words.measured and tag != "v") or word[-1] in "者":
            return True
        if word in self.words.dimensions:
            return True
        if word in self.words.sums:
            return self._sum(word, tag, amount, before)
        if tag == "vn" and amount.kind == "money":
            return self._sum(word, tag, amount, before)
        if tag == "vn" and amount.kind == "count":
            return amount.unit in self.words.acts or before[1] in ("n", "vn", "b", "a")
        if tag in ("nr", "nrt") and before[1][:1] not in ("v", "a", "b", "u"):
            return False
        if tag in ("m", "nr", "nrt") or (
            tag in ("v", "z", "nz") and word.endswith(self.heads.get(amount.unit, _NOTHING))
        ):
            return amount.unit not in self.words.people and not _NUMERAL.search(word)
        if tag in ("v", "z") and len(word) == 2 and word[1] in _GOODS and amount.kind != "money":
            return amount.unit not in self.words.people and amount.unit not in self.words.acts
        return tag in _BEFORE

    def _sum(self, word: str, tag: str, amount: Amount, before: tuple[str, str]) -> bool:
        """Whether a verbal noun of a sum is a noun here (收到捐款5万元) and no predicate (职工捐款5万元)."""
        if amount.kind != "money":
            return before[1] in ("n", "vn", "b", "a", "v")
        governed = before[0] in self.words.modals or before[1] in ("nr", "nt", "ns", "t", "d")
        if not before[0]:
            return word not in self.words.givings
        return before[0][0] == "每" or not (governed or self._acts(before[0]))
