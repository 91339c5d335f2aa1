"""An archive of any size made by varying some records, its index, and pages asked for by many at once.

    python -m tools.load records.jsonl --articles 100000 --clients 50 --seconds 60

Prints how many articles a CPU second are indexed, and how long pages take. What it makes lies in a temporary folder and
is removed.
"""

from __future__ import annotations

import argparse
import copy
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "文明志华建国春海云山石松林雨晨秋桂兰芳英杰伟平安康宁"
FIRST_DAY = date(2000, 1, 1)


def varied(records: Sequence[dict[str, Any]], number: int) -> Iterator[dict[str, Any]]:
    """`number` records made from some: other ids, days, and people of other names, each length kept."""
    chance = random.Random(7)
    for n in range(number):
        yield _varied(records[n % len(records)], n, chance)


def _varied(record: dict[str, Any], n: int, chance: random.Random) -> dict[str, Any]:
    made = copy.deepcopy(record)
    made["id"] = f"{record['id']}-{n}"
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
        if part is not None and "start" in part and "text" in part:
            part["text"] = text[part["start"] : part["end"]]
        for value in part.values():
            _reread(value, text)
    elif isinstance(part, list):
        for value in part:
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
    import sqlite3
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


def main() -> None:
    """The command."""
    from tools.load_clients import ask, report, served

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("records", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--keep", type=Path, help="make the index here and keep it; one that is there is used")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "archive.db"
        if not path.exists():
            records = [orjson.loads(line) for line in options.records.open("rb")]
            rate = build(records, options.articles, path)
            print(f"index: {rate:.0f} articles a CPU second, {path.stat().st_size / 1e6:.0f} MB")
        asked = questions(path, 800)
        with served(path) as address:
            print(report("one client", ask(address, asked, 1, options.seconds / 2)))
            print(report(f"{options.clients} clients", ask(address, asked, options.clients, options.seconds)))


if __name__ == "__main__":
    main()
