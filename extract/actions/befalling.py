"""Roles of what happens to somebody or something: collisions, injuries, damage, disasters."""

from __future__ import annotations

from extract.actions.acting import INSIDE, Acting
from extract.actions.phrases import Span
from extract.actions.predicates import Phrase

_SETS_OFF = frozenset({"引发", "引起", "造成", "导致", "诱发", "触发", "酿成"})
_HAPPENS = frozenset({"发生", "爆发", "暴发"})


class Befalling(Acting):
    """The frames of what befalls: collide, suffer, cause, occur."""

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
            if not p.attributive and verb[-1] == "于" and not self.ends_where(p.object):
                action.agent += self.after()  # 死于 | 肺炎: of what
            elif not p.attributive and self.object and (verb[-1] in "于在入进" or self.ends_where(p.object)):
                action.place += self.after()
            elif not p.attributive and self.phrases.text(p.object) not in ("报告", "情况"):
                self.object += self.after()
            self._as_before()

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
        where = any(code in "Lf" for code in codes[i:count]) or self.tokens.word(count - 1).endswith(INSIDE)
        if i < count and where and "u" not in codes[i:count]:
            self.action.place += self.spans((i, count))
            i = count
        elif codes[i] == "L" and j - i > 1 and codes[i + 1] not in "uce":
            self.action.place += self.spans((i, i + 1))
            i += 1
        elif codes[i:j] == "L" and (self.p.object or self.object):
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
