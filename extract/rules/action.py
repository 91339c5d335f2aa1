"""The models of the pattern files in patterns/action: one TOML file per action type."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from extract.records import Modality, Polarity

Frame = Literal[
    "do",  # somebody does something (to something)
    "give",  # … gives something to somebody
    "tell",  # … tells somebody something
    "order",  # … orders somebody to do something: what follows is required of them
    "go",  # … goes to a place
    "carry",  # … moves something to a place
    "begin",  # … closes or opens something; without an agent the subject is what is closed or opened
    "undergo",  # … treats somebody; without an object the subject is who is treated
    "suffer",  # somebody or something is hurt: the subject is the object
    "collide",  # vehicles collide: the subject is the agent
    "cause",  # something hurts or damages something
    "occur",  # something happens: what follows, or the subject, is the object
    "rise",  # a figure changes: the subject and the amount are the object
    "honor",  # somebody gets an honour: the recipient
    "post",  # somebody takes or leaves an office
]
Kind = Literal["verb", "event"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TriggerGroup(_Strict):
    """Words that express the type.

    A `verb` stands for itself; an `event` is a noun that needs a light verb (开展检查). `objects`/`without`: words of
    which one must, and none may, stand in the object. `intransitive`: a noun right after the word is modified by it
    (报名 | 人员), so that nothing is reported; of two characters it may be parted by 了 (报了名). `results`: each word
    is read with each of them (砸, 撞 with 死, 伤 …), not alone. `counted`: the clause must say how much or how many.
    A verb and an object of one character each are read as one word too where a figure stands in the clause (修田).
    """

    kind: Kind
    words: tuple[str, ...] = Field(min_length=1)
    frame: Frame | None = None
    objects: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    intransitive: bool = False
    results: tuple[str, ...] = ()
    counted: bool = False


class Maps(_Strict):
    """The nearest type in other vocabularies; None where there is none.

    `schema_org`: a subtype of schema.org/Action; `duee`: DuEE 1.0 (or its class); `ace`: ACE 2005 or Rich ERE;
    `plover`: the 18 categories of PLOVER.
    """

    schema_org: str | None = None
    duee: str | None = None
    ace: str | None = None
    plover: str | None = None


class ActionExample(_Strict):
    """A sentence, and the action of the file's type that must be found in it."""

    text: str
    trigger: str
    agent: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    modality: Modality = "actual"
    polarity: Polarity = "+"


class ActionRule(_Strict):
    """One action type. The first group whose condition on the object holds decides what a word means.

    `compounds`: whether the words also name things together with a noun right after them (接种|点, 告知|书), so that no
    action is read there; false for types whose objects are such nouns (设立|站点). `employs`: whether a noun for a team
    or for hands right after the word is its object (组建|抢修队); else they are who does it (抢修|队).
    """

    type: str = Field(pattern=r"^[a-z_]+$")
    summary: str
    frame: Frame
    compounds: bool = True
    employs: bool = False
    examples: tuple[ActionExample, ...] = ()
    counter_examples: tuple[str, ...] = ()
    maps: Maps = Maps()
    triggers: tuple[TriggerGroup, ...] = Field(min_length=1)
