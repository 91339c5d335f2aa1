"""Which phrase plays which role: one method a frame, in the dict at the foot."""

from __future__ import annotations

from collections.abc import Callable

from extract.actions.case import Case, Context
from extract.actions.lexicon import Sense
from extract.actions.phrases import Phrases, Span
from extract.actions.predicates import Phrase, Predicate
from extract.actions.tokens import Tokens
from extract.article import ActionMention

_SETS_OFF = frozenset({"引发", "引起", "造成", "导致", "诱发", "触发", "酿成"})
_HAPPENS = frozenset({"发生", "爆发", "暴发"})
_INSIDE = ("下", "上", "中", "里", "内")
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


class Framed(Case):
    """A case with what every frame makes of it."""

    def do(self) -> None:
        """Somebody does something; without an object a subject that cannot act is what it is done to."""
        after = self.after()
        if self.passive and self.p.event:
            self.object += self.own_subject() or self.spans(self.context.theme)
            if self.phrases.animate(self.p.object) and not self.action.agent:
                self.action.agent += self.spans(self.p.object)
            return
        speaks = self.sense.frame in ("tell", "order")  # 会议 强调: who cannot act can still say
        bare = not after and not self.object and not speaks and not self.subject_acts() and self.agent is None
        if self.passive or bare or (self._stays() and not self.object and self._is_where(self.p.object)):
            self.object += self.own_subject() or self.spans(self.context.theme)
            target = self.action.place if self._stays() else self.object
            target += after
            return
        if self.p.received:
            self._received()
            return
        reaches = self.sense.frame == "give" and self.tokens.string(self.p.first, self.p.last)[-1] in "到给至往交"
        if reaches and not self.object and not self.subject_acts():  # 棉衣 | 送到 | 灾民手中
            self.object += self.own_subject()
        else:
            self.action.agent += self.subject() if not self.action.agent or self.p.partnered else []
        if reaches and self._gives_after():
            return
        if self._stays() and (self.object or self.action.agent) and self._is_where(self.p.object):
            self.action.place += after
            return
        target = self.action.recipient if reaches and self.object else self.object
        target += after
        if self.p.attributive and self.p.receiver:
            self.action.recipient += self.spans(self.p.receiver)

    def _stays(self) -> bool:
        """安置在 | 中学, 布置于 | 车间: the noun after the trigger is where."""
        return self.tokens.string(self.p.first, self.p.last)[-1] in "在于"

    def _gives_after(self) -> bool:
        """发给 | 三人 奖金三百元: whom and what stand in one phrase after the verb."""
        phrase, codes = self.p.object, self.tokens.codes
        if phrase is None or self.object or codes[phrase[1] - 1] != "m" or phrase[1] - phrase[0] < 3:
            return False
        whom = (phrase[0], phrase[0] + 1)
        if codes[phrase[0]] not in "mPORL" or not self.phrases.animate(whom):
            return False
        self.action.recipient += self.spans(whom)
        self.object += self.spans((phrase[0] + 1, phrase[1]))
        return True

    def _received(self) -> None:
        """收到 3名职工 的 捐款 500元: the giver stands inside the object."""
        self.action.recipient += self.subject()
        self.action.agent += self.spans(self.p.object)
        self.object += self.spans(self.p.amount)

    def tell(self) -> None:
        """The first noun after the verb is who is told, if it can be told."""
        p = self.p
        told = p.object and not p.event and not p.nested and self.phrases.animate(p.object)
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
        p = self.p
        bare = not self.after() and not self.object and not self.action.agent and self.agent is None
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
        does = self.p.event and not self.passive and self.subject_acts()  # 开展 | 救治
        if not after and not self.object and not self.action.agent and self.agent is None and not does:
            self.object += self.own_subject() or self.spans(self.context.theme)
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
            verb = self.tokens.string(p.first, p.last)
            if not p.attributive and verb[-1] == "于" and not self._is_where(p.object):
                action.agent += self.after()  # 死于 | 肺炎: of what
            elif not p.attributive and self.object and (verb[-1] in "于在入进" or self._is_where(p.object)):
                action.place += self.after()
            elif not p.attributive and self.phrases.text(p.object) not in ("报告", "情况"):
                self.object += self.after()
            self._as_before()

    def _is_where(self, phrase: Phrase | None) -> bool:
        """被困 | 井下, 坠入 | 河中."""
        if phrase is None:
            return False
        return self.tokens.codes[phrase[1] - 1] in "Lf" or self.phrases.text(phrase).endswith(_INSIDE)

    def _cause(self) -> list[Span]:
        """The subject of 造成, or what has just been said to happen."""
        last = self.context.last
        happened = last.object if last and last.type == self.action.type and not last.agent else []
        return self.spans(self.p.subject) or happened or self._deed()

    def _deed(self) -> list[Span]:
        """爆炸 | 造成: the cause is a word for what happened."""
        codes, at = self.tokens.codes, self.p.governor_at
        start = at
        while start > self.p.origin and codes[start - 1] == "+":
            start -= 1
        if start <= self.p.origin or codes[start - 1] != "T":
            return []
        return [self.tokens.span(start - 1, at)]

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
            self.object += self.spans(self.context.theme)

    def _stands_out(self, phrase: Phrase) -> bool:
        return self.p.governor in "Tzj" and (
            self.phrases.animate(phrase) or "m" in self.tokens.codes[phrase[0] : phrase[1]]
        )

    def _split_place(self, phrase: Phrase) -> None:
        """合肥高速 | 两车: a place before a counted subject is where it happens."""
        codes = self.tokens.codes
        i, j = phrase
        count = codes.find("m", i, j)
        where = any(code in "Lf" for code in codes[i:count]) or self.tokens.word(count - 1).endswith(_INSIDE)
        if i < count and where and "u" not in codes[i:count]:
            self.action.place += self.spans((i, count))
            i = count
        elif codes[i] == "L" and j - i > 1 and codes[i + 1] not in "uce":
            self.action.place += self.spans((i, i + 1))
            i += 1
        elif codes[i:j] == "L" and (self.tokens.word(self.p.first)[0] != "受" or self.p.object):
            self.action.place += self.spans((i, j))
            return
        self.object += self.spans((i, j))

    def cause(self) -> None:
        """Something hits something; what is hit is the object where nothing follows: 3人被砸伤."""
        p = self.p
        if p.caused or not (p.object or self.object or p.amount or p.event or self.action.agent or p.complement):
            self.suffer()
        elif self._enters() and not self.phrases.animate(p.object):
            self.suffer()  # 汽车 | 冲入 | 河滩
        else:
            self.do()

    def _enters(self) -> bool:
        """冲入, 撞进 | 108国道: the object is where it ends."""
        p = self.p
        if p.attributive or p.object is None or self.object or self.passive or not p.subject:
            return False
        return self.tokens.string(p.first, p.last)[-1] in "入进出" and self.phrases.is_where(p.object)

    def occur(self) -> None:
        """What happens stands after the verb, where it happens before it."""
        p, action = self.p, self.action
        after = self.after()
        if p.attributive:
            self.object += self.spans(p.head)
            return
        if not after:
            self.object += self.spans(p.subject) or self.spans(self.context.theme)
            return
        self.object += after
        if p.pivot and self.tokens.string(p.first, p.last) in _SETS_OFF:  # 发生 4级地震 | 引发 海啸
            action.agent += self.spans(p.pivot)
        elif p.subject and "P" in self.tokens.codes[p.subject[0] : p.subject[1]]:
            self.object += self.spans(p.subject)
        elif p.subject and self._is_site(p.subject):
            action.place += self.spans(p.subject)
        elif p.subject:
            action.agent += self.spans(p.subject)

    def _is_site(self, phrase: Phrase) -> bool:
        """Where something happens: a place, or before 发生 what cannot act."""
        if self.phrases.has_place(phrase) or self.tokens.codes[phrase[1] - 1] == "f":
            return True
        verb = self.tokens.string(self.p.first, self.p.last)
        return verb in _HAPPENS and not self.phrases.animate(phrase) and "m" not in self.tokens.codes[slice(*phrase)]

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
            target = action.recipient if p.object and self.phrases.animate(p.object) else self.object
            target += after
        elif self.passive or word.endswith(self.phrases.cues.honoured) or self.action.recipient:
            action.recipient += self.subject()
            self.object += self.after()
        else:
            self.do()

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
