"""Which occurrences of trigger words are predicates, which are event nouns, and which are neither."""

from __future__ import annotations

import re

from extract.actions.grammar import Cues
from extract.actions.lexicon import Entry, Lexicon, Sense
from extract.actions.neighbours import _BACK, _OPEN, NOMINAL, Neighbours
from extract.actions.tokens import Tokens

_THROUGH = ("经", "经过", "通过", "因", "由于", "因为", "除", "除了")
_VERBS = frozenset("vTjhH+")
_RESOLUTIONS = (
    ("w", re.compile(rf"w(?=[{''.join(NOMINAL)}])"), "b"),  # 将 before a noun is 把, before a verb it is the future
    ("w", re.compile("w"), "d"),
    ("J", re.compile(rf"J(?=[{''.join(NOMINAL)}])"), "c"),  # 联合 before a noun is 和, before a verb an adverb
    ("J", re.compile("J"), "d"),
    (
        "S",
        re.compile(rf"(?<![uv{''.join(NOMINAL)}])S(?=[vkdzh])"),
        "d",
    ),  # 现场 before a verb tells how, else it is a noun
    ("S", re.compile("S"), "n"),
    (
        "hz",
        re.compile(rf"(?<=[{''.join(NOMINAL)}])[hz](?=[ce,u])"),
        "n",
    ),  # 社会 组织、…: a noun where no object follows
    ("G", re.compile("G(?=[vkdTz])"), "d"),  # 深入 before a verb tells how, before a noun where
    ("G", re.compile("G"), "i"),
    ("q", re.compile("q(?=[vdhHzjpbgik])"), "d"),  # 会 before a verb is a modal, else a meeting
    ("q", re.compile("q"), "n"),
    ("Q", re.compile("Q(?=[,ucefl])"), "n"),  # 制定 计划, but 计划 扩建
    ("Q", re.compile("Q"), "d"),
    ("U", re.compile(rf"U(?=[{''.join(NOMINAL - {'m', 'r'})}])"), "p"),  # 就 | 此案 发布 …, but 就 来
    ("U", re.compile("U"), "C"),
    ("p", re.compile("p(?=a[kv][,l])"), "d"),  # 较 快 | 增长
    ("f", re.compile("(?<=t)f(?![amnksuPOLr])"), "x"),  # 两天 | 里: when, not where
)
_COORDINATED = re.compile("(?<=kc)v(?=[c,enk])")
_SUFFERED_FROM = re.compile("H(?=[OPn]{1,2}[vk](?:,|$))")  # 遭 议员 质询
_MODIFYING = re.compile("(?<=[mgb])v(?=[nk])")  # 三位 退休 教师, 给 独居 老人
_UNDER_WAY = ("中", "当中", "之中", "过程中")
_WINDOW = 40  # characters of a clause in which an object is looked for
_CLAUSE_REST = re.compile(rf"[^,;。!?\n]{{0,{_WINDOW}}}")
_CLAUSE_LEAD = re.compile(r".*[,;。!?\n]", re.DOTALL)  # all but the clause at the end of a stretch
_BEFALLING = frozenset({"suffer", "undergo", "collide"})
_MANY = ("多", "一道")
Candidate = tuple[int, int, Entry]


def _resolved(codes: str) -> str:
    for letters, pattern, code in _RESOLUTIONS:
        if any(letter in codes for letter in letters):
            codes = pattern.sub(code, codes)
    return codes


