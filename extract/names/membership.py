"""Who belongs to an organ without a post in it: 青松车队的李宁, 柳塘村村民李宁, 李宁在武警支队服役."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from operator import attrgetter

from extract.article import NameMention
from extract.names.held import BODY_ENDS, HeldBy
from extract.rules.name import PersonRules

_HELD = re.compile(
    r"(?:服役|工作|任职|上班|就读|上学|读书|任教|教书|执教|效力|实习|当兵|做工|值班|供职|就职|务农|训练)"
)
_SERVING = re.compile(rf"{_HELD.pattern}的")
_AT = re.compile(r"(?:(?:就职|任职|供职|服役|就读|效力|就学|任教|执教|受聘|受雇)于|代表|加盟|效力)$")
_LEFT = re.compile(r"(?:下岗|退休|离休|退职|辞职|离职|毕业|退役|退伍|转业|复员|调离|借调)")
_GONE = re.compile(rf"{_LEFT.pattern}的")
_ONE_OF = re.compile(r"的?(?:一员|一名|成员|队员|会员|职工|员工|学生|社员|村民)")
_COMPOSED = re.compile(
    r"(?:[两三四五六七八九十\d]+(?:人|[名位](?:选手|队员|球员|运动员)?))?(?:等[^,。;:\n]{0,8})?(?:联手|共同)?(?:组成|组队)的$"
)
_COMPOSED_OF = re.compile(r"(?:将|则|队)?(?:派出|由|以)$")
_MADE_UP = re.compile(r"(?:[两三四五六七八九十\d]+[人名位]|等[^,。;:\n]{0,8})?(?:组成|出战|出场|参赛)")
_COMPOSING = ("组成", "组队", "出战", "出场", "参赛")  # one of which the matches of these hold
_JOINED = re.compile(r"(?:成为|加入|参加|考进|考入|考上|升入)了?$")
_OF_ITS = re.compile(r"(?:中|里|内)?[^,。;:\n]{0,12}?的?(?:队员|成员|会员|志愿者|一员|[,。;])")
_OPENED = re.compile(r"\((?:[男女],|\d{1,3}岁,|党员,)*")
_FAR = 60  # characters of a list of persons, from the word 成员 or to its brackets
_MEMBERS = re.compile(r"成员(?:有|包括|是|还有|:|、|,)[^。;!?\n]*")
_HEADED = re.compile(r"为(?:首|团长|队长|组长|领队|主席|主任)的")
_LISTING = frozenset("、和与及")
_LISTED = 12  # names of one list
_LIST = re.compile(r"[、和与及]")
_COMMUNITY = re.compile(r"(?:村|社区|大队|公社|生产队|镇|乡|街道|小区|屯|庄|寨|组|家园|花园|苑)$")
_WINDOW = 24  # characters between an organ and the name after it
REACH = 80  # characters that a sentence goes on about its subject at most
_STATES = frozenset(
    "为入加了在从由于表盟力是系进上"
)  # the last character before an organ to which a sentence says one belongs
_START = attrgetter("start")
_MAKES_UP = frozenset(
    "、和与及等联共组出参两三四五六七八九十0123456789"
)  # the first after one of those who make up a team


class Clauses:
    """What the text of an article says of its persons; `limit` tells where what is said of a subject ends."""

    def __init__(
        self,
        text: str,
        names: Sequence[NameMention],
        organs: Iterable[NameMention],
        held: HeldBy,
        limit: Callable[[int], int],
    ) -> None:
        self.text, self.names, self.held, self.limit = text, names, held, limit
        self.stating = [organ for organ in organs if text[organ.start - 1] in _STATES]

    @cached_property
    def members(self) -> bool:
        """Whether the text tells the members of something."""
        return "成员" in self.text

    @cached_property
    def composes(self) -> bool:
        """Whether somebody makes up a team."""
        return any(word in self.text for word in _COMPOSING)


class Membership:
    """Tells the organ or the community of a person for whom the text gives no post."""

    def __init__(self, rules: PersonRules) -> None:
        belongs = "|".join(sorted(rules.belongs, key=len, reverse=True)) or "\\0"
        held = _HELD.pattern
        self._villager = re.compile(rf"[^,。;:!?\n]{{0,12}}?的?(?:{belongs}|人)(?![\u4e00-\u9fff])")
        self._before = re.compile(
            rf"(?:第?[一二三四五六七八九十\d]{{1,3}}(?:生产队|小队|队|组|社|村民小组|互助组|班|车间|分厂))?"
            rf"(?:{held}?的)?(?:今年)?(?:(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}})多?[岁歲]的?)?(?:{belongs}){{0,2}}$"
        )

        self._before_ends = frozenset((*(word[-1] for word in rules.belongs), *"的年岁歲"))

    def of(self, clauses: Clauses, index: int) -> NameMention | None:
        """The organ or place to which a person of the names belongs; None where the text does not say."""
        text, name = clauses.text, clauses.names[index]
        before, after = text[name.start - 1 : name.start], text[name.end : name.end + 1]
        return (
            (self.attribute(clauses, index) if index and clauses.names[index - 1].kind != "PER" else None)
            or (clauses.held.this_body(name.start) if before in BODY_ENDS else None)
            or (self.bracket(clauses, index) if after == "(" else None)
            or (self.headed(clauses, index) if after == "为" else None)
            or (self.listed(clauses, index) if after in _LISTING else None)
            or (self.stated(clauses, index) if clauses.stating else None)
            or (self.member(clauses, index) if clauses.members else None)
            or (self.composed(clauses, index) if after in _MAKES_UP and clauses.composes else None)
        )

    @staticmethod
    def composed(clauses: Clauses, index: int) -> NameMention | None:
        """The organ that the list with the name makes up: 由甲、乙、丙组成的青松队, 青松队由甲、乙、丙组成."""
        text, names = clauses.text, clauses.names
        first, last = _list_of(text, names, index)
        after = names[last + 1] if last + 1 < len(names) else None
        if after is not None and after.kind == "ORG" and _COMPOSED.fullmatch(text, names[last].end, after.start):
            return after
        before = names[first - 1] if first else None
        led = (
            before is not None and before.kind == "ORG" and _COMPOSED_OF.fullmatch(text, before.end, names[first].start)
        )
        return before if led and _MADE_UP.match(text, names[last].end) else None

    def attribute(self, clauses: Clauses, index: int) -> NameMention | None:
        """The organ before the name: X的甲某, X村民甲某; a place only if people belong to it."""
        organ, name = clauses.names[index - 1], clauses.names[index]
        if name.start - organ.end > _WINDOW:
            return None
        between = clauses.text[organ.end : name.start]
        if between and (between[-1] not in self._before_ends or not self._before.fullmatch(between)):
            return None
        if organ.kind == "ORG":
            return organ
        before = clauses.names[index - 2] if index > 1 else None
        if before is not None and before.kind == "ORG" and _SERVING.fullmatch(clauses.text, before.end, organ.start):
            return before
        return organ if _COMMUNITY.search(clauses.text, organ.start, organ.end) else None

    @staticmethod
    def former(clauses: Clauses, index: int) -> NameMention | None:
        """The organ that the person named has left: 从农具厂下岗的甲某."""
        organ = clauses.names[index - 1]
        gone = organ.kind == "ORG" and _GONE.fullmatch(clauses.text, organ.end, clauses.names[index].start)
        return organ if gone else None

    @staticmethod
    def bracket(clauses: Clauses, index: int) -> NameMention | None:
        """The organ in brackets after the name: 甲某(青松车队)."""
        opened = _OPENED.match(clauses.text, clauses.names[index].end)
        organ = clauses.names[index + 1] if index + 1 < len(clauses.names) else None
        if opened is None or organ is None or organ.start != opened.end():
            return None
        fits = organ.kind == "ORG" or _COMMUNITY.search(clauses.text, organ.start, organ.end)
        return organ if fits and clauses.text[organ.end : organ.end + 1] in (")", ",") else None

    @staticmethod
    def headed(clauses: Clauses, index: int) -> NameMention | None:
        """The organ that the person named heads: 以甲某为首的代表团."""
        match = _HEADED.match(clauses.text, clauses.names[index].end)
        organ = clauses.names[index + 1] if index + 1 < len(clauses.names) else None
        return organ if match and organ is not None and organ.kind == "ORG" and organ.start == match.end() else None

    @staticmethod
    def member(clauses: Clauses, index: int) -> NameMention | None:
        """The delegation among whose members the name is: 代表团成员有甲某、乙某."""
        text, name = clauses.text, clauses.names[index]
        at = text.rfind("成员", max(0, name.start - _FAR), name.start)
        if at < 0 or not _MEMBERS.fullmatch(text, at, name.start):
            return None
        before = (organ for organ in clauses.names[max(0, index - _LISTED) : index][::-1] if organ.end <= at)
        return next((organ for organ in before if organ.kind == "ORG" and text[organ.end - 1] in "团队组会"), None)

    def listed(self, clauses: Clauses, index: int) -> NameMention | None:
        """The organ in the brackets after the list in which the name stands: 甲某、乙某(青松车队)."""
        if clauses.text.find("(", clauses.names[index].end, clauses.names[index].end + _FAR) < 0:
            return None
        _, last = _list_of(clauses.text, clauses.names, index)
        return self.bracket(clauses, last) if last > index else None

    def _native(self, clauses: Clauses, place: NameMention) -> bool:
        """Whether a sentence says that its subject belongs to the place: 是柳塘村的老党员."""
        text = clauses.text
        return bool(
            text[place.start - 1] in "是系"
            and _COMMUNITY.search(text, place.start, place.end)
            and self._villager.match(text, place.end)
        )

    def stated(self, clauses: Clauses, index: int) -> NameMention | None:
        """The organ that the sentence gives: 甲某在X服役, 任职于X, 是X的一员."""
        text, end = clauses.text, clauses.names[index].end
        first = bisect_left(clauses.stating, end, key=_START)
        if first == len(clauses.stating) or clauses.stating[first].start > end + REACH:
            return None
        limit = clauses.limit(end)
        for organ in clauses.stating[first : bisect_left(clauses.stating, limit, first, key=_START)]:
            if organ.kind == "LOC" and self._native(clauses, organ):
                return organ
            if organ.kind != "ORG" or organ.end > limit:
                continue
            lead = text[max(end, organ.start - 3) : organ.start]
            if _JOINED.search(lead) and text[organ.end - 1] != "党" and _OF_ITS.match(text, organ.end):
                return organ
            at = lead.endswith("在") and _HELD.match(text, organ.end)
            at = at or (lead.endswith(("从", "由", "于")) and _LEFT.match(text, organ.end))
            if at or _AT.search(lead) or (lead.endswith("是") and _ONE_OF.match(text, organ.end)):
                return organ
        return None


def _list_of(text: str, names: Sequence[NameMention], index: int) -> tuple[int, int]:
    """The first and the last name of the list of persons in which a name stands."""
    first = last = index
    while last + 1 < min(len(names), index + _LISTED) and _listed(text, names, last):
        last += 1
    while first > max(0, index - _LISTED) and _listed(text, names, first - 1):
        first -= 1
    return first, last


def _listed(text: str, names: Sequence[NameMention], index: int) -> bool:
    """Whether a person and the one after stand in one list."""
    name, following = names[index], names[index + 1]
    return name.kind == following.kind == "PER" and bool(_LIST.fullmatch(text, name.end, following.start))
