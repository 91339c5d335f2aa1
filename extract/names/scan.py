"""Where the words that end names stand, and the needles of patterns and lists: one scan for a whole batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise

import ahocorasick_rs
import numpy as np

from extract.names.batch import CODE_POINTS, Batch, Offsets
from extract.names.headwords import Head, is_continued
from extract.names.reading import Reading

Needle = tuple[str, int]  # a word and where it begins
NameEnd = tuple[int, int, int, list[Head]]  # a head's start and end, the last cut before it, what its rules say
_KNOWN = ("rule:known-area", "rule:known-place", "rule:known-organ")
_STOPS = 2  # what the character after a head says: 0 that it ends there, 1 that it may go on, 2 that it does


class HeadScan:
    """Finds in a batch of texts the heads that may end a name, by what stands round them, and the needles."""

    def __init__(self, heads: Mapping[str, list[Head]], needles: Set[str]) -> None:
        # Heads first; from `_needles_from` on the words are needles.
        self._words = sorted(heads.keys() | needles, key=lambda word: (word not in heads, word in needles, word))
        self._needles_from = len(heads.keys() - needles)
        self._heads = [heads[word] for word in self._words[: len(heads)]]
        self._automaton = ahocorasick_rs.AhoCorasick(self._words)
        alone = (any(head.led or head.short for head in group) for group in self._heads)
        self._alone = np.fromiter(alone, bool, len(self._heads))
        after = [_after(group) for group in self._heads]
        kinds = {kind: row for row, kind in enumerate(dict.fromkeys(after))}
        self._kind = np.array([kinds[kind] for kind in after], np.uint16)
        characters = sorted(frozenset().union(*(asked for _, asked in kinds)))
        self._character = np.zeros(CODE_POINTS, np.uint16)  # 0: a character that no rule names
        self._character[[ord(character) for character in characters]] = range(1, len(characters) + 1)
        rows = [[0, *((c in asks) + (c in stops) for c in characters)] for stops, asks in kinds]
        self._says = np.array(rows, np.uint8)

    def find(self, readings: Sequence[Reading]) -> Iterator[tuple[list[Needle], list[NameEnd]]]:
        """The needles of each text, and the heads that may end its names, in the order of their ends."""
        if not readings:
            return
        batch = Batch([reading.text for reading in readings])
        words, starts, ends = batch.found(lambda text: self._automaton.find_matches_as_indexes(text, overlapping=True))
        wanted, heads = words >= self._needles_from, words < len(self._heads)
        needles = _dealt(batch, ends[wanted], (starts[wanted],), (words[wanted],))
        hits = self._open(batch, readings, words[heads], starts[heads], ends[heads])
        for reading, places, own in zip(readings, needles, hits, strict=True):
            yield [(self._words[word], start) for start, word in places], self._ends(reading, own)

    def _open(
        self, batch: Batch, readings: Sequence[Reading], words: Offsets, starts: Offsets, ends: Offsets
    ) -> Iterator[Iterable[tuple[int, ...]]]:
        """The heads that neither a cut, nor a longer word, nor the character after them refuses, for each text.

        Each as start, end, the last cut before it, word, and whether it is to be asked if it goes on.
        """
        parted = np.frombuffer(b"".join([reading.parted for reading in readings]), np.uint8)
        inside = np.frombuffer(b"".join([reading.inside for reading in readings]), np.uint8)
        after = np.frombuffer(batch.text.encode("utf-32-le"), np.uint32)[ends]
        says = self._says[self._kind[words], self._character[after]]
        lengths = ends - starts
        refused = (says == _STOPS) | (lengths <= inside[starts])
        refused |= parted[starts].view(bool) & ~self._alone[words]
        refused[1:] |= (ends[1:] == ends[:-1]) & (lengths[1:] == 1)  # 部 of 党支部: the longer head has spoken
        kept, cuts = ~refused, np.flatnonzero(parted)
        words, starts, ends = words[kept], starts[kept], ends[kept]
        before = cuts[np.searchsorted(cuts, starts, "right") - 1]
        return _dealt(batch, ends, (starts, ends, before), (words, says[kept]))

    def _ends(self, reading: Reading, hits: Iterable[tuple[int, ...]]) -> list[NameEnd]:
        """The heads that do not go on as other words and stand in no known name."""
        known = [atom for atom in reading.atoms if atom.rule in _KNOWN]  # by their ends
        following = 0  # the first of them that ends after the head
        found: list[NameEnd] = []
        for start, end, cut, word, asked in hits:
            heads = self._heads[word]
            if asked:
                heads = [head for head in heads if not is_continued(head, reading.text, end)]
            while following < len(known) and known[following].end <= end:
                following += 1
            held = following < len(known) and known[following].start <= start  # 港 in 张家港市
            if heads and not held:
                found.append((start, end, cut, heads))
        return found


def _dealt(
    batch: Batch, ends: Offsets, offsets: Sequence[Offsets], others: Sequence[Offsets]
) -> Iterator[Iterable[tuple[int, ...]]]:
    """Rows of columns, dealt out to the texts by their rising `ends`; `offsets` are made offsets in these."""
    bounds = np.append(np.searchsorted(ends, batch.begins), len(ends))
    begins = np.repeat(batch.begins, np.diff(bounds))
    columns = [*((column - begins).tolist() for column in offsets), *(column.tolist() for column in others)]
    for first, last in pairwise(bounds.tolist()):
        yield zip(*(column[first:last] for column in columns), strict=True)


def _after(heads: Sequence[Head]) -> tuple[frozenset[str], frozenset[str]]:
    """The characters after which a word goes on surely, and those after which it may."""
    return frozenset.intersection(*(head.stops for head in heads)), frozenset().union(*(head.goes_on for head in heads))
