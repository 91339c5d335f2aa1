"""Trains the shipped tagger and writes its weights."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from extract.models.features import Alphabet
from extract.models.tags import KINDS, TAGS
from extract.training import export
from extract.training.batches import QUIET, Batch, Noise, batches, encode, pieces
from extract.training.calibrate import IDENTITY, calibrate
from extract.training.corpora import CORPORA, HELD_OUT, Sample, split, without_overlap
from extract.training.invent import Inventor, freshen
from extract.training.network import CrfLoss, Network, Shape

Dice = np.random.Generator
Epoch = Callable[[int, Dice], list[Sample]]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """The choices of one training. `shares`: which share of a corpus an epoch sees (1 where not named)."""

    epochs: int = 8
    seed: int = 1
    rate: float = 2e-3
    warmup: int = 300
    batch: int = 4000
    dropout: float = 0.2
    noise: Noise = field(default_factory=Noise)
    invented: int = 16000
    freshen: float = 0.5
    plain: int = 2
    shares: dict[str, float] = field(default_factory=lambda: {"corpuszh": 0.5})
    hidden: int = 128
    dilations: tuple[int, ...] = (1, 2, 4, 8)


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


def make_alphabet(samples: Iterable[Sample], least: int = 3) -> Alphabet:
    """The characters that occur at least `least` times, by frequency."""
    seen = Counter(char for sample in samples for char in sample.text)
    common = sorted((c for c, n in seen.items() if n >= least and ord(c) < 0x10000), key=lambda c: (-seen[c], c))
    return Alphabet("".join(c for c in common if not (c.isascii() and c.isalnum())))


def epochs(material: Material, inventor: Inventor, plan: Plan) -> Epoch:
    """What each epoch sees: real sentences, half of their replaceable names fresh, and invented ones.

    The last `plan.plain` epochs see the real sentences as they are.
    """

    def epoch(number: int, dice: Dice) -> list[Sample]:
        share = plan.freshen if number < plan.epochs - plan.plain else 0.0
        out: list[Sample] = []
        for name, samples in material.training.items():
            part = plan.shares.get(name, 1.0)
            out += [
                freshen(s, inventor, dice, share) if share else s for s in samples if part >= 1 or dice.random() < part
            ]
        return out + [inventor.sentence(dice) for _ in range(plan.invented)]

    return epoch


def train(epoch: Epoch, alphabet: Alphabet, plan: Plan, watch: Callable[[int, Network], None] | None = None) -> Network:
    """One network, from scratch. Deterministic for one thread and one version of torch."""
    torch.manual_seed(plan.seed)
    torch.set_num_threads(1)
    dice = np.random.default_rng(plan.seed)
    shape = Shape(alphabet.size, len(TAGS), hidden=plan.hidden, dilations=plan.dilations)
    network = Network(shape, plan.dropout)
    optimizer = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=1e-4, fused=True)
    done = 0
    for number in range(plan.epochs):
        network.train()
        groups = list(batches(epoch(number, dice), plan.batch, dice))
        total = plan.epochs * len(groups)
        loss = 0.0
        for group in groups:
            _set_rate(optimizer, plan, done, total)
            loss += _step(network, optimizer, encode(group, alphabet, plan.noise, dice))
            done += 1
        log.info("epoch %d: loss per character %.4f", number + 1, loss / len(groups))
        if watch:
            watch(number, network)
    return network


def _set_rate(optimizer: torch.optim.Optimizer, plan: Plan, done: int, total: int) -> None:
    for group in optimizer.param_groups:
        group["lr"] = plan.rate * min(1.0, (done + 1) / plan.warmup) * max(0.01, 1 - done / total)


def _step(network: Network, optimizer: torch.optim.Optimizer, batch: Batch) -> float:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = network(batch.characters, batch.pairs, batch.words)
    loss = CrfLoss.apply(  # type: ignore[no-untyped-call]
        scores.float(), network.transitions, batch.allowed, batch.lengths
    )
    characters = int(batch.lengths.sum())
    optimizer.zero_grad()
    (loss / characters * 20).backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
    optimizer.step()
    return float(loss.detach()) / characters


def write(network: Network, alphabet: Alphabet, material: Material, folder: Path) -> None:
    """tagger.onnx and tagger.json, calibrated on every other held-out sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(0)
    groups = list(batches(list(material.all()), 3000, dice))[:40]
    tops = export.scales(network, [encode(group, alphabet, QUIET, dice) for group in groups])
    export.write(network, tops, folder / "tagger.onnx")
    facts: dict[str, Any] = {
        "characters": alphabet.characters,
        "tags": len(TAGS),
        "reach": 1 + sum(network.shape.dilations),
        "transitions": np.round(network.transitions.detach().numpy().astype(float), 4).tolist(),
        "calibration": dict.fromkeys(KINDS, IDENTITY),
    }
    _save(facts, folder)
    held = [s for samples in material.held_out.values() for s in samples[::2]]
    facts["calibration"] = calibrate(folder, held)
    _save(facts, folder)


def _save(facts: dict[str, Any], folder: Path) -> None:
    text = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "tagger.json").write_text(text + "\n", encoding="utf-8")
