"""Which reader reads what, and the walk through items inside items."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache

from extract.article import Source
from extract.errors import FormatError, InputError, RatioError
from extract.sources.containers import read_gzip, read_tar, read_zip
from extract.sources.docx import read_docx
from extract.sources.html import read_html
from extract.sources.items import Document, Found, Item, Note, Reader
from extract.sources.options import ReadOptions
from extract.sources.parquet import read_parquet
from extract.sources.pdf import read_pdf
from extract.sources.plain import read_plain
from extract.sources.tables import read_csv, read_jsonl
from extract.sources.warc import read_warc

# What broken archives make the standard library raise.
BROKEN = (
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    NotImplementedError,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)


def suffix_of(name: str) -> str | None:
    """The suffix in READERS that the name ends with, the longest first; None where no reader is known.

    >>> suffix_of("旧报.TAR.GZ"), suffix_of("a.txt.gz"), suffix_of("a.png")
    ('.tar.gz', '.gz', None)
    """
    lower = name.lower()
    for suffix in _longest_first():
        if lower.endswith(suffix):
            return suffix if suffix != ".gz" or suffix_of(lower[:-3]) else None
    return None


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(READERS, key=len, reverse=True))


def read_item(item: Item, options: ReadOptions, skip: Callable[[str], None]) -> Iterator[Source | InputError | Note]:
    """All sources in an item, and in the items inside it, as `unpack_item` finds them."""
    for found in unpack_item(item, options, skip):
        if isinstance(found, Document):
            yield from read_document(found, options)
        else:
            yield found


def unpack_item(
    item: Item, options: ReadOptions, skip: Callable[[str], None]
) -> Iterator[Source | InputError | Note | Document]:
    """All sources in an item, and in the items inside it; nothing that is wrong with one stops the others.

    What lies in an archive and holds one source is given as it is, for `read_document`. Members that no reader is known
    for are left out, and `skip` is told their paths.
    """
    whole = item.depth and suffix_of(item.filename()) not in MANY
    try:
        for found in (_as_it_is if whole else _reader(item))(item, options):
            if not isinstance(found, Item):
                yield found
            elif suffix_of(found.filename()) and not hidden(found.path[len(item.path) :]):
                yield from unpack_item(found, options, skip)
            else:
                skip(found.path)
    except InputError as error:
        if isinstance(error, RatioError) and error.path != item.path:
            raise  # it ends the archive around this member
        yield error
    except BROKEN as error:
        yield _broken(item, error)


def read_document(document: Document, options: ReadOptions) -> Iterator[Source | InputError | Note]:
    """The source in a document, or the error that tells why there is none."""
    item = document.item()
    try:
        for found in _reader(item)(item, options):
            if not isinstance(found, Item | Document):
                yield found
    except InputError as error:
        yield error
    except BROKEN as error:
        yield _broken(item, error)


def _reader(item: Item) -> Reader:
    suffix = suffix_of(item.filename())
    return READERS[suffix] if suffix else read_plain


def _as_it_is(item: Item, options: ReadOptions) -> Iterator[Found]:
    yield Document(item.path, item.filename(), item.depth, item.read(options.limit))


def _broken(item: Item, error: Exception) -> FormatError:
    return FormatError(item.path, f"It cannot be read: {error or type(error).__name__}.", "Make or fetch it anew.")


def hidden(path: str) -> bool:
    """Whether the file is one that systems and archivers leave about (.DS_Store, __MACOSX).

    >>> hidden("2020/.DS_Store"), hidden("./2020/a.txt")
    (True, False)
    """
    return any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in path.split("/"))


# Formats whose files hold many sources: a run over an archive spreads those of a large one over its workers.
MANY = frozenset(
    {".jsonl", ".ndjson", ".csv", ".parquet", ".zip", ".warc", ".warc.gz", ".tar", ".tar.gz", ".tgz", ".gz"}
)

# One row a format: the suffix, in lower case, and its reader.
READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".parquet": read_parquet,
    ".zip": read_zip,
    ".warc": read_warc,
    ".warc.gz": read_warc,
    ".tar": read_tar,
    ".tar.gz": read_tar,
    ".tgz": read_tar,
    ".gz": read_gzip,
}
