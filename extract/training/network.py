"""The network that becomes the shipped tagger: embeddings, dilated convolutions, and a linear-chain CRF.

A small relative of the iterated dilated CNN tagger of Strubell et al. 2017 (arXiv:1702.02098). The CRF's gradient is
computed from forward–backward marginals directly, for the free and the constrained lattice in one pass, so that partly
labelled sentences train as well as fully labelled ones (Tsuboi et al. 2008).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from extract.models.features import WORD_FEATURES
from extract.training.corpora import STYLES


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network. `characters`, `pairs`, `tags`, `styles`: how many there are; the others: widths."""

    characters: int
    pairs: int
    tags: int
    styles: int = len(STYLES)
    character: int = 64
    pair: int = 32
    word: int = 24
    hidden: int = 128
    dilations: tuple[int, ...] = (1, 2, 4, 8)


class Network(nn.Module):
    """(batch, time) ids → (batch, time, tags) scores, before the CRF.

    The convolutions run over (batch, channels, 1, time) with the channels last in memory: twice as fast on a CPU as
    one-dimensional ones.
    """

    def __init__(self, shape: Shape, dropout: float = 0.2, seed: int = 1) -> None:
        super().__init__()
        self.shape, self.dropout = shape, dropout
        self.dice = np.random.default_rng(seed)
        self.characters = nn.Embedding(shape.characters, shape.character, padding_idx=0)
        self.pairs = nn.Embedding(shape.pairs, shape.pair)
        self.words = nn.Embedding(WORD_FEATURES, shape.word, padding_idx=0)
        for table in (self.characters, self.pairs, self.words):
            nn.init.normal_(table.weight, std=0.3)
        self.styles = nn.Embedding(shape.styles, shape.hidden)
        nn.init.zeros_(self.styles.weight)
        width = shape.character + 2 * shape.pair + shape.word
        self.entry = nn.Conv2d(width, shape.hidden, (1, 3), padding=(0, 1))
        self.layers = nn.ModuleList(
            nn.Conv2d(shape.hidden, shape.hidden, (1, 3), padding=(0, d), dilation=(1, d)) for d in shape.dilations
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(shape.hidden) for _ in range(len(shape.dilations) + 1))
        self.exit = nn.Linear(shape.hidden, shape.tags)
        self.transitions = nn.Parameter(torch.zeros(shape.tags, shape.tags))
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # missing in torch's stubs

    def embed(self, characters: Tensor, pairs: Tensor, words: Tensor) -> Tensor:
        """The input rows: character, pair to the left, pair to the right, word. `pairs` has one column more."""
        around = self.pairs(pairs)
        parts = [self.characters(characters), around[:, :-1], around[:, 1:], self.words(words)]
        return torch.cat(parts, dim=2)

    def layer_outputs(self, characters: Tensor, pairs: Tensor, words: Tensor, styles: Tensor) -> Iterator[Tensor]:
        """The output of every layer, (batch, channels, 1, time)."""
        mask = (characters != 0)[:, None, None, :]
        x = self.drop(self.embed(characters, pairs, words)).unsqueeze(1).permute(0, 3, 1, 2) * mask
        x = self.entry(x) + self.styles(styles)[:, :, None, None]
        x = torch.relu(self.norms[0](x)) * mask
        yield x
        for layer, norm in zip(self.layers, self.norms[1:], strict=True):
            x = (x + torch.relu(norm(layer(x)))) * mask
            yield x

    def hidden(self, characters: Tensor, pairs: Tensor, words: Tensor, styles: Tensor) -> Tensor:
        """(batch, time, hidden): what the last layer makes of every character."""
        *_, x = self.layer_outputs(characters, pairs, words, styles)
        return self.drop(x.permute(0, 2, 3, 1).squeeze(1))

    def forward(self, characters: Tensor, pairs: Tensor, words: Tensor, styles: Tensor) -> Tensor:
        """Scores of every tag at every character."""
        scores: Tensor = self.exit(self.hidden(characters, pairs, words, styles))
        return scores

    def drop(self, x: Tensor) -> Tensor:
        """Dropout, with dice that are several times faster than torch's."""
        if not self.training or not self.dropout:
            return x
        rolls = np.frombuffer(bytearray(self.dice.bytes(x.numel())), np.uint8).reshape(x.shape)
        cut = round(self.dropout * 256)
        return x * (torch.from_numpy(rolls) >= cut) * (256 / (256 - cut))


