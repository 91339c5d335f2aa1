"""The phrase at the head of a window of tagged words: modifiers and nouns up to the last noun of the run.

Words with jieba's tags, read from left to right; where its dictionary misleads, what stands beside a word tells.
"""

from __future__ import annotations

from dataclasses import dataclass

from extract.values.count_lexis import Counted, Found, Lexis, Span, Word

HEADS = frozenset(["n", "nz", "nt", "ng", "vn", "an", "j", "s", "nw", "nrt", "zg", "eng"])
_NAMES = frozenset(["ns", "nr", "nrfg", "i", "l", "g"])
_MODIFIERS = frozenset(["a", "b", "f", "z", "t", "m", "q", "ag", "k", "ad"])
_GOVERNED = frozenset(["ul", "ug", "uz", "p"])
_CLOSING = frozenset(["v", "vn", "a", "nr", "nrt", "i", "l", "t", "z"])
_OF_A_VERB = frozenset(["ul", "uz", "ug", "uj", "m", "r", "v"])
_AT_FIRST = frozenset(["记者", "现象"])  # elsewhere they are none of a phrase
_KINDS = frozenset(
    ["本地", "当地", "外地", "各地", "各国", "各省", "各市", "各县", "各区", "各校", "各界", "各式", "各类",
     "各种", "各级", "各色", "其他", "其它", "此类", "这类", "同类"]
)  # fmt: skip
_LISTS = frozenset(["清单", "名单", "目录", "花名册"])  # 8项任务|清单: the tasks are counted
_AREAS = frozenset("县村乡镇省市国区")
_LOOSE = frozenset("个种项类组%")
TIMES = frozenset(["次", "遍", "趟", "回", "声", "%", "倍"])


@dataclass(slots=True)
class _State:
    """What a phrase holds so far."""

    act: bool  # the amount counts acts
    times: bool  # it counts how often: what follows may be the predicate
    ends: tuple[str, ...]  # the ends of the nouns that its unit counts
    loose: bool = True  # its unit counts anything
    begun: bool = False
    headed: bool = False
    open: bool = False  # its unit knows its nouns, and none was met
    agent: bool = False  # its head is one who acts: a verb follows rather than another noun


