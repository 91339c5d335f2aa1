"""Records into the index: incremental by record id, a batch a transaction."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import orjson

from extract.errors import FormatError
from extract.index.corrections import Corrections, beside
from extract.index.mending import mended
from extract.index.rows import LONGEST_CELL, Cells, NameKey, RecordRows, cut, facets_of
from extract.index.schema import CHILDREN, INDICES, create_index
from extract.outputs.sink import Row

BATCH = 1000  # articles a transaction
_SPARE = 250  # articles of old full text that are never worth making it anew
_REMEMBERED = 200_000  # names whose ids are kept in memory
_COLUMNS = "record, path, number, outlet, date, date_basis, page, place, place_code, headline, kicker, deck, characters"


@dataclass(slots=True)
class Report:
    """What became of the records."""

    added: int = 0
    replaced: int = 0
    skipped: int = 0
    removed: int = 0
    set_aside: int = 0  # corrections of articles that were removed: they are kept, and hold again when these come back


class Index:
    """An index file open for writing. Corrections that lie beside it are laid over the records as they come in.

    A record whose id is known is skipped where its content is the same, else replaced. Each batch is one transaction:
    whatever ends the process, the file holds whole batches and the next run goes on.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = create_index(path)
        self.db.execute("CREATE TEMP TABLE seen (record TEXT PRIMARY KEY) WITHOUT ROWID")
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

    def others(self) -> int:
        """How many articles are in the index that were not among the records that were added here."""
        return int(self.db.execute(f"SELECT count(*) {_OTHERS}").fetchone()[0])

    def remove_others(self) -> Report:
        """Take the articles out that were not among the records that were added here. Their corrections are kept."""
        while others := self.db.execute(f"SELECT id, record {_OTHERS} LIMIT {BATCH}").fetchall():
            names: Counter[int] = Counter()
            facets: Counter[tuple[str, str]] = Counter()
            with _transaction(self.db):
                self._remove([article for article, _ in others], names, facets)
                self._count(names, facets)
            self.report.removed += len(others)
            self.report.set_aside += sum(
                len(self.corrections.of(record)) for _, record in others if record in self._corrected
            )
        self.tidy()
        return self.report

    def _batch(self, records: Sequence[Row]) -> None:
        try:
            with _transaction(self.db):
                wanted = self._wanted(records)
                self.db.executemany("INSERT OR IGNORE INTO seen VALUES (?)", [(record["id"],) for record in records])
                self._write(wanted)
        except BaseException:
            self._ids.clear()  # some of them were never written
            raise

    def _wanted(self, records: Sequence[Row]) -> list[_Wanted]:
        """The records that are new or changed; of those with one id the last one wins."""
        ids = [_identifier(record) for record in records]
        marks = ",".join("?" * len(records))
        known = {
            row[0]: row[1:]
            for row in self.db.execute(f"SELECT record, digest, id FROM article WHERE record IN ({marks})", ids)
        }
        wanted: dict[str, _Wanted] = {}
        for identifier, record in zip(ids, records, strict=True):
            packed = orjson.dumps(record)
            stamp = self.corrections.stamp(identifier) if identifier in self._corrected else b""
            digest = _digest(record, packed, stamp)
            old = known.get(identifier)
            if (old and old[0] == digest) or (identifier in wanted and wanted[identifier].digest == digest):
                self.report.skipped += 1
            else:
                wanted[identifier] = _Wanted(record, packed, digest, old[1] if old else None)
        return list(wanted.values())

    def _write(self, wanted: Sequence[_Wanted]) -> None:
        if not wanted:
            return
        names: Counter[int] = Counter()
        facets: Counter[tuple[str, str]] = Counter()
        replaced = [one.replaces for one in wanted if one.replaces is not None]
        self._remove(replaced, names, facets)
        made = [self._made(one) for one in wanted]
        self._identify({key: shown for rows, _ in made for key, shown in rows.names.items()})
        tables: dict[str, list[Cells]] = defaultdict(list)
        for article, (one, (rows, corrections)) in enumerate(zip(wanted, made, strict=True), self._last_id() + 1):
            with _told(one.record):
                of_article = rows.tables(article, self._ids)
                tables["words"].append((article, rows.words()))
                tables["pairs"].append((article, rows.pairs()))
            if corrections or _may_have_long_cells(one.packed):
                of_article = cut(of_article)
            facets.update(facets_of(of_article))
            tables["article"].append((article, one.digest, *of_article.pop("article")[0]))
            tables["body"].append((article, rows.record["text"], zlib.compress(one.packed, 1), corrections))
            for table, cells in of_article.items():
                tables[table] += cells
        names.update(row[2] for row in tables["appearance"])
        self._insert(tables)
        self._count(names, facets)
        self.report.added += len(wanted) - len(replaced)
        self.report.replaced += len(replaced)

    def _made(self, one: _Wanted) -> tuple[RecordRows, int]:
        """What a record has for the tables, and how many corrections were laid over it."""
        record = one.record
        corrections = self.corrections.of(record["id"]) if record["id"] in self._corrected else []
        with _told(record):
            return RecordRows(mended(record, corrections).record if corrections else record), len(corrections)

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
        """Make the indices of the tables where there are none yet, and the full text anew where most of it is old."""
        self.db.executescript(INDICES)
        written = self.db.execute("SELECT count(*) FROM words_docsize").fetchone()[0]
        living = self.db.execute("SELECT count(*) FROM article").fetchone()[0]
        if written <= 2 * living + _SPARE:
            return
        with _transaction(self.db):
            for table in ("words", "pairs"):
                self.db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
            for article, packed in self.db.execute("SELECT article, record FROM body"):
                record = orjson.loads(zlib.decompress(packed))
                rows, _ = self._made(_Wanted(record, packed, b"", None))
                self.db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (article, rows.words()))
                self.db.execute("INSERT INTO pairs (rowid, text) VALUES (?, ?)", (article, rows.pairs()))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A record to be written: as JSON, with its digest and the article that it replaces."""

    record: Row
    packed: bytes
    digest: bytes
    replaces: int | None


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


@contextmanager
def _told(record: Row) -> Iterator[None]:
    """Faults of what is no record are told as one."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        fault = f"there is no {error}" if isinstance(error, KeyError) else str(error)
        remedy = "Write the records anew with `jianbao run`."
        raise FormatError(str(record["id"]), f"no record of jianbao: {fault}.", remedy) from None


_LONG = re.compile(rb'"[^"]{%d}' % (LONGEST_CELL + 1))
_OTHERS = "FROM article WHERE record NOT IN (SELECT record FROM seen)"
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


def _digest(record: Row, packed: bytes, stamp: bytes) -> bytes:
    """Of the record's content and its corrections. Not of its path: equal bytes in two files are one article."""
    source = record.get("source")
    path = orjson.dumps(source.get("path")) if isinstance(source, dict) else b""
    return hashlib.blake2b(packed.replace(path, b"", 1) + stamp, digest_size=16).digest()


def _may_have_long_cells(packed: bytes) -> bool:
    """Whether a text of a record may be longer than a cell: no text is where its JSON has no such stretch."""
    return b'\\"' in packed or _LONG.search(packed) is not None
