"""Cuts rows of personal names at family names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.layout.lines import is_han

LATIN_NAME = re.compile(r"[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3}")
NEVER_NAME = re.compile(
    r"[的了是在这那获]|(?<=.)[从为有和与及或也都于]|本[报刊台社网]|[一二三四五六七八九十]日|记者|通讯|报道|今天|昨天|昨日|\d"
)
_WORD = re.compile(  # begins a word with what may be a family name
    r"文[化明艺学件体教物字风]|常[委务识规态年]|元[旦宵]|强[化调行降制]|云[计端]|计[划算生]|居[民住委家]|步[行骤]|洪[水涝峰灾]"
)
_RARE_COST = 0.2  # of a family name that is more often a part of a given name, when a row is cut


class Names:
    """Cuts a row of names, with or without marks between them, into single names."""

    def __init__(
        self, surnames: Iterable[str], endings: Iterable[str], not_names: Iterable[str], rare: Iterable[str] = ()
    ) -> None:
        self.rare = frozenset(rare)
        words = set(surnames) | self.rare
        self.single = frozenset(word for word in words if len(word) == 1)
        self.compound = frozenset(word for word in words if len(word) > 1)
        self.endings = tuple(endings)
        self.not_names = frozenset(not_names)

    def is_person(self, name: str) -> bool:
        """Whether two to four characters begin with a family name and are no word that we know."""
        if name in self.not_names or not all(map(is_han, name)) or NEVER_NAME.search(name):
            return False
        if _WORD.match(name):
            return False
        if name[:2] in self.compound:
            return 3 <= len(name) <= 4
        return 2 <= len(name) <= 3 and name[0] in self.single

    def are_persons(self, run: str) -> bool:
        """Whether a run without spaces can be cut into names of people."""
        return len(run) <= 12 and (self.is_person(run) or (len(run) >= 4 and self._cheapest(run) is not None))

    def cut(self, chunk: str, at: int) -> list[tuple[int, int]] | None:
        """Spans of the names in a chunk of folded text that holds only names and spaces; None where it cannot be.

        `at` is where the chunk stands.
        """
        spans: list[tuple[int, int]] = []
        for start, end in self._spaced(chunk):
            token = chunk[start:end]
            if " " in token or len(token) == 1 or "·" in token or not is_han(token[0]):
                if 1 < len(token) <= 30:
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
        if LATIN_NAME.fullmatch(chunk):
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
        if token in self.not_names:
            return None
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
                cost = before[0] + (0.3 if size == 2 else 0.0) + _RARE_COST * (token[end - size] in self.rare)
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
