"""What a document says at one place about a name, for the other places where the name stands.

A tagger reads sentences; a document names its people and places more than once, and some of these places make them
clear. Such a name is a hint elsewhere in the document (cf. Krishnan & Manning 2006), which a teacher may follow.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import ahocorasick_rs

from extract.article import NameKind, NameMention
from extract.training.corpora import Sample, Span

Find = Callable[[Sequence[str]], list[list[NameMention]]]
SURE, UNSURE = 0.9, 0.8  # a name as probable as this is clear; one less probable than this is not
AGREEMENT = 0.8  # the least share of its clear places at which a name has one kind


def hinted(documents: Sequence[Sequence[Sample]], find: Find) -> list[Sample]:
    """All sentences, with the places as spans where a name stands that is clear elsewhere in its document only.

    `find`: a tagger with the probability of every name as its confidence.
    """
    bounds = [0]
    for document in documents:
        bounds.append(bounds[-1] + len(document))
    sentences = [sample for document in documents for sample in document]
    found = find([sample.text for sample in sentences])
    out: list[Sample] = []
    for start, end in pairwise(bounds):
        out += _hinted(sentences[start:end], found[start:end])
    return out


def _hinted(sentences: Sequence[Sample], found: Sequence[list[NameMention]]) -> list[Sample]:
    kinds = clear([s.text for s in sentences], found)
    if not kinds:
        return list(sentences)
    names = list(kinds)
    finder = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    out: list[Sample] = []
    for sample, mentions in zip(sentences, found, strict=True):
        places = [(s, e, kinds[names[n]]) for n, s, e in finder.find_matches_as_indexes(sample.text)]
        out.append(replace(sample, spans=tuple(place for place in places if _tells(place, mentions))))
    return out


def clear(texts: Sequence[str], found: Sequence[list[NameMention]]) -> dict[str, NameKind]:
    """The names of two and more characters that are probable somewhere in the document, nearly always of one kind."""
    votes: defaultdict[str, Counter[NameKind]] = defaultdict(Counter)
    for text, mentions in zip(texts, found, strict=True):
        for m in mentions:
            if m.confidence >= SURE and m.end - m.start > 1:
                votes[text[m.start : m.end]][m.kind] += 1
    best = {name: kinds.most_common(1)[0] for name, kinds in votes.items()}
    return {n: kind for n, (kind, count) in best.items() if count >= AGREEMENT * votes[n].total() and not n.isdigit()}


def _tells(place: Span, mentions: Sequence[NameMention]) -> bool:
    """Whether the place says more than the tagger found there, and does not cut what it found."""
    start, end, _ = place
    beside = [m for m in mentions if m.start < end and start < m.end]
    if any(m.start < start or end < m.end for m in beside):
        return False
    return not any((m.start, m.end, m.kind) == place and m.confidence >= UNSURE for m in beside)
