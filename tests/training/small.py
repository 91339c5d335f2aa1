"""What a tiny network learns in seconds: a few sentences with names, and the plan for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from extract.training.batches import QUIET
from extract.training.corpora import Sample
from extract.training.fit import Plan
from extract.training.schedule import Schedule

if TYPE_CHECKING:
    import torch

NAMES = ["沈桂芬", "何苗", "周晓波", "林静"]
FRAMES = [("村民", "说好。"), ("记者", "来了。"), ("教师", "走了。")]
SCHEDULE = Schedule(epochs=30, batch=60, rate=1e-2, warmup=10)
PLAN = replace(Plan(), schedule=SCHEDULE, average=0.1, noise=QUIET, dropout=0.0, hidden=16, dilations=(1, 2))


def samples(source: str) -> list[Sample]:
    """Every name in every frame, marked by the convention of `source`."""
    return [
        Sample(before + name + after, ((len(before), len(before) + len(name), "PER"),), source)
        for name in NAMES
        for before, after in FRAMES
    ]


def check_gradient(
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], scores: torch.Tensor, transitions: torch.Tensor
) -> None:
    """The gradient of a loss over two sequences, of four and of two places, is what small differences show."""
    import torch

    x, y = scores.clone().requires_grad_(), transitions.clone().requires_grad_()
    loss(x, y).backward()
    assert x.grad is not None
    assert y.grad is not None
    for index in [(0, 1, 0), (0, 1, 2), (1, 1, 5), (0, 3, 12)]:
        shift = torch.zeros_like(scores)
        shift[index] = 0.05
        slope = (loss(scores + shift, transitions) - loss(scores - shift, transitions)) / 0.1
        assert float(x.grad[index]) == pytest.approx(float(slope), abs=2e-3)
    assert x.grad[1, 2:].abs().max() == 0  # padding
    shift = torch.zeros_like(transitions)
    shift[0, 0] = 0.05
    slope = (loss(scores, transitions + shift) - loss(scores, transitions - shift)) / 0.1
    assert float(y.grad[0, 0]) == pytest.approx(float(slope), abs=2e-3)
