"""From tag scores to spans: Viterbi and forward–backward over many short stretches at once.

Only stretches where something other than "no name" is possible are decoded; between them the tag O is certain. A
stretch is decoded with one certain O on either side, so that the result is that of the whole sentence. A stretch where
O leads at every character by more than any transitions could make up for is not decoded either. Stretches stand by
length, longest first, so that at every step the ones still running are a prefix of the batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extract.models.tags import CLOSES, OPENS, allowed, edges

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_NEVER = np.float32(-1e4)
# By how much O must lead for a character to be certainly outside names. On 180,000 characters of news the names are the
# same as without such a bound, and no probability moves by more than 0.003.
_CERTAIN = np.float32(5.0)
_LONGEST = 256  # a stretch is cut where it is longer
_BATCH = 192  # stretches decoded together: more run out of the processor's cache


@dataclass(frozen=True, slots=True)
class Found:
    """Spans over the flat text: starts, ends (exclusive), kinds (index into tags.KINDS), and their probability."""

    starts: Ints
    ends: Ints
    kinds: Ints
    probability: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """Some stretches, longest first: `scores` (time, tags, stretches), `live` the number still running at each step."""

    scores: Floats
    live: list[int]
    lengths: Ints


class Decoder:
    """Decodes flat scores. `transitions`: (tags, tags) learnt scores of one tag after another."""

    def __init__(self, transitions: Floats) -> None:
        self._scores = np.where(allowed(), transitions, _NEVER).astype(np.float32)
        self._weights = np.where(allowed(), np.exp(transitions), 0.0).astype(np.float64)
        # A name of n characters has n + 1 transitions, each at best this much better than from O to O: with a lead of
        # O of twice that at every character no name can win.
        self._safe = 2 * max(0.0, float(self._scores.max() - self._scores[0, 0]))

    def __call__(self, scores: Floats, starts: Ints) -> Found:
        """`scores`: (characters, tags) of all sentences one after another; `starts`: where each sentence begins."""
        lead = scores[:, 0] - scores[:, 1:].max(axis=1)
        left, right = stretches(lead, starts)
        if len(left):
            open_ = np.minimum.reduceat(lead, left) <= self._safe
            left, right = left[open_], right[open_]
        tags = np.zeros(len(scores), dtype=np.int64)
        logs = np.zeros((3, len(scores)))
        order = np.argsort(left - right, kind="stable")
        for i in range(0, len(order), _BATCH):
            rows = order[i : i + _BATCH]
            self._decode(scores, left[rows], right[rows], tags, logs)
        first, end, kinds = edges(tags)
        alpha, beta, path = logs
        log = alpha[first] + path[end - 1] - path[first] + beta[end - 1]
        return Found(first, end, kinds, np.minimum(1.0, np.exp(log)))

    def _decode(self, scores: Floats, left: Ints, right: Ints, tags: Ints, logs: NDArray[np.float64]) -> None:
        """Fill the tags and the logarithms of these stretches, in place."""
        lengths = right - left
        step = np.arange(int(lengths[0]))[:, None]
        inside = step < lengths
        at = left + np.minimum(step, lengths - 1)
        live = inside.sum(axis=1).tolist()
        block = Block(np.ascontiguousarray(scores[at].transpose(0, 2, 1)), live, lengths)
        best = viterbi(block, self._scores)
        tags[at[inside]] = best[inside]
        named = np.flatnonzero((best * inside).any(axis=0))  # only names have a probability
        if len(named):
            inside, at, best = inside[:, named], at[:, named], best[:, named]
            block = Block(block.scores[:, :, named], inside.sum(axis=1).tolist(), lengths[named])
            logs[:, at[inside]] = span_logs(block, self._weights, best)[:, inside]


def stretches(lead: Floats, starts: Ints) -> tuple[Ints, Ints]:
    """(left, right) of the runs that are not certainly O, with a neighbour on either side, within sentences.

    `lead`: by how much O leads at each character.
    """
    open_ = lead < _CERTAIN
    wide = np.concatenate([[False], open_, [False]])  # one more place at either end
    first = np.zeros(len(lead) + 1, dtype=bool)
    first[starts] = first[-1] = True
    wide[1:-2] |= open_[1:] & ~first[1:-1]
    wide[2:-1] |= open_[:-1] & ~first[1:-1]
    here = wide[1:-1]
    left = np.flatnonzero(here & (~wide[:-2] | first[:-1]))
    right = np.flatnonzero(here & (~wide[2:] | first[1:])) + 1
    if len(left) and int((right - left).max()) > _LONGEST:
        return _cut(lead, left, right)
    return left, right


def _cut(lead: Floats, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Stretches longer than the limit cut where O leads most."""
    lefts, rights = [], []
    for start, end in zip(left.tolist(), right.tolist(), strict=True):
        while end - start > _LONGEST:
            half = start + _LONGEST // 2
            cut = half + int(lead[half : start + _LONGEST].argmax())
            lefts.append(start)
            rights.append(cut)
            start = cut
        lefts.append(start)
        rights.append(end)
    return np.array(lefts), np.array(rights)


