"""The working objects that the stages fill.

They are plain slotted dataclasses: the pydantic models of `extract.records` are made from them once, at the end. All
offsets count characters of `Article.text` (`end` exclusive). Each field of `Article` is written by exactly one stage,
named beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from extract.records import (
    Approximation,
    BlockKind,
    CountKind,
    CountRole,
    DateAnchor,
    DateBasis,
    DateKind,
    Modality,
    OrganizationKind,
    Polarity,
    QuoteKind,
    Role,
)

NameKind = Literal["PER", "ORG", "LOC"]
RoleName = Literal["agent", "object", "recipient", "place", "time"]


@dataclass(slots=True)
class Source:
    """One decoded text with what came with it. Line ends are as in the file.

    `published` is an ISO date or datetime given with the source (manifest, row, option) or read from its path.
    """

    path: str
    sha256: str
    encoding: str
    text: str
    published: str | None = None
    outlet: str | None = None
    page: str | None = None
    place: str | None = None
    part: str = ""  # which row of its table: the row's own id, else its line


@dataclass(slots=True)
class Publication:
    """When and where an article was published; `date` is ISO, at day precision or finer."""

    date: str | None = None
    basis: DateBasis = "none"
    outlet: str | None = None
    page: str | None = None
    place: str | None = None


@dataclass(slots=True)
class Block:
    """A layout unit of the text."""

    kind: BlockKind
    start: int
    end: int


@dataclass(slots=True)
class Credit:
    """A byline."""

    role: Role
    name: str
    start: int
    end: int


@dataclass(slots=True)
class DateMention:
    """A time expression; fields as in `records.Date`."""

    start: int
    end: int
    kind: DateKind
    value: str | None
    earliest: str | None
    latest: str | None
    by: str
    basis: DateAnchor | None = None
    alternatives: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CountMention:
    """An amount; fields as in `records.Count`. `of` is the span of what is counted, `head` that of its head noun."""

    start: int
    end: int
    kind: CountKind
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    approx: Approximation
    unit: str
    unit_code: str | None
    of: tuple[int, int] | None
    head: tuple[int, int] | None
    cumulative: bool
    by: str
    role: CountRole | None = None


@dataclass(slots=True)
class NameMention:
    """One place where a person, organization or place is named."""

    start: int
    end: int
    kind: NameKind
    by: str
    confidence: float


@dataclass(slots=True)
class TitleMention:
    """A post of a person, empty where only the organization is told.

    `organization` is the mention it belongs to: an ORG, or a LOC (a village's secretary).
    """

    title: str
    start: int
    end: int
    organization: NameMention | None


@dataclass(slots=True)
class PersonEntity:
    """A person of the article; `mentions` in text order."""

    name: str
    mentions: list[NameMention]
    titles: list[TitleMention] = field(default_factory=list)
    age: Decimal | None = None


@dataclass(slots=True)
class PlaceEntity:
    """A place of the article."""

    name: str
    mentions: list[NameMention]
    code: str | None = None
    path: list[str] = field(default_factory=list)


@dataclass(slots=True)
class OrganizationEntity:
    """An organization of the article. One that is a place in which posts are held has that as `seat`, no mentions."""

    name: str
    mentions: list[NameMention]
    kind: OrganizationKind = "other"
    canonical: str | None = None
    seat: PlaceEntity | None = None


@dataclass(slots=True)
class QuoteMention:
    """Speech: `start`/`end` are the words without their quotation marks; `speaker` is a span or None."""

    start: int
    end: int
    kind: QuoteKind
    speaker: tuple[int, int] | None


@dataclass(slots=True)
class ActionMention:
    """One instance of an action; the arguments are spans of the text, in text order."""

    type: str
    start: int
    end: int
    agent: list[tuple[int, int]] = field(default_factory=list)
    object: list[tuple[int, int]] = field(default_factory=list)
    recipient: list[tuple[int, int]] = field(default_factory=list)
    place: list[tuple[int, int]] = field(default_factory=list)
    time: list[tuple[int, int]] = field(default_factory=list)
    modality: Modality = "actual"
    polarity: Polarity = "+"
    said_in: QuoteMention | None = None  # the speech that tells it
    ordered_by: ActionMention | None = None  # the action that orders it
    by: str = ""
    confidence: float = 0.5


@dataclass(slots=True)
class Article:
    """One article on its way from the page to the record."""

    # layout
    source: Source
    index: int
    text: str
    segments: list[tuple[int, int, int]]
    blocks: list[Block]
    headline: str = ""
    kicker: str | None = None
    deck: str | None = None
    subheads: list[str] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    publication: Publication = field(default_factory=Publication)
    warnings: list[str] = field(default_factory=list)  # any stage may append
    # sentences (words/sentences.py): spans, in order, never across a block
    folded: str = ""  # `text` through rules.fold: same length, simplified characters, half-width forms
    sentences: list[tuple[int, int]] = field(default_factory=list)
    # values
    dates: list[DateMention] = field(default_factory=list)
    counts: list[CountMention] = field(default_factory=list)
    # models: candidates of the tagger
    candidates: list[NameMention] = field(default_factory=list)
    # names: settled, non-overlapping, in text order
    names: list[NameMention] = field(default_factory=list)
    organizations: list[OrganizationEntity] = field(default_factory=list)
    people: list[PersonEntity] = field(default_factory=list)
    places: list[PlaceEntity] = field(default_factory=list)
    home_code: str | None = None  # GB/T 2260 code of publication.place
    # words, cut last so that no mention is crossed: (start, end, part of speech as jieba tags it)
    words: list[tuple[int, int, str]] = field(default_factory=list)
    # quotes, actions
    quotes: list[QuoteMention] = field(default_factory=list)
    actions: list[ActionMention] = field(default_factory=list)
