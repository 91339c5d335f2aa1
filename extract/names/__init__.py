"""People, organizations and places: rules and the model's candidates, settled, joined to entities, put in their posts."""

from __future__ import annotations

from collections.abc import Sequence

from extract.article import Article, NameMention
from extract.names.again import repeat, short_forms
from extract.names.entities import EntityBuilder
from extract.names.gazetteer import Gazetteer
from extract.names.heads import HeadFinder
from extract.names.model import CandidateFitter
from extract.names.overlap import join_places, settle
from extract.names.people import PersonFinder
from extract.names.reading import Atom, Lexicon
from extract.names.titles import TitleFinder
from extract.rules import Settings
from extract.words import make_segmenter

__all__ = ["Names"]


class Names:
    """The stage that fills `names`, `organizations`, `people` and `places`."""

    def __init__(self, settings: Settings) -> None:
        patterns = settings.patterns
        self._gazetteer = Gazetteer(patterns)
        tag = make_segmenter(settings.segmenter, settings.dictionary).tag
        self._lexicon = Lexicon(patterns, self._gazetteer, tag)
        self._heads = HeadFinder(patterns, self._lexicon.phrases)
        self._people = PersonFinder(patterns, self._lexicon.phrases, self._gazetteer.names)
        self._fitter = CandidateFitter(self._heads, self._people)
        self._titles = TitleFinder(patterns)
        self._entities = EntityBuilder(self._gazetteer)

    def __call__(self, articles: Sequence[Article]) -> None:
        """Fill the name fields of every article."""
        for article in articles:
            article.names, organs = self._mentions(article)
            self._entities.build(article, organs)
            self._titles.bind(article)

    def _mentions(self, article: Article) -> tuple[list[NameMention], dict[tuple[int, int], Atom]]:
        text = article.folded
        reading = self._lexicon.read(article)
        atoms = self._heads.find(reading)
        tagged = {c.start: c.end for c in article.candidates if c.kind == "PER"}
        people = self._people.find(text, frozenset((0, *reading.cuts)), tagged)
        rules = [NameMention(a.start, a.end, a.kind, a.rule, a.confidence) for a in atoms]
        mentions = settle([*rules, *people, *self._fitter.fit(reading, article.candidates, rules)])
        mentions = join_places(text, mentions, lambda place: True)
        mentions = repeat(text, mentions, short_forms(text, mentions, self._gazetteer.names))
        mentions = join_places(text, mentions, lambda place: True)
        return mentions, {(a.start, a.end): a for a in atoms}
