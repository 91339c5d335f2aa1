"""The record: one frozen pydantic model per shape in the output, the only definition of the contract in code.

Offsets count Unicode characters of `Record.text`, `end` exclusive, and `text[start:end]` is the mention's text for
every span. Null or an empty list says that nothing was found; no field is left out of the output.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

SCHEMA_VERSION = "1.0"

DateBasis = Literal["metadata", "page", "inferred", "none"]
Role = Literal["reporter", "correspondent", "photographer", "editor", "source"]
BlockKind = Literal["kicker", "headline", "deck", "subhead", "paragraph", "byline", "caption"]
OrganizationKind = Literal[
    "government", "party", "company", "school", "hospital", "media", "military", "association", "team", "other"
]
CountKind = Literal["count", "money", "percent", "share", "measure", "age", "rate"]
CountRole = Literal["whole", "part", "increment"]
Approximation = Literal["exact", "about", "over", "under"]
DateKind = Literal["date", "time", "duration", "set", "reference"]
DateAnchor = Literal["publication", "story", "future"]
Modality = Literal["actual", "planned", "required", "possible"]
Polarity = Literal["+", "-"]
QuoteKind = Literal["direct", "indirect"]


def _to_decimal(value: Any) -> Any:
    """A float's shortest decimal writing; a fraction is kept to the digits that JSON brings back (2/3 never ends)."""
    if isinstance(value, Decimal) and value.is_finite() and value != value.to_integral_value():
        value = float(value)
    return Decimal(str(value)) if isinstance(value, float) else value


def _to_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[
    Decimal,
    BeforeValidator(_to_decimal),
    PlainSerializer(_to_number, return_type=int | float, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
Offset = Annotated[int, Field(ge=0)]
Confidence = Annotated[float, Field(ge=0, le=1)]


class Model(BaseModel):
    """Base of every shape in the record: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Model):
    """A stretch of the record's text."""

    start: Offset = Field(description="first character, 0-based, in `text`")
    end: Offset = Field(description="one past the last character")


class SourceRef(Model):
    """Where the article stands in its source, and the way back to it."""

    path: str = Field(description="relative to the input root; archive members as archive.zip!/member.txt")
    sha256: str = Field(description="of the source bytes, hexadecimal")
    encoding: str = Field(description="how the bytes were decoded")
    article: Offset = Field(description="0-based place of the article in its source")
    segments: list[tuple[int, int, int]] = Field(
        description="[text_start, source_start, length]: where each run of `text` stands in the decoded source; "
        "characters that the repair inserted are in no run"
    )


class PlaceRef(Model):
    """A place by name and administrative code."""

    name: str
    code: str | None = Field(description="GB/T 2260 code, six digits, null where unknown")


class PublicationRef(Model):
    """When and where the article was published."""

    date: str | None = Field(description="ISO date, null where unknown")
    date_basis: DateBasis = Field(
        description="metadata: given with the source or in its path; page: printed on the page; inferred: from the text"
    )
    outlet: str | None
    page: str | None
    place: PlaceRef | None = Field(description="home place of the outlet, as given")


class Byline(Span):
    """A credit: who wrote, photographed, edited or supplied the article."""

    role: Role
    name: str


class Block(Span):
    """A layout unit of the text; blocks do not overlap and stand in order."""

    kind: BlockKind


class Mention(Span):
    """One place in the text where an entity is named."""

    text: str
    by: str = Field(description="the rule or model that found it")
    confidence: Confidence = Field(description="0…1; calibrated for the model's mentions")


class Organization(Model):
    """An organization, with all its mentions in the article.

    A place in which somebody holds a post is an organization too; it has no mentions, those are the place's.
    """

    id: str
    name: str
    kind: OrganizationKind
    canonical: str | None = Field(description="the full name that a short or relative form stands for, null if unknown")
    mentions: list[Mention]


class Title(Span):
    """A post, rank or occupation of a person; empty where the text tells only the organization."""

    title: str
    organization: str | None = Field(description="id of the organization (o…) in which it is held, null if unknown")


class Person(Model):
    """A named person, with all mentions in the article."""

    id: str
    name: str
    titles: list[Title]
    age: Number | None
    mentions: list[Mention]


class Place(Model):
    """A named place, with all its mentions in the article."""

    id: str
    name: str
    code: str | None = Field(description="GB/T 2260 code where the place is known and unambiguous")
    path: list[str] = Field(description="province, prefecture, county … down to the place, empty where unknown")
    mentions: list[Mention]


class Counted(Span):
    """What a count counts."""

    text: str
    head: str = Field(description="its head noun")


class Count(Span):
    """A counted or measured amount: a claim with value or bounds, unit and what is counted."""

    id: str
    text: str
    kind: CountKind
    value: Number | None = Field(description="the number stated; null where the numeral is indefinite (数, 几)")
    low: Number | None = Field(description="lower bound, included; null where open or unknown")
    high: Number | None = Field(description="upper bound, included; null where open or unknown")
    approx: Approximation
    unit: str = Field(description="classifier or unit as written")
    unit_code: str | None = Field(description="ISO 4217 for money, UCUM for measures, null for classifiers")
    of: Counted | None
    cumulative: bool
    by: str
    role: CountRole | None = Field(
        default=None, description="a part (after 其中), the whole that it is a part of, or an increment (新增)"
    )


class Date(Span):
    """A time expression with its normalised value."""

    id: str
    text: str
    kind: DateKind
    value: str | None = Field(description="TIMEX3 style; null where the expression cannot be resolved")
    earliest: str | None = Field(description="first moment, ISO at the precision known, null where open")
    latest: str | None = Field(description="last moment, included, ISO at the precision known, null where open")
    basis: DateAnchor | None = Field(
        default=None, description="what fixed a value that the words alone leave open, null where they say all"
    )
    alternatives: list[str] = Field(default=[], description="other values the words allow, the likelier first")
    by: str


class Trigger(Span):
    """The words that express an action."""

    text: str


class Argument(Span):
    """A participant of an action, or the speaker of a quote."""

    text: str
    ref: str | None = Field(description="id of the entity, count or date that it names")


class Action(Model):
    """One instance of something done, planned or ordered."""

    id: str
    type: str
    trigger: Trigger
    agent: list[Argument]
    object: list[Argument]
    recipient: list[Argument]
    place: list[Argument]
    time: list[Argument]
    counts: list[str] = Field(description="ids of the counts inside its arguments")
    modality: Modality
    polarity: Polarity
    by: str
    confidence: Confidence


class Quote(Span):
    """Speech, with its speaker."""

    text: str
    kind: QuoteKind
    speaker: Argument | None


class Record(Model):
    """One article, with everything found in it."""

    schema_version: str
    id: str = Field(description="stable: the same source bytes give the same id, whatever the path or batch order")
    source: SourceRef
    publication: PublicationRef
    headline: str
    kicker: str | None
    deck: str | None
    subheads: list[str]
    bylines: list[Byline]
    text: str = Field(description="the repaired article: headline lines, then paragraphs, one per line")
    blocks: list[Block]
    organizations: list[Organization]
    people: list[Person]
    places: list[Place]
    counts: list[Count]
    dates: list[Date]
    actions: list[Action]
    quotes: list[Quote]
    warnings: list[str] = Field(description="what a reader should distrust in this record, in words")
