"""What an amount counts: the noun phrase after it, or the one before it, with its head noun."""

from __future__ import annotations

import re

from extract.values.count_grammar import Amount
from extract.words.segmenters import Segmenter

Found = tuple[tuple[int, int], tuple[int, int]]
"""The span of the phrase and that of its head."""

_RIGHT = 22
_LEFT = 14
_STOP = re.compile(r"[。,;!?:\n、…—|]")
_AFTER_LEAD = re.compile(r"(?:以上|以下|左右|以内)?的?")
_LINKS = re.compile(
    r"(?:(?:已|也|都|则|均|就|还|又|各|仅|只|约|近|超|共|为|达|到|至|是|有|占|值|的|高|最|分别|累计|总计|共计|合计|一共|总共|超过|达到|突破|"
    r"增至|降至|升至|增加到|下降到|上升到|提高到|不足|不到|接近|仅为|约为|约占|多达|高达|长达|已达|共有|现有|计|深|高|长|宽|重|年均|平均|人均|日均)"
    r")+$"
)
_NOMINAL = frozenset(
    ["n", "vn", "an", "nz", "nt", "ns", "nr", "ng", "j", "l", "b", "s", "eng", "nrt", "nrfg", "i", "zg", "g", "nw"]
)
_HEADS = frozenset(["n", "nz", "vn", "j", "l", "ng", "nt", "an", "s", "nrt", "ns", "i", "nw", "zg"])
_MODIFIERS = frozenset(["a", "ad", "b", "f", "z", "t", "m", "q", "uj", "ag", "k"])
_STOP_WORDS = frozenset(["处", "时", "后", "前", "中", "里", "内", "外", "上", "下", "间", "起", "在", "死", "亡", "左右", "现象", "地", "当", "再", "前来", "以来", "之后"])
_QUOTES = frozenset("“”‘’《》()·")
_NO_AFTER = frozenset(["人", "人次", "户", "户次", "岁", "周岁", "分", "死", "伤", "亡", "俩", "成", "剂次", "台次", "架次", "车次", "票", "口"])
_VERBAL_AFTER = frozenset("在于了到着过")


class Nouns:
    """Reads short windows of tagged words on both sides of an amount."""

    def __init__(self, segmenter: Segmenter) -> None:
        self.segmenter = segmenter

    def of(self, text: str, amount: Amount, floor: int, stop: int) -> Found | None:
        """The phrase that names what is counted, looked for between `floor` and `stop`; None where none is stated."""
        if amount.kind == "age" or (amount.noun and amount.unit):
            return None
        after = self._after(text, amount, stop)
        if after is not None or amount.unit == "个百分点":
            return after
        return self._before(text, amount, floor)

    def _after(self, text: str, amount: Amount, stop: int) -> Found | None:
        if amount.unit in _NO_AFTER or amount.kind == "rate":
            return None
        start = amount.end
        lead = _AFTER_LEAD.match(text, start)
        if lead is not None:
            if amount.kind in ("percent", "share") and not lead[0].endswith("的") and amount.kind == "percent":
                return None
            if amount.kind == "money" and lead[0].endswith("的"):
                return None
            start = lead.end()
        end = min(stop, start + _RIGHT)
        if (mark := _STOP.search(text, start, end)) is not None:
            end = mark.start()
        if start >= end:
            return None
        words = self.segmenter.tag(text[start:end])
        verbs = amount.kind == "count"
        return _relative(words, start) if verbs and _opens_clause(words) else _phrase(words, start, verbs)

    def _before(self, text: str, amount: Amount, floor: int) -> Found | None:
        end = amount.start
        start = max(floor, end - _LEFT)
        for mark in _STOP.finditer(text, start, end):
            start = mark.end()
        if (links := _LINKS.search(text, start, end)) is not None:
            end = links.start()
        if start >= end:
            return None
        words = self.segmenter.tag(text[start:end])
        at = end
        head: tuple[int, int] | None = None
        for word, tag in reversed(words):
            begin = at - len(word)
            if head is None:
                if tag not in ("n", "vn", "nz", "an", "l", "j", "nw", "k", "nr", "zg", "ng") or (
                    len(word) < 2 and not _suffix(word)
                ):
                    return None
                if tag == "nr" and amount.kind != "percent":
                    return None
                head = (begin, at)
                if (
                    amount.kind == "count"
                    and tag == "vn"
                    and amount.unit not in ("次", "场", "起", "件", "项", "例", "次数")
                ):
                    return None
            elif tag not in ("n", "vn", "nz", "b", "j", "ng", "l", "an"):
                break
            at = begin
        return ((at, head[1]), head) if head else None


