"""Runs the real stages on one text, and writes actions the way the case tables do."""

from __future__ import annotations

from functools import cache

from extract.actions import Actions
from extract.article import ActionMention, Article, Block, Source
from extract.models import Tagger
from extract.names import Names
from extract.pipeline import Stage
from extract.rules import Settings
from extract.values import Values
from extract.words import Sentences, Words

ROLES = ("agent", "object", "recipient", "place", "time")


@cache
def stages() -> tuple[Stage, ...]:
    settings = Settings(model="none")
    return tuple(stage(settings) for stage in (Sentences, Values, Tagger, Names, Words, Actions))


def read(text: str) -> Article:
    """The text as an article of one paragraph a line, with all fields up to the actions filled."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line:
            blocks.append(Block("paragraph", at, at + len(line)))
        at += len(line) + 1
    article = Article(Source("t.txt", "0", "utf-8", text, published="2021-06-10"), 0, text, [(0, 0, len(text))], blocks)
    article.publication.date = "2021-06-10"
    for stage in stages():
        stage([article])
    return article


def arguments(article: Article, action: ActionMention) -> dict[str, list[str]]:
    return {role: [article.text[start:end] for start, end in getattr(action, role)] for role in ROLES}


def written(article: Article, action: ActionMention) -> str:
    """The action as a case table has it."""
    parts = [f"{action.type}:{article.text[action.start : action.end]}"]
    parts += [f"{role}={'|'.join(texts)}" for role, texts in arguments(article, action).items() if texts]
    parts += [action.modality] if action.modality != "actual" else []
    parts += ["-"] if action.polarity == "-" else []
    return " ".join(parts)


def table(text: str) -> str:
    article = read(text)
    return "; ".join(written(article, action) for action in article.actions) or "-"
