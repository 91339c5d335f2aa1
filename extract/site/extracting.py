"""POST /extract: a text or a file in, records out."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile

from extract.article import Source
from extract.errors import InputError, JianbaoError
from extract.records import Record
from extract.site.asking import Problem, TheRenderer, TheSettings
from extract.site.pages import extracted_page

router = APIRouter(tags=["extraction"])
MAX_SOURCES = 20  # texts of one file that are read
MAX_AT_WORK = 4  # requests that hold a thread: one is read, the others wait; who comes then is sent away
_PATIENCE = 60.0  # seconds that a request waits for its turn
_BUSY = "正在处理别人的文章，请稍候再试。"
_AGAIN = {"retry-after": "5"}


class Text(BaseModel):
    """A text with what is known of it."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, description="one newspaper article or page")
    published: str | None = Field(None, max_length=40, description="date of publication, as 2021-03-05")
    outlet: str | None = Field(None, max_length=200)
    page: str | None = Field(None, max_length=40)
    place: str | None = Field(None, max_length=200, description="home place of the newspaper")


class Extraction:
    """The extractor, built when it is first needed; one text at a time, few that wait."""

    def __init__(self, model: str) -> None:
        self.model = model
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(MAX_AT_WORK)
        self._extractor: Any = None

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place among those that are at work; never waits. Raises HTTPException (503) where all are taken."""
        if not self._places.acquire(blocking=False):
            raise HTTPException(503, _BUSY, _AGAIN)
        try:
            yield
        finally:
            self._places.release()

    def records(self, sources: list[Source]) -> list[Record]:
        """The records of some sources."""
        from extract.pipeline import load

        if not self._lock.acquire(timeout=_PATIENCE):
            raise HTTPException(503, _BUSY, _AGAIN)
        try:
            self._extractor = self._extractor or load(self.model)
            return [record for source in sources for record in self._extractor.extract(source)]
        finally:
            self._lock.release()


@router.get("/extract", include_in_schema=False)
def page(request: Request, pages: TheRenderer) -> HTMLResponse:
    """The form."""
    return pages.page(request, "extract.html", problem="", given={"text": ""})


_BODIES = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": Text.model_json_schema()},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "a file of any format that is read",
                        },
                        "text": {"type": "string"},
                        "published": {"type": "string"},
                        "outlet": {"type": "string"},
                        "page": {"type": "string"},
                        "place": {"type": "string"},
                    },
                }
            },
        },
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "the body cannot be read"},
    413: {"model": Problem, "description": "the text is too long"},
    415: {"model": Problem, "description": "the body is neither JSON nor a form"},
    422: {"model": Problem, "description": "there is no text, or what came with it is wrong"},
    503: {"model": Problem, "description": "other texts are being read; Retry-After says when to come again"},
}


@router.post("/extract", response_model=list[Record], openapi_extra=_BODIES, responses=_ANSWERS, summary="Read a text")
async def extract(request: Request, settings: TheSettings, pages: TheRenderer) -> Response:
    """The records of a text or of a file, one an article. Nothing is kept."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    wants_page = "text/html" in request.headers.get("accept", "")
    if kind not in BODIES:
        raise HTTPException(415, "请用 JSON 或表单提交。")
    extraction: Extraction = request.app.state.extraction
    text: Text | None = None
    try:
        text, file = await BODIES[kind](request)
        with extraction.place():
            records = await run_in_threadpool(lambda: extraction.records(_sources(text, file, settings.max_text)))
    except ValidationError as error:
        raise RequestValidationError([fault | {"loc": ("body", *fault["loc"])} for fault in error.errors()]) from None
    except JianbaoError as error:
        if wants_page:
            return pages.page(
                request, "extract.html", code=422, problem=str(error), given={"text": text.text if text else ""}
            )
        raise
    if wants_page:
        return extracted_page(request, pages, records)
    return JSONResponse([record.model_dump(mode="json") for record in records])


File = tuple[str, bytes]


async def _from_json(request: Request) -> tuple[Text, File | None]:
    return Text.model_validate_json(await request.body()), None


async def _from_form(request: Request) -> tuple[Text, File | None]:
    async with request.form(max_files=1, max_fields=10, max_part_size=request.app.state.settings.max_body) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str) and value and name != "csrf"}
        upload = form.get("file")
        if isinstance(upload, UploadFile) and upload.filename:
            name = upload.filename.replace("\\", "/").rpartition("/")[2][-100:]
            fields["text"] = "-"
            return Text.model_validate(fields), (name, await upload.read())
    return Text.model_validate(fields), None


def _sources(text: Text, file: File | None, limit: int) -> list[Source]:
    """What is to be read. Raises InputError or SettingError that says what is wrong with it."""
    import hashlib

    from extract.pipeline import iso_date

    published = iso_date(text.published or None)
    if file is None:
        found = [Source("", hashlib.sha256(text.text.encode("utf-8", "replace")).hexdigest(), "utf-8", text.text)]
    else:
        found = _read_file(*file)
    if sum(len(source.text) for source in found) > limit:
        raise HTTPException(413, f"文字太多：一次最多 {limit:,} 字。")
    for source in found:
        source.published = published or source.published
        source.outlet, source.page = text.outlet or source.outlet, text.page or source.page
        source.place = text.place or source.place
    return found


def _read_file(name: str, content: bytes) -> list[Source]:
    from extract.sources.items import Item
    from extract.sources.options import ReadOptions
    from extract.sources.readers import read_item

    options = ReadOptions(limit=4 << 20)
    found = list(islice(read_item(Item(name, io.BytesIO(content)), options, lambda _: None), MAX_SOURCES))
    sources = [source for source in found if isinstance(source, Source)]
    if not sources:
        errors = [error for error in found if isinstance(error, InputError)]
        raise errors[0] if errors else InputError(name, "there is no text in it.")
    return sources


# One row a kind of body.
BODIES = {
    "application/json": _from_json,
    "multipart/form-data": _from_form,
    "application/x-www-form-urlencoded": _from_form,
}
