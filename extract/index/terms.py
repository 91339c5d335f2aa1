"""What the full text is made of: words as jieba cuts them for search, and pairs of neighbouring characters.

Both are made of folded text (Traditional to Simplified, full-width to half-width, small letters), so that one writing
finds the other. The pairs find any string, of two characters and more, wherever the words were cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from extract.rules.fold import fold
from extract.words.search import plain_words, search_words

MAX_TERMS = 20  # of one question; more are left out
_RUN = re.compile(r"[^\W_]+")
_TERM = re.compile(r'["“「『](?P<exact>[^"”」』]+)["”」』]|(?P<plain>[^\s"“”「」『』]+)')


def folded(text: str) -> str:
    """The text as it is searched: folded, in small letters; the same length, so that offsets stay.

    >>> folded("僑辦Ｎ９５")
    '侨办n95'
    """
    small = fold(text)
    lowered = small.lower()
    return lowered if len(lowered) == len(small) else small


folded_name = lru_cache(1 << 16)(folded)  # for short texts that come again and again


def words_of(text: str, names: Iterable[str] = ()) -> str:
    """The words of folded text for the index, with names as words of their own; parted by spaces."""
    words = [word for word in search_words(text) if word.isalnum() or _RUN.search(word)]
    return " ".join([*words, *filter(None, names)])


def pairs_of(text: str) -> str:
    """Every pair of neighbouring characters of folded text, and the last one of each run; parted by spaces.

    >>> pairs_of("开镰了,好").split()
    ['开镰', '镰了', '了', '好']
    """
    return " ".join([" ".join(map(add, run, run[1:] + " ")) for run in _RUN.findall(text)])


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a question: a word, or a string that is looked for as it stands (`exact`)."""

    text: str
    exact: bool


def parse(question: str) -> list[Term]:
    """The parts of a question: strings between quotation marks of any kind, and what spaces part.

    >>> parse('捐款 "县人民医院"')
    [Term(text='捐款', exact=False), Term(text='县人民医院', exact=True)]
    """
    terms = []
    for found in _TERM.finditer(question):
        text = folded(found["exact"] or found["plain"] or "").strip()
        if _RUN.search(text):
            terms.append(Term(text, bool(found["exact"])))
    return terms[:MAX_TERMS]


def words_query(terms: Iterable[Term]) -> str:
    """The FTS5 expression for the words of terms: each whole, or all the words that it is cut into."""
    parts = []
    for term in terms:
        words = [word for word in plain_words(term.text) if _RUN.search(word)]
        whole = _quoted(term.text)
        parts.append(whole if words == [term.text] else f"({whole} OR ({' AND '.join(map(_quoted, words))}))")
    return " AND ".join(parts)


def pairs_query(terms: Iterable[Term]) -> str:
    """The FTS5 expression for strings as they stand; marks and spaces inside them match any.

    >>> pairs_query([Term("人民医院", True)])
    '"人民 民医 医院"'
    """
    return " AND ".join(_phrase(term.text) for term in terms)


def _phrase(text: str) -> str:
    *runs, last = _RUN.findall(text)
    tokens = [run[i : i + 2] for run in runs for i in range(len(run))]
    tokens += [last[i : i + 2] for i in range(len(last) - 1)]
    if len(last) > 1:
        return _quoted(" ".join(tokens))
    return f"{_quoted(' '.join([*tokens, last]))} *"  # one character: whatever begins with it


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""').replace("\0", "") + '"'
