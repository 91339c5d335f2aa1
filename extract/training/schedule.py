"""One way to step: AdamW, a rate that rises and falls along a cosine, clipped gradients."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to train. `batch`: characters in a step; `warmup`: steps; `rate`: the highest."""

    epochs: int
    rate: float = 2e-3
    warmup: int = 300
    batch: int = 4000
    seed: int = 1
    decay: float = 1e-4

    def optimizer(self, model: nn.Module) -> torch.optim.Optimizer:
        """AdamW over the model's parameters."""
        return torch.optim.AdamW(model.parameters(), lr=self.rate, weight_decay=self.decay, fused=True)

    def set_rate(self, optimizer: torch.optim.Optimizer, done: int, total: int) -> None:
        """The rate after `done` of `total` steps."""
        rate = self.rate * min(1.0, (done + 1) / self.warmup) * (0.505 + 0.495 * math.cos(math.pi * done / total))
        for group in optimizer.param_groups:
            group["lr"] = rate

    def step(self, optimizer: torch.optim.Optimizer, model: nn.Module, loss: Tensor) -> None:
        """One step down the loss."""
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
