"""Dates and counts beside other finders of Chinese times, in characters per CPU second of one run.

This project's finders are given the texts in the batches of a run, each text once and none read before; the peers know
one text at a time. The peers are the extra `bench`: JioNLP's time finder and Recognizers-Text (Python) for dates. One
that is not installed is said to be missing.
"""

from __future__ import annotations

import contextlib
import gc
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, takewhile
from time import process_time
from typing import TypeVar

from extract.collector import uncollected
from extract.pipeline import BATCH_CHARACTERS
from extract.rules import Patterns, fold
from extract.values import CountFinder, DateFinder

PASSES = 3
DAY = "2020-01-01"
SLOW = 20_000  # characters that a peer of thousands of characters a second is given
Work = Callable[[str], object]
BatchWork = Callable[[Sequence[str]], object]
Item = TypeVar("Item")


def in_passes(texts: Sequence[Item]) -> list[Sequence[Item]]:
    """The texts dealt out to the passes: no pass meets one that an earlier one has read, as finders remember."""
    return [texts[i::PASSES] for i in range(PASSES)] if len(texts) >= PASSES else [texts]


def best(work: Callable[[Item], object], passes: Sequence[Sequence[Item]], size: Callable[[Item], int]) -> float:
    """Characters per CPU second of the fastest pass."""
    rates = []
    for items in passes:
        gc.collect()
        start = process_time()
        for item in items:
            work(item)
        rates.append(sum(map(size, items)) / (process_time() - start))
    return max(rates)


def speed(work: Work, texts: Sequence[str]) -> float:
    """Characters per CPU second, on texts that are met for the first time."""
    work(texts[0])
    return best(work, in_passes(texts), len)


def own_speed(work: BatchWork, texts: Sequence[str]) -> float:
    """The same of a finder of this project, which is given a batch of texts at a time, as a run gives them."""
    work(texts[:1])
    return best(work, [list(batched(part)) for part in in_passes(texts)], lambda batch: sum(map(len, batch)))


def batched(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in batches of as many characters as those of a run."""
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if sum(map(len, batch)) >= BATCH_CHARACTERS:
            yield batch
            batch = []
    if batch:
        yield batch


def dates() -> BatchWork:
    """Dates alone."""
    finder = DateFinder(Patterns.load())
    return lambda texts: finder.find_all(list(map(fold, texts)), [DAY] * len(texts))


def counts() -> BatchWork:
    """Counts alone, where no times are known."""
    finder = CountFinder(Patterns.load())
    return lambda texts: finder.find_all(list(map(fold, texts)), [()] * len(texts))


def both() -> BatchWork:
    """Dates and counts together, as the record has them."""
    patterns = Patterns.load()
    date_finder, count_finder = DateFinder(patterns), CountFinder(patterns)

    def find(texts: Sequence[str]) -> None:
        folded = list(map(fold, texts))
        found = date_finder.find_all(folded, [DAY] * len(texts))
        count_finder.find_all(folded, [[(date.start, date.end) for date in dates] for dates in found])

    return find


def jionlp() -> Work:
    """JioNLP's time finder. Raises ImportError where the extra is not installed."""
    import logging

    import jionlp

    logging.disable(logging.ERROR)  # it reports every figure that is no time

    def find(text: str) -> None:
        with contextlib.suppress(Exception):  # it stops at some times that it finds
            jionlp.ner.extract_time(text, time_base={"year": 2020, "month": 1, "day": 1})

    return find


def recognizers() -> Work:
    """Recognizers-Text, dates and times. Raises ImportError where the extra is not installed."""
    from recognizers_date_time import DateTimeRecognizer
    from recognizers_text import Culture

    find: Work = DateTimeRecognizer(Culture.Chinese).get_datetime_model().parse
    return find


OWN: dict[str, Callable[[], BatchWork]] = {"dates": dates, "counts": counts, "**dates and counts together**": both}
"""What is measured of this project; each has finders of its own, which remember nothing of the texts."""
PEERS: dict[str, tuple[Callable[[], Work], int]] = {
    "JioNLP, times": (jionlp, 10 * SLOW),
    "Recognizers-Text (Python), dates": (recognizers, SLOW),
}
"""The peers by name, each with how many characters it is given."""


def table(texts: Sequence[str]) -> str:
    """The figures as a Markdown table."""
    with uncollected():  # as in a run
        rows = [(name, f"{own_speed(make(), texts):,.0f}") for name, make in OWN.items()]
    rows += [(name, peer_speed(make, upto(texts, size))) for name, (make, size) in PEERS.items()]
    lines = [f"| {name} | {figure} |" for name, figure in rows]
    return "| values and their peers | characters per CPU second |\n|---|---:|\n" + "\n".join(lines)


def peer_speed(make: Callable[[], Work], texts: Sequence[str]) -> str:
    """A peer's speed, or that it is missing."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # they greet
            work = make()
    except ImportError:
        return "not installed (extra `bench`)"
    return f"{speed(work, texts):,.0f}"


def upto(texts: Sequence[str], size: int) -> Sequence[str]:
    """The first of the texts, up to so many characters."""
    lengths = takewhile(lambda length: length <= size, accumulate(map(len, texts)))
    return texts[: max(1, sum(1 for _ in lengths))]
