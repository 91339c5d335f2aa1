"""Credits inside a paragraph: at its head, at its foot, under a picture, and names that stand alone as signatures."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.layout.credits import DECORATION, LONGEST_OFFICE, CreditParser, Found
from extract.layout.lines import is_han
from extract.rules import Settings
from extract.rules.layout import Credits, Headings

_BRACKET = re.compile(r"[(【\[]([^()【】\[\]]{2,70})[)】\]]")
_DISPATCH = re.compile(r"[^,。:;(]{0,30}?(?:讯|电|消息|信息)[\s:,]\s?(?=\S)")
_SET_WIRE = re.compile(r"【[^【】。,]{1,30}(?:[讯电]|消息|报[道导])】(?=.)")  # a dateline set in brackets
_REPORTED = re.compile(
    r"(?:摄影|综合)?报[道导](?=[:\s,]|$)|(?<=[\u4e00-\u9fff])[:](?!\d)|(?<=[\u4e00-\u9fff]{2})\s(?=\S{6})"
)
_SET_CLOSE = re.compile(  # what follows names that are set close to the text: a time, a way of learning, a mark
    r"昨|今[天日晨晚早年]|[近日]日|日前|前[天晚]|上周|本周|连日|从|获悉|据|报[道导]|在|了解|采访|来到|走[进访]|看到|\d|[,:;\s(]|于|当[天日]|随|赴|到"
)
_WRITERS = ("记者", "通讯员", "实习生", "通联员", "报道组")
_MOST = 6  # names of one role
_OPENING = re.compile(r"[^,。:;(]{0,30}")
_REMEMBERED = 1 << 10  # leads: a line's is asked for again as its paragraph's
_EDITOR = r"(?:责任编辑|网络编辑|责编|编辑)\s?[:/]"
_EDITORS = re.compile(rf"(?:(?<=[。!?”\s)])|(?<=报|网|社|台))\s*((?:{_EDITOR}|来源\s?[:/]).{{2,50}})$")
_BEHIND = re.compile(r"[。!?”]\s*((?:本[报刊台社网])?(?:特[派约])?记者[^。!?;,”]{2,12})$")
_PICTURED = re.compile(r"(?:^|[。!?;,)”\s])\s*([^。!?;,)”]{2,24}(?:摄影报道|摄影|摄|供图|/图))$")
_PICTURED_AFTER_SPACE = re.compile(r"\s([^。!?;,)”\s]{2,24}(?:摄影报道|摄影|摄|供图|/图))$")


AUTHORS = ("reporter", "correspondent")


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
        self._head = lru_cache(_REMEMBERED)(self._read_head)
        self._labels = frozenset(settings.patterns.rule("layout", "headings", Headings).labels)
        self._homes = tuple(rules.homes)
        self._reporting = re.compile(rf"\s*(?:{self.any_before.pattern})")
        self._run_in = re.compile(rf"(?:讯|电(?![视台话])|消息|信息|专稿)[\s:,]{{0,2}}(?={self.any_before.pattern})")

    def head(self, folded: str) -> list[Found]:
        """Credits at the head of a paragraph: 本报讯(记者…), …电(…), 记者…报道:."""
        return self._head(folded[:130])

    def _read_head(self, lead: str) -> list[Found]:
        bracket = _BRACKET.search(lead)
        if bracket is not None and bracket.start() <= 44:
            before = lead[: bracket.start()]
            dated = not before.strip() or self._dateline.fullmatch(before) is not None
            bare = "reporter" if dated else None
            inner = self.parse(bracket.group(1).strip(), _inner(bracket), bare, strict=not before.strip())
            named = (before.strip() and dated) or self.hint.search(bracket.group(1)) or self._all_people(lead, inner)
            if inner and named and len(before) <= 44 and "。" not in before:
                return inner
        reported, run_on = self._reported(lead), self._run_on(lead)
        return run_on if len(run_on) > len(reported) else reported

    def _all_people(self, lead: str, found: list[Found] | None) -> bool:
        return all(self.names.is_person(lead[a:b].replace(" ", "")) for _, a, b in found or [])

    def _run_on(self, lead: str) -> list[Found]:
        """本报讯记者X通讯员Y昨日…, 记者X 通讯员Y 昨日…, 本报记者X报道…: no mark between the names and the text. Without
        a dispatch's opening there must be two role words, or 报道."""
        wire = self._run_in.search(lead)
        if wire is not None and _OPENING.fullmatch(lead, 0, wire.start()) is None:
            wire = None
        position = wire.end() if wire is not None else 0
        found: list[Found] = []
        roles = 0
        while True:
            match, kind = self._role_before(lead, position)
            if match is None or kind is None or not match.group().endswith(_WRITERS):
                break
            start = _skip(lead, match.end())
            spans = self._people(lead, start, _MOST)
            if not spans:
                break
            found += [(kind, a, b) for a, b in spans]
            roles += 1
            position = _skip(lead, spans[-1][1])
        known = wire is not None or roles > 1 or lead.startswith(("报道", "报导"), position)
        return [item for item in found if item[0] in AUTHORS] if known else []

    def _people(self, text: str, start: int, most: int) -> list[tuple[int, int]]:
        """Names one behind the other, up to the words that follow names; none where they cannot be told."""
        for size in (3, 2, 4):
            end = start + size
            if end > len(text) or not self.names.is_person(text[start:end]):
                continue
            if self.any_before.match(text, _skip(text, end)):
                return [(start, end)]
            further = self._people(text, _skip(text, end), most - 1) if most > 1 else []
            if further:
                return [(start, end), *further]
            if end == len(text) or _SET_CLOSE.match(text, end):
                return [(start, end)]
        return []

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
        return found or self._editors(end, base) or self._unmarked(end, base)

    def _unmarked(self, end: str, base: int) -> list[Found]:
        """A writer named behind the last sentence without a mark: …完工。记者何田."""
        match = _BEHIND.search(end)
        return (self.parse(match.group(1), base + match.start(1), strict=True) or []) if match is not None else []

    def _editors(self, end: str, base: int) -> list[Found]:
        match = _EDITORS.search(end) if "编" in end else None
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

    def office(self, folded: str) -> bool:
        """Whether a line is the name of an office and nothing else, as under a notice."""
        return 4 <= len(folded) <= LONGEST_OFFICE and all(map(is_han, folded)) and folded.endswith(self.names.endings)

    def is_wire(self, folded: str) -> bool:
        """Whether a paragraph begins as a dispatch does: 本报讯, 新华社…日电, 【清河讯】."""
        opening = folded[:60].lstrip("【〔[( ")
        return self._wire.match(opening) is not None or _SET_WIRE.match(folded) is not None


def _skip(text: str, position: int) -> int:
    """The next position that holds no space or mark between names."""
    while position < len(text) and text[position] in " 、/":
        position += 1
    return position


def _lead(text: str) -> int:
    """How many spaces stand before a text."""
    return len(text) - len(text.lstrip())


def _inner(bracket: re.Match[str]) -> int:
    """Where the words in a bracket begin."""
    return bracket.start(1) + _lead(bracket.group(1))
