"""Long sentences in windows for models that limit their input, and other label sets mapped to ours."""

from __future__ import annotations

from collections.abc import Iterable

from extract.article import NameKind, NameMention

LABELS: dict[str, NameKind] = {
    **dict.fromkeys(("PER", "PERSON", "NR", "NRF", "NAME", "人名"), "PER"),
    **dict.fromkeys(("ORG", "ORGANIZATION", "NT", "COMPANY", "GOVERNMENT", "机构名"), "ORG"),
    **dict.fromkeys(("LOC", "LOCATION", "GPE", "FAC", "FACILITY", "NS", "ADDRESS", "SCENE", "地名"), "LOC"),
}  # fmt: skip

CHOSEN = 0.98  # confidence of a model without probabilities: who chose it wants its names before what rules guess


def kind_of(label: str) -> NameKind | None:
    """Our kind for a label of OntoNotes, MSRA, PKU, CLUENER and the like; None for what is no name of ours.

    >>> kind_of("GPE"), kind_of("B-nr"), kind_of("DATE")
    ('LOC', 'PER', None)
    """
    bare = label.split("-", 1)[1] if label[:2] in ("B-", "I-", "E-", "S-", "M-") else label
    return LABELS.get(bare.upper())


def windows(text: str, limit: int, overlap: int) -> list[tuple[int, int]]:
    """Windows of at most `limit` characters that cover the text; neighbours share at least `overlap` characters.

    >>> windows("甲乙丙丁戊", 3, 1)
    [(0, 3), (2, 5)]
    """
    if len(text) <= limit:
        return [(0, len(text))]
    starts = range(0, len(text) - overlap, limit - overlap)
    return [(start, min(start + limit, len(text))) for start in starts]


def stitch(parts: Iterable[tuple[int, int, list[NameMention]]]) -> list[NameMention]:
    """One list from the windows' lists: (start, end, mentions with offsets of the whole text), in order.

    Where two windows see the same characters, the mention that stands farther from its window's edge counts.
    """
    scored = [(min(m.start - start, end - m.end), m) for start, end, mentions in parts for m in mentions]
    scored.sort(key=lambda pair: (-pair[0], pair[1].start, pair[1].end))
    kept: list[NameMention] = []
    taken: set[int] = set()
    for _, mention in scored:
        if taken.isdisjoint(range(mention.start, mention.end)):
            taken.update(range(mention.start, mention.end))
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)
