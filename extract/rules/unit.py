"""The models of patterns/unit: units, and the words round a numeral."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from extract.records import CountKind
from extract.rules.loader import Patterns

TABLES = ("classifier", "measure", "currency", "noun")
"""The built-in unit tables, in the order in which a later row of the same unit loses; a user's own follow."""


class Unit(NamedTuple):
    """One row of a unit table: `code` as in records.Count, `marks` and `unless` as the table's head says."""

    text: str
    kind: CountKind
    code: str | None
    marks: str
    unless: tuple[str, ...]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _blank(cell: object) -> object:
    """`-` in a table is nothing."""
    return "" if cell == "-" else cell


Cell = Annotated[str, BeforeValidator(_blank)]


class UnitRow(_Model):
    """One row of a unit table, as written."""

    unit: str = Field(min_length=1)
    kind: CountKind
    code: Cell
    mark: Cell
    unless: Cell


class Before(_Model):
    """Modifiers before the numeral, with the characters that must not stand before them."""

    about: tuple[str, ...]
    over: tuple[str, ...]
    under: tuple[str, ...]
    minus: tuple[str, ...]
    unless: dict[str, str]


class Modifiers(_Model):
    """Words that make an amount approximate."""

    about: tuple[str, ...]
    over: tuple[str, ...]
    under: tuple[str, ...]


class Cumulative(_Model):
    """Words that make an amount a running total: `strong` ones do so wherever they stand in the clause."""

    words: tuple[str, ...]
    strong: tuple[str, ...]


class Then(_Model):
    """A unit that a smaller one may follow, with the size of the smaller one in the larger."""

    unit: str
    next: dict[str, Decimal]


class VagueUnits(_Model):
    """Units that 多 (many), 数 (several) and 几 (few) go with, besides those marked m."""

    many: frozenset[str]
    several: frozenset[str]
    few_nouns: frozenset[str]
    few_never: frozenset[str]


class NounWords(_Model):
    """The words that tell which noun is counted; the file says what each list is."""

    suffixes: str
    short: str
    measured: str
    endings: str
    no_after: frozenset[str]
    people: frozenset[str]
    acts: frozenset[str]
    agents: tuple[str, ...]
    bodies: tuple[str, ...]
    nouns: frozenset[str]
    governing: tuple[str, ...]
    qualities: frozenset[str]
    amounts: frozenset[str]
    funds: str
    lengths: tuple[str, ...]
    links: tuple[str, ...]
    change: tuple[str, ...]
    not_counted: frozenset[str]
    sums: frozenset[str]
    givings: frozenset[str]
    spendings: frozenset[str]
    modals: frozenset[str]
    heads: dict[str, tuple[str, ...]]
    dimensions: frozenset[str]
    stops: frozenset[str]


class CountWords(_Model):
    """patterns/unit/count.toml."""

    before: Before
    lead: Modifiers
    after: Modifiers
    cumulative: Cumulative
    then: tuple[Then, ...]
    noun: NounWords
    vague: VagueUnits
    follow: dict[str, tuple[str, ...]] = Field(description="what must follow a unit that is ambiguous otherwise")


def units(patterns: Patterns) -> list[Unit]:
    """All rows of the unit tables: the built-in ones, then every table that a user's folder adds to patterns/unit.

    Raises PatternError where a table lacks a column, or a row a unit or a known kind.
    """
    tables = (*TABLES, *patterns.added("unit", ".tsv"))
    rows = [row for table in tables for row in patterns.rows("unit", table, UnitRow)]
    return [Unit(row.unit, row.kind, row.code or None, row.mark, tuple(row.unless.split())) for row in rows]
