"""Posts and ages, bound to the persons they belong to and to the organ or place they are held in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

import ahocorasick_rs

from extract.article import Article, NameMention, OrganizationEntity, TitleMention
from extract.names.ages import UNITS, Ages
from extract.names.belonging import Belonging
from extract.names.held import GAP, HeldBy
from extract.names.membership import Clauses, Membership
from extract.names.phrases import Phrases
from extract.names.predicates import OCCUPATIONS, Predicates
from extract.rules import Patterns
from extract.rules.name import Boundaries, PersonRules

_LINK = frozenset("、兼,和及暨 ")
_OF = re.compile(r"(?:的[^,。;:、“”\n]{0,6}|(?:一[名位个]|[两三]名)?(?:原|前|现任|时任|老|党员|退休|女)?)$")
_SHARED = frozenset("、和与 ")
_GROUP = re.compile(r"等(?:[\u4e00-\u9fff]{0,4}?)$")
_CALLED = re.compile(r",(?:名叫|叫|名字叫|姓名|他叫|她叫)$")
_IN_BRACKETS = re.compile(r"\(([^()\n]{2,40})\)")
# What stands in a row of posts without being one.
_ROLE = re.compile(
    r"(?:、|,|和| )(?:老|优秀|中共|全国|省|市)*"
    r"(?:党员|共产党员|贫农|中农|雇农|劳模|劳动模范|先进工作者|积极分子|知青|复员军人|转业军人)$"
)
_BODY = re.compile(
    r"(?:代表团|访问团|考察团|慰问团|讲师团|艺术团|合唱团|专家组|工作组|领导小组|指导组|督导组|课题组|项目组|剧组|调查组|攻关组"
    r"|指挥部|项目部|委员会|组委会|筹委会|评委会|编委会|仲裁委|鉴定委员会|理事会|董事会|监事会|校友会|家委会|业委会|分会|协会|学会|商会|工会"
    r"|党委|党组|党总支|党支部|医疗队|救援队|突击队|工作队|考古队|科考队|服务队|志愿队|战队)$"
)
_BODY_ENDS = frozenset("团组部会委支队")  # the last characters of these
_ROLE_ENDS = frozenset("员农模范者子青人")  # the last characters of these
_APPOINTS = re.compile(r"(?:任命|聘请?|推选|选举|推荐|提名|委任|增选|补选|改选|选|推举|公推)(?:[^,。;:!?\n]{0,16})$")
_MADE = re.compile(r"(?:为|担任|出任|任|当|做|兼任)了?")
_MADE_BEGINS = frozenset("为担出任当做兼")
_FIELD_OF = re.compile(r"[\u4e00-\u9fff“”]{0,8}")
_DISMISSED = re.compile(r"(?:免去|免除|撤销|罢免|解除|撤去|停止)了?$")  # 免去|李宁的…职务
_LEFT = re.compile(
    r"(?:同志)?(?:(?:因[^,。;:!?\n]{1,10}?)?(?:请求|申请|提出|宣布|已|被)?(?:辞去|卸任|不再担任|不再兼任|被?免去)了?|(?P<of>的))"
    r"[^,。;:!?\n]{2,30}?(?P<end>的?职务|一职)"
)
_LEFT_BEGINS = frozenset("同因请申提宣已被辞卸不免的")
_GRADE = re.compile(r"(?:\d{2,4}[级届])?[\u4e00-\u9fff]{0,6}")
_TRADES = frozenset("员师工匠手")  # of these, those that make an occupation of a noun or verb
_LONGEST_OFFICE = 4  # characters of an office in a post: 警察|局长
_MOST_POSTS = 6  # in one row before a name
# The last character before a name, and the first after it, for what is looked for there besides posts.
_STANDS_BEFORE = frozenset((*_ROLE_ENDS, *_SHARED, *OCCUPATIONS, *" :叫名"))
_STANDS_AFTER = frozenset("(,等")
_START = attrgetter("start")
_START_END = attrgetter("start", "end")


class TitleFinder:
    """Binds posts to persons: 市水务局副局长李宁, 教师林静、周晓波, 李宁是县医院的医生."""

    def __init__(self, patterns: Patterns, phrases: Phrases, countries: frozenset[str]) -> None:
        self._phrases = phrases
        rules = patterns.rule("name", "persons", PersonRules)
        functions = patterns.rule("name", "boundaries", Boundaries).functions
        self._belonging = Belonging(rules, countries)
        self._membership = Membership(rules)
        self._crowd = frozenset((*rules.roles, *rules.kin))
        offices = [name for name in (*functions, "警察") if len(name) <= _LONGEST_OFFICE]
        posts = {
            *rules.posts,
            *(office + head for office in offices for head in ("局长", "厅长")),
            *(prefix + post for prefix in rules.post_prefixes for post in rules.posts),
        }
        self._posts = ahocorasick_rs.AhoCorasick(sorted(posts), matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST)

    def bind(self, article: Article) -> None:
        """Fill `titles` and `age` of the article's people."""
        if not article.people:
            return
        posts = [(start, end) for _, start, end in self._posts.find_matches_as_indexes(article.folded)]
        _Binding(article, posts, self._phrases, self._crowd).run(self._membership)
        self._belonging.complete(article)
        if article.places:
            _seat(article)


