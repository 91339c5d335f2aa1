"""Which forms name the same person, organization or place: short, relative and abbreviated ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extract.names.again import ordinal_form, trades

_REMEMBERED = 8192  # names whose long form is kept
_TEAMS = ("队", "男篮", "女篮", "男排", "女排", "男足", "女足")  # what a place's team may be called in full
_KINDS = ("公司", "集团")
_AREA_LEVELS = frozenset(("省", "市", "县", "区", "镇", "乡", "村", "街道", "社区", "公社"))
_LONGEST_PLACE = 4  # characters of a place before a firm's name
_NICK = re.compile(r"^[小老阿](.)$")
_COMPOUND = re.compile(r"^(欧阳|上官|司马|诸葛|皇甫|慕容|令狐|司徒|夏侯|尉迟|公孙|申屠|东方|端木|百里|呼延)")
_FIRM = re.compile(
    r"^(?:酒业|药业|制药|重工|实业|科技|集团|控股|股份|有限公司|有限责任公司|股份有限公司|集团有限公司|公司|超市|银行|电子|钢铁|能源|汽车)+$"
)
_FORM = re.compile(
    r"^(?:老|某|某某|总|工|姐|哥|嫂|老先生|老太太|氏|(?:副|总)?(?:书记|主任|局长|院长|校长|厂长|经理|董事长|主席|会长|所长|队长|站长|处长|科长|部长|厅长|市长|省长|"
    r"县长|区长|镇长|乡长|村长|支书|总理|总统|司令|将军|政委|连长|营长|团长|排长|班长|医生|大夫|护士长|老师|教授|博士|院士|师傅|警官|法官|律师|教练|导演|老板|社长|"
    r"先生|女士|小姐|大爷|大妈|大叔|大伯|大娘|大嫂|大姐|大哥|阿姨|阿婆|爷爷|奶奶|伯伯|叔叔|同志|老人|老汉|老太|大使|参赞))$"
)
# Abbreviations of organs with what they stand for.
_LONG = {
    "卫健委": "卫生健康委员会", "发改委": "发展改革委员会", "发改局": "发展改革局", "人社局": "人力资源社会保障局",
    "住建局": "住房城乡建设局", "市监局": "市场监督管理局", "市场监管局": "市场监督管理局", "文旅局": "文化旅游局",
    "文广旅局": "文化广电旅游局", "国资委": "国有资产监督管理委员会", "疾控中心": "疾病预防控制中心",
    "人大": "人民代表大会", "常委会": "常务委员会", "纪委": "纪律检查委员会", "监委": "监察委员会",
    "中院": "中级人民法院", "高院": "高级人民法院", "检察院": "人民检察院", "法院": "人民法院", "政府": "人民政府",
    "交警": "公安局交通警察", "城管局": "城市管理局", "工信局": "工业信息化局",
    "工信委": "工业信息化委员会", "经信委": "经济信息化委员会", "农委": "农业委员会", "公社": "人民公社",
    "应急局": "应急管理局", "食药监局": "食品药品监督管理局", "安监局": "安全生产监督管理局", "环保局": "环境保护局",
    "质监局": "质量技术监督局", "工商局": "工商行政管理局", "医保局": "医疗保障局", "妇保院": "妇幼保健院",
    "机关事务局": "机关事务管理局", "消防支队": "消防救援支队", "消防大队": "消防救援大队", "残联": "残疾人联合会",
    "妇联": "妇女联合会", "文联": "文学艺术界联合会", "科协": "科学技术协会", "总工会": "工会", "红会": "红十字会",
    "供销社": "供销合作社", "信用社": "信用合作社", "县委": "县委员会", "市委": "市委员会", "区委": "区委员会",
    "省委": "省委员会", "地委": "地区委员会", "团市委": "共青团市委员会", "党委": "党委员会",
}  # fmt: skip
_ABBREVIATED = re.compile("|".join(sorted(_LONG, key=lambda short: (-len(short), short))))
_WRITTEN = ("人民政府", "人民法院", "人民检察院", "人民公社", "有限公司", "人民代表大会")
_FILLING = re.compile("和|与|及|中共|“|”|省(?=[\u4e00-\u9fff]{2,4}[市县区])|股份|有限|责任")
_SHORTENED = re.compile("|".join((_ABBREVIATED.pattern, _FILLING.pattern, *_WRITTEN)))
_POST = re.compile("[\u4e00-\u9fff]{2,8}")
_BEFORE_NAME = 16  # characters before a name in which its posts stand


@lru_cache(_REMEMBERED)
def long_form(organization: str) -> str:
    """An organization's name with its abbreviations written out and without what is left out at will.

    >>> long_form("柘岭市人社局") == long_form("柘岭市人力资源和社会保障局")
    True
    """
    if not _SHORTENED.search(organization):
        return organization
    for written in _WRITTEN:  # what holds an abbreviation without being one
        organization = organization.replace(written, written[-2:])
    return _FILLING.sub("", _ABBREVIATED.sub(lambda match: _LONG[match.group()], organization))


def only(found: Sequence[str]) -> str | None:
    """The one name found; None where there are several or none."""
    return found[0] if len(found) == 1 else None


def short_persons(names: Sequence[str], text: str) -> Sequence[str]:
    """Those of the names that may be short for another; all where a foreign name may be cut to one of its parts."""
    return names if "·" in text else [name for name in names if _short_of(name)[0]]


def full_person(name: str, names: Sequence[str], text: str) -> str | None:
    """The full name behind 小郭, 顾老, 陆书记, 普京; None unless exactly one person of the article can be meant."""
    if "·" in name:
        return None
    dotted = (other.split("·") for other in names if "·" in other) if "·" in text else ()
    foreign = ["·".join(parts) for parts in dotted if name in (parts[0], parts[-1])]
    if foreign:
        return only(foreign)
    surname, nick = _short_of(name)
    if not surname:
        return None
    full = [o for o in names if o != name and o.startswith(surname) and len(o) <= 4 and "·" not in o]
    found = [o for o in full if not _is_short(o, surname)]
    if len(found) > 1 and not nick:  # two of one surname: the one whose post it is
        form = name[len(surname) :]
        found = [o for o in found if _is_addressed(text, o, form)] or found
    return only(found)


def _is_addressed(text: str, name: str, form: str) -> bool:
    """Whether a form of address stands beside the name: 书记李宁, 李宁副书记, 书记、区长李宁."""
    if form + name in text or name + form in text or f"{name}副{form}" in text:
        return True
    at = text.find(name)
    while at >= 0:
        before, _, post = text[max(0, at - _BEFORE_NAME) : at].rpartition("、")
        if before.endswith(form) and _POST.fullmatch(post):
            return True
        at = text.find(name, at + 1)
    return False


@lru_cache(_REMEMBERED)
def _short_of(name: str) -> tuple[str, bool]:
    """The surname in a short form, and whether it is one like 小郭; "" where the name is no short form."""
    nick, compound = _NICK.match(name), _COMPOUND.match(name)
    surname = nick.group(1) if nick else compound.group(1) if compound else name[0]
    return (surname if nick or _is_short(name, surname) else ""), nick is not None


@lru_cache(_REMEMBERED)
def _is_short(name: str, surname: str) -> bool:
    """Whether a name is a surname with a form of address."""
    return bool(_FORM.match(name[len(surname) :]))


def short_organizations(names: Sequence[str], text: str) -> Sequence[str]:
    """Those of the names that may be short for another."""
    forms = [long_form(name) for name in names]
    row, long_row = "\n".join(names), "\n".join(forms)
    firms = [name[:2] for name in names if name.endswith(_KINDS)]
    called = "简称“" in text
    return [
        name
        for name, form in zip(names, forms, strict=True)
        if row.count(_stem(name)) > 1
        or (form != name and long_row.count(form) > 1)
        or firms.count(name[:2]) > name.endswith(_KINDS)
        or (name[-1] in "院中" and "第" in row)
        or (called and f"简称“{name}”)" in text)
    ]


def _stem(organization: str) -> str:
    """What of a name its full form holds: the name, that of a team or a firm without its last word."""
    if organization[-1] == "队":
        return organization[:-1]
    return organization[:-2] if organization.endswith(_KINDS) else organization


def full_organization(name: str, names: Sequence[str], text: str) -> str | None:
    """The full name behind 疾控中心 (市疾控中心), 香溪 (香溪酒业), 县人社局; None unless exactly one can be meant."""
    if len(name) < 2:
        return None
    length = len(name)
    longer = [o for o in names if name in o and len(o) > length and (o.endswith(name) or _is_brand(o, name))]
    if not longer and name[-1] == "队" and length > 2:
        teams = [o for o in names if len(o) > length and o.startswith(name[:-1]) and o.endswith(_TEAMS)]
        longer = [o for o in teams if not any(full != o and full.startswith(o[:-1]) for full in teams)]
    if not longer and name.endswith(_KINDS):
        longer = [o for o in names if len(o) > length and o.endswith(name[-2:]) and name[:-2] in o and length > 3]
    if not longer and name[-1] in "院中":
        longer = [o for o in names if ordinal_form(o) == name]
    if not longer and length > 3:
        longer = [o for o in names if o.endswith(_KINDS) and o[:2] == name[:2] and name in trades(o)]
    if not longer:
        own = long_form(name)
        longer = [o for o in names if len(o) > length and long_form(o).endswith(own)] if own != name else []
    if not longer:
        if "简称“" not in text:
            return None
        return only([o for o in names if f"{o}(以下简称“{name}”)" in text or f"{o}(简称“{name}”)" in text])
    return only([o for o in longer if not any(other != o and other.endswith(o) for other in longer)] or longer)


def _is_brand(full: str, name: str) -> bool:
    """Whether a name is the full one without its place and without what kind of firm it is."""
    at = full.find(name)
    return 0 <= at <= _LONGEST_PLACE and at + len(name) < len(full) and bool(_FIRM.match(full[at + len(name) :]))


def short_places(names: Sequence[str], text: str) -> Sequence[str]:
    """Those of the names that another holds."""
    row = "\n".join(names)
    return [name for name in names if row.count(name) > 1]


def full_place(name: str, names: Sequence[str], text: str) -> str | None:
    """The chain that a place ends (柳塘村 in 临水镇柳塘村), or the area it is short for (定水 in 定水县)."""
    names = [o for o in names if name in o and len(o) > len(name)]
    if not names:
        return None
    if len(name) >= 3:
        chains = [o for o in names if o.endswith(name)]
        if chains:
            return only([o for o in chains if not any(other != o and other.endswith(o) for other in chains)] or chains)
    begins = {o: _area_begin(name, o) for o in names}
    return only([o for o in names if begins[o] == 0]) or only(
        [o for o, begin in begins.items() if begin == 0 or (begin > 0 and o[begin - 1] in "省市县区镇乡州")]
    )


def _area_begin(name: str, chain: str) -> int:
    """Where the area begins that ends a chain and that a name is short for: 清屏县|苇塘乡; -1 if it is none."""
    for size in (1, 2):
        begin = len(chain) - len(name) - size
        if begin >= 0 and chain[-size:] in _AREA_LEVELS and chain.startswith(name, begin):
            return begin
    return -1
