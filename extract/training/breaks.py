"""`python -m extract.training.breaks --data DIR --out DIR`: fits the tables by which broken lines are joined.

Breaks put at random into sentences stand against the real ends of headlines and paragraphs. A logistic regression on
the two characters on each side of the break, and on how often its two neighbours stand side by side in running text,
gives patterns/layout/break_sides.tsv; the neighbours themselves go to patterns/layout/neighbours.tsv. Another one
tells the beginnings of sentences from headings by their shape: patterns/layout/sentence_signs.tsv. No text is kept.
"""

from __future__ import annotations

import argparse
import logging
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extract.layout.joints import shape, sides, signs
from extract.layout.lines import is_han
from extract.rules import Settings, fold
from extract.rules.layout import Headings
from extract.training.corpora import read_rows

Break = tuple[str, str]  # the text before it and after it, at least the two characters that count
Feature = tuple[str, str]  # a side and its characters, or `bias` and how near the neighbours are

_LOG = logging.getLogger(__name__)
_MARKS = frozenset("。,、;:!?\n")
_RUN = re.compile(r"[^。,、;:!?\s]+")
_COLUMN = re.compile(r"^【.*?】")  # the name of the column before a title
_UNWRITTEN = frozenset(" #“”‘’")  # characters that the tables leave out
ATTEMPTS = 5  # at a break that falls on no mark
BREAKS_AN_ITEM, BREAKS_A_SENTENCE = 10, 3
LONGER = 10  # characters by which a broken beginning may be longer than a heading
RARE = 25  # breaks that a feature must be seen in
TOGETHER = 8  # times that two neighbours must be seen
TIGHT, LOOSE = 2.2, 1.0  # pointwise mutual information, natural logarithm
SMALLEST = {1: 0.15, 2: 0.35}  # weights below which a side of so many characters is left out
STEPS, RATE = 300, 0.1
PULL, PULL_A_BREAK = 3.0, 2e-3  # towards 0: once, and for each break that a feature is seen in

_SIDES_HEAD = """\
# How much the characters beside a line break speak for running text (positive) or for an end (negative): natural
# logarithms of odds, fitted by logistic regression on breaks put at random into sentences against the real ends of
# headlines and paragraphs (broadcast news 2022-2026, MSRA sentences, People's Daily 1998; no text is kept).
# side: the one or two last characters before the break, or the first after it; 0 is any digit, a any letter.
# Written by `python -m extract.training.breaks`.
side\tcharacters\tweight
"""
_NEIGHBOURS_HEAD = """\
# Which characters follow a character more often than chance, counted in the same news as break_sides.tsv (at least 8
# times): tight, pointwise mutual information above 2.2; loose, above 1. In code order; no text is kept.
# Written by `python -m extract.training.breaks`.
character\ttight\tloose
"""
_SIGNS_HEAD = """\
# How much a short line's length (in fours of characters), commas and telling characters (headings.toml) speak for the
# beginning of a sentence (positive) or for a heading (negative): natural logarithms of odds, fitted by logistic
# regression on the same news as break_sides.tsv. Written by `python -m extract.training.breaks`.
sign\tweight
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One news item: the parts of its title, and its folded text."""

    title: list[str]
    text: str


@dataclass(frozen=True, slots=True)
class Material:
    """What the tables are fitted on: items of news in the order of the broadcast, and folded sentences."""

    items: list[Item]
    sentences: list[str]
    paragraphs: list[str]

    def paragraphs_of_papers(self) -> Iterator[str]:
        """Sentences and paragraphs of the printed press."""
        yield from self.sentences
        yield from self.paragraphs

    def texts(self) -> Iterator[str]:
        """All running text."""
        yield from (item.text for item in self.items)
        yield from self.paragraphs_of_papers()


def gather(data: Path) -> Material:
    """Read the corpora of a folder. Raises FileNotFoundError."""
    items = []
    for row in read_rows(data, "xinwenlianbo.raw"):
        title = _COLUMN.sub("", fold(row["title"])).split()
        text = fold(row["text"]).strip()
        if len(text) >= 10:
            items.append(Item([part for part in title if len(part) >= 4], text))
    msra = [fold(row["text"]).strip() for row in read_rows(data, "msra.train")]
    daily = [fold(row["text"]).strip() for row in read_rows(data, "people_daily_1998_1000.all")]
    return Material(items, [t for t in msra if len(t) > 12], [t for t in daily if len(t) > 12])


def running(text: str, count: int, rng: random.Random) -> list[Break]:
    """Up to `count` breaks at random places of a folded text, none of them beside a mark.

    >>> running("东川大堤", 1, random.Random(0))
    []
    """
    found: list[Break] = []
    if len(text) <= 6:
        return found
    for _ in range(count):
        for _ in range(ATTEMPTS):
            at = rng.randrange(2, len(text) - 2)
            if text[at - 1] not in _MARKS and text[at] not in _MARKS and text[at] not in "”)":
                found.append((text[:at][-6:], text[at : at + 6]))
                break
    return found


