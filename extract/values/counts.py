"""Counts: amounts in running text, with their unit and what is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import get_args

from extract.article import CountMention
from extract.records import Count, CountKind
from extract.rules import Patterns, fold
from extract.rules.unit import CountWords, units
from extract.values.count_grammar import SYMBOL, Amount, Grammar
from extract.values.count_guards import ORDINAL_BEFORE, Guards, coded, ordinal, scored, slogan
from extract.values.count_lexis import Lexis, Span
from extract.values.count_lists import carry_nouns, mark_roles, share_nouns
from extract.values.count_nouns import Nouns
from extract.values.count_numerals import NUMERAL, Numeral, read, starts
from extract.values.count_records import to_count, write_units
from extract.values.dates import DateFinder
from extract.values.units import UnitTable, span_of_time
from extract.words.segmenters import make_segmenter

Bounded = tuple[Amount, int, int, Span]
"""An amount, between where and where its noun is looked for, and the time before them."""


class CountFinder:
    """Finds the counts of a text. Built once; `find` is a pure function of its arguments and linear in the text."""

    def __init__(self, patterns: Patterns) -> None:
        words = patterns.rule("unit", "count", CountWords)
        table = UnitTable(units(patterns))
        self.grammar = Grammar(table, words)
        self.starts = starts(table.first_characters())
        segmenter = make_segmenter("rjieba")
        self.guards = Guards(patterns.words("no_count"), segmenter)
        self.persons = patterns.words("counted_persons")
        attributes, surnames = patterns.words("attributive_verbs"), patterns.words("surnames")
        lexis = Lexis(segmenter, words.noun, attributes, self.persons, surnames)
        self.nouns = Nouns(lexis, table)

    def find(self, folded: str, taken: Sequence[Span] = ()) -> list[CountMention]:
        """The counts of a folded text, in order, none overlapping another or a span of `taken` (sorted).

        >>> from extract.rules import Patterns
        >>> [(c.value, c.unit) for c in CountFinder(Patterns.load()).find("发放口罩3万余只")]
        [(Decimal('30000'), '只')]
        """
        return self.find_all([folded], [taken])[0]

    def find_all(self, texts: Sequence[str], taken: Sequence[Sequence[Span]]) -> list[list[CountMention]]:
        """The counts of each of many texts, as `find` has them: the amounts of all, then what they count.

        >>> from extract.rules import Patterns
        >>> [len(found) for found in CountFinder(Patterns.load()).find_all(["种树三百棵", "无人受伤"], [(), ()])]
        [1, 0]
        """
        amounts = [self._amounts(*given) for given in zip(texts, taken, strict=True)]
        counts = [[self._mention(text, *one) for one in found] for text, found in zip(texts, amounts, strict=True)]
        for text, found in zip(texts, counts, strict=True):
            share_nouns(text, found)
            carry_nouns(text, found)
            mark_roles(text, found)
        return counts

    def _amounts(self, folded: str, taken: Sequence[Span]) -> list[Bounded]:
        found: list[Bounded] = []
        at, date = 0, (0, 0)
        for start, end in (*taken, (len(folded), len(folded))):
            if at < start:
                self._between(folded, at, date, start, found)
            at, date = end, (start, end)
        return found

    def _between(self, text: str, at: int, date: Span, stop: int, found: list[Bounded]) -> None:
        """The amounts from `at` to `stop`; `date` is the span taken before `at`."""
        previous, floor = 0, at
        search, numeral_at = self.starts.search, NUMERAL.match
        while (candidate := search(text, at, stop)) is not None:
            start = candidate.start()
            match = numeral_at(text, start)
            if match is None:
                at = start + 1
                continue
            end = match.end()
            if end > stop:
                return
            if start and (previous or text[start - 1] in ORDINAL_BEFORE) and ordinal(text, start, previous):
                at = previous = end
                continue
            amount, at = self._at(text, match, start, end, stop)
            if amount is not None and amount.start >= floor:
                found.append((amount, floor, stop, date))
                floor = at

    def _at(self, text: str, match: re.Match[str], start: int, end: int, stop: int) -> tuple[Amount | None, int]:
        """The amount at a numeral, and where to look next."""
        word_end = self.guards.word_end(text, start)
        listed = word_end > end or (word_end > 0 and end - start == 1)
        if listed and _ONE_OF_A_LIST.match(text, start) and text[start - 1 : start].isalpha():
            listed = False  # 锦旗一面、鲜鱼…
        listed = listed and text[end : end + 1] != "倍"  # 提高一倍 is no 高一
        if listed and match[0] not in _SCALES:
            return None, max(word_end, end)
        numeral = read(text, match)
        if numeral is None:
            return None, end
        upto = max(end, numeral.end)
        if (text[end : end + 1] in _SCORING or text[start - 1 : start] == "比") and scored(text, start, end):
            return self.grammar.bare(text, numeral), end
        risen = text[start - 1 : start] == "+" and text[upto : upto + 1] in _RISES
        code = not risen and coded(text, start, upto) and not SYMBOL.search(text, max(0, start - 4), start)
        if code or (not numeral.arabic and slogan(text, start)):
            return None, upto
        amount = self.grammar.amount(text, numeral, stop)
        if amount is not None and risen:
            amount.start -= 1  # +11.8%
        elif amount is not None and match[0] in _SCALES and self._heads_a_column(text, amount):
            return None, amount.end
        if listed and (amount is None or amount.start == start):
            return None, max(word_end, end)
        if amount is None:
            amount = self._bare(text, numeral, stop)
        if amount is None or (end == start + 1 and self._part_of_word(text, amount, start, end)):
            return None, end
        return amount, amount.end

    def _heads_a_column(self, text: str, amount: Amount) -> bool:
        """(万吨), /万元: the unit of a table's column."""
        return text[amount.start - 1 : amount.start] in ("(", "/") and text[amount.end : amount.end + 1] in ")/\n"

    def _part_of_word(self, text: str, amount: Amount, start: int, end: int) -> bool:
        """Whether a numeral of one Chinese character and its unit belong to a word: 万代, 两国关系."""
        if amount.start != start or not amount.unit or amount.numeral.arabic:
            return False
        if text[start] == "兆":
            return True
        if amount.row is not None and "m" in amount.row.marks:
            return False
        return self.guards.inside_word(text, start, amount.end)

    def _bare(self, text: str, numeral: Numeral, stop: int) -> Amount | None:
        """A numeral without a unit: 数十村民, 10亿印度人, 32学生, 伤亡人数升至162."""
        if span_of_time(text, numeral.end) or numeral.text in ("多", "数", "几", "好几", "若干"):
            return None
        amount = self.grammar.bare(text, numeral)
        if amount.end > stop or not (amount.kind == "money" or self._stands_alone(text, amount)):
            return None
        return amount

    def _stands_alone(self, text: str, amount: Amount) -> bool:
        numeral, end = amount.numeral, amount.end
        large = (len(numeral.text) > 1 and numeral.text[-1] in "万亿兆多余几") or (
            numeral.vague and len(numeral.text) > 1
        )
        modified = amount.start < numeral.start and (
            numeral.text in _SCALES or (numeral.arabic and len(numeral.text) > 1)
        )
        if text.startswith(self.persons, end):
            return numeral.text != "一" and (large or modified or numeral.text not in _SCALES)
        if large or modified:
            return _BARE_AFTER.match(text, end) is not None
        if _ELLIPTIC.fullmatch(numeral.text):
            return not text[end : end + 1].isalpha()  # 海拔三千七,
        if not numeral.arabic or (end < len(text) and text[end] not in ",。;!?)、\n "):
            return False
        if _in_cell(text, amount.start, end):
            return True
        stated = _STATED.search(text, max(0, amount.start - 14), amount.start) is not None
        return stated and text[end : end + 1] != " "

    def _mention(self, text: str, amount: Amount, floor: int, stop: int, date: Span) -> CountMention:
        found = self.nouns.of(text, amount, floor, stop, date)
        of, head = found or _NOTHING
        if amount.unit == "块" and found is None:
            _as_money(text, amount)
        start = amount.start
        before = text[start - 16 : start] if start > 16 else text[:start]
        cumulative = _SUMMING.search(before) is not None and _CUMULATIVE.search(before) is not None
        if "每" in before and amount.kind in ("money", "measure", "count") and _EACH.search(before):
            amount.kind = "rate"
        return CountMention(
            start, amount.end, amount.kind, amount.value, amount.low, amount.high, amount.approx, amount.unit,
            amount.code, of, head, cumulative, _RULES[amount.kind],
        )  # fmt: skip


