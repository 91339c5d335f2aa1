import itertools

import numpy as np
import pytest

from extract.models.decode import _CERTAIN, _LONGEST, Decoder, stretches
from extract.models.tags import TAGS, allowed, edges, tag_id

COUNT = len(TAGS)


def every_path(scores: np.ndarray, transitions: np.ndarray) -> dict[tuple[int, ...], float]:
    """All valid tag paths of a short sentence with their weights, by enumeration."""
    ok = allowed()
    paths = {}
    for path in itertools.product(range(COUNT), repeat=len(scores)):
        if TAGS[path[0]][0] not in "OBS" or TAGS[path[-1]][0] not in "OES":
            continue
        if all(ok[a, b] for a, b in itertools.pairwise(path)):
            total = sum(scores[i, tag] for i, tag in enumerate(path))
            paths[path] = float(np.exp(total + sum(transitions[a, b] for a, b in itertools.pairwise(path))))
    return paths


@pytest.mark.parametrize("seed", range(6))
def test_best_path_and_probability_agree_with_enumeration(seed: int) -> None:
    dice = np.random.default_rng(seed)
    scores = dice.normal(0, 2, (4, COUNT)).astype(np.float32)
    transitions = dice.normal(0, 1, (COUNT, COUNT)).astype(np.float32)
    paths = every_path(scores, transitions)
    best = max(paths, key=lambda path: paths[path])
    found = Decoder(transitions)(scores, np.array([0]))
    starts, ends, kinds = edges(np.array(best))
    assert found.starts.tolist() == starts.tolist()
    assert found.ends.tolist() == ends.tolist()
    assert found.kinds.tolist() == kinds.tolist()
    for start, end, probability in zip(starts, ends, found.probability, strict=True):
        same = sum(w for path, w in paths.items() if path[start:end] == best[start:end])
        assert probability == pytest.approx(same / sum(paths.values()), abs=1e-4)


def sure_of(tags: list[int]) -> np.ndarray:
    scores = np.zeros((len(tags), COUNT), dtype=np.float32)
    scores[np.arange(len(tags)), tags] = 2 * _CERTAIN
    return scores


def test_certain_stretches_between_names_change_nothing() -> None:
    person, place = [tag_id("B", "PER"), tag_id("E", "PER")], [tag_id("S", "LOC")]
    tags = [*person, *[0] * 30, *place, *[0] * 5]
    found = Decoder(np.zeros((COUNT, COUNT), np.float32))(sure_of(tags), np.array([0]))
    assert list(zip(found.starts.tolist(), found.ends.tolist(), found.kinds.tolist(), strict=True)) == [
        (0, 2, 0),
        (32, 33, 2),
    ]
    assert found.probability.min() > 0.99


@pytest.mark.parametrize("seed", range(20))
def test_what_is_not_decoded_holds_no_name(seed: int) -> None:
    dice = np.random.default_rng(seed)
    scores = dice.normal(0, 1, (300, COUNT)).astype(np.float32)
    scores[:, 0] += dice.uniform(0, 4, 300) + 2  # O leads by little or by much
    decoder = Decoder(dice.normal(0, 0.5, (COUNT, COUNT)).astype(np.float32))
    starts = np.arange(0, 300, 6)
    some = decoder(scores, starts)
    decoder._safe = np.inf
    everything = decoder(scores, starts)
    assert some.starts.tolist() == everything.starts.tolist()
    assert some.ends.tolist() == everything.ends.tolist()
    assert some.kinds.tolist() == everything.kinds.tolist()
    assert some.probability == pytest.approx(everything.probability)


def test_names_never_cross_sentences() -> None:
    tags = [tag_id("B", "ORG"), tag_id("I", "ORG"), tag_id("I", "ORG"), tag_id("E", "ORG")]
    found = Decoder(np.zeros((COUNT, COUNT), np.float32))(sure_of(tags), np.array([0, 2]))
    assert not any(start < 2 < end for start, end in zip(found.starts, found.ends, strict=True))


def test_stretches_take_a_neighbour_but_stay_in_the_sentence() -> None:
    scores = sure_of([0, 0, tag_id("S", "PER"), 0, 0, tag_id("S", "LOC")])
    left, right = stretches(scores[:, 0] - scores[:, 1:].max(axis=1), np.array([0, 3]))
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(1, 3), (4, 6)]


def test_nothing_but_names_is_cut_into_pieces_and_loses_none() -> None:
    count = 4 * _LONGEST
    tags = [tag_id("B", "PER"), tag_id("E", "PER"), 0] * count
    scores = sure_of(tags)
    scores[:, 0] += 2 * _CERTAIN - 1  # O is possible everywhere, so that it is one stretch
    scores[np.array(tags) == 0] -= 1
    found = Decoder(np.zeros((COUNT, COUNT), np.float32))(scores, np.array([0]))
    assert len(found.starts) == count


def test_no_names_at_all() -> None:
    found = Decoder(np.zeros((COUNT, COUNT), np.float32))(sure_of([0] * 7), np.array([0]))
    assert len(found.starts) == 0
