"""What a model's mentions need before they are names: clean edges, and touching links joined."""

from __future__ import annotations

from collections.abc import Sequence

from extract.article import NameMention

_EDGE = " ·、,。:;!?…—-\n"
_PAIRS = {"“": "”", "‘": "’", "(": ")", "《": "》", "[": "]"}
_CLOSING = {close: open_ for open_, close in _PAIRS.items()}
_MARKS = frozenset((*_EDGE, *_PAIRS, *_CLOSING))


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without punctuation at its edges and without marks whose partner is not inside.

    Empty where a mark opens amid the name and does not close in it: such a span runs across a quotation's border.

    >>> trim("“先锋队", 0, 4), trim("“村企”服务队", 0, 7), trim("·何苗", 0, 3)
    ((1, 4), (0, 7), (1, 3))
    """
    if _MARKS.isdisjoint(text[start:end]):
        return start, end
    while start < end:
        first, last, name = text[start], text[end - 1], text[start:end]
        wrapped = _PAIRS.get(first) == last and name.find(last) == len(name) - 1
        if first in _EDGE or first in _CLOSING or wrapped or (first in _PAIRS and _PAIRS[first] not in name):
            start += 1
        elif last in _EDGE or last in _PAIRS or (last in _CLOSING and _CLOSING[last] not in name):
            end -= 1
        else:
            break
    name = text[start:end]
    return (start, start) if any(name.count(mark) > name.count(_PAIRS[mark]) for mark in _PAIRS) else (start, end)


def join_chains(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """Trimmed mentions; places that touch become one, and a place that touches the organ after it becomes part of it.

    Forms of one character (中美, 京津) stay apart: they are lists, not chains. A joined mention is as sure as its least
    sure link. The given mentions stay as they are.

    >>> links = [NameMention(0, 3, "LOC", "model:x", 0.9), NameMention(3, 6, "LOC", "model:x", 0.8)]
    >>> [(m.start, m.end, m.confidence) for m in join_chains("清河县东柳村", links)]
    [(0, 6, 0.8)]
    """
    out: list[NameMention] = []
    for mention in mentions:
        start, end = trim(text, mention.start, mention.end)
        if start == end:
            continue
        last = out[-1] if out else None
        link = NameMention(start, end, mention.kind, mention.by, mention.confidence)
        if last is not None and _linked(last, link):
            sure = min(last.confidence, link.confidence)
            out[-1] = NameMention(last.start, link.end, link.kind, link.by, sure)
        else:
            out.append(link)
    return out


def _linked(left: NameMention, right: NameMention) -> bool:
    long = left.end - left.start > 1 and right.end - right.start > 1
    return left.end == right.start and long and left.kind == "LOC" and right.kind in ("LOC", "ORG")