def _suffix(word: str) -> bool:
    return word in "率额量值价费款者员数级温速龄比幅车楼房粮田树药书鱼猪羊牛鸡鸭煤钢油电水"


def _opens_clause(words: list[tuple[str, str]]) -> bool:
    """Whether the words begin with a verb phrase or a preposition that 的 closes: 3名参加培训的学员."""
    for place, (word, tag) in enumerate(words[:-1]):
        if tag == "uj" and place >= 1:
            first = words[0][1]
            return first[0] in "vpdr" or first in (
                "ad",
                "vn",
                "t",
                "ns",
                "nr",
                "f",
                "n",
                "i",
                "l",
                "a",
                "nz",
                "nt",
                "s",
            )
        if word in ("和", "并", "及"):
            return False
    return False


def _relative(words: list[tuple[str, str]], start: int) -> Found | None:
    at = start
    for place, (word, tag) in enumerate(words):
        at += len(word)
        if tag == "uj" and place >= 1:
            rest = words[place + 1 :]
            if any(tag == "uj" for _, tag in rest[1:3]):
                return _relative(rest, at)
            return _phrase(rest, at, True) or _phrase(words, start, True)
    return None


def _phrase(words: list[tuple[str, str]], start: int, verbs: bool) -> Found | None:
    """The noun phrase at the beginning of the words: modifiers and nouns up to the last noun of the run."""
    at = start
    head: tuple[int, int] | None = None
    begin: int | None = None
    seen = False  # a real noun, no verbal one
    for place, (word, tag) in enumerate(words):
        end = at + len(word)
        following = words[place + 1] if place + 1 < len(words) else ("", "")
        if word in _QUOTES or (tag == "x" and word == " "):
            at = end
            continue
        if tag in _HEADS and word not in _STOP_WORDS:
            verbal = tag == "vn" and (
                (following[0][:1] in _VERBAL_AFTER
                and following[0] != "")
                or (seen and following[1][:1] in ("n", "m", "r") and _after_verb(words, place))
            )
            if verbal:
                break
            if not (tag in ("ns", "nr", "nt") and following[1][:1] in ("n", "v", "b", "a", "z")):
                if not (seen and tag == "vn" and not following[0]):
                    head = (at, end)
            begin = at if begin is None else begin
            seen = seen or tag != "vn"
        elif (
            tag in _MODIFIERS and word not in _STOP_WORDS and not (head and tag in ("ad", "a", "f", "t", "z", "m", "q"))
        ):
            if tag == "uj" and head is None and not place:
                pass
            begin = at if begin is None and tag != "uj" else begin
        elif (verbs and tag == "v" and head is None and following[1] in _HEADS and len(word) >= 2) or (tag in ("nr", "nrfg", "eng", "g") and head is None):
            begin = at if begin is None else begin
        else:
            break
        at = end
    if head is None or begin is None:
        return None
    return (min(begin, head[0]), head[1]), head


def _after_verb(words: list[tuple[str, str]], place: int) -> bool:
    """Whether a verbal noun after a noun rather governs what follows (党员|服务|群众): a person stands before it."""
    word = words[place - 1][0] if place else ""
    return word.endswith(("员", "者", "人", "工", "警", "生", "众", "民", "兵", "部", "师"))
