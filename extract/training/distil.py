"""Trained networks teach a small one on raw news (Hinton et al. 2015): not names, but how sure they are of every tag.

The small network's CRF is drawn towards the marginals of the teachers' mean, those of single tags and those of one tag
after another; for a chain of tags that is the cross entropy of whole sequences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from extract.models.features import Vocabulary
from extract.rules import fold
from extract.training.batches import QUIET, Batch, encode
from extract.training.corpora import Sample, without_overlap
from extract.training.network import Marginals, Network, SoftLoss, beliefs
from extract.training.pretrain import RAW, raw_sentences

UNMARKED = (*RAW, "cec.dev", "xf2020.final_train", "xf2020.prelim_train")  # only their text is read


def scored(network: Network, batch: Batch) -> Tensor:
    """The network's scores of a batch."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores: Tensor = network(batch.characters, batch.pairs, batch.words, batch.styles)
    return scores.float()


@dataclass(frozen=True, slots=True)
class Lessons:
    """Raw sentences, and the trained networks whose mean says what names they hold."""

    teachers: Sequence[Network]
    sentences: Sequence[Sample]

    def part(self, number: int, count: int, ours: float, dice: np.random.Generator) -> list[Sample]:
        """The sentences of one epoch, others than in the epochs before while there are some.

        A share of them is to be marked by this project's convention, the rest by MSRA's.
        """
        order = np.random.default_rng(0).permutation(len(self.sentences))
        chosen = order[np.arange(number * count, (number + 1) * count) % len(order)][: len(order)]
        styles = np.where(dice.random(len(chosen)) < ours, "ours", "msra").tolist()
        return [Sample(self.sentences[i].text, (), style) for i, style in zip(chosen.tolist(), styles, strict=True)]

    def loss(self, network: Network, batch: Batch, group: Sequence[Sample], vocabulary: Vocabulary) -> Tensor:
        """How far the network is from the teachers, summed over the batch. They see nothing hidden."""
        tags, steps = self._beliefs(encode(group, vocabulary, QUIET, np.random.default_rng(0)))
        loss: Tensor = SoftLoss.apply(  # type: ignore[no-untyped-call]
            scored(network, batch), network.transitions, tags, steps, batch.lengths
        )
        return loss

    @torch.no_grad()
    def _beliefs(self, batch: Batch) -> Marginals:
        scores = torch.stack([scored(teacher.eval(), batch) for teacher in self.teachers]).mean(dim=0)
        transitions = torch.stack([teacher.transitions for teacher in self.teachers]).mean(dim=0)
        return beliefs(scores, transitions, batch.lengths)[1]


def unmarked(data: Path, held_out: Iterable[Sample], apart: Iterable[Path] = ()) -> list[Sample]:
    """The raw sentences to be taught, without those that share a run of text with the held-out parts.

    `apart`: folders of further pages (*.txt) that the trained network will be judged on.
    """
    pages = [fold(path.read_text(encoding="utf-8")) for folder in apart for path in sorted(folder.glob("*.txt"))]
    closed = [Sample("".join(page.split()), (), "page") for page in pages]  # a run may go over a line's end
    return without_overlap(raw_sentences(data, names=UNMARKED), [*held_out, *closed])
