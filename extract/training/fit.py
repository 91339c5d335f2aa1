"""Trains the shipped tagger and writes its weights."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from extract.models.builtin import CONVENTIONS
from extract.models.features import UNKNOWN, Alphabet, Pairs, Vocabulary
from extract.models.tags import KINDS, TAGS
from extract.training import export
from extract.training.batches import QUIET, Batch, Noise, batches, encode, pieces
from extract.training.calibrate import IDENTITY, calibrate
from extract.training.cooccurrence import Floats
from extract.training.corpora import CORPORA, HELD_OUT, STYLES, Sample, marked, ours, split, without_overlap
from extract.training.distil import Lessons, scored
from extract.training.exchange import SOURCES, Exchanger
from extract.training.invent import Fresh, Inventor, freshen
from extract.training.network import CrfLoss, Network, Shape
from extract.training.pretrain import pretrain
from extract.training.schedule import Schedule

Dice = np.random.Generator
Epoch = Callable[[int, Dice], list[Sample]]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """The choices of one training. `shares`: which share of a corpus an epoch sees (1 where not named).

    `every`: of the raw sentences one in so many is for restoring words; `taught`: raw sentences that an epoch sees with
    the names that teachers find; `average`: by how much the running mean of the weights, which is what is kept, moves
    at each step; `pair`: the width of a pair's vector; `exchange`: of the names made fresh, the share that comes from
    other sentences.
    """

    schedule: Schedule = field(default_factory=lambda: Schedule(epochs=8, rate=2.5e-3, batch=6000))
    pretraining: Schedule = field(default_factory=lambda: Schedule(epochs=1, batch=6000))
    every: int = 1
    taught: int = 0
    average: float = 2e-3
    dropout: float = 0.2
    noise: Noise = field(default_factory=Noise)
    invented: int = 12000
    freshen: float = 0.4
    exchange: float = 0.0
    plain: int = 2
    ours: float = 0.3
    shares: dict[str, float] = field(default_factory=lambda: {"cluener": 0.5, "resume": 0.5, "corpuszh": 0.25})
    pair: int = 32
    hidden: int = 128
    dilations: tuple[int, ...] = (1, 2, 4, 8)


TEACHER = Plan(Schedule(epochs=4, rate=2e-3, batch=6000), every=3, dropout=0.25, plain=1, pair=64, hidden=256)
TAUGHT = Plan(  # the small network goes on
    Schedule(epochs=3, rate=1e-3, batch=3000, seed=2), taught=30_000, plain=0, average=1.5e-3
)


LARGER = Plan(  # the large network goes on
    Schedule(epochs=2, rate=1.2e-3, warmup=100, batch=4500, seed=5),
    taught=30_000,
    plain=0,
    average=1.2e-3,
    exchange=0.5,
    pair=64,
    hidden=256,
)
AGAIN = Plan(  # the small network goes on with hints
    Schedule(epochs=2, rate=7e-4, warmup=100, batch=3000, seed=6),
    taught=45_000,
    plain=0,
    average=1.5e-3,
    exchange=0.5,
    pair=64,
)


@dataclass(frozen=True, slots=True)
class Course:
    """The plans of the five trainings, one after another."""

    small: Plan = field(default_factory=Plan)
    large: Plan = TEACHER
    taught: Plan = TAUGHT
    larger: Plan = LARGER
    again: Plan = AGAIN

    def shortened(self, most: int) -> Course:
        """With at most so many epochs each."""
        plans = (self.small, self.large, self.taught, self.larger, self.again)
        return Course(*(replace(p, schedule=replace(p.schedule, epochs=min(p.schedule.epochs, most))) for p in plans))


@dataclass(frozen=True, slots=True)
class Material:
    """Sentences to train on, by corpus, and those held out."""

    training: dict[str, list[Sample]]
    held_out: dict[str, list[Sample]]

    def all(self) -> Iterator[Sample]:
        """Every training sentence."""
        for samples in self.training.values():
            yield from samples


def cut(samples: Iterable[Sample]) -> list[Sample]:
    """The sentences of the samples."""
    return [piece for sample in samples for piece in pieces(sample)]


def gather(data: Path) -> Material:
    """All corpora, cut into sentences; what shares a run of text with the held-out parts is left out of the rest."""
    training, held = {}, {}
    for name, read in CORPORA.items():
        samples = read(data)
        if name in HELD_OUT:
            samples, kept = split(samples, HELD_OUT[name])
            held[name] = cut(kept)
        training[name] = samples
    against = [s for samples in held.values() for s in samples]
    for name, samples in training.items():
        training[name] = cut(samples if name == "msra" else without_overlap(samples, against))
    return Material(training, held)


def make_vocabulary(texts: Sequence[str], least: int = 5, most_pairs: int = 100_000) -> Vocabulary:
    """The characters that occur at least `least` times, by frequency, and the most frequent pairs of them."""
    seen = Counter(char for text in texts for char in text)
    common = sorted((c for c, n in seen.items() if n >= least and ord(c) < 0x10000), key=lambda c: (-seen[c], c))
    alphabet = Alphabet("".join(c for c in common if not (c.isascii() and c.isalnum())))
    return Vocabulary(alphabet, Pairs(_common_pairs(texts, alphabet, least, most_pairs), alphabet))


def _common_pairs(texts: Sequence[str], alphabet: Alphabet, least: int, most: int) -> str:
    ids = alphabet.ids("\n".join(texts)).astype(np.int64)
    known = np.where(ids > UNKNOWN, ids, 0)
    keys = (known[:-1] * alphabet.size + known[1:])[(known[:-1] > 0) & (known[1:] > 0)]
    values, counts = np.unique(keys, return_counts=True)
    order = np.lexsort((values, -counts))[:most]
    kept = np.sort(values[order][counts[order] >= least])
    faces = "??0aA" + alphabet.characters
    return "".join(faces[key // alphabet.size] + faces[key % alphabet.size] for key in kept.tolist())


def epochs(material: Material, inventor: Inventor, plan: Plan) -> Epoch:
    """What each epoch sees: real sentences, half of their replaceable names fresh, and invented ones.

    A share of the sentences is marked by this project's conventions instead of their corpus's. The last `plan.plain`
    epochs see the real sentences with their own names.
    """
    fresh: Fresh = inventor
    if plan.exchange:
        fresh = Exchanger((s for name in SOURCES for s in material.training[name]), inventor, plan.exchange)

    def epoch(number: int, dice: Dice) -> list[Sample]:
        share = plan.freshen if number < plan.schedule.epochs - plan.plain else 0.0
        out: list[Sample] = []
        for name, samples in material.training.items():
            part = plan.shares.get(name, 1.0)
            for sample in samples:
                if part < 1 and dice.random() >= part:
                    continue
                one = ours(sample) if dice.random() < plan.ours else sample
                out.append(freshen(one, fresh, dice, share) if share else one)
        return out + [inventor.sentence(dice) for _ in range(plan.invented)]

    return epoch


def train(
    epoch: Epoch,
    network: Network,
    vocabulary: Vocabulary,
    plan: Plan,
    lessons: Lessons | None = None,
    watch: Callable[[int, Network], None] | None = None,
) -> Network:
    """The network after training, its weights averaged. Deterministic for one thread and one version of torch."""
    dice = np.random.default_rng(plan.schedule.seed)
    network.dice = np.random.default_rng(plan.schedule.seed)
    mean = deepcopy(network)
    optimizer = plan.schedule.optimizer(network)
    for number in range(plan.schedule.epochs):
        network.train()
        tasks = list(_tasks(epoch(number, dice), lessons, number, plan, dice))
        losses: dict[bool, list[float]] = {False: [], True: []}
        for done, (group, by_teacher) in enumerate(tasks, number * len(tasks)):
            plan.schedule.set_rate(optimizer, done, plan.schedule.epochs * len(tasks))
            batch = encode(group, vocabulary, plan.noise, dice)
            loss = lessons.loss(network, batch, group, vocabulary) if lessons and by_teacher else _loss(network, batch)
            plan.schedule.step(optimizer, network, loss / int(batch.lengths.sum()) * 20)
            _follow(mean, network, plan.average)
            losses[by_teacher].append(float(loss.detach()) / int(batch.lengths.sum()))
        means = [float(np.mean(values)) for values in losses.values() if values]
        log.info("epoch %d: loss per character %s", number + 1, " ".join(f"{value:.4f}" for value in means))
        if watch:
            watch(number, mean)
    return mean


def _tasks(
    samples: list[Sample], lessons: Lessons | None, number: int, plan: Plan, dice: Dice
) -> Iterator[tuple[list[Sample], bool]]:
    """An epoch's batches, and whether a teacher marks their names."""
    tasks = [(group, False) for group in batches(samples, plan.schedule.batch, dice)]
    if lessons:
        raw = lessons.part(number, plan.taught, plan.ours, dice)
        tasks += [(group, True) for group in batches(raw, plan.schedule.batch, dice)]
    yield from (tasks[i] for i in dice.permutation(len(tasks)).tolist())


