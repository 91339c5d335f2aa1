"""The tags of the tagger: place in a name × kind, and the way from tags to spans."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from extract.article import NameKind

KINDS: tuple[NameKind, ...] = ("PER", "ORG", "LOC")
TAGS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BIES"))
_B, _I, _E, _S = range(4)


def tag_id(place: str, kind: NameKind) -> int:
    """The number of one tag.

    >>> TAGS[tag_id("E", "LOC")]
    'E-LOC'
    """
    return TAGS.index(f"{place}-{kind}")


def allowed() -> NDArray[np.bool_]:
    """(from, to): which tag may follow which."""
    table = np.zeros((len(TAGS), len(TAGS)), dtype=bool)
    for i, left in enumerate(TAGS):
        for j, right in enumerate(TAGS):
            inside = left[0] in "BI"
            table[i, j] = right[0] in "IE" and left[1:] == right[1:] if inside else right[0] in "OBS"
    return table


OPENS = np.array([tag[0] in "OBS" for tag in TAGS])
CLOSES = np.array([tag[0] in "OES" for tag in TAGS])


def edges(tags: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Starts, ends (exclusive) and kinds (index into KINDS) of the names of a valid tag sequence.

    >>> [column.tolist() for column in edges(np.array([0, 1, 3, 12]))]
    [[1, 3], [3, 4], [0, 2]]
    """
    named = np.flatnonzero(tags)
    place, kind = (tags[named] - 1) % 4, (tags[named] - 1) // 4
    closing = (place == _E) | (place == _S)
    return named[(place == _B) | (place == _S)], named[closing] + 1, kind[closing]
