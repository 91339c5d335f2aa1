"""The network that becomes the shipped tagger: embeddings, dilated convolutions, and a linear-chain CRF.

A small relative of the iterated dilated CNN tagger of Strubell et al. 2017 (arXiv:1702.02098). The CRF's gradient is
computed from forward–backward marginals directly, for the free and the constrained lattice in one pass, so that partly
labelled sentences train as well as fully labelled ones (Tsuboi et al. 2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from extract.models.features import PAIR_BUCKETS, WORD_FEATURES


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    characters: int
    tags: int
    character: int = 64
    pair: int = 32
    word: int = 24
    hidden: int = 128
    dilations: tuple[int, ...] = (1, 2, 4, 8)


class Network(nn.Module):
    """(batch, time) ids → (batch, time, tags) scores, before the CRF."""

    def __init__(self, shape: Shape, dropout: float = 0.2) -> None:
        super().__init__()
        self.shape = shape
        self.characters = nn.Embedding(shape.characters, shape.character, padding_idx=0)
        self.pairs = nn.Embedding(PAIR_BUCKETS, shape.pair)
        self.words = nn.Embedding(WORD_FEATURES, shape.word, padding_idx=0)
        for table in (self.characters, self.pairs, self.words):
            nn.init.normal_(table.weight, std=0.3)
        width = shape.character + 2 * shape.pair + shape.word
        self.entry = nn.Conv1d(width, shape.hidden, 3, padding=1)
        self.layers = nn.ModuleList(
            nn.Conv1d(shape.hidden, shape.hidden, 3, padding=d, dilation=d) for d in shape.dilations
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(shape.hidden) for _ in range(len(shape.dilations) + 1))
        self.exit = nn.Linear(shape.hidden, shape.tags)
        self.transitions = nn.Parameter(torch.zeros(shape.tags, shape.tags))
        self.dropout = nn.Dropout(dropout)

    def embed(self, characters: Tensor, pairs: Tensor, words: Tensor) -> Tensor:
        """The input rows: character, pair to the left, pair to the right, word. `pairs` has one column more."""
        around = self.pairs(pairs)
        parts = [self.characters(characters), around[:, :-1], around[:, 1:], self.words(words)]
        return torch.cat(parts, dim=2)

    def forward(self, characters: Tensor, pairs: Tensor, words: Tensor) -> Tensor:
        """Scores of every tag at every character."""
        mask = (characters != 0).unsqueeze(1)
        x = self.dropout(self.embed(characters, pairs, words)).transpose(1, 2) * mask
        x = torch.relu(self.norms[0](self.entry(x))) * mask
        for layer, norm in zip(self.layers, self.norms[1:], strict=True):
            x = (x + torch.relu(norm(layer(x)))) * mask
        scores: Tensor = self.exit(self.dropout(x.transpose(1, 2)))
        return scores


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