def _as_money(text: str, amount: Amount) -> None:
    """花了三块: pieces of nothing are money; 切成三块 are pieces."""
    if amount.numeral.text != "一" and text[amount.start - 1 : amount.start] not in _MADE:
        amount.kind, amount.code = "money", "CNY"


_NOTHING = (None, None)
_RULES = {kind: f"rule:count/{kind}" for kind in get_args(CountKind)}
_EACH = re.compile(
    r"每(?:[十百千万亿]?(?:亩|公顷|人|户|吨|公斤|斤|克|平方米|立方米|平方公里|公里|米|升|度|千瓦时|桶|股|头|小时|分钟))"
    r"(?:增收|增产|增加|节约|节省|减少|降低|提高|收入|补贴|补助|奖励|产|收|产量|价格|售价|为|达|约|可|能|只)*$"
)
_ONE_OF_A_LIST = re.compile(r"一[头面][、。;]")
_SPACED = "零〇一二两三四五六七八九十百千万亿兆壹贰叁肆伍陆柒捌玖拾佰仟几余多"
_BLANKS = re.compile(
    rf"(?<=[{_SPACED}点又负个]) +(?=[{_SPACED}点又分折成百个])|(?<=分) +(?=[之点])|(?<=之) +(?=[\d{_SPACED}])"
)
_RISES = frozenset("%℃")
_SCORING = frozenset("比平")
_MADE = frozenset("成为作")
_ELLIPTIC = re.compile("[一两二三四五六七八九][百千万亿][一二三四五六七八九](?<!二百五)")
_SCALES = ("百", "千", "万", "亿", "十")
_BARE_AFTER = re.compile(r"[一-龥“,。;!?、)\n](?<![的分年月日])|$|的(?=[一-龥])")
_STATED = re.compile(r"(?:数|量|额|指数|总值|人口)[^,。;!?\n]{0,6}(?:为|达|达到|至|到|是|有|超过|仅|报|于)$")
_SUMMING = re.compile("[累总共计截]")
_CUMULATIVE = re.compile(
    r"(?:累计|累积|总计|总共|一共|共计|合计|(?<![公国])共(?![产青和同])|截至|截止|总数|总额|总量)[^。;!?\n,]*$"
)


