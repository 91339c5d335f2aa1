"""`python -m extract.training --data DIR --out DIR`: trains the shipped tagger and writes its weights."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from extract.models.builtin import WEIGHTS

if TYPE_CHECKING:
    from extract.training.fit import Plan


def make(data: Path, out: Path, apart: Sequence[Path], small: Plan, large: Plan, last: Plan) -> None:
    """A small network, a large one, and the small one taught by both, whose weights are written.

    `apart`: folders of pages whose text is not to be taught. Deterministic for one version of torch on one machine.
    """
    from extract.training.cooccurrence import pair_vectors
    from extract.training.distil import Lessons, unmarked
    from extract.training.fit import epochs, gather, grow, make_vocabulary, train, widened, write
    from extract.training.invent import Inventor
    from extract.training.pretrain import raw_sentences

    material = gather(data)
    inventor = Inventor(data, material.all())
    raw = raw_sentences(data, material.all())
    texts = [sentence.text for sentence in raw]
    vocabulary = make_vocabulary(texts)
    vectors = pair_vectors(texts, vocabulary, large.pair)
    network = grow(small, raw, vocabulary, None, epochs(material, inventor, small))
    teachers = [network, grow(large, raw, vocabulary, vectors, epochs(material, inventor, large))]
    held_out = [sample for samples in material.held_out.values() for sample in samples]
    lessons = Lessons(teachers, unmarked(data, held_out, apart))
    network = widened(network, vectors[:, : small.pair])
    network = train(epochs(material, inventor, last), network, vocabulary, last, lessons)
    write(network, vocabulary, material, out)


def main() -> None:
    """Read the options, gather, train, write."""
    parser = argparse.ArgumentParser(prog="python -m extract.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated corpora (*.jsonl.gz)")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder for tagger.onnx and tagger.json")
    parser.add_argument("--epochs", type=int, default=8, help="at most so many for each network: a trial")
    parser.add_argument("--apart", type=Path, nargs="*", default=[], help="folders of pages whose text is not taught")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    from extract.training.fit import TAUGHT, TEACHER, Plan

    def shortened(plan: Plan) -> Plan:
        return replace(plan, schedule=replace(plan.schedule, epochs=min(plan.schedule.epochs, options.epochs)))

    make(options.data, options.out, options.apart, *(shortened(plan) for plan in (Plan(), TEACHER, TAUGHT)))


if __name__ == "__main__":
    main()
