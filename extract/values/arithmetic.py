"""Whether figures that a text states together can be true together: a whole and its parts, a part and its share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extract.article import CountMention
from extract.values.count_lists import between, part_clauses, whole_before

Span = tuple[int, int]
_MEN, _WOMEN = re.compile(r"男[^,、。;女\d]{0,6}$"), re.compile(r"女[^,、。;男\d]{0,6}$")
_SHARE = re.compile(r",?(?:约)?占(?:比|总[数量额]的?|全[部体]的?)?(?:为|达)?$")
_SLACK = Decimal("1")  # percentage points: papers round, and sometimes cut off


def discrepancies(text: str, counts: Sequence[CountMention]) -> list[Span]:
    """The stretches of a folded text whose figures contradict each other, in order.

    Only what follows from the words is checked: a part that is larger than its whole, men and women that are not all,
    and a part whose stated share is another. A whole that is approximate or no whole of theirs is passed over.

    >>> from extract.rules import Patterns
    >>> from extract.values.counts import CountFinder
    >>> text = "车上共8人,其中男6人、女3人"
    >>> [text[start:end] for start, end in discrepancies(text, CountFinder(Patterns.load()).find(text))]
    ['8人,其中男6人、女3人']
    """
    found: list[Span] = []
    for start, end in part_clauses(text):
        whole = whole_before(text, counts, start)
        if whole is None or whole.approx != "exact" or not whole.value or whole.value < 0:
            continue
        parts = list(_parts(counts, whole, start, end))
        if wrong := _too_many(text, whole, parts) or _wrong_share(text, counts, whole, parts):
            found.append((whole.start, wrong))
    return found


def _parts(counts: Sequence[CountMention], whole: CountMention, start: int, end: int) -> Iterator[CountMention]:
    """The exact amounts after 其中 in the unit of the whole, up to the next whole of the sentence."""
    for count in between(counts, start, end):
        if count.cumulative or count.role == "increment":
            return
        if count.unit == whole.unit and count.unit_code == whole.unit_code and count.approx == "exact":
            yield count


def _too_many(text: str, whole: CountMention, parts: Sequence[CountMention]) -> int:
    """Where the parts end that cannot be parts of the whole; 0 where there is nothing to say."""
    assert whole.value is not None
    first = parts[0] if parts else None
    if first is None or first.value is None:
        return 0
    if first.value > whole.value and (
        whole.of is None or first.of is None or text[slice(*whole.of)] == text[slice(*first.of)]
    ):
        return first.end
    if len(parts) < 2 or parts[1].value is None or parts[1].start - first.end > 8:
        return 0
    pair = _MEN.search(text, max(0, first.start - 8), first.start), _WOMEN.search(text, first.end, parts[1].start)
    return parts[1].end if all(pair) and first.value + parts[1].value != whole.value else 0


def _wrong_share(text: str, counts: Sequence[CountMention], whole: CountMention, parts: Sequence[CountMention]) -> int:
    """Where a percentage ends that is not the share of the first part in the whole; 0 where there is none."""
    assert whole.value is not None
    if not parts or parts[0].value is None or parts[0].value > whole.value:
        return 0
    after = between(counts, parts[0].end, parts[0].end + 8)
    share = after[0] if after else None
    if share is None or share.kind != "percent" or share.approx != "exact" or share.value is None:
        return 0
    if not _SHARE.fullmatch(text, parts[0].end, share.start):
        return 0
    return share.end if abs(parts[0].value * 100 / whole.value - share.value) > _SLACK else 0
