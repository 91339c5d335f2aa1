"""What a page shows, as a file: CSV, XLSX or JSON Lines."""

from __future__ import annotations

import csv
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from extract.index import entities, figures
from extract.index.query import matching
from extract.outputs.csv_tables import safe_cell
from extract.records import ROLES
from extract.site.asking import CUMULATIVE, MAX_ROWS, Asked, Only, Sum, TheStore, cut_headers
from extract.site.store import Store

router = APIRouter(tags=["download"])
Format = Literal["csv", "xlsx", "jsonl"]
Cells = Sequence[Any]
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL = 32_767  # characters that a cell of a spreadsheet can hold


@router.get("/download/articles.{format}", response_class=Response)
def articles(format: Format, filters: Asked, store: TheStore) -> Response:
    """The articles that pass the filters, newest first; as JSON Lines, their whole records."""
    with store.reading() as db:
        condition = matching(db, filters)
        ids = [
            row[0]
            for row in db.execute(
                f"SELECT a.id FROM article a WHERE {condition.where} ORDER BY a.date DESC, a.id DESC LIMIT ?",
                [*condition.parameters, MAX_ROWS],
            )
        ]
        total = len(ids)
        if total == MAX_ROWS:
            question = f"SELECT count(*) FROM article a WHERE {condition.where}"
            (total,) = db.execute(question, condition.parameters).fetchone()
        if format == "jsonl":
            return _file(_records(store, ids), "articles", format, "application/x-ndjson", len(ids), total)
        rows = db.execute(_ARTICLES, (orjson.dumps(ids).decode(),)).fetchall()
    return table(format, "articles", _ARTICLE_COLUMNS, rows, total)


def _records(store: Store, ids: Sequence[int]) -> Iterator[bytes]:
    for start in range(0, len(ids), 200):
        with store.reading() as db:
            rows = db.execute(_RECORDS, (orjson.dumps(ids[start : start + 200]).decode(),)).fetchall()
        for identifier, packed, corrections in rows:
            if corrections and (article := store.article(identifier)):
                yield orjson.dumps(article.record) + b"\n"
            else:
                yield zlib.decompress(packed).rstrip() + b"\n"


@router.get("/download/actions.{format}", response_class=Response)
def actions(
    format: Format, filters: Asked, store: TheStore, least: Sum = None, most: Sum = None,
    modality: Literal["", "actual", "planned", "required", "possible"] = "",
) -> Response:  # fmt: skip
    """The actions that pass the filters, newest first, a row each, with their sentence."""
    with store.reading() as db:
        found = figures.actions(db, filters, least, most, modality, MAX_ROWS)
    rows = [
        (
            act.day, act.type, act.trigger, *("；".join(act.roles.get(role, [])) for role in ROLES), act.yuan,
            act.modality, act.polarity, "".join(part.text for part in act.parts), act.headline, act.published,
            act.record,
        )
        for act in found.acts
    ]  # fmt: skip
    return table(format, "actions", _ACTION_COLUMNS, rows, found.total)


@router.get("/download/counts.{format}", response_class=Response)
def counts(
    format: Format, filters: Asked, store: TheStore, thing: Annotated[str, Query(min_length=1, max_length=100)],
    unit: Annotated[str, Query(max_length=40)] = "", only: Only = "",
) -> Response:  # fmt: skip
    """The counts of a thing in a unit, the earliest first, with their sentences."""
    with store.reading() as db:
        found = figures.series(db, thing, unit, filters, CUMULATIVE[only], MAX_ROWS)
    rows = [
        (p.day, p.value, unit, thing, p.approx, p.cumulative, p.text, "".join(part.text for part in p.parts),
         p.headline, p.record)
        for p in found.points
    ]  # fmt: skip
    return table(format, "counts", _COUNT_COLUMNS, rows, found.total)


@router.get("/download/posts.{format}", response_class=Response)
def posts(
    format: Format, store: TheStore, title: Annotated[str, Query(max_length=100)] = "",
    organization: Annotated[str, Query(max_length=200)] = "",
) -> Response:  # fmt: skip
    """Who held a post, from the first to the last day that an article tells."""
    with store.reading() as db:
        found = entities.posts_called(db, title, organization, MAX_ROWS)
    rows = [(p.person, p.title, p.organization, p.first, p.last, p.articles) for p in found.posts]
    columns = ("person", "title", "organization", "first", "last", "articles")
    return table(format, "posts", columns, rows, found.total)


def table(format: Format, name: str, columns: Sequence[str], rows: Sequence[Cells], total: int) -> Response:
    """A table as a file; `total` is how many rows it would have without an end."""
    content, kind = TABLES[format](columns, rows)
    return _file(iter([content]), name, format, kind, len(rows), total)


def _file(content: Iterator[bytes], name: str, format: Format, kind: str, rows: int, total: int) -> Response:
    """A file whose name and headers say where it is not the whole."""
    name = f"{name}-first-{rows}-of-{total}" if rows < total else name
    headers = {
        "content-disposition": f'attachment; filename="jianbao-{name}.{format}"', "cache-control": "no-store",
        **cut_headers(rows, total),
    }  # fmt: skip
    return StreamingResponse(content, media_type=kind, headers=headers)


def to_csv(columns: Sequence[str], rows: Iterable[Cells]) -> tuple[bytes, str]:
    """UTF-8 with a byte order mark, as Excel wants it; no cell is a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig", "replace"), "text/csv; charset=utf-8"


def to_xlsx(columns: Sequence[str], rows: Iterable[Cells]) -> tuple[bytes, str]:
    """One sheet. Texts are texts, whatever they begin with; characters that XML forbids are left out."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("jianbao")
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_excel(sheet, cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _excel(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, _FORBIDDEN.sub("", value)[:_CELL])
    cell.data_type = "s"
    return cell


def to_jsonl(columns: Sequence[str], rows: Iterable[Cells]) -> tuple[bytes, str]:
    """One object a line."""
    lines = [orjson.dumps(dict(zip(columns, row, strict=True))) for row in rows]
    return b"\n".join([*lines, b""]), "application/x-ndjson"


TABLES: dict[str, Callable[[Sequence[str], Iterable[Cells]], tuple[bytes, str]]] = {
    "csv": to_csv,
    "xlsx": to_xlsx,
    "jsonl": to_jsonl,
}
_ARTICLE_COLUMNS = ("date", "headline", "outlet", "page", "place", "characters", "path", "record")
_ACTION_COLUMNS = (
    "day", "type", "trigger", *ROLES, "yuan", "modality", "polarity", "sentence", "headline", "published", "record",
)  # fmt: skip
_COUNT_COLUMNS = (
    "day", "value", "unit", "of", "approx", "cumulative", "text", "sentence", "headline", "record",
)  # fmt: skip
_ARTICLES = """
SELECT a.date, a.headline, a.outlet, a.page, a.place, a.characters, a.path, a.record
FROM json_each(?) h CROSS JOIN article a ON a.id = h.value ORDER BY h.key
"""
_RECORDS = """
SELECT a.record, b.record, b.corrections
FROM json_each(?) h CROSS JOIN body b ON b.article = h.value JOIN article a ON a.id = h.value ORDER BY h.key
"""
