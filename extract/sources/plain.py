"""Plain text: one source a file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from extract.article import Source
from extract.errors import EmptyError, FormatError
from extract.sources.encodings import decode
from extract.sources.items import Found, Item
from extract.sources.options import ReadOptions

_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def read_plain(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The one source in a text file. Raises the InputError that says why there is none."""
    data = item.read(options.limit)
    if not data:
        raise EmptyError(item.path, "It is empty (0 bytes).", "Leave the file out.")
    text, encoding = decode(data, item.path, options.encoding)
    if not text.strip("\ufeff\u200b\x1a \t\r\n\v\f\u3000\xa0"):
        raise EmptyError(item.path, "It holds nothing but white space.", "Leave the file out.")
    if _PAGE.match(text):
        raise FormatError(item.path, "It is a web page, not plain text.", "Rename it to end with .html.")
    yield Source(item.path, hashlib.sha256(data).hexdigest(), encoding, text)