def grow(plan: Plan, raw: Sequence[Sample], vocabulary: Vocabulary, vectors: Floats | None, epoch: Epoch) -> Network:
    """A network from nothing: the vectors of pairs, then restoring words, then names."""
    network = new_network(vocabulary, plan, vectors)
    pretrain(network, raw[:: plan.every], vocabulary, plan.pretraining)
    return train(epoch, network, vocabulary, plan)


def new_network(vocabulary: Vocabulary, plan: Plan, vectors: Floats | None = None) -> Network:
    """An untrained network. `vectors`: what it knows of the pairs, (pairs, at least `plan.pair`)."""
    torch.manual_seed(plan.schedule.seed)
    torch.set_num_threads(1)
    sizes = vocabulary.characters.size, vocabulary.pairs.size, len(TAGS)
    network = Network(Shape(*sizes, pair=plan.pair, hidden=plan.hidden, dilations=plan.dilations), plan.dropout)
    if vectors is not None:
        with torch.no_grad():
            network.pairs.weight[1:] = torch.from_numpy(vectors[1:, : plan.pair])
    return network


def widened(network: Network, vectors: Floats) -> Network:
    """The network with `vectors`, (pairs, more), to read besides; they change nothing before it learns to use them."""
    shape, state = network.shape, network.state_dict()
    state["pairs.weight"] = torch.cat([state["pairs.weight"], torch.from_numpy(vectors)], dim=1)
    kernel = state["entry.weight"]
    character, left, right, word = kernel.split([shape.character, shape.pair, shape.pair, shape.word], dim=1)
    unread = kernel.new_zeros(shape.hidden, vectors.shape[1], *kernel.shape[2:])
    state["entry.weight"] = torch.cat([character, left, unread, right, unread, word], dim=1)
    wide = Network(replace(shape, pair=shape.pair + vectors.shape[1]), network.dropout)
    wide.load_state_dict(state)
    return wide


