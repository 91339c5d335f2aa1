"""What the shipped tagger reads of a sentence: characters, pairs of them, and the words that jieba sees.

The same functions serve training and running. Everything is an array over the characters of one long string, so that a
batch of sentences costs a handful of numpy calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]

PAD, UNKNOWN = 0, 1
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


class Pairs:
    """Pairs of neighbouring characters to ids, 0 for any that is not among the frequent ones.

    `text`: the pairs one after another, two characters each, with 0, a and A for any digit or letter.

    >>> Pairs("村长长大", Alphabet("村长大")).ids(Alphabet("村长大").ids("村长长大")).tolist()
    [1, 0, 2]
    """

    def __init__(self, text: str, alphabet: Alphabet) -> None:
        self.text = text
        self._base = alphabet.size
        keys = self._keys(alphabet.ids(text))[::2]
        self._order = np.concatenate([np.argsort(keys, kind="stable"), [-1]]).astype(np.int32) + 1
        self._sorted = np.append(np.sort(keys), np.iinfo(np.int32).max)

    @property
    def size(self) -> int:
        """How many ids there are, 0 included."""
        return len(self.text) // 2 + 1

    def ids(self, characters: Ids) -> Ids:
        """n ids of characters give the n - 1 ids of their pairs."""
        keys = self._keys(characters)
        place = np.searchsorted(self._sorted, keys)
        found: Ids = np.where(self._sorted[place] == keys, self._order[place], 0).astype(np.int32)
        return found

    def _keys(self, characters: Ids) -> Ids:
        return characters[:-1] * np.int32(self._base) + characters[1:]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The characters and the pairs that the tagger knows."""

    characters: Alphabet
    pairs: Pairs

    @classmethod
    def of(cls, characters: str, pairs: str) -> Vocabulary:
        """The vocabulary of these characters and pairs, as the weights hold them."""
        alphabet = Alphabet(characters)
        return cls(alphabet, Pairs(pairs, alphabet))


def _class(tag: str) -> int:
    found = _CLASS.get(tag)
    if found is None:
        found = _CLASS.get(tag[:2], _CLASS.get(tag[:1], _OTHER)) if tag else _OTHER
        _CLASS[tag] = found
    return found


@cache
def _segmenter() -> Callable[[str], list[tuple[str, str]]]:
    import rjieba

    tag: Callable[[str], list[tuple[str, str]]] = rjieba.tag  # the module's own: users' dictionaries go into others
    return tag


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
