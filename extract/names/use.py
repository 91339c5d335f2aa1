"""What a name is by its use: houses and communes are places where things stand, and organs where they act."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.article import NameMention
from extract.names.overlap import settle
from extract.names.reading import Atom

_LAPSE = r"(?:[,\d一二三四五六七八九十月日号年上下午晚第前后两天周个时许\s]{1,14})?"
_ACTS = re.compile(
    rf"(?:日前|近日|昨日|昨天|今天|今年|还|也|已|共|将|联合|率先|{_LAPSE})*"
    "(?:举办|举行了|推出|收到|收藏|获赠|邀请|组织|启动|开展|发布|征集|接待|介绍|策划|主办|承办|购进|引进|聘请|招募|派出|承担|向|为)"
)
# The same where 在 does not lead the house; and those that act together with others.
_ACTS_ITSELF = re.compile(
    rf"(?:日前|近日|昨日|昨天|今天|今年|去年|还|也|已|共|将|{_LAPSE})*(?:展出|派[人员]|购[书置]|订阅|投入|增设|编印|辟出|拿出|荣获|表示|宣布)"
    r"|[与同和][^,。;\n]{2,14}?(?:合办|合作|结成|签订|签署|共建|联合|共同)"
    r"|(?:、[\u4e00-\u9fff]{2,12}){1,3}?(?:联合|共同)?(?:主办|承办|举办|协办)"
)
_TOLD = re.compile("介绍|统计|透露|消息|负责人")
# Before a house that is given something, and after one that 向 leads.
_BY = re.compile("(?:主办|承办|举办|组织|策划|推出|[与和同][\u4e00-\u9fff]{2,16}?(?:联合|共同|合作|主办|合办))")
_GIVES = re.compile("(?:[捐赠送献交售卖还拨]|捐赠|移交|转交|赠送)(?:给|与|予)了?$")
_TO = re.compile("(?:无偿|再次|一次性|免费|共|各)*(?:捐|赠|献|移交|转交|借|申请|报名|预约|提出|提供|反映)")
_ROOM = re.compile(
    r"(?:[\dA-Z]{1,3}|[一二三四五六七八九十]{1,3})(?:号|座|栋|幢)?(?:楼|层)(?:[东西南北中]侧)?"
    r"(?:\d{1,4}室|(?:大|小|多功能|学术|第[一二三四五])?(?:报告|会议|展|宴会|阅览|活动|接待|演播|会客|服务|办事|多功能|培训|新闻发布|阅读|演艺)(?:大?厅|室|中心))?$"
)
_OWNS = re.compile("的“")
_GROUNDS = re.compile(
    "大?(?:礼堂|操场|安置点|食堂|体育馆|教学楼|宿舍|报告厅|运动场)(?![^,。;、\n]{0,6}(?:完工|竣工|封顶|开工|建成|交付|启用|动工))"
)
_STAFF = re.compile(
    "(?:原|前|现任|常务|党总?支部?)*副?(?:馆长|馆员|园长|院长|书记|研究员|讲解员|工作人员|负责人|志愿者|学者|专家|馆藏)"
)
# A unit in brackets after a person, perhaps after sex and age.
_UNIT = re.compile(
    r"\((?:[男女],|\d{1,3}岁,)*([\u4e00-\u9fff\d]{2,12}(?:车间|处|厂|科|室|部|队|局|所|站|学院|医院|小学|中学|大学|公司|集团|工段|系))(?=[,)])"
)
_NO_UNIT = re.compile(r"^(?:化名|右|左|中|前|后|第[一二三]|本|原|现|时任|曾|已|系|某|该)|记者|村|镇|乡")
_HOTELS = ("宾馆", "酒店", "饭店", "招待所", "旅社", "旅馆", "客栈", "大楼", "大厦", "礼堂", "俱乐部")
_HOUSES = frozenset("室厅楼层馆园院宫店所社栈厦堂部")  # last characters of rooms, houses and hotels
_WITH_GROUNDS = ("school", "hospital")
_HELD = re.compile(
    r"[\u4e00-\u9fff]{0,8}?(?:会见|会晤|会谈|举行|举办|召开|开幕|闭幕|签|下榻|演出|上演|开业|落幕|揭晓|揭牌|发布|颁奖|宴请|设宴"
    r"|宴会|展出|找到|抓获|被抓|遇到|见到|住|过夜)|[同与和]"
    r"|(?:大?门口|门前|门外|附近|旁|前|后面?|对面|隔壁|内|里|外|大堂|大厅|[一二三四五六七八九十\d]{1,2}[楼层])"
)
_AT = ("在", "到", "于", "至", "距", "离")  # before a house in which something happens
_LED_TO = re.compile(
    "(?:(?:发生|坐落|位|落户|聚集|集合|入住|下榻)[在于]|走进|来到|途经|路过|入住|下榻|住进|抵达|赶到|冲进|包围)$"
)
_LED = 4  # characters of that at most
_OUTSIDE = re.compile("大?门口|门前|门外|附近|旁边?|对面|隔壁|前(?![任天日台厅])")
_COMMUNE = re.compile(r"(?:公社|生产大队|大队)$")
# What makes a commune a place: where it lies, what befalls it, people of it, a list of places.
_STANDS = re.compile(
    r"[离距遭缺]|一(?:户|个|名|位|带|家|农民|社员|青年|处|片|块)|位于|地处|境内|附近|周边|沿线|[东西南北]|(?:的)?(?:[\u4e00-\u9fff]{1,3}专业户|社员|农民|村民|猎户)|、[\u4e00-\u9fff]{2,6}[乡镇村县]"
)
_AMONG = re.compile(r"(?:[乡镇村县区]、|[在从至离距过回往]|住在|位于|家住|路过|经过)$")


def by_use(text: str, atoms: Sequence[Atom]) -> list[Atom]:
    """What each name is by what stands round it."""
    return [
        _by_use(text, atom) if text[atom.end - 1] in _HOUSES or atom.organization in _WITH_GROUNDS else atom
        for atom in atoms
    ]


def _by_use(text: str, atom: Atom) -> Atom:
    """What one name is.

    A house whose staff is named after it, that acts or is given something, is an organ; a school with its hall after
    it, and an organ whose name goes on to one of its rooms, is a place.
    """
    if text[atom.end - 1] in "室厅楼层" and _ROOM.search(text, atom.start + 3, atom.end):
        return replace(atom, kind="LOC", organization="other")
    if atom.kind == "LOC" and text[atom.end - 1] in "馆园院宫":
        house = text[atom.end - 1] in "馆宫"
        acts = _STAFF.match(text, atom.end) or (house and (_acts(text, atom) or _OWNS.match(text, atom.end)))
        return replace(atom, kind="ORG") if acts or (house and _is_given(text, atom.start, atom.end)) else atom
    if atom.kind == "ORG" and text.endswith(_HOTELS, atom.start, atom.end):
        return replace(atom, kind="LOC", organization="other") if _is_held(text, atom.start, atom.end) else atom
    if atom.kind == "ORG" and atom.organization in _WITH_GROUNDS and _GROUNDS.match(text, atom.end):
        return replace(atom, kind="LOC", organization="other")
    return atom


def _acts(text: str, house: Atom | NameMention) -> bool:
    """Whether a house does what only an organ does."""
    if _ACTS.match(text, house.end):
        return True
    return not text.startswith(_AT, house.start - 1) and _ACTS_ITSELF.match(text, house.end) is not None


def tagged_by_use(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """The same for the model's: houses that act or are given something are organs, hotels to meet in are places."""
    return [_tagged(text, m) if text[m.end - 1] in _HOUSES and m.kind != "PER" else m for m in mentions]