@torch.no_grad()
def _follow(mean: Network, network: Network, share: float) -> None:
    for old, new in zip(mean.state_dict().values(), network.state_dict().values(), strict=True):
        if old.is_floating_point():
            old.lerp_(new, share)


def _loss(network: Network, batch: Batch) -> Tensor:
    loss: Tensor = CrfLoss.apply(  # type: ignore[no-untyped-call]
        scored(network, batch), network.transitions, batch.allowed, batch.lengths
    )
    return loss


def write(network: Network, vocabulary: Vocabulary, material: Material, folder: Path) -> None:
    """tagger.onnx and tagger.json.

    Confidence is calibrated on every other held-out sentence, for each of the conventions by its own labels.
    """
    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(0)
    groups = list(batches(list(material.all()), 3000, dice))[:40]
    steps = export.scales(network, [encode(group, vocabulary, QUIET, dice) for group in groups])
    export.write(network, steps, [STYLES.index(style) for style in CONVENTIONS], folder / "tagger.onnx")
    facts: dict[str, Any] = {
        "characters": vocabulary.characters.characters,
        "pairs": vocabulary.pairs.text,
        "tags": len(TAGS),
        "reach": 1 + sum(network.shape.dilations),
        "transitions": np.round(network.transitions.detach().numpy().astype(float), 4).tolist(),
        "calibration": {name: dict.fromkeys(KINDS, IDENTITY) for name in CONVENTIONS},
    }
    _save(facts, folder)
    held = [s for samples in material.held_out.values() for s in samples[::2]]
    facts["calibration"] = {name: calibrate(folder, name, [marked(s, name) for s in held]) for name in CONVENTIONS}
    _save(facts, folder)


def _save(facts: dict[str, Any], folder: Path) -> None:
    text = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "tagger.json").write_text(text + "\n", encoding="utf-8")
