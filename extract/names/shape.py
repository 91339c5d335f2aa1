"""The shape of Chinese persons' names: where one ends, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.names.phrases import APART, Phrases
from extract.rules import Patterns
from extract.rules.alternation import one_of
from extract.rules.name import Boundaries, PersonRules

_H = r"[\u4e00-\u9fff]"
CERTAIN = 0.97  # confidence of the model above which the segmenter is not asked
_SURE = 0.85  # confidence of the model above which a word of the dictionary may be a name: it holds many
_ODD = ("ns", "i", "m", "t")  # tags of names in the dictionary, not of words that the model takes for persons
_FULL = 0.95  # the same for a name of three characters of which two stand alone elsewhere
_FIRM = 0.7  # the same for two characters without a surname
# Verbs and adverbs of one character that follow names and end hardly any: each ends fewer than a tenth as many names of
# persons in annotated news as it follows.
_NEVER_LAST = frozenset(
    "走想看听笑拿站坐跑捐讲问答喊却便判瞅挑射赴驾骑拍摔撞抱扛挥投抓救找送买卖借付赔骂打踢咬吃喝睡哭叫写唱跳爬钻躲逃追赶拦堵"
    "夺赢输负败踩摸搬抬拽扯撕砍砸杀割剪挖埋填铺搭盖拆补缝洗擦扫倒扔丢捡拾抢偷骗赌欠租雇聘请邀陪接见访探审罚押犯退辞病死伤逝到去返抵"
    "留靠跟给被遭使称谈批演扮译撰画摄播排握提递捧舀插按摇煮炒做再更很只每虽此并竟忙即由像签突忽急遇教带领"
)
_VERBS = _NEVER_LAST | frozenset("来仍刚")
_NUMERALS = frozenset("一二三四五六七八九十0123456789")
_COUNTING = frozenset("一二三四五六七八九十百千万")
_CLASSIFIERS = frozenset("名个位人次点岁天年月日元级等届批组队班号项条支所家户口学中路楼期")
_LIVING = frozenset("梅兰菊莲树草花藤鱼鸟鹤鹭鸥鹿")  # last characters of plants and animals
_AREAS = frozenset("镇乡州")  # last characters of such
_HEAVENS = ("太阳", "地球", "月球", "月亮", "火星", "金星", "木星", "银河")
_THINGS = frozenset("车牌杯奖号船舰剧汤粥")  # last characters of what the model may take for a person
CREEDS = ("主义", "理论", "思想")  # after a person: 马克思|主义 names no one
_AFTER_NAMES = frozenset("用则也都就将把被向还又曾已与和及以")  # which the model may take for a name's last character
_HOMES = ("家的", "家里", "家中", "家门", "家住", "家属")
_DONE = re.compile("着|了(?![解结不却])|过(?![去来程年往节后])")  # after a verb, not after a name
_ELDERS = ("老先生", "老太太", "大爷", "爷爷", "奶奶", "大妈", "阿姨", "老汉", "老太", "老")  # after a surname
NICKS = frozenset("小老阿")  # before a surname
_TRIED = 8  # places at which it is asked how a name ends
_AROUND = 4000  # characters on both sides in which a name is looked for again
_SAID = re.compile(
    "说|表示|介绍|告诉|坦言|回忆|感慨|解释|强调|指出|透露|作报告|作了|主持|致辞|讲话|宣布|汇报|出席|通报|犯"
)


class NameShape:
    """Tells where a name ends, by its characters, by what follows, and by the rest of the article."""

    def __init__(self, patterns: Patterns, phrases: Phrases) -> None:
        rules = patterns.rule("name", "persons", PersonRules)
        surnames = patterns.words("surnames")
        single = "".join(name for name in surnames if len(name) == 1)
        double = one_of(name for name in surnames if len(name) > 1)
        strong = "".join(name for name in surnames[:170] if len(name) == 1 and name not in rules.weak_surnames)
        self._tag = phrases.words
        self._never = frozenset(rules.never_given)
        self._weak_surnames = frozenset(rules.weak_surnames)
        self._follows = re.compile(one_of((*rules.verbs, *rules.honorifics), guarded=True))
        self._not_names = frozenset(rules.not_names)
        self._stops = frozenset(patterns.rule("name", "boundaries", Boundaries).cut)
        self._single = frozenset(single)
        self.compound = re.compile(double)
        self.surname = re.compile(rf"(?:{double}|[{single}])")
        self.addressed = frozenset(strong + rules.plain_surnames)  # surnames before a form of address
        nicked, addressed = f"(?:{double}|[{strong}])", f"(?:{double}|[{strong}{rules.plain_surnames}])"
        rare = "".join(sorted({*single} - self.addressed - self._weak_surnames))  # before a longer form of address only
        elders = "|".join(_ELDERS)  # the last one before no other word
        polite = [word for word in rules.honorifics if len(word) > 1]
        offices = [word for word in rules.address if len(word) > 1 and word in rules.posts]
        self.rarely = frozenset(rare)
        forms = (*polite, *rules.address, *_ELDERS, "某", *(name[1:] for name in surnames if len(name) > 1))
        self.after_surname = frozenset(form[0] for form in forms)  # in short forms without 小, 老, 阿
        self.short = re.compile(
            rf"(?:(?P<nick_rare>[老小][{rare}])"
            rf"|(?P<rare>[{rare}](?:{one_of(polite)}|{one_of(offices, guarded=True)}"
            r"|某某?(?![种些个年月日天地处人事物])))"
            rf"|(?P<nick>[小老阿]{nicked}(?!{_H}{{0,1}}(?:姓|区|村|镇)))"
            rf"|(?P<elder>{addressed}(?:{elders}(?![师板家人先太汉伴])))"
            rf"|(?P<address>{addressed}(?:{one_of(rules.address, guarded=True)})))"
        )

    def looks_like_name(self, text: str, start: int, end: int) -> bool:
        """Whether a candidate in a doubtful place recurs, or is unknown to the segmenter and ends well."""
        if text[start] in self._weak_surnames:
            words = self._tag(text[start : end + 3])
            whole = len(words[0][0]) == end - start and words[0][1].startswith("nr")
            apart = words[0][1][0] not in "pcdu" and all(len(word) == 1 for word, _ in _within(words, end - start))
            return (whole or apart or _recurs(text, start, end) > 2) and self.ending(text, end) >= 2
        words = self._tag(text[start : end + 3])
        known = any(
            len(word) > 1 and not tag.startswith(("nr", "x", "ns", "nz")) for word, tag in _within(words, end - start)
        )
        ending = self.ending(text, end)
        if text.startswith((",她", ",他"), end):
            return True
        return ending == 3 or (ending == 2 and not known)

    def bounded(self, text: str, end: int) -> bool:
        """Whether a name may end here: at punctuation, before a function word, a verb, or a word of two characters."""
        following = text[end : end + 1]
        if not following or not "\u4e00" <= following <= "\u9fff":
            return True
        known = following in self._never or following in self._stops or following in _VERBS
        if text[end + 1 : end + 2] in ("着", "了", "过") and self._tag(following)[0][1].startswith("v"):
            return True
        return known or self._word_at(text, end) >= 2

    def _word_at(self, text: str, start: int) -> int:
        """Length of the word that the segmenter sees at `start`."""
        if text[start + 1 : start + 2] in APART:
            return 1
        words = self._tag(text[start : start + 6])
        return len(words[0][0]) if words else 0

    def _with_address(self, text: str, start: int) -> int:
        """Where a surname with its form of address ends (陆书记, 顾老); 0 where there is none."""
        if text[start + 1 : start + 2] not in self.after_surname:
            return 0
        short = self.short.match(text, start)
        return short.end() if short is not None and short.lastgroup not in ("nick", "nick_rare") else 0

    def _surnamed(self, text: str, start: int) -> bool:
        """Whether a surname stands at `start`."""
        return text[start] in self._single or self.compound.match(text, start) is not None

    def end_of_name(self, text: str, start: int, tagged: dict[int, int]) -> int | None:
        """Where the Chinese full name that begins at `start` ends; None where none begins."""
        if addressed := self._with_address(text, start):
            return addressed
        if start in tagged and 2 <= tagged[start] - start <= 4 and not self.is_everyday(text, start, tagged[start]):
            return tagged[start]
        surname = self.surname.match(text, start)
        if surname is None:
            return None
        if text.startswith("某", start + 1):
            return start + 2 + text.startswith("某", start + 2)
        compound = self.compound.match(text, start)
        base = compound.end() if compound else surname.end()
        ends = [end for end in (base + 1, base + 2) if self.given(text, base, end)]
        if not ends:
            return None
        said = next((end for end in reversed(ends) if _SAID.match(text, end)), None)
        if said is not None or self._everyday(text, start, ends[-1]):
            return said
        if len(ends) == 1 or _DONE.match(text, ends[-1]) or self._verb_over(text, start, ends[-1]):
            return ends[0]
        return self._longer_or_shorter(text, start, ends)

    def given(self, text: str, base: int, end: int) -> bool:
        """Whether the characters between a surname and `end` can be a given name."""
        given = text[base:end]
        if len(given) == 2 and given[0] in _COUNTING and "\u4e00" <= given[1] <= "\u9fff":  # 梁三喜
            return given[1] not in self._never and given[1] not in _CLASSIFIERS
        if (
            given[-1:] in ("有", "和")
            and len(given) == 2
            and (text.startswith("犯", end) or not "\u4e00" <= text[end : end + 1] <= "\u9fff")
        ):
            given = given[:-1] + "友"  # 李大有, 李景和(回族)
        return (
            len(given) == end - base
            and all("\u4e00" <= char <= "\u9fff" for char in given)
            and not self._never & set(given)
        )

    def _everyday(self, text: str, start: int, end: int) -> bool:
        """Whether the segmenter sees an everyday word where the candidate begins, or one that runs over its end."""
        words = self._tag(text[start : end + 4])
        word, tag = words[0]
        if len(word) >= 2 and tag[0] in "vdpcrutfmabil":
            return True
        if tag.startswith("ns") and len(word) >= 2 and (len(word) > 2 or self.ending(text, end) < 2):
            return True
        if (
            tag[0] in "vdpc"
            and word in self._weak_surnames
            and len(words) > 1
            and len(words[1][0]) >= 2
            and words[1][1][0] in "nvdai"
        ):
            return not words[1][1].startswith("nr")
        return False

    def is_everyday(self, text: str, start: int, end: int) -> bool:
        """Whether the segmenter sees one or more everyday words that fill the candidate."""
        words = self._tag(text[start:end])
        return all(len(word) > 1 and tag[0] in "vdpcrutfmabiln" and not tag.startswith("nr") for word, tag in words)

    def _is_noun(self, text: str, start: int, end: int, confidence: float) -> bool:
        """Whether the model's person is an everyday word, and no name that the dictionary holds under an odd tag."""
        if confidence >= _SURE or not self.is_everyday(text, start, end):
            return False
        return confidence < _FIRM or self._tag(text[start:end])[0][1] not in _ODD

    def fitted(self, text: str, start: int, end: int, confidence: float) -> int | None:
        """Where the model's person that is said to end at `end` ends; None where it is an everyday word."""
        string = text[start:end]
        if (addressed := self._with_address(text, start)) > end:
            return addressed
        if string[-1] in _THINGS or text.startswith(CREEDS, end):
            return None
        if string in self._not_names or "·" in string:
            return end if "·" in string.strip("·") else None
        if confidence < CERTAIN and (self._is_noun(text, start, end, confidence) or self.cut_word(text, start, end)):
            return None
        if end - start > 4 or not self._surnamed(text, start):
            return end if end - start > 2 or confidence >= _FIRM else None
        if end - start == 3 and self._runs_into_verb(text, start, end):
            return end - 1
        if end - start == 3 and "\u4e00" <= text[end : end + 1] <= "\u9fff" and self._runs_over(text, end):
            return end - 1
        if end - start == 2 and self.given(text, start + 1, end + 1) and self._ends_later(text, start, end):
            return end + 1
        if (
            end - start == 3
            and confidence < _FULL
            and self._recurs_shorter(text, start, end)
            and self._stands(text, start, end - 1)
        ):
            return end - 1
        doubled = end - start == 2 and text[end : end + 1] == text[end - 1]
        return end + 1 if doubled else end

    @staticmethod
    def _runs_over(text: str, end: int) -> bool:
        """Whether the last of three characters before a word is none of a name's: 童伟|判, 廖汉|家的."""
        return text[end - 1] in _AFTER_NAMES or text[end - 1] in _NEVER_LAST or text.startswith(_HOMES, end - 1)

    def _verb_over(self, text: str, start: int, end: int) -> bool:
        """Whether a verb that names often stand before begins with the last of three characters: 简宁|跳过."""
        verb = self._follows.match(text, end - 1) if end - start == 3 else None
        return verb is not None and verb.end() > end

    def _runs_into_verb(self, text: str, start: int, end: int) -> bool:
        """Whether the last character of three begins a verb that runs on: 简宁|跳过."""
        if text[end : end + 1] in APART or _SAID.match(text, end):
            return False
        position = start
        for word, tag in self._tag(text[start : end + 3]):
            if position == end - 1 and len(word) > 1:
                return tag == "v" and self._surnamed(text, start)
            position += len(word)
        return False

    def recurs(self, text: str, start: int, end: int) -> bool:
        """Whether the string at start…end stands more than once in the text around it."""
        return _recurs(text, start, end) > 1

    @staticmethod
    def _recurs_shorter(text: str, start: int, end: int) -> bool:
        """Whether the string at start…end stands once in the text around it, and more often without its last one."""
        return _recurs(text, start, end - 1) > 1 and _recurs(text, start, end) == 1

    def _stands(self, text: str, start: int, end: int) -> bool:
        """Whether the string at start…end ends well where it stands, or at another place near."""
        string, at = text[start:end], max(0, start - _AROUND)
        for _ in range(_TRIED):
            at = text.find(string, at, end + _AROUND)
            if at < 0:
                return False
            if self.ending(text, at + len(string)) >= 2:
                return True
            at += 1
        return False

    def _ends_later(self, text: str, start: int, end: int) -> bool:
        """Whether a name of two characters is one of three: always with the third, or ending well only there."""
        if self._follows.match(text, end):  # 柳青|同志
            return False
        recurs = _recurs(text, start, end)
        if recurs > 1 and _recurs(text, start, end + 1) == recurs:
            return True
        return self.ending(text, end + 1) == 3 and self.ending(text, end) < 2

    def is_word(self, text: str, start: int, end: int, confidence: float) -> bool:
        """Whether a short place or organ of the model is an everyday word, or part of one: 河谷, 五湖|四海."""
        if confidence >= _SURE and text[end - 1] not in _LIVING and self._tag(text[start:end])[0][1] == "ns":
            return text[start:end] in _HEAVENS
        if confidence >= _SURE and end - start == 3 and text[end - 1] in _AREAS:
            return self.cut_word(text, start, end)  # towns that the dictionary holds as nouns
        return self.is_everyday(text, start, end) or self.cut_word(text, start, end)

    def cut_word(self, text: str, start: int, end: int) -> bool:
        """Whether an everyday word runs over the end of a candidate: 模范夫|妻."""
        if text[end : end + 1] in APART:
            return False
        position = start
        for word, tag in self._tag(text[start : end + 3]):
            if position < end < position + len(word):
                return not tag.startswith(("nr", "x"))
            position += len(word)
        return False

    def _longer_or_shorter(self, text: str, start: int, ends: list[int]) -> int:
        """Two or three characters: by what recurs in the article, then by what follows."""
        short, long = ends
        short_count, long_count = _recurs(text, start, short), _recurs(text, start, long)
        if self.ending(text, long) + (self.ending(text, short) == 0) >= 3 > 1 + self.ending(text, short):
            return long
        if short_count > 1:
            return long if long_count == short_count or long_count >= 3 else short
        dated = self.ending(text, long) == 3 or text[long] in _NUMERALS
        doubtful = (text[short] in _VERBS and not dated) or self.ending(text, long) == 0
        doubtful = doubtful and self.ending(text, short) >= 2
        return short if doubtful else long

    def ending(self, text: str, end: int) -> int:
        """How well a name ends here: 3 before punctuation, 2 before a known follower, 1 before a long word, 0 else."""
        following = text[end : end + 1]
        if not following or not "\u4e00" <= following <= "\u9fff":
            return 3
        if self._follows.match(text, end) or following in self._never or following in _VERBS:
            return 2
        return 2 if self._word_at(text, end) >= 2 else 1 if following in self._stops else 0

    def unlike_words(self, text: str, start: int, end: int) -> bool:
        """Whether no everyday word of two characters stands in a candidate."""
        words = self._tag(text[start:end])
        return all(len(word) == 1 or tag.startswith(("nr", "nz", "x")) for word, tag in words)


def _recurs(text: str, start: int, end: int) -> int:
    """How often the string at start…end stands in the text around it."""
    return text.count(text[start:end], max(0, start - _AROUND), end + _AROUND)


def _within(words: Iterable[tuple[str, str]], length: int) -> Iterable[tuple[str, str]]:
    """The words that begin within the first `length` characters."""
    position = 0
    for word, tag in words:
        if position >= length:
            return
        yield word, tag
        position += len(word)
