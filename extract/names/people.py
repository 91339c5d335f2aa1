"""Persons by surname and context: beside posts, kin and ages, before verbs of saying, in lists, in short forms."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Sequence

import ahocorasick_rs

from extract.article import NameMention
from extract.names.foreign import ForeignNames
from extract.names.phrases import Phrases
from extract.rules import Patterns
from extract.rules.name import Boundaries, PersonRules

_H = r"[\u4e00-\u9fff]"
_CERTAIN = 0.97  # confidence of the model above which the segmenter is not asked
_FIRM = 0.7  # the same for two characters without a surname
_VERBS = frozenset("来走想看听笑拿站坐跑捐讲问答喊却便仍刚")  # one-character verbs and adverbs after a name
_NUMERALS = frozenset("一二三四五六七八九十0123456789")
_COUNTING = frozenset("一二三四五六七八九十百千万")
_CLASSIFIERS = frozenset("名个位人次点岁天年月日元级等届批组队班号项条支所家户口学中路楼期")
_THINGS = frozenset("车牌杯奖号船舰剧")  # last characters of what the model may take for a person
_CREEDS = ("主义", "理论", "思想")  # after a person: 马克思|主义 names no one
_AFTER_NAMES = frozenset("则也都就将把被向还又曾已与和及以")  # which the model may take for a name's last character
_TRIED = 8  # places at which it is asked how a name ends
_AROUND = 4000  # characters on both sides in which a name is looked for again
_AGED = re.compile(r"\d岁的[^,。;、]{0,8}$")
_SEPARATOR = r"(?:、|和|与|及|,|以及| )"


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(set(words), key=lambda word: (-len(word), word)))


Accept = Callable[[int, int | None, str, float], bool]


class PersonFinder:
    """Finds persons without a model.

    A candidate is a surname with one or two more characters where the context calls for a person; how many characters
    belong to it is told by what follows and by the rest of the article.
    """

    def __init__(self, patterns: Patterns, phrases: Phrases, places: frozenset[str], countries: frozenset[str]) -> None:
        rules = patterns.rule("name", "persons", PersonRules)
        boundaries = patterns.rule("name", "boundaries", Boundaries)
        surnames = patterns.words("surnames")
        single = "".join(name for name in surnames if len(name) == 1)
        double = _alternatives(name for name in surnames if len(name) > 1)
        strong = "".join(name for name in surnames[:170] if len(name) == 1 and name not in rules.weak_surnames)
        never = rules.never_given
        given = rf"[^\W\d_a-zA-Z{never}]"
        self._tag = phrases.words
        self._places = places
        self._never = frozenset(never)
        self._compound = re.compile(rf"(?:{double})")
        before_names = sorted({*rules.posts, *rules.roles, *rules.kin})
        self._posts = ahocorasick_rs.AhoCorasick(before_names, matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST)
        self._common = frozenset(before_names)
        self._weak_post = [word not in rules.posts or word in rules.crowds for word in before_names]
        self._weak_surnames = frozenset(rules.weak_surnames)
        follows = _alternatives((*rules.verbs, *rules.honorifics))
        self._follows = re.compile(follows)
        verbs = _alternatives(word for word in rules.verbs if len(word) > 1 or word in "说称")
        name = rf"(?:(?:{double}){given}{{1,2}}|[{single}]{given}{{1,2}}?)"
        greedy = rf"(?:(?:{double}){given}{{1,2}}|[{single}]{given}{{1,2}})"
        counted = r"等?(?:[两三四五六七八九十]|\d{1,3})[位名]"
        self._said = re.compile(
            "说|表示|介绍|告诉|坦言|回忆|感慨|解释|强调|指出|透露|作报告|作了|主持|致辞|讲话|宣布|汇报|出席|通报"
        )
        self._aged = re.compile(rf"岁的?(?:老?党员|老人|男子|女子|小伙|村民|居民|市民)?(?={greedy})")
        self._clause = (
            (re.compile(rf"{name}(?={verbs}|先生|女士|同志|老人)"), "rule:speaker"),
            (re.compile(rf"{greedy}(?=\((?:女|男|化名|左|右|中|[前后]排|\d{{2}}岁|音译?))"), "rule:bracket"),
        )
        self._grouped = re.compile(
            rf"(?:{greedy}、){{0,8}}{greedy}(?={counted})|(?:{greedy}、){{1,8}}{greedy}(?=组[成队](?:[的。,]|$))"
        )
        self._donor = re.compile(rf"{greedy}(?=(?:捐款?|各|共捐)?\d[\d.,]*(?:万|余)?元)")
        self._initials = frozenset(single) | {word[0] for word in surnames if len(word) > 1}
        short_surnames = f"(?:{double}|[{strong}])"
        addressed = f"(?:{double}|[{strong}{rules.plain_surnames}])"
        self._addressed = frozenset(strong + rules.plain_surnames)
        self._begins_short = self._addressed | frozenset("小老阿") | {name[0] for name in surnames if len(name) > 1}
        address = _alternatives(word for word in rules.address)
        self._short = re.compile(
            rf"(?:(?P<nick>[小老阿]{short_surnames}(?!{_H}{{0,1}}(?:姓|区|村|镇)))|(?P<elder>{addressed}(?:老先生|老太太|大爷|爷爷|奶奶|大妈|阿姨|老汉|老太|老(?![师板家人先太汉伴])))"
            rf"|(?P<address>{addressed}(?:{address})))"
        )
        self._not_names = frozenset(rules.not_names)
        self._stops = frozenset(boundaries.cut)
        self._list = re.compile(rf"{_SEPARATOR}(?=(?:{double}|[{single}]){_H})")
        self._surname = re.compile(rf"(?:{double}|[{single}])")
        self.foreign = ForeignNames(rules, phrases, places, countries, self._surname)

    def find(
        self, text: str, cuts: Sequence[int], tagged: dict[int, int], members: Iterable[int] = ()
    ) -> list[NameMention]:
        """Persons of a folded text; `cuts` are the offsets where a name may begin, in order.

        `members` are those after 某队的, where a name of the team may begin. `tagged` are the model's persons, start → end: where they agree with a context, their length decides.
        """
        found: dict[int, NameMention] = {}

        def accept(start: int, end: int | None, rule: str, confidence: float) -> bool:
            string = text[start:end] if end else ""
            if string and text.startswith(_CREEDS, start + len(string)):
                return False
            if rule != "rule:short-name" and string[1:] in self._common:
                return False
            if not string or string in self._not_names or string in self._places:
                return False
            old = found.get(start)
            if old is None or old.confidence < confidence:
                found[start] = NameMention(start, start + len(string), "PER", rule, confidence)
            return True

        for begin, end in self.foreign.dotted(text):
            accept(begin, end, "rule:foreign-name", 0.9)
        after_posts: set[int] = set()
        for index, start, end in self._posts.find_matches_as_indexes(text):
            after_posts.add(end)
            self._after_post(text, start, end, self._weak_post[index], tagged, accept)
        for begin in members:
            if foreign := self._foreign_after(text, begin):
                accept(begin, foreign, "rule:member", 0.75)
                continue
            name_end = self.end_of_name(text, begin, tagged)
            if name_end and self._ending(text, name_end) >= 2 and self._looks_like_name(text, begin, name_end):
                accept(begin, name_end, "rule:member", 0.7)
        for match in self._aged.finditer(text) if "岁" in text else ():
            begin, name_end = match.end(), self.end_of_name(text, match.end(), tagged)
            if name_end and (text[begin] not in self._weak_surnames or self._looks_like_name(text, begin, name_end)):
                accept(begin, name_end, "rule:aged", 0.8)
        initials, shorts, size = self._initials, self._begins_short, len(text)
        for position in sorted({p for p in cuts if p < size and text[p] in initials}):
            before = text[position - 1 : position]
            if before == "由" or not "\u4e00" <= before <= "\u9fff":
                self._at_clause(text, position, tagged, accept)
        for position in sorted({p for free in (cuts, after_posts) for p in free if p < size and text[p] in shorts}):
            self._short_at(text, position, accept)
        for needle in ("先生", "女士"):
            if needle in text:
                self._polite_before(text, needle, accept)
        for mention in sorted(found.values(), key=lambda mention: -mention.start):
            self._list_to(text, mention.start, cuts, accept)
        for start in sorted(tagged):
            if text[start - 1 : start] == "、":
                self._list_to(text, start, cuts, accept)
        for mention in sorted(found.values(), key=lambda mention: mention.start):
            self._list_from(text, mention.end, tagged, accept, found)
        return sorted(found.values(), key=lambda mention: (mention.start, -mention.end))

    def _at_clause(self, text: str, position: int, tagged: dict[int, int], accept: Accept) -> None:
        """Names at the head of a clause: before a verb of saying, a bracket, 两位, or a gift of money."""
        for pattern, rule in self._clause:
            if pattern.match(text, position):
                accept(position, self.end_of_name(text, position, tagged), rule, 0.8)
        group = self._grouped.match(text, position)
        if group:
            self._each(text, position, group.end(), accept)
        gift = self._donor.match(text, position)
        if gift and not self._is_everyday(text, position, gift.end()):
            accept(position, gift.end(), "rule:donor", 0.75)

    def _short_at(self, text: str, position: int, accept: Accept) -> None:
        """A short form: 小郭, 顾老, 陆书记."""
        match = self._short.match(text, position)
        if match is None or text[position - 1 : position] == "驻" or self._cut_word(text, position, match.end()):
            return
        if match.lastgroup != "nick" or self._bounded(text, match.end()):
            accept(position, match.end(), "rule:short-name", 0.75)

    def _polite_before(self, text: str, needle: str, accept: Accept) -> None:
        """Surnames right before 先生 or 女士, wherever they stand: 女主人沈女士."""
        at = text.find(needle)
        while at >= 0:
            if at and text[at - 1] in self._addressed and not self._cut_word(text, max(0, at - 3), at - 1):
                accept(at - 1, at + len(needle), "rule:short-name", 0.75)
            at = text.find(needle, at + 1)

    def _each(self, text: str, start: int, end: int, accept: Accept) -> None:
        """The names of a row before 两位, 等6名."""
        for string in text[start:end].split("、"):
            if not self._is_everyday(text, start, start + len(string)):
                accept(start, start + len(string), "rule:group", 0.7)
            start += len(string) + 1

    def _after_post(
        self,
        text: str,
        start: int,
        end: int,
        weak: bool,
        tagged: dict[int, int],
        accept: Accept,
    ) -> None:
        """Names right after a post (主任李…); after a role or kin (村民, 妻子) they must look more like names."""
        begin = end + 1 if text[end : end + 1] in (" ", ":") else end
        if japanese := self.foreign.japanese(text, start, begin):
            accept(begin, japanese, "rule:foreign-after-post", 0.85)
            return
        foreign = self._foreign_after(text, end) if not weak or self.foreign.of_country(text, start) else None
        name_end = foreign or self.end_of_name(text, begin, tagged)
        if name_end is None or not self._bounded(text, name_end) or self._cut_word(text, max(0, end - 3), end):
            return
        if begin not in tagged and not foreign and self._cut_word(text, begin, name_end):
            return
        if begin in tagged and not foreign and self._surname.match(text, begin) is None:
            return  # the model's alone
        if foreign:
            accept(end, foreign, "rule:foreign-after-post", 0.7)
            return
        weak = weak and not _AGED.search(text, max(0, end - 16), end)
        doubtful = weak or text[begin] in self._weak_surnames
        if begin in tagged or not doubtful or self._looks_like_name(text, begin, name_end):
            accept(begin, name_end, "rule:after-post", 0.85)

    def _foreign_after(self, text: str, start: int) -> int | None:
        """Where a transliterated name right after a post or a team ends."""
        return self.foreign.after_post(text, start, self._ending(text, self.foreign.plain_end(text, start)) >= 2)

    def _looks_like_name(self, text: str, start: int, end: int) -> bool:
        """Whether a candidate in a doubtful place recurs, or is unknown to the segmenter and ends well."""
        if text[start] in self._weak_surnames:
            words = self._tag(text[start : end + 3])
            whole = len(words[0][0]) == end - start and words[0][1].startswith("nr")
            apart = words[0][1][0] not in "pcdu" and all(len(word) == 1 for word, _ in _within(words, end - start))
            return (whole or apart or _recurs(text, start, end) > 2) and self._ending(text, end) >= 2
        words = self._tag(text[start : end + 3])
        known = any(
            len(word) > 1 and not tag.startswith(("nr", "x", "ns", "nz")) for word, tag in _within(words, end - start)
        )
        ending = self._ending(text, end)
        return ending == 3 or (ending == 2 and not known)

    def _bounded(self, text: str, end: int) -> bool:
        """Whether a name may end here: at punctuation, before a function word, a verb, or a word of two characters."""
        following = text[end : end + 1]
        if not following or not "\u4e00" <= following <= "\u9fff":
            return True
        known = following in self._never or following in self._stops or following in _VERBS
        return known or self._word_at(text, end) >= 2

    def _word_at(self, text: str, start: int) -> int:
        """Length of the word that the segmenter sees at `start`."""
        words = self._tag(text[start : start + 6])
        return len(words[0][0]) if words else 0

    def end_of_name(self, text: str, start: int, tagged: dict[int, int]) -> int | None:
        """Where the Chinese full name that begins at `start` ends; None where none begins."""
        short = self._short.match(text, start)
        if short is not None and short.lastgroup != "nick":
            return short.end()
        if start in tagged and 2 <= tagged[start] - start <= 4 and not self._is_everyday(text, start, tagged[start]):
            return tagged[start]
        surname = self._surname.match(text, start)
        if surname is None:
            return None
        compound = self._compound.match(text, start)
        base = compound.end() if compound else surname.end()
        ends = [end for end in (base + 1, base + 2) if self._given(text, base, end)]
        if not ends:
            return None
        said = next((end for end in reversed(ends) if self._said.match(text, end)), None)
        if said is not None or self._everyday(text, start, ends[-1]):
            return said
        if len(ends) == 1:
            return ends[0]
        return self._longer_or_shorter(text, start, ends)

    def _given(self, text: str, base: int, end: int) -> bool:
        given = text[base:end]
        if len(given) == 2 and given[0] in _COUNTING and "\u4e00" <= given[1] <= "\u9fff":  # 梁三喜
            return given[1] not in self._never and given[1] not in _CLASSIFIERS
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
        if tag.startswith("ns") and len(word) >= 2 and (len(word) > 2 or self._ending(text, end) < 2):
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

    def _is_everyday(self, text: str, start: int, end: int) -> bool:
        """Whether the segmenter sees one or more everyday words that fill the candidate."""
        words = self._tag(text[start:end])
        return all(len(word) > 1 and tag[0] in "vdpcrutfmabiln" and not tag.startswith("nr") for word, tag in words)

    def fitted(self, text: str, start: int, end: int, confidence: float) -> int | None:
        """Where the model's person that is said to end at `end` ends; None where it is an everyday word."""
        string = text[start:end]
        short = self._short.match(text, start)
        if short is not None and short.end() > end and short.lastgroup != "nick":
            return short.end()
        if string[-1] in _THINGS or text.startswith(_CREEDS, end):
            return None
        if string in self._not_names or "·" in string:
            return end if "·" in string.strip("·") else None
        if confidence < _CERTAIN and (self._is_everyday(text, start, end) or self._cut_word(text, start, end)):
            return None
        if self._surname.match(text, start) is None or end - start > 4:
            return end if end - start > 2 or confidence >= _FIRM else None
        if end - start == 3 and string[-1] in _AFTER_NAMES and "\u4e00" <= text[end : end + 1] <= "\u9fff":
            return end - 1
        if end - start == 2 and self._given(text, start + 1, end + 1) and self._ends_later(text, start, end):
            return end + 1
        shorter = end - start == 3 and self._stands(text, start, end - 1)
        if shorter and _recurs(text, start, end - 1) > 1 and _recurs(text, start, end) == 1:
            return end - 1
        doubled = end - start == 2 and text[end : end + 1] == text[end - 1]
        return end + 1 if doubled else end

    def _stands(self, text: str, start: int, end: int) -> bool:
        """Whether the string at start…end ends well where it stands, or at another place near."""
        string, at = text[start:end], max(0, start - _AROUND)
        for _ in range(_TRIED):
            at = text.find(string, at, end + _AROUND)
            if at < 0:
                return False
            if self._ending(text, at + len(string)) >= 2:
                return True
            at += 1
        return False

    def _ends_later(self, text: str, start: int, end: int) -> bool:
        """Whether a name of two characters is one of three: always with the third, or ending well only there."""
        recurs = _recurs(text, start, end)
        if recurs > 1 and _recurs(text, start, end + 1) == recurs:
            return True
        return self._ending(text, end + 1) == 3 and self._ending(text, end) < 2

    def is_word(self, text: str, start: int, end: int, confidence: float) -> bool:
        """Whether a short place or organ of the model is an everyday word, or part of one: 河谷, 五湖|四海."""
        if confidence >= _CERTAIN or end - start > 3 or text[start:end] in self._places:
            return False
        return self._is_everyday(text, start, end) or self._cut_word(text, start, end)

    def _cut_word(self, text: str, start: int, end: int) -> bool:
        """Whether an everyday word runs over the end of a candidate: 模范夫|妻."""
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
        if self._ending(text, long) + (self._ending(text, short) == 0) >= 3 > 1 + self._ending(text, short):
            return long
        if short_count > 1:
            return long if long_count == short_count or long_count >= 3 else short
        dated = self._ending(text, long) == 3 or text[long] in _NUMERALS
        doubtful = (text[short] in _VERBS and not dated) or self._ending(text, long) == 0
        doubtful = doubtful and self._ending(text, short) >= 2
        return short if doubtful else long

    def _ending(self, text: str, end: int) -> int:
        """How well a name ends here: 3 before punctuation, 2 before a known follower, 1 before a long word, 0 else."""
        following = text[end : end + 1]
        if not following or not "\u4e00" <= following <= "\u9fff":
            return 3
        if self._follows.match(text, end) or following in self._never or following in _VERBS:
            return 2
        return 2 if self._word_at(text, end) >= 2 else 1 if following in self._stops else 0

    def _list_from(self, text: str, end: int, tagged: dict[int, int], accept: Accept, found: Container[int]) -> None:
        """Names that follow a name in a list: 林静、周晓波、何苗."""
        while (match := self._list.match(text, end)) and match.end() not in found:
            name_end = self.end_of_name(text, match.end(), tagged)
            if name_end is None or self._ending(text, name_end) < 2:
                return
            if text[match.start() : match.end()] in (",", " ") and self._ending(text, name_end) < 3:
                return
            if match.end() not in tagged and self._is_everyday(text, match.end(), name_end):
                return
            if not accept(match.end(), name_end, "rule:list", 0.7):
                return
            end = name_end

    def _list_to(self, text: str, start: int, cuts: Sequence[int], accept: Accept) -> None:
        """Names that a list gives before a name: 林静、周晓波、|何苗."""
        while text[start - 1 : start] == "、":
            begin = next((b for b in (start - 4, start - 3, start - 5) if _holds(cuts, b)), None)
            if begin is None or not self._surname.match(text, begin):
                return
            length = start - 1 - begin
            fits = length < 4 or self._compound.match(text, begin)
            given = self._given(text, begin + (2 if length == 4 else 1), start - 1)
            if not fits or not given or not self._unlike_words(text, begin, start - 1):
                return
            if not accept(begin, start - 1, "rule:list", 0.7):
                return
            start = begin

    def _unlike_words(self, text: str, start: int, end: int) -> bool:
        """Whether no everyday word of two characters stands in a candidate."""
        words = self._tag(text[start:end])
        return all(len(word) == 1 or tag.startswith(("nr", "x")) for word, tag in words)


def _holds(ordered: Sequence[int], value: int) -> bool:
    """Whether the value is among the ordered ones."""
    index = bisect_left(ordered, value)
    return index < len(ordered) and ordered[index] == value


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
