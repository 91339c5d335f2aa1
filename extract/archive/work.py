"""The work of a run: what is given to a worker, and what comes of it."""

from __future__ import annotations

import gc
import hashlib
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from extract.article import Source
from extract.collector import uncollected
from extract.errors import InputError, JianbaoError
from extract.sources import Document, File, Manifest, ReadOptions, Sources

if TYPE_CHECKING:
    from extract.pipeline import Extractor
    from extract.records import Row

PACKAGE = Path(__file__).parent.parent
BATCH_CHARACTERS = 120_000  # of one batch, about: enough to keep the model's batches full and the queue cheap
BATCH_SOURCES = 256
BYTES = 3  # of a character, about, where only one of the two is known

Piece = Source | InputError | File | Document  # a source that is read, an error instead of one, or what is to be read
Batch = Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Choices:
    """What an extractor is built from, in a form that can be sent to another process; as in `pipeline.load`.

    `options` and `manifest` are for files that are read where the extractor is.
    """

    model: str = "builtin"
    patterns: str | None = None
    segmenter: str = "rjieba"
    dictionary: str | None = None
    options: ReadOptions | None = None
    manifest: Manifest | None = None

    def load(self) -> Extractor:
        """A new extractor."""
        from extract.pipeline import load

        return load(self.model, self.patterns, self.segmenter, self.dictionary)

    def desk(self) -> Desk:
        """A new extractor with what it takes to read files. What is there by now is kept out of the collector's way."""
        with uncollected():
            desk = Desk(self.load(), self.options or ReadOptions(), self.manifest)
        gc.freeze()
        return desk


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


Found = Source | InputError | Failed


@dataclass(frozen=True, slots=True)
class Made:
    """The records of one source: JSON lines, how many, and the warnings in them."""

    lines: bytes
    articles: int
    warnings: int

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Made:
        """What is written of records."""
        kept = list(rows)
        lines = b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in kept)
        return cls(lines, len(kept), sum(len(row["warnings"]) for row in kept))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one piece of work: its records as JSON lines, the failures, and how much was read.

    `sources` counts what was read, the failed among it; `sha256` is that of a file's bytes, `seconds` the CPU's. The
    rest is what the user may have to hear: `warnings` in the records, `notes`, paths left out, manifest lines used.
    """

    lines: bytes = b""
    articles: int = 0
    failed: tuple[Failed, ...] = ()
    sources: int = 0
    characters: int = 0
    warnings: int = 0
    seconds: float = 0.0
    sha256: str = ""
    notes: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    used: frozenset[int] = frozenset()


def weight(piece: Piece) -> int:
    """The bytes of a piece, about: what batches and shards are measured by."""
    if isinstance(piece, File):
        return piece.size
    if isinstance(piece, Document):
        return len(piece.data)
    return BYTES * len(piece.text) if isinstance(piece, Source) else 0


def batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces in batches of about BATCH_CHARACTERS; the same whoever works on them, so that the records are too."""
    batch: list[Piece] = []
    size = 0
    for found in pieces:
        batch.append(found)
        size += weight(found)
        if size >= BYTES * BATCH_CHARACTERS or len(batch) >= BATCH_SOURCES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@dataclass(slots=True)
class Desk:
    """Where work is done: an extractor, and how files are read."""

    extractor: Extractor
    options: ReadOptions
    manifest: Manifest | None = None

    def work(self, batch: Batch) -> list[Outcome]:
        """What comes of every piece. Where anything is raised, sources are tried one by one: one alone fails."""
        begun = time.process_time()
        read = [self._read(piece) for piece in batch]
        with uncollected():
            outcomes = self._outcomes(read)
        rate = (time.process_time() - begun) / max(1, sum(outcome.characters for outcome in outcomes))
        return [replace(outcome, seconds=rate * outcome.characters) for outcome in outcomes]

    def _read(self, piece: Piece) -> tuple[Sequence[Found], Outcome]:
        """The sources of a piece, and what else reading it tells."""
        if isinstance(piece, Source | InputError):
            return [piece], Outcome()
        reading = Sources([], self.options, self.manifest)
        found: list[Found] = []
        with asked(self.manifest) as used:
            try:
                found.extend(reading.read(piece) if isinstance(piece, File) else reading.read_document(piece))
            except Exception as error:  # a fault of a reader
                found.append(Failed.of(piece.path, error))
        told = Outcome(
            sha256=_digest(piece, found) if isinstance(piece, File) else "",
            notes=tuple(reading.warnings),
            skipped=tuple(reading.skipped_paths),
            used=frozenset(used),
        )
        return found, told

    def _outcomes(self, read: Sequence[tuple[Sequence[Found], Outcome]]) -> list[Outcome]:
        """What comes of pieces that are read; their records are gone when it is told."""
        made = iter(self._extract([found for pieces, _ in read for found in pieces if isinstance(found, Source)]))
        return [_outcome(found, made, told) for found, told in read]

    def _extract(self, sources: Sequence[Source]) -> list[Made | Failed]:
        """What is made of every source, or its failure."""
        try:
            return [Made.of(rows) for rows in self.extractor.rows(sources)]
        except Exception:
            return [self._alone(source) for source in sources]

    def _alone(self, source: Source) -> Made | Failed:
        """What is made of one source, or the failure where anything is raised."""
        try:
            return Made.of(row for rows in self.extractor.rows([source]) for row in rows)
        except Exception as error:
            return Failed.of(source.path, error)


@contextmanager
def asked(manifest: Manifest | None) -> Iterator[set[int]]:
    """The lines of the manifest that are used in the meantime."""
    used: set[int] = set()
    if manifest is None:
        yield used
        return
    before, manifest.used = manifest.used, used
    try:
        yield used
    finally:
        manifest.used = before
        before.update(used)


def _outcome(found: Sequence[Found], made: Iterator[Made | Failed], told: Outcome) -> Outcome:
    """What came of the sources of a piece; `told` is what reading it told."""
    results = [next(made) if isinstance(one, Source) else _failure(one) for one in found]
    done = [result for result in results if isinstance(result, Made)]
    return replace(
        told,
        lines=b"".join(one.lines for one in done),
        articles=sum(one.articles for one in done),
        failed=tuple(result for result in results if isinstance(result, Failed)),
        sources=len(found),
        characters=sum(len(one.text) for one in found if isinstance(one, Source)),
        warnings=sum(one.warnings for one in done),
    )


def _failure(found: InputError | Failed) -> Failed:
    return found if isinstance(found, Failed) else Failed.of(found.path, found)


def _digest(file: File, found: Sequence[Found]) -> str:
    if len(found) == 1 and isinstance(found[0], Source) and found[0].path == file.path and not found[0].part:
        return found[0].sha256
    return digest(file.location)


def digest(path: Path) -> str:
    """The SHA-256 of a regular file's bytes, "" where it is none or cannot be read."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