class Triggers(Neighbours):
    """Finds the triggers of an article and writes `T` for the predicates into `tokens.codes`.

    After the call `predicates` maps the first token of a predicate to (end token, senses), `events` that of an event
    noun; both hold words that may still be dismissed when the clause is read.
    """

    def __init__(self, tokens: Tokens, lexicon: Lexicon, cues: Cues) -> None:
        self.tokens, self.cues = tokens, cues
        self.predicates: dict[int, tuple[int, tuple[Sense, ...]]] = {}
        self.events: dict[int, tuple[int, tuple[Sense, ...]]] = {}
        codes = _SUFFERED_FROM.sub(self._by_whom, _resolved(tokens.codes))
        self.known = lexicon.known
        self.codes = list("," + codes + ",,")  # one shifted, so that neighbours always exist
        candidates = self._candidates(lexicon)
        self.rising = {first for first, _, entry in candidates if entry.verbal and entry.verbal[0].frame == "rise"}
        for first, last, entry in candidates:
            self._decide(first, last, entry)
        self.event_ends = {end: first for first, (end, _) in self.events.items()}
        tokens.codes = _MODIFYING.sub(
            self._modifier, _COORDINATED.sub("k", _COORDINATED.sub("k", "".join(self.codes[1:-2])))
        )

    def _by_whom(self, undergo: re.Match[str]) -> str:
        """县长 遭 议员 | 质询: before who does it 遭 is 被."""
        return "B" if self.tokens.word(undergo.start()) == "遭" else "H"

    def _modifier(self, verb: re.Match[str]) -> str:
        """Three 退休 teachers, but 两人 | 呛 烟: people counted as such are the subject."""
        at = verb.start() - 1
        return "v" if verb.string[at] == "m" and self.tokens.word(at)[-1] == "人" else "a"

    def _candidates(self, lexicon: Lexicon) -> list[Candidate]:
        """Those that begin and end with a word, the longest at each place, none inside another."""
        tokens = self.tokens
        at, ends, codes, entries = tokens.at.get, tokens.ends, tokens.codes, lexicon.entries
        best: dict[int, tuple[int, Entry]] = {}
        count = len(ends)
        for index, start, end in lexicon.find(tokens.text):
            first = at(start)
            if first is None or codes[first] in "POLsyt":
                continue
            last = first
            while last < count and ends[last] < end:
                last += 1
            if last < count and ends[last] == end and self._is_longer(best.get(first), first, last, entries[index]):
                best[first] = (last + 1, entries[index])
        chosen: list[Candidate] = []
        free = 0
        for first in sorted(best):
            if first >= free:
                free, entry = best[first]
                chosen.append((first, free, entry))
        return chosen

    def _is_longer(self, held: tuple[int, Entry] | None, first: int, last: int, entry: Entry) -> bool:
        """Whether a word is longer than the one held, and has an object where it depends on one: 通过 | 了 办法."""
        if held is None:
            return True
        unbound = entry.event or not entry.picked
        return held[0] <= last and bool(unbound or self._possible(entry.verbal, first, last + 1))

    def _decide(self, first: int, last: int, entry: Entry) -> None:
        """`codes` is shifted by one: token i stands at i + 1."""
        codes = self.codes
        verbal = self._possible(entry.verbal, first, last) if entry.conditional else entry.verbal
        if entry.event:
            self.events[first] = (last, entry.event)
        elif not verbal:
            return
        if verbal and (self._names_thing(last, verbal[0]) or self._names_figure(first, last)):
            verbal = ()
        bare = verbal and verbal[0].intransitive and self.tokens.word(last - 1)[-1] not in "于在入进到至丧"
        modifies = bare and self._modifies(last + 1, codes[first])
        strong = not entry.event or codes[first + 1] in "vz"  # a verb far more often than a noun
        picked = entry.picked or (entry.conditional and any(sense.bound for sense in verbal))
        suffers = bool(verbal) and (
            verbal[0].frame in _BEFALLING or (verbal[0].intransitive and verbal[0].frame == "go")
        )
        if verbal and not modifies and self._is_predicate(first + 1, last + 1, strong, picked, suffers):
            self.predicates[first] = (last, verbal)
            codes[first + 1 : last + 1] = "T" + "+" * (last - first - 1)
            if codes[first] == "b" and self.tokens.word(first - 1) in self.cues.sets["future"]:
                codes[first] = "d"  # 将 before a noun that turned out to be the verb
            if verbal[0].frame == "go" and codes[last + 1] == "d" and self.tokens.word(last) == "现场":
                codes[last + 1] = "n"  # 赶往 | 现场 | 了解
        elif all(code in "vkand" for code in codes[first + 1 : last + 1]):
            manner = codes[last + 1] in "vk" and self._is_manner(first + 1, last + 1)  # 徒步 | 进入
            codes[first + 1 : last + 1] = "d" if manner else "k" * (last - first)

    def _possible(self, senses: tuple[Sense, ...], first: int, last: int) -> tuple[Sense, ...]:
        """Meanings with a condition on the object stay where the rest of the clause, or its beginning, has one."""
        tokens = self.tokens
        text = tokens.text
        start, end = tokens.starts[first], tokens.ends[last - 1]
        rest = _CLAUSE_REST.match(text, end)
        before = _CLAUSE_LEAD.match(text, max(0, start - _WINDOW), start)
        after = rest[0] if rest else ""
        both = text[before.end() if before else max(0, start - _WINDOW) : start] + " " + after
        return tuple(s for s in senses if s.may_fit(both, after) and (not s.counted or self._has_amount(first, last)))

    def _has_amount(self, first: int, last: int) -> bool:
        """Whether the clause says how much or how many, after the word or before it."""
        return self._meets_amount(range(last, last + _BACK)) or self._meets_amount(range(first - 1, first - _BACK, -1))

    def _meets_amount(self, tokens: range) -> bool:
        for at in tokens:
            if at < 0 or self.codes[at + 1] == ",":
                return False
            if self.codes[at + 1] == "m" and self.tokens.word(at) not in _MANY:
                return True
        return False

    def _is_predicate(self, i: int, j: int, strong: bool, picked: bool, suffers: bool) -> bool:
        codes = self.codes
        before, after = codes[i - 1], codes[j]
        if after == "l" and before != "u":
            return True
        if before == "i" and self._goes_on(i, j):
            return True
        if before == "v" and self.tokens.word(i - 2) in self.cues.sets["receive"] and i - 1 in self.events:
            return False  # 收到 | 捐款 5万元
        if self._is_quality(i, j, strong) or self._is_manner(i, j):
            return False
        if codes[i] in "pgi" and not self._ends_clause(j):
            return False
        if (
            j - i == 1
            and len(self.tokens.word(i - 1)) == 1
            and not (picked or after in "lmLOPs" or before in "dBmC" or self._counts(j) or self._governor(i) in "gb")
        ):
            return False
        if before == "u" or after == "e" or self._in_copula(i, j):
            return False
        if after == "f" and self.tokens.word(j - 1) in ("下", "上") and codes[j + 1] not in NOMINAL:
            return False
        if before in "hH" or (before in "al" and codes[i - 2] in "hH"):
            return False
        if self._is_named(i, j, strong):
            return False
        if self._has_nominal_tail(i, j, strong):
            return False
        if codes[j] in "nk" and before in "Tm" and self._says_which(i, j):
            return False
        if before in "dBz":
            return True
        if before in _OPEN:
            return strong or after in NOMINAL or after in "gitT+vzd"
        if before == "f":
            return strong or after in NOMINAL or self._governor(i) in "gib"
        if before == "c":
            return codes[i - 2] in "T+" or (strong and (codes[i - 2] in "vzC," or self._coordinated(i, after)))
        if before in NOMINAL:
            return self._after_noun(i, after, strong, suffers)
        if before == "p":
            return self.tokens.word(i - 2) in _THROUGH or (strong and after in NOMINAL)
        return strong or after in NOMINAL or after in ",itF"

    def _goes_on(self, i: int, j: int) -> bool:
        """尚在 | 调查 | 当中: under way, not in a place."""
        tokens = self.tokens
        if j > len(tokens.starts) or tokens.word(j - 1) not in _UNDER_WAY or self.codes[j + 1] not in ",l":
            return False
        if tokens.word(i - 2) != "在":
            return False
        self.codes[i - 1], self.codes[j] = "d", "x"
        return True

    def _after_noun(self, i: int, after: str, strong: bool, suffers: bool) -> bool:
        """A noun phrase stands before: is it the subject, a preposition's noun, or an object (then no predicate)?"""
        codes = self.codes
        start = self._phrase_start(i)
        governor = codes[start]
        if self.tokens.word(start - 1) in self.cues.sets["receive"]:
            return False
        if governor == "p" and self.tokens.word(start - 1) not in _THROUGH:
            by = strong and after == "," and self.tokens.word(start - 1) in ("以", "用", "凭", "靠")
            return by or after in NOMINAL or after in "lgb"
        if governor in "pgibBz":
            return after not in "fu" or strong
        if governor in _VERBS:
            if self._governs_clause(start - 1):
                return True
            if self._leads_to(start - 1) or (strong and ("u" in codes[start:i] or self._intransitive(start - 1))):
                return True
            if strong and suffers and after in ",c" and self._goes_before(start - 1):
                return True  # 吸入 浓烟 | 昏迷
            return strong and (after in NOMINAL or after in "gilvT" or (codes[i - 1] == "m" and after == ","))
        if strong:
            return True
        if after in NOMINAL:
            return after == "m" or self._animate(i - 2)
        return after in ",udvTztF" and self._animate(i - 2)
