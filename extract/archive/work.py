"""The work of a run: batches of sources, and what comes of one."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.article import Source
from extract.errors import InputError, JianbaoError

if TYPE_CHECKING:
    from extract.pipeline import Extractor

PACKAGE = Path(__file__).parent.parent
BATCH_CHARACTERS = 120_000  # of one batch, about: enough to keep the model's batches full and the queue cheap
BATCH_SOURCES = 256


@dataclass(frozen=True, slots=True)
class Choices:
    """What an extractor is built from, in a form that can be sent to another process; as in `pipeline.load`."""

    model: str = "builtin"
    patterns: str | None = None
    segmenter: str = "rjieba"
    dictionary: str | None = None

    def load(self) -> Extractor:
        """A new extractor."""
        from extract.pipeline import load

        return load(self.model, self.patterns, self.segmenter, self.dictionary)


@dataclass(frozen=True, slots=True)
class Failed:
    """A source that gave no records: its path, the class of the error, and the whole message."""

    path: str
    kind: str
    message: str

    @classmethod
    def of(cls, path: str, error: BaseException) -> Failed:
        """The failure that an error means. An error that is none of jianbao's own names the line that raised it."""
        if isinstance(error, JianbaoError):
            return cls(path, type(error).__name__, str(error))
        said = " ".join(f"{type(error).__name__}{_raised(error)}: {error}".split())
        return cls(path, type(error).__name__, f"{path}: Unexpected {said}")


def _raised(error: BaseException) -> str:
    """Where in the package it was raised, or came to it from a library; a path as the package has it."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    return f" at {Path(own[-1].filename).relative_to(PACKAGE).as_posix()}:{own[-1].lineno}" if own else ""


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of a batch: the records as JSON values, in order, the failures, and how much was read."""

    records: list[dict[str, Any]]
    failed: list[Failed] = field(default_factory=list)
    sources: int = 0
    characters: int = 0


Batch = list[Source | InputError]


def batches(sources: Iterable[Source | InputError]) -> Iterator[Batch]:
    """Sources in batches of about BATCH_CHARACTERS; the same whoever works on them, so that the records are too."""
    batch: Batch = []
    size = 0
    for found in sources:
        batch.append(found)
        size += len(found.text) if isinstance(found, Source) else 0
        if size >= BATCH_CHARACTERS or len(batch) >= BATCH_SOURCES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def work(extractor: Extractor, batch: Batch) -> Finished:
    """The batch's records. If anything is raised, its sources are tried one by one: only the culprit fails."""
    sources = [found for found in batch if isinstance(found, Source)]
    failed = [Failed.of(found.path, found) for found in batch if isinstance(found, InputError)]
    try:
        records = [record.model_dump(mode="json") for record in extractor.pipe(sources)]
    except Exception:
        records = []
        for source in sources:
            records += one_by_one(extractor, source, failed)
    return Finished(records, failed, len(batch), sum(len(source.text) for source in sources))


def one_by_one(extractor: Extractor, source: Source, failed: list[Failed]) -> list[dict[str, Any]]:
    """The records of one source; none, and a row in `failed`, where anything is raised."""
    try:
        return [record.model_dump(mode="json") for record in extractor.extract(source)]
    except Exception as error:
        failed.append(Failed.of(source.path, error))
        return []
