"""`python -m extract.training.evaluate --data DIR --gold DIR…`: how good and how fast the tagger is.

Each of the tagger's conventions is scored. Held-out parts of the corpora are scored link by link: "msra" against the
labels of their annotators, "ours" after the conversion of `training.convention`. Gold pages are scored in this
project's annotation with chains joined. Exact spans count.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from extract.models import BuiltinTagger, join_chains
from extract.models.builtin import CONVENTIONS, WEIGHTS
from extract.rules import fold
from extract.training.calibrate import calibration_error, judged
from extract.training.corpora import CORPORA, HELD_OUT, KINDS, Sample, marked, read_rows, split

_TAG = re.compile(r"<(/?)(PER|ORG|LOC|DATE|NUM)(\??)(?:\s[^<>]*)?>")
_SENTENCE = re.compile(r"[^\n。!?]+[。!?”’]*")
Key = tuple[int, int, int, str]


@dataclass(slots=True)
class Score:
    """Counts of one kind."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        """Of the found, how many are right."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Of the wanted, how many are found."""
        return self.right / max(1, self.wanted)

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.right / max(1, self.found + self.wanted)


@dataclass(slots=True)
class Page:
    """A folded text with its wanted and its optional names."""

    text: str
    wanted: list[tuple[int, int, str]] = field(default_factory=list)
    optional: list[tuple[int, int]] = field(default_factory=list)


def read_tagged(path: Path) -> Page:
    """A gold page: the text without its inline tags, and the names that they mark."""
    tagged = path.read_bytes().decode("utf-8")
    page, text, at, start = Page(""), "", 0, 0
    for match in _TAG.finditer(tagged):
        text += tagged[at : match.start()]
        at = match.end()
        closing, kind, optional = match.groups()
        if not closing:
            start = len(text)
        elif kind in KINDS and optional:
            page.optional.append((start, len(text)))
        elif kind in KINDS:
            page.wanted.append((start, len(text), kind))
    page.text = fold(text + tagged[at:])
    return page


def score(wanted: Iterable[Key], found: Iterable[Key]) -> dict[str, Score]:
    """By kind, and together under `all`."""
    table = {kind: Score() for kind in (*KINDS, "all")}
    goal, have = set(wanted), set(found)
    for keys, name in ((goal, "wanted"), (have, "found"), (goal & have, "right")):
        for key in keys:
            for row in (table[key[3]], table["all"]):
                setattr(row, name, getattr(row, name) + 1)
    return table


def score_pages(tagger: BuiltinTagger, pages: Sequence[Page]) -> dict[str, Score]:
    """Exact names on gold pages, cut at 。!? and line ends. What touches an optional name is not counted."""
    cuts = [(i, m.start(), m.end()) for i, page in enumerate(pages) for m in _SENTENCE.finditer(page.text)]
    texts = [pages[i].text[start:end] for i, start, end in cuts]
    found: list[Key] = []
    for (i, start, _), text, mentions in zip(cuts, texts, tagger(texts), strict=True):
        for m in join_chains(text, mentions):
            key = (i, m.start + start, m.end + start, m.kind)
            if key[1:] in pages[i].wanted or not any(s < key[2] and key[1] < e for s, e in pages[i].optional):
                found.append(key)
    return score(((i, *span) for i, page in enumerate(pages) for span in page.wanted), found)


def score_samples(tagger: BuiltinTagger, samples: Sequence[Sample]) -> dict[str, Score]:
    """Exact names, link by link, of annotated texts."""
    found = tagger([s.text for s in samples])
    return score(
        ((i, *span) for i, s in enumerate(samples) for span in s.spans),
        ((i, m.start, m.end, m.kind) for i, mentions in enumerate(found) for m in mentions),
    )


