"""Whether a predicate reports something that is done, rather than a moment, an aim or a source."""

from __future__ import annotations

from bisect import bisect_left

from extract.actions.phrases import Phrases, Span
from extract.actions.predicates import Predicate
from extract.actions.tokens import Tokens
from extract.article import ActionMention

_BEFALLS = frozenset({"casualty", "establish", "open"})
_FURTHERS = frozenset({"加强", "深化", "促进", "推动", "扩大", "密切", "加大", "强化"})
_PROBLEMS = ("问题", "难题", "困难", "矛盾", "后顾之忧", "瓶颈", "短板")
_FINDING = frozenset({"inspect", "test", "handle", "inform"})


class Reports:
    """Judges the predicates of one article after their roles have been filled."""

    def __init__(self, tokens: Tokens, phrases: Phrases) -> None:
        self.tokens, self.phrases = tokens, phrases

    def is_definite(self, action: ActionMention, predicate: Predicate) -> bool:
        """Whether the action names somebody, something or a figure, and no moment, aim or source."""
        if predicate.attributive and action.type == "establish":
            return False
        if self._is_moment(predicate) and not (action.agent and (action.object or action.type not in _BEFALLS)):
            return False
        if self._is_finding(action, predicate) or self._is_aim(action, predicate):
            return False
        if predicate.attributive and predicate.times:
            return True
        if action.type == "move" and not (self._travels(action) and self._trades(predicate)):
            return False
        if predicate.attributive:
            parts = [predicate.subject, predicate.pivot, predicate.head, predicate.object]
            parts += [phrase for at, phrase in predicate.prepositions if self.tokens.word(at) == "由"]
            return any(code in "mPOLr" for part in parts if part for code in self.tokens.codes[slice(*part)])
        return bool(action.agent or action.object or action.recipient)

    def _travels(self, action: ActionMention) -> bool:
        """Somebody, or so and so much: vehicles that enter or news that reaches a place are no journey."""
        return any(self.acts(span) for span in (*action.agent, *action.object))

    def acts(self, span: Span) -> bool:
        """Whether an argument is somebody, or so and so many."""
        first, last = self.tokens.at.get(span[0]), bisect_left(self.tokens.starts, span[1])
        return first is None or "m" in self.tokens.codes[first:last] or self.phrases.animate((first, last))

    def _trades(self, predicate: Predicate) -> bool:
        """其中 出口 | 52亿美元: without anybody before it the word names a figure."""
        if self.tokens.word(predicate.first) not in ("进口", "出口"):
            return True
        return predicate.subject is not None and self.phrases.text(predicate.subject) != "其中"

    def _is_moment(self, predicate: Predicate) -> bool:
        """地震发生后, 违建拆除后: names a time, unless it says how much."""
        codes = self.tokens.codes
        if predicate.last >= len(codes) or codes[predicate.last] != "F":
            return False
        return "m" not in codes[predicate.origin : predicate.first]

    def _is_aim(self, action: ActionMention, predicate: Predicate) -> bool:
        """加强 交流, 解决 难题: what is striven for, where nobody and no figure is named."""
        verb = self.tokens.word(predicate.governor_at) if predicate.governor_at >= 0 else ""
        if predicate.event and action.type in ("meet", "sign"):
            return verb in _FURTHERS
        if action.type != "handle" or not action.object:
            return False
        codes, starts = self.tokens.codes, self.tokens.starts
        named = any(
            code in "POLm"
            for start, end in (*action.agent, *action.object)
            for code in codes[bisect_left(starts, start) : bisect_left(starts, end)]
        )
        return not named and self.tokens.text.endswith(_PROBLEMS, *action.object[-1])

    def _is_finding(self, action: ActionMention, predicate: Predicate) -> bool:
        """经查看, 据初步调查: where the news comes from."""
        if action.type not in _FINDING or action.object or predicate.first < 1:
            return False
        at = predicate.first - 1
        while at > predicate.origin and self.tokens.codes[at] in "danOL":
            at -= 1
        return self.tokens.codes[at] == "p" and self.tokens.word(at) in ("经", "据", "经过")
