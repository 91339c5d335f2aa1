"""The tables: what becomes of a page, a credit line, the lines over a story, a date line."""

from __future__ import annotations

import pytest

from extract.article import Article, Source
from extract.layout import Layout
from extract.layout.bylines import CreditReader
from extract.rules import Settings, fold
from tests.cases_reader import read_cases

LAYOUT = Layout(Settings())
READER = CreditReader(Settings())


def articles(page: str, published: str | None = None) -> list[Article]:
    return LAYOUT(Source("a.txt", "", "utf-8", page.replace("⏎", "\n"), published))


@pytest.mark.parametrize(("page", "expected"), read_cases("layout_text"))
def test_text(page: str, expected: str) -> None:
    got = "¶".join(article.text.replace("\n", "⏎") for article in articles(page))
    assert got == (page if expected == "-" else expected)


@pytest.mark.parametrize(("line", "expected"), read_cases("layout_credits"))
def test_credit_line(line: str, expected: str) -> None:
    found = READER.line(fold(line)) or []
    got = "; ".join(f"{role} {line[start:end]}" for role, start, end in found)
    assert (got or "-") == expected


@pytest.mark.parametrize(("paragraph", "expected"), read_cases("layout_leads"))
def test_credits_at_the_head_of_a_paragraph(paragraph: str, expected: str) -> None:
    found = READER.head(fold(paragraph))
    got = "; ".join(f"{role} {paragraph[start:end]}" for role, start, end in found)
    assert (got or "-") == expected


@pytest.mark.parametrize(("page", "expected"), read_cases("layout_heads"))
def test_head(page: str, expected: str) -> None:
    article = articles(page.replace("‖", "⏎⏎"))[0]
    assert f"{article.kicker or '-'} | {article.headline or '-'} | {article.deck or '-'}" == expected


@pytest.mark.parametrize(("page", "expected"), read_cases("layout_dates"))
def test_publication_date(page: str, expected: str) -> None:
    publication = articles(page)[0].publication
    assert (f"{publication.date} {publication.basis}" if publication.date else "-") == expected


def test_given_date_goes_before_the_printed_one() -> None:
    publication = articles("2016年8月3日 星期三⏎新坝合龙⏎昨日合龙。", published="2016-08-04")[0].publication
    assert (publication.date, publication.basis) == ("2016-08-04", "metadata")
