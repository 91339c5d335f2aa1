"""Vectors of pairs of characters, from what stands beside them in raw text, before any network is trained.

Pairs are rows, what stands to either side (one character, the one after it, the next pair) are columns; the positive
pointwise mutual information is factored by a randomized singular value decomposition (Levy & Goldberg 2014; Halko et
al. 2011). 南通 lies beside 烟台 and 徐州 then, though the names that are annotated may have none of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from extract.models.features import UNKNOWN, Ids, Vocabulary

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
_FREQUENT = 30_000  # pairs that count as neighbours
_SPREAD = 0.3  # the standard deviation of what an embedding holds before training


def pair_vectors(texts: Sequence[str], vocabulary: Vocabulary, width: int, seed: int = 1) -> Floats:
    """(pairs, width): a vector for every pair of the vocabulary, the most telling dimensions first; row 0 is zero."""
    rows, columns, weights = (np.concatenate(part) for part in zip(*_tables(texts, vocabulary), strict=True))
    shape = (vocabulary.pairs.size, int(columns.max(initial=0)) + 1)
    return _scaled(_decomposed(rows, columns, weights, shape, width, seed))


def _tables(texts: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Row, column and information of the cells, one kind of neighbour after another."""
    ids = vocabulary.characters.ids("\n".join(texts))
    known = np.where(ids > UNKNOWN, ids, 0)  # the line ends are not
    pairs = vocabulary.pairs.ids(known)
    frequent = _most_frequent(pairs, vocabulary.pairs.size)
    offset = 0
    for neighbours, size in ((known, vocabulary.characters.size), (frequent[pairs], _FREQUENT + 1)):
        for shift in _shifts(neighbours is known):
            rows, columns, counts = _counts(pairs, neighbours, shift, size)
            row, column, weight = _information(rows, columns, counts, size)
            yield row, column + offset, weight
            offset += size


def _shifts(single: bool) -> tuple[int, ...]:
    """Where neighbours stand, from the start of a pair: characters to the left and right, or whole pairs."""
    return (-1, 2, -2, 3) if single else (-2, 2)


def _most_frequent(pairs: Ids, size: int) -> Ints:
    """For every pair its rank among the frequent ones, from 1, or 0."""
    order = np.argsort(-np.bincount(pairs, minlength=size)[1:], kind="stable")[:_FREQUENT] + 1
    ranks = np.zeros(size, dtype=np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    return ranks


def _counts(pairs: Ids, neighbours: NDArray[Any], shift: int, size: int) -> tuple[Ints, Ints, Ints]:
    """How often a pair has a neighbour at the shift: row, column, count of the cells that are not zero."""
    start, end = max(0, -shift), min(len(pairs), len(neighbours) - shift)
    left, right = pairs[start:end], neighbours[start + shift : end + shift]
    both = (left > 0) & (right > 0)
    keys, counts = np.unique(left[both].astype(np.int64) * size + right[both], return_counts=True)
    return keys // size, keys % size, counts


def _information(rows: Ints, columns: Ints, counts: Ints, size: int) -> tuple[Ints, Ints, Floats]:
    """The cells whose pointwise mutual information is positive; a neighbour's frequency is smoothed by a power."""
    row = np.bincount(rows, counts)
    column = np.bincount(columns, counts, size) ** 0.75
    value = np.log(counts * column.sum() / (row[rows] * column[columns]))
    keep = value > 0
    return rows[keep], columns[keep], value[keep].astype(np.float32)


def _matrix(rows: Ints, columns: Ints, values: Floats, shape: tuple[int, int]) -> Tensor:
    order = np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[order], np.arange(shape[0] + 1))
    inside = torch.from_numpy(columns[order]), torch.from_numpy(values[order])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # torch calls its sparse matrices beta
        return torch.sparse_csr_tensor(torch.from_numpy(starts), *inside, shape, check_invariants=False)


def _decomposed(
    rows: Ints, columns: Ints, values: Floats, shape: tuple[int, int], width: int, seed: int, more: int = 16
) -> Floats:
    """The left singular vectors times the roots of their values: (rows, width)."""
    matrix = _matrix(rows, columns, values, shape)
    turned = _matrix(columns, rows, values, (shape[1], shape[0]))
    start = np.random.default_rng(seed).standard_normal((shape[1], width + more), np.float32)
    basis = torch.linalg.qr(matrix @ torch.from_numpy(start)).Q
    for _ in range(3):
        basis = torch.linalg.qr(matrix @ torch.linalg.qr(turned @ basis).Q).Q
    inner, strength, _ = torch.linalg.svd((turned @ basis).T, full_matrices=False)
    vectors: Floats = ((basis @ inner)[:, :width] * strength[:width].sqrt()).numpy()
    return np.pad(vectors, ((0, 0), (0, width - vectors.shape[1])))  # fewer where the matrix is small


def _scaled(vectors: Floats) -> Floats:
    """Around zero and as large as an embedding before training; the first row, for unknown pairs, is zero."""
    inner = vectors[1:] - vectors[1:].mean(axis=0)
    return np.concatenate([vectors[:1] * 0, inner / max(float(inner.std()), 1e-6) * _SPREAD]).astype(np.float32)
