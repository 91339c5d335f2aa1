"""The organ of those for whom the words beside them give none: by post, by role (村民李宁), by peers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from operator import itemgetter

from extract.article import Article, NameMention, PersonEntity, TitleMention
from extract.names.organs import HeldInTable, OrgansOf
from extract.rules.name import PersonRules

_BEFORE = 16  # characters before a name in which its role stands
_RETIRED = ("退休", "离休", "下岗")  # whose post was anywhere
_FIRST = itemgetter(0)
_LINKS = frozenset("、和与及")
_AGED = r"(?:[、,]?(?:今年|现年)?(?:\d{1,3}|[一二三四五六七八九十]{1,3})多?[岁歲]的?)?"
_SENTENCES = re.compile(r"[^。!?\n]*(?:[。!?][^。!?\n]*){0,2}")


class Belonging:
    """Completes what the binding of posts leaves open."""

    def __init__(self, rules: PersonRules, countries: frozenset[str]) -> None:
        self._table = HeldInTable(rules, countries)
        self.role = _ending(rules.membered)
        self.peer = _ending(rules.peers)
        self.ends = frozenset((*(word[-1] for word in (*rules.membered, *rules.peers)), *"岁歲的"))

    def complete(self, article: Article) -> None:
        """Give posts without an organ theirs, and persons without a post the organ of their role."""
        open_ended = _Open(article, self)
        for person in article.people:
            if any(title.organization is None for title in person.titles):
                open_ended.hold(person)
            elif not person.titles:
                open_ended.role(person)
            elif "籍" in article.folded:
                open_ended.seat(person)
        open_ended.join()
        if open_ended.placed:
            open_ended.share()

    def organs(self, article: Article) -> OrgansOf:
        """The organs of an article by what can be held in them."""
        return OrgansOf(article, self._table)


class _Open:
    """The persons of one article whose organs are to be told."""

    def __init__(self, article: Article, rules: Belonging) -> None:
        self._article = article
        self._text = article.folded
        self._rules = rules
        self.placed: set[int] = set()
        self._peers: list[tuple[PersonEntity, NameMention]] = []

    @cached_property
    def organs(self) -> OrgansOf:
        return self._rules.organs(self._article)

    def hold(self, person: PersonEntity) -> None:
        """Give the posts without an organ theirs: that of the same post elsewhere, else the one the article named."""
        known = {title.title: title.organization for title in person.titles if title.organization}
        for title in person.titles:
            retired = self._text.endswith(_RETIRED, 0, title.start) or title.title.startswith(_RETIRED)
            if title.organization is None and title.title and not retired:
                title.organization = known.get(title.title) or self.organs.of(title.start, title.end)

    def seat(self, person: PersonEntity) -> None:
        """Add the council of one whose post is told with their party: 民进党籍议员李宁."""
        for title in person.titles:
            party = title.organization
            told = party is not None and self._text.startswith("籍", party.end)
            council = self.organs.of(title.start, title.end) if told else None
            if council is not None:
                person.titles = [*person.titles, TitleMention("", council.end, council.end, council)]
                return

    def role(self, person: PersonEntity) -> None:
        """Give a person without a post the organ that fits what the text calls them, or note whose peer they are."""
        for mention in person.mentions:
            if self._text[mention.start - 1 : mention.start] not in self._rules.ends:
                continue
            begin = max(0, mention.start - _BEFORE)
            lead = self._text[begin : mention.start]
            role = self._rules.role.search(lead)
            organ = self.organs.of(begin + role.start(1), begin + role.end(1)) if role else None
            if organ is not None:
                self._place(person, organ)
                return
            if self._rules.peer.search(lead):
                self._peers.append((person, mention))
                return

    def share(self) -> None:
        """Give those who stand in a list behind one whose role told it the same organ: 村民甲、乙."""
        for index in range(1, len(self._mentions)):
            (_, end, first), (start, _, person) = self._mentions[index - 1], self._mentions[index]
            linked = end == start - 1 and self._text[end] in _LINKS
            if linked and not person.titles and id(first) in self.placed:
                self._place(person, first.titles[0].organization)

    def _place(self, person: PersonEntity, organ: NameMention | None) -> None:
        """Let a person belong to an organ, by a title without words."""
        if organ is not None:
            person.titles = [TitleMention("", organ.end, organ.end, organ)]
            self.placed.add(id(person))

    def join(self) -> None:
        """Give each peer the organ of the person that was named last before, within two sentences."""
        for person, mention in self._peers:
            last, begin = self._named_before(mention)
            organ = next((title.organization for title in last.titles if title.organization), None) if last else None
            if organ is not None and _SENTENCES.fullmatch(self._text, begin, mention.start):
                self._place(person, organ)

    @cached_property
    def _mentions(self) -> list[tuple[int, int, PersonEntity]]:
        return sorted(((m.start, m.end, p) for p in self._article.people for m in p.mentions), key=_FIRST)

    def _named_before(self, mention: NameMention) -> tuple[PersonEntity | None, int]:
        """The person that was named last before a mention, and where."""
        index = bisect_left(self._mentions, mention.start, key=_FIRST) - 1
        return (self._mentions[index][2], self._mentions[index][0]) if index >= 0 else (None, 0)


def _ending(words: Sequence[str]) -> re.Pattern[str]:
    """One of the words at the end, an age behind it or not."""
    one = "|".join(sorted(words, key=len, reverse=True)) or "\\0"
    return re.compile(f"({one}){_AGED}$")
