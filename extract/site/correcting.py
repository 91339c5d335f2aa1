"""Mending what was found, on the page and through the API; and the mended articles as gold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from extract.errors import FormatError
from extract.evaluate.gold import Gold, files_of
from extract.index.anchors import Anchor, anchor, find
from extract.index.archive import Stored, gold_of
from extract.index.corrections import FIELDS, Correction
from extract.index.fields import fields_of
from extract.index.mending import LISTS, mended
from extract.outputs.sink import Row
from extract.records import Record
from extract.site.asking import Identifier, Problem, TheRenderer, TheStore, missing
from extract.site.rendering import Renderer, article_link
from extract.site.store import Store
from extract.site.texts import ACTIONS

router = APIRouter()
_EPOCH = (1980, 1, 1, 0, 0, 0)  # so that the same gold is the same file
_NO_ARTICLE = "档案里没有这篇文章。"
_NO_CORRECTION = "没有这一条更正。"
_Position = Annotated[int, Query(ge=0, le=1 << 30)]
_Number = Annotated[int, Path(ge=1, le=1 << 60)]
_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "there is no such article or correction"}
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    409: {"model": Problem, "description": "the words are not in the article"},
    **_MISSING,
}


class _UnclearError(Exception):
    """A form that cannot be carried out, with the words that say why."""


@router.get("/articles/{identifier}/correct", include_in_schema=False)
def form(
    request: Request, identifier: Identifier, store: TheStore, pages: TheRenderer,
    was: Annotated[str, Query(max_length=4)] = "", start: _Position = 0, end: _Position = 0,
    new: Annotated[str, Query(max_length=500)] = "",
) -> HTMLResponse:  # fmt: skip
    """The form for one mention, or for something that was not found; `new`: the words that were selected."""
    article = _article(store, identifier)
    values = {"was": was if was in FIELDS else "", "start": str(start), "end": str(end), "words": new}
    return _form(request, pages, article, values, "")


def _form(request: Request, pages: Renderer, article: Stored, given: Mapping[str, str], problem: str) -> HTMLResponse:
    text = article.record["text"]
    was, start, end = given["was"], int(given["start"]), min(int(given["end"]), len(text))
    known = fields_of(article.record, was, start, end) if was else None
    return pages.page(
        request, "correct.html", code=422 if problem else 200, record=article.record, was=was if known else "",
        start=start, end=end, before=text[max(start - 20, 0) : start], words=text[start:end][:2000],
        after=text[end : end + 20], known=known or {}, fields=FIELDS, given=given, problem=problem,
        types=list(ACTIONS), places=_other_places(article.record, was, start) if known else [],
    )  # fmt: skip


def _other_places(record: Row, was: str, start: int) -> list[tuple[int, int, str]]:
    """The other mentions of the entity that is named here, each with its surroundings."""
    if was not in ("PER", "ORG", "LOC"):
        return []
    mentions: list[Row] = next(
        (e["mentions"] for e in record[LISTS[was]] if any(m["start"] == start for m in e["mentions"])), []
    )  # fmt: skip
    text = record["text"]
    return [
        (m["start"], m["end"], f"…{text[max(m['start'] - 8, 0) : m['end'] + 8]}…")
        for m in mentions[:20]
        if m["start"] != start
    ]


@router.post("/articles/{identifier}/correct", include_in_schema=False)
async def submit(request: Request, identifier: Identifier, store: TheStore, pages: TheRenderer) -> Response:
    """Take the form."""
    async with request.form(max_files=0, max_fields=60) as form:
        given = {name: value.replace("\r\n", "\n") for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_submitted, request, identifier, store, pages, given)


def _submitted(request: Request, identifier: str, store: Store, pages: Renderer, given: dict[str, str]) -> Response:
    article = _article(store, identifier)
    given = {"was": "", "now": "", "words": ""} | given
    for name in ("start", "end"):
        given[name] = (
            given.get(name, "0") if given.get(name, "0").isdecimal() and len(given.get(name, "0")) < 10 else "0"
        )
    if not pages.own_form(request, given.get("csrf", "")):
        return _form(request, pages, article, given, "这一页放得太久了，请再提交一次。")
    try:
        correction = _read(identifier, article, given)
    except (_UnclearError, ValidationError) as error:
        words = str(error) if isinstance(error, _UnclearError) else "填写的内容有误或太长。"
        return _form(request, pages, article, given, words)
    kept, indexed = store.keep(correction, article.original)
    note = "kept" if indexed else "later"
    return RedirectResponse(f"{article_link(identifier)}?kept={note}#correction-{kept.id}", 303)


def _read(identifier: str, article: Stored, given: Mapping[str, str]) -> Correction:
    """The correction that a form asks for. _UnclearError where that is nothing, or words that are not in the text."""
    text, start, end = article.record["text"], int(given["start"]), int(given["end"])
    was, now = given["was"] or None, given["now"] or None
    known = fields_of(article.record, was, start, end) if was else None
    if was and known is None:
        raise _UnclearError("这里已经没有这个标注，请回到文章页再选一次。")
    words = given["words"].strip("\n")
    here = anchor(text, start, end) if was else _placed(text, words, start)
    moved = _placed(text, words, start) if was and now and words != here.exact else None
    values = {
        field: given[f"{now}.{field}"]
        for field in FIELDS.get(now or "", ())
        if f"{now}.{field}" in given and given[f"{now}.{field}"].strip() != _before(known, was, now, field)
    }
    if was == now and not moved and not values:
        raise _UnclearError("没有改动。")
    return Correction(
        record=identifier, anchor=here, was=was, now=now, words=moved, values=values,
        everywhere=given.get("everywhere") == "1", note=given.get("note", "").strip(),
    )  # fmt: skip


def _before(known: Mapping[str, str] | None, was: str | None, now: str | None, field: str) -> str:
    return known.get(field, "") if known and (was == now or field == "name") else ""


def _placed(text: str, words: str, near: int) -> Anchor:
    if not words:
        raise _UnclearError("请写出原文里的词。")
    place = find(text, Anchor(exact=words[:2000], start=near, end=near + len(words)))
    if place is None:
        raise _UnclearError("原文里没有这些字。请照原文抄写，标点和空格也一样。")
    return anchor(text, *place)


@router.get("/corrections", include_in_schema=False)
def overview(
    request: Request, store: TheStore, pages: TheRenderer, before: Annotated[int | None, Query(ge=1, le=1 << 60)] = None
) -> HTMLResponse:
    """All corrections, the newest first, with those that no longer find their words."""
    with store.corrections() as corrections:
        found = corrections.all(51, before)
    articles = {record: store.article(record) for record in {c.record for c in found}}
    lost = {c.id for article in articles.values() if article for c in article.lost}
    gone = {record for record, article in articles.items() if article is None}
    return pages.page(request, "corrections.html", found=found[:50], more=len(found) > 50, lost=lost, gone=gone)


@router.post("/corrections/{number}/drop", include_in_schema=False)
async def take_back(request: Request, number: _Number, store: TheStore, pages: TheRenderer) -> Response:
    """Take a correction back."""
    async with request.form(max_files=0, max_fields=5) as form:
        token = form.get("csrf")
    if not pages.own_form(request, token if isinstance(token, str) else ""):
        raise HTTPException(403, "这一页放得太久了，请退回刷新后再提交。")
    correction = await run_in_threadpool(_drop, store, number)
    return RedirectResponse(article_link(correction.record) + "?kept=dropped", 303)


def _drop(store: Store, number: int) -> Correction:
    with store.corrections() as corrections:
        correction = corrections.get(number)
    if correction is None:
        raise missing(_NO_CORRECTION)
    article = store.article(correction.record)
    store.drop(correction, article.original if article else None)
    return correction


@router.get("/api/corrections", tags=["corrections"], summary="Corrections")
def corrections(
    store: TheStore, record: Annotated[str, Query(max_length=200, description="id of a record")] = ""
) -> list[Correction]:
    """Of one record, oldest first; or the newest thousand of all."""
    with store.corrections() as kept:
        return kept.of(record) if record else kept.all(1000)


@router.post("/api/corrections", tags=["corrections"], summary="Mend something", status_code=201, responses=_REFUSED)
def add(correction: Correction, store: TheStore) -> Correction:
    """Keep a correction; the tables of its article follow at once. `id` and `created` are given by the server."""
    article = store.article(correction.record)
    if article is None:
        raise missing(_NO_ARTICLE)
    laid = mended(article.record, [correction])
    if laid.lost:
        raise HTTPException(409, "原文里没有这些字。")
    Record.model_validate(laid.record)
    return store.keep(correction, article.original)[0]


@router.delete("/api/corrections/{number}", tags=["corrections"], status_code=204, responses=_MISSING)
def drop(number: _Number, store: TheStore) -> Response:
    """Take a correction back."""
    _drop(store, number)
    return Response(status_code=204)


@router.get("/download/gold.zip", tags=["corrections"], response_class=Response, summary="Corrected articles as gold")
def gold(store: TheStore) -> Response:
    """NAME.txt, NAME.tagged.txt and NAME.gold.json of every corrected article, for `jianbao eval`.

    LEFT-OUT names those that the gold format cannot hold.
    """
    with store.reading() as db, store.corrections() as kept:
        texts = list(gold_of(db, kept))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for text in texts:
            if isinstance(text, Gold):
                for name, content in files_of(text):
                    archive.writestr(zipfile.ZipInfo(name, _EPOCH), content.encode("utf-8", "replace"))
        if faults := [f"{error}\n" for error in texts if isinstance(error, FormatError)]:
            archive.writestr(zipfile.ZipInfo("LEFT-OUT", _EPOCH), "".join(faults).encode())
    headers = {"content-disposition": 'attachment; filename="jianbao-gold.zip"', "cache-control": "no-store"}
    return Response(buffer.getvalue(), media_type="application/zip", headers=headers)


def _article(store: Store, identifier: str) -> Stored:
    article = store.article(identifier)
    if article is None:
        raise missing(_NO_ARTICLE)
    return article
