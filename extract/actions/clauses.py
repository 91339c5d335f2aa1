"""Reads one clause: noun phrases, prepositional phrases and verbs, and which belong to which predicate."""

from __future__ import annotations

import re
from bisect import bisect_left

from extract.actions.grammar import Cues
from extract.actions.lexicon import Sense
from extract.actions.lookahead import VERBAL, LookAhead
from extract.actions.neighbours import NOMINAL
from extract.actions.predicates import Chunk, Clause, Phrase, Predicate
from extract.actions.tokens import Tokens
from extract.actions.triggers import Triggers

_NP = "".join(sorted(NOMINAL))
_WORDS = _NP.replace("R", "")
# A personal pronoun is a phrase of its own: 号召 | 大家 | 弘扬…
_CHUNK = re.compile(rf"(?:R|[{_WORDS}]+)(?:[uce]+(?:R|[{_WORDS}]+))*e?|t+|T\+*|.")
# A clause that reports nothing and has one reading: a subject or none, a verb, what follows it; or a time.
_PLAIN = re.compile(rf"(?:[dC]*((?:R|[{_WORDS}]+)(?:[uce]+(?:R|[{_WORDS}]+))*e?)?[dl]*[vzhHj][^tTpgibBZuF]*|(t+))")
_SPAN = re.Match.span
_FREQUENCY = re.compile("[一二三四五六七八九十两数几多余0-9]次$")  # not 人次, 台次
_PREPOSITION = frozenset("gipbBZ")
_JOINING = frozenset({"参与", "参加", "投入", "出席", "投身"})
_STAGING = frozenset({"开展", "举办", "举行", "组织", "启动", "展开", "实施", "组织开展"})
_LIES = frozenset({"位于", "地处", "坐落", "坐落于"})
_PARTNER = frozenset({"与", "同", "跟", "和", "会同", "联合"})


class ClauseReader:
    """Reads the clauses of one article after its triggers have been decided."""

    def __init__(self, tokens: Tokens, triggers: Triggers, cues: Cues) -> None:
        self.tokens, self.triggers, self.cues = tokens, triggers, cues
        self.events = sorted(triggers.events)

    def read(self, first: int, last: int) -> Clause:
        """The clause of tokens first … last-1."""
        eventful = self._has_event(first, last)
        plain = None if eventful else _PLAIN.fullmatch(self.tokens.codes, first, last)
        if plain:
            if plain.end(2) == last:
                return Clause([], None, [(token, token + 1) for token in range(first, last)], None)
            subject = plain.span(1) if plain.start(1) >= 0 else None
            return Clause([], None if subject and self.tokens.codes[subject[1] - 1] == "f" else subject, [], None)
        return _Reading(self, first, last, eventful).run()

    def _has_event(self, first: int, last: int) -> bool:
        at = bisect_left(self.events, first)
        return at < len(self.events) and self.events[at] < last


