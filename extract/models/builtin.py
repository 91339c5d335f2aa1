"""The shipped tagger: a small convolutional network with a CRF, run by ONNX Runtime in 8-bit integers.

Every sum of products is an exact integer sum, and padding is exactly zero, so that a sentence's result doesn't depend
on what else is in its batch, nor on the processor.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.article import NameMention
from extract.errors import ModelError
from extract.models.decode import Decoder, Found
from extract.models.features import WORD_FEATURES, Ids, Vocabulary, join, word_features
from extract.models.tags import KINDS

WEIGHTS = Path(__file__).parent / "weights"
NAME = "news-ner"
_WINDOW = 176  # characters of a sentence that are scored in one row
_ROWS = 1024  # characters of a batch; more runs out of the processor's cache
_SURROGATES = re.compile("[\ud800-\udfff]")


class Scorer:
    """The network: sentences → tag scores of all their characters, one after another."""

    def __init__(self, folder: Path) -> None:
        self.facts: dict[str, Any] = _facts(folder)
        self._session = _session(folder / "tagger.onnx")
        self.vocabulary = Vocabulary.of(self.facts["characters"], self.facts["pairs"])
        self._reach = int(self.facts["reach"])

    def __call__(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """(characters of all sentences, tags)."""
        ids, left, right, words = self._read(sentences)
        rows = _windows([len(s) for s in sentences], self._reach)
        out = np.empty((len(ids), int(self.facts["tags"])), dtype=np.float32)
        for batch in _batches(rows):
            longest = int(batch[-1, 1] - batch[-1, 0])
            at = batch[:, :1] + np.arange(longest)
            outside = at >= batch[:, 1:2]
            at = np.minimum(at, len(ids) - 1)
            feed = {
                "characters": np.where(outside, self.vocabulary.characters.size, ids[at]),
                "left": np.where(outside, self.vocabulary.pairs.size, left[at]),
                "right": np.where(outside, self.vocabulary.pairs.size, right[at]),
                "words": np.where(outside, WORD_FEATURES, words[at]),
            }
            scores = self._session.run(None, feed)[0]
            keep = (at >= batch[:, 2:3]) & (at < batch[:, 3:4]) & ~outside
            out[at[keep]] = scores[keep]
        return out

    def _read(self, sentences: Sequence[str]) -> tuple[Ids, Ids, Ids, Ids]:
        text = join(sentences)
        ids = self.vocabulary.characters.ids(text)
        ends = np.cumsum([len(s) + 1 for s in sentences]) - 1  # the line ends between them
        pair = self.vocabulary.pairs.ids(ids)
        left, right = np.concatenate([[0], pair]).astype(np.int32), np.concatenate([pair, [0]]).astype(np.int32)
        inner = ends[:-1]
        right[inner - 1] = 0
        left[inner + 1] = 0
        keep = np.ones(len(ids), dtype=bool)
        keep[inner] = False
        return ids[keep], left[keep], right[keep], word_features(text)[keep]


def _windows(lengths: Sequence[int], reach: int) -> NDArray[np.int64]:
    """Rows to score: start, end with the context that the network sees, and start, end of what is kept."""
    rows = []
    at = 0
    for length in lengths:
        if length <= _WINDOW:
            rows.append((at, at + length, at, at + length))
        else:
            for start in range(at, at + length, _WINDOW - 2 * reach):
                end = min(start + _WINDOW - 2 * reach, at + length)
                rows.append((max(at, start - reach), min(end + reach, at + length), start, end))
        at += length
    return np.array(rows, dtype=np.int64)


def _batches(rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The rows by length, cut into batches of about `_ROWS` characters."""
    length = rows[:, 1] - rows[:, 0]
    order = np.argsort(length, kind="stable")
    out, start = [], 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * int(length[order[end]]) <= _ROWS:
            end += 1
        out.append(rows[order[start:end]])
        start = end
    return out


class BuiltinTagger:
    """The shipped tagger as a `SpanTagger`.

    Raises ModelError where the weights are missing from the installation.
    """

    def __init__(self, folder: Path = WEIGHTS, fresh: bool = False, digits: int = 4) -> None:
        self._digits = digits  # of the confidence
        load = _load.__wrapped__ if fresh else _load  # `fresh`: the files may have changed since they were read
        self._scorer, self._decode, self._calibration = load(folder)

    def __call__(self, sentences: Sequence[str]) -> list[list[NameMention]]:
        """The names of every sentence; offsets count from the sentence's start."""
        found: list[list[NameMention]] = [[] for _ in sentences]
        full = [i for i, s in enumerate(sentences) if s]
        if not full:
            return found
        texts = [_SURROGATES.sub("?", sentences[i]) for i in full]
        starts = np.cumsum([0, *(len(t) for t in texts[:-1])])
        spans = self._decode(self._scorer(texts), starts)
        owner = np.searchsorted(starts, spans.starts, side="right") - 1
        sure = self._calibrate(spans)
        offsets = starts[owner]
        for i, s, e, k, p in zip(
            owner.tolist(),
            (spans.starts - offsets).tolist(),
            (spans.ends - offsets).tolist(),
            spans.kinds.tolist(),
            sure.tolist(),
            strict=True,
        ):
            found[full[i]].append(NameMention(s, e, KINDS[k], f"model:{NAME}", p))
        return found

    def _calibrate(self, spans: Found) -> NDArray[np.float64]:
        """The share of mentions as sure as this one that were right in held-out text, by kind."""
        odds, sure = log_odds(spans.probability), np.zeros(len(spans.kinds))
        for kind, (knots, shares) in enumerate(self._calibration):
            mine = spans.kinds == kind
            sure[mine] = np.interp(odds[mine], knots, shares)
        return np.round(sure, self._digits)


def log_odds(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """log p / (1 - p), with p kept a millionth from 0 and 1."""
    p = np.clip(probability, 1e-6, 1 - 1e-6)
    odds: NDArray[np.float64] = np.log(p / (1 - p))
    return odds


def _facts(folder: Path) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads((folder / "tagger.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"No tagger in {folder}: install jianbao again, or run `make model`.") from None
    return facts


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if not path.is_file():
        raise ModelError(f"{path} is missing: install jianbao again, or run `make model`.")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


@cache
def _load(folder: Path) -> tuple[Scorer, Decoder, list[tuple[list[float], list[float]]]]:
    scorer = Scorer(folder)
    transitions = np.array(scorer.facts["transitions"], dtype=np.float32)
    curves = [tuple(scorer.facts["calibration"][kind]) for kind in KINDS]
    return scorer, Decoder(transitions), curves
