"""What is read off a clause: predicates with the phrases round them."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.actions.lexicon import Sense

Phrase = tuple[int, int]  # tokens first … last-1
Chunk = tuple[str, int, int]


@dataclass(slots=True)
class Predicate:
    """A trigger in its clause. Phrases are token ranges; `governor` is the class of the verb before it."""

    first: int
    last: int
    senses: tuple[Sense, ...]
    event: bool = False
    passive: bool = False  # under 接受, 受到 …
    subject: Phrase | None = None
    lead: Phrase | None = None  # the noun phrase before the subject
    locative: Phrase | None = None  # … that says where: 小区门口
    governor: str = ""  # class of the verb before
    governor_at: int = -1
    pivot: Phrase | None = None  # the noun phrase between that verb and the trigger
    prepositions: list[tuple[int, Phrase]] = field(default_factory=list)  # (token of the preposition, phrase)
    object: Phrase | None = None
    nested: bool = False  # the object stands behind a verb that follows: 要求 组织 力量
    amount: Phrase | None = None
    complement: tuple[int, Phrase] | None = None
    times: list[Phrase] = field(default_factory=list)
    attributive: bool = False
    head: Phrase | None = None  # noun that an attributive predicate modifies
    caused: bool = False  # under 造成, 导致 …
    received: bool = False  # an event under 收到: 收到 … 的捐款
    receiver: Phrase | None = None  # who receives what an attributive predicate describes
    partnered: bool = False
    dropped: bool = False  # purpose, hypothesis: nothing is reported
    origin: int = 0  # first token of the clause


@dataclass(slots=True)
class Clause:
    """A clause that has been read. `scene`: the phrase that a clause without a verb consists of."""

    predicates: list[Predicate]
    subject: Phrase | None
    times: list[Phrase]
    scene: Phrase | None
