"""Emergency reports annotated by others: how many of the events that our types cover are found, with their arguments.

`cec_kinds.tsv` says which of their event words are of our types. Their words for persons and things (Participant,
Object) answer to our agent, object and recipient. An argument counts as found where the spans overlap.
"""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extract.article import ActionMention, Article, Block, Source
from extract.pipeline import Extractor, load

REPORTS = Path(__file__).parents[3] / "shared/data/cec.dev.jsonl.gz"
KINDS = Path(__file__).parent / "cec_kinds.tsv"
EVENTS = ("action", "operation", "movement", "stateChange")
ROLES = {
    "Time": ("time",),
    "Location": ("place",),
    "Participant": ("agent", "object", "recipient"),
    "Object": ("agent", "object", "recipient"),
}
FLOORS = {"trigger": 0.80, "Participant": 0.85, "Object": 0.80, "Time": 0.84, "Location": 0.75}

pytestmark = pytest.mark.skipif(not REPORTS.exists(), reason="the annotated reports are not here")


def kinds() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in KINDS.read_text(encoding="utf-8").splitlines()[3:]:
        types, words = line.split("\t")
        for word in words.split():
            found[word] |= set(types.split())
    return found


def article(report: dict[str, Any], extractor: Extractor) -> Article:
    text, blocks, at = report["text"], [], 0
    for line in text.split("\n"):
        if line:
            blocks.append(Block("paragraph", at, at + len(line)))
        at += len(line) + 1
    day = re.match(r"(\d{4})年(\d+)月(\d+)日", report.get("report_time") or "")
    found = Article(Source("r", "0", "utf-8", text), 0, text, [(0, 0, len(text))], blocks)
    found.publication.date = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else None
    for stage in extractor.stages:
        stage([found])
    return found


def pairs() -> Iterator[tuple[dict[str, Any], ActionMention | None]]:
    """Every event of a kind that is ours, with our action for it."""
    ours, extractor = kinds(), load()
    for line in gzip.decompress(REPORTS.read_bytes()).decode().splitlines():
        report = json.loads(line)
        actions = article(report, extractor).actions
        for event in report["events"]:
            start, end = event["trigger"]
            types = ours.get(report["text"][start:end], set())
            if event["type"] in EVENTS and types:
                hits = (a for a in actions if a.start < end and start < a.end and a.type in types)
                yield event, next(hits, None)


@cache
def shares() -> dict[str, float]:
    """Of all events the share with an action; of the arguments of those, the shares found, by kind."""
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for event, action in pairs():
        total["trigger"] += 1
        found["trigger"] += action is not None
        for role, start, end, _ in event["args"]:
            if action and role in ROLES:
                total[role] += 1
                found[role] += any(a < end and start < b for name in ROLES[role] for a, b in getattr(action, name))
    return {name: found[name] / total[name] for name in total}


@pytest.mark.parametrize("name", FLOORS)
def test_share_found(name: str) -> None:
    assert shares()[name] >= FLOORS[name]
