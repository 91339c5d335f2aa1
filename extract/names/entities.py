"""From mentions to entities: one person, one organization, one place each, with short and relative forms joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from extract.article import Article, NameMention, OrganizationEntity, PersonEntity, PlaceEntity
from extract.names.again import ordinal_form
from extract.names.gazetteer import Gazetteer
from extract.names.places import PlaceLinker
from extract.records import OrganizationKind

_REMEMBERED = 8192  # organizations whose kind is kept
_MOST_JOINED = 500  # different names beyond which short forms are not looked for: time would grow with the square
KindOf = Callable[[str], OrganizationKind]
_NICK = re.compile(r"^[小老阿](.)$")
_COMPOUND = re.compile(r"^(欧阳|上官|司马|诸葛|皇甫|慕容|令狐|司徒|夏侯|尉迟|公孙)")
_FIRM = re.compile(
    r"^(?:酒业|药业|制药|重工|实业|科技|集团|控股|股份|有限公司|有限责任公司|股份有限公司|集团有限公司|公司|超市|银行|电子|钢铁|能源|汽车)+$"
)
_RELATIVE = re.compile(
    r"^(省|市|区|县)(?:委|政府|人大|政协|纪委|公安|法院|检察院|人民|[\u4e00-\u9fff]{2,10}(?:局|委|办|部|厅|院|会))"
)


class EntityBuilder:
    """Builds the entities of an article from its settled mentions."""

    def __init__(self, gazetteer: Gazetteer, kind_of: KindOf) -> None:
        self._gazetteer = gazetteer
        self._linker = PlaceLinker(gazetteer)
        self._kind_of = lru_cache(_REMEMBERED)(kind_of)

    def build(self, article: Article) -> None:
        """Fill `people`, `organizations` and `places`, in the order of their first mentions."""
        credited = {offset for credit in article.credits for offset in range(credit.start, credit.end)}
        groups: dict[str, dict[str, list[NameMention]]] = {"PER": {}, "ORG": {}, "LOC": {}}
        for mention in article.names:
            if mention.kind == "PER" and not credited.isdisjoint(range(mention.start, mention.end)):
                continue
            groups[mention.kind].setdefault(_clean(article.text[mention.start : mention.end]), []).append(mention)
        article.people = [PersonEntity(name, found) for name, found in _joined(groups["PER"], _full_person)]
        self._organizations(article, groups["ORG"])
        self._places(article, groups["LOC"])

    def _organizations(self, article: Article, group: dict[str, list[NameMention]]) -> None:
        home = self._home(article)
        entities = []
        for name, found in _joined(group, _full_organization):
            canonical = _canonical(name, home)
            entities.append(OrganizationEntity(name, found, self._kind_of(name), canonical))
        article.organizations = entities

    def _home(self, article: Article) -> dict[str, str]:
        """What 省, 市, 县, 区 alone must mean: the areas of the paper's home, where the article names no other."""
        code = article.home_code = self._linker.code_of(article.publication.place)
        home = {place[-1]: place for place in (self._gazetteer.path(code) if code else ())}
        for mention in article.names if home else ():
            if mention.kind == "LOC":
                rows = self._gazetteer.by_name.get(article.folded[mention.start : mention.end], [])
                levels = {row.name[-1] for row in rows} - {row.name[-1] for row in rows if row.name in home.values()}
                home = {level: place for level, place in home.items() if level not in levels}
        return home

    def _places(self, article: Article, group: dict[str, list[NameMention]]) -> None:
        linked = self._linker.link(group, article.publication.place)
        by_code: dict[str, str] = {}
        merged: dict[str, list[NameMention]] = {}
        for name, found in group.items():
            code = linked[name][0]
            key = by_code.setdefault(code, name) if code else name
            merged.setdefault(key, []).extend(found)
        for found in merged.values():
            found.sort(key=lambda mention: mention.start)
        article.places = [PlaceEntity(name, found, *linked[name]) for name, found in _joined(merged, _full_place)]


def _canonical(name: str, home: dict[str, str]) -> str | None:
    """What a relative form stands for at home: 市委 → 中共苏州市委."""
    match = _RELATIVE.match(name)
    place = home.get(match.group(1)) if match else None
    if place is None:
        return None
    party = "中共" if name[1] == "委" or name[1:3] == "纪委" else ""
    return party + place + name[1:]


def _clean(name: str) -> str:
    """A name without the white space that a broken line may have left in it."""
    return "".join(name.split())


def _joined(
    group: dict[str, list[NameMention]], full: Callable[[str, Sequence[str]], str | None]
) -> Iterable[tuple[str, list[NameMention]]]:
    """Names with their mentions; a short form's mentions go to the one full form that `full` finds for it."""
    few = len(group) <= _MOST_JOINED
    target = {name: (full(name, [o for o in group if o != name]) if few else None) or name for name in group}
    entities: dict[str, list[NameMention]] = {}
    for name, mentions in group.items():
        end = target[name]
        while target[end] != end:
            end = target[end]
        entities.setdefault(end, []).extend(mentions)
    for name, mentions in entities.items():
        yield name, sorted(mentions, key=lambda mention: mention.start)


def _only(found: Sequence[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def _full_person(name: str, others: Sequence[str]) -> str | None:
    """The full name behind 小郭, 顾老, 陆书记, 普京; None unless exactly one person of the article can be meant."""
    if "·" in name:
        return None
    foreign = [other for other in others if "·" in other and name in (other.split("·")[0], other.split("·")[-1])]
    if foreign:
        return _only(foreign)
    nick = _NICK.match(name)
    compound = _COMPOUND.match(name)
    surname = nick.group(1) if nick else compound.group(1) if compound else name[0]
    if not nick and not _is_short(name, surname):
        return None
    return _only([o for o in others if o.startswith(surname) and not _is_short(o, surname) and len(o) <= 4])


_FORM = re.compile(
    r"^(?:老|某|某某|总|姐|哥|嫂|老先生|老太太|(?:副|总)?(?:书记|主任|局长|院长|校长|厂长|经理|董事长|主席|会长|所长|队长|站长|处长|科长|部长|厅长|市长|省长|"
    r"县长|区长|镇长|村长|总理|总统|司令|将军|政委|医生|大夫|老师|教授|师傅|警官|法官|律师|教练|导演|老板|先生|女士|小姐|大爷|大妈|大叔|阿姨|爷爷|奶奶|同志|老人|大使))$"
)


def _is_short(name: str, surname: str) -> bool:
    """Whether a name is a surname with a form of address."""
    return bool(_FORM.match(name[len(surname) :]))


def _full_organization(name: str, others: Sequence[str]) -> str | None:
    """The full name behind 疾控中心 (市疾控中心), 香溪 (香溪酒业); None unless exactly one can be meant."""
    if len(name) < 2:
        return None
    longer = [o for o in others if len(o) > len(name) and (o.endswith(name) or _is_brand(o, name))]
    longer = longer or [o for o in others if ordinal_form(o) == name]
    return _only([o for o in longer if not any(other != o and other.endswith(o) for other in longer)] or longer)


def _is_brand(full: str, name: str) -> bool:
    """Whether a name is the full one without what kind of firm it is."""
    return full.startswith(name) and bool(_FIRM.match(full[len(name) :]))


def _full_place(name: str, others: Sequence[str]) -> str | None:
    """The chain that a place ends (柳塘村 in 临水镇柳塘村); None unless exactly one."""
    if len(name) < 3:
        return None
    return _only([o for o in others if len(o) > len(name) and o.endswith(name)])
