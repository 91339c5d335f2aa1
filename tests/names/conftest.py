"""The names stage, built once, and articles made from plain text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.article import Article, Block, NameMention, Publication, Source
from extract.names import Names
from extract.rules import Settings, fold

Read = Callable[..., Article]


def make_article(
    text: str, place: str | None = None, candidates: tuple[NameMention, ...] = (), date: str | None = None
) -> Article:
    article = Article(
        source=Source("x.txt", "0" * 64, "utf-8", text),
        index=0,
        text=text,
        segments=[(0, 0, len(text))],
        blocks=[Block("paragraph", 0, len(text))] if text else [],
        publication=Publication(place=place, date=date),
    )
    article.folded = fold(text)
    article.candidates = list(candidates)
    return article


@pytest.fixture(scope="session")
def names() -> Names:
    return Names(Settings())


@pytest.fixture(scope="session")
def read(names: Names) -> Read:
    def run(
        text: str, place: str | None = None, candidates: tuple[NameMention, ...] = (), date: str | None = None
    ) -> Article:
        article = make_article(text, place, candidates, date)
        names([article])
        return article

    return run


def spelled(article: Article, kind: str) -> list[str]:
    return [article.text[m.start : m.end] for m in article.names if m.kind == kind]
