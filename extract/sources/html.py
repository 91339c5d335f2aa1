"""Web pages: the headline and the main text, without navigation, advertisements and comments (extra `html`).

The main text is found by trafilatura (Barbaresi 2021, https://aclanthology.org/2021.acl-demo.15/). The text of the
source is what it finds, a paragraph a line under the headline: offsets count there, the hash is that of the page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from extract.article import Source
from extract.errors import DecodeError, EmptyError
from extract.sources.encodings import decode, mark_of
from extract.sources.items import Found, Item
from extract.sources.libraries import library
from extract.sources.options import ReadOptions
from extract.sources.published import parse_published

HEAD = 4096  # bytes in which a page names its encoding (HTML Standard: 1024; saved pages put comments before it)
SHORTEST = 20  # characters of a text that is believed to be the main one; trafilatura's own 250 suit English
HEADLINE_TAGS = ("h1", "h2", "h3", "b", "strong", "font", "center")
# What titles of news sites end with: the name of the site behind a dash, an underscore or a bar.
_SITE = re.compile(r"\s*[-_|–—·]+\s*[^-_|–—·]{2,20}$")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_BLANK = re.compile(r"\s+")
_LINES = re.compile(r"\n\s*\n+")


def read_html(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The one source in a page. Raises EmptyError where it holds no text but furniture."""
    trafilatura = library("trafilatura", "html", item.path)
    data = item.read(options.limit)
    if not data.strip():
        raise EmptyError(item.path, "It is empty.", "Leave the file out.")
    page, encoding = _decoded(data, item.path, options.encoding)
    tree = trafilatura.load_html(page)
    if tree is None:
        raise EmptyError(item.path, "There is no page in it.", "Leave the file out.")
    _unfold(tree)
    found = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, favor_recall=True, deduplicate=False, config=_settings()
    )
    body = (found.text if found else "") or trafilatura.baseline(tree)[1] or ""
    body = _LINES.sub("\n", body.strip())
    if not body:
        raise EmptyError(item.path, "There is no text on the page but navigation.", "Leave the file out.")
    title = _headline(trafilatura.load_html(page), body) or _title(found.title if found else None, body)
    yield Source(
        path=item.path,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        text=f"{title}\n\n{body}" if title else body,
        published=_date(found.date if found else None, page),
        outlet=None,
    )


def _decoded(data: bytes, path: str, encoding: str | None) -> tuple[str, str]:
    """The page; of the encoding given, else of its mark, else of the one that it names, else of the one detected."""
    named = _CHARSET.search(data, 0, HEAD)
    if not encoding and not mark_of(data) and named:
        try:
            return decode(data, path, named.group(1).decode("ascii"))
        except (DecodeError, LookupError):
            pass  # pages that were saved anew in another encoding still name their old one
    return decode(data, path, encoding)


def _unfold(tree: Any) -> None:
    """Tables that only lay out the page become boxes, so that the text in them is no table; line breaks, paragraphs."""
    for table in tree.xpath("//table[.//table or .//td[string-length(normalize-space()) > 80]]"):
        if not table.xpath(".//th"):
            for element in table.xpath("descendant-or-self::*[self::table or self::tbody or self::tr or self::td]"):
                element.tag = "div"
    for box in tree.xpath("//*[br and not(self::p)]"):
        for line in box.xpath("br"):
            _as_paragraph(box, line)


def _as_paragraph(box: Any, line: Any) -> None:
    """The text behind a line break as a paragraph of its own."""
    if line.tail and line.tail.strip():
        line.tag = "p"
        line.text, line.tail = line.tail, None


def _headline(tree: Any, body: str) -> str | None:
    """The last line in headline type above the text; None where there is none, or where the text begins with one."""
    begin, headline = _BLANK.sub("", body)[:12], None
    for element in tree.iter("h1", "h2", "h3", "b", "strong", "font", "center", "p", "div", "td"):
        line = " ".join(element.text_content().split())
        if _BLANK.sub("", line).startswith(begin):
            return headline
        if element.tag in HEADLINE_TAGS and 4 <= len(line) <= 60 and not line.endswith("。"):
            headline = None if element.xpath(".//a | ancestor::a") else line
    return None


def _title(title: str | None, body: str) -> str | None:
    """The headline without the site's name; none where the text begins with it."""
    if not title or not (title := " ".join(title.split())):
        return None
    short = _SITE.sub("", title)
    first = body.partition("\n")[0].strip()
    return None if first in (title, short) else short or title


def _date(date: str | None, page: str) -> str | None:
    """The page's own date; None where trafilatura guesses one of which the page says nothing."""
    if not date:
        return None
    year, month, day = date[:10].split("-")
    if not re.search(rf"{year}\D{{0,3}}0?{int(month)}\D{{0,3}}0?{int(day)}(?!\d)", page):
        return None
    try:
        return parse_published(date)
    except ValueError:
        return None


@cache
def _settings() -> Any:
    from trafilatura.settings import use_config

    settings = use_config()
    for name in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        settings.set("DEFAULT", name, str(SHORTEST))
    settings.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")
    return settings
