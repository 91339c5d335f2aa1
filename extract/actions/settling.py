"""What is done with an article's actions once all are found: neighbours joined, those inside speech marked."""

from __future__ import annotations

import re

from extract.actions.tokens import Tokens
from extract.article import ActionMention, QuoteMention

_JOURNEYS = frozenset({"move", "deploy"})
_HAPPENING = frozenset({"suffer", "cause", "occur", "collide", "rise", "go", "carry"})  # frames
_STOPS = re.compile("[,;。\n]")


def attribute(actions: list[ActionMention], quotes: list[QuoteMention]) -> None:
    """Marks the actions that stand inside speech; of speech within speech the inner one tells it."""
    at = 0
    open_quotes: list[QuoteMention] = []
    for action in actions:
        while at < len(quotes) and quotes[at].start <= action.start:
            open_quotes.append(quotes[at])
            at += 1
        open_quotes = [quote for quote in open_quotes if quote.end > action.start]
        if open_quotes and action.end <= open_quotes[-1].end:
            action.said_in = open_quotes[-1]


def _is_goal(last: ActionMention, action: ActionMention, text: str) -> bool:
    """送往 县医院 | 救治: what is done at the goal is part of being taken there."""
    between = text[last.end : action.start]
    if last.type != "treat" or action.type != "treat" or len(between) > 20 or _STOPS.search(between):
        return False
    return text[last.start] in "送转运抬护带"


def share_goal(last: ActionMention | None, action: ActionMention, frame: str) -> None:
    """抽调 干部 | 进驻 工地, 赶到 矿上 | 指挥: in one clause the goal is where both happen."""
    if last is None:
        return
    if last.type == "deploy" and last.object and not last.place and last.end <= action.start:
        last.place = list(action.place)
    elif last.type in _JOURNEYS and not last.object and not action.place and frame not in _HAPPENING:
        action.place = [span for span in last.place if span not in action.object + action.recipient]


def merged(actions: list[ActionMention], tokens: Tokens) -> list[ActionMention]:
    """Neighbouring triggers of one type are one action; the later one's object counts."""
    joined: list[ActionMention] = []
    for action in actions:
        last = joined[-1] if joined else None
        if last and _is_goal(last, action, tokens.text):
            last.end = action.end
            continue
        if (
            last
            and last.type == action.type
            and (last.start, last.end) != (action.start, action.end)
            and tokens.text[last.end : action.start] in ("", "、")
        ):
            action.start = last.start
            action.agent = action.agent or last.agent
            action.object = action.object or last.object
            action.recipient = action.recipient or last.recipient
            joined[-1] = action
        else:
            joined.append(action)
    return joined
