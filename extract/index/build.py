"""Records into the index: incremental by record id, a batch a transaction."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import orjson

from extract.errors import FormatError
from extract.index.corrections import Corrections, beside
from extract.index.mending import mended
from extract.index.rows import Cells, NameKey, Rows, to_rows
from extract.index.schema import CHILDREN, create_index
from extract.outputs.sink import Row

BATCH = 250  # articles a transaction
_REMEMBERED = 200_000  # names whose ids are kept in memory
_COLUMNS = "record, path, number, outlet, date, date_basis, page, place, place_code, headline, kicker, deck, characters"


@dataclass(slots=True)
class Report:
    """What became of the records."""

    added: int = 0
    replaced: int = 0
    skipped: int = 0


class Index:
    """An index file open for writing. Corrections that lie beside it are laid over the records as they come in.

    A record whose id is known is skipped where its content is the same, else replaced. Each batch is one transaction:
    whatever ends the process, the file holds whole batches and the next run goes on.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = create_index(path)
        self.report = Report()
        self.corrections = Corrections(beside(path))
        self._corrected = self.corrections.records()
        self._ids: dict[NameKey, int] = {}

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Bring what the next reader wants to know up to date, and close the file."""
        self.db.execute("PRAGMA optimize")
        self.db.close()
        self.corrections.close()

    def add(self, records: Iterable[Row]) -> Iterator[Report]:
        """Take records in; yields after every batch. Raises FormatError for one that breaks the contract."""
        coming = iter(records)
        while batch := list(islice(coming, BATCH)):
            self._batch(batch)
            yield self.report
        self.tidy()

    def _batch(self, records: Sequence[Row]) -> None:
        try:
            with _transaction(self.db):
                self._write(self._wanted(records))
        except BaseException:
            self._ids.clear()  # some of them were never written
            raise

    def _wanted(self, records: Sequence[Row]) -> list[tuple[Row, bytes, int | None]]:
        """The records that are new or changed, with their digests and the articles they replace; the last one wins."""
        marks = ",".join("?" * len(records))
        ids = [_identifier(record) for record in records]
        known = {
            row[0]: row[1:]
            for row in self.db.execute(f"SELECT record, digest, id FROM article WHERE record IN ({marks})", ids)
        }
        wanted: dict[str, tuple[Row, bytes, int | None]] = {}
        for identifier, record in zip(ids, records, strict=True):
            digest = _digest(record, self.corrections.stamp(identifier) if identifier in self._corrected else b"")
            old = known.get(identifier)
            if (old and old[0] == digest) or (identifier in wanted and wanted[identifier][1] == digest):
                self.report.skipped += 1
            else:
                wanted[identifier] = (record, digest, old[1] if old else None)
        return list(wanted.values())

    def _write(self, wanted: Sequence[tuple[Row, bytes, int | None]]) -> None:
        if not wanted:
            return
        replaced = [old for _, _, old in wanted if old is not None]
        names: Counter[int] = Counter()
        facets: Counter[tuple[str, str]] = Counter()
        self._remove(replaced, names, facets)
        next_id = self._last_id() + 1
        made = [self._made(record) for record, _, _ in wanted]
        self._identify({key: shown for rows, _, _ in made for key, shown in rows.names.items()})
        tables: dict[str, list[Cells]] = {}
        for article, ((_, digest, _), (rows, blob, corrections)) in enumerate(zip(wanted, made, strict=True), next_id):
            self._collect(article, rows, tables, names, facets)
            tables.setdefault("article", []).append((article, digest, *rows.article))
            tables.setdefault("body", []).append((article, rows.text, blob, corrections))
            tables.setdefault("words", []).append((article, rows.words))
            tables.setdefault("pairs", []).append((article, rows.pairs))
        self._insert(tables)
        self._count(names, facets)
        self.report.added += len(wanted) - len(replaced)
        self.report.replaced += len(replaced)

    def _made(self, record: Row) -> tuple[Rows, bytes, int]:
        """The rows of a record, the record packed as it came, and how many corrections were laid over it."""
        packed = zlib.compress(orjson.dumps(record), 1)
        corrections = self.corrections.of(record["id"]) if record["id"] in self._corrected else []
        try:
            if corrections:
                record = mended(record, corrections).record
            return to_rows(record), packed, len(corrections)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
            raise FormatError(
                str(record["id"]), f"no record of jianbao: {type(error).__name__} {error}.",
                "Write the records anew with `jianbao run`.",
            ) from None  # fmt: skip

    def _collect(
        self, article: int, rows: Rows, tables: dict[str, list[Cells]], names: Counter[int],
        facets: Counter[tuple[str, str]],
    ) -> None:  # fmt: skip
        ids = self._ids
        date = rows.article[4] or ""
        for table, cells in rows.tables.items():
            if table in _WITH_NAMES:
                cells = [tuple([ids[cell] if type(cell) is tuple else cell for cell in row]) for row in cells]
            tables.setdefault(table, []).extend([(article, *row) for row in cells])
        here = {ids[key]: key[0] for key in rows.names}
        tables.setdefault("appearance", []).extend((name, date, article, kind) for name, kind in here.items())
        names.update(here.keys())
        facets.update(rows.facets)

    def _identify(self, wanted: Mapping[NameKey, str]) -> None:
        """Learn the ids of the names, making those that are new."""
        if len(self._ids) > _REMEMBERED:
            self._ids.clear()
        new = [(*key, shown) for key, shown in wanted.items() if key not in self._ids]
        self.db.executemany("INSERT OR IGNORE INTO name (kind, folded, name) VALUES (?, ?, ?)", new)
        for kind, folded, _ in new:
            row = self.db.execute("SELECT id FROM name WHERE kind = ? AND folded = ?", (kind, folded)).fetchone()
            self._ids[kind, folded] = row[0]

    def _insert(self, tables: Mapping[str, list[Cells]]) -> None:
        columns = {"article": f" (id, digest, {_COLUMNS})", "words": " (rowid, text)", "pairs": " (rowid, text)"}
        for table, rows in tables.items():
            if rows:
                marks = ",".join("?" * len(rows[0]))
                self.db.executemany(f"INSERT INTO {table}{columns.get(table, '')} VALUES ({marks})", rows)

    def _remove(self, articles: Sequence[int], names: Counter[int], facets: Counter[tuple[str, str]]) -> None:
        """Take articles out of the tables. Their words stay in the full text, under ids that are no article's."""
        for article in articles:
            names.subtract(
                row[0] for row in self.db.execute("SELECT name FROM appearance WHERE article = ?", (article,))
            )
            facets.subtract(self._facets_of(article))
            for table in CHILDREN:
                self.db.execute(f"DELETE FROM {table} WHERE article = ?", (article,))
            self.db.execute("DELETE FROM article WHERE id = ?", (article,))

    def _facets_of(self, article: int) -> list[tuple[str, str]]:
        return self.db.execute(_FACETS_OF, {"article": article}).fetchall()

    def _count(self, names: Counter[int], facets: Counter[tuple[str, str]]) -> None:
        self.db.executemany(
            "UPDATE name SET articles = articles + ? WHERE id = ?", [(by, name) for name, by in names.items() if by]
        )
        self.db.executemany(
            "INSERT INTO facet VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
            [(*facet, by) for facet, by in facets.items() if by],
        )

    def _last_id(self) -> int:
        """The last id that the full text knows: ids are never used twice."""
        return int(self.db.execute("SELECT max(id) FROM words_docsize").fetchone()[0] or 0)

    def tidy(self) -> None:
        """Make the full text anew where more than half of it is of articles that were replaced."""
        written = self.db.execute("SELECT count(*) FROM words_docsize").fetchone()[0]
        living = self.db.execute("SELECT count(*) FROM article").fetchone()[0]
        if written <= 2 * living + BATCH:
            return
        with _transaction(self.db):
            for table in ("words", "pairs"):
                self.db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
            for article, blob in self.db.execute("SELECT article, record FROM body").fetchall():
                rows, _, _ = self._made(orjson.loads(zlib.decompress(blob)))
                self.db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (article, rows.words))
                self.db.execute("INSERT INTO pairs (rowid, text) VALUES (?, ?)", (article, rows.pairs))


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


