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
_SAYING = (
    r"强调|指出|要求|表示|时说|提出|宣布|透露|披露|提醒|认为|坦言|直言|重申|告诫|敦促|(?<!发出)呼吁|(?<![被获])证实"
    r"|(?:专家|官员|方面|发言人|负责人|[警校院店厂]方)[说称]"
)
_SAID = re.compile(rf"(?:{_SAYING})$")
_REPORTING = re.compile(
    rf"(?:{_SAYING}|通报|公布|见闻|(?:[标联杯决预友谊请待抗军开战位汰分后级加奖环组体霸回拔列大]|资格|热身|表演)赛"
    r"|(?:运动|奥运|亚运|全运|博览|交易|展销)会|第.{1,3}[轮届场站局回])$"
)  # its news is below
_HELD = re.compile(r"举[行办]|召开|承办|主办|参[加赛]|(?<!公)开[赛幕]|迎战|备战|出战|征战|启动|亮相|走进")
_LISTED = re.compile(r"[^,。:、 ]{1,8}(?:、[^,。:、 ]{1,8})+…*|[^…]{2,20}…+")  # names of things, no sentence
_COLUMN = re.compile(
    r"[\u4e00-\u9fff]{2,4}(?:茶座|夜话|漫话|杂谈|漫谈|笔谈|随笔|漫笔|札记|絮语|论坛|沙龙|信箱|视点|视角|聚焦|透视|扫描|纵横"
    r"|之窗|之声|天地|走廊|园地|新语|短评|时评|观察|点评|点滴)"
)
_SENTENCED = re.compile(
    r"[获领]刑|受审|判(?:刑|[处囚监死\d一二三四五六七八九十])|被判|判赔|无期|死缓|公诉|被起诉|批捕|逮捕|被[捕抓拘罚查]|刑拘|落网|归案|伏法|栽了"
    r"|赔(?:偿|了)?\d|命丧|丧命|殒命|毙命|丧生|身亡"
)  # what an offence or a mishap comes to
_DETAIL = re.compile(
    r"首批|预计|有望|总投资|全长|惠及|覆盖|工效|累计|其中|目前|迄今|已|将|可|均|共|比|较|最"
)  # begins no headline under another line
_SPAN = re.compile(
    r"(?:\d+|[一两二三四五六七八九十半百数几]+)个?多?(?:天|年|月|小时|日|周|季度|分钟|昼夜)(?![级代一])"
    r"|去年|今年|上半年|全年"
)  # nor do these

_AMOUNT = re.compile(
    r"\d(?![\d.]*[号路线年月日时])|[两二三四五六七八九十百千万亿]{2,}"
    r"|[两二三四五六七八九十百千万](?=[名人户亩吨元个年天次所家台辆起场项件倍成只头里死伤])"
)
_NUMERALS = frozenset("0123456789一二两三四五六七八九十百千近逾超")
_NUMBERED = re.compile(r"\d{1,4}[号#]")  # the name of a furnace, a well, a house
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
    if _stands_over(middle) or _BARE_OPENING.match(middle):
        return Head(kicker + second, third, [])
    return Head(kicker, second, third)


def _stacked(units: list[Unit], joints: Joints) -> list[list[Unit]]:
    """Group the lines of one heading that is set in several lines."""
    groups = [[units[0]]]
    for before, unit in pairwise(units):
        left, right = before.folded, unit.folded
        one = _like_set(left, right) if len(units) > 2 else joints.fit(left, right) >= 4.5 and not _stands_over(left)
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
    """A line that does not hold the news, or one that cannot stand alone, is over a headline."""
    return _stands_over(two.above) or (_BARE_OPENING.match(two.above) is not None and not two.grows)


def _stands_over(text: str) -> bool:
    """Whether a line is a motto, says where the news is from, names a column, or lists things."""
    if _MOTTO.fullmatch(text) or _LISTED.fullmatch(text) or _COLUMN.fullmatch(text):
        return True
    return _reports(text)


def _reports(text: str) -> bool:
    """Whether a line says who says what follows, or at which contest it happened, and no more."""
    return _REPORTING.search(text) is not None and _HELD.search(text) is None


def _gives_detail(two: _Two) -> bool:
    return _DETAIL.match(two.below) is not None or (_SPAN.match(two.below) is not None and not two.grows)


def _comes_to(two: _Two) -> bool:
    """The lower line alone says what an offence or a mishap came to, in one clause or two couplets."""
    if "," in two.below or (two.grows and " " not in two.below) or _SENTENCED.search(two.above):
        return False
    return _SENTENCED.search(two.below) is not None


def _dated_above(two: _Two) -> bool:
    """The upper line alone has the day: the news is there."""
    return _DAY.search(two.above) is not None and not _DAY.search(two.below)


def _counted_above(two: _Two) -> bool:
    """The upper line alone has figures."""
    return _AMOUNT.search(two.above) is not None and not _AMOUNT.search(two.below)


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
    if two.retold > two.told + 0.05:
        return False
    upper, lower = len(two.above), len(two.below)
    return (upper == lower and two.told < 0.7) or (upper < 1.3 * lower and abs(two.told - two.retold) < 0.3)


def _told_above(two: _Two) -> bool:
    return two.told > two.retold + 0.08


_READINGS: tuple[tuple[Callable[[_Two], bool], Literal["kicker", "deck", "one"]], ...] = (
    (_announces, "kicker"),  # the upper line is a kicker, the lower one the headline
    (_gives_detail, "deck"),  # the upper line is the headline, the lower one a deck
    (_comes_to, "kicker"),
    (_tells_under_clauses, "kicker"),
    (_clauses_below, "kicker"),
    (_clauses_above, "deck"),
    (_says_again, "deck"),
    (_tells_below, "kicker"),
    (_much_longer_below, "deck"),
    (_counted_above, "deck"),
    (_one_headline, "one"),  # both are
    (_dated_above, "deck"),
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
    if text[0] in _NUMERALS and not _NUMBERED.match(text):
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
