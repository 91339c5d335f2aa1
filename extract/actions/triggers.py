"""Which occurrences of trigger words are predicates, which are event nouns, and which are neither."""

from __future__ import annotations

import re

from extract.actions.grammar import Cues
from extract.actions.lexicon import Entry, Lexicon, Sense
from extract.actions.tokens import Tokens

NOMINAL = frozenset("amnksPOLrRfy")
_THROUGH = ("经", "经过", "通过", "因", "由于", "因为", "除", "除了")
_OPEN = frozenset(",CF")  # a clause, or a coordinated verb phrase, begins after these
_THINGS = NOMINAL - frozenset(
    "mfyr"
)  # 受伤 | 人员: what is hurt stands before the verb, so this noun is modified by it
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
    ("p", re.compile("p(?=a[kv][,l])"), "d"),  # 较 快 | 增长
)
_COORDINATED = re.compile("(?<=kc)v(?=[c,enk])")
_MODIFYING = re.compile("(?<=[mgb])v(?=[nk])")  # 三位 退休 教师, 给 独居 老人
_UNDER_WAY = ("中", "当中", "之中", "过程中")
_OF_ACCOUNTS = frozenset(
    {
        "了解",
        "汇报",
        "通报",
        "介绍",
        "反映",
        "说明",
        "听取",
        "核实",
        "查看",
        "察看",
        "查明",
        "调查",
        "检查",
        "报告",
        "上报",
        "核查",
        "摸清",
    }
)
_ACCOUNTS = ("报告", "情况")  # 没有 人员 伤亡 | 报告
_WHERE = ("下", "上", "内", "中", "里", "间", "外", "旁", "边")  # 被困 | 井下: a noun that says where
_WINDOW = 40  # characters of a clause in which an object is looked for
_CLAUSE_REST = re.compile(rf"[^,;。!?\n]{{0,{_WINDOW}}}")
_CLAUSE_LEAD = re.compile(r".*[,;。!?\n]", re.DOTALL)  # all but the clause at the end of a stretch
_MEASURES = (*"量额率值入积产支数模价费", "投资", "消费", "存款", "贷款")  # how the names of figures end
_SHOWING = frozenset({"认为", "查明", "披露", "显示", "表明", "指出", "证实", "发现"})
_PROCEEDINGS = frozenset({"审理", "审查", "调查", "报告", "鉴定", "检验", "统计", "评估"})
_OF_THINGS = "处起次条份项场件篇封"  # classifiers of what is no person
_OBJECTS = frozenset("nkamv")
_DEGREES = frozenset("慢快高低大小多少")
_MANY = ("多", "一道")
_BACK = 24  # tokens that are looked at to the left of a candidate
Candidate = tuple[int, int, Entry]


def _resolved(codes: str) -> str:
    for letters, pattern, code in _RESOLUTIONS:
        if any(letter in codes for letter in letters):
            codes = pattern.sub(code, codes)
    return codes


