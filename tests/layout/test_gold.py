"""Real pages, where they are at hand: articles found, whole, and credited."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from extract.article import Article, Source
from extract.layout import Layout
from extract.rules import Settings

SHARED = Path(__file__).parents[3] / "shared"


def squeeze(text: str | None) -> str:
    return re.sub(r"\s", "", text or "")


def read(folder: Path) -> list[tuple[list[dict[str, object]], list[Article]]]:
    layout = Layout(Settings())
    pages = []
    for row in csv.DictReader((folder / "manifest.csv").open(encoding="utf-8")):
        path = folder / row["path"]
        with path.open(encoding="utf-8", newline="") as file:
            source = Source(path.name, "", "utf-8", file.read(), row["published"])
        gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))["articles"]
        pages.append((gold, layout(source)))
    return pages


@pytest.mark.parametrize(("folder", "floor"), [("gold", 0.95), ("gold-news", 1.0)])
def test_articles_and_bylines(folder: str, floor: float) -> None:
    if not (SHARED / folder / "manifest.csv").exists():
        pytest.skip(f"no {folder} beside the checkout")
    found = whole = total = spurious = missed = named = 0
    for gold, articles in read(SHARED / folder):
        by_headline = {squeeze(article.headline): article for article in articles}
        total += len(gold)
        spurious += max(0, len(articles) - len(gold))
        for wanted in gold:
            article = by_headline.get(squeeze(str(wanted["headline"])))
            if article is None:
                continue
            found += 1
            text = squeeze(article.text)
            whole += squeeze(str(wanted["first"]))[:10] in text and squeeze(str(wanted["last"]))[-10:] in text
            names = {byline["name"] for byline in wanted["bylines"]}  # type: ignore[attr-defined]
            got = {credit.name for credit in article.credits}
            named, missed = named + len(names & got), missed + len(names ^ got)
    assert 2 * found / (2 * found + spurious + total - found) >= floor
    assert whole / total >= floor
    assert 2 * named / (2 * named + missed) >= floor