def ends(material: Material, rng: random.Random) -> list[Break]:
    """Real ends: of a part of a title before the next part, the text, a paragraph of it, the next title, and before
    sentences of another corpus."""
    found: list[Break] = []
    titles = [item.title for item in material.items if item.title]
    for item in material.items:
        if not item.title:
            continue
        found.append((item.title[-1], item.text))
        found += pairwise(item.title)
        paragraphs = [p.strip() for p in item.text.split("\n") if len(p.strip()) > 2]
        found += [(rng.choice(item.title), p) for p in rng.sample(paragraphs, min(2, len(paragraphs)))]
    found += [(before[-1], after[0]) for before, after in pairwise(titles)]
    parts = [part for title in titles for part in title]
    return found + [(rng.choice(parts), sentence) for sentence in material.sentences if parts]


def openings(material: Material, lengths: Sequence[int], rng: random.Random) -> list[str]:
    """The beginnings of paragraphs, cut where a heading could end and no mark stands."""
    found: list[str] = []
    for text in (*(p for item in material.items for p in item.text.split("\n")[:3]), *material.paragraphs_of_papers()):
        size = rng.choice(lengths) + rng.randrange(LONGER)
        if len(text) > size + 3 and text[size - 1] not in _MARKS and "。" not in text[:size]:
            found.append(text[:size])
    return found


def fit_signs(material: Material, telling: frozenset[str], seed: int) -> Fitted:
    """Fit what tells the beginning of a sentence from a heading."""
    rng = random.Random(seed)
    wholes = [[" ".join(item.title), ",".join(item.title), *item.title] for item in material.items]  # papers print both
    headings = [heading for whole in wholes for heading in whole if 5 <= len(heading) <= 30]
    lines = [(line, True) for line in openings(material, [len(h) for h in headings], rng)]
    lines += [(line, False) for line in headings]
    rng.shuffle(lines)
    share = sum(y for _, y in lines) / len(lines)
    seen = [[("sign", sign) for sign in signs(line, telling)] for line, _ in lines]
    fitted = fit(seen, [y for _, y in lines], math.log(share / (1 - share)))
    _LOG.info("%d lines, %d signs, %.3f right", len(lines), len(fitted.weights), fitted.right)
    return fitted


class Neighbours:
    """How often two characters stand side by side in running text."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.single: Counter[str] = Counter()
        self.pairs: Counter[str] = Counter()
        for text in texts:
            for run in _RUN.findall(shape(text)):
                self.single.update(run)
                self.pairs.update(map("".join, pairwise(run)))
        self.total = sum(self.single.values())

    def near(self, a: str, b: str) -> str:
        """tight, loose or none."""
        count = self.pairs[a + b]
        if count < TOGETHER:
            return "none"
        information = math.log(count * self.total / (self.single[a] * self.single[b]))
        return "tight" if information > TIGHT else "loose" if information > LOOSE else "none"

    def rows(self) -> list[str]:
        """The rows of neighbours.tsv, Chinese characters only."""
        near: dict[str, dict[str, str]] = {}
        for pair in sorted(self.pairs):
            if len(pair) == 2 and is_han(pair[0]) and is_han(pair[1]):
                row = near.setdefault(pair[0], {"tight": "", "loose": "", "none": ""})
                row[self.near(*pair)] += pair[1]
        return [f"{a}\t{row['tight']}\t{row['loose']}" for a, row in near.items() if row["tight"] or row["loose"]]


def features(broken: Break, neighbours: Neighbours) -> list[Feature]:
    """What is seen of a break; nothing where a side is empty."""
    a, b = sides(*broken)
    if not a or not b:
        return []
    found = [("last", a[-1]), ("first", b[0]), ("bias", neighbours.near(a[-1], b[0]))]
    return found + [("last", a)] * (len(a) > 1) + [("first", b)] * (len(b) > 1)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights, the bias freed of the share of running breaks in the material, and the share judged rightly."""

    weights: dict[Feature, float]
    bias: float
    right: float


