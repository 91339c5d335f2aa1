"""Word documents: the paragraphs and the cells of tables, in the order of the page (extra `docx`)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from extract.article import Source
from extract.errors import EmptyError, FormatError
from extract.sources.items import Found, Item, too_large
from extract.sources.libraries import library
from extract.sources.options import ReadOptions

INDENT = "\u3000\u3000"


def read_docx(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The one source in a document: a line a paragraph, a table row a line. Raises EmptyError where it has no text."""
    docx = library("docx", "docx", item.path)
    data = item.read(options.limit)
    _check(data, item.path, options.limit)
    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError) as error:  # python-docx's own errors for a package without a document
        raise FormatError(item.path, f"It is no Word document: {error}.", "Save it anew as .docx.") from None
    text = "\n".join(_lines(document)).strip("\n")
    if not text.strip():
        raise EmptyError(item.path, "The document holds no text.", "Leave the file out, or read its pictures.")
    yield Source(item.path, hashlib.sha256(data).hexdigest(), "docx", text)


def _check(data: bytes, path: str, limit: int) -> None:
    """That the parts are no larger than a text may be, before a library unpacks them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(info.file_size for info in package.infolist() if info.filename.endswith(".xml"))
    except zipfile.BadZipFile:
        old = data.startswith(b"\xd0\xcf\x11\xe0")
        reason = "It is an old Word document (.doc)." if old else "It is no Word document."
        raise FormatError(path, reason, "Save it anew as .docx.") from None
    if size > limit:
        raise too_large(path, limit)


def _lines(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from (_row(row) for row in block.rows)
        else:
            indented = block.paragraph_format.first_line_indent
            yield (INDENT if indented and indented > 0 and not block.text.startswith(INDENT) else "") + block.text


def _row(row: Any) -> str:
    """The cells of a row; one that is merged over several columns once."""
    cells: list[Any] = []
    for cell in row.cells:
        if not cells or cell._tc is not cells[-1]._tc:
            cells.append(cell)
    return " ".join(" ".join(cell.text.split()) for cell in cells)
