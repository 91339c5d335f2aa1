"""One predicate while its roles are filled: who the subject is, what prepositions give, which times hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.actions.lexicon import Sense
from extract.actions.phrases import Phrases, Span
from extract.actions.predicates import Phrase, Predicate
from extract.actions.tokens import Tokens
from extract.article import ActionMention

_REACH = 3  # clauses after its own for which a date holds
_PARTNERED = {"meet": "recipient", "establish": "recipient"}

_EVENT_TIME = re.compile("发生|事发|案发|接警|接报|打响|完毕|结束")
_VAGUE = frozenset(
    {"第一时间", "连夜", "随后", "后来", "之后", "当时", "这时", "有时候", "此时", "事后", "后续", "同时"}
)


@dataclass(slots=True)
class Context:
    """What a clause may take over from the clauses before it."""

    actor: Phrase | None = None  # the last subject that can act
    near: bool = False  # whether this sentence has named it
    telling: bool = False  # whether the actor is a person who only tells what follows
    theme: Phrase | None = None  # the last subject
    topic: Phrase | None = None  # what the clause before only names: 起火 原因,| 警方 正在 调查
    scene: list[Span] = field(default_factory=list)  # where the sentence says that all this happens
    times: list[Span] = field(default_factory=list)
    fresh: bool = False  # no clause with a subject has followed the times yet
    dated: int = -1  # first token of the clause that gave the times
    wide: bool = False  # the times hold for clauses with subjects of their own too (截至, 目前, 以来)
    company: list[Span] = field(default_factory=list)  # who acts together with the subject `leads`, named before it
    leads: Phrase | None = None
    last: ActionMention | None = None  # the action before in the sentence
    caused: bool = False  # whether `last` stands under 造成
    clause: int = -1  # first token of the clause that `last` stands in


class Case:
    """One predicate while its roles are filled."""

    def __init__(
        self,
        tokens: Tokens,
        phrases: Phrases,
        predicate: Predicate,
        sense: Sense,
        context: Context,
        agent: list[Span] | None,
        action: ActionMention,
    ) -> None:
        self.tokens, self.phrases = tokens, phrases
        self.spans = phrases.spans
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
        if self.sense.frame == "rise" and word in ("由", "从", "自"):
            self.object += self.spans(phrase)  # 由 四百个 | 增加到 六百个
        elif word in ("被", "遭", "由"):
            self.passive = self.passive or word != "由"
            action.agent += self.spans(phrase)
        elif word == "经" and self.phrases.animate(phrase):
            action.agent += self.spans(phrase)
        elif word in ("把", "将"):
            self.object += self.spans(phrase)
        elif word == "向" and (self.sense.frame in ("go", "carry") or action.type == "deploy"):
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
        return self.phrases.places(phrase) if self.phrases.is_where(phrase) else []

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
        return self.with_company(p.subject)

    def with_company(self, phrase: Phrase | None) -> list[Span]:
        """The arguments of a subject and those named before it: 副县长 甲某,| 县农业局 和 乙镇 的 领导."""
        found = self.spans(phrase)
        return self.context.company + found if phrase and phrase == self.context.leads else found

    def subject(self) -> list[Span]:
        """Who acts: the given agent, the clause's subject, or the one taken over."""
        if self.agent is not None:
            return self.agent
        if self.p.subject and self.action.type in _PARTNERED and not self.p.attributive:
            first = self._with_partner(self.p.subject)
            if first:
                return first
        own = self.own_subject()
        far = self.context.actor is None or (not self.context.near and bool(self.p.object))
        if own and (far or self.subject_acts() or self.sense.frame == "cause" or self._counted_maker()):
            return own
        return self.with_company(self.context.actor or self.context.theme)

    def _counted_maker(self) -> bool:
        """12家农贸市场 | 增设 摊位: so many that do something to something."""
        p = self.p
        if p.subject is None or p.attributive or p.object is None or self.object:
            return False
        return self.tokens.codes[p.subject[0]] == "m" and p.subject[1] - p.subject[0] > 1

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

    def finish(self) -> None:
        """Times, partners, order of the text, no argument twice."""
        p, action = self.p, self.action
        action.object = self.object
        if p.locative and not p.attributive:
            action.place += self._place(p.locative)
        action.time = self._times()
        settled = self._settled
        action.object, action.recipient = settled(action.object), settled(action.recipient)
        action.agent = [span for span in settled(action.agent) if span not in action.object + action.recipient]
        taken = action.object + action.agent
        action.place = [span for span in settled(action.place) if span not in taken]
        action.time = settled(action.time)
        if not action.place and self.context.scene and self.sense.frame != "go" and not p.attributive:
            action.place = [span for span in self.context.scene if span not in taken]

    def _settled(self, spans: list[Span]) -> list[Span]:
        """In text order, none twice, none that overlaps the trigger."""
        if not spans:
            return spans
        start, end = self.action.start, self.action.end
        if len(spans) == 1 and (spans[0][1] <= start or spans[0][0] >= end):
            return spans
        ordered = sorted({*spans})
        return [span for span in ordered if span[1] <= start or span[0] >= end]

    def _times(self) -> list[Span]:
        if not self.p.times:
            return list(self.context.times) if self.context.times and self._holds() else []
        own = [time for time in (self.tokens.span(*time) for time in self.p.times) if is_dating(self.tokens, time)]
        kinds = {self.tokens.kinds.get(start) for start, _ in own}
        held = list(self.context.times) if self._holds() else []
        if own and kinds <= {"duration", "set"}:
            return held + own
        return own or held

    def _holds(self) -> bool:
        """Whether the sentence's date holds: for a dropped subject, or where it says so (截至, 目前)."""
        p = self.p
        if not self.context.wide and self.tokens.codes.count(",", max(self.context.dated, 0), p.origin) > _REACH:
            return False
        if self.sense.frame == "rise" or self.context.wide or self.context.fresh or self.context.dated == p.origin:
            return True
        return not p.caused and (p.subject is None or p.attributive)


def is_dating(tokens: Tokens, time: Span) -> bool:
    """Whether a time expression says when something happened (第一时间, 随后 do not)."""
    text = tokens.text[time[0] : time[1]]
    return text not in _VAGUE and not _EVENT_TIME.search(text)
