"""Which phrase plays which role: one function a frame, in the dict at the foot."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from extract.actions.clauses import Phrase, Predicate
from extract.actions.lexicon import Sense
from extract.actions.phrases import Phrases, Span
from extract.actions.tokens import Tokens
from extract.article import ActionMention

_ABSTRACT = ("中", "下", "方面", "过程", "基础", "同时", "时", "后", "前", "期间", "间隙")
_PARTNERED = {"meet": "recipient", "establish": "recipient"}


@dataclass(slots=True)
class Context:
    """What a clause may take over from the clauses before it."""

    actor: list[Span] = field(default_factory=list)
    theme: list[Span] = field(default_factory=list)
    times: list[Span] = field(default_factory=list)
    fresh: bool = False  # no clause with a subject has followed the times yet
    dated: int = -1  # first token of the clause that gave the times
    wide: bool = False  # the times hold for clauses with subjects of their own too (截至, 目前, 以来)
    last: ActionMention | None = None  # the action before in the sentence
    caused: bool = False  # whether `last` stands under 造成
    clause: int = -1  # first token of the clause that `last` stands in


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
        case = Case(self, predicate, sense, context, agent, action)
        case.prepositions()
        FRAMES[sense.frame](case)
        case.finish()
        return None if case.plain else action


class Case:
    """One predicate while its roles are filled."""

    def __init__(
        self,
        roles: Roles,
        predicate: Predicate,
        sense: Sense,
        context: Context,
        agent: list[Span] | None,
        action: ActionMention,
    ) -> None:
        self.tokens, self.phrases = roles.tokens, roles.phrases
        self.spans = roles.phrases.spans
        self.p, self.sense, self.context, self.action = predicate, sense, context, action
        self.agent = agent
        self.passive = predicate.passive
        self.object: list[Span] = []
        self.plain = False  # a change of something without a figure (提高警惕): not reported as a change

    def prepositions(self) -> None:
        """Phrases under prepositions, and the complement after the verb."""
        p, action = self.p, self.action
        for at, phrase in p.prepositions:
            self._preposition(self.tokens.word(at), phrase)
        if p.complement:
            word, phrase = self.tokens.word(p.complement[0]), p.complement[1]
            if word in ("在", "于", "从", "往") or (word in ("到", "至") and self.sense.frame not in ("give", "tell")):
                action.place += self._place(phrase)
            elif word == "为" or word == "成":
                self.object += self.spans(phrase)
            else:
                action.recipient += self.spans(phrase)

    def _preposition(self, word: str, phrase: Phrase) -> None:
        action = self.action
        if word in ("被", "由"):
            self.passive = self.passive or word == "被"
            action.agent += self.spans(phrase)
        elif word in ("把", "将"):
            self.object += self.spans(phrase)
        elif word == "向" and action.type == "deploy":
            action.place += self.spans(phrase)
        elif word in ("向", "给", "为", "替"):
            action.recipient += self.spans(phrase)
        elif word in ("对", "对于"):
            if self.sense.frame in ("tell", "order", "give") or (self.p.object and not self.p.event):
                action.recipient += self.spans(phrase)
            else:
                self.object += self.spans(phrase)
        elif word in ("与", "同", "跟", "和", "会同", "联合"):
            partner = action.recipient if action.type in _PARTNERED else action.agent
            partner += self.spans(phrase)
        elif word in ("在", "于", "从", "到", "自", "沿", "沿着", "距"):
            action.place += self._place(phrase)

    def _place(self, phrase: Phrase) -> list[Span]:
        text = self.phrases.text(phrase)
        if text.endswith(_ABSTRACT) and not self.phrases.has_place(phrase):
            return []
        return self.spans(phrase)

    def after(self) -> list[Span]:
        """The object that stands after the predicate, or that an attributive predicate modifies."""
        p = self.p
        if p.attributive and p.object is None:
            return self.spans(p.head) if p.subject or p.pivot else []
        return self.spans(p.object) + self.spans(p.amount)

    def own_subject(self) -> list[Span]:
        """The clause's own subject, for an attributive predicate the noun next to it."""
        p = self.p
        if p.attributive:
            near = p.pivot or p.subject
            return self.spans(near) if near else self.spans(p.head)
        return self.spans(p.subject)

    def subject(self) -> list[Span]:
        """Who acts: the given agent, the clause's subject, or the one taken over."""
        if self.agent is not None:
            return self.agent
        if self.p.subject and self.action.type in _PARTNERED and not self.p.attributive:
            first = self._with_partner(self.p.subject)
            if first:
                return first
        own = self.own_subject()
        if own and (self.subject_acts() or self.sense.frame == "cause" or not self.context.actor):
            return own
        return list(self.context.actor or self.context.theme)

    def _with_partner(self, phrase: Phrase) -> list[Span]:
        """甲 与 乙 座谈: the second is whom the first meets; nothing where there is no second."""
        for token in range(phrase[0] + 1, phrase[1] - 1):
            if self.tokens.codes[token] == "c" and self.tokens.word(token) in ("与", "同", "跟"):
                self.action.recipient += self.spans((token + 1, phrase[1]))
                return self.spans((phrase[0], token))
        return []

    def subject_acts(self) -> bool:
        """Whether the clause's subject can act, so that it is no theme."""
        near = (self.p.pivot or self.p.subject) if self.p.attributive else self.p.subject
        return near is None or self.phrases.animate(near)

    def do(self) -> None:
        """Somebody does something; without an object a subject that cannot act is what it is done to."""
        after = self.after()
        if self.passive and self.p.event:
            self.object += self.own_subject() or list(self.context.theme)
            if self.phrases.animate(self.p.object) and not self.action.agent:
                self.action.agent += self.spans(self.p.object)
            return
        if self.passive or (not after and not self.object and not self.subject_acts() and self.agent is None):
            self.object += self.own_subject() or list(self.context.theme)
            self.object += after
            return
        if self.p.received:
            self._received()
            return
        self.action.agent += self.subject() if not self.action.agent or self.p.partnered else []
        self.object += after
        if self.p.attributive and self.p.receiver:
            self.action.recipient += self.spans(self.p.receiver)

    def _received(self) -> None:
        """收到 3名职工 的 捐款 500元: the giver stands inside the object."""
        self.action.recipient += self.subject()
        self.action.agent += self.spans(self.p.object)
        self.object += self.spans(self.p.amount)

    def tell(self) -> None:
        """The first noun after the verb is who is told, if it can be told."""
        p = self.p
        if p.object and not p.event and self.phrases.animate(p.object) and not self.action.recipient:
            self.action.recipient += self.spans(p.object)
            self.action.agent += self.subject()
            return
        self.do()

    def go(self) -> None:
        """The noun after the verb is where somebody goes."""
        if self.p.attributive:
            self.action.agent += self.spans(self.p.head)
            self.action.place += self.spans(self.p.subject) if not self.action.place else []
        else:
            self.action.agent += self.subject()
            self.action.place += self.after()

    def begin(self) -> None:
        """Closing and opening: without an object the subject is what closes, unless it is somebody."""
        self.do()

    def carry(self) -> None:
        """Transport: without an object a counted subject is who is moved (百人疏散)."""
        subject = self.p.subject
        if subject and not self.p.object and not self.object and "m" in self.tokens.codes[subject[0] : subject[1]]:
            self.object += self.spans(subject)
        else:
            self.do()

    def collide(self) -> None:
        """Vehicles that collide are agents."""
        p = self.p
        near = p.pivot if p.pivot and not p.attributive else p.subject
        if near:
            self._split_place(near)
        elif p.attributive:
            self.object += self.spans(p.head)
        if p.lead and self.phrases.has_place(p.lead):
            self.action.place += self.spans(p.lead)
        self.action.agent += self.object
        self.object = [] if p.event else self.after()

    def undergo(self) -> None:
        """Treatment: without an object the subject is who is treated."""
        after = self.after()
        if not after and not self.object and not self.action.agent and self.agent is None:
            self.object += self.own_subject() or list(self.context.theme)
        else:
            self.do()

    def suffer(self) -> None:
        """Who or what is hurt stands before the predicate, between 造成 and it, or after it."""
        p, action = self.p, self.action
        if p.caused and p.pivot:
            self._split_place(p.pivot)
            action.agent += self._cause()
        elif p.caused:
            action.agent += self._cause()
            self.object += self.after()
        elif p.attributive and not p.subject:
            self.object += self.spans(p.head)
        else:
            self._theme_subject()
            if not p.attributive:
                self.object += self.after()
            self._as_before()

    def _cause(self) -> list[Span]:
        """The subject of 造成, or what has just been said to happen."""
        last = self.context.last
        happened = last.object if last and last.type == self.action.type and not last.agent else []
        return self.spans(self.p.subject) or happened

    def _as_before(self) -> None:
        """事故造成 5人死亡,18人受伤: cause and, within one clause, place hold on."""
        last = self.context.last
        if last is None or last.type != self.action.type:
            return
        if self.context.caused and not self.action.agent:
            self.action.agent += last.agent
        if self.context.clause == self.p.origin and not self.action.place:
            self.action.place += last.place

    def _theme_subject(self) -> None:
        p = self.p
        if p.pivot and not p.attributive and (not p.subject or self._stands_out(p.pivot)):
            self._split_place(p.pivot)
        elif p.subject:
            self._split_place(p.subject)
            if p.lead and self.phrases.has_place(p.lead):
                self.action.place += self.spans(p.lead)
        elif not p.object:
            self.object += self.context.theme

    def _stands_out(self, phrase: Phrase) -> bool:
        return self.p.governor in "Tzj" and (
            self.phrases.animate(phrase) or "m" in self.tokens.codes[phrase[0] : phrase[1]]
        )

    def _split_place(self, phrase: Phrase) -> None:
        """合肥高速 | 两车: a place before a counted subject is where it happens."""
        codes = self.tokens.codes
        i, j = phrase
        count = codes.find("m", i, j)
        if i < count and any(code in "Lf" for code in codes[i:count]) and "u" not in codes[i:count]:
            self.action.place += self.spans((i, count))
            i = count
        elif codes[i] == "L" and j - i > 1 and codes[i + 1] not in "uce":
            self.action.place += self.spans((i, i + 1))
            i += 1
        elif codes[i:j] == "L" and self.tokens.word(self.p.first)[0] != "受":
            self.action.place += self.spans((i, j))
            return
        self.object += self.spans((i, j))

    def cause(self) -> None:
        """Something hits something."""
        self.do()

    def occur(self) -> None:
        """What happens stands after the verb, where it happens before it."""
        p, action = self.p, self.action
        after = self.after()
        if p.attributive:
            self.object += self.spans(p.head)
            return
        if not after:
            self.object += self.spans(p.subject) or list(self.context.theme)
            return
        self.object += after
        if p.subject and (self.phrases.has_place(p.subject) or self.tokens.codes[p.subject[1] - 1] == "f"):
            action.place += self.spans(p.subject)
        elif p.subject:
            action.agent += self.spans(p.subject)

    def rise(self) -> None:
        """The figure that changes and the amount are both the object."""
        last = self.context.last
        own = self._figure() or self.phrases.whole(self.p.subject)
        if not own and not self.object:
            own = last.object[:1] if last else list(self.context.theme)
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

    def honor(self) -> None:
        """Who is honoured is the recipient: the subject of 荣获, the object of 表彰."""
        p, action = self.p, self.action
        word = self.tokens.string(p.first, p.last)
        if word in _GIVES_HONOUR and not self.passive:
            action.agent += self.subject()
            after = self.after()
            target = action.recipient if p.object and self.phrases.animate(p.object) else self.object
            target += after
        else:
            action.recipient += self.subject()
            self.object += self.after()

    def post(self) -> None:
        """Who takes an office acts; who is appointed is the object."""
        self.do()

    def finish(self) -> None:
        """Times, partners, order of the text, no argument twice."""
        p, action = self.p, self.action
        action.object = self.object
        if p.locative and not p.attributive:
            action.place += self._place(p.locative)
        action.time = self._times()
        for role in ("agent", "object", "recipient", "place", "time"):
            spans = sorted(set(getattr(action, role)))
            setattr(action, role, [span for span in spans if not (span[0] < action.end and action.start < span[1])])
        taken = set(action.object) | set(action.recipient)
        action.agent = [span for span in action.agent if span not in taken]
        action.place = [span for span in action.place if span not in set(action.agent) | set(action.object)]

    def _times(self) -> list[Span]:
        own = [time for time in (self.tokens.span(*time) for time in self.p.times) if is_dating(self.tokens, time)]
        kinds = {self.tokens.kinds.get(start) for start, _ in own}
        held = list(self.context.times) if self._holds() else []
        if own and kinds <= {"duration", "set"}:
            return held + own
        return own or held

    def _holds(self) -> bool:
        """Whether the sentence's date holds: for a dropped subject, or where it says so (截至, 目前)."""
        p = self.p
        if self.context.wide or self.context.fresh or self.context.dated == p.origin:
            return True
        return not p.caused and (p.subject is None or p.attributive)


