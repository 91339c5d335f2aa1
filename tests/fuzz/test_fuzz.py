"""Random and adversarial inputs through decoder and extractor: no crash, no broken invariant, linear time."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import orjson
import pytest

from extract.article import Source
from extract.errors import InputError
from extract.pipeline import Extractor, load
from extract.sources.encodings import decode
from tests.fuzz.shapes import ADVERSARIAL, random_bytes, random_text
from tests.invariants import check_record, check_segments, check_source, check_spans
from tests.timing import grows_linearly

FEW, MANY = 150, 10_000  # inputs; the first in every test run, the second by .ci/run
SIZE = 8_000  # characters of an adversarial text; the long one has four times as many
# Shapes for one line of 5 MB.
FIVE_MEGABYTES = ("digits", "quotes", "opening brackets", "brackets", "blank lines", "spaces", "actions")


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return load()


def through(extractor: Extractor, data: bytes, seed: int) -> None:
    try:
        text, encoding = decode(data, f"{seed}.txt")
    except InputError:
        return
    assert data.decode(encoding).removeprefix("\ufeff") == text.removeprefix("\ufeff")
    source = Source(f"{seed}.txt", f"{seed:064x}", encoding, text, random.Random(seed).choice((None, "2020-02-06")))
    records = extractor.extract(source)
    check_source(records, source, schema=seed % 20 == 0)
    if seed % 5 == 0:
        again = [orjson.dumps(record.model_dump(mode="json")) for record in extractor.extract(source)]
        assert again == [orjson.dumps(record.model_dump(mode="json")) for record in records]


def test_random_bytes(extractor: Extractor) -> None:
    for seed in range(FEW):
        through(extractor, random_bytes(random.Random(seed)), seed)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(FEW, MANY, (MANY - FEW) // 10))
def test_many_random_bytes(extractor: Extractor, start: int) -> None:
    for seed in range(start, min(MANY, start + (MANY - FEW) // 10)):
        through(extractor, random_bytes(random.Random(seed)), seed)


@pytest.mark.parametrize("seed", range(0, FEW, 3))
def test_random_texts_with_halves_of_characters(extractor: Extractor, seed: int) -> None:
    text = random_text(random.Random(seed), broken=True)
    readable = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    for record in extractor(text, published="2020-02-06"):
        check_record(record, readable, schema=seed % 10 == 0)


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_time_grows_with_length(extractor: Extractor, name: str) -> None:
    unit = ADVERSARIAL[name]

    def work(size: int) -> Callable[[], object]:
        text = unit * (size // len(unit))
        return lambda: extractor(text, published="2020-02-06")

    assert grows_linearly(work, SIZE, 4 * SIZE)


@contextmanager
def at_most(limit: int) -> Iterator[None]:
    """Raises TimeoutError in the block after so many seconds of CPU time."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"not done after {limit} CPU seconds")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.slow
@pytest.mark.parametrize("name", FIVE_MEGABYTES)
def test_a_line_of_five_megabytes(extractor: Extractor, name: str) -> None:
    unit = ADVERSARIAL[name].strip("\n") or "春"
    text = unit * (5_000_000 // len(unit.encode()))
    with at_most(300):
        records = extractor(text, published="2020-02-06")
    for record in records:
        check_segments(record, text)
        check_spans(record)
