"""From tag scores to spans: Viterbi and forward–backward over many short stretches at once.

Only stretches where something other than "no name" is possible are decoded; between them the tag O is certain. A stretch
is decoded with one certain O on either side, so that the result is that of the whole sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extract.models.tags import CLOSES, OPENS, TAGS, allowed, spans

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_NEVER = np.float32(-1e4)
_CERTAIN = np.float32(9.0)  # by how much O must lead for a character to be certainly outside names
_LONGEST = 256  # a stretch is cut where it is longer
_BATCH = 1024


@dataclass(frozen=True, slots=True)
class Found:
    """Spans over the flat text: starts, ends (exclusive), kinds (index into tags.KINDS), and their probability."""

    starts: Ints
    ends: Ints
    kinds: Ints
    probability: NDArray[np.float64]


class Decoder:
    """Decodes flat scores. `transitions`: (tags, tags) learnt scores of one tag after another."""

    def __init__(self, transitions: Floats) -> None:
        self._scores = np.where(allowed(), transitions, _NEVER).astype(np.float32)
        self._weights = np.where(allowed(), np.exp(transitions), 0.0).astype(np.float64)

    def __call__(self, scores: Floats, starts: Ints) -> Found:
        """`scores`: (characters, tags) of all sentences one after another; `starts`: where each sentence begins."""
        left, right = stretches(scores, starts)
        found: list[tuple[int, int, int, float]] = []
        order = np.argsort(right - left, kind="stable")
        for i in range(0, len(order), _BATCH):
            rows = order[i : i + _BATCH]
            found += self._stretches(scores, left[rows], right[rows])
        found.sort()
        table = np.array([f[:3] for f in found], dtype=np.int64).reshape(-1, 3)
        return Found(table[:, 0], table[:, 1], table[:, 2], np.array([f[3] for f in found], dtype=np.float64))

    def _stretches(self, scores: Floats, left: Ints, right: Ints) -> list[tuple[int, int, int, float]]:
        lengths = right - left
        steps = np.minimum(
            np.arange(int(lengths.max()))[:, None], lengths - 1
        )  # past its end a stretch repeats its last row
        block = scores[left + steps]
        tags = viterbi(block, self._scores, lengths)
        out: list[tuple[int, int, int, float]] = []
        logs = span_logs(block, self._weights, tags, lengths)
        for column in range(len(left)):
            offset = int(left[column])
            for start, end, kind in spans(tags[: lengths[column], column]):
                log = logs.probability(column, start, end)
                out.append((offset + start, offset + end, ("PER", "ORG", "LOC").index(kind), log))
        return out


def stretches(scores: Floats, starts: Ints) -> tuple[Ints, Ints]:
    """(left, right) of the runs of characters that are not certainly O, a neighbour on either side, within sentences."""
    total = len(scores)
    open_ = scores[:, 0] - scores[:, 1:].max(axis=1) < _CERTAIN
    wide = open_.copy()
    first = np.zeros(total + 1, dtype=bool)
    first[starts] = True
    first[total] = True
    wide[:-1] |= open_[1:] & ~first[1:-1]
    wide[1:] |= open_[:-1] & ~first[1:-1]
    left = np.flatnonzero(wide & np.concatenate([[True], ~wide[:-1] | first[1:-1]]))
    right = np.flatnonzero(wide & np.concatenate([~wide[1:] | first[1:-1], [True]])) + 1
    if len(left) and int((right - left).max()) > _LONGEST:
        left, right = _cut(scores, left, right)
    return left, right


def _cut(scores: Floats, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    lefts, rights = [], []
    for start, end in zip(left.tolist(), right.tolist(), strict=True):
        while end - start > _LONGEST:
            half = start + _LONGEST // 2
            window = scores[half : start + _LONGEST]
            cut = half + int((window[:, 0] - window[:, 1:].max(axis=1)).argmax())
            lefts.append(start)
            rights.append(cut)
            start = cut
        lefts.append(start)
        rights.append(end)
    return np.array(lefts), np.array(rights)


def viterbi(block: Floats, transitions: Floats, lengths: Ints) -> NDArray[np.int8]:
    """The best valid tags, (time, batch). `block`: (time, batch, tags); rows past a length are ignored."""
    time, batch, _ = block.shape
    came = np.zeros(block.shape, dtype=np.int8)
    best = block[0] + np.where(OPENS, np.float32(0), _NEVER)
    final = best.copy()
    into = np.ascontiguousarray(transitions.T)  # (to, from)
    for t in range(1, time):
        moved = best[:, None, :] + into
        came[t] = moved.argmax(axis=2)
        best = moved.max(axis=2) + block[t]
        live = lengths > t
        final[live] = best[live]
    tags = np.zeros((time, batch), dtype=np.int8)
    state = (final + np.where(CLOSES, np.float32(0), _NEVER)).argmax(axis=1)
    columns = np.arange(batch)
    for t in range(time - 1, -1, -1):
        tags[t] = state
        if t:
            state = np.where(lengths > t, came[t, columns, state], state)
    return tags


@dataclass(frozen=True, slots=True)
class SpanLogs:
    """What the probability of a run of the best tags is made of, all (time, batch) logarithms."""

    alpha: NDArray[np.float64]
    beta: NDArray[np.float64]
    path: NDArray[np.float64]

    def probability(self, column: int, start: int, end: int) -> float:
        """Of exactly the best tags from `start` to `end` in one stretch."""
        log = (
            self.alpha[start, column]
            + self.path[end - 1, column]
            - self.path[start, column]
            + self.beta[end - 1, column]
        )
        return float(min(1.0, np.exp(log)))


def span_logs(block: Floats, transitions: NDArray[np.float64], tags: NDArray[np.int8], lengths: Ints) -> SpanLogs:
    """Forward–backward in scaled probability space along the best tags (Rabiner 1989, section V.A)."""
    time, batch, count = block.shape
    weights = np.exp(block.astype(np.float64) - block.max(axis=2, keepdims=True)) + 1e-30
    alpha, scale = np.empty(weights.shape), np.ones((time, batch))
    state = weights[0] * OPENS
    for t in range(time):
        if t:
            state = (state @ transitions) * weights[t]
        scale[t] = state.sum(axis=1)
        state = state / scale[t][:, None]
        alpha[t] = state
    beta = np.empty(weights.shape)
    closes = np.broadcast_to(CLOSES.astype(np.float64), (batch, count))
    after = closes
    back = transitions.T
    for t in range(time - 1, -1, -1):
        after = np.where((lengths > t + 1)[:, None], after, closes)
        beta[t] = after
        after = ((after * weights[t]) @ back) / scale[t][:, None]
    rows, columns = np.arange(time)[:, None], np.arange(batch)[None]
    ending = alpha[lengths - 1, np.arange(batch)] @ CLOSES  # the mass that ends in a closing tag
    steps = np.zeros((time, batch))
    steps[1:] = (
        np.log(transitions[tags[:-1], tags[1:]] + 1e-30) + np.log(weights[rows, columns, tags][1:]) - np.log(scale[1:])
    )
    return SpanLogs(
        np.log(alpha[rows, columns, tags] + 1e-30),
        np.log(beta[rows, columns, tags] + 1e-30) - np.log(ending + 1e-30),
        np.cumsum(steps, axis=0),
    )


assert len(TAGS) == len(OPENS)
