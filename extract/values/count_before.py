"""The noun phrase before an amount, which it counts: 捐赠口罩1000只, 床位已增至450张, 晚稻已收割八百亩.

What links a noun and its amount is taken off from the right (已增至, 每人, 由 before 由300吨提高到450吨); then the
words are read from right to left.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extract.values.count_grammar import Amount
from extract.values.count_lexis import NOTHING, REMEMBERED, STOP, STOPS, Counted, Found, Lexis, Sort, Span, Word, moved

_LEFT = 16
_FAR = 24  # how far back 把 may stand
_SHORT = 10  # the first window: most phrases end well before its end
_UNSURE = 4  # characters at the cut side of a window where words may be cut wrong
_NO_NOUN_ENDS = frozenset("了着在从将向对给把于和与或且而但没很再又已其之这那每把以让使")
_NO_THEME = frozenset("的是为")
_POINTS = "个百分点"
_CHANGING = frozenset(["percent", "share", "measure"])
_COMPARED = re.compile(r"比(?![例重率分])[^,。;]{1,8}?[低高多少快慢长短重轻厚][出了达]?$")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百千万亿]|^[几数多]")
_GOODS = frozenset(
    "井石粪树林路渠桥粮谷水煤猪牛羊鸡鸭鱼田地油船车房坝堤塘肥麦稻棉布钢铁铜砖瓦血药苗草"
)  # 打井, 采石, 植树
_ACTS = frozenset("打造修挖种栽植产收割锄拉运购砍养捕捞铺建盖拆供缴采施抽引排积浇灌")
_GIVEN = frozenset("处获")
_BEFORE = frozenset(["n", "nz", "vn", "an", "l", "j", "nw", "k", "zg", "ng", "nt", "nrt"])
_EACH = re.compile(
    r"(?:平均)?每(?:人|户|亩|公顷|公斤|斤|吨|立方米|平方米|度|台|件|个|盒|张|股|桶|头|名|位|次|队|家|村|只|秒|分钟|小时)$"
)
_ORIGIN = re.compile(r"(?:从|由)(?:[^,。从由\d]{0,6}的)?$")
_QUOTED = re.compile(r"“([一-龥]{2,6})”$")
_LAST_STOP = re.compile(f".*{STOP.pattern}", re.DOTALL)
_REACH = r"(?:上|下|扩|增|升|提|降|减|涨|跌|调|缩|改|发|变|回)[^,。;\d]{0,3}(?:到|至|为|成)"
_REACHING = re.compile(_REACH)
REACH = re.compile(rf"[了又]?{_REACH}了?")
"""What stands between the two amounts of a change: 由300吨提高到450吨."""
_MARKED = frozenset(["已", "已经", "累计", "全部", "共", "也", "均", "就", "都", "还", "总共", "先后"])
_WHOLE = ("全长", "总长", "身长")
_EXCEEDED = frozenset(["超", "超过", "高于", "低于", "高出", "超出", "距", "距离", "离", "比"])
_BEFORE_A_DATE = "比较从到在自于截至由"
_PREDICATE = frozenset(["v", "vd", "d", "ul"])
_SUFFERED = frozenset(
    ["倒塌", "坍塌", "垮塌", "受损", "损毁", "损坏", "毁坏", "冲毁", "烧毁", "报废", "绝收", "受灾", "受淹", "被淹",
     "被毁", "缺", "短缺", "尚缺"]
)  # fmt: skip
_RISEN = re.compile("(?:上涨|下跌|上调|下调|提高|降低|上升|下降)了?$")
_DISPOSED = re.compile("[把将](?=[一-龥]{3})(?![^,。;:!?]*[把将])")
_OBJECT = frozenset(["n", "nz", "vn", "b", "a", "an", "l", "j", "uj"])
_ACTORS = "组队厂站店校院局部社团会县市镇乡村区家方"
_GROUPS = frozenset("队组机车壁板管器具")
_TIMES = frozenset(["次", "遍", "趟", "回", "场"])
_PLACES = frozenset(["ns", "nt", "s", "nr", "t", "f", "r"])


class Before:
    """Reads a short window of tagged words before an amount."""

    def __init__(self, lexis: Lexis) -> None:
        self.lexis = lexis
        words = self.words = lexis.words
        self._seen = lru_cache(REMEMBERED)(self._phrase)
        self.ends_of_links: dict[str, tuple[str, ...]] = {}
        for link in sorted(words.links, key=len):
            self.ends_of_links[link[-1]] = (link, *self.ends_of_links.get(link[-1], ()))
        self.dimensions = tuple(words.dimensions)
        self.ends_of_dimensions = frozenset(word[-1] for word in words.dimensions)
        self.change = re.compile(
            f"(?:可能|预计|分别|单日|将|又|再|也)?(?:(?:同比|环比|比(?![例重率分])[^,。]{{1,8}}?)?(?:实际|名义)?(?:{'|'.join(words.change)})[了到至为]?)$"
        )

    def __call__(self, text: str, amount: Amount, floor: int) -> Found | None:
        """The phrase and its head, looked for after `floor`; None where none is stated."""
        start, end = max(floor, amount.start - _LEFT), amount.start
        if start >= end or text[end - 1] in STOPS:
            return None
        if text[end - 1] == "”" and (quote := _QUOTED.search(text, start, end)) is not None:
            inside = quote.span(1)  # “定金”5万元
            return (inside, inside) if self.lexis.suits(quote[1], amount) else None
        if text[end - 1] in _NO_THEME and amount.numeral.text == "一":
            return None  # 他是一名…, 村里的一座…
        if (mark := _LAST_STOP.match(text, start, end)) is not None:
            start = mark.end()
        if text.find("每", start, end) >= 0 and (each := _EACH.search(text, start, end)) is not None:
            end = each.start()
        if _REACHING.match(text, amount.end) and (origin := _ORIGIN.search(text, max(start, end - 8), end)):
            end = origin.start()
        goods, far = amount.kind in ("count", "measure"), max(floor, end - _FAR)
        given = goods and text.find("给", far, end) > 0  # what stands behind 给 receives
        found = self._disposed(text, far, end) if given else None
        found = found or self._in(text, start, end, amount)
        return found or (self._disposed(text, far, end) if goods and not given else None)

    def _disposed(self, text: str, start: int, end: int) -> Found | None:
        """把鸡蛋卖给国家|8000斤: the theme that 把 puts before its verb."""
        mark = _DISPOSED.search(text, start, end)
        if mark is None or STOP.search(text, mark.end(), end):
            return None
        at, head = mark.end(), None
        for word, tag in self.lexis.tag(text[at:end]):
            if tag not in _OBJECT:
                return ((mark.end(), head[1]), head) if head and tag[0] == "v" else None
            head = (at, at + len(word)) if tag[0] == "n" else head
            at += len(word)
        return None

    def over_date(self, text: str, amount: Amount, date: Span) -> Found | None:
        """The phrase where a time stands between it and the amount: 门票三天前就卖出了八成."""
        first = max(0, date[0] - _LEFT)
        left = text[first : date[0]].rstrip(_BEFORE_A_DATE)
        right = text[date[1] : amount.start]
        if not left or len(right) > _SHORT or right.startswith("的") or STOP.search(left[-1:] + right):
            return None
        start = 0
        for mark in STOP.finditer(left):
            start = mark.end()
        found = self._in(left + right, start, len(left + right), amount)
        if found is None or found[1][1] > len(left):
            return None
        head, last = found[1]
        return None if self.lexis.body(left[head:last]) else moved(found, first)

    def _in(self, text: str, start: int, end: int, amount: Amount) -> Found | None:
        """The phrase of a window: the same words stand before the same kinds of amounts in a third of the cases."""
        if start >= end:
            return None
        found = self._seen(text[start:end], Sort(amount.kind, amount.unit, amount.code))
        return None if found is None else moved(found, start)

    def _phrase(self, text: str, amount: Sort) -> Found | None:
        """The phrase at the end of a text, its links and the verb of its amount taken off."""
        start, end = 0, self._unlinked(text, 0, len(text), amount)
        if start >= end or text[end - 1] in _NO_NOUN_ENDS or text.endswith("占地", start, end):
            return None
        if amount.kind == "money" and text[end : end + 1] == "的":
            return None  # 买车的5万元
        found = None
        if end - start > _SHORT + 2:
            found = self._backwards(self.lexis.tag(text[end - _SHORT : end]), end, amount)
            if found is None:
                return None
        if found is None or found[0][0] < end - _SHORT + _UNSURE:
            found = self._backwards(self.lexis.tag(text[start:end]), end, amount)
        if found is None:
            return None
        head = text[found[1][0] : found[1][1]]
        if head in self.words.not_counted or head[0] == "每" or not self.lexis.suits(head, amount):
            return None
        return found

    def _unlinked(self, text: str, start: int, end: int, amount: Counted) -> int:
        """Where what links a noun to its amount begins."""
        if amount.kind in _CHANGING or amount.unit in (_POINTS, "倍"):
            end = self._unchange(text, start, end)
        elif amount.kind == "money" and (risen := _RISEN.search(text, max(start, end - 3), end)):
            end = risen.start()
        if text[end - 1 : end] == "了" and (amount.kind in ("share", "percent") or text[end - 2 : end - 1] in "到至"):
            end -= 1
        end = self._unlink(text, start, end)
        if text[end - 1 : end] == "等" and end - start > 3:
            unnamed = self._unname(text, start, end - 1)
            return end if unnamed == end - 1 else unnamed
        return end

    def _unchange(self, text: str, start: int, end: int) -> int:
        """Where a verb of change and a comparison begin: 产值同比增长, 噪声比同类产品低."""
        if text.endswith(_WHOLE, start, end):
            return end
        link = self.change.search(text, start, end) or _COMPARED.search(text, start, end)
        return link.start() if link else end

    def _unname(self, text: str, start: int, end: int) -> int:
        """Where the names begin that 等 closes: 嫌疑人丁某等5人."""
        words = self.lexis.tag(text[start:end])
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

    def _backwards(self, words: list[Word], end: int, amount: Counted) -> Found | None:
        """The phrase that ends at `end`, read from its last word."""
        left, acted = self._unverb(words, amount)
        at = end - sum([len(word) for word, _ in words[left:]]) if acted else end
        head: Span | None = None
        ends = self.lexis.ends(amount)
        for place in range(left - 1, -1, -1):
            word, tag = words[place]
            begin = at - len(word)
            if head is None:
                if acted and (tag in _PLACES or self.lexis.body(word) or word[-1] in _ACTORS):
                    return None
                head = self._head(words, place, at, amount)
                if head is None:
                    return None
            elif begin >= head[0]:
                pass
            elif ends and words[left - 1][0][-1] in self.words.measured and len(word) > 1 and word.endswith(ends):
                head = (begin, at)  # 汽车产量达12万辆
            elif tag not in _BEFORE and tag != "b":
                if word in _EXCEEDED and amount.kind in ("measure", "percent"):
                    return None  # 超警戒水位0.4米
                break
            at = begin
        return ((min(at, head[0]), head[1]), head) if head else None

    def _unverb(self, words: list[Word], amount: Counted) -> tuple[int, bool]:
        """How many words are left without the verb whose theme is counted, and whether there was one (晚稻已收割)."""
        place = len(words)
        verbs = marked = False
        while place and words[place - 1][1] in _PREDICATE and words[place - 1][0][-1] not in self.words.endings:
            word, tag = words[place - 1]
            verbs |= tag[0] == "v"
            marked |= word in _MARKED or (word[0] == "已" and tag == "v")
            place -= 1
        if not (place and verbs):
            return len(words), False
        theme = marked or amount.kind in ("share", "percent") or amount.unit == "倍"
        subject, verb = words[place - 1][0], words[place][0]
        theme |= subject.endswith(self.lexis.ends(amount) or NOTHING) or verb in _SUFFERED
        money = amount.kind == "money" and words[place - 1][0][-1] in self.words.funds
        return (place, True) if theme or money else (len(words), False)

    def _head(self, words: list[Word], place: int, at: int, amount: Counted) -> Span | None:
        """The span of the last word before an amount (its links taken off) where it is what it counts."""
        word, tag = words[place]
        begin = at - len(word)
        before = words[place - 1] if place else ("", "")
        if len(word) == 1 and word in self.words.endings and place and before[1][0] not in "xpcr":
            return begin - len(before[0]), at
        if not self._head_before(word, tag, amount, before):
            return None
        if len(word) > 3 and word[-1] in self.words.measured and word[:2].endswith(self.lexis.ends(amount)):
            return begin, begin + 2  # 汽车产量达12万辆
        acted = len(word) == 2 and word[1] in _GOODS and (tag in ("v", "z", "ns") or word[0] in _ACTS)
        joined = len(word) == 3 and word[0] in _GIVEN and self.lexis.tag(word[1:])[0] == (word[1:], "n")
        return (at - 1 - joined, at) if acted or joined else (begin, at)  # 打|井, 处|罚金: the well is counted

    def _head_before(self, word: str, tag: str, amount: Counted, before: Word) -> bool:
        """Whether the last word before an amount is what it counts."""
        if len(word) < 2:
            goods = amount.kind == "measure" and tag == "n"
            made = before[1][:1] == "n" or (before[1] == "v" and len(before[0]) > 1 and word in _GROUPS)  # 抢修队19支
            return goods or (word in self.lexis.suffixes and made and tag[0] not in "upcdr")
        if (word[-1] in self.words.measured and tag != "v") or word[-1] in "者":
            return True
        if word in self.words.dimensions:
            return True
        if amount.kind == "money" and word in self.words.spendings and before[0][-1:] not in ("总", "产", "成"):
            return False
        if word in self.words.sums:
            return self._sum(word, tag, amount, before)
        if tag == "vn" and amount.kind == "money":
            return self._sum(word, tag, amount, before)
        if tag == "vn" and amount.kind == "count":
            return amount.unit in self.words.acts or before[1] in ("n", "vn", "b", "a")
        if tag in ("nr", "nrt"):
            return self._misread_name(word, amount, before)
        if tag == "eng":
            return word.isupper() and amount.kind in ("money", "percent", "measure")  # GDP突破300亿元
        if len(word) == 2 and word[0] in _ACTS and word[1] in _GOODS and amount.unit in "遍次趟回":
            return False  # 锄草四遍
        if tag == "m" or (tag in ("v", "z", "nz") and word.endswith(self.lexis.heads.get(amount.unit, NOTHING))):
            return not self.lexis.people(amount) and not _NUMERAL.search(word)
        if tag in ("v", "z", "ns") and len(word) == 2 and word[1] in _GOODS and amount.kind != "money":
            return not self.lexis.people(amount) and amount.unit not in self.words.acts
        if tag == "b" and word[-1] in self.lexis.suffixes:
            return not self.lexis.people(amount)  # 装载机9台
        if tag == "a" and amount.kind == "count" and not before[1].startswith(("d", "n")):
            return not self.lexis.people(amount) and amount.unit not in self.words.acts
        return tag in _BEFORE

    def _misread_name(self, word: str, amount: Counted, before: Word) -> bool:
        """Whether the dictionary's name is a common noun: 身份证、银行卡40张, 新式步犁六部."""
        if self.lexis.people(amount) or _NUMERAL.search(word) or word[0] in "老小阿" or amount.unit in _TIMES:
            return False
        return (amount.kind in ("count", "measure") and len(word) < 4) or before[1][:1] in ("v", "a", "b", "u")

    def _sum(self, word: str, tag: str, amount: Counted, before: Word) -> bool:
        """Whether a verbal noun of a sum is a noun here (收到捐款5万元) and no predicate (职工捐款5万元)."""
        if amount.kind != "money":
            return before[1] in ("n", "vn", "b", "a", "v")
        governed = before[0] in self.words.modals or before[1] in ("nr", "nt", "ns", "t", "d")
        if not before[0]:
            return word not in self.words.givings
        return before[0][0] == "每" or not (governed or self.lexis.body(before[0]))
