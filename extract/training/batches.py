"""From samples to the arrays that the network learns from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from extract.models.features import UNKNOWN, Alphabet, join, pairs, word_features
from extract.models.tags import KINDS, TAGS, tag_id
from extract.training.corpora import Sample


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded arrays of some sentences, (batch, time); `pairs` has a column more, `allowed` a tag axis."""

    characters: Tensor
    pairs: Tensor
    words: Tensor
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


def allowed_tags(sample: Sample) -> NDArray[np.bool_]:
    """(time, tags): the tags that the labels admit."""
    table = np.zeros((len(sample.text), len(TAGS)), dtype=bool)
    table[:, 0] = True
    for kind in sample.unsure:
        first = tag_id("B", kind)
        table[:, first : first + 4] = True
    for start, end, kind in sample.spans:
        table[start:end] = False
        if end - start == 1:
            table[start, tag_id("S", kind)] = True
        else:
            table[start, tag_id("B", kind)] = table[end - 1, tag_id("E", kind)] = True
            table[start + 1 : end - 1, tag_id("I", kind)] = True
        if "ORG" in sample.unsure and kind == "LOC":  # a place may be the head of an organ that was not marked
            first = tag_id("B", "ORG")
            table[start:end, first : first + 3] = True
    return table


def _hide(ids: NDArray[np.int32], sample: Sample, noise: Noise, dice: np.random.Generator) -> NDArray[np.int32]:
    hidden = dice.random(len(ids)) < noise.character
    for start, end, kind in sample.spans:
        if dice.random() < noise.name * (1.0 if kind == "PER" else 0.3):
            hidden[start:end] = True
    return np.where(hidden, UNKNOWN, ids).astype(np.int32)


def encode(samples: Sequence[Sample], alphabet: Alphabet, noise: Noise, dice: np.random.Generator) -> Batch:
    """One padded batch."""
    longest = max(len(s.text) for s in samples)
    words = word_features(join([s.text for s in samples]))
    shape = (len(samples), longest)
    characters, word = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    pair = np.zeros((shape[0], longest + 1), np.int32)
    allowed = np.zeros((*shape, len(TAGS)), dtype=bool)
    at = 0
    for row, sample in enumerate(samples):
        n = len(sample.text)
        ids = _hide(alphabet.ids(sample.text), sample, noise, dice)
        characters[row, :n] = ids
        pair[row, 1:n] = np.where(dice.random(n - 1) < noise.pair, 0, pairs(ids)) if noise.pair else pairs(ids)
        if dice.random() >= noise.word:
            word[row, :n] = words[at : at + n]
        allowed[row, :n] = allowed_tags(sample)
        at += n + 1
    lengths = torch.tensor([len(s.text) for s in samples])
    return Batch(
        torch.from_numpy(characters), torch.from_numpy(pair), torch.from_numpy(word), torch.from_numpy(allowed), lengths
    )


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
