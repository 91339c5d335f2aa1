"""Credits inside a paragraph: at its head, at its foot, under a picture, and names that stand alone as signatures."""

from __future__ import annotations

import re

from extract.layout.credits import DECORATION, CreditParser, Found
from extract.layout.lines import is_han
from extract.rules import Settings
from extract.rules.layout import Credits, Headings

_BRACKET = re.compile(r"[(【\[]([^()【】\[\]]{2,70})[)】\]]")
_DISPATCH = re.compile(r"[^,。:;(]{0,30}?(?:讯|电|消息|信息)[\s:,]\s?(?=\S)")
_REPORTED = re.compile(
    r"(?:摄影|综合)?报[道导](?=[:\s,]|$)|(?<=[\u4e00-\u9fff])[:](?!\d)|(?<=[\u4e00-\u9fff]{2})\s(?=\S{6})"
)
_EDITOR = r"(?:责任编辑|网络编辑|责编|编辑)\s?[:/]"
_EDITORS = re.compile(rf"(?:(?<=[。!?”\s)])|(?<=报|网|社|台))\s*((?:{_EDITOR}|来源\s?[:/]).{{2,50}})$")
_PICTURED = re.compile(r"(?:^|[。!?;,)”\s])\s*([^。!?;,)”]{2,24}(?:摄影报道|摄影|摄|供图|/图))$")
_PICTURED_AFTER_SPACE = re.compile(r"\s([^。!?;,)”\s]{2,24}(?:摄影报道|摄影|摄|供图|/图))$")


class CreditReader(CreditParser):
    """Reads credits at the head and the foot of a paragraph, and signatures.

    >>> CreditReader(Settings()).head("本报讯(记者何田 通讯员林小川)大堤昨日合龙。")
    [('reporter', 6, 8), ('correspondent', 12, 15)]
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        rules = settings.patterns.rule("layout", "credits", Credits)
        self._dateline = re.compile(rf"[^。,!?;\"“”]{{0,40}}?(?:{rules.dateline})\s?[:,]?\s?$")
        self._wire = re.compile(rules.wire)
        self._labels = frozenset(settings.patterns.rule("layout", "headings", Headings).labels)
        self._homes = tuple(rules.homes)
        self._reporting = re.compile(rf"\s*(?:{self.any_before.pattern})")

    def head(self, folded: str) -> list[Found]:
        """Credits at the head of a paragraph: 本报讯(记者…), …电(…), 记者…报道:."""
        lead = folded[:130]
        bracket = _BRACKET.search(lead)
        if bracket is not None and bracket.start() <= 44:
            before = lead[: bracket.start()]
            dated = not before.strip() or self._dateline.fullmatch(before) is not None
            bare = "reporter" if dated else None
            inner = self.parse(bracket.group(1).strip(), _inner(bracket), bare, strict=not before.strip())
            if inner and (dated or self.hint.search(bracket.group(1))) and len(before) <= 44 and "。" not in before:
                return inner
        return self._reported(lead)

    def _reported(self, lead: str) -> list[Found]:
        """本报讯 记者 X 通讯员 Y 报道:, 本报记者X、Y报道:, X报记者X报道 – the words before 报道 or a colon."""
        for match in _REPORTED.finditer(lead[:90]):
            text = lead[: match.end() if match.group().endswith(("道", "导")) else match.start()]
            wire = _DISPATCH.match(text)
            start = wire.end() if wire is not None else 0
            if self._reporting.match(text, start):
                body = text[start:]
                found = self.parse(body.strip(), start + _lead(body), strict=True)
                if found:
                    return found
        return []

    def tail(self, folded: str, last: bool) -> list[Found]:
        """Credits at the foot of a paragraph: (记者 X), (X 摄), 责编:X; a bare name only in the `last` one."""
        base = max(0, len(folded) - 90)
        end = folded[base:].rstrip(" 。")
        found: list[Found] = []
        while end.endswith((")", "】", "]")):
            matches = [m for m in _BRACKET.finditer(end) if m.end() == len(end)]
            if not matches:
                break
            inner = matches[0].group(1)
            credits = self.parse(inner.strip(), base + _inner(matches[0]), bare="correspondent" if last else None)
            if credits is None and inner.strip() not in ("完", "待续", "续完"):
                break
            found = (credits or []) + found
            end = end[: matches[0].start()].rstrip()
        if not found:
            found = self._editors(end, base)
        return found

    def _editors(self, end: str, base: int) -> list[Found]:
        match = _EDITORS.search(end)
        if match is None:
            return []
        editor = re.search(_EDITOR, match.group(1))
        start = match.start(1) + (editor.start() if editor else 0)
        return (self.parse(end[start:], base + start) or []) if editor else []

    def caption(self, folded: str) -> list[Found]:
        """Photo credits at the end of a caption: …。何田摄, (何田 摄), …供图."""
        found = self.tail(folded, last=False)
        if found:
            return found
        base = max(0, len(folded) - 40)
        end = folded[base:].rstrip(" 。)】")
        for pattern in (_PICTURED, _PICTURED_AFTER_SPACE):
            match = pattern.search(end)
            if match is not None:
                credits = self.parse(match.group(1).strip(), base + match.start(1) + _lead(match.group(1)))
                if credits:
                    return credits
        return []

    def signature(self, folded: str) -> tuple[int, int] | None:
        """The span of a name that stands alone on a line, perhaps with a space in it."""
        body = folded.strip(DECORATION)
        if not 2 <= len(body) <= 6 or "·" in body or not self.names.is_person(body.replace(" ", "")):
            return None
        start = folded.find(body)
        return start, start + len(body)

    def last_word(self, folded: str) -> tuple[int, int] | None:
        """The span of two or three characters that end a page: a pen name, where they are no known word."""
        known = folded in self.names.not_names or folded in self._labels
        return (0, len(folded)) if 2 <= len(folded) <= 3 and all(map(is_han, folded)) and not known else None

    def home_signature(self, folded: str) -> tuple[int, int] | None:
        """The span of the name in a line that holds a home or a post and a name: 东坪村 何田."""
        body = folded.strip(DECORATION)
        home, _, name = body.rpartition(" ")
        if not 2 <= len(home) <= 16 or len(body) > 20 or not all(map(is_han, home.replace(" ", ""))):
            return None
        if not self.names.is_person(name) or not home.endswith(self._homes):
            return None
        start = folded.rfind(name)
        return start, start + len(name)

    def is_wire(self, folded: str) -> bool:
        """Whether a paragraph begins as a dispatch does: 本报讯, 新华社…日电."""
        return self._wire.match(folded[:60]) is not None


def _lead(text: str) -> int:
    """How many spaces stand before a text."""
    return len(text) - len(text.lstrip())


def _inner(bracket: re.Match[str]) -> int:
    """Where the words in a bracket begin."""
    return bracket.start(1) + _lead(bracket.group(1))