def is_dating(tokens: Tokens, time: Span) -> bool:
    """Whether a time expression says when something happened (第一时间, 随后 do not)."""
    text = tokens.text[time[0] : time[1]]
    return text not in _VAGUE and not _EVENT_TIME.search(text)


_EVENT_TIME = re.compile("发生|事发|案发|接警|接报|打响|完毕|结束")


_VAGUE = frozenset(
    {"第一时间", "连夜", "随后", "后来", "之后", "当时", "这时", "有时候", "此时", "事后", "后续", "同时"}
)
_GIVES_HONOUR = frozenset(
    {
        "表彰",
        "授予",
        "颁发",
        "颁奖",
        "嘉奖",
        "奖励",
        "表扬",
        "追授",
        "追认",
        "命名",
        "授勋",
        "授旗",
        "授牌",
        "评选",
        "评出",
    }
)

FRAMES: dict[str, Callable[[Case], None]] = {
    "do": Case.do,
    "give": Case.do,
    "tell": Case.tell,
    "order": Case.tell,
    "go": Case.go,
    "carry": Case.carry,
    "collide": Case.collide,
    "begin": Case.begin,
    "undergo": Case.undergo,
    "suffer": Case.suffer,
    "cause": Case.cause,
    "occur": Case.occur,
    "rise": Case.rise,
    "honor": Case.honor,
    "post": Case.post,
}
