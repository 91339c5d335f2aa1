"""The tables of the index, and how its file is opened."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from extract.errors import IndexFileError

VERSION = 3
_TOKENS = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co Cn'"  # only spaces part our tokens
_GATHERED = 16 << 20  # bytes of full text that are gathered before they are written
_LOG_PAGES = (
    8000  # that the write-ahead log holds before they are brought into the file: many are written again and again
)

# Offsets count characters of body.text; `article` is article.id everywhere, `name` is name.id. Tables whose rows belong
# to one article are clustered by it, so that an article is read, replaced or removed in one place of the file. Texts of
# more than 2,000 characters and names of more than 200 are cut; body.record, the JSON packed with zlib, has them whole.
TABLES = f"""
CREATE TABLE article (
  id INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE, digest BLOB NOT NULL, path TEXT NOT NULL,
  number INTEGER NOT NULL, outlet TEXT, date TEXT, date_basis TEXT, page TEXT, place TEXT, place_code TEXT,
  headline TEXT NOT NULL, kicker TEXT, deck TEXT, characters INTEGER NOT NULL);
CREATE TABLE body (article INTEGER PRIMARY KEY, text TEXT NOT NULL, record BLOB NOT NULL, corrections INTEGER NOT NULL);
CREATE TABLE name (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, folded TEXT NOT NULL, name TEXT NOT NULL,
  articles INTEGER NOT NULL DEFAULT 0, UNIQUE (kind, folded));
CREATE TABLE appearance (
  article INTEGER, kind TEXT, name INTEGER, date TEXT NOT NULL, PRIMARY KEY (article, kind, name)) WITHOUT ROWID;
CREATE TABLE person (
  article INTEGER, id TEXT, name INTEGER NOT NULL, age REAL, PRIMARY KEY (article, id)) WITHOUT ROWID;
CREATE TABLE organization (
  article INTEGER, id TEXT, name INTEGER NOT NULL, kind TEXT, canonical TEXT, PRIMARY KEY (article, id)) WITHOUT ROWID;
CREATE TABLE place (
  article INTEGER, id TEXT, name INTEGER NOT NULL, code TEXT, path TEXT, PRIMARY KEY (article, id)) WITHOUT ROWID;
CREATE TABLE mention (
  article INTEGER, n INTEGER, entity TEXT NOT NULL, start INTEGER, end INTEGER, text TEXT, by TEXT, confidence REAL,
  PRIMARY KEY (article, n)) WITHOUT ROWID;
CREATE TABLE post (
  article INTEGER, n INTEGER, person INTEGER NOT NULL, title TEXT NOT NULL, organization INTEGER,
  start INTEGER, end INTEGER, PRIMARY KEY (article, n)) WITHOUT ROWID;
CREATE TABLE date (
  article INTEGER, id TEXT, text TEXT, start INTEGER, end INTEGER, kind TEXT, value TEXT, earliest TEXT, latest TEXT,
  by TEXT, PRIMARY KEY (article, id)) WITHOUT ROWID;
CREATE TABLE count (
  article INTEGER, id TEXT, text TEXT, start INTEGER, end INTEGER, kind TEXT, value REAL, low REAL, high REAL,
  approx TEXT, unit TEXT, unit_code TEXT, of TEXT, thing TEXT, cumulative INTEGER, role TEXT, by TEXT, day TEXT,
  PRIMARY KEY (article, id)) WITHOUT ROWID;
CREATE TABLE action (
  article INTEGER, id TEXT, type TEXT NOT NULL, trigger TEXT, start INTEGER, end INTEGER, modality TEXT, polarity TEXT,
  by TEXT, confidence REAL, day TEXT, yuan REAL, said_in TEXT, ordered_by TEXT,
  PRIMARY KEY (article, id)) WITHOUT ROWID;
CREATE TABLE argument (
  article INTEGER, n INTEGER, action TEXT NOT NULL, role TEXT NOT NULL, text TEXT NOT NULL, start INTEGER, end INTEGER,
  ref TEXT, name INTEGER, PRIMARY KEY (article, n)) WITHOUT ROWID;
CREATE TABLE action_count (
  article INTEGER, action TEXT, count TEXT, PRIMARY KEY (article, action, count)) WITHOUT ROWID;
CREATE TABLE quote (
  article INTEGER, n INTEGER, id TEXT, text TEXT, start INTEGER, end INTEGER, kind TEXT, speaker TEXT, name INTEGER,
  PRIMARY KEY (article, n)) WITHOUT ROWID;
