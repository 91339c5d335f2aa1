"""The whole way on a tiny corpus: it learns, and what is written gives what the network gives."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("onnx", reason="the extra `train` is not installed")

from extract.models.builtin import BuiltinTagger, Scorer  # noqa: E402 – after the skip
from extract.models.tags import TAGS, allowed, tag_id  # noqa: E402
from extract.training.batches import QUIET, allowed_tags, batches, encode, pieces  # noqa: E402
from extract.training.corpora import Sample  # noqa: E402
from extract.training.fit import Material, make_vocabulary, new_network, train, widened, write  # noqa: E402
from extract.training.network import CrfLoss  # noqa: E402
from tests.training.small import PLAN, SCHEDULE, check_gradient, samples  # noqa: E402

SAMPLES = [*samples("x"), Sample("村里的路修好了。", (), "x"), Sample("大家都来了。", (), "x")]
VOCABULARY = make_vocabulary([s.text for s in SAMPLES], least=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights")
    network = train(lambda number, dice: SAMPLES, new_network(VOCABULARY, PLAN), VOCABULARY, PLAN)
    write(network, VOCABULARY, Material({"x": SAMPLES}, {"x": SAMPLES}), path)
    torch.save(network, path / "network.pt")
    return path


def test_it_learns_and_its_weights_load(folder: Path) -> None:
    found = BuiltinTagger(folder)([s.text for s in SAMPLES])
    assert [tuple((m.start, m.end, m.kind) for m in mentions) for mentions in found] == [s.spans for s in SAMPLES]


def test_bytes_give_what_the_network_gives(folder: Path) -> None:
    scorer = Scorer(folder)
    network = torch.load(folder / "network.pt", weights_only=False).eval()
    batch = encode(SAMPLES, scorer.vocabulary, QUIET, np.random.default_rng(0))
    with torch.no_grad():
        exact = network(batch.characters, batch.pairs, batch.words, batch.styles).numpy()
    rough = scorer([s.text for s in SAMPLES])
    flat = np.concatenate([exact[i, : len(s.text)] for i, s in enumerate(SAMPLES)])
    assert (rough.argmax(axis=1) == flat.argmax(axis=1)).mean() > 0.98
    assert np.abs(rough - flat).mean() < 0.1 * np.abs(flat).mean()


def test_the_same_seed_trains_the_same_network() -> None:
    plan = replace(PLAN, schedule=replace(SCHEDULE, epochs=2), dropout=0.3)
    first, second = (
        train(lambda number, dice: SAMPLES, new_network(VOCABULARY, plan), VOCABULARY, plan) for _ in range(2)
    )
    for one, two in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(one, two)


def test_a_widened_network_says_the_same_and_learns_more() -> None:
    network = train(lambda number, dice: SAMPLES, new_network(VOCABULARY, PLAN), VOCABULARY, PLAN)
    vectors = np.random.default_rng(1).standard_normal((VOCABULARY.pairs.size, 5), np.float32)
    wide = widened(network, vectors)
    batch = encode(SAMPLES, VOCABULARY, QUIET, np.random.default_rng(0))
    inputs = batch.characters, batch.pairs, batch.words, batch.styles
    with torch.no_grad():
        assert torch.allclose(network.eval()(*inputs), wide.eval()(*inputs), atol=1e-4)
    wide.train()(*inputs).square().sum().backward()
    grad = wide.entry.weight.grad
    assert grad is not None
    assert bool((grad.abs().sum(dim=(0, 2, 3)) > 0).all())


def test_the_loss_has_the_gradient_that_differences_show() -> None:
    torch.manual_seed(1)
    count = len(TAGS)
    scores = torch.randn(2, 4, count, dtype=torch.float32)
    transitions = torch.randn(count, count) * 0.5
    mask = torch.zeros(2, 4, count, dtype=torch.bool)
    mask[0, :, 0] = mask[1, :2, 0] = True
    mask[0, 1, 1:5] = True  # an unsure place
    lengths = torch.tensor([4, 2])

    def loss(x: "torch.Tensor", y: "torch.Tensor") -> "torch.Tensor":
        return CrfLoss.apply(x, y, mask, lengths)

    check_gradient(loss, scores, transitions)


def test_labels_become_allowed_tags() -> None:
    table = allowed_tags(Sample("何苗来了", ((0, 2, "PER"),), "x", frozenset({"ORG"})))
    assert [TAGS[i] for i in np.flatnonzero(table[0])] == ["B-PER"]
    assert [TAGS[i] for i in np.flatnonzero(table[1])] == ["E-PER"]
    assert {TAGS[i] for i in np.flatnonzero(table[2])} == {"O", "B-ORG", "I-ORG", "E-ORG", "S-ORG"}


def test_a_place_may_head_an_unmarked_organ() -> None:
    table = allowed_tags(Sample("清河局", ((0, 2, "LOC"),), "x", frozenset({"ORG"})))
    assert table[0, tag_id("B", "LOC")]
    assert table[0, tag_id("B", "ORG")]
    assert not table[0, 0]


def test_long_texts_are_cut_outside_names() -> None:
    text = "何苗说,路修好了,村里人都高兴," * 20
    spans = tuple((i, i + 2, "PER") for i in range(0, len(text), 16))
    parts = list(pieces(Sample(text, spans, "x"), limit=50))  # type: ignore[arg-type]
    assert "".join(p.text for p in parts) == text
    assert all(len(p.text) <= 50 for p in parts)
    assert sum(len(p.spans) for p in parts) == len(spans)
    assert all(p.text[s:e] == "何苗" for p in parts for s, e, _ in p.spans)


def test_every_sample_is_in_one_batch() -> None:
    found = [s for group in batches(SAMPLES, 20, np.random.default_rng(0)) for s in group]
    assert sorted(s.text for s in found) == sorted(s.text for s in SAMPLES)


def test_tags_that_may_follow_one_another() -> None:
    ok = allowed()
    assert ok[tag_id("B", "PER"), tag_id("E", "PER")]
    assert not ok[tag_id("B", "PER"), tag_id("E", "LOC")]
    assert not ok[0, tag_id("I", "ORG")]
