"""The second pass: a name that is certain somewhere in the article is a name wherever its string stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from extract.article import NameKind, NameMention
from extract.names.overlap import settle
from extract.names.strings import occurrences

_LEAST = {"PER": 2, "ORG": 3, "LOC": 2}  # characters of a name that may be looked for again
_NUMBERED = re.compile(r"第([一二三四五六七八九十]{1,2})(?:人民|中心)?(医院|(?:高级)?中学)$")
_SURE = 0.6
_MODEL_SURE = 0.65  # the same for a name that only the model knows
_LEGAL = re.compile(r"(?:控股|集团)?(?:股份有限公司|有限责任公司|有限公司)$|(?:集团|控股|总)公司$|集团$")
_FIRM = re.compile(
    r"(?:酒业|药业|制药|重工|实业|科技|集团|控股|股份|有限公司|有限责任公司|股份有限公司|集团有限公司|公司|超市|银行|电子|钢铁|能源|汽车)+$"
)


def ordinal_form(name: str) -> str | None:
    """The short form of a numbered hospital or school: 柘岭市第二人民医院 → 二院, 县第一中学 → 一中."""
    match = _NUMBERED.search(name) if "第" in name else None
    return match.group(1) + match.group(2)[-1].replace("学", "中") if match else None


def brands(name: str, places: frozenset[str]) -> list[str]:
    """What a firm is called for short: its name without place and legal form: 江苏云帆精工股份有限公司 → 云帆精工."""
    stem = _LEGAL.sub("", name)
    if stem == name or not _LEGAL.search(name):
        return []
    lead = next((length for length in (6, 5, 4, 3, 2) if stem[:length] in places), 0)
    lead += len(stem) > lead > 0 and stem[lead] in "省市县区"
    found = [_FIRM.sub("", stem), stem[lead:], _FIRM.sub("", stem[lead:])]
    return [brand for brand in dict.fromkeys(found) if len(brand) >= 3 and brand != name and brand not in places]


def repeat(text: str, mentions: Sequence[NameMention], shorts: Sequence[tuple[str, NameKind]]) -> list[NameMention]:
    """The mentions, and every other place where one of their strings, or of `shorts`, stands free."""
    kinds: dict[str, tuple[NameKind, float]] = {}  # the surest of each string
    for mention in mentions:
        string = text[mention.start : mention.end]
        least = _SURE if not mention.by.startswith("model:") else _MODEL_SURE
        sure = mention.confidence >= least and len(string) >= _LEAST[mention.kind] and "\n" not in string
        if sure and (string not in kinds or kinds[string][1] < mention.confidence):
            kinds[string] = mention.kind, mention.confidence
    for string, kind in shorts:
        kinds.setdefault(string, (kind, 0.6))
    if not kinds:
        return list(mentions)
    names = list(kinds)
    at = occurrences(text, names)
    firms = {string for string, kind in shorts if kind == "ORG"}
    inner = {start: end for index, start, end in at if names[index] in firms}
    mentions = [m for m in mentions if m.kind == "ORG" or inner.get(m.start, 0) <= m.end]  # 云帆 of 云帆精工
    known = {mention.start for mention in mentions}
    found = [
        NameMention(start, end, kinds[names[index]][0], "rule:again", min(0.69, kinds[names[index]][1]))
        for index, start, end in at
        if start not in known
    ]
    return _fit(mentions, found)


def _fit(settled: Sequence[NameMention], found: Sequence[NameMention]) -> list[NameMention]:
    """Those found again that touch nothing settled, with the settled."""
    ends = [mention.end for mention in settled]
    free = []
    for mention in found:
        index = bisect_right(ends, mention.start)
        if index == len(settled) or settled[index].start >= mention.end:
            free.append(mention)
    return settle([*settled, *free]) if free else list(settled)


def short_forms(text: str, mentions: Sequence[NameMention], places: frozenset[str]) -> list[tuple[str, NameKind]]:
    """Short forms that the article's own names give: 香溪酒业 → 香溪, 安德烈·罗文 → 罗文."""
    found: list[tuple[str, NameKind]] = []
    for mention in mentions:
        string = text[mention.start : mention.end]
        if mention.kind == "ORG" and string[-2:] in ("公司", "集团"):
            found += [(brand, "ORG") for brand in brands(string, places)]
        elif mention.kind == "ORG" and mention.by == "rule:org_company":
            brand = _FIRM.sub("", string)
            if brand != string and len(brand) >= 3 and brand not in places:
                found.append((brand, "ORG"))
        if mention.kind == "PER" and "·" in string:
            found += [(part, "PER") for part in string.split("·") if len(part) > 1 and part not in places]
        if mention.kind == "ORG" and (ordinal := ordinal_form(string)):
            found.append((ordinal, "ORG"))
    return found
