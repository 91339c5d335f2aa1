"""The models of the pattern files in patterns/name."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from extract.records import OrganizationKind
from extract.rules.alternation import one_of
from extract.rules.expression import check


def _split(value: object) -> object:
    """A string of words separated by white space, as a list."""
    return value.split() if isinstance(value, str) else value


def _names(regex: str, info: ValidationInfo) -> str:
    """The expression itself, where it compiles and has a group `name`."""
    return check(regex, info, "name")


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
Parent = Literal["place", "organ", "relative", "free", "quote", "mission", "foreign"]


BEFORE_NEEDLE, AFTER_NEEDLE = 32, 64


class NamePattern(BaseModel):
    """A regular expression of names without a head, group `name`; its match holds a word of `needle`.

    It is searched for from BEFORE_NEEDLE characters before such a word to AFTER_NEEDLE after its beginning; the rarer
    the words, the faster. What a lookahead of the expression asks for counts as part of the match.
    With `lead`, it is matched only where it may begin: between so few and so many characters before such a word.
    Where `bodies` are given, one of them stands right before the word, and `{bodies}` in the expression is any of them.
    A part of the name that is the group `brand` may hold no everyday word. With `unknown`, the name, or its brand, may
    hold no word of the dictionary. With `setting`, one of these words must stand in the article or in the name of its
    paper.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    needle: Words = Field(min_length=1)
    lead: tuple[int, int] | None = None
    bodies: Words = ()
    regex: Annotated[str, AfterValidator(_names)]
    unknown: bool = False
    setting: Words = ()

    @property
    def needles(self) -> tuple[str, ...]:
        """The words to look for: those of `needle`, after the last characters of `bodies` where there are some."""
        ends = sorted({body[-1] for body in self.bodies}) or [""]
        return tuple(end + word for word in self.needle for end in ends)

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The regular expression, compiled when its needle is first met."""
        return re.compile(self.regex.replace("{bodies}", one_of(self.bodies)))


class HeadRule(BaseModel):
    """One type of organization or place, known by the word that ends its name (its head): 市水务|局, 东柳|村.

    What may stand before the head is told by `parent`: a known place or organ, a relative parent (市, 公司), a quoted
    name, or nothing known at all (`free`: between `free[0]` and `free[1]` characters).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["ORG", "LOC"]
    organization: OrganizationKind = "other"
    heads: Words = ()
    parent: tuple[Parent, ...]
    body: int = Field(default=8, ge=0, le=30, description="most characters between the parent and the head")
    free: tuple[int, int] = (2, 6)
    foreign: tuple[int, int] = (2, 8)
    quoted: tuple[int, int] = (2, 10)
    free_heads: Words = Field(default=(), description="heads that a free body may precede; all where empty")
    context: Words = Field(default=(), description="heads whose free body needs a locative word or a list before it")
    setting: Words = Field(default=(), description="words of an article in which `context` is not asked for")
    after: Words = Field(default=(), description="what follows a head of `context` where it ends a name")
    loose: Words = Field(default=(), description="heads whose free body needs the word segmenter to agree")
    unheard: Words = Field(default=(), description="heads whose body is no everyday word, but for those of `bodies`")
    bodies: Words = Field(default=(), description="everyday words that name a place before a head of `unheard`")
    bare: Words = Field(default=(), description="heads that are names by themselves")
    short: Words = Field(default=(), description="heads that name alone what the article names in full elsewhere")
    needs_body: Words = Field(default=(), description="heads before which the parent alone is no name")
    short_body: Words = Field(default=(), description="heads whose body has at most three characters")
    place_only: Words = Field(default=(), description="heads that only a place may precede")
    direct: Words = Field(default=(), description="heads that must follow their parent directly")
    titled: Words = Field(default=(), description="heads that name an organ with any body before a person's post")
    whole_after_company: Words = Field(default=(), description="posts that no head is split from after a company")
    whole_after_place: Words = Field(default=(), description="posts that no head is split from after a place")
    patterns: tuple[NamePattern, ...] = ()
    not_before: str = Field(default="", description="characters before the head that make another word of it")
    not_after: Words = Field(default=(), description="what follows the head where it is part of another word")
    keep_after: Words = Field(default=(), description="exceptions to not_after")
    not_body: Words = Field(default=(), description="bodies that make the name generic")
    not_ending: tuple[str, ...] = Field(default=("\0",), description="ends of bodies that make the name generic")
    confidence: float = Field(default=0.8, ge=0, le=1)
    examples: tuple[str, ...] = Field(min_length=1, description="texts with every name of this kind in [brackets]")
    counter_examples: tuple[str, ...] = Field(min_length=1, description="texts without a name of this kind")


class Boundaries(BaseModel):
    """Words that part names from the text around them; see the comments in patterns/name/boundaries.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cut: Words
    soft: Words
    generic: Words
    indefinite: str
    protected: Words
    relative: Words
    functions: Words
    directions: Words
    ownership: Words = ()
    leads: Words = ()


class HeldIn(BaseModel):
    """Where posts are held that stand without their organ: in one whose name ends so, of such a kind, in a country."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    posts: Words = Field(min_length=1)
    ends: Words = Field(default=(), description="ends of the names of organs and of places that act as one")
    kinds: tuple[OrganizationKind, ...] = ()
    countries: bool = False
    story: bool = Field(default=False, description="what the story names far oftener goes before the nearest")


class PersonRules(BaseModel):
    """The words around persons' names; see the comments in patterns/name/persons.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    posts: Words
    post_prefixes: Words
    roles: Words
    crowds: Words
    groups: Words
    kin: Words
    honorifics: Words
    address: Words
    verbs: Words
    elements: Words = ()
    never_given: str
    weak_surnames: str
    plain_surnames: str
    transliteration: str
    not_names: Words
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    storms: Words
    works: Words
    work_kinds: Words
    belongs: Words = ()
    membered: Words = ()
    peers: Words = ()
    held_in: tuple[HeldIn, ...] = ()
