"""Reads an article sentence by sentence and carries subjects, times and orders from clause to clause."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from extract.actions.case import Context, is_dating
from extract.actions.clauses import ClauseReader
from extract.actions.grammar import Cues
from extract.actions.lexicon import Sense
from extract.actions.phrases import Phrases, Span
from extract.actions.predicates import Clause, Phrase, Predicate
from extract.actions.reports import Reports
from extract.actions.roles import Roles
from extract.actions.settling import attribute, merged, share_goal
from extract.actions.status import Statuses, StatusWords
from extract.actions.tokens import Tokens
from extract.actions.triggers import Triggers
from extract.article import ActionMention, Article, DateMention
from extract.records import Modality

_ORGANIZED = frozenset({"treat", "test", "train"})  # 组织 | 群众 | 接种: those organized undergo it
_LISTED = frozenset({"donate", "distribute", "invest"})
_SCENES = (
    "处",
    "路段",
    "门口",
    "附近",
    "现场",
    "路口",
    "村口",
    "岗亭",
    "大厅",
    "门前",
    "街头",
    "车间",
    "工地",
    "广场",
    "站",
)
_OUTCOMES = frozenset({"change", "casualty"})  # what nobody plans
_DEMANDS = frozenset({"要求", "责令", "下令", "命令", "责成", "规定"})
_SPAN = re.Match.span
_NEAR = 24  # tokens before a predicate in which 分别 is looked for
_CLAUSE = re.compile(r"[^,]{1,160}")


def _is_ahead(date: DateMention, day: str) -> bool:
    """Whether a time lies after the day of publication, or ends there (年底前)."""
    if date.earliest:
        return date.earliest[:10] > day
    return date.latest is not None and date.latest[:10] > day


class Narrative:
    """The actions of one article."""

    def __init__(self, article: Article, tokens: Tokens, triggers: Triggers, cues: Cues, words: StatusWords) -> None:
        self.article, self.tokens, self.triggers, self.cues = article, tokens, triggers, cues
        self.reader = ClauseReader(self.tokens, self.triggers, cues)
        self.phrases = Phrases(self.tokens, cues)
        self.roles = Roles(self.tokens, self.phrases)
        self.statuses = Statuses(self.tokens, words)
        self.reports = Reports(self.tokens, self.phrases)
        self.context = Context()
        day = article.publication.date
        self.ahead = {date.start for date in article.dates if day and _is_ahead(date, day)}
        self.ordered: list[Span] | None = None
        self.order: ActionMention | None = None  # the action that orders what follows
        self.decree: ActionMention | None = None  # 他 要求,|…: it orders the rest of the sentence
        self.modality: Modality | None = None
        self.named = False  # whether the sentence has named somebody who acts
        self.sent: Phrase | None = None  # who is sent in this clause: they act on
        self.sent_before: Phrase | None = None  # … in the clause before
        self.leading: list[Span] = []  # those named by clauses without a verb, right before
        self.actions: list[ActionMention] = []

    def read(self) -> list[ActionMention]:
        """All actions, in text order."""
        starts = [block.start for block in self.article.blocks]
        triggers = sorted(self.triggers.predicates.keys() | self.triggers.events.keys())
        block, told = -1, -1
        for start, end in self.article.sentences:
            if block != (block := bisect_right(starts, start)):
                self.context, self.sent, self.sent_before = Context(), None, None
                told = self._last_of(triggers, block)
            first = bisect_left(self.tokens.starts, start)
            if first > told:
                continue  # nothing is told from here on to the end of the block
            self.context.times = []
            self.context.last, self.context.wide, self.context.near = None, False, False
            if self.context.actor and "P" not in self.tokens.codes[slice(*self.context.actor)]:
                self.context.actor = None  # a person stays the topic of the next sentence
            self.context.theme = None
            self.context.scene = []
            self.leading = []
            self.ordered = self.modality = self.order = self.decree = None
            self.named = False
            if self.article.folded[end - 1] == "?":
                continue
            for begin, last in self._clauses(first, end):
                if begin > told and (self.context.last is None or self.context.last.type not in _LISTED):
                    break
                self._clause(begin, last)
        self.actions.sort(key=lambda action: (action.start, action.end))
        actions = merged(self.actions, self.tokens)
        if self.article.quotes:
            attribute(actions, self.article.quotes)
        return actions

    def _last_of(self, triggers: list[int], block: int) -> int:
        """The last trigger up to the end of a block, counted from 1; -1 where there is none."""
        end = self.article.blocks[block - 1].end if block else len(self.tokens.text)
        at = bisect_left(triggers, bisect_left(self.tokens.starts, end))
        return triggers[at - 1] if at else -1

    def _clauses(self, first: int, end: int) -> Iterator[Phrase]:
        last = bisect_left(self.tokens.starts, end, first)
        return map(_SPAN, _CLAUSE.finditer(self.tokens.codes, first, last))

    def _clause(self, first: int, last: int) -> None:
        if self.tokens.codes[first] in "dC" and self.tokens.word(first) in self.cues.sets["hypothesis"]:
            return
        clause = self.reader.read(first, last)
        predicates, subject = clause.predicates, clause.subject
        if clause.times:
            self._date(first, [self.tokens.span(*time) for time in clause.times], bool(predicates))
        if clause.scene and self.context.last and self._listed(clause.scene):
            return
        if clause.scene and clause.scene[1] == last and self._is_scene(clause.scene):
            self.context.scene = self.phrases.spans(clause.scene) if self.phrases.is_where(clause.scene) else []
            return
        acts = self.phrases.animate(subject)
        if clause.scene or self.leading:
            self._gather(clause, subject if acts else None)
        if acts:
            self.ordered = self.modality = self.order = None
            self.named = True
        self.sent_before, self.sent = self.sent, None
        for predicate in predicates:
            if not predicate.dropped:
                self._predicate(predicate)
        named = clause.scene and clause.scene[1] == last and not (acts or self.phrases.has_place(clause.scene))
        self.context.topic = clause.scene if named else None
        if subject is not None and not self._describes(clause):
            self.context.fresh = self.context.fresh and not predicates
            self.context.theme = subject
            if acts and not (self.phrases.is_anaphor(subject) and self.context.actor):
                says = self._only_says(clause, last)  # 局长 甲 表示,| 将 铺路: whose plan it is is not said
                self.context.actor, self.context.near = subject, not says
                self.context.telling = says and self.tokens.codes[subject[1] - 1] == "P"
        if self.sent and self.phrases.is_crew(self.sent):
            self.context.actor = self.sent  # 派出 6支 医疗队 赶赴 灾区, 救治 …: they act on

    def _only_says(self, clause: Clause, last: int) -> bool:
        """甲 透露,| 平台 下架 商品: who tells it has not done it."""
        return not clause.predicates and self.tokens.word(last - 1) in self.cues.sets["saying"]

    def _describes(self, clause: Clause) -> bool:
        """张三,男,| 河南人: a clause without a verb says who the person named before it is."""
        actor, subject, codes = self.context.actor, clause.scene, self.tokens.codes
        if not (self.context.near and actor and subject and subject == clause.subject):
            return False
        return codes[actor[1] - 1] == "P" and codes[subject[1] - 1] not in "POR"

    def _gather(self, clause: Clause, subject: Phrase | None) -> None:
        """A clause that only names somebody leads an enumeration, if the next clause's subject goes on with it."""
        if clause.scene and subject == clause.scene and self.tokens.codes[subject[1] - 1] in "PO":
            self.leading += self.phrases.spans(subject)
            return
        codes = self.tokens.codes[slice(*subject)] if subject and self.leading else ""
        if codes and ("c" in codes or "e" in codes or codes[-1] == "P"):
            self.context.company, self.context.leads = self.leading, subject
        self.leading = []

    def _enumerated(self, action: ActionMention, phrase: Phrase) -> None:
        """甲厂捐款 20万元、乙厂10万元: the first amount is the action's, the others are actions of their own."""
        cut = self.tokens.codes.find("c", *phrase)
        if cut < 0 or self.tokens.codes[phrase[0] : cut] != "m":
            return
        pairs = self.phrases.pairs((cut + 1, phrase[1]))
        if pairs:
            action.object = self.phrases.spans((phrase[0], cut))
            self._items(action, pairs)

    def _respectively(self, action: ActionMention, predicate: Predicate) -> None:
        """甲厂和乙厂分别捐款 50万元、30万元: one action each; of a figure 分别 增长 5%、3% too."""
        codes, at = self.tokens.codes, self.tokens.at
        amounts = [span for span in action.object if codes[at.get(span[0], -1)] == "m"]
        if len(amounts) < 2 or not any(
            self.tokens.word(token) == "分别"
            for token in range(max(predicate.origin, predicate.first - _NEAR), predicate.first)
        ):
            return
        rises = action.type == "change"
        who = self.phrases.spans(predicate.subject) or (
            [s for s in action.object if s not in amounts][:1] if rises else []
        )
        if len(who) not in (1, len(amounts)):
            return
        who = who * len(amounts) if len(who) == 1 else who
        items = [replace(action, object=[amount]) for amount in amounts]
        for item, one in zip(items, who, strict=True):
            if rises:
                item.object = [one, *item.object]
            else:
                item.agent = [one]
        self.actions[-1:] = items

    def _listed(self, phrase: Phrase) -> bool:
        """…,乙厂10万元: a clause without a verb goes on with the gifts of the clause before."""
        last = self.context.last
        if last is None or last.type not in _LISTED or not last.object or not self._gives_money(last.object[0]):
            return False
        pairs = self.phrases.pairs(phrase)
        self._items(last, pairs)
        return bool(pairs)

    def _gives_money(self, gift: Span) -> bool:
        """Whether a gift is told by its amount alone: then a noun before the next amount is the next giver."""
        at = self.tokens.at.get(gift[0], -1)
        return at >= 0 and self.tokens.codes[at] == "m" and self.tokens.ends[at] == gift[1]

    def _items(self, model: ActionMention, pairs: list[tuple[Phrase, Phrase]]) -> None:
        for who, amount in pairs:
            item = replace(model, agent=self.phrases.spans(who), object=self.phrases.spans(amount))
            self.actions.append(item)

    def _is_scene(self, phrase: Phrase) -> bool:
        """A clause that only names a place: where the next clauses happen."""
        code = self.tokens.codes[phrase[1] - 1]
        return code in "Lf" or (code not in "PO" and self.phrases.text(phrase).endswith(_SCENES))

    def _date(self, first: int, times: list[Span], reported: bool) -> None:
        """A clause's dates hold for the rest of the sentence; durations for the clause; habits join the dates."""
        kinds = self.tokens.kinds
        times = [time for time in times if is_dating(self.tokens, time) and kinds.get(time[0]) != "duration"]
        fixed = [time for time in times if kinds.get(time[0]) != "set"]
        if fixed:
            self.context.times, self.context.dated, self.context.fresh = times, first, True
            self.context.wide = any(self._is_wide(time) for time in fixed)
        elif times and reported:
            self.context.times = [time for time in self.context.times if kinds.get(time[0]) != "set"] + times

    def _is_wide(self, time: Span) -> bool:
        text = self.tokens.text
        before = text[max(0, time[0] - 2) : time[0]]
        return before in ("截至", "截止") or text[time[0] : time[1]].endswith(("以来", "目前"))

    def _predicate(self, predicate: Predicate) -> None:
        sense = self._sense(predicate)
        if sense is None:
            return
        agent, required = self._agent(predicate)
        action = self.roles.fill(predicate, sense, self.context, agent)
        if action is None or (sense.type == "join" and agent and not (action.object or action.place)):
            return
        self._widen(action, predicate)
        order = self.order if required else self.decree
        required = order is not None or required
        modality, action.polarity = self.statuses.of(predicate)
        if modality == "possible" and sense.type not in _OUTCOMES and self._is_expected(predicate):
            modality = "planned"  # 预计 6月 | 投产
        if modality == "actual":
            modality = "required" if required else self.modality or "actual"
        elif not predicate.attributive:
            self.modality = modality
        if modality == "required" and not required and not self.named and predicate.subject is None:
            return  # 要…, 必须…: an appeal to nobody in particular
        if modality == "actual" and sense.frame != "order" and any(start in self.ahead for start, _ in action.time):
            modality = "planned"  # 明年 开工: it is still to come
        action.modality = modality
        action.confidence = 0.7 if predicate.event else 0.8
        if self.tokens.word(predicate.first) in self.cues.sets["sending"] and self.phrases.animate(predicate.object):
            self.sent = predicate.object
        action.ordered_by = order
        if sense.frame == "order" and not predicate.event:
            orders = self.tokens.word(predicate.first) in self.cues.sets["ordering"]
            told = [span for span in action.recipient if orders or self.reports.acts(span)]
            if told or not action.recipient:  # 对 春耕 再 部署, 成立 …: nobody is told to
                self.ordered, self.order = told, action
            if self.tokens.codes[predicate.last : predicate.last + 1] == ",":
                self.decree = action if self.tokens.word(predicate.first) in _DEMANDS else self.decree
        if self.reports.is_definite(action, predicate):
            if self.context.clause == predicate.origin and not predicate.attributive:
                share_goal(self.context.last, action, sense.frame)
            self.actions.append(action)
            self._respectively(action, predicate)
            if sense.frame == "give" and predicate.object:
                self._enumerated(action, predicate.object)
            self.context.last, self.context.clause = action, predicate.origin
            self.context.caused = predicate.caused or (self.context.caused and sense.frame == "suffer")

    def _is_expected(self, predicate: Predicate) -> bool:
        first = max(predicate.origin, predicate.first - _NEAR)
        return any(self.tokens.word(token) == "预计" for token in range(first, predicate.first))

    def _is_planned(self, predicate: Predicate) -> bool:
        future = self.statuses.words.modality
        return any(
            future.get(self.tokens.word(token)) == "planned" for token in range(predicate.origin, predicate.first)
        )

    def _widen(self, action: ActionMention, predicate: Predicate) -> None:
        """Takes in an event noun of the same type right before the trigger: 巡查 | 走访."""
        before = self.triggers.event_ends.get(predicate.first)
        if before is None or predicate.event:
            return
        if any(sense.type == action.type for sense in self.triggers.events[before][1]):
            action.start = self.tokens.starts[before]

    def _sense(self, predicate: Predicate) -> Sense | None:
        """The first meaning whose condition on the object holds."""
        first = predicate.senses[0]
        if not first.objects and not first.without:
            return first
        text = self.phrases.text(predicate.object or (predicate.head if predicate.attributive else None))
        if not text or predicate.senses[0].frame in ("go", "suffer"):
            text += self.phrases.text(predicate.subject) + self.phrases.text(predicate.pivot)
        text += "".join(self.phrases.text(phrase) for at, phrase in predicate.prepositions)
        return next((sense for sense in predicate.senses if sense.fits(text)), None)

    def _agent(self, predicate: Predicate) -> tuple[list[Span] | None, bool]:
        """The agent that a governing verb gives, and whether the predicate is ordered by it."""
        if predicate.attributive or predicate.caused:
            return None, False
        word = self.tokens.word(predicate.governor_at) if predicate.governor_at >= 0 else ""
        sets = self.cues.sets
        if predicate.pivot and predicate.governor and word in sets["together"]:
            leader = predicate.subject or self.context.actor
            self.context.company, self.context.leads = self.phrases.spans(predicate.pivot), leader
            return self.phrases.spans(leader) + self.phrases.spans(predicate.pivot), False
        if predicate.pivot and predicate.governor and word in sets["assist"]:
            return None, False
        if word == "组织" and predicate.senses[0].type in _ORGANIZED and predicate.senses[0].frame != "give":
            return None, False
        if predicate.pivot and predicate.governor and word in sets["pivot"]:
            ordered = word in sets["ordering"]
            if word in sets["sending"] and not self.phrases.moves(predicate.pivot):
                return None, False  # 调集 水泵 | 排水: who sends them does it
            self.sent = predicate.pivot if word in sets["sending"] and self.phrases.animate(predicate.pivot) else None
            return self.phrases.spans(predicate.pivot), ordered
        if predicate.governor and word in sets["ordering"]:
            return self.ordered or None, True
        if self.sent and predicate.governor == "T" and predicate.origin <= self.sent[0] < predicate.first:
            return self.phrases.spans(self.sent), False
        if self.sent_before and predicate.subject is None and predicate.senses[0].frame == "go":
            self.context.actor = self.sent_before  # 派出 医疗队,| 赶赴 灾区
            return self.phrases.spans(self.sent_before), False
        if predicate.subject is None and self.ordered is not None:
            return self.ordered or None, True
        if self.context.telling and predicate.subject is None and self._is_planned(predicate):
            return [], False
        return None, False
