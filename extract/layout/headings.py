"""Which lines over a story are its kicker (引题), headline and deck (副题)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from extract.layout.joints import Joints
from extract.layout.units import Unit

_HAN_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")
_BARE_OPENING = re.compile(
    r"^(?:与|为|向|从|在|以|把|对|让|用|当|随着|面对|推出|助力|推进|推动|聚焦|围绕|为了|坚持|据)"
)


@dataclass(slots=True)
class Head:
    """The lines over a story by what they are, each list in printed order."""

    kicker: list[Unit] = field(default_factory=list)
    headline: list[Unit] = field(default_factory=list)
    deck: list[Unit] = field(default_factory=list)


def split_head(units: list[Unit], lead: str, joints: Joints) -> Head:
    """Sort heading units over a story whose folded first words are `lead`.

    A line that ends in —— is a kicker, one that begins with —— a deck. Otherwise a second line that is much longer than
    the first is a deck, and one of like length makes the first a kicker, unless the two read on as one sentence.
    """
    if len(units) == 1:
        return Head(headline=units)
    for i, unit in enumerate(units):
        if i and unit.folded.startswith("——"):
            *kicker, headline = _stacked(units[:i], joints)
            return Head([u for group in kicker for u in group], headline, units[i:])
    for i in range(len(units) - 2, -1, -1):
        if units[i].folded.endswith("——"):
            lower = split_head(units[i + 1 :], lead, joints)
            return Head(units[: i + 1] + lower.kicker, lower.headline, lower.deck)
    return _by_shape(units, lead, joints)


def _by_shape(units: list[Unit], lead: str, joints: Joints) -> Head:
    stacked = _stacked(units, joints)
    if len(stacked) == 1:
        return Head(headline=units)
    if len(stacked) == 2:
        return _pair(stacked[0], stacked[1], lead)
    *first, second, third = stacked
    pair = _pair(second, third, lead)
    kicker = [unit for group in first for unit in group]
    if pair.kicker:
        return Head(kicker + pair.kicker, pair.headline, [])
    return Head(kicker, pair.headline, pair.deck)


def _stacked(units: list[Unit], joints: Joints) -> list[list[Unit]]:
    """Group the lines of one heading that is set in several lines."""
    groups = [[units[0]]]
    for before, unit in pairwise(units):
        left, right = before.folded, unit.folded
        close = abs(len(left) - len(right)) <= 2 and len(units) > 2 and len(left) <= 10
        if joints.fit(left, right) >= 3 or left[-1] in ",、" or (close and _unfinished(left)):
            groups[-1].append(unit)
        else:
            groups.append([unit])
    return groups


def _unfinished(text: str) -> bool:
    """Whether a short line wants a predicate: it names who or when, and stops."""
    return re.search(r"[按在向为将与和对把从]\S{1,3}$|[市县区镇乡村省州局部委院街道公司]$", text) is not None


def _pair(upper: list[Unit], lower: list[Unit], lead: str) -> Head:
    a, b = ("".join(unit.folded for unit in group) for group in (upper, lower))
    if _BARE_OPENING.match(a) and len(b) < 1.3 * len(a):
        return Head(kicker=upper, headline=lower)
    if len(b) >= 1.3 * len(a) or _shared(a, lead) > _shared(b, lead) + 0.08:
        return Head(headline=upper, deck=lower)
    return Head(kicker=upper, headline=lower)


def _shared(text: str, lead: str) -> float:
    """The part of a heading's character pairs that the first words of the story have too."""
    pairs = {match.group(1) for match in _HAN_PAIR.finditer(text)}
    return sum(pair in lead for pair in pairs) / len(pairs) if pairs else 0.0
