"""Where in the texts of a batch a person's name may begin, told by the characters that stand there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from extract.names.batch import CODE_POINTS, Batch, Flags, Offsets
from extract.names.reading import Reading

Codes = NDArray[np.uint32]
_FIRST, _LAST = 0x4E00, 0x9FFF  # characters of names
_ENDS = (2, 3, 4)  # characters after which a surname and a given name end
_BY = "由"  # before a name that a sentence does not begin with


class Beginnings(NamedTuple):
    """Offsets of one text where it is worth looking for a person."""

    posts: list[tuple[int, int, int]]  # posts with what may be a name after them: start, end, the word's number
    after_posts: list[int]  # ends of posts where a short form may begin
    clauses: list[int]  # heads of clauses
    shorts: list[int]  # where else a short form may begin


class BeginningFinder:
    """Looks over a whole batch for the places where a person's name may begin.

    `posts` are the words that a name may follow. `classes` gives the characters of each class: `any`, with which a
    name begins after a post; `surname` and `short`, with which a full name and a short form begin; `nick`, which stand
    before a surname (小); `after_surname`, which follow it in another short form; `long`, with which a surname of three
    or four characters begins; `follows`, with which what follows a name at the head of a clause begins.
    """

    def __init__(self, posts: Sequence[str], classes: Mapping[str, Iterable[str]]) -> None:
        self._posts = ahocorasick_rs.AhoCorasick(posts, matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST)
        self._bits = {name: 1 << bit for bit, name in enumerate(classes)}
        self._table = np.zeros(CODE_POINTS, np.uint8)
        for name, characters in classes.items():
            self._table[[ord(character) for character in characters]] |= self._bits[name]

    def find(self, readings: Sequence[Reading], tagged: Sequence[Collection[int]]) -> list[Beginnings]:
        """The beginnings in every text; `tagged` are the offsets where persons of the model begin."""
        if not readings:
            return []
        batch = Batch([reading.text for reading in readings])
        codes = np.frombuffer((batch.text + "\n" * max(_ENDS)).encode("utf-32-le"), np.uint32)
        classes = self._table[codes]
        posts, after = self._behind_posts(batch, codes, classes, tagged)
        cuts = _positions(batch, [reading.cuts for reading in readings])
        bits = self._bits
        cuts = cuts[classes[cuts] & (bits["surname"] | bits["short"]) != 0]
        first, second = classes[cuts], classes[cuts + 1]
        clauses = self._head_clauses(codes, classes, cuts[first & bits["surname"] != 0])
        shorts = cuts[
            ((second & bits["after_surname"] != 0) & (first & bits["short"] != 0)) | (first & bits["nick"] != 0)
        ]
        shares = (posts, batch.shares(after), batch.shares(clauses), batch.shares(shorts))
        return [Beginnings(*share) for share in zip(*shares, strict=True)]

    def _head_clauses(self, codes: Codes, classes: Flags, surnames: Offsets) -> Offsets:
        """Those of the surnames that stand at the head of a clause, with what may follow a name near enough."""
        before = codes[surnames - 1]
        surnames = surnames[(before < _FIRST) | (before > _LAST) | (before == ord(_BY))]
        near = (codes[surnames + 1] == ord(" ")) | (classes[surnames] & self._bits["long"] != 0)
        for length in _ENDS:
            near |= classes[surnames + length] & self._bits["follows"] != 0
        clauses: Offsets = surnames[near]
        return clauses

    def _behind_posts(
        self, batch: Batch, codes: Codes, classes: Flags, tagged: Sequence[Collection[int]]
    ) -> tuple[list[list[tuple[int, int, int]]], Offsets]:
        """The posts of every text that a name may follow, and the ends of all where a short form may begin."""
        words, starts, ends = batch.found(self._posts.find_matches_as_indexes)
        begins = ends + ((codes[ends] == ord(" ")) | (codes[ends] == ord(":")))
        model = np.zeros(len(codes), bool)
        model[_positions(batch, tagged)] = True
        led = (codes[starts - 2] == ord("日")) & (codes[starts - 1] == ord("本"))
        worth = (classes[begins] & self._bits["any"] != 0) | model[begins] | led
        numbers = iter(words[worth].tolist())
        spans = zip(batch.shares(starts[worth]), batch.shares(ends[worth]), strict=True)
        posts = [list(zip(first, last, numbers, strict=False)) for first, last in spans]
        return posts, ends[classes[ends] & self._bits["short"] != 0]


def _positions(batch: Batch, offsets: Sequence[Collection[int]]) -> Offsets:
    """Offsets of every text as positions in the batch."""
    found = np.fromiter(chain.from_iterable(offsets), np.int64)
    return found + np.repeat(batch.begins, [len(row) for row in offsets])
