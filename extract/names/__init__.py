"""People, organizations and places: rules and the model's candidates, settled, joined, put in their posts."""

from __future__ import annotations

from collections.abc import Sequence

from extract.article import Article, NameMention
from extract.names.again import repeat, short_forms
from extract.names.entities import EntityBuilder
from extract.names.gazetteer import Gazetteer
from extract.names.heads import HeadFinder
from extract.names.model import CandidateFitter
from extract.names.overlap import join_places, join_units, settle, unify, with_ownership
from extract.names.people import PersonFinder
from extract.names.reading import Lexicon
from extract.names.titles import TitleFinder
from extract.names.use import bracketed, by_use, communes
from extract.names.works import Works
from extract.records import OrganizationKind
from extract.rules import Settings
from extract.rules.name import Boundaries, PersonRules
from extract.words import make_segmenter

__all__ = ["Names"]


class Names:
    """The stage that fills `names`, `organizations`, `people` and `places`."""

    def __init__(self, settings: Settings) -> None:
        patterns = settings.patterns
        self._gazetteer = Gazetteer(patterns)
        tag = make_segmenter(settings.segmenter, settings.dictionary).known  # guessed words hide names
        self._lexicon = Lexicon(patterns, self._gazetteer, tag)
        self._heads = HeadFinder(patterns, self._lexicon.phrases, self._gazetteer.countries)
        self._people = PersonFinder(patterns, self._lexicon.phrases, self._gazetteer.names, self._gazetteer.countries)
        self._fitter = CandidateFitter(self._heads, self._people, self._gazetteer.names)
        self._ownership = patterns.rule("name", "boundaries", Boundaries).ownership
        self._works = Works(patterns.rule("name", "persons", PersonRules))
        self._titles = TitleFinder(patterns, self._lexicon.phrases, self._gazetteer.countries)
        self._entities = EntityBuilder(self._gazetteer, self._kind_of)

    def __call__(self, articles: Sequence[Article]) -> None:
        """Fill the name fields of every article."""
        for article in articles:
            article.names = self._mentions(article)
            self._entities.build(article)
            self._titles.bind(article)

    def _mentions(self, article: Article) -> list[NameMention]:
        text = article.folded
        reading = self._lexicon.read(article)
        atoms = [by_use(text, atom) for atom in self._heads.find(reading)]
        rules = [NameMention(a.start, a.end, a.kind, a.rule, a.confidence) for a in atoms]
        fitted = self._fitter.fit(reading, article.candidates, rules)
        tagged = {c.start: c.end for c in fitted if c.kind == "PER"}
        members = sorted(a.end + 1 for a in atoms if a.kind == "ORG" and text.startswith("的", a.end))
        members += sorted(a.end for a in atoms if a.kind == "ORG" and text[a.end - 1] == "队")
        people = self._people.find(text, reading.cuts, tagged, members)
        people, fitted = self._works.without(text, people), self._works.without(text, fitted)
        mentions = join_units(text, settle([*rules, *people, *fitted]))
        mentions = with_ownership(text, mentions, self._ownership)
        mentions = unify(text, communes(text, join_places(text, bracketed(text, mentions))))
        mentions = repeat(text, mentions, short_forms(text, mentions, self._gazetteer.names))
        return join_places(text, mentions)

    def _kind_of(self, name: str) -> OrganizationKind:
        """The kind of an organization by its name: a known organ's, else that of its head."""
        return self._lexicon.organ_kind(name) or self._heads.organ_kind(name)
