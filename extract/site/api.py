"""The HTTP API: what the pages show, as JSON. Its description is /openapi.json."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from extract.index import entities, figures
from extract.index.passages import Part, passage
from extract.index.query import Facet, Filters, Hit, condition_of, matching, search, top_facets, top_names
from extract.records import Record
from extract.site.asking import (
    Asked,
    Identifier,
    Limit,
    Name,
    Offset,
    Problem,
    Rows,
    Sum,
    TheStore,
    cut_headers,
    missing,
)

router = APIRouter(prefix="/api", tags=["archive"])
_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "nothing of that name is in the archive"}
}


@dataclass(slots=True)
class Found(Hit):
    """One article of an answer, with the sentence that matched."""

    passage: list[Part]


@dataclass(slots=True)
class Answer:
    """Articles. `total` ends at 10,001; `as_string`: no article had the words, these have the string."""

    total: int
    articles: list[Found]
    facets: dict[str, list[Facet]]
    as_string: bool


@router.get("/search", summary="Search articles")
def search_articles(filters: Asked, store: TheStore, limit: Limit = 20, offset: Offset = 0) -> Answer:
    """The articles that pass all the filters, with the sentence that matched and what they share."""
    with store.reading() as db:
        found = search(db, filters, limit, offset)
        texts = {hit.article: db.execute(_TEXT, (hit.article,)).fetchone()[0] for hit in found.hits}
    articles = [Found(**asdict(hit), passage=passage(texts[hit.article], found.terms)) for hit in found.hits]
    return Answer(found.total, articles, found.facets, found.as_string)


@router.get("/articles/{identifier}", summary="One record", responses=_MISSING)
def article(identifier: Identifier, store: TheStore, corrected: bool = True) -> Record:
    """The record of an article, with the corrections laid over it or as it was extracted."""
    found = store.article(identifier)
    if found is None:
        raise missing("档案里没有这篇文章。")
    return Record.model_validate(found.record if corrected else found.original)


@router.get("/names/{kind}", summary="Names of a kind")
def names(
    kind: Literal["person", "organization", "place"], store: TheStore,
    q: Annotated[str, Query(max_length=100, description="characters in the name")] = "", limit: Limit = 100,
    offset: Offset = 0,
) -> list[Facet]:  # fmt: skip
    """The names in most articles first."""
    with store.reading() as db:
        return top_names(db, kind, limit, offset, q)


@router.get("/names/{kind}/{name:path}", summary="What is known of a name", responses=_MISSING)
def entity(
    kind: Literal["person", "organization", "place"], name: Name, store: TheStore, limit: Limit = 20
) -> entities.Entity:
    """Posts, statements, acts, company and articles."""
    with store.reading() as db:
        found = entities.entity(db, kind, name, limit)
    if found is None:
        raise missing("档案里没有这一项。")
    return found


@router.get("/posts", summary="Who held a post")
def posts(
    store: TheStore, response: Response, title: Annotated[str, Query(max_length=100)] = "",
    organization: Annotated[str, Query(max_length=200)] = "", limit: Rows = 500,
) -> list[entities.Post]:  # fmt: skip
    """Those who held a post of this title, in this organization, with the first and the last day.

    Where there are more than `limit`, the header X-Truncated says how many, as `500 of 731`.
    """
    with store.reading() as db:
        found = entities.posts_called(db, title, organization, limit)
    response.headers.update(cut_headers(len(found.posts), found.total))
    return found.posts


@router.get("/facets/{kind}", summary="Values that articles share")
def facets(
    kind: Literal["outlet", "action", "month", "title"], store: TheStore, limit: Limit = 100, offset: Offset = 0
) -> list[Facet]:
    """The most frequent first."""
    with store.reading() as db:
        return top_facets(db, kind, limit, offset)


@router.get("/actions", summary="Actions with totals")
def actions(
    filters: Asked, store: TheStore, least: Sum = None, most: Sum = None,
    modality: Literal["", "actual", "planned", "required", "possible"] = "", limit: Limit = 50, offset: Offset = 0,
) -> figures.Acts:  # fmt: skip
    """The actions that pass the filters, the newest day first; `least` and `most` are sums in yuan."""
    with store.reading() as db:
        return figures.actions(db, filters, least, most, modality, limit, offset)


@router.get("/things", summary="What is counted")
def things(store: TheStore, q: Annotated[str, Query(max_length=100)] = "", limit: Limit = 100) -> list[figures.Thing]:
    """Thing, unit, number of articles."""
    with store.reading() as db:
        return figures.things(db, q, limit)


@router.get("/counts", summary="Counts of a thing over time")
def counts(
    filters: Asked, store: TheStore, thing: Annotated[str, Query(min_length=1, max_length=100)],
    unit: Annotated[str, Query(max_length=40)] = "", cumulative: bool | None = None,
    limit: Rows = 600,
) -> figures.Series:  # fmt: skip
    """The counts of a thing in a unit, the earliest first, each with its sentence, and how many there are in all."""
    with store.reading() as db:
        return figures.series(db, thing, unit, filters, cumulative, limit)


@router.get("/timeline", summary="What happened, day by day")
def timeline(filters: Asked, store: TheStore, limit: Limit = 100) -> list[figures.Act]:
    """The actions of the articles that pass the filters, done ones only, in order of days."""
    with store.reading() as db:
        return figures.timeline(db, filters, limit)


@router.get("/network", summary="Who acts with whom")
def network(filters: Asked, store: TheStore) -> entities.Network:
    """Those who have part in the same acts; an edge names its nodes by their place in the list."""
    with store.reading() as db:
        return entities.network(db, matching(db, filters) if filters.items() else condition_of(db, Filters()))


_TEXT = "SELECT text FROM body WHERE article = ?"
