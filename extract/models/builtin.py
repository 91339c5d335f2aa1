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
CONVENTIONS = ("msra", "ours")  # by whose rules names are marked; the first holds where none is asked for
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
        self._padding = (
            self.vocabulary.characters.size,
            self.vocabulary.pairs.size,
            self.vocabulary.pairs.size,
            WORD_FEATURES,
        )

    def __call__(self, sentences: Sequence[str], convention: str = CONVENTIONS[0]) -> NDArray[np.float32]:
        """(characters of all sentences, tags)."""
        faces = self._read(sentences)
        last = faces.shape[1] - 1  # padding
        out = np.empty((last, int(self.facts["tags"])), dtype=np.float32)
        style = np.array(CONVENTIONS.index(convention), dtype=np.int32)
        for batch in _batches(_windows([len(s) for s in sentences], self._reach)):
            longest = int(batch[-1, 1] - batch[-1, 0])
            at = batch[:, :1] + np.arange(longest)
            at[at >= batch[:, 1:2]] = last
            characters, left, right, words = faces[:, at[:, None]]
            feed = {"characters": characters, "left": left, "right": right, "words": words, "convention": style}
            scores = self._session.run(None, feed)[0][:, 0]
            keep = (at >= batch[:, 2:3]) & (at < batch[:, 3:4])
            out[at[keep]] = scores[keep]
        return out

    def _read(self, sentences: Sequence[str]) -> Ids:
        """(4, characters + 1): character, pair to the left, pair to the right, word; padding in the last column."""
        text = join(sentences)
        ids = self.vocabulary.characters.ids(text)
        ends = np.cumsum([len(s) + 1 for s in sentences]) - 1  # the line ends between them
        faces = np.zeros((4, len(ids) + 1), dtype=np.int32)
        faces[0, :-1] = ids
        faces[1, 1:-1] = faces[2, :-2] = self.vocabulary.pairs.ids(ids)
        faces[2, ends - 1] = faces[1, ends[:-1] + 1] = 0
        faces[3, :-1] = word_features(text)
        faces[:, -1] = self._padding
        keep = np.ones(len(ids) + 1, dtype=bool)
        keep[ends[:-1]] = False
        return faces[:, keep]


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

    `convention`: "msra" marks names as the annotators of MSRA's corpus do, "ours" as this project does (市委, 小郭).
    Raises ModelError where the weights are missing from the installation.

    >>> [(m.kind, m.start, m.end) for m in BuiltinTagger()(["村民沈桂芬来了。"])[0]]
    [('PER', 2, 5)]
    """

    def __init__(
        self, folder: Path = WEIGHTS, convention: str = CONVENTIONS[0], *, fresh: bool = False, digits: int = 4
    ) -> None:
        self._convention, self._digits = convention, digits  # of the confidence
        load = _load.__wrapped__ if fresh else _load  # `fresh`: the files may have changed since they were read
        self._scorer, self._decode, calibration = load(folder)
        self._calibration = [calibration[convention][kind] for kind in KINDS]

    def __call__(self, sentences: Sequence[str]) -> list[list[NameMention]]:
        """The names of every sentence; offsets count from the sentence's start."""
        found: list[list[NameMention]] = [[] for _ in sentences]
        full = [i for i, s in enumerate(sentences) if s]
        if not full:
            return found
        texts = [_SURROGATES.sub("?", sentences[i]) for i in full]
        starts = np.cumsum([0, *(len(t) for t in texts[:-1])])
        spans = self._decode(self._scorer(texts, self._convention), starts)
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
def _load(folder: Path) -> tuple[Scorer, Decoder, dict[str, Any]]:
    scorer = Scorer(folder)
    transitions = np.array(scorer.facts["transitions"], dtype=np.float32)
    return scorer, Decoder(transitions), scorer.facts["calibration"]
