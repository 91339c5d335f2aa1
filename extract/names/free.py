"""Where a name begins of which nothing is known but its head: by the context it stands in and by its words."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.names.headwords import Head
from extract.names.phrases import AMOUNT, Phrases
from extract.names.reading import Reading
from extract.rules.alternation import one_of
from extract.rules.name import Boundaries, HeadRule, PersonRules

_LOCATIVE = re.compile(
    r"(?:[在到赴至往从自于位沿离距过、和与及抵入向给由经环绕]|[到过抵]了|\d线|[搬住迁]进|[迁流汇驶]入|抢修|修缮|重修|兴建|拓宽|疏浚|横跨|登上|攀登|紧邻|毗邻|临近|靠近|邻近|占领|收复|炮击|轰炸|空袭|位于|来到|坐镇|走进|深入|前往|赶到|赶赴|途经|前|名叫|叫|[抵到直]达|飞抵|驶[抵往向入]|开[往赴]|奔[赴向]|驰援|进驻|返回|回到|撤离|离开|逃离|绕过|穿过|翻过|横穿|路过|落户|定居|坐落于?|地处)$"
)
_LIST_BEFORE = re.compile(r"[村镇乡路街河江山湖岛屯庄寨桥港海]、$")
_SCENIC = re.compile(r"等(?:\d|[一二三四五六七八九十几多]*)[\u4e00-\u9fff]?(?:景区|景点|地|村|镇|乡|街道)")
_LIST_AFTER = re.compile(r"、[\u4e00-\u9fff]{1,4}[村镇乡路街河江山湖岛屯庄寨桥港]")
# In no name of a hamlet.
_NO_BODY = re.compile("[^\u4e00-\u9fff]|[我你您咱谁啥哪有无已未必须再来去出入进过多少些敢很会要想能]")
_SIZES = frozenset("大小上下东西南北前后新老中")  # before an everyday word that names a place: 大榆树|屯
_SHORT_BODY = 2  # characters of a body that no word confirms
_REMEMBERED = 8192  # stretches before heads; two of three recur
_TOWNS = frozenset(("县", "镇", "乡", "大队"))
_UNKNOWN_AREA = re.compile(r"([\u4e00-\u9fff]{2,3}?)(?:省|市|县|区|州|镇|乡|街道)")


class FreeNames:
    """Finds the beginning of names that no known place or organ leads: 柳河|村, 塔米里|地区."""

    def __init__(self, boundaries: Boundaries, persons: PersonRules, phrases: Phrases) -> None:
        self._phrases = phrases
        self.syllables = frozenset(persons.transliteration)
        self._generic_before = boundaries.indefinite
        self._soft_start = re.compile(one_of(boundaries.soft, guarded=True))
        self._posts = re.compile(one_of((*persons.posts, *persons.roles)))
        self._judged = lru_cache(_REMEMBERED)(self._judge)

    def unknown_area(self, run: str) -> int:
        """Length of an area that no table holds at the beginning of a run (清屏县|公安); 0 where there is none."""
        match = _UNKNOWN_AREA.match(run)
        if match is None:
            return 0
        prefix = match.group(1)
        known = self._phrases.proper(prefix) or (
            run[match.end() - 1] in "县乡镇" and not self._soft_start.match(prefix)
        )
        return match.end() if known else 0

    def foreign(self, run: str, start: int, spec: HeadRule) -> int | None:
        """The beginning of a transliterated name that fills the run before the head: 塔米里|地区."""
        fits = max(3, spec.foreign[0]) <= len(run) <= spec.foreign[1] and self.syllables.issuperset(run)
        return start - len(run) if fits else None

    def begin(self, reading: Reading, head: Head, cut: int, start: int) -> int | None:
        """The beginning of a name of which nothing is known but its head."""
        text, spec = reading.text, head.spec
        if not spec.free[0] <= start - cut <= spec.free[1] + 6:
            return None
        run = text[cut:start]
        area, skipped = self._judged(run, head)
        generic = cut in reading.generic
        if area and not generic and self._at_place(text, cut, start + len(head.word)):
            return cut
        if skipped < 0 or (generic and not skipped):
            return None
        begin = cut + skipped
        if not skipped and begin and text[begin - 1] in self._generic_before and text[begin - 2 : begin] != "单位":
            return None
        return begin if self._credible(reading, head, begin, start, text[begin:start]) else None

    def _judge(self, run: str, head: Head) -> tuple[bool, int]:
        """Whether an area that no table holds leads the run; how much of it belongs to no name, -1 for all."""
        spec = head.spec
        if (len(run) > 1 and AMOUNT.search(run)) or run in head.not_body or self._posts.search(run):
            return False, -1
        skipped = self.skip(run)
        body = run[skipped:]
        fits = spec.free[0] <= len(body) <= spec.free[1] and body not in head.not_body
        return spec.kind == "LOC" and self._leads(run, head), skipped if fits and not body.endswith(
            spec.not_ending
        ) else -1

    def _leads(self, run: str, head: Head) -> bool:
        """Whether an area that no table holds leads a place: 北岭区望塘|路."""
        unknown = self.unknown_area(run)
        body = run[unknown:]
        fits = unknown and 0 < len(body) <= head.body and body not in head.not_body and self._phrases.nominal(body)
        return bool(fits) and not body.endswith(head.spec.not_ending)

    def _at_place(self, text: str, cut: int, end: int) -> bool:
        """Whether such a place begins a clause, or stands where only a place can."""
        return cut == 0 or not "\u4e00" <= text[cut - 1] <= "\u9fff" or self._in_context(text, cut, end)

    def _credible(self, reading: Reading, head: Head, begin: int, start: int, run: str) -> bool:
        """Whether a free body is a name: by what stands before it, and by what the segmenter makes of it."""
        text, spec = reading.text, head.spec
        if head.unheard:
            end = start + len(head.word)
            placed = (head.context or head.loose) and self._in_context(text, begin, end)
            if placed and head.loose and self._phrases.nominal(run + "的"):  # 在大源|墟教书
                return not self.runs_on(text[begin : end + 2], end - begin)
            return (placed or not head.context) and self.unheard(text, head, begin, start)
        set_in = bool(head.context and spec.setting) and reading.speaks_of(spec.setting)
        if set_in or (head.context and spec.after and text.startswith(spec.after, start + len(head.word))):
            return self._phrases.nominal(run + "的")
        if head.context and self._in_context(text, begin, start + len(head.word)):
            return self._phrases.nominal(run + "的")
        if head.context and begin and "\u4e00" <= text[begin - 1] <= "\u9fff":
            return text[begin - 1] == "的" and len(run) > 1 and self._phrases.unknown(run)
        if not head.loose:
            return not head.context
        return self._phrases.proper(run) or (head.word in _TOWNS and self._phrases.nominal(run + "的"))

    def unheard(self, text: str, head: Head, begin: int, start: int) -> bool:
        """Whether a body and its head are no everyday words, or the body one that names places: 桃花|峪."""
        body, name = text[begin:start], text[begin : start + len(head.word)]
        if _NO_BODY.search(body) or self.runs_on(text[begin : begin + len(name) + 2], len(name)):
            return False
        if body in head.bodies or (body[0] in _SIZES and body[1:] in head.bodies):
            return True
        if len(head.word) > 1:
            return self._phrases.proper(body)
        return len(body) <= _SHORT_BODY and self._phrases.proper(name) and len(self._phrases.words(name)[-1][0]) != 2

    def runs_on(self, text: str, end: int) -> bool:
        """Whether a word of the text runs over `end`: 两国关|系."""
        position = 0
        for word, _ in self._phrases.words(text):
            position += len(word)
            if position >= end:
                return position > end
        return False

    def skip(self, run: str) -> int:
        """How many characters of words that begin no name lead the run."""
        match = self._soft_start.match(run)
        skipped = match.end() if match else 0
        return skipped + (self._phrases.begin(run[skipped:]) if len(run) - skipped > 1 else 0)

    @staticmethod
    def _in_context(text: str, begin: int, end: int) -> bool:
        """Whether a short place stands where only a place can: after 在, in a list of its kind."""
        before = text[max(0, begin - 4) : begin]
        return bool(
            _LOCATIVE.search(before)
            or _LIST_BEFORE.search(before)
            or _LIST_AFTER.match(text, end)
            or _SCENIC.match(text, end)
        )