def find_counts(text: str) -> list[Count]:
    """The counts of any text: amount, unit, what is counted. Offsets are those of `text`; times are no counts.

    >>> count = find_counts("截至昨日累计捐赠口罩1,000余只")[0]
    >>> count.text, int(count.value), count.approx, count.unit, count.of.head, count.cumulative
    ('1,000余只', 1000, 'over', '只', '口罩', True)
    """
    folded = fold(text)
    dates, counts = _finders()
    kept = _without_blanks(folded)
    squeezed = folded if kept is None else "".join(map(folded.__getitem__, kept))
    taken = [(date.start, date.end) for date in dates.find(squeezed, None)]
    found = counts.find(squeezed, taken)
    for count in found:
        if kept is not None:
            _restore(count, kept)
    write_units(text, folded, found)
    return [to_count(text, number, count) for number, count in enumerate(found, 1)]


def _without_blanks(text: str) -> list[int] | None:
    """The places that are left without the blanks inside numerals (百 分 之 五), None where there are none."""
    if " " not in text:
        return None
    blanks = {place for match in _BLANKS.finditer(text) for place in range(*match.span())}
    return [place for place in range(len(text)) if place not in blanks] if blanks else None


def _restore(count: CountMention, kept: Sequence[int]) -> None:
    """Spans in the text with its blanks."""
    count.start, count.end = kept[count.start], kept[count.end - 1] + 1
    count.of = (kept[count.of[0]], kept[count.of[1] - 1] + 1) if count.of else None
    count.head = (kept[count.head[0]], kept[count.head[1] - 1] + 1) if count.head else None


@cache
def _finders() -> tuple[DateFinder, CountFinder]:
    patterns = Patterns.load()
    return DateFinder(patterns), CountFinder(patterns)


def _in_cell(text: str, start: int, end: int) -> bool:
    """Whether a figure stands alone in a cell of a row: wide gaps or the row's edge on both sides, one gap at least."""
    left, right = text[max(0, start - 2) : start], text[end : end + 2]
    gap_before, gap_after = left == "  ", right == "  "
    closed = (gap_before or not left or left[-1] == "\n") and (gap_after or not right or right[0] == "\n")
    return closed and (gap_before or gap_after)
