import numpy as np
import pytest

from extract.training.calibrate import calibration_error, isotonic


def test_error_is_the_gap_of_confidence_and_accuracy() -> None:
    right = np.array([1.0, 1.0, 1.0, 0.0])
    assert calibration_error(np.full(4, 0.75), right) == pytest.approx(0.0)
    assert calibration_error(np.full(4, 0.95), right) == pytest.approx(0.2)


def test_overconfidence_is_drawn_in() -> None:
    dice = np.random.default_rng(1)
    truth = dice.random(8000)
    right = (dice.random(8000) < truth).astype(float)
    odds = np.log(truth / (1 - truth))
    knots, shares = isotonic(1 / (1 + np.exp(-2 * odds)), right)  # twice the log odds
    assert shares == sorted(shares)
    assert knots == sorted(knots)
    for share in (0.2, 0.5, 0.8):
        loud = 2 * np.log(share / (1 - share))
        assert np.interp(loud, knots, shares) == pytest.approx(share, abs=0.05)


def test_few_mentions_give_a_cautious_constant() -> None:
    assert isotonic(np.array([0.9, 0.99]), np.array([1.0, 1.0]))[1] == [0.75]
