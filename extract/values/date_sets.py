"""Sets of times: 每天, 每隔两天, 按季度."""

from __future__ import annotations

import re
from decimal import Decimal

from extract.values.date_model import Every
from extract.values.date_numerals import read_quantity

_EVERY_UNITS = {
    "周工作日": ("W", 1),
    "小时": ("TH", 1), "分钟": ("TM", 1), "秒": ("TS", 1), "工作日": ("D", 1), "周末": ("W", 1), "星期": ("W", 1),
    "礼拜": ("W", 1), "季度": ("M", 3), "季": ("M", 3), "月份": ("M", 1), "月": ("M", 1), "年度": ("Y", 1),
    "年": ("Y", 1),
    "周": ("W", 1), "天": ("D", 1), "日": ("D", 1), "晚": ("D", 1), "夜": ("D", 1), "早": ("D", 1), "晨": ("D", 1),
}  # fmt: skip


_ON_WEEKDAYS = re.compile("(每.*?(?:周|星期|礼拜))[一二三四五六日天]")


def read_every(text: str) -> Every | None:
    """每天, 天天, 每隔两天, 每半年, 按季度: the period of a set."""
    text = "每" + text[0] if len(text) == 2 and text[0] == text[1] else text  # 天天, 年年
    if text.endswith(tuple("一二三四五六日天")) and (week := _ON_WEEKDAYS.match(text)):
        text = week[1]
    unit = next((unit for unit in _EVERY_UNITS if text.endswith(unit)), None)
    if unit is None:
        return None
    code, factor = _EVERY_UNITS[unit]
    numeral = text[: -len(unit)].lstrip("每间隔逢按 ").rstrip("个 ")
    if not numeral:
        return Every(Decimal(1), code, factor)
    quantity = read_quantity(numeral + "个" + unit)
    return Every(quantity.number, code, factor)
