"""The annotated corpora that the tagger is trained on, read into one shape.

Every corpus has its own reader in `CORPORA`; a reader knows which kinds its annotators marked fully. What they left out
is masked in training (`Sample.unsure`), so that a missing label is not learnt as "no name".
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.article import NameKind
from extract.rules import fold
from extract.training.convention import to_convention

Span = tuple[int, int, NameKind]
KINDS: tuple[NameKind, ...] = ("PER", "ORG", "LOC")


@dataclass(frozen=True, slots=True)
class Sample:
    """A folded sentence with its names in text order. `unsure`: kinds that may stand unmarked outside the spans."""

    text: str
    spans: tuple[Span, ...]
    source: str
    unsure: frozenset[NameKind] = frozenset()


def read_rows(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """The objects of DATA/NAME.jsonl.gz, in file order. Raises FileNotFoundError."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _kept(spans: list[list[Any]], kinds: dict[str, NameKind]) -> list[Span]:
    found = sorted((s, e, kinds[k]) for s, e, k, *_ in spans if k in kinds and e > s)
    apart: list[Span] = []
    for span in found:
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


_PLAIN: dict[str, NameKind] = {"PER": "PER", "ORG": "ORG", "LOC": "LOC"}


def _sample(text: str, spans: list[Span], source: str, unsure: tuple[NameKind, ...] = ()) -> Sample:
    return Sample(fold(text), tuple(spans), source, frozenset(unsure))


def ours(sample: Sample) -> Sample:
    """The sample marked by this project's conventions."""
    return Sample(sample.text, tuple(to_convention(sample.text, list(sample.spans))), "ours", sample.unsure)


def marked(sample: Sample, convention: str) -> Sample:
    """The sample by one of `models.builtin.CONVENTIONS`: this project's, or as its annotators left it."""
    return ours(sample) if convention == "ours" else sample


def msra(data: Path) -> list[Sample]:
    """MSRA's training sentences, in the corpus's order (neighbours come from one document)."""
    return [_sample(row["text"], _kept(row["spans"], _PLAIN), "msra") for row in read_rows(data, "msra.train")]


def pku(data: Path) -> list[Sample]:
    """Paragraphs of the People's Daily of January 1998, by page and article."""
    rows = sorted(read_rows(data, "pku199801.valid"), key=lambda row: row["id"])
    return [_sample(row["text"], _kept(row["spans"], _PLAIN), "pku", ("ORG",)) for row in rows]


def daily(data: Path) -> list[Sample]:
    """Short texts of the same year and paper; their organizations are hardly marked."""
    rows = read_rows(data, "people_daily_1998_1000.all")
    return [_sample(row["text"], _kept(row["spans"], _PLAIN), "daily", ("ORG",)) for row in rows]


def cluener(data: Path) -> list[Sample]:
    """News of the web: companies, government and other organizations, people, addresses and scenic spots."""
    return [_sample(row["text"], _kept(row["spans"], _PLAIN), "cluener") for row in read_rows(data, "cluener.train")]


def resume(data: Path) -> list[Sample]:
    """Lives of company officers: people and organizations; places are not marked."""
    rows = read_rows(data, "resume.train")
    return [_sample(row["text"], _kept(row["spans"], _PLAIN), "resume", ("LOC",)) for row in rows]


def corpuszh(data: Path) -> list[Sample]:
    """Sentences of mixed genres whose names come from parts of speech; only those with a person in them are kept."""
    rows = (row for row in read_rows(data, "corpuszh.sample") if any(s[2] == "PER" for s in row["spans"]))
    return [_sample(row["text"], _kept(row["spans"], _PLAIN), "corpuszh", ("ORG", "LOC")) for row in rows]


def corrected(data: Path) -> list[Sample]:
    """What annotators corrected and `jianbao import` took in; none where there is no such file."""
    if not (data / "corrected.jsonl.gz").exists():
        return []
    return [_sample(row["text"], _kept(row["spans"], _PLAIN), "corrected") for row in read_rows(data, "corrected")]


CORPORA: dict[str, Callable[[Path], list[Sample]]] = {
    "msra": msra,
    "pku": pku,
    "daily": daily,
    "cluener": cluener,
    "resume": resume,
    "corpuszh": corpuszh,
    "corrected": corrected,
}
STYLES = ("ours", "msra", "pku", "daily", "cluener", "resume", "corpuszh")  # by whose conventions names are marked
HELD_OUT = {"msra": 0.1, "pku": 0.2}  # the last share of these corpora is never trained on


def style(sample: Sample) -> int:
    """The index into STYLES of the convention that the sample's names follow."""
    return STYLES.index(sample.source) if sample.source in STYLES else 0


def split(samples: list[Sample], share: float) -> tuple[list[Sample], list[Sample]]:
    """(training, held out): the last `share` of the list is held out, so that neighbours stay together."""
    cut = len(samples) - round(len(samples) * share)
    return samples[:cut], samples[cut:]


def without_overlap(samples: list[Sample], held: list[Sample], run: int = 13) -> list[Sample]:
    """The samples that share no run of `run` characters with a held-out text."""
    seen = {s.text[i : i + run] for s in held for i in range(len(s.text) - run + 1)}
    return [s for s in samples if not any(s.text[i : i + run] in seen for i in range(len(s.text) - run + 1))]
