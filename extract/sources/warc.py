"""Web archives (WARC, ISO 28500): every page that was fetched is an item of its own (extra `warc`)."""

from __future__ import annotations

import io
from collections.abc import Iterator

from extract.sources.containers import unpacked
from extract.sources.items import Found, Item
from extract.sources.libraries import library
from extract.sources.options import ReadOptions

# Media types, and the suffix whose reader reads them.
KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
}


def read_warc(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The pages of an archive, compressed or not, in its order; a path holds the record's number and address."""
    warcio = library("warcio.archiveiterator", "warc", item.path)
    for number, record in enumerate(warcio.ArchiveIterator(unpacked(item, options)), 1):
        if record.rec_type not in ("response", "resource") or not _fetched(record):
            continue
        kind = (record.http_headers or record.rec_headers).get_header("Content-Type") or ""
        suffix = KINDS.get(kind.partition(";")[0].strip().lower())
        if suffix:
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            stream = io.BytesIO(record.content_stream().read(options.limit + 1))
            yield Item(f"{item.path}!/{number} {address}".rstrip(), stream, item.depth + 1, f"page{suffix}")


def _fetched(record: object) -> bool:
    headers = getattr(record, "http_headers", None)
    return headers is None or headers.get_statuscode() == "200"