class _Binding:
    """The binding of one article's posts."""

    def __init__(
        self, article: Article, posts: Sequence[tuple[int, int]], phrases: Phrases, crowd: frozenset[str]
    ) -> None:
        self.article = article
        self.text = article.folded
        self.held = HeldBy(article, phrases)
        self.words = phrases.words
        self.crowd = crowd
        self.by_end = {end: start for start, end in posts}
        self.by_start = dict(posts)
        self.starts = list(self.by_start)
        self.organs_by_end = {name.end: name for name in article.names if name.kind != "PER"}
        self.person_starts = [m.start for person in article.people for m in person.mentions]
        self.person_starts.sort()
        self.said = Predicates(
            self.text, self.by_start, self.person_starts, self.held, phrases, crowd, self.organ_before
        )

    def run(self, membership: Membership) -> None:
        """Bind every person's posts and age."""
        clauses = Clauses(self.text, self.article.names, self.organs_by_end.values(), self.held, self.said.limit)
        found: dict[int, list[TitleMention]] = {}
        for index, name in enumerate(self.article.names):
            if name.kind == "PER":
                titles = self.of(index, found)
                if not titles or not any(title.organization for title in titles):
                    titles = self.joined(titles, membership.of(clauses, index))
                if index and self.text[name.start - 1] == "的" and (organ := membership.former(clauses, index)):
                    titles = [*titles, TitleMention("", organ.end, organ.end, organ)]
                if titles:
                    found[name.start] = titles
        ages = [count for count in self.article.counts if count.unit in UNITS and count.value is not None]
        known = Ages(self.text, ages, self.person_starts) if ages else None
        for person in self.article.people:
            person.titles = _distinct([t for mention in person.mentions for t in found.get(mention.start, ())])
            if known:
                person.age = known.of(person)

    def of(self, index: int, found: dict[int, list[TitleMention]]) -> list[TitleMention]:
        """The posts that the text gives a person of the names; `found` are those of the persons before."""
        name = self.article.names[index]
        text, start, end = self.text, name.start, name.end
        before, after = text[start - 1 : start], text[end : end + 1]
        titles: list[TitleMention] = []
        if start in self.by_end or before in _STANDS_BEFORE:
            titles = self.before(index, found)
        if not titles and (end in self.by_start or after in _STANDS_AFTER):
            titles = self.after(name)
        titles = titles + self.said.of(end)
        if after in _MADE_BEGINS:
            titles = titles + self.appointed(name)
        if after in _LEFT_BEGINS:
            titles = titles + self.left(name)
        for begin in self.said.resumed.get(start, ()):
            titles = titles + self.said.of(begin)
        return titles + self.said.pointed.get(start, [])

    @staticmethod
    def joined(titles: list[TitleMention], organ: NameMention | None) -> list[TitleMention]:
        """The titles, which tell no organ, held where the person belongs; an empty one where there is none."""
        if organ is None:
            return titles
        if not titles:
            return [TitleMention("", organ.end, organ.end, organ)]
        return [TitleMention(title.title, title.start, title.end, organ) for title in titles]

    def before(self, index: int, found: dict[int, list[TitleMention]]) -> list[TitleMention]:
        """The row of posts that ends at the name, over what is none (副队长、共产党员李宁), or of its list."""
        name = self.article.names[index]
        end = name.start - 1 if self.text[name.start - 1 : name.start] in (" ", ":") else name.start
        row = self.row_before(end)
        if not row and (over := self.before_role(end)) != end:
            row = self.row_before(over)
        return row or self.shared(index, found) or self.occupation(name) or self.introduced(name)

    def row_before(self, end: int) -> list[TitleMention]:
        """The posts that end at `end`, linked with each other, in text order."""
        row: list[tuple[int, int, NameMention | None]] = []
        while len(row) < _MOST_POSTS and end in self.by_end:
            start, organ = self.split(self.by_end[end], end)
            row.append((start, end, organ))
            left = self.body_before(organ.start if organ and organ.end + GAP >= start else start)
            if self.text[left - 1 : left] not in _LINK:
                break
            end = left - 1
            end = end if end in self.by_end else self.before_role(end)
        return self.with_organs(row[::-1]) if row else []

    def body_before(self, start: int) -> int:
        """Where a body begins that has no name of its own, before a post at `start`: 局长、|专家组|组长; or `start`."""
        body = _BODY.search(self.text, max(0, start - 6), start) if self.text[start - 1 : start] in _BODY_ENDS else None
        return body.start() if body else start

    def before_role(self, end: int) -> int:
        """Where the words end that a role before `end` is linked to: 副队长|、共产党员; `end` if there is none."""
        if self.text[end - 1 : end] not in _ROLE_ENDS:
            return end
        role = _ROLE.search(self.text, max(0, end - 8), end)
        return role.start() if role else end

    def appointed(self, name: NameMention) -> list[TitleMention]:
        """The post that others give to the person named: 聘请李宁为顾问, 选李宁当组长."""
        made = _MADE.match(self.text, name.end)
        by = _APPOINTS.search(self.text, max(0, name.start - 24), name.start) if made else None
        if made is None or by is None:
            return []
        index = bisect_left(self.starts, made.end())
        if index == len(self.starts) or self.starts[index] > made.end() + 8:
            return []
        start = self.starts[index]
        end = self.by_start[start]
        if not _FIELD_OF.fullmatch(self.text, made.end(), start):
            return []
        organ = self.organ_before(start)
        if organ is None and self.text[end - 1] not in "长":
            before = (self.organs_by_end.get(by.start() - length) for length in range(4))
            organ = next((given for given in before if given is not None and given.kind == "ORG"), None)
        return [TitleMention(self.article.text[start:end], start, end, organ)]

    def left(self, name: NameMention) -> list[TitleMention]:
        """The post that the person named leaves: 免去李宁的县水务局局长职务, 李宁辞去县长职务."""
        match = _LEFT.match(self.text, name.end) if "职" in self.text[name.end : name.end + 48] else None
        if match is None or match.start("end") not in self.by_end:
            return []
        if match["of"] and not _DISMISSED.search(self.text, max(0, name.start - 3), name.start):
            return []
        return self.row_before(match.start("end"))

    def introduced(self, name: NameMention) -> list[TitleMention]:
        """Posts of a clause that the name completes: 他是县医院的医生,名叫李宁."""
        called = self.text.endswith(("叫", "名"), 0, name.start)
        match = _CALLED.search(self.text, max(0, name.start - 6), name.start) if called else None
        if match is None:
            return []
        begin = max(self.text.rfind(mark, 0, match.start()) for mark in "。!?;\n") + 1
        return self.said.of(begin, match.start() + 1)

    def split(self, start: int, end: int) -> tuple[int, NameMention | None]:
        """Where a post begins, and its organ: a name that runs into it leaves it the rest (柳塘村党总支|书记)."""
        for inner in range(end - 1, start, -1):
            name = self.organs_by_end.get(inner)
            if name is not None:
                return (start if self.text[inner:end] == "长" else inner), name
        return start, self.organ_before(start)

    def occupation(self, name: NameMention) -> list[TitleMention]:
        """An occupation that no list holds, by its last character: 理货员, 豆腐匠."""
        if self.text[name.start - 1 : name.start] not in OCCUPATIONS:
            return []
        words = self.words(self.text[max(0, name.start - 8) : name.start])
        word, tag = words[-1]
        if (
            len(word) == 1
            and word in _TRADES
            and len(words) > 1
            and len(words[-2][0]) == 2
            and words[-2][1][0] in "nvx"
        ):
            word, tag = words[-2][0] + word, "n"  # 注塑|工
        if len(word) < 2 or not tag.startswith("n") or word in self.crowd:
            return []
        start = name.start - len(word)
        return [TitleMention(self.article.text[start : name.start], start, name.start, self.organ_before(start))]

    def with_organs(self, row: Sequence[tuple[int, int, NameMention | None]]) -> list[TitleMention]:
        """Posts in text order; one without an organ of its own is held where the one before it is."""
        titles: list[TitleMention] = []
        last: NameMention | None = None
        for start, end, organ in row:
            last = organ or last
            own = organ if organ or self.body_before(start) < start else last
            titles.append(TitleMention(self.article.text[start:end], start, end, own))
        return titles

    def organ_before(self, start: int) -> NameMention | None:
        """The organ or place that a post at `start` belongs to: right before it, or before 的, 一名."""
        organ = self.organs_by_end.get(start)
        if organ is not None:
            return organ
        if not any(map(self.organs_by_end.__contains__, range(start - GAP, start))):
            return self.held.deictic(start)
        if window := _OF.search(self.text, max(0, start - 8), start):
            organ = self.organs_by_end.get(window.start())
        return organ or self.held.deictic(start) or self.held.across(start)

    def shared(self, index: int, found: dict[int, list[TitleMention]]) -> list[TitleMention]:
        """Posts of the list that the name stands in: 教师林静、周晓波."""
        before, name = self.article.names[index - 1], self.article.names[index]
        linked = index and self.text[name.start - 1] in _SHARED
        if not linked or before.end != name.start - 1:
            return []
        titles = found.get(before.start, [])
        return [title for title in titles if title.end <= before.start]

    def after(self, name: NameMention) -> list[TitleMention]:
        """A post right after the name (李宁书记), or after 等 (李宁等值班人员)."""
        end = self.by_start.get(name.end)
        if end is not None:
            return [TitleMention(self.article.text[name.end : end], name.end, end, self.organ_before(name.start))]
        if self.text.startswith("(", name.end):
            return self.in_brackets(name)
        if self.text.startswith(",", name.end):
            return self.apposed(name.end + 1)
        if not self.text.startswith("等", name.end):
            return []
        index = bisect_left(self.starts, name.end + 1)
        if index < len(self.starts) and self.starts[index] <= name.end + 5:
            start = self.starts[index]
            if _GROUP.fullmatch(self.text, name.end, start):
                end = self.by_start[start]
                return [TitleMention(self.article.text[start:end], start, end, self.organ_before(name.start))]
        return []

    def apposed(self, begin: int) -> list[TitleMention]:
        """A post that the next words give, with nothing but its organ: 李宁,县第三小学教师。."""
        organ = self.name_at(begin)
        if organ is None or organ.kind != "ORG":
            return []
        index = bisect_left(self.starts, organ.end)
        start = self.starts[index] if index < len(self.starts) else len(self.text)
        if start > organ.end + 8 or not _GRADE.fullmatch(self.text, organ.end, start):
            return []
        end = self.by_start[start]
        closed = end == len(self.text) or self.text[end] in ",。;、\n"
        return [TitleMention(self.article.text[start:end], start, end, organ)] if closed else []

    def name_at(self, start: int) -> NameMention | None:
        """The name that begins at `start`."""
        names = self.article.names
        index = bisect_left(names, start, key=_START)
        return names[index] if index < len(names) and names[index].start == start else None

    def in_brackets(self, name: NameMention) -> list[TitleMention]:
        """The posts that end a part of the brackets after the name: 李宁(女,45岁,县第三小学教师)."""
        match = _IN_BRACKETS.match(self.text, name.end)
        if match is None:
            return []
        titles = []
        for index in range(bisect_left(self.starts, match.start(1)), bisect_left(self.starts, match.end(1))):
            start = self.starts[index]
            end = self.by_start[start]
            if self.text[end] in "),、;":
                titles.append(TitleMention(self.article.text[start:end], start, end, self.organ_before(start)))
        return titles


def _distinct(titles: list[TitleMention]) -> list[TitleMention]:
    """The titles in text order, each span once."""
    if len(titles) < 2:
        return titles
    return list({(title.start, title.end): title for title in sorted(titles, key=_START_END)}.values())


def _seat(article: Article) -> None:
    """Make an organization of every place in which a post is held."""
    organs = [title.organization for person in article.people for title in person.titles]
    held = {organ.start for organ in organs if organ is not None and organ.kind == "LOC"}
    if not held:
        return
    for place in article.places:
        if not held.isdisjoint([mention.start for mention in place.mentions]):
            article.organizations.append(OrganizationEntity(place.name, [], seat=place))
