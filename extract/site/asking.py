"""What every page and every function of the API is asked with."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Path, Query, Request
from pydantic import BaseModel, Field

from extract.index.query import Filters, Sort
from extract.site.rendering import Renderer
from extract.site.settings import SiteSettings
from extract.site.store import Store

MAX_QUESTION = 200
MAX_ROWS = 20_000  # of a download, and of an answer of the API that has no pages
_Words = Annotated[str, Query(max_length=MAX_QUESTION)]
_Day = Annotated[str, Query(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$", description="YYYY, YYYY-MM or YYYY-MM-DD")]


def _filters(
    q: Annotated[
        str, Query(max_length=MAX_QUESTION, description="words; a string in quotation marks as it stands")
    ] = "",
    person: _Words = "",
    organization: _Words = "",
    place: _Words = "",
    outlet: _Words = "",
    action: Annotated[str, Query(max_length=MAX_QUESTION, description="type of action, as `donate`")] = "",
    after: _Day = "",
    before: _Day = "",
    sort: Sort = "newest",
) -> Filters:
    q, person, organization, place, outlet, action = (
        text.replace("\0", "").strip() for text in (q, person, organization, place, outlet, action)
    )
    return Filters(q, person, organization, place, outlet, action, after, before, sort)


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _renderer(request: Request) -> Renderer:
    renderer: Renderer = request.app.state.renderer
    return renderer


def _settings(request: Request) -> SiteSettings:
    settings: SiteSettings = request.app.state.settings
    return settings


Asked = Annotated[Filters, Depends(_filters)]
TheStore = Annotated[Store, Depends(_store)]
TheRenderer = Annotated[Renderer, Depends(_renderer)]
TheSettings = Annotated[SiteSettings, Depends(_settings)]
Offset = Annotated[int, Query(ge=0, le=10_000)]
Limit = Annotated[int, Query(ge=1, le=200)]
Rows = Annotated[int, Query(ge=1, le=MAX_ROWS)]
Name = Annotated[str, Path(min_length=1, max_length=2000)]
Identifier = Annotated[str, Path(min_length=1, max_length=200)]
Type = Annotated[str, Path(min_length=1, max_length=2000)]
Only = Literal["", "sums", "singles"]
Sum = Annotated[float | None, Query(ge=0, le=1e15, allow_inf_nan=False, description="yuan")]


class Problem(BaseModel):
    """What an answer says that is none."""

    detail: str = Field(description="what is wrong, in the reader's language")
    errors: list[str] = Field(description="where it is wrong, a line each")


def cut_headers(shown: int, total: int) -> dict[str, str]:
    """The header that says that an answer is not the whole.

    >>> cut_headers(500, 731), cut_headers(3, 3)
    ({'x-truncated': '500 of 731'}, {})
    """
    return {"x-truncated": f"{shown} of {total}"} if shown < total else {}


def missing(words: str) -> HTTPException:
    """What is raised where nothing of that name is in the archive."""
    return HTTPException(404, words)


# What part of the counts is asked for: only sums up to a day, or only those that are none.
CUMULATIVE: dict[Only, bool | None] = {"": None, "sums": True, "singles": False}
