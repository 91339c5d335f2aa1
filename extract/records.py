"""The record: one frozen pydantic model per shape in the output, the only definition of the contract in code.

Offsets count Unicode characters of `Record.text`, `end` exclusive, and `text[start:end]` is the mention's text for
every span. Null or an empty list says that nothing was found; no field is left out of the output.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

SCHEMA_VERSION = "1.0"

Row = dict[str, Any]  # a record, or a shape in it, as `model_dump(mode="json")` gives it

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
ROLES = ("agent", "object", "recipient", "place", "time")  # the fields of an action that hold arguments


def _to_decimal(value: Any) -> Any:
    """A float's shortest decimal writing; a fraction is kept to the digits that JSON brings back (2/3 never ends)."""
    if isinstance(value, Decimal) and value.is_finite() and value != value.to_integral_value():
        value = float(value)
    return Decimal(str(value)) if isinstance(value, float) else value


def _to_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def number(value: Decimal | None) -> int | float | None:
    """The number as JSON has it.

    >>> number(Decimal("3E+2")), number(Decimal("0.20")), number(None)
    (300, 0.2, None)
    """
    return None if value is None else _to_number(value)


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

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True, defer_build=True
    )  # a run writes rows and builds none of these


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

    name: str = Field(description="as given with the source")
    code: str | None = Field(description="GB/T 2260 code, six digits, null where unknown")


class PublicationRef(Model):
    """When and where the article was published."""

    date: str | None = Field(description="ISO date, null where unknown")
    date_basis: DateBasis = Field(
        description="metadata: given with the source or in its path; page: printed on the page; inferred: from the text"
    )
    outlet: str | None = Field(description="newspaper or agency, as given or printed")
    page: str | None = Field(description="page or section, as given or printed")
    place: PlaceRef | None = Field(description="home place of the outlet, as given")


class Byline(Span):
    """A credit: who wrote, photographed, edited or supplied the article."""

    role: Role = Field(description="what the person did; source: an organisation that supplied it")
    name: str = Field(description="without spaces that the page set inside it")


class Block(Span):
    """A layout unit of the text; blocks do not overlap and stand in order."""

    kind: BlockKind = Field(description="what the unit is on the page")


class Mention(Span):
    """One place in the text where an entity is named."""

    text: str = Field(description="the words of the text")
    by: str = Field(description="the rule or model that found it")
    confidence: Confidence = Field(description="0…1; calibrated for the model's mentions")


class Organization(Model):
    """An organization, with all its mentions in the article.

    A place in which somebody holds a post is an organization too; it has no mentions, those are the place's.
    """

    id: str = Field(description="o1, o2 … in order of first mention")
    name: str = Field(description="its longest form in the article")
    kind: OrganizationKind = Field(description="what sort of body it is")
    canonical: str | None = Field(description="the full name that a short or relative form stands for, null if unknown")
    mentions: list[Mention] = Field(
        description="every place that names it; empty for a place that acts as an organization"
    )


class Title(Span):
    """A post, rank or occupation of a person; empty where the text tells only the organization."""

    title: str = Field(description="as written, without the organization")
    organization: str | None = Field(description="id of the organization (o…) in which it is held, null if unknown")


class Person(Model):
    """A named person, with all mentions in the article."""

    id: str = Field(description="p1, p2 … in order of first mention")
    name: str = Field(description="the fullest form in the article")
    titles: list[Title] = Field(description="posts, ranks and occupations that the article gives")
    age: Number | None = Field(description="in years, null where not stated")
    mentions: list[Mention] = Field(description="every place that names the person")


class Place(Model):
    """A named place, with all its mentions in the article."""

    id: str = Field(description="l1, l2 … in order of first mention")
    name: str = Field(description="the form first written")
    code: str | None = Field(description="GB/T 2260 code where the place is known and unambiguous")
    path: list[str] = Field(description="province, prefecture, county … down to the place, empty where unknown")
    mentions: list[Mention] = Field(description="every place that names it")


class Counted(Span):
    """What a count counts."""

    text: str = Field(description="the noun phrase as written")
    head: str = Field(description="its head noun")


