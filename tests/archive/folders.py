"""Runs into folders in this process, with one extractor for all of them."""

from __future__ import annotations

import json
import sqlite3
from functools import cache
from pathlib import Path
from typing import Any

from extract.archive import Choices
from extract.archive.folder import OutputFolder, Plan, Wishes
from extract.archive.versions import Versions
from extract.archive.workers import Inline
from extract.sources import ReadOptions, Sources

CHOICES = Choices(model="none")
NOW = Versions("rules", "model", "settings")
KB = 1 << 10


@cache
def engine() -> Inline:
    return Inline(CHOICES)


def run(archive: Path, out: Path, now: Versions = NOW, **wishes: Any) -> Plan:
    """One run from its beginning to its end."""
    with OutputFolder(out, Sources([archive], ReadOptions(), leave_out=[out]), Wishes(**wishes), now) as output:
        plan = output.prepare()
        for _ in output.run(engine()):
            pass
    return plan


def shards(out: Path) -> dict[str, bytes]:
    """The bytes of every shard by its name."""
    return {path.name: path.read_bytes() for path in sorted(out.glob("records-*.jsonl"))}


def paths(out: Path) -> list[str]:
    """The source of every record, in order."""
    return [json.loads(line)["source"]["path"] for data in shards(out).values() for line in data.splitlines()]


def rows(out: Path, query: str) -> list[tuple[Any, ...]]:
    """What the ledger answers."""
    ledger = sqlite3.connect(out / "ledger.sqlite")
    try:
        return ledger.execute(query).fetchall()
    finally:
        ledger.close()


def states(out: Path) -> dict[str, str]:
    """The state of every source by its path."""
    return dict(rows(out, "SELECT path, state FROM sources ORDER BY path"))


def page(number: int, lines: int = 1) -> str:
    """A short page, another for every number."""
    return f"青石镇第{number}小学收到图书{number + 2}册，老桥村村民王大山捐款{number}元。\n" * lines


def table(count: int) -> str:
    """A JSON Lines table of so many texts."""
    return "".join(json.dumps({"text": page(n).strip()}, ensure_ascii=False) + "\n" for n in range(count))


def archive_in(folder: Path, count: int = 40) -> Path:
    """An archive of small pages, some of them bad."""
    for number in range(count):
        path = folder / str(number % 3) / f"{number:03d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(number), encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "bad.jsonl").write_text('{"text": "全镇八个村。"}\nno json\n', encoding="utf-8")
    return folder
