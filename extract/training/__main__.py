"""`python -m extract.training --data DIR --out DIR`: trains the shipped tagger and writes its weights."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from extract.models.builtin import WEIGHTS, BuiltinTagger

if TYPE_CHECKING:
    from extract.training.distil import Lessons
    from extract.training.fit import Course, Plan
    from extract.training.network import Network


def make(data: Path, out: Path, apart: Sequence[Path], course: Course) -> None:
    """A small network, a large one, and the small one taught by both, twice; its weights are written.

    `apart`: folders of pages whose text is not to be taught. Deterministic for one version of torch on one machine.
    """
    from extract.training.consistency import hinted
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
    vectors = pair_vectors(texts, vocabulary, course.large.pair)

    def taught(network: Network, plan: Plan, lessons: Lessons) -> Network:
        return train(epochs(material, inventor, plan), network, vocabulary, plan, lessons)

    small = grow(course.small, raw, vocabulary, None, epochs(material, inventor, course.small))
    large = grow(course.large, raw, vocabulary, vectors, epochs(material, inventor, course.large))
    held_out = [sample for samples in material.held_out.values() for sample in samples]
    documents = unmarked(data, held_out, apart)
    sentences = [sample for document in documents for sample in document]
    wide = widened(small, vectors[:, : course.small.pair])
    small = taught(wide, course.taught, Lessons([small, large], sentences))
    large = taught(deepcopy(large), course.larger, Lessons([small, large], sentences))
    write(small, vocabulary, material, out)
    told = hinted(documents, BuiltinTagger(out, fresh=True))
    small = taught(deepcopy(small), course.again, Lessons([small, large], told))
    write(small, vocabulary, material, out)


def main() -> None:
    """Read the options, gather, train, write."""
    parser = argparse.ArgumentParser(prog="python -m extract.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated corpora (*.jsonl.gz)")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder for tagger.onnx and tagger.json")
    parser.add_argument("--epochs", type=int, default=8, help="at most so many for each network: a trial")
    parser.add_argument("--apart", type=Path, nargs="*", default=[], help="folders of pages whose text is not taught")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    from extract.training.fit import Course

    make(options.data, options.out, options.apart, Course().shortened(options.epochs))


if __name__ == "__main__":
    main()
