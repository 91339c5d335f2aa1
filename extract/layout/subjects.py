"""Whether two pieces of text are of one subject, by the strings of characters that they share."""

from __future__ import annotations

import re

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
LEAD = 100  # characters of the first sentences of a story
RESTATABLE = 6  # pairs of characters of a heading, below which their return may be chance
OTHER = 0.006  # likeness below which two texts are of different subjects


def grams(text: str, size: int = 3) -> set[str]:
    """The strings of `size` Chinese characters in a text.

    >>> sorted(grams("早稻,开镰了", 2))
    ['开镰', '早稻', '镰了']
    """
    return {run[i : i + size] for run in _HAN_RUN.findall(text) for i in range(len(run) - size + 1)}


def likeness(before: str, after: str) -> float:
    """The part of the three-character strings of the poorer text that the other has too.

    Measured on broadcast news: two halves of one item share 0.08 of them in the median (0.01 at the tenth percentile),
    two items of one day none in the median.

    >>> likeness("大堤昨日合龙", "昨日合龙的大堤"), likeness("大堤昨日合龙", "书市今日开张")
    (0.5, 0.0)
    """
    a, b = grams(before), grams(after)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def distance(before: str, after: str) -> float:
    """How much two texts speak for two stories: positive where they are of different subjects."""
    like = likeness(before, after)
    if like < OTHER:
        return 2.0
    if like < 0.015:
        return 1.0
    return 0.0 if like < 0.03 else -1.0 if like < 0.06 else -2.0


def topic(heading: str, before: str, after: str) -> float:
    """A heading of a new story names what the text before it does not."""
    named = grams(heading)
    new = sum(gram in after and gram not in before for gram in named)
    old = sum(gram in before for gram in named)
    return (1.0 if new > old else 0.0) + (1.0 if new >= 3 and not old else 0.0) - (1.0 if old > new else 0.0)


def restated(heading: str, lead: str) -> float:
    """What speaks for a headline: that the first sentences say it again; a section's heading is no summary.

    On pages of several stories half of the headlines share three fifths of their pairs of characters with the hundred
    characters after them; headings of sections hardly ever do.

    >>> restated("东川大堤昨日合龙", "东川大堤昨日下午合龙,两岸通车。"), restated("凡人小事", "东川大堤昨日合龙。")
    (3.0, 0.0)
    """
    pairs = grams(heading, 2)
    if len(pairs) < RESTATABLE:
        return 0.0
    share = len(pairs & grams(lead[:LEAD], 2)) / len(pairs)
    return 3.0 if share >= 0.75 else 2.0 if share >= 0.6 else 0.0
