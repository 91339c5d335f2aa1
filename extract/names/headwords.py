"""The head words of all name types, with what their rules say about each, looked up once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.rules import Patterns
from extract.rules.alternation import one_of
from extract.rules.name import HeadRule


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """One head word with all that its rule says about it, looked up once."""

    word: str
    rule: str
    kind: str
    spec: HeadRule
    free: bool
    context: bool
    loose: bool
    unheard: bool
    bare: bool
    short: bool
    needs_body: bool
    body: int
    place_only: bool
    direct: bool
    titled: bool
    continued: re.Pattern[str] | None  # what follows where the word goes on
    goes_on: frozenset[str]  # first characters of that
    stops: frozenset[str]  # those of them that are enough
    led: bool  # a name though nothing stands before it
    bodies: frozenset[str]
    not_body: frozenset[str]
    unfit: str  # characters before the head that make another word of it
    relative: bool
    quote: bool
    foreign: bool
    mission: bool
    unled: bool  # a name with no known place or organ before it, where the character before it fits
    aside: bool  # one whatever that character is


def heads_of(name: str, spec: HeadRule, indefinite: str) -> list[Head]:
    """The heads of one rule; `indefinite` are the characters after which nothing is a definite name."""
    kept = f"(?!{one_of(spec.keep_after)})" if spec.keep_after else ""
    continued = re.compile(kept + one_of(spec.not_after, guarded=True)) if spec.not_after else None
    return [
        Head(
            word=word,
            rule="rule:" + name,
            kind=spec.kind,
            spec=spec,
            free="free" in spec.parent
            and (not spec.free_heads or word in (*spec.free_heads, *spec.loose, *spec.context)),
            context=word in spec.context,
            loose=word in spec.loose,
            unheard=word in spec.unheard,
            bare=word in spec.bare,
            short=word in spec.short,
            needs_body=word in spec.needs_body,
            body=3 if word in spec.short_body else 0 if word in spec.direct else spec.body,
            place_only=word in spec.place_only,
            direct=word in spec.direct,
            titled=word in spec.titled,
            continued=continued,
            goes_on=frozenset(following[0] for following in spec.not_after),
            stops=frozenset(spec.not_after) - {kept[0] for kept in spec.keep_after},
            led=word in spec.bare or "quote" in spec.parent or spec.organization == "government",
            bodies=frozenset(spec.bodies),
            not_body=frozenset(spec.not_body),
            unfit=spec.not_before if len(word) == 1 else "".join(c for c in spec.not_before if c in indefinite),
            relative="relative" in spec.parent,
            quote="quote" in spec.parent,
            foreign="foreign" in spec.parent,
            mission="mission" in spec.parent,
            unled=not {"relative", "quote", "foreign"}.isdisjoint(spec.parent),
            aside=word in (*spec.bare, *spec.short, *spec.titled)
            or "mission" in spec.parent
            or spec.organization == "government",
        )
        for word in spec.heads
    ]


def is_continued(head: Head, text: str, end: int) -> bool:
    """Whether the head that ends at `end` goes on as another word: 水利局|势."""
    return head.continued is not None and head.continued.match(text, end) is not None


def head_rules(patterns: Patterns) -> dict[str, HeadRule]:
    """The rules of patterns/name/org_*.toml and loc_*.toml by the stems of their files."""
    stems = [stem for stem in patterns.names("name", ".toml") if stem.startswith(("org_", "loc_"))]
    return {stem: patterns.rule("name", stem, HeadRule) for stem in stems}