_WITH_NAMES = frozenset({"person", "organization", "place", "post", "argument", "quote"})
_FACETS_OF = """
SELECT 'outlet', outlet FROM article WHERE id = :article AND outlet IS NOT NULL AND outlet <> ''
UNION ALL SELECT 'month', substr(date, 1, 7) FROM article WHERE id = :article AND date IS NOT NULL AND date <> ''
UNION ALL SELECT DISTINCT 'action', type FROM action WHERE article = :article
UNION ALL SELECT DISTINCT 'thing', thing || char(9) || unit FROM count WHERE article = :article AND thing <> ''
UNION ALL SELECT DISTINCT 'title', title FROM post WHERE article = :article AND title <> ''
UNION ALL SELECT 'all', ''
"""


def _identifier(record: Row) -> str:
    identifier = record.get("id") if isinstance(record, dict) else None
    if not isinstance(identifier, str) or not identifier:
        raise FormatError("record", "no record of jianbao: it has no id.", "Write the records with `jianbao run`.")
    return identifier


def _digest(record: Row, stamp: bytes) -> bytes:
    """Of the record's content and its corrections. Not of its path: equal bytes in two files are one article."""
    source = record.get("source")
    content = {**record, "source": {**source, "path": ""}} if isinstance(source, dict) else record
    return hashlib.blake2b(orjson.dumps(content) + stamp, digest_size=16).digest()
