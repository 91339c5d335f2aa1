"""Hidden words: what is hidden, what is asked, and that the network learns to answer."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")

from extract.models.features import UNKNOWN  # noqa: E402 – after the skip
from extract.training.corpora import Sample  # noqa: E402
from extract.training.fit import Plan, make_vocabulary, new_network  # noqa: E402
from extract.training.pretrain import pretrain, riddle  # noqa: E402
from extract.training.schedule import Schedule  # noqa: E402

TEXTS = ["村民来到学校。", "教师走出学校。", "记者来到村里。", "村里的路修好了。"]
VOCABULARY = make_vocabulary(TEXTS, least=1)
PLAN = replace(Plan(), dropout=0.0, hidden=16, dilations=(1, 2), schedule=Schedule(epochs=1))


def test_hidden_words_are_asked_for_and_seen_nowhere() -> None:
    task = riddle(TEXTS, VOCABULARY, 0.5, np.random.default_rng(1))
    characters, pairs, words, _ = task.inputs
    assert 0 < len(task.answers) < sum(map(len, TEXTS))
    for row, text in enumerate(TEXTS):
        ids = VOCABULARY.characters.ids(text)
        for i in range(len(text)):
            if task.hidden[row, i]:
                assert characters[row, i] == UNKNOWN
                assert words[row, i] == pairs[row, i] == pairs[row, i + 1] == 0
            else:
                assert characters[row, i] == ids[i]
        assert not task.hidden[row, len(text) :].any()
    expected = [
        VOCABULARY.characters.ids(t)[i] for r, t in enumerate(TEXTS) for i in range(len(t)) if task.hidden[r, i]
    ]
    assert task.answers.tolist() == expected


def test_words_are_hidden_whole() -> None:
    dice = np.random.default_rng(2)
    for _ in range(20):
        hidden = riddle(["村民来到学校。"], VOCABULARY, 0.5, dice).hidden[0].tolist()
        assert hidden[0] == hidden[1]
        assert hidden[2] == hidden[3]


def test_it_learns_what_was_hidden() -> None:
    samples = [Sample(text, (), "raw") for text in TEXTS]
    first, last = (
        pretrain(new_network(VOCABULARY, PLAN), samples, VOCABULARY, Schedule(epochs=n, batch=40, rate=1e-2, warmup=5))
        for n in (1, 150)
    )
    assert last < first / 2