CREATE TABLE byline (
  article INTEGER, n INTEGER, role TEXT, name TEXT, start INTEGER, end INTEGER, PRIMARY KEY (article, n)) WITHOUT ROWID;
CREATE TABLE block (
  article INTEGER, n INTEGER, kind TEXT, start INTEGER, end INTEGER, PRIMARY KEY (article, n)) WITHOUT ROWID;
CREATE TABLE warning (article INTEGER, n INTEGER, text TEXT, PRIMARY KEY (article, n)) WITHOUT ROWID;
CREATE TABLE facet (
  kind TEXT, value TEXT, articles INTEGER NOT NULL, PRIMARY KEY (kind, value)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (text, content='', tokenize="{_TOKENS}");
CREATE VIRTUAL TABLE pairs USING fts5 (text, content='', tokenize="{_TOKENS}");
INSERT INTO words (words, rank) VALUES ('hashsize', {_GATHERED});
INSERT INTO pairs (pairs, rank) VALUES ('hashsize', {_GATHERED});
PRAGMA user_version = {VERSION};
"""

# Made when the first records are in: making them at once costs less than keeping them with every batch.
INDICES = """
CREATE INDEX IF NOT EXISTS article_by_date ON article (date DESC, id DESC);
CREATE INDEX IF NOT EXISTS article_by_outlet ON article (outlet, date, id);
CREATE INDEX IF NOT EXISTS name_by_articles ON name (kind, articles DESC, name);
CREATE INDEX IF NOT EXISTS appearance_by_name ON appearance (name, date, article);
CREATE INDEX IF NOT EXISTS post_by_person ON post (person);
CREATE INDEX IF NOT EXISTS post_by_title ON post (title, organization);
CREATE INDEX IF NOT EXISTS post_by_organization ON post (organization);
CREATE INDEX IF NOT EXISTS count_by_thing ON count (thing, unit, day, article) WHERE thing IS NOT NULL;
CREATE INDEX IF NOT EXISTS action_by_type ON action (type, day, article, start, modality, yuan);
CREATE INDEX IF NOT EXISTS action_by_sum ON action (type, yuan, day) WHERE yuan IS NOT NULL;
CREATE INDEX IF NOT EXISTS action_by_day ON action (day, article, start);
CREATE INDEX IF NOT EXISTS argument_by_name ON argument (name, role) WHERE name IS NOT NULL;
CREATE INDEX IF NOT EXISTS quote_by_name ON quote (name) WHERE name IS NOT NULL;
CREATE INDEX IF NOT EXISTS facet_by_articles ON facet (kind, articles DESC);
"""

CHILDREN = (
    "appearance", "person", "organization", "place", "mention", "post", "date", "count", "action", "argument",
    "action_count", "quote", "byline", "block", "warning", "body",
)  # fmt: skip


def create_index(path: Path) -> sqlite3.Connection:
    """The index at `path` for writing, made where there is none. Raises IndexFileError where that cannot be."""
    try:
        db = sqlite3.connect(path, timeout=30, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA cache_size = -65536")
        db.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            db.executescript(f"BEGIN IMMEDIATE; {TABLES} COMMIT;")
        _check(db, path)
    except sqlite3.Error as error:
        raise IndexFileError(f"{path}: it cannot be used as an index: {error}. Name another with --database.") from None
    return db


def open_index(path: Path) -> sqlite3.Connection:
    """The index at `path` for reading only, usable from any thread, one at a time.

    Raises IndexFileError where there is no index.
    """
    if not path.is_file():
        raise IndexFileError(f"{path}: there is no such file. Make one with: jianbao index records.jsonl -d {path}")
    try:
        db = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True, check_same_thread=False, timeout=10)
        _check(db, path)
    except (sqlite3.Error, IndexFileError):
        with suppress(sqlite3.Error):  # on a medium that cannot be written no journal can be made beside it
            db = sqlite3.connect(path.resolve().as_uri() + "?immutable=1", uri=True, check_same_thread=False)
            _check(db, path)
            return db
        raise IndexFileError(
            f"{path}: this is no index of jianbao. Make one with: jianbao index records.jsonl -d archive.db"
        ) from None
    db.execute("PRAGMA query_only = 1")
    db.execute("PRAGMA mmap_size = 1073741824")
    return db


def _check(db: sqlite3.Connection, path: Path) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        what = "this is no index of jianbao" if not version else f"it was made by another version ({version})"
        raise IndexFileError(f"{path}: {what}. Name another file, or remove it and index again.")
