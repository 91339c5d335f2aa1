"""The pages that are read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from extract.index import entities, figures
from extract.index.passages import passage
from extract.index.query import MAX_COUNT, Filters, condition_of, matching, search, top_facets, top_names
from extract.index.terms import Term, folded
from extract.records import Record
from extract.site import charts
from extract.site.asking import (
    CUMULATIVE,
    Asked,
    Identifier,
    Name,
    Offset,
    Only,
    Sum,
    TheRenderer,
    TheStore,
    Type,
    missing,
)
from extract.site.rendering import Renderer, language_of, link, name_link
from extract.site.spans import shown, source_runs
from extract.site.store import Store
from extract.site.texts import LABELS, label

router = APIRouter(include_in_schema=False)
PAGE = 20
ROWS = 50
POSTS = 500
POINTS = 600
THINGS = 60
_NO_SUCH = "档案里没有这一项。"
_CLASSES = ("PER", "ORG", "LOC", "DATE", "NUM", "ACT", "QUO")
Modality = Literal["", "actual", "planned", "required", "possible"]


@router.get("/")
def home(request: Request, filters: Asked, store: TheStore, pages: TheRenderer, offset: Offset = 0) -> HTMLResponse:
    """Search: the filters, the articles with the sentence that matched, the facets."""
    with store.reading() as db:
        found = search(db, filters, PAGE, offset)
        ids = json.dumps([hit.article for hit in found.hits])
        texts = dict(db.execute(_TEXTS, (ids,)).fetchall())
        months = found.facets.get("month", []) if filters.items() else top_facets(db, "month", 1200)
    chart = charts.bars(
        [
            charts.Bar(month.value, month.articles, link("/", filters, after=month.value, before=month.value))
            for month in charts.by_year_or_month(months)
        ],
        pages.words(request, "各月篇数"),
    )
    names = [name for name in (filters.person, filters.organization, filters.place) if name]
    terms = [*found.terms, *(Term(folded(name), exact=True) for name in names)]
    return pages.page(
        request, "home.html", filters=filters, found=found, offset=offset, size=PAGE, chart=chart, most=MAX_COUNT,
        passages={hit.article: passage(texts.get(hit.article, ""), terms) for hit in found.hits},
    )  # fmt: skip


@router.get("/articles/{identifier}")
def article(
    request: Request, identifier: Identifier, store: TheStore, pages: TheRenderer, kept: str = ""
) -> HTMLResponse:
    """One article, its record beside it."""
    found = store.article(identifier)
    if found is None:
        raise missing("档案里没有这篇文章。")
    record = _record(found.record)
    return pages.page(request, "article.html", **_about(request, record), found=found, kept=kept)


def _about(request: Request, record: Record) -> dict[str, Any]:
    """What the page of an article shows of a record."""
    language = language_of(request)
    return {
        "record": record,
        "classes": _CLASSES,
        "spans": shown(record, {kind: label(kind, language) for kind in LABELS}),
        "names": {o.id: o.name for o in record.organizations} | {p.id: p.name for p in record.places},
    }


def extracted_page(request: Request, pages: Renderer, records: list[Record], problem: str = "") -> HTMLResponse:
    """The records of a text that was just read, each as an article that is in no archive."""
    abouts = [_about(request, record) for record in records]
    return pages.page(request, "extracted.html", code=422 if problem else 200, abouts=abouts, problem=problem)


@router.get("/articles/{identifier}/source")
def source(request: Request, identifier: Identifier, store: TheStore, pages: TheRenderer) -> HTMLResponse:
    """The source as it was, with what the repair joined and left out."""
    found = store.article(identifier)
    if found is None:
        raise missing("档案里没有这篇文章。")
    record = _record(found.original)
    original = store.source(found.original)
    runs = source_runs(record, original.text) if original else []
    return pages.page(
        request, "source.html", record=record, runs=runs, has_source=original is not None,
        folder=store.settings.sources is not None,
    )  # fmt: skip


def _record(record: dict[str, object]) -> Record:
    try:
        return Record.model_validate(record)
    except ValidationError:
        raise missing("这篇文章的记录不合格式，无法显示。请用 jianbao run 重新抽取。") from None


@router.get("/people/{name:path}")
def person(request: Request, name: Name, store: TheStore, pages: TheRenderer) -> HTMLResponse:
    """Posts, statements, acts and company of a person."""
    return _entity(request, "person", name, store, pages)


@router.get("/organizations/{name:path}")
def organization(request: Request, name: Name, store: TheStore, pages: TheRenderer) -> HTMLResponse:
    """Who held posts in an organization, its acts and company."""
    return _entity(request, "organization", name, store, pages)


@router.get("/places/{name:path}")
def place(request: Request, name: Name, store: TheStore, pages: TheRenderer) -> HTMLResponse:
    """What happened where."""
    return _entity(request, "place", name, store, pages)


def _entity(request: Request, kind: str, name: str, store: Store, pages: Renderer) -> HTMLResponse:
    with store.reading() as db:
        found = entities.entity(db, kind, name)
    if found is None:
        raise missing(_NO_SUCH)
    filters = replace(Filters(), **{kind: found.name})  # type: ignore[arg-type]
    chart = charts.bars(
        [
            charts.Bar(month.value, month.articles, link("/", filters, after=month.value, before=month.value))
            for month in charts.by_year_or_month(found.months)
        ],
        pages.words(request, "各月篇数"),
    )
    return pages.page(request, "entity.html", entity=found, kind=kind, filters=filters, chart=chart)


@router.get("/names/{kind}")
def names(
    request: Request, kind: Literal["person", "organization", "place"], store: TheStore, pages: TheRenderer,
    q: Annotated[str, Query(max_length=100)] = "", offset: Offset = 0,
) -> HTMLResponse:  # fmt: skip
    """All names of a kind, those in most articles first, or those that have some characters in them."""
    with store.reading() as db:
        found = top_names(db, kind, 101, offset, q)
    return pages.page(
        request, "names.html", kind=kind, q=q, offset=offset, found=found[:100], more=len(found) > 100
    )  # fmt: skip


@router.get("/posts")
def posts(
    request: Request, store: TheStore, pages: TheRenderer, title: Annotated[str, Query(max_length=100)] = "",
    organization: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:  # fmt: skip
    """Who held a post, with the first and the last day that an article tells."""
    with store.reading() as db:
        asked = title or organization
        found = entities.posts_called(db, title, organization, POSTS) if asked else entities.Posts([], 0)
        titles = top_facets(db, "title", 60)
    return pages.page(
        request, "posts.html", title=title, organization=organization, found=found, titles=titles
    )  # fmt: skip


@router.get("/actions")
def actions(request: Request, store: TheStore, pages: TheRenderer) -> HTMLResponse:
    """The kinds of actions."""
    with store.reading() as db:
        found = top_facets(db, "action", 200)
    return pages.page(request, "actions.html", found=found)


@router.get("/actions/{type:path}")
def actions_of(
    request: Request, type: Type, filters: Asked, store: TheStore, pages: TheRenderer, least: Sum = None,
    most: Sum = None, modality: Modality = "", offset: Offset = 0,
) -> HTMLResponse:  # fmt: skip
    """All actions of a kind as a table with totals."""
    filters = replace(filters, action=type)
    with store.reading() as db:
        found = figures.actions(db, filters, least, most, modality, ROWS, offset)
        if not found.total and type not in {facet.value for facet in top_facets(db, "action", 1000)}:
            raise missing(_NO_SUCH)
    return pages.page(
        request, "action.html", type=type, filters=filters, found=found, least=least, most=most, modality=modality,
        offset=offset, size=ROWS,
    )  # fmt: skip


@router.get("/counts")
def counts(
    request: Request, filters: Asked, store: TheStore, pages: TheRenderer,
    thing: Annotated[str, Query(max_length=100)] = "", unit: Annotated[str | None, Query(max_length=40)] = None,
    like: Annotated[str, Query(max_length=100)] = "", only: Only = "",
) -> HTMLResponse:  # fmt: skip
    """What is counted; or all counts of one thing over time, with the sentence behind each."""
    with store.reading() as db:
        if not thing:
            listed = figures.things(db, like, THINGS + 1)
            return pages.page(request, "things.html", found=listed[:THINGS], more=len(listed) > THINGS, like=like)
        units = figures.units(db, thing)
        chosen = unit if unit is not None else (units[0].value if units else "")
        found = figures.series(db, thing, chosen, filters, CUMULATIVE[only], POINTS)
    chart = charts.points(found.points, f"{thing} ({chosen})")
    return pages.page(
        request, "counts.html", series=found, units=units, chart=chart, filters=filters, only=only
    )  # fmt: skip


@router.get("/timeline")
def timeline(request: Request, filters: Asked, store: TheStore, pages: TheRenderer) -> HTMLResponse:
    """What happened, day by day."""
    with store.reading() as db:
        found = figures.timeline(db, filters, 150)
    return pages.page(request, "timeline.html", filters=filters, found=found)


@router.get("/network")
def network(request: Request, filters: Asked, store: TheStore, pages: TheRenderer) -> HTMLResponse:
    """Who acts with whom."""
    with store.reading() as db:
        found = entities.network(db, matching(db, filters) if filters.items() else condition_of(db, filters))
    chart = charts.network(found, pages.words(request, "关系图"), [name_link(n.kind, n.name) for n in found.nodes])
    return pages.page(request, "network.html", filters=filters, found=found, chart=chart)


@router.get("/api")
def functions(request: Request, pages: TheRenderer) -> HTMLResponse:
    """What programs may ask, as a page."""
    schema = request.app.openapi()
    listed = [
        (method.upper(), path, about.get("summary", ""), about.get("description", ""), about.get("parameters", []))
        for path, methods in schema["paths"].items()
        for method, about in methods.items()
    ]
    return pages.page(request, "api.html", functions=listed)


_TEXTS = "SELECT b.article, b.text FROM json_each(?) h CROSS JOIN body b ON b.article = h.value"
