from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.index.schema import TABLES
from extract.index.terms import Term, folded, pairs_of, pairs_query, parse, words_of, words_query


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("捐款 学校", [Term("捐款", False), Term("学校", False)]),
        ("“县人民医院”", [Term("县人民医院", True)]),
        ('"a b"c', [Term("a b", True), Term("c", False)]),
        ("「縣醫院」", [Term("县医院", True)]),
        ("Ｎ９５", [Term("n95", False)]),
        ("！？ …", []),
        ('"', []),
        ("", []),
    ],
)
def test_a_question_is_words_and_strings(question: str, terms: list[Term]) -> None:
    assert parse(question) == terms


def test_folding_keeps_every_offset() -> None:
    assert len(folded("İ大ẞ醫")) == 4


@pytest.fixture(scope="module")
def texts() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.executescript(TABLES)
    for n, text in enumerate(["县医院收到捐款30万元。", "N95口罩,3.5万只", "王·约翰来访", "𠮷野家开业", "阿"], 1):
        db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (n, words_of(folded(text))))
        db.execute("INSERT INTO pairs (rowid, text) VALUES (?, ?)", (n, pairs_of(folded(text))))
    return db


def found(db: sqlite3.Connection, table: str, query: str) -> list[int]:
    return [row[0] for row in db.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid", (query,))]


@pytest.mark.parametrize(
    ("string", "articles"),
    [
        ("医院收", [1]), ("到捐", [1]), ("阿", [5]), ("元", [1]), ("95口", [2]), ("口罩，3", [2]), ("𠮷野", [4]),
        ("约翰", [3]), ("医款", []), ("院到", []),
    ],
)  # fmt: skip
def test_pairs_find_any_string(texts: sqlite3.Connection, string: str, articles: list[int]) -> None:
    assert found(texts, "pairs", pairs_query([Term(string, True)])) == articles


@pytest.mark.parametrize(("word", "articles"), [("捐款", [1]), ("医院", [1]), ("到捐", []), ("口罩 捐款", [])])
def test_words_find_words(texts: sqlite3.Connection, word: str, articles: list[int]) -> None:
    assert found(texts, "words", words_query(parse(word))) == articles


@given(st.text(max_size=30))
def test_no_question_breaks_the_syntax_of_the_full_text(question: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
    terms = parse(question)
    if terms:
        db.execute("SELECT 1 FROM t WHERE t MATCH ?", (words_query(terms),)).fetchall()
        db.execute("SELECT 1 FROM t WHERE t MATCH ?", (pairs_query(terms),)).fetchall()


@pytest.mark.parametrize(
    "question", ['"a" OR "b', "NEAR(捐款 学校)", "捐* AND", "-捐", "col:捐款", "^捐", '"";--', "a\0b"]
)
def test_operators_are_words(texts: sqlite3.Connection, question: str) -> None:
    if terms := parse(question):
        found(texts, "words", words_query(terms))
        found(texts, "pairs", pairs_query(terms))
