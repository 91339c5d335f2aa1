"""Trained networks teach a small one on raw news (Hinton et al. 2015): not names, but how sure they are of every tag.

The small network's CRF is drawn towards the marginals of the teachers' mean, those of single tags and those of one tag
after another; for a chain of tags that is the cross entropy of whole sequences. Teachers may take hints: names that are
clear elsewhere in a document (`training.consistency`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from extract.models.features import Vocabulary
from extract.rules import fold
from extract.training.batches import QUIET, Batch, encode
from extract.training.corpora import Sample, without_overlap
from extract.training.network import Marginals, Network, SoftLoss, beliefs
from extract.training.pretrain import RAW, raw_documents

UNMARKED = (*RAW, "cec.dev", "xf2020.final_train", "xf2020.prelim_train")  # only their text is read
HINT = 3.0  # natural logarithm of odds by which a name that is clear elsewhere in the document is likelier


def scored(network: Network, batch: Batch) -> Tensor:
    """The network's scores of a batch."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores: Tensor = network(batch.characters, batch.pairs, batch.words, batch.styles)
    return scores.float()


@dataclass(frozen=True, slots=True)
class Lessons:
    """Raw sentences, and the trained networks whose mean says what names they hold.

    A sentence's spans are hints: names that are clear elsewhere in its document.
    """

    teachers: Sequence[Network]
    sentences: Sequence[Sample]

    def part(self, number: int, count: int, ours: float, dice: np.random.Generator) -> list[Sample]:
        """The sentences of one epoch, others than in the epochs before while there are some.

        Up to half of them are sentences with hints, the same in every epoch while there are no more. A share of the
        sentences is to be marked by this project's convention, the rest by MSRA's.
        """
        order = np.random.default_rng(0).permutation(len(self.sentences))
        told = np.array([bool(self.sentences[i].spans) for i in order.tolist()], dtype=bool)
        first = _turn(order[told], number, count // 2)
        chosen = np.concatenate([first, _turn(order[~told], number, count - len(first))]).tolist()
        styles = np.where(dice.random(len(chosen)) < ours, "ours", "msra").tolist()
        return [replace(self.sentences[i], source=style) for i, style in zip(chosen, styles, strict=True)]

    def loss(self, network: Network, batch: Batch, group: Sequence[Sample], vocabulary: Vocabulary) -> Tensor:
        """How far the network is from the teachers, summed over the batch. They see nothing hidden."""
        clean = encode(group, vocabulary, QUIET, np.random.default_rng(0))
        tags, steps = self._beliefs(clean, hints(group, clean.allowed))
        loss: Tensor = SoftLoss.apply(  # type: ignore[no-untyped-call]
            scored(network, batch), network.transitions, tags, steps, batch.lengths
        )
        return loss

    @torch.no_grad()
    def _beliefs(self, batch: Batch, told: Tensor) -> Marginals:
        scores = torch.stack([scored(teacher.eval(), batch) for teacher in self.teachers]).mean(dim=0) + told
        transitions = torch.stack([teacher.transitions for teacher in self.teachers]).mean(dim=0)
        return beliefs(scores, transitions, batch.lengths)[1]


def _turn(order: NDArray[np.int64], number: int, count: int) -> NDArray[np.int64]:
    """The `number`th `count` of the order, from its beginning again where it ends, none of them twice."""
    count = min(count, len(order))
    return np.roll(order, -number * count)[:count]


def hints(group: Sequence[Sample], allowed: Tensor) -> Tensor:
    """What the hints add to the scores: `HINT` over the tags of each. `allowed`: the tags that the spans admit."""
    shares = torch.zeros(*allowed.shape[:2], 1)
    for row, sample in enumerate(group):
        for start, end, _ in sample.spans:
            shares[row, start:end] = HINT / (end - start)
    return allowed * shares


def unmarked(data: Path, held_out: Iterable[Sample], apart: Iterable[Path] = ()) -> list[list[Sample]]:
    """The raw sentences to be taught, by document, without those that share a run of text with the held-out parts.

    `apart`: folders of further pages (*.txt) that the trained network will be judged on.
    """
    pages = [fold(path.read_text(encoding="utf-8")) for folder in apart for path in sorted(folder.glob("*.txt"))]
    closed = [Sample("".join(page.split()), (), "page") for page in pages]  # a run may go over a line's end
    documents = raw_documents(data, names=UNMARKED)
    sentences = [sample for document in documents for sample in document]
    kept = {sample.text for sample in without_overlap(sentences, [*held_out, *closed])}
    return [[sample for sample in document if sample.text in kept] for document in documents]
