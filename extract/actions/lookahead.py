"""What follows a predicate: its object, lengthened over clauses inside it, and its complement (到, 给, 在 …)."""

from __future__ import annotations

from extract.actions.grammar import Cues
from extract.actions.neighbours import NOMINAL, is_animate
from extract.actions.predicates import Chunk, Phrase, Predicate
from extract.actions.tokens import Tokens

VERBAL = frozenset("TvzhHj")
_ASIDE = frozenset("ldtC")
_COMPLEMENT = frozenset({"给", "到", "至", "往", "于", "在", "向", "为", "成", "从"})
_GOALS = frozenset({"到", "往", "至"})


class LookAhead:
    """The chunks of one clause, and what stands right of a predicate among them."""

    tokens: Tokens
    cues: Cues
    codes: str
    chunks: list[Chunk]

    def _look_ahead(self, found: Predicate, index: int, depth: int = 0) -> None:
        """Object, complement and following times; or the noun that an attributive predicate modifies."""
        chunks = self.chunks
        first = -1
        while index < len(chunks) and chunks[index][0] in _ASIDE:
            if chunks[index][0] == "t":
                if index + 1 < len(chunks) and chunks[index + 1][0] in NOMINAL:
                    first = chunks[index][1]  # the time belongs to the noun: 召开 1998年 | 工作会
                else:
                    found.times.extend((token, token + 1) for token in range(chunks[index][1], chunks[index][2]))
            index += 1
        if index >= len(chunks):
            return
        kind, i, j = chunks[index]
        if kind in NOMINAL and (self._belongs_to_next(found, index) or self._is_bare(found, i, j)):
            return
        i = first if first >= 0 and kind in NOMINAL else i
        if kind == "u" and index + 1 < len(chunks):
            head = chunks[index + 1][1:] if chunks[index + 1][0] in NOMINAL else None
            if depth == 0:
                found.attributive, found.head = True, head
            elif head:
                found.object = head
        elif kind in NOMINAL:
            goes = found.senses[0].frame == "go"  # 赶往 现场 | 了解 情况
            goes = goes and self._next_kind(index) in "vT" and self._next_kind(index + 1) != "u"
            found.object = (i, j) if goes else self._with_relative(index, i, j)
            if self._next_kind(index) == "t" and self._next_kind(index + 1) in NOMINAL:
                found.object = i, chunks[index + 2][2]  # 举办 中国区 | 春季 | 新品 发布会
            self._complement(found, index + 1)
        elif kind in "gipB" and self.tokens.word(i) in _COMPLEMENT:
            self._complement(found, index)
        elif kind in "pi":
            found.object = self._beyond(index)
        elif kind == "v" and depth == 0 and self._modifies_next(index):
            found.object = i, chunks[index + 1][2]
        elif (kind in VERBAL or kind == "c") and depth < 4:
            found.nested = found.nested or kind != "c"
            self._look_ahead(found, index + 1, depth + 1)

    def _is_bare(self, found: Predicate, i: int, j: int) -> bool:
        """A localizer alone is no object; 赶到 | 矿上 is a goal."""
        goal = found.senses[0].frame == "go" and self.tokens.word(i) not in self.cues.sets["localizer"]
        return set(self.codes[i:j]) <= {"f", "y"} and not (goal and self.tokens.ends[i] - self.tokens.starts[i] > 1)

    def _next_kind(self, index: int) -> str:
        return self.chunks[index + 1][0] if index + 1 < len(self.chunks) else ","

    def _modifies_next(self, index: int) -> bool:
        """查获 | 走私 香烟: a plain verb between the predicate and a noun that ends the clause belongs to the noun."""
        chunks = self.chunks
        if index + 1 >= len(chunks) or chunks[index + 1][0] not in NOMINAL or chunks[index + 1][0] in "POR":
            return False
        return index + 2 >= len(chunks) or chunks[index + 2][0] not in VERBAL

    def _belongs_to_next(self, found: Predicate, index: int) -> bool:
        """5人 死亡 | 18人 受伤: what follows an intransitive verb is the next verb's subject."""
        if found.senses[0].frame not in ("suffer", "undergo", "rise") or index + 1 >= len(self.chunks):
            return False
        following = self.chunks[index + 1][0]
        return following in "TB" or (following == "d" and self._next_but_adverb(index) in VERBAL)

    def _complement(self, found: Predicate, index: int) -> None:
        chunks = self.chunks
        if index + 1 >= len(chunks) or chunks[index + 1][0] not in NOMINAL:
            return
        kind, i, _ = chunks[index]
        if self.tokens.word(i) in _COMPLEMENT and kind not in "tc":
            following = chunks[index + 2][0] if index + 2 < len(chunks) else ","
            sends = found.senses[0].type == "deploy" and self.tokens.word(i) in _GOALS
            if found.object is None or sends or following not in VERBAL:
                found.complement = (i, chunks[index + 1][1:])

    def _with_relative(self, index: int, i: int, j: int) -> Phrase:
        """Lengthens an object over a clause before its head: 47个 | 提供食物 的 救助点."""
        chunks = self.chunks
        if index + 2 < len(chunks) and set(self.codes[i:j]) == {"m"} and chunks[index + 1][0] in "vT":
            _, start, end = chunks[index + 2]
            if "u" in self.codes[start:end]:
                return i, end
        if self._holds_verb(index, i, j):
            return i, chunks[index + 2][2]
        if index + 1 < len(chunks) and chunks[index + 1][0] in "vTzhHpi":
            for later in range(index + 1, min(len(chunks) - 1, index + 7)):
                if chunks[later][0] == "u" and chunks[later + 1][0] in NOMINAL:
                    end = chunks[later + 1][2]
                    return (i, end) if end - i <= 14 else (chunks[later + 1][1], end)
                if chunks[later][0] in "C":
                    break
        return i, j

    def _holds_verb(self, index: int, i: int, j: int) -> bool:
        """取消 农村 | 聚餐 | 20桌: a verb inside a noun phrase that goes on to its end, or to its figure."""
        chunks = self.chunks
        if index + 2 >= len(chunks) or chunks[index + 1][0] != "v" or chunks[index + 2][0] not in NOMINAL:
            return False
        _, start, end = chunks[index + 2]
        if self.codes[start:end] == "m" and index + 3 >= len(chunks) and "m" not in self.codes[i:j]:
            return True
        if any(code in "mPORs" for code in self.codes[i:j]) or self.animate((i, j)):
            return False
        at_end = index + 3 >= len(chunks) or chunks[index + 3][0] in "ut"
        return at_end and end - i <= 8 and (self.codes[end - 1] == "m" or end - start <= 2)

    def _beyond(self, index: int) -> Phrase | None:
        """The head of an object that begins with a prepositional clause: 建立 以村主任为主体 的 机制."""
        chunks = self.chunks
        for later in range(index + 1, min(len(chunks), index + 10)):
            _, i, j = chunks[later]
            cut = self.codes.rfind("u", i, j)
            if chunks[later][0] in NOMINAL and chunks[later - 1][0] == "u":
                return i, j
            if chunks[later][0] in NOMINAL and cut > 0:
                return cut + 1, j
        return None

    def _next_but_adverb(self, index: int) -> str:
        index += 1
        while index < len(self.chunks) and self.chunks[index][0] == "d":
            index += 1
        return self.chunks[index][0] if index < len(self.chunks) else ","

    def animate(self, phrase: Phrase) -> bool:
        """Whether the phrase names somebody who can act."""
        return is_animate(self.tokens, self.cues, phrase[1] - 1)
