"""Persons by surname and context: beside posts, kin and ages, before verbs of saying, in lists, in short forms."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import partial

from extract.article import NameMention
from extract.names.beginnings import BeginningFinder, Beginnings
from extract.names.foreign import ForeignNames
from extract.names.phrases import Phrases
from extract.names.reading import Reading
from extract.names.shape import CREEDS, NICKS, NameShape
from extract.rules import Patterns
from extract.rules.alternation import one_of
from extract.rules.name import PersonRules

# The last characters of the unit that brackets after a name give: 李宁(质检处).
_SEAT = "(?:车间|处|厂|科|室|部|队|局|所|站|院|校|小学|中学|大学|公司|集团|班|组|段|社|系)"
_H = r"[\u4e00-\u9fff]"
# The end of an honour in quotation marks.
_AFTER_HONOUR = re.compile("”(?<=[警师星兵范士手人匠元官妈记生模家者员将雄].)")
_AGED = re.compile(r"\d岁的[^,。;、]{0,8}$")
_ADVERBS = frozenset("连全都光")  # surnames that are adverbs before a verb
_SEPARATES = frozenset("、和与及,以 ")  # its first characters
_SEPARATOR = r"(?:、|和|与|及|,|以及| )"
_SUREST = 0.85  # the confidence of a name behind a post, than which no rule for names without a · is surer

Found = tuple[int, float, str]  # end, confidence, rule; no rule: the model has it
Accept = Callable[[int, int | None, str, float], bool]


@dataclass(slots=True)
class _Search:
    """The search for the persons of one text, handed from finder to finder."""

    text: str
    cuts: Sequence[int]
    tagged: dict[int, int]
    sure: dict[int, int]  # those of `tagged` of which the model is surer than a rule
    members: list[int]
    found: dict[int, Found]  # by the offset where each begins
    accept: Accept
    beginnings: Beginnings


class PersonFinder:
    """Finds persons without a model.

    A candidate is a surname with one or two more characters where the context calls for a person; how many characters
    belong to it is told by what follows and by the rest of the article.
    """

    def __init__(self, patterns: Patterns, phrases: Phrases, places: frozenset[str], countries: frozenset[str]) -> None:
        rules = patterns.rule("name", "persons", PersonRules)
        self.shape = NameShape(patterns, phrases)
        surnames = patterns.words("surnames")
        single = "".join(name for name in surnames if len(name) == 1)
        double = one_of(name for name in surnames if len(name) > 1)
        never = rules.never_given
        given = rf"[^\W\d_a-zA-Z{never}]"
        self._tag = phrases.words
        self._places = places
        before_names = sorted({*rules.posts, *rules.roles, *rules.kin})
        self._common = frozenset(before_names)
        self._weak_post = [word not in rules.posts or word in rules.crowds for word in before_names]
        self._weak_surnames = frozenset(rules.weak_surnames)
        verbs = (*(word for word in rules.verbs if len(word) > 1 or word in "说称"), "先生", "女士", "同志", "老人")
        name = rf"(?:{double}{given}{{1,2}}|[{single}]{given}{{1,2}}?)"
        greedy = rf"(?:{double}|[{single}]){given}{{1,2}}"
        counted = r"等?(?:[两三四五六七八九十]|\d{1,3})[位名]"
        self._aged = re.compile(rf"岁的?(?:老?党员|老人|男子|女子|小伙|村民|居民|市民)?(?={greedy})")
        self._clause = (
            (re.compile(rf"{name}(?={one_of(verbs, guarded=True)})"), "rule:speaker"),
            (
                re.compile(
                    rf"{greedy}(?=\((?:女|男|化名|左|右|中|[前后]排|[\u4e00-\u9fff]{{1,5}}族[,)]|\d{{2}}岁|音译?|[\u4e00-\u9fff\d]{{2,14}}{_SEAT}[,)]))"
                ),
                "rule:bracket",
            ),
        )
        self._spaced = re.compile(rf"[{single}] {given}(?=\([\u4e00-\u9fff\d,]{{1,14}}\))")
        self._grouped = re.compile(
            rf"(?:{greedy}、){{0,8}}{greedy}(?={counted})|(?:{greedy}、){{1,8}}{greedy}(?=组[成队](?:[的。,]|$))"
        )
        self._donor = re.compile(rf"{greedy}(?=(?:捐款?|各|共捐)?\d[\d.,]*(?:万|余)?元)")
        every = (self._spaced, *(pattern for pattern, _ in self._clause), self._grouped, self._donor)
        self._in_clause = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in every))
        doubles = {name[0] for name in surnames if len(name) > 1}
        self._initials = frozenset(single) | doubles
        begins_short = self.shape.addressed | self.shape.rarely | NICKS | doubles
        self._beginnings = BeginningFinder(
            before_names,
            {
                "any": self._initials | begins_short | frozenset(rules.transliteration),
                "surname": self._initials,
                "short": begins_short,
                "nick": NICKS,
                "after_surname": self.shape.after_surname,
                "long": {name[0] for name in surnames if len(name) > 2},
                "follows": {verb[0] for verb in verbs} | frozenset("(等两三四五六七八九十、组捐各共0123456789"),
            },
        )
        self._not_names = frozenset(rules.not_names)
        self._list = re.compile(rf"{_SEPARATOR}(?=(?:{double}|[{single}]){_H})")
        self.foreign = ForeignNames(rules, phrases, places, countries, self.shape.surname)
        self._finders = (  # in this order: of two as sure that begin together, the first stands
            self._dotted,
            self._behind_posts,
            self._of_teams,
            self._behind_ages,
            self._where_names_begin,
            self._behind_honours,
            self._before_courtesy,
            self._in_lists,
        )

    def find(
        self, readings: Sequence[Reading], tagged: Sequence[list[NameMention]], members: Sequence[list[int]]
    ) -> list[list[NameMention]]:
        """The persons of every text of a batch but those of which the model is surer.

        `tagged` are the model's persons in each: where they agree with a context, their length decides. `members` are
        the offsets after 某队的, where a name of the team may begin.
        """
        ends = [{mention.start: mention.end for mention in mentions} for mentions in tagged]
        beginnings = self._beginnings.find(readings, ends)
        return [self._in_text(*each) for each in zip(readings, tagged, ends, members, beginnings, strict=True)]

    def _in_text(
        self,
        reading: Reading,
        mentions: list[NameMention],
        tagged: dict[int, int],
        members: list[int],
        beginnings: Beginnings,
    ) -> list[NameMention]:
        found: dict[int, Found] = {}
        sure = {mention.start: mention.end for mention in mentions if mention.confidence >= _SUREST}
        accept = partial(self._accept, reading.text, found, sure)
        search = _Search(reading.text, reading.cuts, tagged, sure, members, found, accept, beginnings)
        for finder in self._finders:
            finder(search)
        return [
            NameMention(start, end, "PER", rule, confidence) for start, (end, confidence, rule) in found.items() if rule
        ]

    def _accept(
        self,
        text: str,
        found: dict[int, Found],
        sure: dict[int, int],
        start: int,
        end: int | None,
        rule: str,
        confidence: float,
    ) -> bool:
        """Whether what a finder holds for a person may be one; it is then in `found`, unless a surer one is there."""
        string = text[start:end] if end else ""
        if not string or text.startswith(CREEDS, start + len(string)) or "族" in text[end : (end or 0) + 2]:
            return False  # 马克思|主义, 哈萨|克族
        if rule != "rule:short-name" and (
            string[1:] in self._common or (len(string) > 2 and string[:2] in self._common)
        ):
            return False
        if string in self._not_names or string in self._places:
            return False
        if len(string) == 2 and string[0] in _ADVERBS and self._tag(string[1])[0][1].startswith("v"):
            return False  # 小伙|连抢6球
        if sure.get(start) == start + len(string) and rule != "rule:foreign-name":
            found[start] = (start + len(string), 1.0, "")
        elif start not in found or found[start][1] < confidence:
            found[start] = (start + len(string), confidence, rule)
        return True

    def _dotted(self, search: _Search) -> None:
        """卡洛斯·贝尼特斯."""
        for begin, end in self.foreign.dotted(search.text):
            search.accept(begin, end, "rule:foreign-name", 0.9)

    def _behind_posts(self, search: _Search) -> None:
        """After posts, roles and kin: 主任李宁."""
        text = search.text
        for start, end, word in search.beginnings.posts:
            begin = end + 1 if text.startswith((" ", ":"), end) else end
            self._after_post(search, start, end, begin, self._weak_post[word])

    def _of_teams(self, search: _Search) -> None:
        """After a team: 青松队的李宁."""
        text, shape = search.text, self.shape
        for begin in search.members:
            if foreign := self._foreign_after(text, begin):
                search.accept(begin, foreign, "rule:member", 0.75)
                continue
            name_end = shape.end_of_name(text, begin, search.tagged)
            if (
                name_end
                and shape.ending(text, name_end) >= 2
                and shape.looks_like_name(text, begin, name_end)
                and (begin in search.tagged or not shape.is_everyday(text, begin, name_end))
            ):
                search.accept(begin, name_end, "rule:member", 0.7)

    def _behind_ages(self, search: _Search) -> None:
        """After an age: 78岁的李宁."""
        text, shape = search.text, self.shape
        for match in self._aged.finditer(text) if "岁" in text else ():
            begin, name_end = match.end(), shape.end_of_name(text, match.end(), search.tagged)
            if name_end and (text[begin] not in self._weak_surnames or shape.looks_like_name(text, begin, name_end)):
                search.accept(begin, name_end, "rule:aged", 0.8)

    def _where_names_begin(self, search: _Search) -> None:
        """At the heads of clauses, and short forms wherever a name may begin."""
        text, (_, after_posts, clauses, shorts) = search.text, search.beginnings
        for position in clauses:
            self._at_clause(text, position, search.tagged, search.accept)
        for position in after_posts:
            self._short_at(text, position, True, search.tagged, search.accept)
        for position in shorts:
            if position not in after_posts:
                self._short_at(text, position, False, search.tagged, search.accept)

    def _behind_honours(self, search: _Search) -> None:
        """After what one is honoured as: “孝星”田玉英."""
        text = search.text
        for match in _AFTER_HONOUR.finditer(text) if "”" in text else ():
            if text[match.end() : match.end() + 1] in self._initials:
                self._honoured(text, match.end(), search.tagged, search.accept)

    def _before_courtesy(self, search: _Search) -> None:
        """Before 先生, 女士."""
        for needle in ("先生", "女士"):
            if needle in search.text:
                self._polite_before(search.text, needle, search.accept)

    def _in_lists(self, search: _Search) -> None:
        """In the lists of those found, and of the model's: 林静、周晓波、何苗."""
        text, found = search.text, search.found
        if "、" in text:
            walked: set[int] = set()
            for start in (*sorted(found, reverse=True), *search.tagged):
                self._list_to(text, start, search.cuts, search.accept, walked)
        for _, end in sorted([(start, end) for start, (end, _, _) in found.items()]):
            if text[end : end + 1] in _SEPARATES:
                self._list_from(text, end, search.tagged, search.accept, found)

    def is_role(self, word: str) -> bool:
        """Whether a word is a post, a role or kin, after which a name may stand."""
        return word in self._common

    def _at_clause(self, text: str, position: int, tagged: dict[int, int], accept: Accept) -> None:
        """Names at the head of a clause: before a verb of saying, a bracket, 两位, or a gift of money."""
        if not self._in_clause.match(text, position):
            return
        for pattern, rule in self._clause:
            if pattern.match(text, position):
                end = self.shape.end_of_name(text, position, tagged)
                if end and (position in tagged or not self.shape.is_everyday(text, position, end)):  # 应该|说
                    accept(position, end, rule, 0.8)
        if self._spaced.match(text, position):
            accept(position, position + 3, "rule:bracket", 0.75)
        group = self._grouped.match(text, position)
        if group:
            self._each(text, position, group.end(), accept)
        gift = self._donor.match(text, position)
        if gift and not self.shape.is_everyday(text, position, gift.end()):
            accept(position, gift.end(), "rule:donor", 0.75)

    def _honoured(self, text: str, position: int, tagged: dict[int, int], accept: Accept) -> None:
        """A name after what its bearer is honoured as: “孝星”田玉英."""
        end = self.shape.end_of_name(text, position, tagged)
        if end and self.shape.ending(text, end) >= 2 and self.shape.looks_like_name(text, position, end):
            accept(position, end, "rule:honoured", 0.75)

    def _short_at(self, text: str, position: int, posted: bool, tagged: dict[int, int], accept: Accept) -> None:
        """A short form: 小郭, 顾老, 陆书记; `posted`: a post stands before it."""
        match = self.shape.short.match(text, position)
        if (
            match is None
            or text[position - 1 : position] == "驻"
            or text.startswith("官兵", match.end() - 1)
            or self.shape.cut_word(text, position, match.end())
        ):
            return
        if match.lastgroup == "nick_rare" and not self.shape.recurs(text, position, match.end()):
            surname = text[match.end() - 1]
            if not any(at < position and text[at] == surname for at in tagged):  # one named in full before
                return
        if match.lastgroup not in ("nick", "nick_rare") or posted or self.shape.bounded(text, match.end()):
            accept(position, match.end(), "rule:short-name", 0.75)

    def _polite_before(self, text: str, needle: str, accept: Accept) -> None:
        """Surnames right before 先生 or 女士, wherever they stand: 女主人沈女士."""
        at = text.find(needle)
        while at >= 0:
            if at and text[at - 1] in self.shape.addressed and not self.shape.cut_word(text, max(0, at - 3), at - 1):
                accept(at - 1, at + len(needle), "rule:short-name", 0.75)
            at = text.find(needle, at + 1)

    def _each(self, text: str, start: int, end: int, accept: Accept) -> None:
        """The names of a row before 两位, 等6名."""
        for string in text[start:end].split("、"):
            if self.shape.unlike_words(text, start, start + len(string)) or not self.shape.is_everyday(
                text, start, start + len(string)
            ):
                accept(start, start + len(string), "rule:group", 0.7)
            start += len(string) + 1

    def _after_post(self, search: _Search, start: int, end: int, begin: int, weak: bool) -> None:
        """Names right after a post (主任李…); after a role or kin (村民, 妻子) they must look more like names."""
        text, tagged, shape = search.text, search.tagged, self.shape
        if japanese := self.foreign.japanese(text, start, begin):
            search.accept(begin, japanese, "rule:foreign-after-post", 0.85)
            return
        led = self.foreign.of_country(text, start) or (text[start - 1 : start] == "族" and text[start - 2] != "汉")
        foreign = self._foreign_after(text, end, led) if led or not weak else None
        name_end = foreign or shape.end_of_name(text, begin, tagged)
        if name_end is None or self._is_known(search, begin, name_end) or shape.cut_word(text, max(0, end - 3), end):
            return
        if not shape.bounded(text, name_end) and not (foreign and led):
            return
        if begin not in tagged and not foreign and shape.cut_word(text, begin, name_end):
            return
        if begin in tagged and not foreign and shape.surname.match(text, begin) is None:
            return  # the model's alone
        if foreign:
            search.accept(end, foreign, "rule:foreign-after-post", 0.7)
            return
        weak = weak and not _AGED.search(text, max(0, end - 16), end)
        if weak and begin not in tagged and shape.is_everyday(text, begin, name_end):  # 职工|门诊
            return
        doubtful = weak or text[begin] in self._weak_surnames
        if begin in tagged or not doubtful or shape.looks_like_name(text, begin, name_end):
            search.accept(begin, name_end, "rule:after-post", 0.85)

    def _is_known(self, search: _Search, start: int, end: int) -> bool:
        """Whether the model is as sure of a person as a post before it makes one, and no list goes on round the name.

        Of two mentions of the same characters the surer stands: nothing is lost when the rule leaves this one out.
        """
        if search.sure.get(start) != end:
            return False
        return "、" not in search.text[max(0, start - 1) : end + 4] and self._list.match(search.text, end) is None

    def _foreign_after(self, text: str, start: int, led: bool = False) -> int | None:
        """Where a transliterated name right after a post or a team ends; `led`: a country stands before the post."""
        return self.foreign.after_post(text, start, self.shape.ending, led)

    def _list_from(self, text: str, end: int, tagged: dict[int, int], accept: Accept, found: Container[int]) -> None:
        """Names that follow a name in a list: 林静、周晓波、何苗."""
        while (match := self._list.match(text, end)) and match.end() not in found:
            name_end = self.shape.end_of_name(text, match.end(), tagged)
            if name_end is None or self.shape.ending(text, name_end) < 2:
                return
            if text[match.start() : match.end()] in (",", " ") and self.shape.ending(text, name_end) < 3:
                return
            if match.end() not in tagged and self.shape.is_everyday(text, match.end(), name_end):
                return
            if not accept(match.end(), name_end, "rule:list", 0.7):
                return
            end = name_end

    def _list_to(self, text: str, start: int, cuts: Sequence[int], accept: Accept, walked: set[int]) -> None:
        """Names that a list gives before a name: 林静、周晓波、|何苗; `walked` are the names from which it was done."""
        while text[start - 1 : start] == "、" and start not in walked:
            walked.add(start)
            begin = _before(cuts, start)
            if begin is None or not self.shape.surname.match(text, begin):
                return
            length = start - 1 - begin
            fits = length < 4 or self.shape.compound.match(text, begin)
            given = self.shape.given(text, begin + (2 if length == 4 else 1), start - 1)
            if not fits or not given or not self.shape.unlike_words(text, begin, start - 1):
                return
            if not accept(begin, start - 1, "rule:list", 0.7):
                return
            start = begin


def _before(cuts: Sequence[int], start: int) -> int | None:
    """Where a name of three, two or four characters and a 、 before `start` may begin."""
    index = bisect_left(cuts, start - 5)
    near = cuts[index : index + 3]
    return next((begin for begin in (start - 4, start - 3, start - 5) if begin in near), None)
