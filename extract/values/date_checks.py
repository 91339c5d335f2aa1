"""What must stand around a doubtful reading of a time: 21:15 beside words of contest is a score."""

from __future__ import annotations

import re

from extract.values.date_model import Item

_CLOCK_BEFORE = re.compile(r"(?:^|[\s,。;:、(“于在至到截止从约自逾概快近日晚早晨午天当期])$")
_NUMBER_BEFORE = re.compile(r"(?:^|[\s,。;:、(“于在至到截止从自本月这那是的])$")
_NUMBER_NOT = re.compile(
    r"[路街巷弄村园区楼栋幢院组道里坊桥镇队第型列级座室房层号字编代期船宫舟娥问龙一二三四五六七八九十]$"
)
_NUMBER_AFTER = re.compile(
    r"^(?:[\s,。;:、)”至到-]|上午|下午|凌晨|中午|晚|早|清晨|起|以后|之前|前|之后|当天|夜|开|出|到|去|就)|^$"
)
_SCORE = re.compile(r"比|胜|负|平|败|分|局|:$")
_SCORE_AFTER = re.compile(r"^(?:[^。,]{0,4}(?:胜|负|战|击败|平|领先|落后|逆转|险|淘汰|的比))")
_ONE_AFTER = re.compile(r"^(?:三[餐次]|游|不|之|千里|夫妻|为师|内|一)")
_ONE_BEFORE = re.compile(r"[如某每这有近另那终今]$")
_CLAUSE_BEFORE = re.compile(r"(?:^|[\s,。;:!?、“—(跟与比和像在从自])$")
_USED_TO = re.compile("(?:曾|是|从(?![这那])|常|总是|一直|生活|没有|被|也|每)")
_AWAY = frozenset("了的走跑说飞冲赶扑带挤划递拿送看望眼掉昏晕睡死忍混熬挨爬翻游渡穿经搬运开骑转推打传冲让过")
_GRADE_AFTER = re.compile(r"^(?:[至到、]|上午|下午|早|清晨|凌晨|中午|晚|一大早|那天|当天|是|这天|,)")
_SEASON = re.compile(r"(?:^|[\s,。;:、“(在到于进入临近时值今昨当是])$")
_SEASON_AFTER = re.compile(r"^(?:[\s,。;:、)”当这前后时以到来]|节气|之际|期间|过后|来临|[已来渐]|$)")
_LENGTH_AFTER = re.compile(
    r"^(?:计划|规划|行动计划|行动|战略|决战|老店|大计|好合|抗战|寒窗|树木|制|期(?![^,。;]{0,6}[债券存贷])|级|一遇|一度|度的|一届|如一日|四季|到头|到晚)"
)
_FOUR_WEEKS = re.compile(r"(?:期|近|约|时|续|达|了|共|个)$")
_LENGTH_BEFORE = re.compile(r"(?:第|同|某|哪|[a-zA-Z])$")


def clock_fits(text: str, start: int, end: int) -> bool:
    """A bare N点 or N时 needs a boundary or a preposition before it."""
    return bool(_CLOCK_BEFORE.search(text[max(0, start - 1) : start]))


def score_fits(text: str, start: int, end: int) -> bool:
    """21:15 is no clock time beside words of contest."""
    return not (_SCORE.search(text[max(0, start - 3) : start]) or _SCORE_AFTER.search(text[end : end + 8]))


def number_fits(text: str, start: int, end: int) -> bool:
    """A bare N号 is a day only between boundaries."""
    before = text[max(0, start - 1) : start]
    if end - start == 3 and text[start].isdigit() and not _NUMBER_NOT.search(before):
        return True
    return bool(_NUMBER_BEFORE.search(before) and _NUMBER_AFTER.search(text[end : end + 2]))


def part_fits(text: str, start: int, end: int) -> bool:
    """一上午, 整个下午 are lengths of time, not parts of a certain day."""
    return text[start - 1 : start] not in tuple("一整每某半几两") if start else True


def one_fits(text: str, start: int, end: int) -> bool:
    """一日 is the first of the month, not "one day" of an idiom."""
    return not (_ONE_AFTER.search(text[end : end + 2]) or _ONE_BEFORE.search(text[max(0, start - 1) : start]))


def clause_fits(text: str, start: int, end: int) -> bool:
    """未来, 过去, 之后 are times only where a clause begins, or 过去 where what used to be is told (他们过去是船工)."""
    if text.startswith("过去", start) and _USED_TO.match(text, end) and text[start - 1] not in _AWAY:
        return True
    return bool(_CLAUSE_BEFORE.search(text[max(0, start - 1) : start]))


def grade_fits(text: str, start: int, end: int) -> bool:
    """初一 is a school year unless a day is plainly meant."""
    return bool(_GRADE_AFTER.search(text[end : end + 3]))


def season_fits(text: str, start: int, end: int) -> bool:
    """A bare season or solar term is a time only where it stands free."""
    return bool(_SEASON.search(text[max(0, start - 1) : start]) and _SEASON_AFTER.search(text[end : end + 2]))


def length_fits(text: str, start: int, end: int) -> bool:
    """A duration inside a name (三年行动计划, 百年大计) is none."""
    if text[start:end] == "四周" and not _FOUR_WEEKS.search(text[max(0, start - 2) : start]):
        return False
    return not (_LENGTH_AFTER.search(text[end : end + 4]) or _LENGTH_BEFORE.search(text[max(0, start - 1) : start]))


CHECKS = {
    "clock": clock_fits,
    "score": score_fits,
    "number": number_fits,
    "one": one_fits,
    "part": part_fits,
    "clause": clause_fits,
    "grade": grade_fits,
    "season": season_fits,
    "duration": length_fits,
}


def fits(item: Item, text: str, window: int) -> bool:
    """Whether the surroundings bear out an item of the window that begins at an offset of the text."""
    return all(CHECKS[name](text, window + item.start, window + item.end) for name in item.checks)
