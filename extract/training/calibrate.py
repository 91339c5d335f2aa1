"""Makes the tagger's confidence mean what it says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extract.models.builtin import BuiltinTagger, log_odds
from extract.models.tags import KINDS
from extract.training.corpora import Sample

Floats = NDArray[np.float64]
_ODDS = np.linspace(-13.9, 13.9, 557)
IDENTITY = [_ODDS.tolist(), (1 / (1 + np.exp(-_ODDS))).tolist()]  # leaves the probability as it is


def isotonic(probability: Floats, right: Floats, least: int = 100) -> list[list[float]]:
    """Knots of a rising curve from the model's log odds to the share that is right: [log odds], [share].

    Equal groups of at least `least` mentions, merged until their shares rise (pool adjacent violators, Barlow et al.
    1972); each share is drawn a little towards one half.
    """
    x = log_odds(probability)
    order = np.argsort(x, kind="stable")
    pools: list[tuple[float, float, int]] = []  # sums of log odds and of right ones, and how many
    for group in np.array_split(order, max(1, min(20, len(order) // least))):
        pools.append((float(x[group].sum()), float(right[group].sum()), len(group)))
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            pools[-1] = (pools[-1][0] + last[0], pools[-1][1] + last[1], pools[-1][2] + last[2])
    knots = [round(total / count, 4) for total, _, count in pools]
    return [knots, [round((good + 1) / (count + 2), 4) for _, good, count in pools]]


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


def calibrate(folder: Path, convention: str, samples: Sequence[Sample]) -> dict[str, list[list[float]]]:
    """A curve for every kind, fitted on held-out sentences that are marked by the convention."""
    rows = judged(BuiltinTagger(folder, convention, fresh=True, digits=7), samples)
    curves: dict[str, list[list[float]]] = {}
    for kind in KINDS:
        mine = [(p, r) for k, p, r in rows if k == kind]
        probability, right = np.array([p for p, _ in mine]), np.array([float(r) for _, r in mine])
        curves[kind] = isotonic(probability, right) if mine else IDENTITY
    return curves