def fit(seen: Sequence[list[Feature]], runs_on: Sequence[bool], prior: float) -> Fitted:
    """Logistic regression; the last tenth is held out for `right`. The objective is convex: the order is no matter.

    `prior` is the logarithm of the odds of running breaks, which is taken off the bias.
    """
    cut = len(seen) - len(seen) // 10
    counts = Counter(feature for row in seen[:cut] for feature in row)
    known = {feature: i for i, feature in enumerate(sorted(f for f, c in counts.items() if c >= RARE), start=1)}
    width = max(map(len, seen))
    rows = np.zeros((len(seen), width), dtype=np.int64)  # 0 stands for no feature
    for i, row in enumerate(seen):
        at = [known[feature] for feature in row if feature in known]
        rows[i, : len(at)] = at
    truth = np.asarray(runs_on, dtype=np.float64)
    weights, bias = _descend(rows[:cut], truth[:cut], len(known) + 1)
    scores = weights[rows[cut:]].sum(axis=1) + bias
    right = float(((scores > 0) == (truth[cut:] > 0.5)).mean())
    return Fitted({feature: float(weights[i]) for feature, i in known.items()}, bias - prior, right)


def _descend(rows: NDArray[np.int64], truth: NDArray[np.float64], size: int) -> tuple[NDArray[np.float64], float]:
    """Adam (Kingma and Ba, 2015) on all rows at once, each weight with its own pull towards 0."""
    pull = PULL + PULL_A_BREAK * np.bincount(rows.ravel(), minlength=size).astype(np.float64)
    weights, mean, square = np.zeros(size + 1), np.zeros(size + 1), np.zeros(size + 1)  # the last one is the bias
    for step in range(1, STEPS + 1):
        odds = weights[rows].sum(axis=1) + weights[-1]
        error = 1 / (1 + np.exp(-np.clip(odds, -30, 30))) - truth
        slope = np.bincount(rows.ravel(), np.repeat(error, rows.shape[1]), size + 1).astype(np.float64)
        slope[:size] = slope[:size] + pull * weights[:size]
        slope[-1] = error.sum()
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        rate = RATE / math.sqrt(step) * math.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        weights -= rate * mean / (np.sqrt(square) + 1e-9)
        weights[0] = 0.0
    return weights[:size], float(weights[-1])


def side_rows(fitted: Fitted) -> list[str]:
    """The rows of break_sides.tsv: the bias, then the sides whose weight is worth a row."""
    rows = [f"bias\t-\t{fitted.bias:.2f}"]
    rows += [f"bias\t{near}\t{fitted.weights.get(('bias', near), 0.0):.2f}" for near in ("tight", "loose", "none")]
    for (side, characters), weight in sorted(fitted.weights.items()):
        written = characters.isprintable() and not _UNWRITTEN & set(characters)
        if side != "bias" and written and abs(weight) >= SMALLEST[len(characters)]:
            rows.append(f"{side}\t{characters}\t{round(weight, 1):g}")
    return rows


def train(material: Material, seed: int) -> tuple[Fitted, Neighbours]:
    """Fit the weights on a material; the same for the same seed."""
    rng = random.Random(seed)
    runs = [b for item in material.items for b in running(item.text, BREAKS_AN_ITEM, rng)]
    runs += [b for text in (*material.sentences, *material.paragraphs) for b in running(text, BREAKS_A_SENTENCE, rng)]
    stops = ends(material, rng)
    neighbours = Neighbours(material.texts())
    data = [(seen, True) for b in runs if (seen := features(b, neighbours))]
    data += [(seen, False) for b in stops if (seen := features(b, neighbours))]
    rng.shuffle(data)
    share = sum(y for _, y in data) / len(data)
    fitted = fit([x for x, _ in data], [y for _, y in data], math.log(share / (1 - share)))
    _LOG.info("%d breaks, %d weights, %.3f right", len(data), len(fitted.weights), fitted.right)
    return fitted, neighbours


def sign_rows(fitted: Fitted) -> list[str]:
    """The rows of sentence_signs.tsv."""
    rows = [f"{'space' if sign == ' ' else sign}\t{weight:.2f}" for (_, sign), weight in sorted(fitted.weights.items())]
    return [f"bias\t{fitted.bias:.2f}", *rows]


def write(fitted: Fitted, neighbours: Neighbours, sentence: Fitted, out: Path) -> None:
    """Write the tables to a folder."""
    tables = {
        "break_sides": (_SIDES_HEAD, side_rows(fitted)),
        "neighbours": (_NEIGHBOURS_HEAD, neighbours.rows()),
        "sentence_signs": (_SIGNS_HEAD, sign_rows(sentence)),
    }
    for name, (head, rows) in tables.items():
        (out / f"{name}.tsv").write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def main() -> None:
    """Read the options, gather, fit, write."""
    parser = argparse.ArgumentParser(prog="python -m extract.training.breaks", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora (*.jsonl.gz)")
    parser.add_argument("--out", type=Path, required=True, help="folder for the three tables")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    material = gather(options.data)
    telling = frozenset(Settings().patterns.rule("layout", "headings", Headings).telling)
    fitted, neighbours = train(material, options.seed)
    write(fitted, neighbours, fit_signs(material, telling, options.seed), options.out)


if __name__ == "__main__":
    main()
