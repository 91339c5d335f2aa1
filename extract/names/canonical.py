"""The full names that relative forms stand for: 市委 → 中共苏州市委, 镇政府 → 临水镇政府."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from extract.names.gazetteer import Gazetteer

_REMEMBERED = 8192  # names whose areas are kept
_LEVELS = ("街道", "社区", "地区", "公社", "自治区", "省", "市", "县", "区", "州", "旗", "镇", "乡", "村")
_LEVEL = "|".join(_LEVELS)
# A level that begins an organ's name, but for words that only begin with its character: 市场, 乡村.
_RELATIVE = re.compile(
    rf"(?!市(?:场|容|民(?!政|宗|族|兵)|内|政(?!府|协|法))|区[块域间划]|县[城域]|乡[村镇土]|村镇|镇江|省[道会城]|旗[舰下]|州府)"
    rf"({_LEVEL})(?=委|[\u4e00-\u9fff]{{2}})"
)
_LINK = re.compile(rf"[\u4e00-\u9fff]{{2,6}}?(?:{_LEVEL})")
# What ends in the character of a level without being an area: 超市, 农村, 开发区.
_NO_AREA = re.compile(
    r".*(?:[超都夜菜早集花门书股楼城]市|[农山新乡]村|[园城小景郊战灾山库]区|(?:开发|高新|经开|工业|示范|保税|自贸|新|分|地)区|[城小集新]镇|人民公社|中心\S+)"
    r"|[省市县区镇乡村].*|.*第[一二三四五六七八九十].*"
)
_BODY = re.compile(
    r"(厂|公司|集团|学校|校|医院)(?=党|团委|工会|领导|董事会|办公室|[\u4e00-\u9fff]{1,4}[科部室]|[\u4e00-\u9fff]{2}车间)"
)
_SCHOOLS = ("学校", "中学", "小学", "大学", "学院")
_BODIES = {
    "厂": ("厂",), "公司": ("公司", "集团"), "集团": ("集团",), "学校": _SCHOOLS, "校": _SCHOOLS, "医院": ("医院",),
}  # fmt: skip


class Areas:
    """What 省, 市, 县, 镇, 厂 alone must mean in an article: the areas of its home, else the only one that it names.

    >>> from extract.rules import Patterns
    >>> areas = Areas(Gazetteer(Patterns.load()), "清屏县", None, ["临水镇东柳村", "清屏县公安局"])
    >>> areas.canonical("县委"), areas.canonical("镇政府"), areas.canonical("市政府")
    ('中共清屏县委', '临水镇政府', None)
    """

    def __init__(self, gazetteer: Gazetteer, home: str | None, code: str | None, names: Iterable[str]) -> None:
        chain = gazetteer.path(code) if code else [home] if home else []
        self._chain = chain
        self._organs = list(names)

    @cached_property
    def _home(self) -> dict[str, str]:
        """The areas of the article's home by their levels."""
        return {level: place for place in self._chain if (level := _level(place))}

    @cached_property
    def _named(self) -> dict[str, dict[str, str]]:
        """The areas that the article names: level → area → the area with those that it lies in."""
        found: dict[str, dict[str, str]] = {}
        for name in self._organs:
            whole = ""
            for link in _links(name.removeprefix("中共").replace("人民公社", "公社")):
                whole += link
                if link not in self._chain:
                    known = found.setdefault(_level(link), {})
                    known[link] = max(known.get(link, ""), whole, key=len)
        return found

    def of(self, level: str) -> str | None:
        """The one area of a level (市, 镇 …); None where it isn't certain."""
        home, named = self._home.get(level), self._named.get(level, {})
        if home is not None:
            return None if named else home
        return next(iter(named.values())) if len(named) == 1 else None

    def canonical(self, name: str) -> str | None:
        """What an organization's relative form stands for, a full one for itself; None where it isn't certain."""
        to, rest, full = _read(name)
        if not to:
            return full
        parent = self._body(to) if to in _BODIES else self.of(to)
        if parent is None:
            return None
        if to in _BODIES:
            return parent + rest
        return f"中共{parent[:-2]}地委" if name == "地委" else _with_party(parent, rest)

    def _body(self, noun: str) -> str | None:
        """The one organization of the article that 厂, 公司, 学校 can mean."""
        found = {name for name in self._organs if name.endswith(_BODIES[noun]) and not _BODY.match(name + "党")}
        return next(iter(found)) if len(found) == 1 else None


def _with_party(area: str, rest: str) -> str:
    """An area with the rest of an organ's name: 中共|苏州市|委."""
    return (
        ("中共" if rest == "委" or rest.startswith(("委办", "委宣", "委组", "委统", "委政", "纪委")) else "")
        + area
        + rest
    )


@lru_cache(_REMEMBERED)
def _read(name: str) -> tuple[str, str, str | None]:
    """The level or the body that a name is relative to and the rest of it; else what it stands for by itself."""
    if match := _BODY.match(name) or _RELATIVE.match(name):
        return match.group(1), name[match.end() :], None
    return ("地区", "", None) if name == "地委" else ("", name, _full_form(name))


def _full_form(name: str) -> str | None:
    """What a name that is no relative form stands for by itself; None where no area leads it."""
    if name.startswith("中共"):
        return name
    area = "".join(_links(name))
    return _with_party(area, name[len(area) :]) if area and area != name else None


@lru_cache(_REMEMBERED)
def _level(place: str) -> str:
    """The level that a place's name ends with; empty where there is none."""
    return next((level for level in _LEVELS if place.endswith(level) and len(place) > len(level)), "")


@lru_cache(_REMEMBERED)
def _links(name: str) -> tuple[str, ...]:
    """The areas that lead a name: 清屏县, 苇塘乡 of 清屏县苇塘乡卫生院."""
    found: list[str] = []
    at = 0
    while (match := _LINK.match(name, at)) is not None and not _NO_AREA.fullmatch(match.group()):
        found.append(match.group())
        at = match.end()
    return tuple(found)
