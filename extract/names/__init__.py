"""People, organizations and places: rules and the model's candidates, settled, joined, put in their posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.article import Article, NameMention
from extract.names.again import repeat, short_forms
from extract.names.entities import EntityBuilder
from extract.names.gazetteer import Gazetteer
from extract.names.heads import HeadFinder
from extract.names.model import CandidateFitter, without_parts
from extract.names.overlap import join_places, join_units, settle, unify, with_ownership, without_former
from extract.names.people import PersonFinder
from extract.names.reading import Atom, Lexicon, Reading
from extract.names.titles import TitleFinder
from extract.names.use import bracketed, by_use, communes, tagged_by_use
from extract.names.works import Works
from extract.records import OrganizationKind
from extract.rules import Settings
from extract.rules.name import Boundaries, PersonRules
from extract.words import make_segmenter

__all__ = ["Names"]


@dataclass(slots=True)
class Draft:
    """The names of one article on their way: what each step finds for the next."""

    article: Article
    reading: Reading
    atoms: list[Atom] = field(init=False)
    rules: list[NameMention] = field(init=False)
    fitted: list[NameMention] = field(init=False)
    people: list[NameMention] = field(init=False)


class Names:
    """The stage that fills `names`, `organizations`, `people` and `places`."""

    def __init__(self, settings: Settings) -> None:
        patterns = settings.patterns
        self._gazetteer = Gazetteer(patterns)
        tag = make_segmenter(settings.segmenter, settings.dictionary).known  # guessed words hide names
        self._lexicon = Lexicon(patterns, self._gazetteer, tag)
        self._heads = HeadFinder(patterns, self._lexicon.phrases, self._gazetteer.countries)
        self._people = PersonFinder(patterns, self._lexicon.phrases, self._gazetteer.names, self._gazetteer.countries)
        boundaries = patterns.rule("name", "boundaries", Boundaries)
        self._fitter = CandidateFitter(self._heads, self._people, self._gazetteer.names, boundaries.leads)
        self._ownership = boundaries.ownership
        self._works = Works(patterns.rule("name", "persons", PersonRules))
        self._titles = TitleFinder(patterns, self._lexicon.phrases, self._gazetteer.countries)
        self._entities = EntityBuilder(self._gazetteer, self._kind_of)

    def __call__(self, articles: Sequence[Article]) -> None:
        """Fill the name fields of every article.

        Each step is taken for all articles before the next one: its tables and its code then stay in the processor's
        caches, which makes the stage a quarter faster than article after article.
        """
        readings = self._lexicon.read(articles)
        drafts = [Draft(article, reading) for article, reading in zip(articles, readings, strict=True)]
        self._by_heads(drafts)
        for draft in drafts:
            self._by_model(draft)
        self._persons(drafts)
        for step in (self._settled, self._again):
            for draft in drafts:
                step(draft)
        for article in articles:
            self._entities.build(article)
        for article in articles:
            self._titles.bind(article)

    def _by_heads(self, drafts: Sequence[Draft]) -> None:
        """Organizations and places by grammar."""
        for draft, atoms in zip(drafts, self._heads.find([draft.reading for draft in drafts]), strict=True):
            draft.atoms = by_use(draft.reading.text, atoms)
            draft.rules = [NameMention(a.start, a.end, a.kind, a.rule, a.confidence) for a in draft.atoms]

    def _by_model(self, draft: Draft) -> None:
        """The model's candidates that are worth settling, and the rules' names that they do not outdo."""
        draft.rules, draft.fitted = self._fitter.fit(draft.reading, draft.article.candidates, draft.rules)
        draft.fitted = tagged_by_use(draft.reading.text, draft.fitted)

    def _persons(self, drafts: Sequence[Draft]) -> None:
        """Persons by context; works and storms are none."""
        tagged = [[mention for mention in draft.fitted if mention.kind == "PER"] for draft in drafts]
        members = [_members(draft.reading.text, draft.atoms) for draft in drafts]
        found = self._people.find([draft.reading for draft in drafts], tagged, members)
        for draft, people in zip(drafts, found, strict=True):
            text = draft.reading.text
            people = without_parts(text, people, draft.fitted)
            draft.people, draft.fitted = self._works.without(text, people), self._works.without(text, draft.fitted)

    def _settled(self, draft: Draft) -> None:
        """Of all that was found, what stands."""
        text = draft.reading.text
        mentions = join_units(text, settle([*draft.rules, *draft.people, *draft.fitted]))
        mentions = self._works.without(text, mentions)
        mentions = without_former(text, with_ownership(text, mentions, self._ownership))
        draft.article.names = unify(text, communes(text, join_places(text, bracketed(text, mentions))))

    def _again(self, draft: Draft) -> None:
        """The same names wherever else they stand."""
        text, mentions = draft.reading.text, draft.article.names
        mentions = repeat(text, mentions, short_forms(text, mentions, self._gazetteer.names))
        draft.article.names = join_places(text, mentions)

    def _kind_of(self, name: str) -> OrganizationKind:
        """The kind of an organization by its name: a known organ's, else that of its head."""
        return self._lexicon.organ_kind(name) or self._heads.organ_kind(name)


def _members(text: str, atoms: Sequence[Atom]) -> list[int]:
    """Where a name of an organization's people may begin: after 某队的, 某队."""
    ends = [atom.end for atom in atoms if atom.kind == "ORG"]
    teams = [end for end in ends if text[end - 1] == "队"] if "队" in text else []
    return [end + 1 for end in ends if text[end : end + 1] == "的"] + teams
