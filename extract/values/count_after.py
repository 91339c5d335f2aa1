"""The noun phrase after an amount, which it counts: 200多名青年志愿者, 3名参加培训的学员, 现有22幢楼.

Rules over a short window of words with jieba's tags: nouns run to the last one before a verb, 的 or a preposition;
a clause that 的 closes is stepped over. No parser: the windows of an amount cost microseconds.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extract.records import CountKind
from extract.values.count_grammar import Amount
from extract.values.count_lexis import REMEMBERED, STOP, STOPS, Counted, Found, Lexis, Sort, Word, moved
from extract.values.count_phrase import HEADS, TIMES, Phrase
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
_AFTER_A_NOUN = frozenset("共有在是均都已将也就里内上全要被")  # 22幢楼共450户: the segmenter joins 楼共
_PLAIN = frozenset(["n", "nz", "b", "a"])
_PARALLEL = re.compile(r"(?![是到在从向由对])(?:(?!的)[一-龥]){2,12}(?:、(?:(?!的)[一-龥]){2,12}){1,4}的(?=[一-龥])")
_AFTER_AN_ACT = frozenset(["f", "d", "ad", "m", "p"])
_NO_WORD = ("", "")
_DIMENSION = re.compile(r"[高深长宽厚粗重远]的")
_ANYTHING = frozenset("个种项类组次遍趟回声")
_ITEM = re.compile(r"([一-龥]{2,3})[、和及](?=[\d一两二三四五六七八九十])")
_ENUMERATED = re.compile(r"[一-龥]{1,8}[、和及与]")


class After:
    """Reads a short window of tagged words after an amount."""

    def __init__(self, lexis: Lexis, table: UnitTable) -> None:
        self.lexis = lexis
        self.words = lexis.words
        self.table = table
        self.phrase = Phrase(lexis)
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
            or self._item(text, start, end, amount)
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
        return governed and not (
            tag == "vn" and kind == "money" and (self.phrase.governs(noun) or noun in self.words.sums)
        )

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

    def _item(self, text: str, start: int, end: int, amount: Amount) -> Found | None:
        """17封侨批、6本账簿: what stands between a classifier and the next item of a list, its words unknown."""
        if amount.kind != "count" or amount.unit in _ANYTHING or amount.unit in self.words.no_after:
            return None
        item = _ITEM.match(text, start, end)
        return item and (item.span(1), item.span(1))

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
        if joined is None or amount.unit in TIMES or amount.unit in self.words.no_after:
            return None
        return self._run(text, joined.end(), min(stop, joined.end() + _RIGHT), amount)

    def _read(self, text: str, amount: Sort) -> Found | None:
        """The phrase at the start of a text: its first characters first, the whole where the phrase may go on."""
        if len(text) > _SHORT + 2 and not (amount.kind == "count" and "的" in text):
            found = self.phrase(text, self.lexis.tag(text[:_SHORT]), 0, amount)
            if found is None or found[0][1] <= _SHORT - _UNSURE:
                return found
        words = self.lexis.tag(text)
        if amount.kind == "count" and (skipped := self._clause(words, amount)):
            return self.phrase(text, words[skipped:], _size(words[:skipped]), amount)
        found = self.phrase(text, words, 0, amount)
        if found is None and amount.kind == "count" and (skipped := self._modified(words, amount)):
            return self.phrase(text, words[skipped:], _size(words[:skipped]), amount)
        return found

    def _clause(self, words: list[Word], amount: Counted) -> int:
        """How many words at the start are a clause that 的 closes and that modifies what follows; 0 where none."""
        tag = words[0][1]
        if tag[0] not in "vpdr" and tag not in ("ad", "nr", "ns"):
            return 0
        if (amount.unit in TIMES and tag != "p") or (tag == "vn" and len(words) > 1 and words[1][1] in HEADS):
            return 0
        places = [place for place, (_, tag) in enumerate(words[:-1]) if tag == "uj"]
        if not places or not places[0]:
            return 0
        if amount.unit in self.words.acts and tag != "p":
            noun, follows = words[1]
            if places[0] < 3 or follows in _AFTER_AN_ACT or self.phrase.governs(noun):
                return 0  # 三场|比赛中的表现
        ends = self.lexis.ends(amount)
        if tag[0] == "n" and ends and any(word.endswith(ends) for word, _ in words[: places[0]]):
            return 0  # 五名南韩军人等到了河边的哨所
        return places[0] + 1

    def _modified(self, words: list[Word], amount: Counted) -> int:
        """How many words up to 的 modify the noun, whatever they are, where none was found; 0 where no 的 follows."""
        if amount.unit in TIMES or amount.unit in self.words.no_after:
            return 0
        return next((place + 1 for place, (_, tag) in enumerate(words[:-1]) if tag == "uj" and place), 0)


def _size(words: list[Word]) -> int:
    """How many characters words have."""
    return sum([len(word) for word, _ in words])