class Phrase:
    """Reads the phrase that a window begins with."""

    def __init__(self, lexis: Lexis) -> None:
        self.lexis = lexis
        self.words = lexis.words

    def __call__(self, text: str, words: list[Word], start: int, amount: Counted) -> Found | None:
        """Modifiers and nouns up to the last noun of the run at the beginning of the words."""
        at = start
        head: Span | None = None
        known: Span | None = None  # the last head that is one of what the unit counts
        begin: int | None = None
        ends = self.lexis.ends(amount)
        state = _State(amount.unit in self.words.acts, amount.unit in TIMES, ends, not ends)
        for place, (word, tag) in enumerate(words):
            end = at + len(word)
            following = words[place + 1] if place + 1 < len(words) else ("", "")
            fits = bool(ends) and self._fits(word, tag, ends, place)
            measure = word in self.words.dimensions and amount.kind == "count"
            if measure and not fits and (state.headed or amount.unit not in _LOOSE):
                break  # 12个县降雨量超过200毫米: a measure of the counted noun is what the next amount tells
            if word[0] == "之" and place and len(word) < 3:
                break  # 两条边之和
            if word == "“" and state.headed and state.loose and not self._leads_on(words, place):
                break  # 一个试验装置“春风”
            if tag == "uj" and self._goes_on(words[place - 1], following, amount, state, known):
                nominal: str | None = ""
                head, state.headed, state.agent = None, False, False
            elif place and words[place - 1][1] == "uj" and not state.headed and self._closes(word, tag, following):
                nominal = "head"
            else:
                nominal = "head" if fits else self._nominal(word, tag, following, state)
            if nominal is None and known is None and ends and tag == "v" and following[0].endswith(ends):
                nominal = ""  # 36家重点|耗能|企业
            if nominal is None:
                break
            if len(word) == 2 and following[1] == "ul" and begin is None and word[0] in _AREAS:
                return (at, at + 1), (at, at + 1)  # 11个县种|了…
            if nominal:
                head = (at, end) if nominal == "head" or head is None else (head[0], end)
                state.headed, state.agent = True, self.lexis.acts(word)
                known = head if fits or (nominal == "suffix" and word in ends) else known
                state.open = known is None and not state.loose
            begin = at if begin is None and tag not in ("uj", "x") else begin
            state.begun = begin is not None
            at = end
        head = known or head
        if head is None or begin is None:
            return self._act(words, start, amount) or self._owner(words, start)
        if known is None and amount.unit in self.words.no_after:
            return None
        if known is None and ends:
            head = self._within(text, head, ends)
        return (begin, head[1]), head

    def _goes_on(self, last: Word, following: Word, amount: Counted, state: _State, known: Span | None) -> bool:
        """Whether 的 behind a noun leads on to what is counted: 一种职业性的疾病, 两名企业的代表."""
        if not (state.headed and known is None and following[0]):
            return False
        word, tag = last
        if amount.unit in ("名", "位") and self._noun_next(following):
            return True
        return tag in ("i", "l") or word[-1] == "性" or word in self.words.qualities

    def _leads_on(self, words: list[Word], place: int) -> bool:
        """Whether a noun follows the quotation that opens at a word: 几枚老式“春雷”火箭弹."""
        close = next((at for at in range(place + 1, len(words) - 1) if words[at][0] == "”"), 0)
        return close > 0 and self._noun_next(words[close + 1])

    def _closes(self, word: str, tag: str, following: Word) -> bool:
        """Whether the word behind 的 is the noun, however it is tagged: 精彩的|演出, 著名的|金字塔."""
        if tag not in _CLOSING or len(word) < 2 or word in self.words.stops:
            return False
        return not self._noun_next(following) and following[1] not in ("uj", "v", "vn", "k", "ul", "uz", "ug")

    def _within(self, text: str, head: Span, ends: tuple[str, ...]) -> Span:
        """38名工人工资: the segmenter joins the one who is counted and what is his."""
        for size in (2, 3):
            if head[1] - head[0] > size + 1 and text.endswith(ends, head[0], head[0] + size):
                return head[0], head[0] + size
        return head

    def _fits(self, word: str, tag: str, ends: tuple[str, ...], place: int) -> bool:
        """Whether a word is one of what the unit counts, however it is tagged (超市 as a verb)."""
        if word in self.words.stops or tag[0] not in "nvjlbzi":
            return len(word) == 1 and place == 0 and word in ends
        if tag == "v" and word[-1] not in "者员":
            return len(word) > 1 and word.endswith(tuple([end for end in ends if len(end) > 1]))
        return len(word) > 1 and word.endswith(ends)

    def _owner(self, words: list[Word], start: int) -> Found | None:
        """4个村有…, 两个娃寄来…: the segmenter joins a noun of one character and its verb."""
        word, tag = words[0]
        joined = (len(word) == 2 and (word[1] in "有在是均都已将共" or word[0] == "人")) or (
            len(word) > 2 and tag == "v"
        )
        if joined and word[0] in self.lexis.suffixes:
            return (start, start + 1), (start, start + 1)
        if len(word) == 2 and word[0] in self.words.short and len(self.lexis.segmenter.known(word)) == 2:
            return (start, start + 1), (start, start + 1)  # 一支烟说…: no word of the dictionary
        return None

    def _nominal(self, word: str, tag: str, following: Word, state: _State) -> str | None:
        """ "head", "suffix" (joined to the head before), "" (a modifier) or None (the phrase is over)."""
        stops = self.words.stops
        if not (state.begun or state.times) and self._thing(word, tag, following):
            return "head"
        if tag == "zg" and len(word) == 1 and word not in self.lexis.suffixes:
            return None
        if len(word) == 1 and word in self.lexis.suffixes and tag != "uj" and (state.begun or word not in stops):
            return "suffix"
        if len(word) == 1 and tag == "ng" and state.headed:
            return "suffix"  # 录音|仪
        if word in stops or (state.headed and (word in _LISTS or (word[0] == "被" and len(word) == 2))):
            return None
        if tag in HEADS or word in self.lexis.persons:
            verbal = tag == "vn" and (following[1] in _GOVERNED or following[1].startswith("r"))
            if tag == "vn" and state.headed and not following[0] and not state.act and not state.loose:
                return None  # 警力执勤
            if (
                state.agent
                and tag in ("vn", "s")
                and not (self._noun_next(following) and self.lexis.acts(following[0]))
            ):
                return None  # 公司调整|票价, 海盗当场|击毙
            return None if verbal else "head"
        if tag in _NAMES:
            later = state.agent or (state.headed and tag in ("i", "l")) or (state.act and tag != "l")
            return None if later else "head"
        more = self._noun_next(following)
        if tag in _MODIFIERS:
            blocked = (
                (state.agent and tag == "ad")
                or (state.headed and tag == "t")
                or (state.headed and not state.open and tag in ("m", "q"))
            )
            return "" if not blocked and (more or not state.agent) else None
        if tag in ("v", "vd", "vi") and not state.agent:
            counted = bool(state.ends) and following[0].endswith(state.ends)  # 36家耗能企业
            known = (word in self.lexis.attributes and more) or following[0] in self.lexis.suffixes
            free = state.loose and not (state.headed or state.times) and len(word) > 1
            known |= free and len(following[0]) > 1 and self.governs(following[0])
            return "" if known or counted else None
        if tag == "uj" and state.begun:
            led = more or self._closes(*following, ("", "")) or (len(following[0]) > 1 and following[1] == "v")
            return "" if following[0] and not state.headed and led else None
        if word == "不" and not state.begun:
            return "" if following[0] and not state.headed else None
        if word in _KINDS and not state.headed:
            return "" if more else None
        return "" if tag == "x" and word in "“”‘’《》·" else None

    def _thing(self, word: str, tag: str, following: Word) -> bool:
        """Whether the first word is a noun, however it is tagged: 六千棵|树, 五封|表扬信, 两位|记者."""
        if self._noun_next(following):
            return False
        if word in _AT_FIRST:
            return True
        misread = word in self.words.short or (tag == "v" and len(word) > 2)
        return misread and following[1] not in _OF_A_VERB

    def governs(self, noun: str) -> bool:
        """Whether a noun takes a verb before it: 解决|方法."""
        return noun.endswith(self.words.governing)

    def _noun_next(self, following: Word) -> bool:
        word, tag = following
        noun = tag in HEADS or tag in ("b", "ns", "f") or word in self.lexis.suffixes
        return noun and word not in self.words.stops

    def _act(self, words: list[Word], start: int, amount: Counted) -> Found | None:
        """三声爆炸: an act that a bare verb names at the end; 两条带鱼: a noun, to the dictionary a verb."""
        word, tag = words[0]
        counted = amount.unit in self.words.acts or word.endswith(self.lexis.ends(amount))
        if tag == "v" and len(words) == 1 and len(word) > 1 and counted:
            span = (start, start + len(words[0][0]))
            return span, span
        return None
