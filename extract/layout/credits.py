"""Credits: who wrote, photographed, edited or supplied a story, in all the forms in which papers print it.

A credit is read as a row of role words and names: role words come before the names (记者 …) or after them (… 摄); what
stands between must be names, or the line is no credit. Names set without a space between them are cut at family names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial

from extract.layout.lines import is_han
from extract.layout.surnames import LATIN_NAME, NEVER_NAME, Names
from extract.rules import Settings, fold
from extract.rules.layout import Credits

Found = tuple[str, int, int]  # role, start, end
_OTHER = "other"  # of names that are read past
_TAKEN = "source"  # of outlets and agencies that a text was taken from
_NAME_ENDS = ("文", "发", "讯", "图")  # single characters that are role words after a name, or its last one
LONGEST_OFFICE = 20  # characters
_SEPARATORS = " 、,/;:·|&。-—~"
DECORATION = " ·•()[]【】〖〗<>—-_*◆■□●○△▲▼◀▶/|:、,。.“”"
_NEWS_OFFICE = re.compile(r"[\u4e00-\u9fff]{2,16}(?:报[道导]组|通[讯联][组站]|记者站|宣传[部科处组])")
_WHERE = re.compile(r"/\s?[\u4e00-\u9fff]{2,5}?(?=(?:综合|连线|即时|专题|外电)?(?:报[道导]|[讯电])$)")  # 记者X/清河报道
_HAN_NAME = re.compile(r"[\u3400-\u9fff〇]+(?:[·.][\u3400-\u9fff〇A-Z]+)*")


class CreditParser:
    """Reads a line, or the words in a pair of brackets, as a row of role words and names.

    >>> CreditParser(Settings()).line("本报记者 何田 通讯员 林小川")
    [('reporter', 5, 7), ('correspondent', 12, 15)]
    """

    def __init__(self, settings: Settings) -> None:
        rules = settings.patterns.rule("layout", "credits", Credits)
        self.names = Names(
            map(fold, settings.patterns.words("surnames")),
            rules.organization_endings,
            rules.not_names,
            rules.rare_surnames,
        )
        adjectives = "|".join(sorted(rules.adjectives, key=len, reverse=True))
        lead = rf"(?:{rules.outlet})?(?:驻[\u4e00-\u9fff]{{1,6}}?)?(?:{adjectives})*"
        roles: list[tuple[str, list[str]]] = [(role.role, role.before) for role in rules.role if role.before]
        roles.append((_OTHER, [rf"(?:{'|'.join(rules.others)})\s?[:/]?"]))
        self.before: list[tuple[str, re.Pattern[str]]] = [
            (role, re.compile(rf"{lead}(?:{'|'.join(before)})")) for role, before in roles
        ]
        self.after: list[tuple[str, re.Pattern[str]]] = [
            (role.role, re.compile("|".join(role.after))) for role in rules.role if role.after
        ]
        words = [word for _, before in roles for word in before]
        self.any_before = re.compile(rf"{lead}(?:{'|'.join(words)})")
        self.any_after = re.compile("|".join(word for role in rules.role for word in role.after))
        self.hint = re.compile("|".join(rules.hints))
        self.agency = re.compile(rules.agency)
        self.nobody = frozenset(rules.nobody)

    def line(self, folded: str) -> list[Found] | None:
        """The credits of a line that holds nothing else; None where it is no credit line."""
        if folded[0] in "([【" and len(folded) <= LONGEST_OFFICE + 2:
            inner = folded.strip("()[]【】 ")
            signed = self.parse(inner, folded.find(inner[:1]), bare="correspondent") if inner else None
            if _NEWS_OFFICE.fullmatch(inner):
                return signed
            if signed and all(self.names.is_person(folded[a:b].replace(" ", "")) for _, a, b in signed):
                return signed
        if len(folded) > 120 or (
            not self.hint.search(folded) and not folded.startswith(("·", "•", "□", "■", "○", "●", "◎"))
        ):
            return None
        start = len(folded) - len(folded.lstrip(DECORATION))
        body = folded.strip(DECORATION)
        framed = start > 0 and folded[0] in "·•□■○●◎" and len(body) <= 30
        return self.parse(body, start, bare="reporter" if framed else None, strict=True)

    def parse(self, text: str, at: int = 0, bare: str | None = None, strict: bool = False) -> list[Found] | None:
        """Credits of a text that must hold nothing but role words and names; empty where all that it credits is who
        made up the page or where the text was taken from. Names without any role get `bare`; where that is None, a
        role word is needed. `strict`: a name without a mark between it and its role word must look like one."""
        if _NEWS_OFFICE.fullmatch(text):
            return [("source", at, at + len(text))]
        text = _WHERE.sub(_blank, text)
        row = _Row(bare)
        position, glued = 0, -1
        while position < len(text):
            if text[position] in _SEPARATORS:
                position += 1
                continue
            match, kind = self._role_before(text, position)
            if match is not None and self._agency(text, position, match.end()) is not None:
                match = kind = None  # names stand before the outlet
            after, after_kind = _longest(self.after, text, position)
            if after is not None and row.takes(match, after):
                if strict and row.role is None and not self._all_plain(text, row.pending, at, organizations=True):
                    return None
                row.close(after_kind)
                position = after.end()
                continue
            if match is not None and kind is not None:
                if strict and row.role is None and not self._all_plain(text, row.pending, at):
                    return None
                row.open(kind)
                position = match.end()
                glued = position if match.group()[-1] not in " :/" else -1
                continue
            end = self._chunk_end(text, position, row.role or row.bare)
            spans = self._names(text[position:end], at + position, row.role)
            if spans is None or (strict and position == glued and not self._plain(text, spans[0], at)):
                return None
            row.pending += spans
            position = end
        return self._finish(text, at, row, strict)

    def _finish(self, text: str, at: int, row: _Row, strict: bool) -> list[Found] | None:
        if row.pending and row.role is None:
            if not row.found and row.bare is None:
                return None
            if row.bare == "reporter" and not row.found:
                row.pending = self._without_offices(text, row.pending, at)
            persons = [self.names.is_person(_bare(text, span, at)) for span in row.pending]
            if not any(persons) or (not all(persons) and (row.bare != "reporter" or (strict and row.found))):
                return None
        row.open(_OTHER)
        if not row.found:
            return None
        return sorted((item for item in map(partial(self._settled, text, at), row.found) if item), key=_place)

    def _without_offices(self, text: str, spans: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
        """Where a writer signs with the place of work, the writer."""
        people = [span for span in spans if not _bare(text, span, at).endswith(self.names.endings)]
        return people or spans

    def _settled(self, text: str, at: int, item: Found) -> Found | None:
        """A credit as it is given: an office that wrote is a source; whom nobody names, and the outlet or agency that
        a text was taken from, get none."""
        role, *span = item
        name = _bare(text, (span[0], span[1]), at)
        if role in (_OTHER, _TAKEN) or name in self.nobody:
            return None
        office = role == "correspondent" and len(name) > 3 and name.endswith(self.names.endings)
        return ("source", *item[1:]) if office and not self.names.is_person(name) else item

    def _all_plain(self, text: str, spans: list[tuple[int, int]], at: int, organizations: bool = False) -> bool:
        return all(self._plain(text, span, at, organizations) for span in spans)

    def _role_before(self, text: str, position: int) -> tuple[re.Match[str] | None, str | None]:
        """The longest role word for what follows at a position."""
        if self.any_before.match(text, position) is None:
            return None, None
        return _longest(self.before, text, position)

    def _chunk_end(self, text: str, position: int, role: str | None) -> int:
        """Where the names that begin at a position end: at a mark or at the next role word. A single character that
        could be a role word is the last one of a name where the name has its role."""
        end = position + 1
        while end < len(text) and (text[end] not in _SEPARATORS or text[end] in " ·"):
            if text[end] == "·" and not (end + 1 < len(text) and is_han(text[end - 1]) and is_han(text[end + 1])):
                break
            end += 1
        for pattern, low in ((self.any_before, 1), (self.any_after, 2)):
            match = pattern.search(text, position + low, end)
            if match is None or (low == 1 and match.start() <= position):
                continue
            chunk = text[position:end].rstrip()
            last = low == 2 and match.group() in _NAME_ENDS and match.end() == position + len(chunk)
            if last and role is not None and self.names.is_person(chunk.rpartition(" ")[2]):
                continue
            agency = self._agency(text, position, match.end()) if low == 1 else None
            end = min(end, match.start() if agency is None else agency)
        return end

    def _agency(self, text: str, position: int, end: int) -> int | None:
        """Where the name of an outlet begins behind names of people that are set close to it."""
        match = self.agency.search(text, position + 2, end)
        return match.start() if match is not None and self.names.are_persons(text[position : match.start()]) else None

    def _plain(self, text: str, span: tuple[int, int], at: int, organizations: bool = True) -> bool:
        name = _bare(text, span, at)
        if self.names.is_person(name) or "·" in name or LATIN_NAME.fullmatch(name) or name in self.nobody:
            return True
        return organizations and len(name) <= LONGEST_OFFICE and name.endswith(self.names.endings)

    def _names(self, chunk: str, at: int, role: str | None) -> list[tuple[int, int]] | None:
        chunk = chunk.rstrip(" :")
        if LATIN_NAME.fullmatch(chunk):
            return [(at, at + len(chunk))]
        if len(chunk) > 40 or (NEVER_NAME.search(chunk) and not chunk.endswith(self.names.endings)):
            return None
        for token in chunk.split():
            if not _HAN_NAME.fullmatch(token) and not LATIN_NAME.fullmatch(token):
                return None
        if role == "source":
            return [(at, at + len(chunk))]
        for word in ("和", "与"):
            left, found, right = chunk.partition(word)
            if found and self.names.is_person(left) and self.names.is_person(right):
                return [(at, at + len(left)), (at + len(left) + 1, at + len(chunk))]
        return self.names.cut(chunk, at)


@dataclass(slots=True)
class _Row:
    """The row of role words and names as it is read."""

    bare: str | None
    role: str | None = None
    found: list[Found] = field(default_factory=list)
    pending: list[tuple[int, int]] = field(default_factory=list)  # names since the last role word

    def takes(self, before: re.Match[str] | None, after: re.Match[str]) -> bool:
        """Whether a role word belongs to the names in front of it rather than to those behind it."""
        if not self.pending:
            return False
        return before is None or (bool(self.pending) and after.end() >= before.end())

    def open(self, role: str) -> None:
        """A role word for the names that follow."""
        self.found += [(self.role or self.bare or "reporter", a, b) for a, b in self.pending]
        self.pending, self.role = [], role

    def close(self, role: str | None) -> None:
        """A role word after names gives them its role; 报道 and the like leave the one that they have."""
        given = self.role if self.role is not None and role == "reporter" else role or "reporter"
        self.found += [(given, a, b) for a, b in self.pending]
        self.pending = []


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _longest(
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


def _place(item: Found) -> int:
    return item[1]


def _bare(text: str, span: tuple[int, int], at: int) -> str:
    """A name without the spaces that fill it out; `at` is where the text stands."""
    return text[span[0] - at : span[1] - at].replace(" ", "")