class Triggers:
    """Finds the triggers of an article and writes `T` for the predicates into `tokens.codes`.

    After the call `predicates` maps the first token of a predicate to (end token, senses), `events` that of an event
    noun; both hold words that may still be dismissed when the clause is read.
    """

    def __init__(self, tokens: Tokens, lexicon: Lexicon, cues: Cues) -> None:
        self.tokens, self.cues = tokens, cues
        self.predicates: dict[int, tuple[int, tuple[Sense, ...]]] = {}
        self.events: dict[int, tuple[int, tuple[Sense, ...]]] = {}
        codes = _resolved(tokens.codes)
        self.known = lexicon.known
        self.codes = list("," + codes + ",,")  # one shifted, so that neighbours always exist
        candidates = self._candidates(lexicon)
        self.rising = {first for first, _, entry in candidates if entry.verbal and entry.verbal[0].frame == "rise"}
        for first, last, entry in candidates:
            self._decide(first, last, entry)
        self.event_ends = {end: first for first, (end, _) in self.events.items()}
        tokens.codes = _MODIFYING.sub("a", _COORDINATED.sub("k", _COORDINATED.sub("k", "".join(self.codes[1:-2]))))

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
        return held[0] <= last and (unbound or bool(self._possible(entry.verbal, first, last + 1)))

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
        bare = verbal and verbal[0].intransitive and self.tokens.word(last - 1)[-1] not in "于在入进到至"
        modifies = bare and self._modifies(last + 1, codes[first])
        strong = not entry.event or codes[first + 1] in "vz"  # a verb far more often than a noun
        picked = entry.picked or (entry.conditional and any(sense.bound for sense in verbal))
        if verbal and not modifies and self._is_predicate(first + 1, last + 1, strong=strong, picked=picked):
            self.predicates[first] = (last, verbal)
            codes[first + 1 : last + 1] = "T" + "+" * (last - first - 1)
            if codes[first] == "b" and self.tokens.word(first - 1) in self.cues.sets["future"]:
                codes[first] = "d"  # 将 before a noun that turned out to be the verb
            if verbal[0].frame == "go" and codes[last + 1] == "d" and self.tokens.word(last) == "现场":
                codes[last + 1] = "n"  # 赶往 | 现场 | 了解
        elif all(code in "vkand" for code in codes[first + 1 : last + 1]):
            codes[first + 1 : last + 1] = "k" * (last - first)

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

    def _ends_clause(self, j: int) -> bool:
        """Whether only a noun phrase follows: 赴 灾区, 通过 决议 (a preposition has a verb after it)."""
        codes = self.codes
        while codes[j] in NOMINAL or codes[j] in "lucet":
            j += 1
        return codes[j] == ","

    def _coordinated(self, i: int, after: str) -> bool:
        """V N、V N: a second verb with its object, unless a light verb governs the enumeration."""
        if after not in NOMINAL:
            return False
        start = self._phrase_start(i)
        return self.codes[start] not in "hH"

    def _modifies(self, at: int, before: str) -> bool:
        """受伤 | 人员, but 倒塌 | 房屋 30间: without a figure the noun is modified by the verb."""
        codes = self.codes
        if codes[at] not in _THINGS:
            return False
        limit = at + _BACK
        while at < limit and codes[at] in NOMINAL:
            at += 1
        if codes[at] == "," and self.tokens.word(at - 2) in _ACCOUNTS and before in NOMINAL:
            return False
        if codes[at - 1] in "Lf" or (codes[at] == "," and self.tokens.word(at - 2).endswith(_WHERE)):
            return False
        return codes[at - 1] != "m" or before in "vTzhH+"

    def _counts(self, at: int) -> bool:
        """Whether the noun phrase that begins here ends with a figure: 捐 | 衣物 300件."""
        return self.codes[at] in _THINGS and not self._modifies(at, ",")

    def _names_figure(self, first: int, last: int) -> bool:
        """出口 | 同比 增长, 种植 | 面积 扩大: the word is, or modifies, the figure that changes."""
        codes, at = self.codes, last + 1
        if not self.rising or first in self.rising:
            return False
        while codes[at] in "nka":
            at += 1
        if at > last + 1 and not self.tokens.word(at - 2).endswith(_MEASURES):
            return False
        while codes[at] in "dx":
            at += 1
        return at - 1 in self.rising and (codes[at + 1] in "ml," or at > last + 1)

    def _names_thing(self, last: int, sense: Sense) -> bool:
        """接种 | 点, 抢修 | 队: the word names a thing, or those who do it, together with the noun after it."""
        codes, tokens, sets = self.codes, self.tokens, self.cues.sets
        if last >= len(tokens.starts):
            return False
        word = tokens.word(last)
        noun = codes[last + 1] in NOMINAL or (codes[last + 1] in "vT" and len(word) == 1 and codes[last + 2] in "md,u")
        return noun and ((sense.compounds and word in sets["thing"]) or (not sense.employs and word in sets["crew"]))

    def _is_predicate(self, i: int, j: int, strong: bool, picked: bool) -> bool:
        codes = self.codes
        before, after = codes[i - 1], codes[j]
        if after == "l" and before != "u":
            return True
        if before == "i" and self._goes_on(i, j):
            return True
        if self._is_quality(i, j) or self._is_manner(i, j):
            return False
        if codes[i] in "pgi" and not self._ends_clause(j):
            return False
        if (
            j - i == 1
            and len(self.tokens.word(i - 1)) == 1
            and not (picked or after in "lmLOPs" or before in "dBm" or self._counts(j) or self._governor(i) in "gb")
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
        if before in "dBz":
            return True
        if before in _OPEN:
            return strong or after in NOMINAL or after in "gitT+vzd"
        if before == "f":
            return strong or after in NOMINAL or self._governor(i) in "gib"
        if before == "c":
            return codes[i - 2] in "T+" or (strong and (codes[i - 2] in "vzC," or self._coordinated(i, after)))
        if before in NOMINAL:
            return self._after_noun(i, after, strong)
        if before == "p":
            return self.tokens.word(i - 2) in _THROUGH or (strong and after in NOMINAL)
        return strong or after in NOMINAL or after in ",itF"

    def _is_named(self, i: int, j: int, strong: bool) -> bool:
        """A word that names a matter, or says who somebody is: what is told of, counted, proposed or held."""
        codes, tokens = self.codes, self.tokens
        word, before = tokens.word(i - 1), tokens.word(i - 2) if i > 1 else ""
        following = tokens.word(j - 1) if j <= len(tokens.starts) else ""
        if codes[j] == "P" and word in self.cues.sets["noun"] and codes[i - 1] in NOMINAL:
            return True  # 农学院 教授 | 某某
        if codes[j] == "u" and codes[j + 1] in "vp" and tokens.word(j) == "是":
            return True  # 种 的 是 水稻
        if following in _SHOWING and (not strong or word in _PROCEEDINGS):
            return True  # 报告 披露, 法院 审理 认为
        if codes[i - 1] == "i" and codes[j] == "i" and before in ("从", "自") and following in ("到", "至"):
            return True  # 从 申请 到 到账
        if codes[i - 1] == "m" and len(word) == 1 and (len(before) == 1 or before == "年"):
            return True  # 一 产, 年 修
        if codes[i - 1] == "m" and codes[j] == "," and before[-1] in _OF_THINGS and self._governor(i) in "T+":
            return True  # 调取 52处 监控
        if codes[j] == "," and word in self.cues.sets["ordering"] and codes[i - 1] in _OBJECTS:
            return "T" in codes[self._clause_start(i) : i]  # 提出 一条 建议
        return codes[j] == "a" and following in _DEGREES and codes[j + 1] == ","  # 恢复 | 慢

    def _clause_start(self, i: int) -> int:
        start = i
        limit = max(0, i - _BACK)
        while start > limit and self.codes[start - 1] != ",":
            start -= 1
        return start

    def _goes_on(self, i: int, j: int) -> bool:
        """尚在 | 调查 | 当中: under way, not in a place."""
        tokens = self.tokens
        if j > len(tokens.starts) or tokens.word(j - 1) not in _UNDER_WAY or self.codes[j + 1] not in ",l":
            return False
        if tokens.word(i - 2) != "在":
            return False
        self.codes[i - 1], self.codes[j] = "d", "x"
        return True

    def _is_manner(self, i: int, j: int) -> bool:
        """公开 | 审理, 安全 | 转移: an adverb before another verb."""
        tokens = self.tokens
        if j - i != 1 or j > len(tokens.starts) or tokens.word(i - 1) not in self.cues.sets["adverb"]:
            return False
        return self.codes[j] in "vk" and tokens.word(j - 1) in self.known

    def _is_quality(self, i: int, j: int) -> bool:
        """制度 健全, 安排 得 好, 这个 要求: said of something, or named."""
        codes, tokens = self.codes, self.tokens
        how = {"a": "quality", "d": "adverb"}.get(codes[i])
        says_how = how is not None and tokens.word(i - 1) in self.cues.sets[how]
        says_how = says_how and j - i == 1 and not (codes[i] == "a" and self._is_counted(i))
        if says_how and codes[i - 1] != "m" and codes[j] not in NOMINAL and codes[j] not in "lv":
            return True
        if codes[i - 1] == "T" and (self._happens(i - 2) or tokens.word(i - 1) in _ACCOUNTS):
            return True
        if codes[i - 1] == "T" and codes[j] in "m," and tokens.word(i - 2) in self.cues.sets["obtain"]:
            return True
        if codes[i - 1] == "t" and codes[i - 2] in "T+l" and codes[j] == ",":
            return True  # 发布 | 2019年度 | 报告
        if codes[j] == "d" and tokens.word(j - 1) == "得":
            return True
        return codes[i - 1] == "r" and codes[i - 2] not in "gbB" and tokens.word(i - 2) in self.cues.sets["determiner"]

    def _is_counted(self, i: int) -> bool:
        """三名 旅客 | 轻伤: so many of somebody, or somebody by name, stand before."""
        phrase = self.codes[self._phrase_start(i) + 1 : i]
        return self._animate(i - 2) and ("m" in phrase or "P" in phrase)

    def _happens(self, token: int) -> bool:
        """出现 | 呕吐: what occurs is the object."""
        found = self.predicates.get(token)
        return found is not None and found[1][0].frame == "occur"

    def _in_copula(self, i: int, j: int) -> bool:
        """X 是 trigger, trigger 是 X: the word is mentioned, not done."""
        copula = self.cues.sets["copula"]
        tokens = self.tokens
        if j - 1 < len(tokens.starts) and self.codes[j] in "vpgZ" and tokens.word(j - 1) in copula - {"为"}:
            return True
        return self.codes[j] == "," and i > 1 and self.codes[i - 1] in "vpd" and tokens.word(i - 2) in copula - {"为"}

    def _has_nominal_tail(self, i: int, j: int, strong: bool) -> bool:
        if self.codes[j] not in NOMINAL or self.codes[j] in "mPOLr":
            return False
        word = self.tokens.word(j - 1)
        if word == "情况" and self.tokens.word(i - 1) in _OF_ACCOUNTS:
            return False
        if word in _ACCOUNTS and self.codes[self._phrase_start(i)] == "d":
            return False
        soft = self.cues.sets["soft_tail"]
        if not strong and (word in soft or word[-2:] in soft):
            opens = self.codes[i - 1] in _OPEN and self.codes[j + 1] not in ",lm"
            if opens or self.codes[i - 1] not in ",CFdz":
                return True
        if strong and self.codes[i] in "vzhHdj":
            return word in self.cues.sets["noun_tail"] and self.codes[j + 1] not in NOMINAL
        return word in self.cues.sets["nominal"] or word in self.cues.sets["tail"]

    def _after_noun(self, i: int, after: str, strong: bool) -> bool:
        """A noun phrase stands before: is it the subject, a preposition's noun, or an object (then no predicate)?"""
        codes = self.codes
        start = self._phrase_start(i)
        governor = codes[start]
        if self.tokens.word(start - 1) in self.cues.sets["receive"]:
            return False
        if governor == "p" and self.tokens.word(start - 1) not in _THROUGH:
            return after in NOMINAL or after in "lgb"
        if governor in "pgibBz":
            return after not in "fu" or strong
        if governor in _VERBS:
            if self._governs_clause(start - 1):
                return True
            if self._leads_to(start - 1) or (strong and ("u" in codes[start:i] or self._intransitive(start - 1))):
                return True
            return strong and (after in NOMINAL or after in "gilvT" or (codes[i - 1] == "m" and after == ","))
        if strong:
            return True
        if after in NOMINAL:
            return after == "m" or self._animate(i - 2)
        return after in ",udvTztF" and self._animate(i - 2)

    def _leads_to(self, token: int) -> bool:
        """赶到 现场 | 处置, 送到 医院 | 救治: what is done at the goal."""
        found = self.predicates.get(token)
        return found is not None and found[1][0].frame in ("go", "carry")

    def _intransitive(self, token: int) -> bool:
        found = self.predicates.get(token)
        return found is not None and found[1][0].frame in ("suffer", "undergo")

    def _governor(self, i: int) -> str:
        return self.codes[self._phrase_start(i)] if self.codes[i - 1] in NOMINAL else ","

    def _phrase_start(self, i: int) -> int:
        """Where the word before the noun phrase that ends at i stands (了 is skipped)."""
        codes = self.codes
        start = i - 1
        limit = max(0, i - _BACK)
        while start > limit and (codes[start] in NOMINAL or codes[start] in "uce"):
            start -= 1
        return start - 1 if codes[start] == "l" and start > 0 else start

    def _governs_clause(self, token: int) -> bool:
        word = self.tokens.word(token)
        sets = self.cues.sets
        return word in sets["pivot"] or word in sets["cause"] or word in sets["assist"]

    def _animate(self, token: int) -> bool:
        return is_animate(self.tokens, self.cues, token)


def is_animate(tokens: Tokens, cues: Cues, token: int) -> bool:
    """Whether a noun phrase that ends with this token names somebody who can act."""
    while token >= 0 and tokens.codes[token] in "ye":
        token -= 1
    if token < 0:
        return False
    code = tokens.codes[token]
    if code in "POLR":
        return True
    return code in "nkrm" and cues.acts(tokens.word(token))
