"""`python -m extract.training --data DIR --out DIR`: trains the shipped tagger and writes its weights."""

from __future__ import annotations

import argparse
import logging
from dataclasses import replace
from pathlib import Path

from extract.models.builtin import WEIGHTS


def main() -> None:
    """Read the options, gather, train, write."""
    parser = argparse.ArgumentParser(prog="python -m extract.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated corpora (*.jsonl.gz)")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder for tagger.onnx and tagger.json")
    parser.add_argument("--epochs", type=int, help="fewer than planned, for a trial")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    from extract.training.fit import Plan, epochs, gather, make_vocabulary, new_network, train, write
    from extract.training.invent import Inventor
    from extract.training.pretrain import pretrain, raw_sentences

    plan = Plan()
    if options.epochs:
        plan = replace(plan, schedule=replace(plan.schedule, epochs=options.epochs))
    material = gather(options.data)
    raw = raw_sentences(options.data, material.all())
    vocabulary = make_vocabulary([sentence.text for sentence in raw])
    network = new_network(vocabulary, plan)
    pretrain(network, raw, vocabulary, plan.pretraining)
    network = train(epochs(material, Inventor(options.data, material.all()), plan), network, vocabulary, plan)
    write(network, vocabulary, material, options.out)


if __name__ == "__main__":
    main()
