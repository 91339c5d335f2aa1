"""Makes the tagger's confidence mean what it says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extract.models.builtin import BuiltinTagger
from extract.models.tags import KINDS
from extract.training.corpora import Sample

Floats = NDArray[np.float64]


def platt(probability: Floats, right: Floats, steps: int = 50) -> tuple[float, float]:
    """Slope and shift of the log odds that fit best (Platt 1999), slightly held to (1, 0); Newton with halved steps."""
    p = np.clip(probability, 1e-6, 1 - 1e-6)
    x = np.stack([np.log(p / (1 - p)), np.ones(len(p))], axis=1)
    start = np.array([1.0, 0.0])

    def loss(weights: Floats) -> float:
        odds = x @ weights
        return float(np.logaddexp(0, odds).sum() - right @ odds + ((weights - start) ** 2).sum() / 2)

    weights = start
    for _ in range(steps):
        fitted = np.exp(-np.logaddexp(0, -x @ weights))
        slope = x.T @ (right - fitted) - (weights - start)
        step = np.linalg.solve((x * (fitted * (1 - fitted))[:, None]).T @ x + np.eye(2), slope)
        while loss(weights + step) > loss(weights) and float(np.abs(step).max()) > 1e-9:
            step = step / 2
        weights = weights + step
    return float(weights[0]), float(weights[1])


def calibration_error(probability: Floats, right: Floats, bins: int = 10) -> float:
    """Expected calibration error: the mean gap of confidence and accuracy over equal bins, by their size."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [abs(float(probability[place == b].sum() - right[place == b].sum())) for b in range(bins)]
    return sum(gaps) / max(1, len(probability))


def judged(tagger: BuiltinTagger, samples: Sequence[Sample]) -> list[tuple[str, float, bool]]:
    """(kind, confidence, right) of every mention that the tagger finds, where the annotators marked its kind fully."""
    found = tagger([s.text for s in samples])
    return [
        (m.kind, m.confidence, (m.start, m.end, m.kind) in sample.spans)
        for sample, mentions in zip(samples, found, strict=True)
        for m in mentions
        if m.kind not in sample.unsure
    ]


def calibrate(folder: Path, samples: Sequence[Sample]) -> dict[str, list[float]]:
    """Platt's line for every kind, fitted on held-out sentences."""
    rows = judged(BuiltinTagger(folder, fresh=True), samples)
    lines: dict[str, list[float]] = {}
    for kind in KINDS:
        mine = [(p, r) for k, p, r in rows if k == kind]
        probability, right = np.array([p for p, _ in mine]), np.array([float(r) for _, r in mine])
        lines[kind] = [round(v, 4) for v in platt(probability, right)] if mine else [1.0, 0.0]
    return lines
