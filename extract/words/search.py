"""Words for searching: long words beside the shorter ones inside them."""

from __future__ import annotations


def search_words(text: str) -> list[str]:
    """The words of folded `text` as jieba cuts them for search engines; what stands between them (marks, spaces) too.

    A long word comes after the shorter words that are inside it, so that either finds it.

    >>> search_words("长江大桥")
    ['长江', '大桥', '长江大桥']
    """
    import rjieba

    words: list[str] = rjieba.cut_for_search(text, True)
    return words


def plain_words(text: str) -> list[str]:
    """The words of folded `text`, each character in one of them.

    >>> plain_words("县长江大桥")
    ['县', '长江大桥']
    """
    import rjieba

    words: list[str] = rjieba.cut(text, True)
    return words