def unseen_recall(tagger: BuiltinTagger, samples: Sequence[Sample], known: set[str]) -> dict[str, tuple[float, int]]:
    """By kind: the share of the names that training never showed which is found, and how many there are."""
    found = tagger([s.text for s in samples])
    hits: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for sample, mentions in zip(samples, found, strict=True):
        have = {(m.start, m.end, m.kind) for m in mentions}
        for span in sample.spans:
            if sample.text[span[0] : span[1]] not in known:
                hits[span[2]].append(span in have)
    return {kind: (sum(h) / max(1, len(h)), len(h)) for kind, h in hits.items()}


def speed(tagger: BuiltinTagger, texts: Sequence[str]) -> float:
    """Characters a CPU second, all threads counted."""
    tagger(texts[:50])
    start = time.process_time()
    tagger(texts)
    return sum(map(len, texts)) / (time.process_time() - start)


def lines(name: str, table: dict[str, Score]) -> Iterator[str]:
    """One line of a report."""
    cells = [f"{k} {s.f1:.3f} (p {s.precision:.3f}, r {s.recall:.3f})" for k, s in table.items()]
    yield f"{name:22} " + "  ".join(cells)


def report(weights: Path, data: Path, gold: Sequence[Path]) -> Iterator[str]:
    """The lines that the command prints."""
    known = {s.text[a:b] for read in CORPORA.values() for s in _training(read(data)) for a, b, _ in s.spans}
    held = {name: split(CORPORA[name](data), share)[1] for name, share in HELD_OUT.items()}
    for convention in CONVENTIONS:
        tagger = BuiltinTagger(weights, convention)
        for name, texts in held.items():
            samples = [marked(s, convention) for s in texts]
            yield from lines(f"{convention}: {name}", score_samples(tagger, samples))
            unseen = unseen_recall(tagger, samples, known)
            cells = "  ".join(f"{k} recall {r:.3f} of {n}" for k, (r, n) in unseen.items())
            yield f"{'':22} unseen names: {cells}"
        for folder in gold:
            pages = [read_tagged(p) for p in sorted(folder.glob("*.tagged.txt"))]
            yield from lines(f"{convention}: {folder.name}", score_pages(tagger, pages))
        cells = "  ".join(f"{k} {error:.3f}" for k, error in calibration_errors(tagger, convention, held).items())
        yield f"{convention}: expected calibration error: {cells}"
    yield from _speed(BuiltinTagger(weights), data)


def calibration_errors(
    tagger: BuiltinTagger, convention: str, held: Mapping[str, Sequence[Sample]]
) -> dict[str, float]:
    """By kind, on every other held-out sentence: calibration used the others."""
    from extract.training.fit import cut

    sure = [row for texts in held.values() for row in judged(tagger, [marked(s, convention) for s in cut(texts)[1::2]])]
    errors: dict[str, float] = {}
    for kind in KINDS:
        mine = [(p, r) for k, p, r in sure if k == kind]
        errors[kind] = calibration_error(np.array([p for p, _ in mine]), np.array([float(r) for _, r in mine]))
    return errors


def _speed(tagger: BuiltinTagger, data: Path) -> Iterator[str]:
    raw = [fold(row["text"]) for _, row in zip(range(400), read_rows(data, "xinwenlianbo.raw"), strict=False)]
    texts = [m.group() for text in raw for m in _SENTENCE.finditer(text)]
    best = max(speed(tagger, texts) for _ in range(5))
    yield f"characters a CPU second: {best:,.0f} (of {sum(map(len, texts)):,}, the best of five)"


def _training(samples: list[Sample]) -> list[Sample]:
    share = HELD_OUT.get(samples[0].source, 0.0) if samples else 0.0
    return split(samples, share)[0]


def main() -> None:
    """Read the options and print the report."""
    parser = argparse.ArgumentParser(prog="python -m extract.training.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--gold", type=Path, nargs="*", default=[])
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    for line in report(options.weights, options.data, options.gold):
        print(line)  # noqa: T201 – a command


if __name__ == "__main__":
    main()
