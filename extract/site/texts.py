"""The words of the pages: Chinese as written in the templates, English from english.tsv."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")

# What the record calls things: code → (Chinese, English).
LABELS: dict[str, tuple[str, str]] = {
    "PER": ("人物", "Person"), "ORG": ("机构", "Organization"), "LOC": ("地点", "Place"), "DATE": ("时间", "Time"),
    "NUM": ("数量", "Count"), "ACT": ("行动", "Action"), "QUO": ("引语", "Quote"),
    "person": ("人物", "People"), "organization": ("机构", "Organizations"), "place": ("地点", "Places"),
    "outlet": ("报刊", "Newspaper"), "action": ("行动", "Actions"), "month": ("年月", "Month"),
    "agent": ("谁", "who"), "object": ("什么", "what"), "recipient": ("对谁", "to whom"), "time": ("何时", "when"),
    "name": ("名称", "name"), "age": ("年龄", "age"), "titles": ("职务", "posts"), "canonical": ("全称", "full name"),
    "code": ("代码", "code"), "value": ("值", "value"), "unit": ("单位", "unit"), "of": ("数的是什么", "of what"),
    "approx": ("确数或约数", "exact or not"), "type": ("种类", "type"), "modality": ("状态", "state"),
    "polarity": ("肯定或否定", "affirmed or denied"), "kind": ("种类", "kind"), "speaker": ("说话人", "speaker"),
    "direct": ("直接引语", "quoted"), "indirect": ("间接引语", "reported"),
    "actual": ("已发生", "done"), "planned": ("计划", "planned"), "required": ("要求", "required"),
    "possible": ("可能", "possible"), "exact": ("确数", "exact"), "about": ("约", "about"), "over": ("多于", "over"),
    "under": ("少于", "under"), "metadata": ("随文件给出", "given"), "page": ("版面所印", "printed"),
    "inferred": ("由正文推断", "inferred"), "none": ("未知", "unknown"), "reporter": ("记者", "reporter"),
    "correspondent": ("通讯员", "correspondent"), "photographer": ("摄影", "photographer"),
    "editor": ("编辑", "editor"), "source": ("来源", "source"), "+": ("肯定", "affirmed"), "-": ("否定", "denied"),
}  # fmt: skip

# The types of actions.
ACTIONS: dict[str, tuple[str, str]] = {
    "donate": ("捐赠", "donate"), "distribute": ("发放", "distribute"), "establish": ("成立", "establish"),
    "deploy": ("调派", "deploy"), "inspect": ("检查走访", "inspect"), "test": ("检测", "test"),
    "treat": ("救治", "treat"), "meet": ("会议会见", "meet"), "publish": ("发布", "publish"),
    "direct": ("要求部署", "direct"), "train": ("培训演练", "train"), "inform": ("宣传通报", "inform"),
    "suspend": ("停办关闭", "suspend"), "open": ("开放启用", "open"), "build": ("建设", "build"),
    "remove": ("清除", "remove"), "persuade": ("劝导", "persuade"), "handle": ("处置", "handle"),
    "enforce": ("查处", "enforce"), "sign": ("签约", "sign"), "award": ("表彰获奖", "award"),
    "invest": ("投入", "invest"), "join": ("参加", "join"), "guard": ("值守", "guard"), "hold": ("举办", "hold"),
    "casualty": ("伤亡灾害", "casualty"), "change": ("增减", "change"), "produce": ("生产", "produce"),
    "appoint": ("任免", "appoint"), "move": ("往来运送", "move"),
}  # fmt: skip


# What the forms call the parts of a question.
FIELD_WORDS = {
    "q": "检索词", "person": "人物", "organization": "机构", "place": "地点", "outlet": "报刊",
    "after": "从", "before": "到", "least": "不少于（元）", "modality": "状态", "sort": "排序", "title": "职务",
    "thing": "数的是什么", "only": "哪些", "published": "发表日期", "text": "文字",
}  # fmt: skip


def label(code: str, language: str) -> str:
    """What a code of the record is called; the code itself where it is not known.

    >>> label("PER", "zh"), label("其他", "en")
    ('人物', '其他')
    """
    return _named(LABELS, code, language)


def action_label(code: str, language: str) -> str:
    """What a type of action is called.

    >>> action_label("donate", "zh")
    '捐赠'
    """
    return _named(ACTIONS, code, language)


def _named(known: dict[str, tuple[str, str]], code: str, language: str) -> str:
    return known[code][language == "en"] if code in known else code


def words(text: str, language: str) -> str:
    """A text of the pages in the reader's language."""
    return english().get(text, text) if language == "en" else text


@cache
def english() -> dict[str, str]:
    """The English of every text, by the Chinese."""
    lines = Path(__file__).with_name("english.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines[1:])
