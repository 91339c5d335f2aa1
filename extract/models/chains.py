"""Touching mentions that are one name."""

from __future__ import annotations

from collections.abc import Sequence

from extract.article import NameMention


def join_chains(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """Places that touch become one place, and a place that touches the organ after it becomes part of the organ.

    Forms of one character (中美, 京津) stay apart: they are lists, not chains. A joined mention is as sure as its least
    sure link.

    >>> links = [NameMention(0, 3, "LOC", "model:x", 0.9), NameMention(3, 6, "LOC", "model:x", 0.8)]
    >>> [(m.start, m.end, m.confidence) for m in join_chains("清河县东柳村", links)]
    [(0, 6, 0.8)]
    """
    out: list[NameMention] = []
    for mention in mentions:
        last = out[-1] if out else None
        if last is not None and last.end == mention.start and _linked(last, mention):
            sure = min(last.confidence, mention.confidence)
            out[-1] = NameMention(last.start, mention.end, mention.kind, mention.by, sure)
        else:
            out.append(NameMention(mention.start, mention.end, mention.kind, mention.by, mention.confidence))
    return out


def _linked(left: NameMention, right: NameMention) -> bool:
    long = left.end - left.start > 1 and right.end - right.start > 1
    return long and left.kind == "LOC" and right.kind in ("LOC", "ORG")
