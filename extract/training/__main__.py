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
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    from extract.training.fit import Plan, epochs, gather, make_alphabet, train, write
    from extract.training.invent import Inventor

    plan = replace(Plan(), seed=options.seed, **({"epochs": options.epochs} if options.epochs else {}))
    material = gather(options.data)
    alphabet = make_alphabet(material.all())
    inventor = Inventor(options.data, material.all())
    network = train(epochs(material, inventor, plan), alphabet, plan)
    write(network, alphabet, material, options.out)


if __name__ == "__main__":
    main()
