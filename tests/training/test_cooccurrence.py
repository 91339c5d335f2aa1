"""Vectors of pairs: what stands in the same company lies together, and unknown pairs have none."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")

from extract.training.cooccurrence import pair_vectors  # noqa: E402 – after the skip
from extract.training.fit import make_vocabulary  # noqa: E402

TEXTS = [
    before + word + after for word in ("临水", "清河") for before, after in (("来到", "县城"), ("住在", "镇上"))
] + [before + word + after for word in ("高兴", "难过") for before, after in (("大家", "极了"), ("他们", "起来"))]
VOCABULARY = make_vocabulary(TEXTS, least=1)


def place(pair: str) -> int:
    return int(VOCABULARY.pairs.ids(VOCABULARY.characters.ids(pair))[0])


def test_pairs_in_the_same_company_lie_together() -> None:
    vectors = pair_vectors(TEXTS, VOCABULARY, 4)
    assert vectors.shape == (VOCABULARY.pairs.size, 4)

    def gap(one: str, two: str) -> float:
        return float(np.linalg.norm(vectors[place(one)] - vectors[place(two)]))

    assert gap("临水", "清河") < 0.01
    assert gap("高兴", "难过") < 0.01
    assert gap("临水", "高兴") > 0.1


def test_unknown_pairs_have_no_vector() -> None:
    assert not pair_vectors(TEXTS, VOCABULARY, 4)[0].any()


def test_the_same_text_gives_the_same_vectors() -> None:
    assert np.array_equal(pair_vectors(TEXTS, VOCABULARY, 4), pair_vectors(TEXTS, VOCABULARY, 4))


def test_a_small_vocabulary_is_filled_up() -> None:
    vectors = pair_vectors(["好人", "好事"], make_vocabulary(["好人", "好事"], least=1), 32)
    assert vectors.shape[1] == 32
    assert np.isfinite(vectors).all()
