"""The noun phrase after an amount, which it counts: 200多名青年志愿者, 3名参加培训的学员, 现有22幢楼.

Rules over a short window of words with jieba's tags: nouns run to the last one before a verb, 的 or a preposition;
a clause that 的 closes is stepped over. No parser: the windows of an amount cost microseconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extract.records import CountKind
from extract.values.count_grammar import Amount
from extract.values.count_lexis import NOTHING, REMEMBERED, STOP, STOPS, Counted, Found, Lexis, Sort, Span, Word, moved
from extract.values.units import UnitTable, span_of_time

_RIGHT = 24
_SHORT = 10  # the first window: most phrases end well before its end
_UNSURE = 4  # characters at the cut side of a window where words may be cut wrong
_CLOSED = STOPS | {""}
_LEADS = frozenset("以左的")
_NAMED_BY_FIGURE = re.compile(r"\d[\d.]{0,5}(?:[A-Za-z级后年岁]|[多余]岁|[万亿]?[千吨伏瓦])")
"""5个4A级景区, 3名90后干部."""
_FIGURE = re.compile(r"\d{1,4}")
_LEAD = re.compile(r"(?:以上|以下|左右|以内)?的?")
_QUOTED = re.compile(r"“([^”\n]{1,16})”")
_BRACKETED = re.compile(r"([一-龥]{1,2})\([一-龥、]{1,12}\)")
_HEADS = frozenset(["n", "nz", "nt", "ng", "vn", "an", "j", "s", "nw", "nrt", "zg", "eng"])
_NAMES = frozenset(["ns", "nr", "nrfg", "i", "l", "g"])
_MODIFIERS = frozenset(["a", "b", "f", "z", "t", "m", "q", "ag", "k", "ad"])
_GOVERNED = frozenset(["ul", "ug", "uz", "p"])
_AFTER_A_NOUN = frozenset("共有在是均都已将也就里内上全要被")  # 22幢楼共450户: the segmenter joins 楼共
_PLAIN = frozenset(["n", "nz", "b", "a"])
_CLOSING = frozenset(["v", "vn", "a", "nr", "nrt", "i", "l", "t", "z"])
_PARALLEL = re.compile(r"(?![是到在从向由对])(?:(?!的)[一-龥]){2,12}(?:、(?:(?!的)[一-龥]){2,12}){1,4}的(?=[一-龥])")
_AFTER_AN_ACT = frozenset(["f", "d", "ad", "m", "p"])
_NO_WORD = ("", "")
_TIMES = frozenset(["次", "遍", "趟", "回", "声", "%", "倍"])
_KINDS = frozenset(
    [
        "本地",
        "当地",
        "外地",
        "各地",
        "各国",
        "各省",
        "各市",
        "各县",
        "各区",
        "各校",
        "各界",
        "各式",
        "各类",
        "各种",
        "各级",
        "各色",
        "其他",
        "其它",
        "此类",
        "这类",
        "同类",
    ]
)
_LISTS = frozenset(["清单", "名单", "目录", "花名册"])  # 8项任务|清单: the tasks are counted
_AREAS = frozenset("县村乡镇省市国区")
_LOOSE = frozenset("个种项类组%")
_DIMENSION = re.compile(r"[高深长宽厚粗重远]的")
_ENUMERATED = re.compile(r"[一-龥]{1,8}[、和及与]")


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


class After:
    """Reads a short window of tagged words after an amount."""

    def __init__(self, lexis: Lexis, table: UnitTable) -> None:
        self.lexis = lexis
        self.words = lexis.words
        self.table = table
        self._seen = lru_cache(REMEMBERED)(self._read)

    def __call__(self, text: str, amount: Amount, stop: int) -> Found | None:
        """The phrase and its head, None where none follows before `stop`."""
        start = amount.end
        if text[start : start + 1] in _CLOSED or amount.kind == "rate" or not self._may_follow(text, amount):
            return None
        owned = False
        if text[start] in _LEADS and (lead := _LEAD.match(text, start)):
            start, owned = lead.end(), lead[0].endswith("的")
        if amount.kind == "measure" and _DIMENSION.match(text, start):
            return None  # 12米深的沟
        if owned and amount.kind in ("money", "measure"):
            return None
        if amount.kind == "percent" and not owned:
            return self._of_percent(text, start, stop, amount)
        end = min(stop, start + _RIGHT)
        if "(" in text[start + 1 : start + 3] and (bracket := _BRACKETED.match(text, start, end)) is not None:
            span = (start, bracket.end())
            found = self._run(text, bracket.end(), end, amount)
            return found if found is not None and found[0][0] == bracket.end() else (span, span)
        if text[start : start + 1] == "“" and (quote := _QUOTED.match(text, start, end)) is not None:
            behind = quote.end() + (text[quote.end() : quote.end() + 1] == "的" and amount.unit not in ("名", "位"))
            return self._run(text, behind, end, amount) or self._run(text, start + 1, quote.end() - 1, amount)
        return (
            self._listed(text, start, end, amount)
            or self._run(text, start, end, amount)
            or self._parallel(text, start, stop, amount)
        )

    def _of_percent(self, text: str, start: int, stop: int, amount: Amount) -> Found | None:
        """持有51%股权: a noun that stands right behind a percentage, with nothing but nouns in it."""
        end = min(stop, start + _RIGHT)
        if start >= end or not text[start].isalpha():
            return None
        word, tag = self.lexis.tag(text[start : min(end, start + _SHORT)])[0]
        if tag not in _PLAIN or word[-1] == "化" or word in self.lexis.attributes:
            return None
        return self._run(text, start, end, amount)

    def governs(self, text: str, start: int, stop: int, kind: CountKind) -> bool:
        """Whether the words from here on begin with a verb that modifies nothing."""
        (word, tag), (noun, _), *_ = (*self.lexis.tag(text[start : min(stop, start + _SHORT)]), _NO_WORD)
        governed = tag in ("v", "vn") and len(word) > 1 and word not in self.lexis.attributes
        return governed and not (tag == "vn" and kind == "money" and self._governs(noun))

    def _may_follow(self, text: str, amount: Amount) -> bool:
        """Whether the noun of this amount can stand after it."""
        start = amount.end
        if amount.unit in self.words.no_after and not self.lexis.ends(amount):
            return False
        if amount.kind == "money" and amount.approx in ("over", "under") and text[start - 1] in "上下":
            return False  # 亿元以上项目: a threshold
        if text[start] > "9":
            return True
        if _NAMED_BY_FIGURE.match(text, start):
            return True
        figure = _FIGURE.match(text, start)
        if figure is None:
            return text[start] in "(“\"' "
        return self.table.at(text, figure.end()) is None and not span_of_time(text, figure.end())  # 三瓶84消毒液

    def _listed(self, text: str, start: int, end: int, amount: Amount) -> Found | None:
        """1800名区、镇两级干部, 8吨菜、粮种子: the unit knows its nouns, and the first of the list is none of them."""
        ends = self.lexis.ends(amount)
        if not ends or (listed := _ENUMERATED.match(text, start, end)) is None:
            return None
        if any(word.endswith(ends) for word, _ in self.lexis.tag(text[start : listed.end() - 1])):
            return None
        found = self._run(text, listed.end(), end, amount)
        fits = found is not None and text[found[1][0] : found[1][1]].endswith(ends)
        return found if fits else None

    def _run(self, text: str, start: int, end: int, amount: Amount) -> Found | None:
        """The phrase at the start of a window, remembered by its words and the sort of the amount."""
        if (mark := STOP.search(text, start, end)) is not None:
            end = mark.start()
        if start >= end:
            return None
        if text[start] in self.lexis.ends(amount) and text[start + 1 : start + 2] in _AFTER_A_NOUN:
            return (start, start + 1), (start, start + 1)
        found = self._seen(text[start:end], Sort(amount.kind, amount.unit, amount.code))
        return None if found is None else moved(found, start)

    def _parallel(self, text: str, start: int, stop: int, amount: Amount) -> Found | None:
        """一支政治坚定、业务精湛的队伍: the noun behind attributes that are joined by 、."""
        joined = _PARALLEL.match(text, start, min(stop, start + 2 * _RIGHT)) if amount.kind == "count" else None
        if joined is None or amount.unit in _TIMES or amount.unit in self.words.no_after:
            return None
        return self._run(text, joined.end(), min(stop, joined.end() + _RIGHT), amount)

    def _read(self, text: str, amount: Sort) -> Found | None:
        """The phrase at the start of a text: its first characters first, the whole where the phrase may go on."""
        if len(text) > _SHORT + 2 and not (amount.kind == "count" and "的" in text):
            found = self._phrase(text, self.lexis.tag(text[:_SHORT]), 0, amount)
            if found is None or found[0][1] <= _SHORT - _UNSURE:
                return found
        words, skipped = self.lexis.tag(text), 0
        if amount.kind == "count" and (skipped := self._clause(words, amount)):
            return self._phrase(text, words[skipped:], _size(words[:skipped]), amount)
        found = self._phrase(text, words, 0, amount)
        if found is None and amount.kind == "count" and (skipped := self._modified(words, amount)):
            return self._phrase(text, words[skipped:], _size(words[:skipped]), amount)
        return found

    def _clause(self, words: list[Word], amount: Counted) -> int:
        """How many words at the start are a clause that 的 closes and that modifies what follows; 0 where none."""
        tag = words[0][1]
        if tag[0] not in "vpdr" and tag not in ("ad", "nr", "ns"):
            return 0
        if (amount.unit in _TIMES and tag != "p") or (tag == "vn" and len(words) > 1 and words[1][1] in _HEADS):
            return 0
        places = [place for place, (_, tag) in enumerate(words[:-1]) if tag == "uj"]
        if not places or not places[0]:
            return 0
        if amount.unit in self.words.acts and tag != "p":
            noun, follows = words[1]
            if places[0] < 3 or follows in _AFTER_AN_ACT or self._governs(noun):
                return 0  # 三场|比赛中的表现
        ends = self.lexis.ends(amount)
        if tag[0] == "n" and ends and any(word.endswith(ends) for word, _ in words[: places[0]]):
            return 0  # 五名南韩军人等到了河边的哨所
        return places[0] + 1

    def _modified(self, words: list[Word], amount: Counted) -> int:
        """How many words up to 的 modify the noun, whatever they are, where none was found; 0 where no 的 follows."""
        if amount.unit in _TIMES or amount.unit in self.words.no_after:
            return 0
        return next((place + 1 for place, (_, tag) in enumerate(words[:-1]) if tag == "uj" and place), 0)

    def _phrase(self, text: str, words: list[Word], start: int, amount: Counted) -> Found | None:
        """Modifiers and nouns up to the last noun of the run at the beginning of the words."""
        at = start
        head: Span | None = None
        known: Span | None = None  # the last head that is one of what the unit counts
        begin: int | None = None
        ends = self.lexis.ends(amount)
        state = _State(amount.unit in self.words.acts, amount.unit in _TIMES, ends, not ends)
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
        return None

    def _nominal(self, word: str, tag: str, following: Word, state: _State) -> str | None:
        """ "head", "suffix" (joined to the head before), "" (a modifier) or None (the phrase is over)."""
        stops = self.words.stops
        if tag == "zg" and len(word) == 1 and word not in self.lexis.suffixes:
            return None
        if len(word) == 1 and word in self.lexis.suffixes and tag != "uj" and (state.begun or word not in stops):
            return "suffix"
        if len(word) == 1 and tag == "ng" and state.headed:
            return "suffix"  # 录音|仪
        if word in stops or (state.headed and (word in _LISTS or (word[0] == "被" and len(word) == 2))):
            return None
        if tag in _HEADS or word in self.lexis.persons:
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
            known |= free and len(following[0]) > 1 and self._governs(following[0])
            return "" if known or counted else None
        if tag == "uj" and state.begun:
            led = more or self._closes(*following, ("", "")) or (len(following[0]) > 1 and following[1] == "v")
            return "" if following[0] and not state.headed and led else None
        if word == "不" and not state.begun:
            return "" if following[0] and not state.headed else None
        if word in _KINDS and not state.headed:
            return "" if more else None
        return "" if tag == "x" and word in "“”‘’《》·" else None

    def _governs(self, noun: str) -> bool:
        """Whether a noun takes a verb before it: 解决|方法."""
        return noun.endswith(self.words.governing)

    def _noun_next(self, following: Word) -> bool:
        word, tag = following
        noun = tag in _HEADS or tag in ("b", "ns", "f") or word in self.lexis.suffixes
        return noun and word not in self.words.stops

    def _known(self, word: str, amount: Counted) -> bool:
        return word.endswith(self.lexis.ends(amount) or NOTHING)

    def _act(self, words: list[Word], start: int, amount: Counted) -> Found | None:
        """三声爆炸: an act that a bare verb names at the end; 两条带鱼: a noun, to the dictionary a verb."""
        word, tag = words[0]
        counted = amount.unit in self.words.acts or self._known(word, amount)
        if tag == "v" and len(words) == 1 and len(word) > 1 and counted:
            span = (start, start + len(words[0][0]))
            return span, span
        return None


def _size(words: list[Word]) -> int:
    """How many characters words have."""
    return sum([len(word) for word, _ in words])
