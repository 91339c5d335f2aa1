"""Which phrase plays which role: one method a frame, in the dict at the foot."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from extract.actions.befalling import Befalling
from extract.actions.case import Context
from extract.actions.lexicon import Sense
from extract.actions.phrases import Phrases, Span
from extract.actions.predicates import Phrase, Predicate
from extract.actions.tokens import Tokens
from extract.article import ActionMention

_COMMANDS = frozenset({"责令", "勒令", "命令", "责成", "要求", "通知"})
_GOALWARD = frozenset("往到至抵进入")


class Roles:
    """Fills the roles of the predicates of one article."""

    def __init__(self, tokens: Tokens, phrases: Phrases) -> None:
        self.tokens, self.phrases = tokens, phrases

    def fill(
        self, predicate: Predicate, sense: Sense, context: Context, agent: list[Span] | None
    ) -> ActionMention | None:
        """The action of a predicate, None where it reports nothing.

        `agent` overrides the clause's own subject (a pivot, somebody ordered).
        """
        first, last = self.tokens.span(predicate.first, predicate.last)
        action = ActionMention(sense.type, first, last, by=f"rule:{sense.type}")
        case = Framed(self.tokens, self.phrases, predicate, sense, context, agent, action)
        case.prepositions()
        FRAMES[sense.frame](case)
        case.finish()
        return None if case.plain else action


class Framed(Befalling):
    """A case with what every frame makes of it."""

    def tell(self) -> None:
        """The first noun after the verb is who is told, if it can be told."""
        p = self.p
        told = (
            p.object and not p.event and not p.nested and (self.phrases.animate(p.object) or self._is_ordered(p.object))
        )
        if told and not self.action.recipient:
            self.action.recipient += self.spans(p.object)
            self.action.agent += self.subject()
            return
        if self.passive and self.sense.frame == "order":
            self.action.recipient += self.own_subject() or self.spans(self.context.theme)  # 食堂 被 责令 停业
            return
        self.do()
        if self.sense.frame == "order" and self.tokens.string(p.first, p.last) in self.phrases.cues.sets["ordering"]:
            self.object = []

    def _is_ordered(self, phrase: Phrase) -> bool:
        """责令 | 21座煤矿 停产: what is told by way of its owners."""
        word, end = self.tokens.string(self.p.first, self.p.last), phrase[1]
        return (
            word in _COMMANDS and "m" in self.tokens.codes[slice(*phrase)] and self.tokens.codes[end : end + 1] == "T"
        )

    def go(self) -> None:
        """The noun after the verb is where somebody goes."""
        if self.p.attributive:
            self.action.agent += self.spans(self.p.head)
            self.action.place += self.spans(self.p.subject) if not self.action.place else []
        else:
            self.action.agent += self.subject()
            if self.action.type == "move" and not self.object and self._counts_people(self.p.object):
                self.object += self.after()  # 搬迁 | 1530户
            else:
                self.action.place += self._goal()

    def _goal(self) -> list[Span]:
        """Where somebody goes: the noun after the verb, named in one piece where 等 and a noun end it."""
        p = self.p
        return self.phrases.places(p.object) + self.spans(p.amount) if p.object and not p.attributive else self.after()

    def _counts_people(self, phrase: Phrase | None) -> bool:
        last = phrase[1] - 1 if phrase else -1
        return last >= 0 and self.tokens.codes[last] == "m" and self.tokens.word(last)[-1] in "户人名口"

    def begin(self) -> None:
        """Closing and opening: without an object the subject is what closes, unless it is somebody."""
        p = self.p
        bare = not self.after() and not self.object and not self.action.agent
        if bare and self.agent and not self.sense.intransitive and not self._act(self.agent):
            self.object += self.agent  # 食堂 被责令 | 关闭
            return
        bare = bare and self.agent is None
        somebody = "PR" if self.sense.intransitive else "POR"  # 某某宾馆 | 开业
        closed = p.head if p.attributive and not p.pivot else p.subject  # 停演 十五年 的 | 戏台
        if closed is None and self.sense.intransitive:
            closed = self.context.actor or self.context.theme  # 澡堂 建于 1978年,| 去年 停用
        if (
            bare
            and closed
            and (not p.attributive or not p.subject)
            and self.tokens.codes[closed[1] - 1] not in somebody
        ):
            self.object += self.spans(closed)
        else:
            self.do()

    def _act(self, spans: list[Span]) -> bool:
        at = bisect_left(self.tokens.ends, spans[-1][1])
        return self.phrases.animate((at, at + 1))

    def carry(self) -> None:
        """Transport: without an object a counted subject is who is moved (百人疏散)."""
        subject = self.p.subject
        if subject and not self.p.object and not self.object and "m" in self.tokens.codes[subject[0] : subject[1]]:
            self.object += self.spans(subject)
        elif self.tokens.string(self.p.first, self.p.last)[-1] in _GOALWARD and not self.p.attributive:
            self.action.place += self.after()
            carried = not self.object and (self.passive or self.action.type == "treat" or not self.subject_acts())
            target = self.object if carried else self.action.agent
            target += self.subject() if not target else []
        else:
            self.do()

    def undergo(self) -> None:
        """Treatment: without an object the subject is who is treated."""
        after = self.after()
        does = self.p.event and not self.passive and self.subject_acts()  # 开展 | 救治
        if not after and not self.object and not self.action.agent and self.agent is None and not does:
            self.object += self.own_subject() or self.spans(self.context.theme)
        else:
            self.do()

    def rise(self) -> None:
        """The figure that changes and the amount are both the object."""
        last = self.context.last
        if self.object and any(self.tokens.word(at) in ("把", "将") for at, _ in self.p.prepositions):
            self.action.agent += self.subject()  # 学校 把 时间 | 延长到 80分钟
            self.object += self.after()
            self.plain = self.p.object is None or not self._is_amount(self.p.object)
            return
        own = self._figure() or self.phrases.whole(self.p.subject)
        if not own and not self.object:
            own = self._spoken_of() or (last.object[:1] if last else self.spans(self.context.theme))
        self.object += own
        self.object += [span for span in self.after() if span not in self.object]
        self.plain = bool(self.p.object) and not self._is_amount(self.p.object) and not self.p.attributive

    def _is_amount(self, phrase: Phrase | None) -> bool:
        return phrase is not None and "m" in self.tokens.codes[phrase[0] : phrase[1]]

    def _figure(self) -> list[Span]:
        """收入 | 支出 | 总额 增长: nouns that are verbs too do not end the name of a figure."""
        p = self.p
        if p.subject and p.pivot and p.governor == "v" and p.pivot[1] - p.subject[0] <= 12 and not p.attributive:
            return [self.tokens.span(p.subject[0], p.pivot[1])]
        return []

    def _spoken_of(self) -> list[Span]:
        """完成 | 产值 3亿元,同比增长 5%: the figure that the clause before gives, without its amount."""
        codes, end = self.tokens.codes, self.p.origin - 1
        start = codes.rfind(",", 0, max(end, 0)) + 1
        amount = codes.rfind("m", start, max(end, 0))
        first = amount
        while first > start and codes[first - 1] in "nka":
            first -= 1
        return [self.tokens.span(first, amount)] if first < amount else []

    def honor(self) -> None:
        """Who is honoured is the recipient: the subject of 评为, the object of 表彰; who wins (夺得, 获得) acts."""
        p, action = self.p, self.action
        word = self.tokens.string(p.first, p.last)
        if word in self.phrases.cues.sets["honours"] and not self.passive:
            action.agent += self.subject()
            after = self.after()
            if self._names_whom(p.object):
                return
            target = action.recipient if p.object and self.phrases.animate(p.object) else self.object
            target += after
        elif self.passive or word.endswith(self.phrases.cues.honoured) or self.action.recipient:
            action.recipient += self.subject()
            self.object += self.after()
        else:
            self.do()

    def _names_whom(self, phrase: Phrase | None) -> bool:
        """授予 | 张三 “劳模”称号: who is honoured stands before the honour."""
        if phrase is None or self.action.recipient:
            return False
        i, j = phrase
        cut = self.tokens.codes.find("s", i, j)
        if cut <= i or not self.phrases.animate((i, cut)):
            return False
        self.action.recipient += self.spans((i, cut))
        self.object += [self.tokens.span(cut, j)]
        return True

    def post(self) -> None:
        """Who takes an office acts; who is appointed is the object."""
        self.do()


FRAMES: dict[str, Callable[[Framed], None]] = {
    "do": Framed.do,
    "give": Framed.do,
    "tell": Framed.tell,
    "order": Framed.tell,
    "go": Framed.go,
    "carry": Framed.carry,
    "collide": Framed.collide,
    "begin": Framed.begin,
    "undergo": Framed.undergo,
    "suffer": Framed.suffer,
    "cause": Framed.cause,
    "occur": Framed.occur,
    "rise": Framed.rise,
    "honor": Framed.honor,
    "post": Framed.post,
}