class _Reading(LookAhead):
    """The state while one clause is read from left to right."""

    def __init__(self, reader: ClauseReader, first: int, last: int, eventful: bool) -> None:
        self.tokens, self.triggers, self.cues = reader.tokens, reader.triggers, reader.cues
        self.codes = codes = self.tokens.codes
        self.first, self.last, self.eventful = first, last, eventful
        self.chunks: list[Chunk] = [(codes[i], i, j) for i, j in map(_SPAN, _CHUNK.finditer(codes, first, last))]
        self.moment = codes.rfind("F", first, last)
        self.subject: Phrase | None = None
        self.lead: Phrase | None = None
        self.locative: Phrase | None = None
        self.verbs: list[tuple[str, int]] = []
        self.pivot: Phrase | None = None
        self.pending: list[int] = []
        self.prepositions: list[tuple[int, Phrase]] = []
        self.times: list[Phrase] = []
        self.found: list[Predicate] = []
        self.purpose = False
        self.skip_verb = False
        self.asked = False  # 是否, 有无: a question, not a report

    def run(self) -> Clause:
        for index, (kind, i, j) in enumerate(self.chunks):
            if kind in NOMINAL:
                self._noun(index, i, j)
            elif kind in VERBAL:
                self._verb(index, kind, i, j)
            elif kind == "t":
                self._time(index, i, j)
            elif kind == "F":
                self.pivot = None
            elif kind == "d" and self.tokens.word(i) in self.cues.sets["question"]:
                self.asked = True
            elif kind in _PREPOSITION:
                self._preposition(index, kind, i)
            elif kind == "c" and self._next_kind(index) in NOMINAL and self.tokens.word(i) in _PARTNER:
                self.pending.append(i)
        if len(self.found) > 1:
            self._drop_covered()
        scene = None if self.verbs else self.locative or self.subject or self._setting()
        if not self.found and self.subject is None and self._only_lies():
            scene = self.pivot  # 位于 | 县道 两公里处,
        return Clause(self.found, self.subject, self.times, scene)

    def _only_lies(self) -> bool:
        return len(self.verbs) == 1 and self.tokens.word(self.verbs[0][1]) in _LIES and self.pivot is not None

    def _setting(self) -> Phrase | None:
        """在 县道 一个 路口, : a clause that only says where."""
        where = [phrase for at, phrase in self.prepositions if self.tokens.word(at) in ("在", "于", "距", "离")]
        return where[0] if where else None

    def _drop_covered(self) -> None:
        """A predicate inside another's object describes it: 设立 47个 | 提供 食物 的 救助点."""
        for outer, inner in zip(self.found, self.found[1:], strict=False):
            if outer.object and outer.object[0] <= inner.first < outer.object[1]:
                inner.dropped = True

    def _is_compared(self, index: int) -> bool:
        """比 上年 增长, 以 1分02秒 夺冠: not when it happened."""
        before = self.chunks[index - 1] if index else ("", 0, 0)
        if before[0] != "p":
            return False
        word = self.tokens.word(before[1])
        if word == "以" and self.pending and self._next_kind(index) != "u":
            self.pending.pop()
        return word in ("比", "较", "以")

    def _modifies_object(self, index: int) -> bool:
        """举办 春节 | 招待会: the time is part of what is held."""
        before = index - 1
        while before >= 0 and self.chunks[before][0] == "l":
            before -= 1
        return before >= 0 and self.chunks[before][0] in VERBAL and self._next_kind(index) in NOMINAL

    def _in_object(self, i: int) -> bool:
        held = self.found[-1].object if self.found else None
        return held is not None and held[0] < i < held[1]

    def _time(self, index: int, i: int, j: int) -> None:
        if self._modifies_object(index) or self._is_compared(index) or self._in_object(i):
            return
        if self._next_kind(index) == "u" and index and self.chunks[index - 1][0] in VERBAL:
            return  # 停演 | 十年 | 的 戏台: the time of the clause before 的
        for token in range(i, j):
            self.times.append((token, token + 1))
        if self.pending and self._next_kind(index) not in NOMINAL:
            self.pending.pop()

    def _preposition(self, index: int, kind: str, i: int) -> None:
        word = self.tokens.word(i)
        if kind == "Z" and word != "为了":
            self.purpose = True
        elif kind in "Bb" and self._next_kind(index) not in NOMINAL:
            self.prepositions.append((i, (i, i)))
        elif word in ("为", "以", "为了") and self._next_but_adverb(index) in VERBAL:
            self.skip_verb = True
        else:
            self.pending.append(i)

    def _noun(self, index: int, i: int, j: int) -> None:
        if index and self.chunks[index - 1][0] == "u":
            self._relative_head(i, j)
            return
        split = self._hidden_relative(index, i, j)
        if split:
            self._bind(i, split - 1)
            if self.found and self.found[-1].object == (i, j):
                found = self.found[-1]
                found.object, found.attributive, found.head = (i, split - 1), True, (split, j)
            self._relative_head(split, j)
        else:
            self._bind(i, j)

    def _bind(self, i: int, j: int) -> None:
        if self.pending and self.subject is None and self._opens_moment(i):
            self.pending.pop()
            self.subject = (i, j)
        elif self.pending:
            self.prepositions.append((self.pending.pop(), (i, j)))
        elif not self.verbs:
            if j - i == 1 and self.codes[i] == "m" and self.tokens.word(i)[-1] in "岁歲":
                return  # 9岁 | 学艺: when, not who
            if self.codes[j - 1] == "f" or (j - i == 1 and self.tokens.word(i) == "现场"):
                self.locative = (i, j)
                return
            if self.subject and self._outranks(self.subject, (i, j)):
                return
            if self.subject:
                self.lead = self.subject
            self.subject = (i, j)
        else:
            self.pivot = (i, j)

    def _opens_moment(self, i: int) -> bool:
        """在 中心 启动 预案 后: the noun after 在 is the subject of what happened then."""
        if i >= self.moment or self.tokens.word(self.pending[-1]) not in ("在", "当", "自") or self.verbs:
            return False
        return any(kind in "vT" and i < at < self.moment for kind, at, _ in self.chunks)

    def _outranks(self, first: Phrase, second: Phrase) -> bool:
        """18人 不同 程度 受伤: a plain noun after an adverb does not replace somebody as the subject."""
        strong = any(code in "mPOR" for code in self.codes[first[0] : first[1]]) or self.animate(first)
        weak = not any(code in "mPOLRs" for code in self.codes[second[0] : second[1]]) and not self.animate(second)
        return strong and weak

    def _hidden_relative(self, index: int, i: int, j: int) -> int:
        """Where the head begins if `V N 的 N` is a clause before its noun rather than a verb with its object."""
        if not self.verbs or (cut := self.codes.find("u", i, j)) < 0:
            return 0
        outer = len(self.pending) > 1 or (len(self.pending) == 1 and not self._pending_last(index))
        later = any(kind in VERBAL for kind, _, _ in self.chunks[index + 1 :])
        main = any(self.codes[at] in "gb" for at, _ in self.prepositions) or "l" in self.codes[self.first : i]
        counted = self._only_counted()
        bare = (
            (self.subject is None or counted)
            and (len(self.verbs) == 1 or (counted and not self.found))
            and self.verbs[0][0] in "vT"
            and later
            and not main
        )
        return cut + 1 if outer or bare else 0

    def _pending_last(self, index: int) -> bool:
        """Whether the pending preposition stands directly before this phrase."""
        return bool(self.pending) and self.pending[-1] == self.chunks[index - 1][1]

    def _relative_head(self, i: int, j: int) -> None:
        if self.pending:
            at = self.pending.pop()
            plain = not any(code in "mPOL" for code in self.codes[i:j])
            start = at + 1 if plain and self.codes[at] == "i" and j - at <= 8 else i
            self.prepositions.append((at, (start, j)))
            self.pending.clear()
            self.verbs, self.pivot = [], None
        elif self._continues_preposition():
            self.prepositions[-1] = (self.prepositions[-1][0], (self.prepositions[-1][1][0], j))
            self.verbs.pop()
        elif len([verb for verb in self.verbs if verb[0] != "j"]) > 1 and not self._only_counted():
            self.pivot = (i, j)
        else:
            start = i
            if self.subject and self._only_counted() and "m" not in self.codes[self.subject[1] : i]:
                start = self.subject[0]  # 两名 | 穿着 制服 的 | 人员
            self.subject, self.lead, self.verbs, self.pivot = (start, j), None, [], None
            self.prepositions = [pp for pp in self.prepositions if self.tokens.word(pp[0]) != "由"]

    def _only_counted(self) -> bool:
        """一辆 | 核载 … 的 | 客车: so far the subject is only a figure."""
        return self.subject is not None and set(self.codes[slice(*self.subject)]) == {"m"}

    def _continues_preposition(self) -> bool:
        """将 一辆 | 抢行 的 | 车: the clause stands inside the phrase of the preposition."""
        if not self.prepositions or not self.verbs or self.pivot:
            return False
        at, (i, j) = self.prepositions[-1]
        return j == self.verbs[-1][1] and i < j and (self.codes[j - 1] == "m" or self.codes[at] in "bgB")

    def _verb(self, index: int, kind: str, i: int, j: int) -> None:
        word = self.tokens.word(i)
        if word in self.cues.sets["existence"] and self._counts_next(index):
            return  # 还有 5名患者 在医院治疗: the patients are the subject
        dropped = self.purpose or self.skip_verb or self.asked
        if self.eventful and (kind in "hH" or word in self.cues.lightened) and self._light(index, i, dropped):
            pass
        elif i in self.triggers.predicates:
            self._predicate(index, i, *self.triggers.predicates[i], dropped=dropped)
        self.skip_verb = self.skip_verb and word in self.cues.sets["assist"]
        self.verbs.append((kind, i))
        self.pivot = None
        if kind != "j" and self.prepositions:
            self.prepositions = [pp for pp in self.prepositions if self.codes[pp[0]] == "i"]

    def _counts_next(self, index: int) -> bool:
        if index + 1 >= len(self.chunks):
            return False
        _, i, j = self.chunks[index + 1]
        later = any(kind in VERBAL for kind, _, _ in self.chunks[index + 2 :])
        return later and "m" in self.codes[i:j]

    def _snapshot(self, first: int, last: int, senses: tuple[Sense, ...], dropped: bool) -> Predicate:
        kind, at = self.verbs[-1] if self.verbs else ("", -1)
        found = Predicate(first, last, senses, subject=self.subject, lead=self.lead, origin=self.first, dropped=dropped)
        found.governor, found.governor_at, found.pivot = kind, at, self.pivot
        found.locative = self.locative
        sets = self.cues.sets
        word = self.tokens.word(at) if at >= 0 else ""
        found.caused = word in sets["cause"]
        found.receiver = self.subject if word in sets["receive"] and self.pivot else None
        found.partnered = any(self.tokens.word(pp[0]) in _PARTNER for pp in self.prepositions)
        found.prepositions, found.times = list(self.prepositions), list(self.times)
        self.found.append(found)
        return found

    def _predicate(self, index: int, first: int, last: int, senses: tuple[Sense, ...], dropped: bool) -> None:
        found = self._snapshot(first, last, senses, dropped)
        self._look_ahead(found, index + 1)
        if found.object and senses[0].frame != "rise" and self._is_frequency(found.object):
            found.object = None

    def _is_frequency(self, phrase: Phrase) -> bool:
        """盘点 | 一次: how often, not what."""
        if phrase[1] - phrase[0] > 1 or self.codes[slice(*phrase)] != "m":
            return False
        return _FREQUENCY.search(self.tokens.word(phrase[0])) is not None

    def _light(self, index: int, verb: int, dropped: bool) -> bool:
        """Event nouns in the object of a light verb; True where there are any."""
        found = False
        for kind, i, j in self.chunks[index + 1 :]:
            if kind in "TzjhHC":
                break
            if kind not in NOMINAL:
                continue
            heads = [token for token in range(i, j) if self._is_event_head(token, j)]
            heads = [head for head in heads if not self._names_campaign(verb, head, j)]
            heads = [head for head in heads if not self._only_tail(head, heads)]
            for token in heads:
                self._event(token, i, j, verb, dropped)
            found = found or bool(heads)
        return found

    def _only_tail(self, head: int, heads: list[int]) -> bool:
        """进行 消毒 处理: the second word adds nothing."""
        before = any(self.triggers.events[other][0] == head for other in heads)
        return before and self.tokens.word(head) in self.cues.sets["tail"]

    def _names_campaign(self, verb: int, head: int, end: int) -> bool:
        """开展 … 活动, 参与 … 行动: what is held or joined is the campaign, not the act in its name."""
        word = self.tokens.word(verb)
        after = self.triggers.events[head][0]
        if after >= end or self.tokens.word(after) not in ("活动", "行动", "工程", "项目", "试点", "工作", "运动"):
            return False
        return word in _JOINING or (word in _STAGING and self.tokens.word(after) != "工作")

    def _event(self, token: int, i: int, j: int, verb: int, dropped: bool) -> None:
        end, senses = self.triggers.events[token]
        found = self._snapshot(token, end, senses, dropped)
        found.event, found.passive = True, self.tokens.word(verb) in self.cues.sets["undergo"]
        found.governor, found.pivot = "", None
        found.governor_at = verb
        start, last = self._modifiers(token, i)
        found.object = (start, last) if last > start else None
        found.received = self.tokens.word(verb) in self.cues.sets["receive"] and senses[0].frame == "give"
        amount = self.codes.find("m", end, j)
        found.amount = (amount, amount + 1) if amount >= 0 else None

    def _modifiers(self, token: int, i: int) -> Phrase:
        """What stands before an event noun in its phrase: A 的 收集 和 | 普及, 人员 | 排查, 宣传、| 登记."""
        cut = self.codes.rfind("u", i, token)
        if cut > i:
            return i, cut
        start = max(self.codes.rfind("c", i, token), self.codes.rfind("e", i, token)) + 1 or i
        return start, token

    def _is_event_head(self, token: int, end: int) -> bool:
        event = self.triggers.events.get(token)
        if event is None:
            return False
        after = event[0]
        following = self.triggers.events.get(after)
        if following and following[1][0].type == event[1][0].type and self._is_event_head(after, end):
            return True
        while after < end and self.tokens.word(after) in self.cues.sets["tail"]:
            after += 1
        return after >= end or self.codes[after] in "cem"
