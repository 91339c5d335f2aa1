"""An archive of any size made by varying some articles, its index, and pages asked for by many at once.

    python -m tools.load [FILE.jsonl[.gz] …] --articles 100000 --clients 50 --seconds 60 [--write]

The files hold records, or texts under --field; without files the pages of corpus/ are read. Prints how many articles a
CPU second are indexed, and how long pages take; `--write` puts that between the markers of docs/index.md. What it makes
lies in a temporary folder and is removed.
"""

from __future__ import annotations

import argparse
import platform
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from extract.article import Source
from tools.bench import machine, rows, texts
from tools.generate_docs import DOCS, between_markers

CHARACTERS = 300_000  # of the texts that are varied
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "文明志华建国春海云山石松林雨晨秋桂兰芳英杰伟平安康宁"
FIRST_DAY = date(2000, 1, 1)


def varied(records: Sequence[dict[str, Any]], number: int) -> Iterator[dict[str, Any]]:
    """`number` records made from some: other ids, days, and people of other names, each length kept."""
    chance = random.Random(7)
    packed = [orjson.dumps(record) for record in records]
    for n in range(number):
        yield _varied(orjson.loads(packed[n % len(packed)]), n, chance)


def _varied(made: dict[str, Any], n: int, chance: random.Random) -> dict[str, Any]:
    made["id"] = f"{made['id']}-{n}"
    made["publication"]["date"] = (FIRST_DAY + timedelta(days=chance.randrange(8000))).isoformat()
    text = list(made["text"])
    for person in made["people"]:
        name = _name(len(person["name"]), chance)
        for mention in person["mentions"]:
            if mention["text"] == person["name"]:
                text[mention["start"] : mention["end"]] = name
        person["name"] = name
    made["text"] = "".join(text)
    _reread(made, made["text"])
    return made


def _name(length: int, chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(length - 1))


def _reread(part: Any, text: str) -> None:
    """Every `text` that stands beside offsets says again what stands there."""
    if isinstance(part, dict):
        if "start" in part and "text" in part:
            part["text"] = text[part["start"] : part["end"]]
        part = part.values()
    for value in part:
        if type(value) in (dict, list) and value:
            _reread(value, text)


def build(records: Sequence[dict[str, Any]], number: int, path: Path) -> float:
    """Index the varied records; articles a CPU second, the making of the records not counted."""
    from extract.index import Index

    made = 0.0

    def timed() -> Iterator[dict[str, Any]]:
        nonlocal made
        coming = varied(records, number)
        while True:
            began = time.process_time()
            record = next(coming, None)
            made += time.process_time() - began
            if record is None:
                return
            yield record

    started = time.process_time()
    with Index(path) as index:
        for _ in index.add(timed()):
            pass
    spent = time.process_time() - started - made
    return number / spent


def questions(path: Path, number: int) -> list[tuple[str, str]]:
    """Pages to ask for, with their kind, in a mix of frequent and rare names and words."""
    from urllib.parse import quote, urlencode

    chance = random.Random(11)
    db = sqlite3.connect(path)
    names = {
        kind: [row[0] for row in db.execute(_SOME_NAMES, (kind, 200))] for kind in ("person", "organization", "place")
    }
    texts = [row[0] for row in db.execute("SELECT text FROM body WHERE article % 97 = 0 LIMIT 500")]
    records = [row[0] for row in db.execute("SELECT record FROM article WHERE id % 101 = 0 LIMIT 500")]
    db.close()

    def words() -> str:
        text = chance.choice(texts)
        start = chance.randrange(max(len(text) - 4, 1))
        return "".join(text[start : start + chance.choice((2, 2, 3, 4))].split()) or "发展"

    makers = {
        "first page": lambda: "/",
        "search": lambda: "/?" + urlencode({"q": words()}),
        "exact string": lambda: "/?" + urlencode({"q": f'"{words()}"'}),
        "search with filters": lambda: (
            "/?" + urlencode({"q": words(), "place": chance.choice(names["place"]), "after": "2005"})
        ),
        "facet": lambda: "/?" + urlencode({(kind := chance.choice(list(names))): chance.choice(names[kind])}),
        "article": lambda: f"/articles/{quote(chance.choice(records))}",
        "person": lambda: f"/people/{quote(chance.choice(names['person']), safe='')}",
        "actions": lambda: "/actions/" + chance.choice(["hold", "donate", "invest", "meet", "casualty"]),
    }
    return [(kind, makers[kind]()) for kind in (list(makers) * number)[:number]]


_SOME_NAMES = "SELECT name FROM name WHERE kind = ? AND articles > 0 AND id % 7 = 0 ORDER BY articles DESC LIMIT ?"


def records_of(files: list[Path], field: str) -> list[dict[str, Any]]:
    """The records in the files, or those of the texts in them; of the pages of corpus/ where there are no files."""
    found = [row for row in rows(files) if "schema_version" in row]
    if found:
        return found
    from extract.pipeline import load

    extractor = load()
    sources = (
        Source(f"{n}.txt", sha256(text.encode()).hexdigest(), "utf-8", text, "2020-01-01")
        for n, text in enumerate(texts(files, field, CHARACTERS if files else 12_000))
    )
    return [record.model_dump(mode="json") for source in sources for record in extractor.extract(source)]


def main() -> None:
    """The command."""
    from tools.load_clients import ask, report, served

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--field", default="text")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--keep", type=Path, help="make the index here and keep it; one that is there is used")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    told = []
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "archive.db"
        if not path.exists():
            told.append(indexed(records_of(options.files, options.field), options.articles, path))
            print(told[-1], flush=True)
        asked = questions(path, 800)
        with served(path) as address:
            one = ask(address, asked, 1, options.seconds / 2)
            many = ask(address, asked, options.clients, options.seconds)
        told.append(report({"one reader": one, f"{options.clients} at once": many}))
        print(told[-1], flush=True)
    page = DOCS / "index.md"
    if options.write:
        page.write_text(between_markers(page.read_text(encoding="utf-8"), "\n\n".join(told)), encoding="utf-8")


def indexed(records: Sequence[dict[str, Any]], number: int, path: Path) -> str:
    """Index that many varied records, and say how long it took."""
    characters = sum(len(record["text"]) for record in records) / len(records)
    rate = build(records, number, path)
    return (
        f"{number:,} articles of {characters:.0f} characters on average, made from {len(records):,}: "
        f"**{rate:,.0f} articles a CPU second**, {path.stat().st_size / number / 1000:.1f} kB an article. "
        f"{machine()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
    )


if __name__ == "__main__":
    main()
