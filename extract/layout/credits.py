"""Credits: who wrote, photographed, edited or supplied a story, in all the forms in which papers print it.

A credit is read as a row of role words and names: role words come before the names (记者 …) or after them (… 摄); what
stands between must be names, or the line is no credit. Names set without a space between them are cut at family names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.layout.lines import is_han
from extract.rules import Settings, fold
from extract.rules.layout import Credits

Found = tuple[str, int, int]  # role, start, end
_SEPARATORS = " 、,/;:·|&。-—~"
_DECORATION = " ·•()[]【】〖〗<>—-_*◆■□●○△▲▼◀▶/|:、,。.“”"
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3}")
_HAN_NAME = re.compile(r"[\u3400-\u9fff〇]+(?:[·.][\u3400-\u9fff〇A-Z]+)*")
_BRACKET = re.compile(r"[(【\[]([^()【】\[\]]{2,70})[)】\]]")
_NEVER_NAME = re.compile(r"[的了是在这那获]|(?<=.)[从为有和与及或也都于]|记者|通讯|报道|今天|昨天|昨日|\d")


class Names:
    """Cuts a row of names, with or without marks between them, into single names."""

    def __init__(self, surnames: Iterable[str], endings: Iterable[str], not_names: Iterable[str]) -> None:
        words = set(surnames)
        self.single = frozenset(word for word in words if len(word) == 1)
        self.compound = frozenset(word for word in words if len(word) > 1)
        self.endings = tuple(endings)
        self.not_names = frozenset(not_names)

    def is_person(self, name: str) -> bool:
        """Whether two to four characters begin with a family name and are no word that we know."""
        if name in self.not_names or not all(map(is_han, name)) or _NEVER_NAME.search(name):
            return False
        if name[:2] in self.compound:
            return 3 <= len(name) <= 4
        return 2 <= len(name) <= 3 and name[0] in self.single

    def cut(self, chunk: str, at: int) -> list[tuple[int, int]] | None:
        """Spans of the names in a chunk of folded text that holds only names and spaces; None where it cannot be.

        `at` is where the chunk stands.
        """
        spans: list[tuple[int, int]] = []
        for start, end in self._spaced(chunk):
            token = chunk[start:end]
            if " " in token or len(token) == 1 or "·" in token or not is_han(token[0]):
                if len(token) > 1 and len(token) <= 30:
                    spans.append((at + start, at + end))
                    continue
                return None
            cut = self._run(token)
            if cut is None:
                return None
            spans += [(at + start + a, at + start + b) for a, b in cut]
        return spans

    def _spaced(self, chunk: str) -> list[tuple[int, int]]:
        """Tokens between spaces, where the two or three characters of one spaced-out name stay together."""
        if _LATIN_NAME.fullmatch(chunk):
            return [(0, len(chunk))]
        merged: list[tuple[int, int]] = []
        for match in re.finditer(r"\S+", chunk):
            token = match.group()
            if merged and self._continues(chunk[slice(*merged[-1])].replace(" ", ""), token):
                merged[-1] = (merged[-1][0], match.end())
            else:
                merged.append(match.span())
        return merged

    def _continues(self, name: str, token: str) -> bool:
        if not all(map(is_han, token)) or not all(map(is_han, name)):
            return False
        if len(name) == 1:
            return len(token) == 1 or (name in self.single and len(token) == 2 and not self.is_person(token))
        if len(name) == 2:
            return len(token) == 1 and (name in self.compound or token not in self.single)
        return False

    def _run(self, token: str) -> list[tuple[int, int]] | None:
        """A run without spaces: one name, or several cut at family names."""
        n = len(token)
        if n <= 3:
            return [(0, n)]
        if n == 4:
            two = token[:2] not in self.compound and token[0] in self.single and token[2] in self.single
            return [(0, 2), (2, 4)] if two else [(0, 4)]
        if n > 40:
            return None
        if token.endswith(self.endings):
            return [(0, n)] if n <= 20 else None
        cut = self._cheapest(token)
        return cut if cut is not None or n > 8 else [(0, n)]

    def _cheapest(self, token: str) -> list[tuple[int, int]] | None:
        """Cut into two- and three-character names (four with a compound family name) that all begin with a family
        name; three characters are the usual length. None where there is no such cut."""
        best: list[tuple[float, int] | None] = [(0.0, 0), *([None] * len(token))]
        for end in range(2, len(token) + 1):
            for size in (2, 3, 4):
                before = best[end - size] if end >= size else None
                if before is None or not self._fits(token[end - size : end]):
                    continue
                cost = before[0] + (0.3 if size == 2 else 0.0)
                current = best[end]
                if current is None or cost < current[0]:
                    best[end] = (cost, end - size)
        spans: list[tuple[int, int]] = []
        end = len(token)
        while end:
            step = best[end]
            if step is None:
                return None
            spans.append((step[1], end))
            end = step[1]
        return spans[::-1]

    def _fits(self, name: str) -> bool:
        if name[:2] in self.compound:
            return 3 <= len(name) <= 4
        return len(name) <= 3 and name[0] in self.single


class CreditReader:
    """Reads credit lines, and credits at the head and the foot of a paragraph.

    >>> reader = CreditReader(Settings())
    >>> reader.line("本报记者 何田 通讯员 林小川")
    [('reporter', 5, 7), ('correspondent', 12, 15)]
    """

    def __init__(self, settings: Settings) -> None:
        rules = settings.patterns.rule("layout", "credits", Credits)
        self.names = Names(
            [*map(fold, settings.patterns.words("surnames")), *rules.rare_surnames], rules.organization_endings, rules.not_names
        )
        adjectives = "|".join(sorted(rules.adjectives, key=len, reverse=True))
        lead = rf"(?:{rules.outlet})?(?:驻[\u4e00-\u9fff]{{1,6}}?)?(?:{adjectives})*"
        self.before = [(role.role, re.compile(rf"{lead}(?:{'|'.join(role.before)})")) for role in rules.role if role.before]
        self.after = [(role.role, re.compile("|".join(role.after))) for role in rules.role if role.after]
        words = [word for role in rules.role for word in role.before]
        self.any_before = re.compile(rf"{lead}(?:{'|'.join(words)})")
        self.any_after = re.compile("|".join(word for role in rules.role for word in role.after))
        self.hint = re.compile(
            "记者|通讯员|实习|摄|图|编|来源|稿|文|作者|撰|采写|整理|报道|主笔|评论员|执笔|转自|摘自|提供|绘"
        )
        self.dateline = re.compile(rf"[^。,!?;\"“”]{{0,40}}?{rules.dateline}\s?[:,]?\s?$")
        self.wire = re.compile(
            r"(?:据)?(?:本[报刊台社网站]|[\u4e00-\u9fffA-Za-z]{0,10}?(?:社|网|日报|晚报|晨报|早报|商报|时报|快报|都市报|报|电台|电视台|在线|网络|之声|客户端|新闻))"
            r"[\u4e00-\u9fff]{0,14}?(?:\s?[\d一二三四五六七八九十]{1,3}\s?月)?(?:\s?[\d一二三四五六七八九十廿卅]{1,3}\s?日)?\s?[\u4e00-\u9fff]{0,4}?"
            r"(?:急电|专电|电讯|专讯|快讯|[电讯]|消息|报道|专稿)(?=[\s:,(【\[]|[\u4e00-\u9fffA-Z\d“])"
        )

    def line(self, folded: str) -> list[Found] | None:
        """The credits of a line that holds nothing else; None where it is no credit line."""
        if len(folded) > 120 or (not self.hint.search(folded) and not folded.startswith(("·", "•", "□", "■", "○", "●", "◎"))):
            return None
        start = len(folded) - len(folded.lstrip(_DECORATION))
        body = folded.strip(_DECORATION)
        framed = start > 0 and folded[0] in "·•□■○●◎" and len(body) <= 30
        return self.parse(body, start, bare="reporter" if framed else None)

    def parse(self, text: str, at: int = 0, bare: str | None = None) -> list[Found] | None:
        """Credits of a text that must hold nothing but role words and names. Names without any role get `bare`; where
        that is None, a role word is needed."""
        found: list[Found] = []
        pending: list[tuple[int, int]] = []  # names since the last role word
        role: str | None = None
        position = 0
        while position < len(text):
            if text[position] in _SEPARATORS:
                position += 1
                continue
            match, kind = self._role(self.before, text, position)
            after, after_kind = self._role(self.after, text, position)
            if after is not None and (match is None or (pending and after.end() >= match.end())) and (pending or role):
                found, pending = self._suffix(found, pending, role, after_kind)
                position = after.end()
                continue
            if match is not None and kind is not None:
                found += self._flush(pending, role or bare or "reporter")
                pending, role, position = [], kind, match.end()
                continue
            end = self._chunk_end(text, position)
            spans = self._names(text[position:end], at + position, role)
            if spans is None:
                return None
            pending += spans
            position = end
        if pending and role is None and not found and bare is None:
            return None
        if pending and role is None:
            if not all(self.names.is_person(text[a - at : b - at].replace(" ", "")) for a, b in pending):
                return None
            role = bare or "reporter"
        found += self._flush(pending, role or "reporter")
        return sorted(found, key=lambda item: item[1]) or None

    @staticmethod
    def _role(
        roles: list[tuple[str, re.Pattern[str]]], text: str, position: int
    ) -> tuple[re.Match[str] | None, str | None]:
        """The longest role word at a position."""
        best: re.Match[str] | None = None
        kind: str | None = None
        for role, pattern in roles:
            match = pattern.match(text, position)
            if match is not None and (best is None or match.end() > best.end()):
                best, kind = match, role
        return best, kind

    def _chunk_end(self, text: str, position: int) -> int:
        """Where the names that begin at a position end: at a mark or at the next role word."""
        end = position + 1
        while end < len(text) and (text[end] not in _SEPARATORS or text[end] in " ·"):
            if text[end] == "·" and not (end + 1 < len(text) and is_han(text[end - 1]) and is_han(text[end + 1])):
                break
            end += 1
        for pattern, low in ((self.any_before, 1), (self.any_after, 2)):
            match = pattern.search(text, position + low, end)
            if match is not None and (low == 2 or self._begins_role(text, position, match)):
                end = min(end, match.start())
        return end

    def _begins_role(self, text: str, position: int, match: re.Match[str]) -> bool:
        return match.start() > position

    def _names(self, chunk: str, at: int, role: str | None) -> list[tuple[int, int]] | None:
        chunk = chunk.rstrip(" :")
        if _LATIN_NAME.fullmatch(chunk):
            return [(at, at + len(chunk))]
        if len(chunk) > 40 or (_NEVER_NAME.search(chunk) and not chunk.endswith(self.names.endings)):
            return None
        for token in chunk.split():
            if not _HAN_NAME.fullmatch(token) and not _LATIN_NAME.fullmatch(token):
                return None
        if role == "source":
            return [(at, at + len(chunk))]
        for word in ("和", "与"):
            left, found, right = chunk.partition(word)
            if found and self.names.is_person(left) and self.names.is_person(right):
                return [(at, at + len(left)), (at + len(left) + 1, at + len(chunk))]
        return self.names.cut(chunk, at)

    @staticmethod
    def _suffix(
        found: list[Found], pending: list[tuple[int, int]], role: str | None, kind: str | None
    ) -> tuple[list[Found], list[tuple[int, int]]]:
        """A role word after names gives them its role; 报道 and the like leave the one that they have."""
        given = kind or "reporter"
        if role is not None and kind == "reporter":
            given = role
        return found + [(given, a, b) for a, b in pending], []

    @staticmethod
    def _flush(pending: list[tuple[int, int]], role: str) -> list[Found]:
        return [(role, a, b) for a, b in pending]

    def head(self, folded: str) -> list[Found]:
        """Credits at the head of a paragraph: 本报讯(记者…), …电(…), 记者…报道:."""
        lead = folded[:130]
        bracket = _BRACKET.search(lead)
        if bracket is not None and bracket.start() <= 44:
            before = lead[: bracket.start()]
            dated = not before.strip() or self.dateline.fullmatch(before) is not None
            inner = self.parse(bracket.group(1).strip(), self._inner(bracket), bare="reporter" if dated else None)
            if inner and (dated or self.hint.search(bracket.group(1))) and len(before) <= 44 and "。" not in before:
                return inner
        return self._reported(lead)

    @staticmethod
    def _inner(bracket: re.Match[str]) -> int:
        inner = bracket.group(1)
        return bracket.start(1) + len(inner) - len(inner.lstrip())

    def _reported(self, lead: str) -> list[Found]:
        """本报讯 记者 X 通讯员 Y 报道:, 本报记者X、Y报道:, X报记者X报道 – the words before 报道 or a colon."""
        match = re.search(r"(?:摄影|综合)?报[道导](?=[:\s,]|$)|(?<=[\u4e00-\u9fff])[:](?!\d)|(?<=[\u4e00-\u9fff]{2})\s(?=\S{6})", lead[:90])
        while match is not None:
            text = lead[: match.end() if match.group().endswith(("道", "导")) else match.start()]
            start = 0
            wire = re.match(r"[^,。:;(]{0,30}?(?:讯|电|消息|信息)[\s:,]\s?(?=\S)", text)
            if wire is not None:
                start = wire.end()
            if re.match(rf"\s*(?:{self.any_before.pattern})", text[start:]):
                body = text[start:]
                shift = len(body) - len(body.lstrip())
                found = self.parse(body.strip(), start + shift)
                if found:
                    return found
            match = re.compile(r"(?:摄影|综合)?报[道导](?=[:\s,]|$)|(?<=[\u4e00-\u9fff])[:](?!\d)|\s(?=\S{6})").search(lead[:90], match.end())
        return []

    def tail(self, folded: str, last: bool) -> list[Found]:
        """Credits at the foot of a paragraph: (记者 X), (X 摄), 责编:X; a bare name in brackets only in the `last` one."""
        base = max(0, len(folded) - 90)
        end = folded[base:].rstrip(" 。")
        found: list[Found] = []
        while end.endswith((")", "】", "]")):
            matches = [m for m in _BRACKET.finditer(end) if m.end() == len(end)]
            if not matches:
                break
            inner = matches[0].group(1)
            credits = self.parse(inner.strip(), base + self._inner(matches[0]), bare="correspondent" if last else None)
            if credits is None and inner.strip() not in ("完", "待续", "续完"):
                break
            found = (credits or []) + found
            end = end[: matches[0].start()].rstrip()
        if not found:
            found = self._editors(end, base)
        return found

    def _editors(self, end: str, base: int) -> list[Found]:
        match = re.search(r"(?:(?<=[。!?”\s))])|(?<=报|网|社|台))\s*((?:责任编辑|网络编辑|责编|编辑|来源)\s?[:/].{2,50})$", end)
        if match is None:
            return []
        source = re.search(r"(?:责任编辑|网络编辑|责编|编辑)\s?[:/]", match.group(1))
        start = match.start(1) + (source.start() if source else 0)
        return (self.parse(end[start:], base + start) or []) if source else []

    def caption(self, folded: str) -> list[Found]:
        """Photo credits at the end of a caption: …。何田摄, (何田 摄), …供图."""
        found = self.tail(folded, last=False)
        if found:
            return found
        base = max(0, len(folded) - 40)
        end = folded[base:].rstrip(" 。)】")
        match = re.search(r"(?:^|[。!?;,)”\s])\s*([^。!?;,)”]{2,24}(?:摄影报道|摄影|摄|供图|/图))$", end)
        while match is not None:
            credits = self.parse(match.group(1).strip(), base + match.start(1) + self._lead(match.group(1)))
            if credits:
                return credits
            match = re.compile(r"\s([^。!?;,)”\s]{2,24}(?:摄影报道|摄影|摄|供图|/图))$").search(end, match.start(1))
        return []

    @staticmethod
    def _lead(text: str) -> int:
        return len(text) - len(text.lstrip())

    def signature(self, folded: str) -> tuple[int, int] | None:
        """The span of a name that stands alone on a line, perhaps with a space in it."""
        body = folded.strip(_DECORATION)
        if not 2 <= len(body) <= 6 or not self.names.is_person(body.replace(" ", "")):
            return None
        start = folded.find(body)
        return start, start + len(body)

    def is_wire(self, folded: str) -> bool:
        """Whether a paragraph begins as a dispatch does: 本报讯, 新华社…日电."""
        return self.wire.match(folded[:60]) is not None
