"""Which lines over a story are its kicker (引题), headline and deck (副题)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from extract.layout.joints import Joints
from extract.layout.units import Unit

FACT_LAST = "1990"  # before this year papers set the motto over the fact, later ones the fact under a headline
_MOTTO = re.compile(r"\S{4} \S{4}")  # 四字 四字: over a headline
_SAYING = "强调|指出|要求|表示|时说|提出"
_SAID = re.compile(rf"(?:{_SAYING})$")
_REPORTING = re.compile(rf"(?:{_SAYING}|通报|公布|见闻|[标联杯]赛|第.{{1,3}}[轮届])$")  # its news is below
_DETAIL = re.compile(
    r"首批|预计|有望|总投资|全长|惠及|覆盖|工效|已|将|可|均|共|比|较|最"
)  # begins no headline under another line
_NUMERALS = frozenset("0123456789一二两三四五六七八九十百千近逾超")
_DAY = re.compile(r"[昨今明](?:[天日晚晨]|(?=[^年后]))|\d日")  # in the line that tells the news
_OURS = re.compile(r"[我全本][市县县区省州旗镇乡村厂校]")
_HAN_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")
_OF_WHOM = re.compile(
    r"[\u4e00-\u9fff]{1,6}(?:街道|公司|集团|[省市县区州旗乡镇村厂矿校院局社队站所部处铁桥]|\d{1,4}[线路号])"
)  # over it
_BARE_OPENING = re.compile(
    r"^(?:与|为|向|从|在|以|把|对|让|用|当|随着|面对|推出|助力|推进|推动|聚焦|围绕|为了|坚持|据)"
)


@dataclass(slots=True)
class Head:
    """The lines over a story by what they are, each list in printed order."""

    kicker: list[Unit] = field(default_factory=list)
    headline: list[Unit] = field(default_factory=list)
    deck: list[Unit] = field(default_factory=list)


def split_head(units: list[Unit], lead: str, joints: Joints, fact_last: bool = False) -> Head:
    """Sort heading units over a story whose folded first words are `lead`.

    `fact_last`: the paper is of a time when the line that tells the fact was the headline, under a motto.

    A line that ends in —— is a kicker, one that begins with —— a deck; one that names no more than whom the news is of
    is a kicker. The line whose first words the first paragraph takes up is the headline. Otherwise a second line that
    is much longer than the first is a deck; lines of like length that read on, or of which the lead tells both or
    neither again, are one headline; where it tells the first, the second is a deck; else the first is a kicker.
    """
    if len(units) == 1:
        return Head(headline=units)
    for i, unit in enumerate(units):
        if i and unit.folded.startswith("——"):
            *kicker, headline = _stacked(units[:i], joints)
            return Head([u for group in kicker for u in group], headline, units[i:])
    for i in range(len(units) - 2, -1, -1):
        if units[i].folded.endswith("——"):
            lower = split_head(units[i + 1 :], lead, joints, fact_last)
            return Head(units[: i + 1] + lower.kicker, lower.headline, lower.deck)
    return _by_shape(units, lead, joints, fact_last)


def _by_shape(units: list[Unit], lead: str, joints: Joints, fact_last: bool) -> Head:
    if _OF_WHOM.fullmatch(units[0].folded):
        lower = _by_shape(units[1:], lead, joints, fact_last) if len(units) > 2 else Head(headline=units[1:])
        return Head([units[0], *lower.kicker], lower.headline, lower.deck)
    stacked = _stacked(units, joints)
    if len(stacked) == 1:
        return Head(headline=units)
    if len(stacked) == 2:
        return _pair(stacked[0], stacked[1], lead, fact_last)
    *first, second, third = stacked
    kicker = [unit for group in first for unit in group]
    if _SAID.search(kicker[-1].folded):
        return Head(kicker, second + third, [])  # what was said
    middle = "".join(unit.folded for unit in second)
    if _MOTTO.fullmatch(middle) or _REPORTING.search(middle) or _BARE_OPENING.match(middle):
        return Head(kicker + second, third, [])
    return Head(kicker, second, third)


def _stacked(units: list[Unit], joints: Joints) -> list[list[Unit]]:
    """Group the lines of one heading that is set in several lines."""
    groups = [[units[0]]]
    for before, unit in pairwise(units):
        left, right = before.folded, unit.folded
        one = _like_set(left, right) if len(units) > 2 else joints.fit(left, right) >= 4.5
        if one or left[-1] in ",、":
            groups[-1].append(unit)
        else:
            groups.append([unit])
    return groups


def _like_set(left: str, right: str) -> bool:
    """Whether two short lines are as long as each other, as the lines of one headline are."""
    return abs(len(left) - len(right)) <= 1 and len(left) <= 9 and " " not in left + right


def _pair(upper: list[Unit], lower: list[Unit], lead: str, fact_last: bool) -> Head:
    """Two lines or groups of lines as the first row of _READINGS says that is true of them."""
    above, below = ("".join(unit.folded for unit in group) for group in (upper, lower))
    two = _Two(above, below, fact_last, _shared(above, lead), _shared(below, lead), _subject(above, below, lead))
    reading = next(reading for holds, reading in _READINGS if holds(two))
    if reading == "one":
        return Head(headline=upper + lower)
    return Head(kicker=upper, headline=lower) if reading == "kicker" else Head(headline=upper, deck=lower)


@dataclass(frozen=True, slots=True)
class _Two:
    """Two lines over a story. `told`, `retold`: the parts of the upper and of the lower one that its first words tell
    again; `subject`: which one alone says whom those speak of, if one does."""

    above: str
    below: str
    fact_last: bool
    told: float
    retold: float
    subject: Literal["above", "below"] | None

    @property
    def grows(self) -> bool:
        """Whether the lower line is much longer than the upper one."""
        return len(self.below) >= 1.3 * len(self.above)

    @property
    def parallel(self) -> Literal["above", "below"] | None:
        """Which line alone is set in two clauses, if one is."""
        above, below = _parallel(self.above), _parallel(self.below)
        return None if above == below else "above" if above else "below"


def _announces(two: _Two) -> bool:
    """A motto, a line that says where the news is from, or one that cannot stand alone, is over a headline."""
    if _MOTTO.fullmatch(two.above) or _REPORTING.search(two.above):
        return True
    return _BARE_OPENING.match(two.above) is not None and not two.grows


def _gives_detail(two: _Two) -> bool:
    return _DETAIL.match(two.below) is not None


def _tells_under_clauses(two: _Two) -> bool:
    """Two clauses are over a fact where the fact alone says whom the story speaks of."""
    return two.parallel == "above" and two.subject == "below" and not two.grows


def _clauses_below(two: _Two) -> bool:
    return two.parallel == "below" and two.subject != "above"


def _clauses_above(two: _Two) -> bool:
    return two.parallel == "above"


def _says_again(two: _Two) -> bool:
    """The lower line begins as the upper one does, or the upper alone says whom the story speaks of."""
    return two.above[:2] == two.below[:2] or (two.subject == "above" and not _runs_on(two.above, two.below))


def _tells_below(two: _Two) -> bool:
    """The lower line alone says whom the story speaks of, and the upper one is not the news of a day."""
    return two.subject == "below" and (two.fact_last or not two.grows) and not _DAY.search(two.above)


def _much_longer_below(two: _Two) -> bool:
    return two.grows and (min(two.told, two.retold) < 0.5 or len(two.below) > 12)


def _one_headline(two: _Two) -> bool:
    """Whether two lines are the halves of one headline: the lead tells both again, or they are of one width and the
    lead tells neither much more than the other. A headline does not say one word twice."""
    if _shared(two.above, two.below):
        return False
    if min(two.told, two.retold) >= 0.5:
        return True
    upper, lower = len(two.above), len(two.below)
    return (upper == lower and two.told < 0.7) or (upper < 1.3 * lower and abs(two.told - two.retold) < 0.3)


def _told_above(two: _Two) -> bool:
    return two.told > two.retold + 0.08


_READINGS: tuple[tuple[Callable[[_Two], bool], Literal["kicker", "deck", "one"]], ...] = (
    (_announces, "kicker"),  # the upper line is a kicker, the lower one the headline
    (_gives_detail, "deck"),  # the upper line is the headline, the lower one a deck
    (_tells_under_clauses, "kicker"),
    (_clauses_below, "kicker"),
    (_clauses_above, "deck"),
    (_says_again, "deck"),
    (_tells_below, "kicker"),
    (_much_longer_below, "deck"),
    (_one_headline, "one"),  # both are
    (_told_above, "deck"),
    (lambda two: True, "kicker"),
)


def _runs_on(a: str, b: str) -> bool:
    """Whether two lines are of one width, as those are that a headline is broken into."""
    return abs(len(a) - len(b)) <= 1


def _subject(above: str, below: str, lead: str) -> Literal["above", "below"] | None:
    """Which of two lines alone begins with what the first paragraph speaks of, if one does."""
    upper, lower = _subject_told(above, lead), _subject_told(below, lead)
    return None if upper == lower else "above" if upper else "below"


def _subject_told(text: str, lead: str) -> bool:
    """Whether the first words of a line are what the first paragraph speaks of, or say whose town it is."""
    if text[0] in _NUMERALS:
        return False
    return _OURS.match(text) is not None or _shared(text[:4], lead.partition("\n")[0]) > 0


def _parallel(text: str) -> bool:
    """Whether a line is set in two clauses, as headlines are."""
    left, _, right = text.partition(" ")
    return len(left) >= 5 and len(right) >= 5 and len(text) <= 17


def _shared(text: str, lead: str) -> float:
    """The part of a heading's character pairs that the first words of the story have too."""
    pairs = {match.group(1) for match in _HAN_PAIR.finditer(text)}
    return sum(pair in lead for pair in pairs) / len(pairs) if pairs else 0.0