class Count(Span):
    """A counted or measured amount: a claim with value or bounds, unit and what is counted."""

    id: str = Field(description="c1, c2 … in text order")
    text: str = Field(description="numeral with its modifiers and unit, as written")
    kind: CountKind = Field(description="what sort of amount it is")
    value: Number | None = Field(description="the number stated; null where the numeral is indefinite (数, 几)")
    low: Number | None = Field(description="lower bound, included; null where open or unknown")
    high: Number | None = Field(description="upper bound, included; null where open or unknown")
    approx: Approximation = Field(
        description="what its modifiers say of the value: about 约, over 多 余 超, under 近 不足"
    )
    unit: str = Field(description="classifier or unit as written")
    unit_code: str | None = Field(description="ISO 4217 for money, UCUM for measures, null for classifiers")
    of: Counted | None = Field(description="what is counted, null where nothing is named")
    cumulative: bool = Field(description="summed up to now (累计, 共, 截至)")
    by: str = Field(description="the rule that found it")
    role: CountRole | None = Field(
        description="a part (after 其中), the whole that it is a part of, or an increment (新增)"
    )


class Date(Span):
    """A time expression with its normalised value."""

    id: str = Field(description="t1, t2 … in text order")
    text: str = Field(description="the expression as written")
    kind: DateKind = Field(
        description="date: a day or longer; time: with a clock time or part of day; reference: 目前, 近日"
    )
    value: str | None = Field(description="TIMEX3 style; null where the expression cannot be resolved")
    earliest: str | None = Field(description="first moment, ISO at the precision known, null where open")
    latest: str | None = Field(description="last moment, included, ISO at the precision known, null where open")
    basis: DateAnchor | None = Field(
        description="what fixed a value that the words alone leave open, null where they say all"
    )
    alternatives: list[str] = Field(description="other values the words allow, the likelier first")
    by: str = Field(description="the rule that found it")


class Trigger(Span):
    """The words that express an action."""

    text: str = Field(description="the words of the text")


class Argument(Span):
    """A participant of an action, or the speaker of a quote."""

    text: str = Field(description="the words of the text")
    ref: str | None = Field(description="id of the entity, count or date that it names")


class Action(Model):
    """One instance of something done, planned or ordered."""

    id: str = Field(description="a1, a2 … in text order")
    type: str = Field(description="one of the action types, see the list below")
    trigger: Trigger = Field(description="the verb or event noun that says it")
    agent: list[Argument] = Field(description="who does it")
    object: list[Argument] = Field(description="what is done, given, hurt or changed, with its amount")
    recipient: list[Argument] = Field(description="for whom or to whom")
    place: list[Argument] = Field(description="where")
    time: list[Argument] = Field(description="when")
    counts: list[str] = Field(description="ids of the counts inside its arguments")
    modality: Modality = Field(description="actual: done or under way; planned, required or possible otherwise")
    polarity: Polarity = Field(description="- where it is said not to happen")
    said_in: str | None = Field(
        default=None, description="id of the quote in whose words it stands: somebody says so, not the article"
    )
    ordered_by: str | None = Field(
        default=None, description="id of the action that orders it (要求, 号召 …), null where nobody does"
    )
    by: str = Field(description="the rule that found it")
    confidence: Confidence = Field(description="0…1, a rough order of trust")


class Quote(Span):
    """Speech, with its speaker."""

    text: str = Field(description="the words without their quotation marks")
    kind: QuoteKind = Field(description="direct: between quotation marks; indirect: reported")
    speaker: Argument | None = Field(description="who says it, null where nobody is named")
    id: str = Field(default="", description='q1, q2 … in text order; "" in records written before quotes had ids')


class Record(Model):
    """One article, with everything found in it."""

    schema_version: str = Field(description="of this contract")
    id: str = Field(description="stable: the same source bytes give the same id, whatever the path or batch order")
    source: SourceRef = Field(description="where the article comes from")
    publication: PublicationRef = Field(description="when and where it was published")
    headline: str = Field(description='without line breaks, "" where there is none')
    kicker: str | None = Field(description="the line over the headline (引题)")
    deck: str | None = Field(description="the line under the headline (副题)")
    subheads: list[str] = Field(description="headings inside the body")
    bylines: list[Byline] = Field(description="credits")
    text: str = Field(description="the repaired article: headline lines, then paragraphs, one per line")
    blocks: list[Block] = Field(description="headline, paragraphs, captions … in order")
    organizations: list[Organization] = Field(description="named bodies")
    people: list[Person] = Field(description="named persons")
    places: list[Place] = Field(description="named places")
    counts: list[Count] = Field(description="amounts")
    dates: list[Date] = Field(description="time expressions")
    actions: list[Action] = Field(description="what was done, planned or ordered")
    quotes: list[Quote] = Field(description="direct and indirect speech")
    warnings: list[str] = Field(description="what a reader should distrust in this record, in words")
