"""The work of a run on a Ray cluster, and the extractor as an operator of Ray Data.

`RayEngine` does what `workers.Pool` does, on actors of a cluster: the same batches, the same order, the same bytes. The
files must lie where every node finds them under the same path; the folder of the output is written by the caller alone.

`Extract` is for pipelines of Ray Data: rows with a column of texts in, rows with records out. `extract_parquet` is the
shortest such pipeline, from Parquet to Parquet, on local paths and on whatever pyarrow has a filesystem for (s3://).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from extract.archive.work import Batch, Choices, Outcome
from extract.archive.workers import Answer, Crew
from extract.article import Source
from extract.errors import ModelError, SettingError

if TYPE_CHECKING:
    import pyarrow

MEMORY = 100 << 20  # bytes of the object store of a cluster started here: batches and their records pass through it
COLUMNS = ("path", "published", "outlet", "page", "place")  # of a table, besides the text: taken where they are there


class Actor:
    """A worker on a cluster: an extractor, built once."""

    def __init__(self, choices: Choices) -> None:
        self._error: Exception | None = None
        try:
            self._desk = choices.desk()
        except Exception as error:
            self._error = error

    def ready(self) -> int | Exception:
        """The number of its process, or what kept the extractor from being built."""
        return self._error or os.getpid()

    def work(self, batch: Batch) -> list[Outcome]:
        """As `Desk.work`."""
        return self._desk.work(batch)


class RayEngine(Crew[Any]):
    """Workers on a Ray cluster: the one at `address`, else one that is started here, on this machine alone.

    A context: on leaving it, the actors and a cluster that was started here are gone. Raises ModelError without Ray.
    """

    dead_starts = "The workers on the cluster die while they start (out of memory?)."

    def __init__(self, choices: Choices, workers: int, address: str | None = None) -> None:
        self._ray = connect(workers, address)
        self._class = self._ray.remote(Actor)
        self._choices = self._ray.put(choices)
        self.processes: dict[Any, int] = {}  # by actor, the number of its process on its node
        self._asked: dict[Any, Any] = {}  # by reference to an answer, the actor
        super().__init__(workers)

    def __enter__(self) -> RayEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self._ray.shutdown()

    def _start(self) -> Any:
        actor = self._class.options(num_cpus=1, max_restarts=0).remote(self._choices)
        self._asked[actor.ready.remote()] = actor
        return actor

    def _give(self, worker: Any, batch: Batch) -> None:
        self._asked[worker.work.remote(list(batch))] = worker

    def _hear(self, workers: Sequence[Any], seconds: float | None) -> Iterator[tuple[Any, Answer]]:
        answers, _ = self._ray.wait(list(self._asked), num_returns=1, timeout=seconds)
        for answer in answers:
            actor = self._asked.pop(answer)
            try:
                said = self._ray.get(answer)
            except self._ray.exceptions.RayActorError:
                said = None
            if isinstance(said, int):
                self.processes[actor], said = said, []
            yield actor, said

    def _end(self, worker: Any) -> None:
        self.processes.pop(worker, None)
        self._asked = {answer: actor for answer, actor in self._asked.items() if actor != worker}
        with suppress(Exception):  # it is dead already
            self._ray.kill(worker)


def connect(workers: int, address: str | None) -> Any:
    """Ray, connected to the cluster at the address, else to one started here: loopback only, nothing sent home.

    Raises ModelError where Ray is not installed, SettingError where nothing answers at the address.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError:
        raise ModelError("--engine ray: Ray is not installed; install it with: pip install 'jianbao[ray]'") from None
    if address:
        try:
            ray.init(address=address, log_to_driver=False, ignore_reinit_error=True)
        except (ConnectionError, ValueError) as error:
            raise SettingError(f"--address {address}: no cluster answers there: {error}.") from None
    else:
        ray.init(
            num_cpus=workers,
            object_store_memory=MEMORY,
            include_dashboard=False,
            log_to_driver=False,
            _node_ip_address="127.0.0.1",
            ignore_reinit_error=True,
        )
    return ray


class Extract:
    """A class for `Dataset.map_batches`: tables with texts in, tables with records out; one extractor an actor.

    The output has a row an article: `path` and `article` (its place in the text), `record` (JSON) and `error`, which
    tells why a text gave no record.

    >>> import pyarrow
    >>> out = Extract(Choices(model="none"))(pyarrow.table({"text": ["县图书馆3月5日开馆。"], "path": ["a.txt"]}))
    >>> out.column_names, out["path"].to_pylist(), out["error"].to_pylist()
    (['path', 'article', 'record', 'error'], ['a.txt'], [None])
    """

    def __init__(self, choices: Choices | None = None, text: str = "text") -> None:
        self._desk = (choices or Choices()).desk()
        self._text = text

    def __call__(self, batch: pyarrow.Table) -> pyarrow.Table:
        """The records of a table's texts."""
        import pyarrow

        sources = [self._source(row) for row in batch.to_pylist()]
        rows = [
            row for source, done in zip(sources, self._desk.work(sources), strict=True) for row in _rows(source, done)
        ]
        schema = pyarrow.schema(
            [
                ("path", pyarrow.string()),
                ("article", pyarrow.int32()),
                ("record", pyarrow.string()),
                ("error", pyarrow.string()),
            ]
        )
        return pyarrow.Table.from_pylist(rows, schema=schema)

    def _source(self, row: Mapping[str, Any]) -> Source:
        text = row.get(self._text) or ""
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        path, published, outlet, page, place = (str(row[name]) if row.get(name) else None for name in COLUMNS)
        return Source(path or f"{digest[:16]}.txt", digest, "utf-8", text, published, outlet, page, place)


def _rows(source: Source, done: Outcome) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(done.lines.splitlines()):
        yield {"path": source.path, "article": number, "record": line.decode(), "error": None}
    for failed in done.failed:
        yield {"path": failed.path, "article": None, "record": None, "error": failed.message}


def extract_parquet(
    source: str,
    target: str,
    choices: Choices | None = None,
    workers: int = 2,
    text: str = "text",
    rows: int = 256,
    filesystem: Any = None,
) -> None:
    """From Parquet files of texts to Parquet files of records, on the cluster that Ray is connected to.

    `source` and `target` are folders: paths or URIs (s3://bucket/folder); `filesystem`, one of pyarrow's, is where they
    are where the URI doesn't tell. Columns as in `Extract`; `rows` of a batch. Raises ModelError without Ray.
    """
    try:
        import ray.data
    except ImportError:
        raise ModelError("Ray is not installed; install it with: pip install 'jianbao[ray]'") from None
    texts = ray.data.read_parquet(source, filesystem=filesystem)
    records = texts.map_batches(
        Extract,
        fn_constructor_args=(choices or Choices(), text),
        batch_format="pyarrow",
        batch_size=rows,
        concurrency=workers,
        num_cpus=1,
    )
    records.write_parquet(target, filesystem=filesystem)
