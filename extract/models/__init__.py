"""Taggers: candidates for people, organizations and places, from a model.

A model is chosen by its scheme and, after a colon, a name: `builtin`, `none`, `spacy:zh_core_web_sm`,
`hanlp:MSRA_NER_ELECTRA_SMALL_ZH`. `builtin:msra` and `builtin:ours` say by whose conventions the shipped one marks
names. Adding one is a module with a `SpanTagger` and a row in `TAGGERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from extract.article import Article, NameMention
from extract.errors import SettingError
from extract.models.builtin import CONVENTIONS, BuiltinTagger
from extract.models.chains import join_chains
from extract.models.hanlp_component import HanlpTagger
from extract.models.spacy_pipeline import SpacyTagger
from extract.rules import Settings

__all__ = ["TAGGERS", "BuiltinTagger", "SpanTagger", "Tagger", "join_chains", "make_tagger"]


CONVENTION = "msra"  # by which an extraction has the shipped tagger mark names


class SpanTagger(Protocol):
    """What every model is behind: folded sentences in, the names of each out, offsets from the sentence's start."""

    def __call__(self, sentences: Sequence[str]) -> list[list[NameMention]]:
        """One list of mentions for every sentence, in text order, without overlap."""


class NoTagger:
    """Finds nothing: names come from the rules alone."""

    def __call__(self, sentences: Sequence[str]) -> list[list[NameMention]]:
        """An empty list for every sentence."""
        return [[] for _ in sentences]


def _by_convention(name: str) -> BuiltinTagger:
    if name not in CONVENTIONS:
        known = ", ".join(f"builtin:{convention}" for convention in CONVENTIONS)
        raise SettingError(f"--model builtin:{name}: not a model. Known: {known}.")
    return BuiltinTagger(convention=name)


def make_tagger(model: str) -> SpanTagger:
    """The tagger that `model` names, loaded.

    Raises SettingError where the name is malformed, ModelError where the model or its library is missing.

    >>> make_tagger("none")(["王小明来了。"])
    [[]]
    """
    scheme, colon, name = model.partition(":")
    factory = TAGGERS.get(scheme + colon)
    if factory is None or bool(colon) != bool(name):
        known = ", ".join(key + "NAME" if key.endswith(":") else key for key in TAGGERS)
        raise SettingError(f"--model {model}: not a model. Known: {known}.")
    return factory(name)


class Tagger:
    """The stage that fills `Article.candidates`: the model's names over `Article.folded`, sentence by sentence.

    Touching links of a chain of places are joined (清河县|临水街道 is one mention). All sentences of a batch go to the
    model together; a sentence's result doesn't depend on the rest of the batch.
    """

    def __init__(self, settings: Settings) -> None:
        self._tagger = make_tagger(f"builtin:{CONVENTION}" if settings.model == "builtin" else settings.model)

    def __call__(self, articles: Sequence[Article]) -> None:
        """Find the candidates of every article, in place."""
        sentences = [a.folded[start:end] for a in articles for start, end in a.sentences]
        found = iter(self._tagger(sentences))
        for article in articles:
            article.candidates = []
            for (start, end), mentions in zip(article.sentences, found, strict=False):
                for mention in join_chains(article.folded[start:end], mentions):
                    mention.start += start
                    mention.end += start
                    article.candidates.append(mention)


TAGGERS: dict[str, Callable[[str], SpanTagger]] = {
    "builtin": lambda _: BuiltinTagger(),
    "builtin:": _by_convention,
    "none": lambda _: NoTagger(),
    "spacy:": SpacyTagger,
    "hanlp:": HanlpTagger,
}