def viterbi(block: Block, transitions: Floats) -> NDArray[np.int64]:
    """The best valid tags, (time, stretches); what stands past a length means nothing."""
    time, _, count = block.scores.shape
    best = np.empty_like(block.scores)
    best[0] = block.scores[0] + np.where(OPENS, np.float32(0), _NEVER)[:, None]
    into = np.ascontiguousarray(transitions.T)[:, :, None]  # (to, from, 1)
    for t in range(1, time):
        n = block.live[t]
        np.add((best[t - 1, None, :, :n] + into).max(axis=1), block.scores[t, :, :n], out=best[t, :, :n])
    tags = np.zeros((time, count), dtype=np.int64)
    last = best[block.lengths - 1, :, np.arange(count)] + np.where(CLOSES, np.float32(0), _NEVER)
    state = last.argmax(axis=1)
    back = into[:, :, 0]
    for t in range(time - 1, -1, -1):
        n = block.live[t]
        tags[t, :n] = state[:n]
        if t:
            state[:n] = (best[t - 1, :, :n].T + back[state[:n]]).argmax(axis=1)
    return tags


def span_logs(block: Block, transitions: NDArray[np.float64], tags: NDArray[np.int64]) -> NDArray[np.float64]:
    """What the probability of a run of the best tags is made of: (3, time, stretches) logarithms.

    Alpha of the tag, beta of the tag, and the path's weight up to here. Forward–backward in scaled probability space
    (Rabiner 1989, section V.A); in 64 bits, so that sums in another order round to the same confidence.
    """
    time, _, stretches_ = block.scores.shape
    weights = np.exp((block.scores - block.scores.max(axis=1, keepdims=True)).astype(np.float64)) + 1e-30
    alpha, scale = np.ones_like(weights), np.ones((time, stretches_))
    onward = np.ascontiguousarray(transitions.T)
    for t in range(time):
        n = block.live[t]
        state = (onward @ alpha[t - 1, :, :n]) * weights[t, :, :n] if t else weights[0] * OPENS[:, None]
        scale[t, :n] = state.sum(axis=0)
        np.divide(state, scale[t, :n], out=alpha[t, :, :n])
    beta = np.empty_like(weights)
    beta[:] = CLOSES.astype(np.float64)[:, None]
    for t in range(time - 1, 0, -1):
        n = block.live[t]
        beta[t - 1, :, :n] = transitions @ (beta[t, :, :n] * weights[t, :, :n] / scale[t, :n])
    rows, columns = np.arange(time)[:, None], np.arange(stretches_)[None]
    ending = CLOSES.astype(np.float64) @ alpha[block.lengths - 1, :, np.arange(stretches_)].T
    steps = np.zeros((time, stretches_))
    steps[1:] = np.log(transitions[tags[:-1], tags[1:]] + 1e-30) - np.log(scale[1:])
    steps[1:] += np.log(weights[rows, tags, columns][1:])
    return np.stack(
        [
            np.log(alpha[rows, tags, columns] + 1e-30),
            np.log(beta[rows, tags, columns] + 1e-30) - np.log(ending + 1e-30),
            np.cumsum(steps, axis=0),
        ]
    )