def _tagged(text: str, mention: NameMention) -> NameMention:
    """What one name of the model is by what stands round it."""
    if mention.kind == "ORG":
        hotel = text.endswith(_HOTELS, mention.start, mention.end) and _is_held(text, mention.start, mention.end)
        return replace(mention, kind="LOC") if hotel else mention
    acts = _STAFF.match(text, mention.end) or _acts(text, mention)
    house = text[mention.end - 1] == "馆" and (acts or _is_given(text, mention.start, mention.end))
    return replace(mention, kind="ORG") if house else mention


def _is_held(text: str, start: int, end: int) -> bool:
    """Whether something happens in a hotel or before it."""
    held = text.startswith(_AT, start - 1) and _HELD.match(text, end)
    return bool(held or _OUTSIDE.match(text, end) or _LED_TO.search(text, max(0, start - _LED), start))


def _is_given(text: str, start: int, end: int) -> bool:
    """Whether something is given to the house: 捐给|市博物馆, 向|市博物馆|捐赠."""
    led = text.startswith(("向", "给", "为"), start - 1) if start else False
    if (text.startswith("由", start - 1) and _BY.match(text, end)) or (
        text.startswith("据", start - 1) and _TOLD.match(text, end)
    ):
        return True
    return bool(_GIVES.search(text, max(0, start - 4), start) or (led and _TO.match(text, end)))


def bracketed(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """Units that brackets after a person give and nothing else names: 李宁(质检处)."""
    if "(" not in text:
        return list(mentions)
    persons = [mention for mention in mentions if mention.kind == "PER" and text.startswith("(", mention.end)]
    units = [unit for unit in (_UNIT.match(text, person.end) for person in persons) if unit]
    if not units:
        return list(mentions)
    begins = {mention.start for mention in mentions}
    units = [unit for unit in units if unit.start(1) not in begins and not _NO_UNIT.search(unit.group(1))]
    return settle([*mentions, *(NameMention(*unit.span(1), "ORG", "rule:bracket", 0.75) for unit in units)])


def communes(text: str, mentions: Sequence[NameMention]) -> list[NameMention]:
    """People's communes and their brigades as organs, but where they only say where something is."""
    if "公社" not in text and "大队" not in text:
        return list(mentions)
    return [replace(m, kind="ORG") if m.kind == "LOC" and _is_organ(text, m) else m for m in mentions]


def _is_organ(text: str, mention: NameMention) -> bool:
    string = text[mention.start : mention.end]
    if not _COMMUNE.search(string):
        return False
    stands = _STANDS.match(text, mention.end) or _AMONG.search(text, max(0, mention.start - 3), mention.start)
    return not stands
