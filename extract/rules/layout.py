"""The models of patterns/layout: furniture, credits and the words that headings and paragraphs begin or end with."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from extract.records import Role
from extract.rules.expression import check

Regex = Annotated[str, AfterValidator(check)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FurnitureRule(_Strict):
    """A kind of line that belongs to the page and to no article.

    `pattern` must match the whole folded line. `inline`: it is also cut from the ends of a longer line. `edge`: it
    counts only at the head or the foot of the page.
    """

    id: str
    pattern: Regex
    inline: bool = False
    edge: bool = False
    examples: list[str]
    counter_examples: list[str] = []


class Furniture(_Strict):
    """patterns/layout/furniture.toml."""

    rule: list[FurnitureRule]


class RoleWords(_Strict):
    """Words that give the names after them (`before`) or in front of them (`after`) a role; regular expressions."""

    role: Role
    before: list[Regex] = []
    after: list[Regex] = []


class CreditExample(_Strict):
    """A credit line with what must be read from it: `role name` pairs, empty where it is no credit."""

    line: str
    credits: list[str]


class Credits(_Strict):
    """patterns/layout/credits.toml."""

    outlet: Regex
    dateline: Regex
    wire: Regex
    hints: list[str]
    homes: list[str]
    adjectives: list[str]
    role: list[RoleWords]
    organization_endings: list[str]
    rare_surnames: str
    not_names: list[str]
    nobody: list[str]
    agency: Regex
    others: list[Regex]
    example: list[CreditExample]


class Headings(_Strict):
    """patterns/layout/headings.toml: what a heading, a paragraph and a caption begin and end with."""

    caption_marks: str
    caption_openings: list[Regex]
    list_openings: list[Regex]
    never_first: list[str]
    never_last: list[str]
    classifiers: str
    telling: str
    labels: list[str]
    notices: list[str]
