"""Indirect speech: what somebody is said to have said, without quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.article import Article
from extract.quotes.speakers import subject

Span = tuple[int, int]

_SOURCE = re.compile(
    r"(?:据|根据)(?P<source>[^,。“”]{0,40}?)(?:介绍|透露|统计|报道|消息|通报|反映|披露|估计|测算|预报|预测|预计|监测|测定|证实|回忆|描述|表示|称|说|讲)[,:]"
    r"|(?:记者)?从(?P<from>[^,。“”]{2,40}?)(?:获悉|了解到|得知)[,:]"
)
_SAID = re.compile(r"(?:表示|指出|强调|认为|介绍说?|要求|坦言|透露|告诉记者|回忆说?|解释说?|说|称)[,:](?=[^“\s])")
_SHORTEST = 6  # characters: less is no statement


def indirect_speech(article: Article) -> Iterator[tuple[Span, Span | None]]:
    """(what was said, who said it) for every sentence that reports speech outside quotation marks."""
    folded = article.folded
    for start, end in article.sentences:
        match = _SOURCE.search(folded, start, min(end, start + 80))
        if match is not None:
            inner = match.span("source") if match["source"] is not None else match.span("from")
            speaker = _phrase(article, *inner)
        else:
            match = _SAID.search(folded, start, end)
            if match is None or "“" in folded[start : match.start()]:
                continue
            speaker = subject(article, start, match.start())
            if speaker is None:
                continue
        words = _trimmed(folded, match.end(), end)
        if words[1] - words[0] >= _SHORTEST:
            yield words, speaker


def _phrase(article: Article, start: int, end: int) -> Span | None:
    """The person in the phrase, else the phrase."""
    people = [n for n in article.names if start <= n.start and n.end <= end and n.kind == "PER"]
    return (people[-1].start, people[-1].end) if people else (start, end) if start < end else None


def _trimmed(folded: str, start: int, end: int) -> Span:
    while start < end and folded[start].isspace():
        start += 1
    return start, end
