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

# An organ after its area, and what of it stands for it later: 市|卫生监督所 → 卫生监督所, 监督所.
_ORGAN = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}?[省市县区州镇乡]|[省市县区州镇乡])([\u4e00-\u9fff]{2,10}?(?:局|厅|所|站|支队|大队|总队|疾控中心))$"
)
_ORGAN_ENDS = frozenset("局厅所站队心")
_STANDS = re.compile(r"(?<![\u4e00-\u9fff])|(?<=[由和与被向对在据从经让])")
_GOES_ON = frozenset("长里内的们级系干")  # after a short form: a post, a place, a crowd
_NICK = re.compile("小(?=(.))")
_LIKE = frozenset("区时车路")  # surnames with which 小 makes words
_AFTER_NICK = re.compile("[的在说是把被对向和与也就又刚正才却]|[^\u4e00-\u9fff]")
# What is left of a firm's trade in its short name: 新材料 → 新材.
_SHORT_TRADES = """
新材料:新材 复合材料:复材 化学工业:化工 石油化工:石化 重型机械:重机,重工 重型装备:重装 电子科技:电科 生物科技:生科
生物技术:生物 生物医药:生物,医药 生物制药:生物,制药 环境保护:环保 环保科技:环保 能源科技:能科 新能源:新能
城市建设投资:城投
城市建设:城建 城乡建设投资:城投 交通投资:交投 建设投资:建投 文化旅游:文旅 文化传媒:传媒,文传 文化传播:文化 水务投资:水投
旅游投资:旅投 农业发展:农发 工业投资:工投 国有资本:国资 金融控股:金控 轨道交通:轨交,轨道 公共交通:公交 港口航运:港航
煤炭化工:煤化 电力建设:电建 建筑工程:建工 铁路工程:铁工 矿业开发:矿业 农业科技:农科 信息技术:信息 光电科技:光电
智能装备:智装,智能 精密机械:精机 高新技术:高新 特种材料:特材 数字科技:数科
"""
_TRADES = {long: shorts.split(",") for long, shorts in (pair.split(":") for pair in _SHORT_TRADES.split())}
_TRADE = re.compile(f"({'|'.join(sorted(_TRADES, key=lambda trade: (-len(trade), trade)))})")
_BRAND = 2  # characters that a short name keeps before its trade at least


def organ_tails(text: str, name: str, start: int) -> list[str]:
    """Short forms of an organ that stand by themselves after it: 监督所 of 市卫生监督所."""
    match = _ORGAN.match(name)
    if match is None or len(match[1]) < 3:
        return []
    tail = match[1]
    forms = [tail, tail[-3:]] if len(tail) > 4 and tail[-1] in "所站" else [tail]
    return [form for form in forms if _stands(text, form, start + len(name))]


def _stands(text: str, form: str, start: int) -> bool:
    """Whether a short form stands after `start` where a name begins, and never goes on as another word."""
    at = text.find(form, start)
    while at >= 0:
        if _STANDS.match(text, at) and text[at + len(form) : at + len(form) + 1] not in _GOES_ON:
            return True
        at = text.find(form, at + 1)
    return False


def trades(stem: str) -> list[str]:
    """What a firm is called with its trade cut short: 云帆新材料 → 云帆新材."""
    match = _TRADE.search(stem)
    if match is None or match.start() < _BRAND:
        return []
    return [stem[: match.start()] + short for short in _TRADES[match.group()]]


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
    found += [*trades(stem), *(trades(stem[lead:]) if lead else ())]
    return [brand for brand in dict.fromkeys(found) if len(brand) >= 3 and brand != name and brand not in places]


def repeat(text: str, mentions: Sequence[NameMention], shorts: Sequence[tuple[str, NameKind]]) -> list[NameMention]:
    """The mentions, and every other place where one of their strings, or of `shorts`, stands free."""
    if not shorts and not _any_stands_free(text, mentions):
        return list(mentions)
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


def _any_stands_free(text: str, mentions: Sequence[NameMention]) -> bool:
    """Whether a string of the mentions also stands outside all of them; in four articles of five none does."""
    strings: set[str] = set()
    gaps: list[str] = []
    at = 0
    for mention in mentions:
        start, end = mention.start, mention.end
        gaps.append(text[at:start])
        strings.add(text[start:end])
        at = end
    rest = "\n".join([*gaps, text[at:]])
    return any(string in rest for string in strings)


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
    nicks = frozenset(_NICK.findall(text)) if "小" in text else frozenset()
    persons = bool(nicks) or "·" in text
    for mention in mentions:
        if mention.kind == "ORG":
            found += [(form, "ORG") for form in _of_organ(text, mention, places)]
        elif persons and mention.kind == "PER":
            found += [(form, "PER") for form in _of_person(text, text[mention.start : mention.end], nicks, places)]
    return found


def _of_organ(text: str, mention: NameMention, places: frozenset[str]) -> list[str]:
    """Short forms of an organization."""
    string = text[mention.start : mention.end]
    found: list[str] = []
    if string.endswith(("公司", "集团")):
        found = brands(string, places)
    elif mention.by == "rule:org_company":
        brand = _FIRM.sub("", string)
        if brand != string and len(brand) >= 3 and brand not in places:
            found = [brand]
    elif mention.by == "rule:org_match":  # of two characters too: 海狮
        found = [string]
    if string[-1] in _ORGAN_ENDS and not mention.by.startswith("rule:again"):
        found += organ_tails(text, string, mention.start)
    if ordinal := ordinal_form(string):
        found.append(ordinal)
    return found


def _of_person(text: str, string: str, nicks: frozenset[str], places: frozenset[str]) -> list[str]:
    """Short forms of a person; `nicks` are the characters that follow 小 in the text."""
    found = [part for part in string.split("·") if len(part) > 1 and part not in places] if "·" in string else []
    if string[0] in nicks and string[0] not in _LIKE and len(string) in (2, 3):
        nick = "小" + string[0]
        if _AFTER_NICK.match(text, text.find(nick) + len(nick)):
            found.append(nick)
    return found
