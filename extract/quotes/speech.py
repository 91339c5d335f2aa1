"""Which quotation marks hold speech, and which a name, a slogan or a word held at arm's length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = re.compile('[“”"]')
_END = re.compile(r"(?:[。!?…—]|\.{3})[’)）]?$")
_COLON = re.compile(r":\s*$")
_LEAD = re.compile(r"[,:]\s*$")
_PERSON = re.compile(r"[我你您咱]|吧[,。!?]|吗[?]|呢[?。]|啊[,。!]")
_NAMED_AFTER = re.compile(
    r"\s*(?:这|那)?(?:一?[个句种项]|口号|号召|誓言|理念|精神|原则|方针|机制|模式|活动|工程|行动|标语|字样|主题|称号|美誉|之称)"
)
_NO_SPEECH_BEFORE = re.compile(
    r"(?:确保|做到|以|为|叫|名为|称为|称作|誉为|所谓|实现|坚持|按照|开展|题为|主题[为是]|口号[为是]?|写着|写有|印有|刻有|挂着|张贴"
    r"|(?:流传|有|都说)着?(?:这样|这么)?一?句(?:老话|俗话|话|谚语|顺口溜|歌谣)|(?:俗话|常言|古语|谚语)(?:说|讲|道|云))\s*[:,]?\s*$"
)
_LONGEST = 2000  # characters of one quotation in one block


@dataclass(slots=True)
class Quotation:
    """What stands between two quotation marks: `start`/`end` without the marks, `opened`/`closed` with them."""

    start: int
    end: int
    opened: int
    closed: int


def quotations(folded: str, start: int, end: int, goes_on: bool = False) -> Iterator[Quotation]:
    """The outermost quotations of one block, in order; `goes_on`: whether the next block opens with a mark.

    A second opening mark inside an open quotation opens a nested one. A quotation that is not closed ends with its
    block if it also begins it or follows a colon and the next block opens one (speech that goes on in the next
    paragraph is printed so), and is dropped elsewhere.
    """
    stack: list[int] = []
    last = start
    for mark in _MARK.finditer(folded, start, end):
        opening = mark[0] == "“" or (mark[0] == '"' and not (stack and folded[stack[-1]] == '"'))
        if opening:
            stack.append(mark.start())
        elif stack:
            opened = stack.pop()
            if not stack:
                yield Quotation(opened + 1, mark.start(), opened, mark.end())
                last = mark.end()
    if not stack or stack[0] < last or end - stack[0] >= _LONGEST:
        return
    if not folded[start : stack[0]].strip() or (goes_on and folded[stack[0] - 1] == ":"):
        yield Quotation(stack[0] + 1, end, stack[0], end)


def is_speech(folded: str, quotation: Quotation, start: int, said: bool) -> bool:
    """Is this quotation speech? `start` is where its block begins, `said` whether a verb of saying stands beside it.

    Speech is what ends as a sentence does inside its marks, or follows a verb of saying or a colon, and is as long as
    an utterance; a quotation that the words around it use as a name is none.
    """
    inside = folded[quotation.start : quotation.end].strip()
    before = folded[max(start, quotation.opened - 12) : quotation.opened]
    ended = _END.search(inside) is not None
    if not inside or _NAMED_AFTER.match(folded, quotation.closed):
        return False
    if _NO_SPEECH_BEFORE.search(before):
        return ended and len(inside) > 20 and _PERSON.search(inside) is not None
    if ended:
        led = said or _LEAD.search(before) is not None
        sure = led or "," in inside or len(inside) > 12 or _PERSON.search(inside) is not None
        return sure and len(inside) >= (3 if led else 4)
    if inside.endswith(","):
        return True
    return (said or _COLON.search(before) is not None) and len(inside) >= 8 and ("," in inside or "。" in inside)
