"""From samples to the arrays that the network learns from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from extract.models.features import UNKNOWN, Ids, Vocabulary, join, word_features
from extract.models.tags import KINDS, TAGS, tag_id
from extract.training.corpora import Sample, style


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded arrays of some sentences, (batch, time); `pairs` has a column more, `allowed` a tag axis.

    `styles` and `lengths`: (batch).
    """

    characters: Tensor
    pairs: Tensor
    words: Tensor
    styles: Tensor
    allowed: Tensor
    lengths: Tensor


@dataclass(frozen=True, slots=True)
class Noise:
    """How much of the words' faces is hidden in training, so that the network reads the context.

    `character`: share of characters; `name`: of names, hidden whole; `word`: of sentences, their word features;
    `pair`: of pairs.
    """

    character: float = 0.05
    name: float = 0.1
    word: float = 0.15
    pair: float = 0.15


QUIET = Noise(0, 0, 0, 0)
_FIRST = {kind: tag_id("B", kind) for kind in KINDS}
_ALONE = {kind: tag_id("S", kind) for kind in KINDS}


def allowed_tags(sample: Sample) -> NDArray[np.bool_]:
    """(time, tags): the tags that the labels admit."""
    table = np.zeros((len(sample.text), len(TAGS)), dtype=bool)
    table[:, 0] = True
    for kind in sample.unsure:
        table[:, _FIRST[kind] : _FIRST[kind] + 4] = True
    for start, end, kind in sample.spans:
        table[start:end] = False
        if end - start == 1:
            table[start, _ALONE[kind]] = True
        else:
            table[start, _FIRST[kind]] = table[end - 1, _FIRST[kind] + 2] = True
            table[start + 1 : end - 1, _FIRST[kind] + 1] = True
        if "ORG" in sample.unsure and kind == "LOC":  # a place may be the head of an organ that was not marked
            table[start:end, _FIRST["ORG"] : _FIRST["ORG"] + 3] = True
    return table


class Flat:
    """Sentences one after another with a line end between them, and the way from there to padded arrays."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.text = join(texts)
        self.lengths = np.array([len(text) for text in texts])
        self.starts = np.cumsum(self.lengths + 1) - self.lengths - 1
        column = np.arange(int(self.lengths.max()))
        self._inside = column < self.lengths[:, None]
        self._at = np.where(self._inside, self.starts[:, None] + column, 0)

    def padded(self, values: NDArray[Any]) -> Tensor:
        """Values over the text as (batch, time, …), zero past a sentence's end."""
        rows = values[self._at]
        rows[~self._inside] = 0
        return torch.from_numpy(rows)

    def pairs(self, ids: Ids, vocabulary: Vocabulary) -> Tensor:
        """The pairs of the ids as (batch, time + 1): what stands left of a character, and right of the last one."""
        left = np.concatenate([[0], vocabulary.pairs.ids(ids)]).astype(np.int32)
        left[self.starts] = 0
        return torch.nn.functional.pad(self.padded(left), (0, 1))


def _hidden(flat: Flat, samples: Sequence[Sample], noise: Noise, dice: np.random.Generator) -> NDArray[np.bool_]:
    hidden = dice.random(len(flat.text)) < noise.character
    for sample, at in zip(samples, flat.starts.tolist(), strict=True):
        for start, end, kind in sample.spans:
            if dice.random() < noise.name * (1.0 if kind == "PER" else 0.3):
                hidden[at + start : at + end] = True
    return hidden


def encode(samples: Sequence[Sample], vocabulary: Vocabulary, noise: Noise, dice: np.random.Generator) -> Batch:
    """One padded batch."""
    flat = Flat([s.text for s in samples])
    ids = vocabulary.characters.ids(flat.text)
    ids[_hidden(flat, samples, noise, dice)] = UNKNOWN
    pairs = flat.pairs(ids, vocabulary)
    pairs[torch.from_numpy(dice.random(pairs.shape, np.float32) < noise.pair)] = 0
    words = flat.padded(word_features(flat.text))
    words[torch.from_numpy(dice.random(len(samples)) < noise.word)] = 0
    allowed = np.zeros((len(flat.text), len(TAGS)), dtype=bool)
    for sample, at in zip(samples, flat.starts.tolist(), strict=True):
        allowed[at : at + len(sample.text)] = allowed_tags(sample)
    styles = torch.tensor([style(sample) for sample in samples])
    return Batch(flat.padded(ids), pairs, words, styles, flat.padded(allowed), torch.from_numpy(flat.lengths))


def pieces(sample: Sample, limit: int = 160) -> Iterator[Sample]:
    """The sample's sentences; what is longer than `limit` is cut after a comma outside the names."""
    text, start, last = sample.text, 0, 0
    inside = {i for s, e, _ in sample.spans for i in range(s, e - 1)}
    for i, char in enumerate(text):
        ends = char in "。!?;\n" and i + 1 - start > 1
        if char in ",、 ":
            last = i + 1
        if i in inside or not (ends or i + 1 - start >= limit):
            continue
        cut = i + 1 if ends or last <= start else last
        if any(s < cut < e for s, e, _ in sample.spans):
            continue
        yield _part(sample, start, cut)
        start = cut
    if start < len(text):
        yield _part(sample, start, len(text))


def _part(sample: Sample, start: int, end: int) -> Sample:
    spans = tuple((s - start, e - start, k) for s, e, k in sample.spans if start <= s and e <= end)
    return Sample(sample.text[start:end], spans, sample.source, sample.unsure)


def batches(samples: Sequence[Sample], characters: int, dice: np.random.Generator) -> Iterator[list[Sample]]:
    """All samples once, in batches of about `characters` characters of about one length, in random order."""
    keys = np.array([len(s.text) for s in samples]) + dice.random(len(samples)) * 8
    order = np.argsort(keys, kind="stable")
    groups: list[list[Sample]] = [[]]
    for i in order:
        sample = samples[int(i)]
        if groups[-1] and (len(groups[-1]) + 1) * len(sample.text) > characters:
            groups.append([])
        groups[-1].append(sample)
    for i in dice.permutation(len(groups)):
        yield groups[int(i)]


assert len(KINDS) * 4 + 1 == len(TAGS)
