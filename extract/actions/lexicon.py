"""The trigger words of all action types, compiled once from patterns/action."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

from ahocorasick_rs import AhoCorasick

from extract.rules import Patterns
from extract.rules.action import ActionRule, Frame, TriggerGroup
from extract.rules.alternation import one_of

_COMPLETIONS = "完好起掉出通齐满光"


@dataclass(frozen=True)
class Sense:
    """One meaning of a trigger word.

    `objects`/`without`: words of which the object's text must hold one, and may hold none; `counted`: whether a figure
    must stand in the clause.
    """

    type: str
    frame: Frame
    event: bool
    objects: tuple[str, ...]
    without: tuple[str, ...]
    compounds: bool
    intransitive: bool  # before a noun it modifies it: 受伤 | 人员
    counted: bool
    employs: bool  # whom the noun after it names are its object: 组建 | 抢修队

    @property
    def bound(self) -> bool:
        """Whether the meaning depends on what stands in the clause."""
        return self.counted or bool(self.objects)

    @cached_property
    def _object(self) -> re.Pattern[str]:
        return re.compile(one_of(self.objects))

    @cached_property
    def _unfit(self) -> re.Pattern[str]:
        return re.compile(one_of(self.without))

    def may_fit(self, clause: str, rest: str) -> bool:
        """Whether a clause may have an object that goes with this meaning; `rest`: what stands after the word."""
        if self.objects and not self._object.search(clause):
            return False
        return not self.without or not self._unfit.search(rest)

    def fits(self, text: str) -> bool:
        """Whether an object with this text goes with this meaning."""
        return self.may_fit(text, text)


@dataclass(frozen=True, slots=True)
class Entry:
    """A trigger word: its meanings as a verb and as an event noun.

    `conditional`: whether some meaning as a verb depends on the object; `picked`: whether all of them do.
    """

    verbal: tuple[Sense, ...]
    event: tuple[Sense, ...]
    conditional: bool
    picked: bool


def _entry(senses: list[Sense]) -> Entry:
    """The senses of one word, those with a condition on the object first."""
    ordered = sorted(senses, key=lambda sense: (not sense.objects) + (not sense.bound))
    verbal = tuple(sense for sense in ordered if not sense.event)
    bound = [sense.bound for sense in verbal]
    return Entry(verbal, tuple(sense for sense in ordered if sense.event), any(bound), all(bound))


def _sense(rule: ActionRule, group: TriggerGroup) -> Sense:
    frame = group.frame or rule.frame
    return Sense(
        rule.type,
        frame,
        group.kind == "event",
        group.objects,
        group.without,
        rule.compounds,
        group.intransitive or frame == "suffer",
        group.counted,
        rule.employs,
    )


def _words(group: TriggerGroup) -> list[str]:
    """The words of a group; with results each word is completed by each of them: 砸死, 砸伤, 撞死 …"""
    if group.results:
        return [word + result for word in group.words for result in group.results]
    return list(dict.fromkeys(group.words))


def _completed(group: TriggerGroup) -> list[str]:
    """The verbs of one character with what completes them: 挖 → 挖完, 挖好, 挖出 …; 报名 parted by 了: 报了名."""
    if group.kind != "verb" or group.results:
        return []
    short = [word for word in group.words if len(word) == 1]
    parted = [f"{word[0]}了{word[1]}" for word in group.words if group.intransitive and len(word) == 2]
    return [verb + tail for verb in short for tail in _COMPLETIONS] + parted


def _compounds(group: TriggerGroup) -> list[str]:
    """A verb and its object of one character each: 修 and 田 → 修田, 修了田."""
    if group.kind != "verb" or group.results or group.counted:
        return []
    pairs = [(verb, thing) for verb in group.words for thing in group.objects if len(verb) == len(thing) == 1]
    return [verb + mark + thing for verb, thing in pairs for mark in ("", "了")]


class Lexicon:
    """All trigger words with their senses."""

    def __init__(self, patterns: Patterns) -> None:
        senses: dict[str, list[Sense]] = defaultdict(list)
        completed: dict[str, list[Sense]] = defaultdict(list)
        for stem in patterns.names("action", ".toml"):
            rule = patterns.rule("action", stem, ActionRule)
            for group in rule.triggers:
                sense = _sense(rule, group)
                for word in _words(group):
                    senses[word].append(sense)
                for word in _completed(group):
                    completed[word].append(sense)
                joint = replace(sense, objects=(), counted=True)
                for word in _compounds(group):
                    completed[word].append(joint)
        senses |= {word: found for word, found in completed.items() if word not in senses}
        self.words = sorted(senses)
        made: dict[tuple[int, ...], Entry] = {}  # words of one group share their entry
        keys = [tuple(map(id, senses[word])) for word in self.words]
        for word, key in zip(self.words, keys, strict=True):
            if key not in made:
                made[key] = _entry(senses[word])
        self.entries = [made[key] for key in keys]
        self.known = frozenset(self.words)
        self.events = frozenset(word for word, entry in zip(self.words, self.entries, strict=True) if entry.event)
        self._automaton = AhoCorasick(self.words)

    def find(self, folded: str) -> list[tuple[int, int, int]]:
        """(index in `entries`, start, end) of every trigger word in the text, overlapping ones too."""
        return self._automaton.find_matches_as_indexes(folded, overlapping=True)
