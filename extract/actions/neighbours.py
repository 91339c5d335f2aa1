"""What the words before and after a trigger word say about it: whether it names, modifies or tells of something."""

from __future__ import annotations

from extract.actions.grammar import Cues
from extract.actions.lexicon import Sense
from extract.actions.tokens import Tokens

NOMINAL = frozenset("amnksPOLrRfy")
_OPEN = frozenset(",CF")  # a clause, or a coordinated verb phrase, begins after these
_THINGS = NOMINAL - frozenset(
    "mfyr"
)  # 受伤 | 人员: what is hurt stands before the verb, so this noun is modified by it
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
_MEASURES = (*"量额率值入积产支数模价费", "投资", "消费", "存款", "贷款")  # how the names of figures end
_SHOWING = frozenset({"认为", "查明", "披露", "显示", "表明", "指出", "证实", "发现"})
_PROCEEDINGS = frozenset({"审理", "裁定", "判决", "审查", "调查", "报告", "鉴定", "检验", "统计", "评估"})
_BODY = ("脚", "踝", "腿", "膝", "膝盖", "手", "臂", "腰", "头部", "骨", "肩", "胸", "眼", "指", "背部")
_NOUNISH = NOMINAL | {"v", "T"}
_ENDS = ("死", "伤", "亡")
_PAPERS = frozenset({"报告", "统计", "裁定", "判决"})
_OF_THINGS = "处起次条份项场件篇封例"  # classifiers of what is no person
_FUNDS = "款励助偿贴"  # how words end that name money as well
_OBJECTS = frozenset("nkamv")
_DEGREES = frozenset("慢快高低大小多少")
_BACK = 24  # tokens that are looked at to the left of a candidate


class Neighbours:
    """The classes of an article's words, one shifted, so that neighbours always exist, and the triggers so far."""

    tokens: Tokens
    cues: Cues
    codes: list[str]
    known: frozenset[str]
    rising: set[int]
    predicates: dict[int, tuple[int, tuple[Sense, ...]]]
    events: dict[int, tuple[int, tuple[Sense, ...]]]

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
        noun = self.tokens.word(at - 1)
        if noun in ("病例", "患者") or noun.endswith(_BODY):
            return not noun.endswith(_BODY)  # 确诊 | 病例 2例, but 扭伤 | 脚踝
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
        if last >= len(tokens.starts) or codes[last + 1] not in _NOUNISH:
            return False
        word = tokens.word(last)
        noun = codes[last + 1] in NOMINAL or (codes[last + 1] in "vT" and len(word) == 1 and codes[last + 2] in "md,u")
        return noun and ((sense.compounds and word in sets["thing"]) or (not sense.employs and word in sets["crew"]))

    def _is_named(self, i: int, j: int, strong: bool) -> bool:
        """A word that names a matter, or says who somebody is: what is told of, counted, proposed or held."""
        codes, tokens = self.codes, self.tokens
        before, after = codes[i - 1], codes[j]
        if before == "m" and self._is_numbered(i):
            return True
        if after in ",m":
            return self._closes_phrase(i, before, after)
        if after == "P":  # 农学院 教授 | 某某
            return before in NOMINAL and tokens.word(i - 1) in self.cues.sets["noun"]
        if after == "u":  # 种 的 是 水稻
            return codes[j + 1] in "vp" and tokens.word(j) == "是"
        following = tokens.word(j - 1)
        if following in _SHOWING and (not strong or tokens.word(i - 1) in _PROCEEDINGS):
            return True  # 报告 披露, 法院 审理 认为
        if before in "Tl" and (self._is_document(j - 1) or (after in "kvn" and self._is_document(j))):
            return True  # 签 了 收购 合同
        if before == "i" and after == "i":  # 从 申请 到 到账
            return tokens.word(i - 2) in ("从", "自") and following in ("到", "至")
        return after == "a" and following in _DEGREES and codes[j + 1] == ","  # 恢复 | 慢

    def _closes_phrase(self, i: int, before: str, after: str) -> bool:
        """Whether a word before the end of a clause, or a figure, ends an object: 发布 通告, 调取 52处 监控."""
        word, sets = self.tokens.word(i - 1), self.cues.sets
        if after == "," and before in "TvhHl":
            return (word in sets["noun"] and before in "Tvl") or (i - 1 not in self.events and self._joined(i))
        if before not in _OBJECTS:
            return False
        if word in _PAPERS and self._governor(i) in "T+":
            return True  # 提交 进度 报告
        money = before == "m" and self.tokens.word(i - 2)[-1] == "元" and word[-1] in _FUNDS
        if money and after in ",u" and self._governor(i) in "T+v":
            return True  # 处以 500元 罚款
        if before == "m" and after == "," and self.tokens.word(i - 2)[-1] in _OF_THINGS:
            return self._governor(i) in "T+"
        # 提出 一条 建议
        return after == "," and word in sets["ordering"] and "T" in self.codes[self._clause_start(i) : i]

    def _is_numbered(self, i: int) -> bool:
        """一 产, 年 修; but 一 死 三 伤."""
        word = self.tokens.word(i - 1)
        return len(word) == 1 and word not in _ENDS and self.tokens.word(i - 2) in ("一", "二", "三", "年")

    def _says_which(self, i: int, j: int) -> bool:
        """出动 | 送水 | 车辆, 6支 | 救护 | 小队: between a verb, or a figure, and what is named by its use."""
        codes, tokens, sets = self.codes, self.tokens, self.cues.sets
        noun = tokens.word(j - 1)
        if not (noun in sets["crew"] or noun in sets["soft_tail"] or noun in sets["gear"]):
            return False
        if codes[i - 1] == "m":
            return tokens.word(i - 2)[-1] in "支台辆艘架套批名位个"
        found = self.predicates.get(i - 2)
        ordered = tokens.word(i - 2) in sets["ordering"] | sets["assist"] | sets["cause"] | sets["light"]
        return found is not None and found[1][0].frame in ("do", "give") and not ordered

    def _goes_before(self, token: int) -> bool:
        """Whether a verb tells what one did before what befell one, not what brings it about (致, 让, 出现)."""
        word = self.tokens.word(token)
        return self.codes[token + 1] in "vT" and word[-1] not in "让致使现送" and not self._happens(token)

    def _is_document(self, token: int) -> bool:
        return token < len(self.tokens.starts) and self.tokens.word(token) in self.cues.sets["document"]

    def _joined(self, i: int) -> bool:
        """Whether the word is what somebody takes part in."""
        at = i - 2 if self.codes[i - 1] == "l" else i - 1
        return at > 0 and self.tokens.word(at - 1) in ("参加", "出席", "参与")

    def _clause_start(self, i: int) -> int:
        start = i
        limit = max(0, i - _BACK)
        while start > limit and self.codes[start - 1] != ",":
            start -= 1
        return start

    def _is_manner(self, i: int, j: int) -> bool:
        """公开 | 审理, 安全 | 转移: an adverb before another verb."""
        tokens = self.tokens
        if j - i != 1 or j > len(tokens.starts) or tokens.word(i - 1) not in self.cues.sets["adverb"]:
            return False
        return self.codes[j] in "vk" and tokens.word(j - 1) in self.known

    def _is_quality(self, i: int, j: int, strong: bool) -> bool:
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
        if not strong and codes[i - 1] == "t" and codes[i - 2] in "T+l" and codes[j] == ",":
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
        if self.codes[j] in "zv" and tokens.word(j - 1) == "有" and self.codes[i - 1] in "nk":
            return True  # 采购 | 有 合同
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
