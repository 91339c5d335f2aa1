"""Credits: who wrote, photographed, edited or supplied a story, in all the forms in which papers print it.

A credit is read as a row of role words and names: role words come before the names (记者 …) or after them (… 摄); what
stands between must be names, or the line is no credit. Names set without a space between them are cut at family names.
"""

from __future__ import annotations

import re

from extract.layout.lines import is_han
from extract.layout.surnames import LATIN_NAME, NEVER_NAME, Names
from extract.rules import Settings, fold
from extract.rules.layout import Credits

Found = tuple[str, int, int]  # role, start, end
_OTHER = "other"  # of names that are read past
_SEPARATORS = " 、,/;:·|&。-—~"
DECORATION = " ·•()[]【】〖〗<>—-_*◆■□●○△▲▼◀▶/|:、,。.“”"
_HAN_NAME = re.compile(r"[\u3400-\u9fff〇]+(?:[·.][\u3400-\u9fff〇A-Z]+)*")


class CreditParser:
    """Reads a line, or the words in a pair of brackets, as a row of role words and names.

    >>> CreditParser(Settings()).line("本报记者 何田 通讯员 林小川")
    [('reporter', 5, 7), ('correspondent', 12, 15)]
    """

    def __init__(self, settings: Settings) -> None:
        rules = settings.patterns.rule("layout", "credits", Credits)
        self.names = Names(
            [*map(fold, settings.patterns.words("surnames")), *rules.rare_surnames],
            rules.organization_endings,
            rules.not_names,
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

    def line(self, folded: str) -> list[Found] | None:
        """The credits of a line that holds nothing else; None where it is no credit line."""
        if folded[0] in "([【" and len(folded) <= 14:
            inner = folded.strip("()[]【】 ")
            signed = self.parse(inner, folded.find(inner[:1]), bare="correspondent") if inner else None
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
        """Credits of a text that must hold nothing but role words and names. Names without any role get `bare`; where
        that is None, a role word is needed. `strict`: a name set close to its role word must begin as names do."""
        found: list[Found] = []
        pending: list[tuple[int, int]] = []  # names since the last role word
        role: str | None = None
        position, glued = 0, -1
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
                glued = position if match.group()[-1] not in " :/" else -1
                continue
            end = self._chunk_end(text, position)
            spans = self._names(text[position:end], at + position, role)
            if spans is None or (strict and position == glued and not self._plain(text, spans[0], at)):
                return None
            pending += spans
            position = end
        if pending and role is None and not found and bare is None:
            return None
        if pending and role is None:
            persons = [self.names.is_person(text[a - at : b - at].replace(" ", "")) for a, b in pending]
            if not any(persons) or (not all(persons) and bare != "reporter"):
                return None
            role = bare or "reporter"
        found += self._flush(pending, role or "reporter")
        found = [item for item in found if item[0] != _OTHER]
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
            if match is not None and (low == 2 or match.start() > position):
                end = min(end, match.start())
        return end

    def _plain(self, text: str, span: tuple[int, int], at: int) -> bool:
        name = text[span[0] - at : span[1] - at].replace(" ", "")
        return self.names.is_person(name) or "·" in name or name.endswith(self.names.endings)

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
