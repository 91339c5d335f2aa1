"""From mentions to entities: one person, one organization, one place each, with short and relative forms joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from extract.article import Article, NameMention, OrganizationEntity, PersonEntity, PlaceEntity
from extract.names.canonical import Areas
from extract.names.gazetteer import Gazetteer
from extract.names.joining import full_organization, full_person, full_place
from extract.names.places import PlaceLinker
from extract.records import OrganizationKind
from extract.rules import fold

_REMEMBERED = 8192  # organizations whose kind is kept
_MOST_JOINED = 500  # different names beyond which short forms are not looked for: time would grow with the square
KindOf = Callable[[str], OrganizationKind]
FullForm = Callable[[str, Sequence[str], str], str | None]


class EntityBuilder:
    """Builds the entities of an article from its settled mentions."""

    def __init__(self, gazetteer: Gazetteer, kind_of: KindOf) -> None:
        self._gazetteer = gazetteer
        self._linker = PlaceLinker(gazetteer)
        self._kind_of = lru_cache(_REMEMBERED)(kind_of)

    def build(self, article: Article) -> None:
        """Fill `people`, `organizations` and `places`, in the order of their first mentions."""
        text = article.folded
        spelled: dict[str, str] = {}  # names as written, and their characters, where folding changed them
        groups: dict[str, dict[str, list[NameMention]]] = {"PER": {}, "ORG": {}, "LOC": {}}
        for mention in _uncredited(article):
            name = _clean(text[mention.start : mention.end])
            groups[mention.kind].setdefault(name, []).append(mention)
        if text != article.text:
            spelled = _spelled(article, groups)
        people = _joined(groups["PER"], full_person, article.folded)
        article.people = [PersonEntity(spelled.get(name, name), found) for name, found in people]
        home = fold(article.publication.place) if article.publication.place else None
        article.home_code = self._linker.code_of(home)
        self._organizations(article, home, groups["ORG"], groups["LOC"], spelled)
        self._places(article, home, groups["LOC"], spelled)

    def _organizations(
        self,
        article: Article,
        home: str | None,
        group: dict[str, list[NameMention]],
        places: Iterable[str],
        spelled: dict[str, str],
    ) -> None:
        article.organizations = []
        if not group:
            return
        joined = list(_joined(group, full_organization, article.folded))
        names = [name for name, _ in joined]
        areas = Areas(self._gazetteer, home, article.home_code, [*places, *names])
        for name, found in joined:
            full = areas.canonical(name)
            if full is not None and spelled:
                full = "".join(spelled.get(char, char) for char in full)
            article.organizations.append(OrganizationEntity(spelled.get(name, name), found, self._kind_of(name), full))

    def _places(
        self, article: Article, home: str | None, group: dict[str, list[NameMention]], spelled: dict[str, str]
    ) -> None:
        article.places = []
        if not group:
            return
        year = int(article.publication.date[:4]) if article.publication.date else None
        linked = self._linker.link(group, home, year)
        by_code: dict[str, str] = {}
        merged: dict[str, list[NameMention]] = {}
        for name, found in group.items():
            code, path = linked[name]
            same = code or "/".join(path)
            key = by_code.setdefault(same, name) if same else name
            merged.setdefault(key, []).extend(found)
        for found in merged.values():
            found.sort(key=lambda mention: mention.start)
        article.places = [
            PlaceEntity(spelled.get(name, name), found, *linked[name])
            for name, found in _joined(merged, full_place, article.folded)
        ]


def _uncredited(article: Article) -> Sequence[NameMention]:
    """The names of the article but for persons in its credits."""
    if not article.credits:
        return article.names
    credited = {offset for credit in article.credits for offset in range(credit.start, credit.end)}
    return [m for m in article.names if m.kind != "PER" or credited.isdisjoint(range(m.start, m.end))]


def _spelled(article: Article, groups: dict[str, dict[str, list[NameMention]]]) -> dict[str, str]:
    """Names as written, and their characters, where folding changed them; the first mention of a name decides."""
    spelled: dict[str, str] = {}
    found = [(m.start, m.end, name) for group in groups.values() for name, all in group.items() for m in all]
    for start, end, name in sorted(found):
        written = _clean(article.text[start:end])
        if written != name:
            spelled.setdefault(name, written)
            spelled.update(zip(name, written, strict=True) if len(name) == len(written) else ())
    return spelled


def _clean(name: str) -> str:
    """A name without the white space that a broken line may have left in it."""
    return name if name.isalnum() else "".join(name.split())


def _joined(group: dict[str, list[NameMention]], full: FullForm, text: str) -> Iterable[tuple[str, list[NameMention]]]:
    """Names with their mentions; a short form's mentions go to the one full form that `full` finds for it."""
    names = list(group)
    if not 1 < len(names) <= _MOST_JOINED:
        yield from group.items()
        return
    target = {name: full(name, names, text) or name for name in names}
    if all(name == end for name, end in target.items()):
        yield from group.items()
        return
    entities: dict[str, list[NameMention]] = {}
    for name, mentions in group.items():
        end, steps = target[name], 0
        while target[end] != end and steps < len(names):
            end, steps = target[end], steps + 1
        entities.setdefault(end, []).extend(mentions)
    for name, mentions in entities.items():
        yield name, sorted(mentions, key=lambda mention: mention.start)
