import numpy as np
import pytest

from extract.training.calibrate import calibration_error, platt


def test_error_is_the_gap_of_confidence_and_accuracy() -> None:
    right = np.array([1.0, 1.0, 1.0, 0.0])
    assert calibration_error(np.full(4, 0.75), right) == pytest.approx(0.0)
    assert calibration_error(np.full(4, 0.95), right) == pytest.approx(0.2)


def test_overconfidence_is_drawn_in() -> None:
    dice = np.random.default_rng(1)
    truth = dice.random(5000)
    right = (dice.random(5000) < truth).astype(float)
    odds = np.log(truth / (1 - truth))
    loud = 1 / (1 + np.exp(-2 * odds))  # twice the log odds
    slope, shift = platt(loud, right)
    assert slope == pytest.approx(0.5, abs=0.05)
    assert shift == pytest.approx(0.0, abs=0.1)


def test_a_flat_start_does_not_run_away() -> None:
    probability = np.concatenate([np.full(200, 1 - 1e-6), np.full(5, 0.3)])
    right = np.concatenate([np.ones(150), np.zeros(50), np.ones(5)])
    slope, shift = platt(probability, right)
    fitted = 1 / (1 + np.exp(-(slope * np.log((1 - 1e-6) / 1e-6) + shift)))
    assert fitted == pytest.approx(0.75, abs=0.02)
