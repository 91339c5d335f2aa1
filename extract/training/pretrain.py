"""Teaches the network to restore hidden words of raw news, before it learns names (Devlin et al. 2019, whole words)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from extract.models.features import UNKNOWN, Vocabulary, word_features
from extract.rules import fold
from extract.training.batches import Flat, batches, pieces
from extract.training.corpora import Sample, read_rows
from extract.training.network import Network
from extract.training.schedule import Schedule

RAW = ("xinwenlianbo.raw", "corpuszh.sample")  # text without names, or whose names are not used here
_PLACES = 4  # of a character in its word: begin, inside, end, alone
log = logging.getLogger(__name__)


def raw_documents(data: Path, more: Iterable[Sample] = (), names: Sequence[str] = RAW) -> list[list[Sample]]:
    """The sentences of every text of the raw corpora and of `more`, each sentence once, without names."""
    texts = [fold(row["text"]) for name in names for row in read_rows(data, name)]
    documents: list[list[Sample]] = []
    known: set[str] = set()
    for text in (*texts, *(sample.text for sample in more)):
        whole = dict.fromkeys(piece.text for piece in pieces(Sample(text, (), "raw")))
        fresh = [piece for piece in whole if len(piece) > 5 and piece not in known]
        documents.append([Sample(piece, (), "raw") for piece in fresh])
        known.update(fresh)
    return documents


def raw_sentences(data: Path, more: Iterable[Sample] = (), names: Sequence[str] = RAW) -> list[Sample]:
    """The sentences of `raw_documents`, in their order."""
    return [sample for document in raw_documents(data, more, names) for sample in document]


@dataclass(frozen=True, slots=True)
class Riddle:
    """A batch with hidden words: what the network reads, where the hidden characters stand, and their ids."""

    inputs: tuple[Tensor, Tensor, Tensor, Tensor]
    hidden: Tensor
    answers: Tensor


def riddle(texts: Sequence[str], vocabulary: Vocabulary, share: float, dice: np.random.Generator) -> Riddle:
    """The texts with `share` of jieba's words hidden: their characters, pairs and word features."""
    flat = Flat(texts)
    ids, words = vocabulary.characters.ids(flat.text), word_features(flat.text)
    number = np.cumsum((words - 1) % _PLACES % 3 == 0)  # begin or alone: a new word
    hidden = (dice.random(int(number[-1]) + 1) < share)[number]
    seen = np.where(hidden, UNKNOWN, ids).astype(np.int32)
    inputs = (
        flat.padded(seen),
        flat.pairs(seen, vocabulary),
        flat.padded(np.where(hidden, 0, words)),
        torch.zeros(len(texts), dtype=torch.long),
    )
    asked = flat.padded(hidden & (ids > UNKNOWN))
    return Riddle(inputs, asked, flat.padded(ids)[asked].long())


class Restorer(nn.Module):
    """The network with a head that scores every known character at the hidden places."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.inner = nn.Linear(network.shape.hidden, network.shape.character)
        self.bias = nn.Parameter(torch.zeros(network.shape.characters))

    def forward(self, task: Riddle) -> Tensor:
        """The mean cross entropy of the hidden characters."""
        rows = self.network.hidden(*task.inputs)[task.hidden]
        scores = self.inner(rows) @ self.network.characters.weight.t() + self.bias
        total = nn.functional.cross_entropy(scores.float(), task.answers, reduction="sum")
        return total / max(1, len(task.answers))


def pretrain(
    network: Network, sentences: Sequence[Sample], vocabulary: Vocabulary, plan: Schedule, share: float = 0.15
) -> float:
    """Train the network in place on hidden words; returns the mean loss of the last steps."""
    dice = np.random.default_rng(plan.seed)
    model = Restorer(network).train()
    optimizer = plan.optimizer(model)
    losses: list[float] = []
    for number in range(plan.epochs):
        groups = list(batches(sentences, plan.batch, dice))
        for done, group in enumerate(groups, number * len(groups)):
            plan.set_rate(optimizer, done, plan.epochs * len(groups))
            task = riddle([s.text for s in group], vocabulary, share, dice)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = model(task)
            plan.step(optimizer, model, loss)
            losses.append(float(loss.detach()))
            if len(losses) % 300 == 0:
                log.info("pre-training, step %d of %d: %.3f", done + 1, plan.epochs * len(groups), _mean(losses))
    return _mean(losses)


def _mean(losses: Sequence[float]) -> float:
    return float(np.mean(losses[-300:]))
