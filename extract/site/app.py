"""The application: its parts put together, and what it answers when something is wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from extract import __version__
from extract.errors import JianbaoError
from extract.site import api, correcting, downloads, extracting, pages
from extract.site.asking import Problem
from extract.site.guard import Guard
from extract.site.rendering import Renderer
from extract.site.settings import SiteSettings
from extract.site.store import BusyError, Store
from extract.site.texts import FIELD_WORDS

_WRONG = "问题的写法不对。"
_FAULTS = {  # what pydantic found, in words for people
    "string_pattern_mismatch": "请写成 2020、2020-02 或 2020-02-06",
    "string_too_long": "太长",
    "string_too_short": "不能空着",
    "missing": "不能空着",
    "greater_than_equal": "超出范围",
    "less_than_equal": "超出范围",
    "int_parsing": "请写数字",
    "float_parsing": "请写数字",
    "literal_error": "没有这种选择",
}


def create_app(settings: SiteSettings) -> FastAPI:
    """The pages and the API of one index. Raises IndexFileError where it cannot be opened."""
    store = Store(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        _warm()
        yield
        store.close()

    app = FastAPI(
        title="jianbao", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None,
        responses={422: {"model": Problem, "description": "the question is not written as it should be"}},
        description="The archive's index: articles, names, actions, counts, corrections, and extraction of new text.",
    )  # fmt: skip
    app.state.store = store
    app.state.settings = settings
    app.state.renderer = Renderer()
    app.state.extraction = extracting.Extraction(settings.model)
    for part in (pages, api, correcting, downloads, extracting):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")), name="static")
    _handle_errors(app)
    app.add_middleware(Guard, settings=settings)
    return app


def _warm() -> None:
    """Build what the first question would have to wait for."""
    from extract.index.terms import parse as parse_question
    from extract.index.terms import words_query

    words_query(parse_question("县医院"))


def _handle_errors(app: FastAPI) -> None:
    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        words = {404: "没有找到这一页。", 405: "这一页不接受这种请求。"}.get(error.status_code, str(error.detail))
        if error.status_code != 404 or error.detail != "Not Found":
            words = str(error.detail) if error.detail != "Method Not Allowed" else words
        return _answer(request, error.status_code, words, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        told = _told_to_people if wants_page(request) else _told_to_programs
        return _answer(request, 422, _WRONG, details=[told(request, fault) for fault in error.errors()[:5]])

    @app.exception_handler(sqlite3.Error)
    async def interrupted(request: Request, error: sqlite3.Error) -> Response:
        if "interrupted" in str(error):
            return _answer(request, 503, "这个问题花的时间太长。请加上日期、地点等条件再试。")
        return _answer(request, 500, "索引文件读不出来。它可能已损坏，请用 jianbao index 重建。")

    @app.exception_handler(BusyError)
    async def busy(request: Request, _: BusyError) -> Response:
        return _answer(request, 503, "现在查询的人太多，请稍候再试。", {"retry-after": "2"})

    @app.exception_handler(JianbaoError)
    async def told(request: Request, error: JianbaoError) -> Response:
        return _answer(request, 422, str(error))

    @app.exception_handler(Exception)
    async def failed(request: Request, _: Exception) -> Response:
        return _answer(request, 500, "这一页出了错，不是您的问题。别的页面仍可使用。")


def _told_to_programs(_: Request, fault: Mapping[str, Any]) -> str:
    return f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}"


def _told_to_people(request: Request, fault: Mapping[str, Any]) -> str:
    """Which field of a form is wrong, and what is."""
    field = str(fault["loc"][-1])
    words = request.app.state.renderer.words
    what = words(request, _FAULTS[fault["type"]]) if fault["type"] in _FAULTS else fault["msg"]
    return f"{words(request, FIELD_WORDS.get(field, field))}: {what}"


def _answer(
    request: Request, status: int, words: str, headers: dict[str, str] | None = None,
    details: list[str] | None = None,
) -> Response:  # fmt: skip
    renderer: Renderer = request.app.state.renderer
    if wants_page(request):
        response: Response = renderer.page(
            request, "error.html", status=status, message=words, details=details or [], code=status
        )
        response.headers.update(headers or {})
        return response
    return JSONResponse({"detail": renderer.words(request, words), "errors": details or []}, status, headers)


def wants_page(request: Request) -> bool:
    """Whether a person asks, and no program."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")
