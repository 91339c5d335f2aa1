"""PDF files with a text layer: the lines of every page in reading order, columns one after the other (extra `pdf`).

Characters and their places come from pdfplumber. A page is cut recursively (XY-cut, Nagy and Seth 1984): strips that
share a gutter are read column by column, from left to right; what spans the gutter is read on its own. A paragraph's
first line is indented as on the page; a blank line stands where the type changes size or a wide gap is left.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from typing import Any

from extract.article import Source
from extract.errors import EmptyError, FormatError
from extract.sources.columns import SPACE, Line, in_reading_order, to_lines
from extract.sources.items import Found, Item
from extract.sources.libraries import library
from extract.sources.options import ReadOptions

INDENT = "\u3000\u3000"
PARAGRAPH_GAP = 1.1  # of the type's size, between two lines: more is a blank line
OTHER_SIZE = 1.15  # one size over the other: headline and text
_HYPHEN = re.compile(r"(?<=[A-Za-z]{2})-\n(?=[a-z]{2})")  # a Latin word broken at the line's end


def read_pdf(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The one source in a file, all pages. Raises EmptyError where there is no text layer, FormatError for no PDF."""
    library("pdfminer", "pdf", item.path)
    pdfplumber = library("pdfplumber", "pdf", item.path)
    data = item.read(options.limit)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            pages = [_text(page) for page in document.pages]
    except Exception as error:  # pdfminer raises errors of many kinds, even bare ones, over broken files
        raise FormatError(item.path, _reason(error), "Open it in a viewer and print it to a new PDF.") from None
    text = _HYPHEN.sub("", "\n\n".join(page for page in pages if page))
    if not text.strip():
        reason = f"None of its {len(pages)} pages has a text layer: they are pictures."
        raise EmptyError(item.path, reason, "Run text recognition (OCR) over it first.")
    yield Source(item.path, hashlib.sha256(data).hexdigest(), "pdf", text)


def _reason(error: Exception) -> str:
    if "Password" in type(error).__name__ or "Password" in repr(error):
        return "It is protected by a password."
    return f"It cannot be read as a PDF: {str(error) or type(error).__name__}."


def _text(page: Any) -> str:
    words = page.dedupe_chars().extract_words(
        x_tolerance_ratio=SPACE, y_tolerance=3, keep_blank_chars=True, extra_attrs=["size"]
    )
    page.close()  # else every page that was read stays in memory
    pieces = ((w["x0"], w["top"], w["x1"], w["bottom"], w["size"], w["text"]) for w in words if w["text"].strip())
    lines = in_reading_order(to_lines(pieces))
    return "".join(_written(lines))


def _written(columns: list[list[Line]]) -> Iterator[str]:
    before: Line | None = None
    for column in columns:
        for number, line in enumerate(column):
            if before:
                yield "\n\n" if _apart(before, line, same_column=number > 0) else "\n"
            yield (INDENT if _indented(column, number) else "") + line.text.rstrip()
            before = line


def _apart(before: Line, line: Line, same_column: bool) -> bool:
    sizes = sorted((before.size, line.size))
    if sizes[1] > OTHER_SIZE * sizes[0]:
        return True
    return same_column and line.top - before.bottom > PARAGRAPH_GAP * line.size


def _indented(column: list[Line], number: int) -> bool:
    """Whether the line begins about two characters right of the one after or before it, and no spaces say so."""
    line = column[number]
    if line.text[0].isspace():
        return False
    others = [column[at] for at in (number + 1, number - 1) if 0 <= at < len(column)]
    return any(
        1.5 * line.size < line.left - other.left < 3.5 * line.size and abs(line.size - other.size) < 0.1 * line.size
        for other in others
    )
