"""Roles of what somebody does or gives."""

from __future__ import annotations

from extract.actions.case import Case
from extract.actions.predicates import Phrase

INSIDE = ("下", "上", "中", "里", "内")


class Acting(Case):
    """The frames do and give."""

    def do(self) -> None:
        """Somebody does something; without an object a subject that cannot act is what it is done to."""
        after = self.after()
        if self.action.type == "enforce" and self._fines():
            return
        if self.passive and self.p.event:
            self.object += self.own_subject() or self.spans(self.context.theme)
            if self.phrases.animate(self.p.object) and not self.action.agent:
                self.action.agent += self.spans(self.p.object)
            return
        speaks = self.sense.frame in ("tell", "order")  # 会议 强调: who cannot act can still say
        bare = not after and not self.object and not speaks and not self.subject_acts() and self.agent is None
        if self.passive or bare or (self._stays() and not self.object and self.ends_where(self.p.object)):
            self.object += self.own_subject() or self.spans(self.context.theme)
            target = self.action.place if self._stays() else self.object
            target += after
            return
        if self.p.received:
            self._received()
            return
        if self.context.topic and not (after or self.object or speaks) and self._settles():
            self.object += self.spans(self.context.topic)  # 起火 原因,| 警方 正在 调查
        reaches = self.sense.frame == "give" and self.tokens.string(self.p.first, self.p.last)[-1] in "到给至往交"
        if reaches and not self.object and not self.subject_acts():  # 棉衣 | 送到 | 灾民手中
            self.object += self.own_subject()
        else:
            self.action.agent += self.subject() if not self.action.agent or self.p.partnered else []
        if reaches and self._gives_after():
            return
        if self._stays() and (self.object or self.action.agent) and self.ends_where(self.p.object):
            self.action.place += after
            return
        target = self.action.recipient if reaches and self.object else self.object
        target += after
        if self.p.attributive and self.p.receiver:
            self.action.recipient += self.spans(self.p.receiver)

    def _fines(self) -> bool:
        """食堂 被 罚款 | 5000元, 对 店主 处以 | 500元 罚款: who pays is the recipient."""
        word = self.tokens.string(self.p.first, self.p.last)
        if not word.endswith(("罚款", "处以", "处罚金")) or self.p.attributive or not self.p.object:
            return False
        if self.passive:
            self.action.recipient += self.own_subject() or self.spans(self.context.theme)
        elif self.object and not self.action.recipient:
            self.action.recipient, self.object = self.object, []
        self.action.agent += [] if self.passive or self.action.agent else self.subject()
        self.object += self.after()
        return True

    def _settles(self) -> bool:
        """警方 | 正在 调查, 县里 | 已 处理."""
        codes, p = self.tokens.codes, self.p
        plain = p.subject is not None and not p.attributive and codes[p.last : p.last + 1] == ","
        return plain and codes[p.first - 1] == "d" and self.action.type in ("inspect", "handle", "enforce", "test")

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

    def ends_where(self, phrase: Phrase | None) -> bool:
        """被困 | 井下, 坠入 | 河中."""
        if phrase is None:
            return False
        return self.tokens.codes[phrase[1] - 1] in "Lf" or self.phrases.text(phrase).endswith(INSIDE)
