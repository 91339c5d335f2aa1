"""How the commands put things into words."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "article"), counted(2310, "article")
    ('1 article', '2,310 articles')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def printable(message: str) -> str:
    """As it is, but for bytes that are no UTF-8.

    >>> printable("春耕"), printable("a\\udcff")
    ('春耕', 'a\\\\udcff')
    """
    return message.encode("utf-8", "backslashreplace").decode()
