"""Actions: triggers, clauses, arguments, modality and polarity.

>>> from extract.actions import Actions
>>> from extract.rules import Settings
>>> stage = Actions(Settings())
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.actions.grammar import Cues
from extract.actions.lexicon import Lexicon
from extract.actions.narrative import Narrative
from extract.actions.status import StatusWords
from extract.actions.tokens import Tokens
from extract.actions.triggers import Triggers
from extract.article import Article
from extract.rules import Settings

__all__ = ["Actions"]


class Actions:
    """The stage that fills `actions` from the words, names, dates and counts of an article."""

    def __init__(self, settings: Settings) -> None:
        self.lexicon = Lexicon(settings.patterns)
        self.cues = Cues(settings.patterns)
        self.words = StatusWords(self.cues)

    def __call__(self, articles: Sequence[Article]) -> None:
        """Fill `actions` of every article; each step is taken for all of them before the next, as in the names."""
        known, events = self.lexicon.known, self.lexicon.events
        cut = [Tokens(article, self.cues, known, events) for article in articles]
        marked = [Triggers(tokens, self.lexicon, self.cues) for tokens in cut]
        for article, tokens, triggers in zip(articles, cut, marked, strict=True):
            article.actions = Narrative(article, tokens, triggers, self.cues, self.words).read()
