"""What belongs together: forms of one entity, full names of relative organs, codes of places."""

from __future__ import annotations

from itertools import combinations

import pytest

from extract.article import Article
from tests.cases_reader import read_cases
from tests.names.conftest import Read


def joined(article: Article) -> set[frozenset[str]]:
    """The pairs of different forms of the article that name one entity."""
    pairs = set()
    for entities in (article.people, article.organizations, article.places):
        for entity in entities:
            forms = {article.text[mention.start : mention.end] for mention in entity.mentions}
            pairs |= {frozenset(pair) for pair in combinations(forms, 2)}
    return pairs


@pytest.mark.parametrize(("text", "expected"), read_cases("name_joins"))
def test_forms_of_one_entity(read: Read, text: str, expected: str) -> None:
    groups = [] if expected == "-" else [group.split("=") for group in expected.split(";")]
    assert joined(read(text)) == {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def answers(expected: str) -> dict[str, str | None]:
    """Form and answer of one row; None where it isn't certain."""
    if expected == "-":
        return {}
    return {form: answer or None for form, _, answer in (row.partition("=") for row in expected.split(";"))}


@pytest.mark.parametrize(("row", "expected"), read_cases("name_canonical"))
def test_full_name_of_a_relative_form(read: Read, row: str, expected: str) -> None:
    text, _, home = row.partition(" @ ")
    article = read(text, place=None if home == "-" else home)
    assert {o.name: o.canonical for o in article.organizations} == answers(expected)


@pytest.mark.parametrize(("row", "expected"), read_cases("name_codes"))
def test_code_of_a_place(read: Read, row: str, expected: str) -> None:
    text, home, year = row.split(" @ ")
    article = read(text, place=None if home == "-" else home, date=f"{year}-05-06")
    assert {place.name: place.code for place in article.places} == answers(expected)
