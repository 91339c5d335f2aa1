"""The garbage collector rests while a batch is worked on, and is as it was when records come."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence

import pytest

import extract
from extract.article import Article, Source
from extract.pipeline import Extractor


class _Watching:
    """A stage that keeps whether the collector was at work, and fails where it is told to."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.collecting: list[bool] = []

    def __call__(self, articles: Sequence[Article]) -> None:
        self.collecting.append(gc.isenabled())
        if self.fails:
            raise LookupError


@pytest.fixture(params=[True, False])
def collecting(request: pytest.FixtureRequest) -> Iterator[bool]:
    """The collector on, then off, before the extractor is asked."""
    was = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if was else gc.disable)()


def _extractor(stage: _Watching) -> Extractor:
    extractor = extract.load(model="none")
    extractor.stages = [*extractor.stages, stage]
    return extractor


def test_rests_in_a_batch_and_is_as_it_was_between_records(collecting: bool) -> None:
    stage = _Watching()
    sources = [Source(f"{i}.txt", "", "utf-8", "县图书馆昨日开馆。", "2021-03-05") for i in range(3)]
    between = [gc.isenabled() for _ in _extractor(stage).pipe(sources)]
    assert between == [collecting] * 3
    assert set(stage.collecting) == {False}
    assert gc.isenabled() is collecting


def test_is_as_it_was_after_a_fault(collecting: bool) -> None:
    stage = _Watching(fails=True)
    with pytest.raises(LookupError):
        _extractor(stage)("县图书馆昨日开馆。")
    assert stage.collecting == [False]
    assert gc.isenabled() is collecting
