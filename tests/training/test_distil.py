"""A teacher's beliefs: the loss that draws a network to them, and which raw sentences are seen when."""

import gzip
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("onnx", reason="the extra `train` is not installed")

from extract.models.tags import TAGS  # noqa: E402 – after the skip
from extract.training.batches import QUIET, encode  # noqa: E402
from extract.training.corpora import Sample  # noqa: E402
from extract.training.distil import HINT, UNMARKED, Lessons, hints, scored, unmarked  # noqa: E402
from extract.training.fit import make_vocabulary, new_network, train  # noqa: E402
from extract.training.network import SoftLoss, beliefs  # noqa: E402
from tests.training import small  # noqa: E402

SAMPLES = small.samples("msra")
RAW = [Sample(sample.text, (), "raw") for sample in SAMPLES]
PLAN = replace(small.PLAN, pair=8, taught=12)
VOCABULARY = make_vocabulary([s.text for s in SAMPLES], least=1)


def test_the_loss_has_the_gradient_that_differences_show() -> None:
    torch.manual_seed(1)
    count, lengths = len(TAGS), torch.tensor([4, 2])
    scores, transitions = torch.randn(2, 4, count), torch.randn(count, count) * 0.5
    tags, steps = beliefs(torch.randn(2, 4, count), torch.randn(count, count), lengths)[1]

    def loss(x: "torch.Tensor", y: "torch.Tensor") -> "torch.Tensor":
        return SoftLoss.apply(x, y, tags, steps, lengths)

    small.check_gradient(loss, scores, transitions)


def test_nothing_is_left_to_learn_from_oneself() -> None:
    torch.manual_seed(1)
    scores, transitions = torch.randn(1, 3, len(TAGS)).requires_grad_(), torch.zeros(len(TAGS), len(TAGS))
    lengths = torch.tensor([3])
    SoftLoss.apply(scores, transitions, *beliefs(scores.detach(), transitions, lengths)[1], lengths).backward()
    assert scores.grad is not None
    assert float(scores.grad.abs().max()) < 1e-6


def test_a_network_learns_names_from_its_teacher_alone() -> None:
    teacher = train(lambda number, dice: SAMPLES, new_network(VOCABULARY, PLAN), VOCABULARY, PLAN)
    pupil = new_network(VOCABULARY, replace(PLAN, schedule=replace(small.SCHEDULE, seed=2)))
    pupil = train(lambda number, dice: SAMPLES[:1], pupil, VOCABULARY, PLAN, Lessons([teacher, teacher], RAW))
    batch = encode(SAMPLES, VOCABULARY, QUIET, np.random.default_rng(0))
    best = scored(pupil.eval(), batch).argmax(dim=2)
    for row, sample in enumerate(SAMPLES):
        inside = {i for i in range(len(sample.text)) if best[row, i]}
        ((start, end, _),) = sample.spans
        assert inside == set(range(start, end))


def test_every_epoch_sees_other_sentences() -> None:
    raw = [Sample(f"第{i}句。", (), "raw") for i in range(10)]
    lessons = Lessons([new_network(VOCABULARY, PLAN)], raw)
    dice = np.random.default_rng(1)
    seen = [s for number in range(3) for s in lessons.part(number, 3, 0.5, dice)]
    assert len({s.text for s in seen}) == 9
    assert set(Counter(s.source for s in seen)) == {"msra", "ours"}
    assert len(lessons.part(0, 99, 0.0, dice)) == 10


def test_sentences_with_hints_come_in_every_epoch() -> None:
    raw = [Sample(f"第{i}句。", ((0, 2, "ORG"),) if i < 2 else (), "raw") for i in range(10)]
    lessons = Lessons([new_network(VOCABULARY, PLAN)], raw)
    parts = [lessons.part(number, 5, 0.5, np.random.default_rng(1)) for number in range(2)]
    assert [sum(bool(s.spans) for s in part) for part in parts] == [2, 2]
    assert len({s.text for part in parts for s in part}) == 8


def test_a_hint_makes_its_own_tags_likelier() -> None:
    group = [Sample("何苗在家。", ((0, 2, "PER"),), "ours"), Sample("都好。", (), "msra")]
    told = hints(group, encode(group, VOCABULARY, QUIET, np.random.default_rng(0)).allowed)
    assert told.sum() == pytest.approx(HINT)
    assert [TAGS[int(i)] for i in told[0, :2].argmax(dim=1)] == ["B-PER", "E-PER"]
    assert float(told[0, 2:].abs().sum() + told[1].abs().sum()) == 0


def test_what_the_network_is_judged_on_is_not_taught(tmp_path: Path) -> None:
    texts = [
        "清河县临水街道的路修好了,大家都高兴。",
        "村里的学校今天开学了,老师都到齐了。",
        "县医院的新楼今年春天就要用上了。",
    ]
    for name in UNMARKED:
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps({"text": text}) + "\n" for text in texts)
    (tmp_path / "page.txt").write_text("听说村里的学校今天\n开学了,老师都到齐了吗?", encoding="utf-8")
    held = [Sample("真的,清河县临水街道的路修好了,大家都去看。", (), "msra")]
    assert [s.text for document in unmarked(tmp_path, held, [tmp_path]) for s in document] == texts[2:]
    assert sum(map(len, unmarked(tmp_path, []))) == 3
