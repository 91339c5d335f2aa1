"""From mentions to entities: one person, one organization, one place each, with short and relative forms joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter

from extract.article import Article, NameKind, NameMention, OrganizationEntity, PersonEntity, PlaceEntity
from extract.names.canonical import Areas
from extract.names.gazetteer import Gazetteer
from extract.names.joining import (
    full_organization,
    full_person,
    full_place,
    short_organizations,
    short_persons,
    short_places,
)
from extract.names.places import Link, PlaceLinker
from extract.records import OrganizationKind
from extract.rules import fold

_REMEMBERED = 8192  # organizations whose kind is kept
_MOST_JOINED = 500  # different names beyond which short forms are not looked for: time would grow with the square
KindOf = Callable[[str], OrganizationKind]
Group = dict[str, list[NameMention]]  # names of one kind with their mentions
ShortForms = Callable[[Sequence[str], str], Sequence[str]]
FullForm = Callable[[str, Sequence[str], str], str | None]
_START = attrgetter("start")


class EntityBuilder:
    """Builds the entities of an article from its settled mentions."""

    def __init__(self, gazetteer: Gazetteer, kind_of: KindOf) -> None:
        self._gazetteer = gazetteer
        self._linker = PlaceLinker(gazetteer)
        self._kind_of = lru_cache(_REMEMBERED)(kind_of)

    def build(self, article: Article) -> None:
        """Fill `people`, `organizations` and `places`, in the order of their first mentions."""
        mentions = _uncredited(article)
        home = fold(article.publication.place) if article.publication.place else None
        article.home_code = self._linker.code_of(home)
        groups: dict[NameKind, Group] = {"PER": {}, "ORG": {}, "LOC": {}}
        spelled = _grouped(article, mentions, groups)
        people, organizations, places = groups.values()
        joined = _joined(people, short_persons, full_person, article.folded)
        article.people = [PersonEntity(spelled.get(name, name), found) for name, found in joined.items()]
        article.organizations = self._organizations(article, home, organizations, places, spelled)
        article.places = self._places(article, home, places, spelled)

    def _organizations(
        self, article: Article, home: str | None, group: Group, places: Iterable[str], spelled: dict[str, str]
    ) -> list[OrganizationEntity]:
        joined = _joined(group, short_organizations, full_organization, article.folded)
        areas = Areas(self._gazetteer, home, article.home_code, (*places, *joined))
        organizations = []
        for name, found in joined.items():
            full = areas.canonical(name)
            if full is not None and spelled:
                full = "".join(spelled.get(char, char) for char in full)
            organizations.append(OrganizationEntity(spelled.get(name, name), found, self._kind_of(name), full))
        return organizations

    def _places(self, article: Article, home: str | None, group: Group, spelled: dict[str, str]) -> list[PlaceEntity]:
        if not group:
            return []
        year = int(article.publication.date[:4]) if article.publication.date else None
        linked = self._linker.link(group, home, year)
        joined = _joined(_of_one_place(group, linked), short_places, full_place, article.folded)
        places = []
        for name, found in joined.items():
            code, path = linked[name]
            places.append(PlaceEntity(spelled.get(name, name), found, code, list(path)))
        return places


def _grouped(article: Article, mentions: Sequence[NameMention], groups: dict[NameKind, Group]) -> dict[str, str]:
    """Put the mentions into their groups; names as written, and their characters, where folding changed them.

    Of several spellings of a name the first decides.
    """
    text, written = article.folded, article.text
    spelled: dict[str, str] = {}
    for mention in mentions:
        start, end = mention.start, mention.end
        string = name = text[start:end]
        if not name.isalnum():
            name = _clean(name)
        group = groups[mention.kind]
        if name in group:
            group[name].append(mention)
        else:
            group[name] = [mention]
        if written[start:end] != string and (own := _clean(written[start:end])) != name:
            spelled.setdefault(name, own)
            spelled.update(zip(name, own, strict=True) if len(name) == len(own) else ())
    return spelled


def _of_one_place(group: Group, linked: dict[str, Link]) -> Group:
    """The mentions of places by the first name of each place: those with one code or one path are one."""
    first: dict[str, str] = {}
    merged: Group = {}
    several = set()
    for name, found in group.items():
        code, path = linked[name]
        same = code or "/".join(path)
        key = first.setdefault(same, name) if same else name
        if key == name:
            merged[name] = found
        else:
            merged[key] += found
            several.add(key)
    for key in several:
        merged[key].sort(key=_START)
    return merged


def _uncredited(article: Article) -> Sequence[NameMention]:
    """The names of the article but for persons in its credits."""
    if not article.credits:
        return article.names
    credited = {offset for credit in article.credits for offset in range(credit.start, credit.end)}
    return [m for m in article.names if m.kind != "PER" or credited.isdisjoint(range(m.start, m.end))]


def _clean(name: str) -> str:
    """A name without the white space that a broken line may have left in it."""
    return "".join(name.split())


def _joined(group: Group, shorts: ShortForms, full: FullForm, text: str) -> Group:
    """Names with their mentions; a short form's mentions go to the one full form that `full` finds for it."""
    if not 1 < len(group) <= _MOST_JOINED:
        return group
    names = list(group)
    target = {name: whole for name in shorts(names, text) if (whole := full(name, names, text)) and whole != name}
    if not target:
        return group
    entities: Group = {}
    for name, mentions in group.items():
        end, steps = name, 0
        while end in target and steps <= len(names):
            end, steps = target[end], steps + 1
        entities.setdefault(end, []).extend(mentions)
    return {name: sorted(mentions, key=_START) for name, mentions in entities.items()}