def marginals(weights: Tensor, transitions: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Forward–backward in probability space. `weights`: (time, batch, tags) ≥ 0; `transitions`: (tags, tags) ≥ 0.

    Returns log Z (batch), the marginals (time, batch, tags) and the expected transitions (batch, tags, tags).
    """
    time, batch, tags = weights.shape
    inside = torch.arange(time).unsqueeze(1) < lengths.unsqueeze(0)
    alpha, scale = torch.empty_like(weights), torch.ones(time, batch)
    state = weights[0]
    for t in range(time):
        if t:
            state = torch.where(inside[t].unsqueeze(1), (state @ transitions) * weights[t], state)
        total = torch.where(inside[t], state.sum(1), torch.ones(batch)).clamp_min(1e-30)
        state = state / total.unsqueeze(1)
        alpha[t], scale[t] = state, total
    beta = torch.empty_like(weights)
    after = torch.ones(batch, tags)
    back = transitions.t().contiguous()
    for t in range(time - 1, -1, -1):
        beta[t] = after
        if t:
            moved = ((after * weights[t]) @ back) / scale[t].unsqueeze(1)
            after = torch.where(inside[t].unsqueeze(1), moved, after)
    node = alpha * beta * inside.unsqueeze(2)
    right = beta[1:] * weights[1:] / scale[1:].unsqueeze(2) * inside[1:].unsqueeze(2)
    edge = torch.einsum("tbi,tbj->bij", alpha[:-1], right) * transitions
    return scale.log().sum(0), node, edge


class Marginals(NamedTuple):
    """What a network believes of a batch: tags (batch, time, tags) and tag after tag (tags, tags), expected counts."""

    tags: Tensor
    steps: Tensor


def beliefs(scores: Tensor, transitions: Tensor, lengths: Tensor) -> tuple[Tensor, Marginals]:
    """log Z, summed over the batch, and the marginals. `scores`: (batch, time, tags); `lengths`: (batch)."""
    high = scores.max(dim=2, keepdim=True).values
    log_z, node, edge = marginals(torch.exp(scores - high).transpose(0, 1).contiguous(), transitions.exp(), lengths)
    inside = torch.arange(scores.shape[1]) < lengths.unsqueeze(1)
    return log_z.sum() + (high.squeeze(2) * inside).sum(), Marginals(node.transpose(0, 1), edge.sum(0))


class SoftLoss(torch.autograd.Function):
    """Cross entropy of the CRF's tag sequences against those of a teacher, whose marginals are all it takes."""

    @staticmethod
    def forward(ctx: Any, scores: Tensor, transitions: Tensor, tags: Tensor, steps: Tensor, lengths: Tensor) -> Tensor:
        """`tags`, `steps`: the teacher's `Marginals`; the rest as in `CrfLoss`."""
        log_z, own = beliefs(scores, transitions, lengths)
        ctx.save_for_backward(own.tags - tags, own.steps - steps)
        return log_z - (tags * scores).sum() - (steps * transitions).sum()

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        """The marginals less the teacher's."""
        node, edge = ctx.saved_tensors
        return grads[0] * node, grads[0] * edge, None, None, None


class CrfLoss(torch.autograd.Function):
    """Negative log likelihood of the allowed tag sequences, summed over the batch."""

    @staticmethod
    def forward(ctx: Any, scores: Tensor, transitions: Tensor, allowed: Tensor, lengths: Tensor) -> Tensor:
        """`scores`: (batch, time, tags); `allowed`: the same shape, bool; `lengths`: (batch)."""
        batch = scores.shape[0]
        high = scores.max(dim=2, keepdim=True).values
        free = torch.exp(scores - high)
        both = torch.cat([free, free * allowed + 1e-12]).transpose(0, 1).contiguous()
        log_z, node, edge = marginals(both, transitions.exp(), torch.cat([lengths, lengths]))
        ctx.save_for_backward(
            (node[:, :batch] - node[:, batch:]).transpose(0, 1), edge[:batch].sum(0) - edge[batch:].sum(0)
        )
        return (log_z[:batch] - log_z[batch:]).sum()

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        """Free marginals less the constrained ones."""
        node, edge = ctx.saved_tensors
        return grads[0] * node, grads[0] * edge, None, None
