"""What the shipped tagger reads of a sentence: characters, pairs of them, and the words that jieba sees.

The same functions serve training and running. Everything is an array over the characters of one long string, so that a
batch of sentences costs a handful of numpy calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]

PAD, UNKNOWN = 0, 1
PAIR_BUCKETS = 1 << 15
# Parts of speech as jieba writes them, grouped; a word's class and the character's place in it make one feature.
_CLASSES = ("nr", "ns", "nt", "nz", "n", "v", "a", "d", "m", "q", "t", "p", "c", "u", "f", "r", "s", "j", "x", "eng")
_OTHER = len(_CLASSES)
_CLASS = {tag: i for i, tag in enumerate(_CLASSES)} | {
    "zg": _OTHER + 1,
    "nrt": _OTHER + 2,
    "vn": 5,
    "b": 6,
    "l": 4,
    "i": 4,
}
_PLACES = 4  # begin, inside, end, alone
WORD_FEATURES = (_OTHER + 3) * _PLACES + 1


def codes(text: str) -> NDArray[np.uint32]:
    """The code point of every character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


class Alphabet:
    """Characters to ids. Digits share one id, Latin letters two; what training hardly saw is UNKNOWN.

    >>> Alphabet("村长").ids("村长A").tolist()
    [5, 6, 4]
    """

    def __init__(self, characters: str) -> None:
        self.characters = characters
        self._table = np.full(0x10000, UNKNOWN, dtype=np.int32)
        self._table[ord("0") : ord("9") + 1] = 2
        self._table[ord("a") : ord("z") + 1] = 3
        self._table[ord("A") : ord("Z") + 1] = 4
        for i, char in enumerate(characters, 5):
            self._table[ord(char)] = i

    @property
    def size(self) -> int:
        """How many ids there are, PAD and UNKNOWN included."""
        return len(self.characters) + 5

    def ids(self, text: str) -> Ids:
        """The id of every character."""
        points = codes(text)
        return self._table[np.where(points < 0x10000, points, 0)]


def pairs(ids: Ids) -> Ids:
    """A bucket for every pair of neighbours: n ids give n - 1 buckets, 0 where either is unknown or padding."""
    left, right = ids[:-1].astype(np.uint32), ids[1:].astype(np.uint32)
    mixed = (left * np.uint32(0x9E3779B1)) ^ (right * np.uint32(0x85EBCA77))
    mixed ^= mixed >> np.uint32(15)
    bucket = mixed * np.uint32(0x2C1B3C6D)
    bucket = (bucket >> np.uint32(17)) % np.uint32(PAIR_BUCKETS - 1) + np.uint32(1)
    return np.where((left > UNKNOWN) & (right > UNKNOWN), bucket, 0).astype(np.int32)


def _class(tag: str) -> int:
    found = _CLASS.get(tag)
    if found is None:
        found = _CLASS.get(tag[:2], _CLASS.get(tag[:1], _OTHER)) if tag else _OTHER
        _CLASS[tag] = found
    return found


@cache
def _segmenter() -> Callable[[str], list[tuple[str, str]]]:
    import rjieba

    return rjieba.Jieba().tag  # one of its own: a user's dictionary must not change what the tagger sees


def word_features(text: str) -> Ids:
    """For every character its place in jieba's word and the word's class, as one id from 1."""
    words = _segmenter()(text)
    count = len(words)
    lengths = np.fromiter((len(word) for word, _ in words), dtype=np.int32, count=count)
    kinds = np.fromiter((_class(tag) for _, tag in words), dtype=np.int32, count=count)
    ends = np.cumsum(lengths)
    if count == 0 or int(ends[-1]) != len(text):  # a character the segmenter dropped: no word features at all
        return np.zeros(len(text), dtype=np.int32)
    place = np.ones(len(text), dtype=np.int32)
    place[ends - lengths] = 0
    place[ends - 1] = np.where(lengths == 1, 3, 2)
    return np.repeat(kinds, lengths) * _PLACES + place + 1


def join(sentences: Sequence[str]) -> str:
    """The sentences as one string, a line end between them, for one call of `word_features`."""
    return "\n".join(sentences)
