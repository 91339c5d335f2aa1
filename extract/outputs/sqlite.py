"""SQLite: one file, one table a class with keys, views of what is asked for most, and full text that finds Chinese.

Full text is twice there. `articles_words` holds headline and text cut into words (`words_of`), simplified, so that
a query of words finds Traditional and Simplified alike; `articles_exact` holds every run of three characters of
the text as it is written. Ask the first with `match_words(query)`, the second with the string in quotation marks.
Lists are JSON arrays, which SQLite's json_each reads.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from extract.outputs.tables import TABLES, Cell, Table, rows
from extract.records import Record
from extract.rules import fold
from extract.words import make_segmenter

ARTICLE = ("source_path", "record_id")
_TYPES = {"text": "TEXT", "integer": "INTEGER", "number": "NUMERIC", "boolean": "INTEGER", "list": "TEXT"}
_LARGEST = 2**63 - 1

# One row a view: what it is called, what it shows.
VIEWS: dict[str, str] = {
    "persons_with_posts": """
        SELECT p.record_id, p.source_path, a.publication_date, p.person_name AS name, p.title,
               coalesce(p.organization_canonical, p.organization_name) AS organization, e.age, p.start, p."end",
               p.source_start, p.source_end
        FROM posts p JOIN people e ON (e.source_path, e.record_id, e.id) = (p.source_path, p.record_id, p.person)
        JOIN articles a ON (a.source_path, a.record_id) = (p.source_path, p.record_id)""",
    "acts": """
        SELECT x.record_id, x.source_path, a.publication_date, x.type, x."trigger", x.modality, x.polarity,
               (SELECT group_concat(value, '、') FROM json_each(x.agent)) AS agent,
               (SELECT group_concat(value, '、') FROM json_each(x.object)) AS object,
               (SELECT group_concat(value, '、') FROM json_each(x.recipient)) AS recipient,
               (SELECT group_concat(value, '、') FROM json_each(x.place)) AS place,
               (SELECT group_concat(value, '、') FROM json_each(x.time)) AS time,
               (SELECT sum(c.value) FROM json_each(x.counts) i JOIN counts c
                ON (c.source_path, c.record_id, c.id) = (x.source_path, x.record_id, i.value)
                WHERE c.kind = 'money' AND c.unit_code = 'CNY') AS yuan,
               substr(a.text, max(x.start - 40, 0) + 1, x."end" - x.start + 80) AS context,
               x.start, x."end", x.source_start, x.source_end
        FROM actions x JOIN articles a ON (a.source_path, a.record_id) = (x.source_path, x.record_id)""",
    "donations": "SELECT * FROM acts WHERE type = 'donate' AND polarity = '+' AND modality = 'actual'",
    "statements": """
        SELECT q.record_id, q.source_path, a.publication_date, coalesce(p.name, q.speaker_text) AS speaker, q.kind,
               q.text, q.start, q."end", q.source_start, q.source_end
        FROM quotes q JOIN articles a ON (a.source_path, a.record_id) = (q.source_path, q.record_id)
        LEFT JOIN people p ON (p.source_path, p.record_id, p.id) = (q.source_path, q.record_id, q.speaker_ref)""",
}
INDEXES = {
    "articles": ["record_id", "publication_date"],
    "people": ["name"],
    "organizations": ["name"],
    "places": ["name", "code"],
    "posts": ["title", "person_name"],
    "mentions": ["text"],
    "dates": ["earliest"],
    "counts": ["kind, unit_code, value", "of_head"],
    "actions": ["type"],
}


def write(records: Iterable[Record], path: Path) -> list[str]:
    """Write the tables of the records as a database; tells how often an article was there already."""
    base = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
            base.execute(f"PRAGMA {pragma}")
        base.execute("BEGIN")
        for name, table in TABLES.items():
            base.execute(definition(name, table))
        base.execute("CREATE VIRTUAL TABLE articles_words USING fts5(headline, text, content='', tokenize='unicode61')")
        base.execute(
            "CREATE VIRTUAL TABLE articles_exact USING fts5"
            "(headline, text, content='articles', content_rowid='rowid', tokenize='trigram')"
        )
        again = sum(not _insert(base, record) for record in records)
        _finish(base)
        base.execute("COMMIT")
    finally:
        base.close()
    return [f"articles that were there already, and were left out: {again}."] if again else []


def definition(name: str, table: Table) -> str:
    """The CREATE TABLE of a table: its columns, its primary key, its foreign keys.

    >>> definition("credits", TABLES["credits"])[:48]
    'CREATE TABLE credits ("record_id" TEXT NOT NULL,'
    """
    key = (*ARTICLE, *table.key)
    parts = [
        f'"{column.name}" {_TYPES[column.type]}' + (" NOT NULL" if column.name in key else "")
        for column in table.columns
    ]
    parts.append(f"PRIMARY KEY ({', '.join(key)})")
    if name != "articles":
        parts.append(f"FOREIGN KEY ({', '.join(ARTICLE)}) REFERENCES articles ({', '.join(ARTICLE)})")
    for own, (other, theirs) in table.refers.items():
        there = f"{other} ({', '.join((*ARTICLE, *theirs))})"
        parts.append(f"FOREIGN KEY ({', '.join((*ARTICLE, *own))}) REFERENCES {there}")
    return f"CREATE TABLE {name} ({', '.join(parts)})" + (" WITHOUT ROWID" if name != "articles" else "")


def words_of(text: str) -> str:
    """The text as the full-text index holds it: simplified, its words with spaces between them.

    >>> words_of("縣圖書館開館")
    '县 图书馆 开馆'
    """
    folded = fold(text)
    return " ".join(word for word, _ in make_segmenter("rjieba").tag(folded) if not word.isspace())


def match_words(query: str) -> str:
    """The query for `articles_words MATCH ?`: every part between spaces is a phrase of words, all must be there.

    >>> match_words("縣圖書館 捐贈")
    '"县 图书馆" "捐赠"'
    """
    return " ".join(f'"{words_of(part)}"' for part in query.replace('"', " ").split())


def _insert(base: sqlite3.Connection, record: Record) -> bool:
    """Insert a record's rows; False where its article is there already."""
    for name, cells in rows(record):
        marks = ",".join("?" * len(cells))
        done = base.execute(f"INSERT OR IGNORE INTO {name} VALUES ({marks})", list(map(_value, cells)))
        if name == "articles":
            if not done.rowcount:
                return False
            insert = "INSERT INTO articles_words (rowid, headline, text) VALUES (?, ?, ?)"
            base.execute(insert, (done.lastrowid, words_of(record.headline), words_of(record.text)))
    return True


def _value(cell: Cell) -> str | int | float | None:
    if isinstance(cell, list):
        return json.dumps(cell, ensure_ascii=False)
    if isinstance(cell, int) and abs(cell) > _LARGEST:
        return float(cell)
    return cell


def _finish(base: sqlite3.Connection) -> None:
    for name, indexed in INDEXES.items():
        for columns in indexed:
            label = re.sub(r"\W+", "_", columns)
            base.execute(f"CREATE INDEX {name}_{label} ON {name} ({columns})")
    for name, select in VIEWS.items():
        base.execute(f"CREATE VIEW {name} AS {select}")
    base.execute("INSERT INTO articles_exact (articles_exact) VALUES ('rebuild')")
    base.execute("INSERT INTO articles_words (articles_words) VALUES ('optimize')")
