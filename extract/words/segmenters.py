"""Word segmenters behind one Protocol, in one dict."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Protocol

from extract.errors import SettingError

MAX_FREQUENCY = 10**9  # sixteen times the sum of jieba's own dictionary; the segmenters count in 64 bits


class Segmenter(Protocol):
    """What cuts text into words with parts of speech (the tags of jieba: n, v, nr, m …)."""

    def tag(self, text: str) -> list[tuple[str, str]]:
        """The words of `text` in order, with nothing left out: (word, tag)."""

    def known(self, text: str) -> list[tuple[str, str]]:
        """The same with the words of the dictionary alone; what it lacks falls into characters."""


class RjiebaSegmenter:
    """jieba's dictionary and algorithm in Rust (the package `rjieba`)."""

    def __init__(self, dictionary: Path | None) -> None:
        import rjieba

        self._jieba = rjieba.Jieba() if dictionary else rjieba  # the module has one of its own, made at its import
        for word, frequency, tag in _entries(dictionary):
            self._jieba.add_word(word, frequency, tag)

    def tag(self, text: str) -> list[tuple[str, str]]:
        """The words of `text` with their tags."""
        words: list[tuple[str, str]] = self._jieba.tag(text)
        return words

    def known(self, text: str) -> list[tuple[str, str]]:
        """The words of `text`, none guessed, with their tags."""
        words: list[tuple[str, str]] = self._jieba.tag(text, False)
        return words


class JiebaSegmenter:
    """The original `jieba`: ten times slower, for comparison."""

    def __init__(self, dictionary: Path | None) -> None:
        import logging

        import jieba
        import jieba.posseg

        jieba.setLogLevel(logging.WARNING)
        self._tokenizer = jieba.posseg.POSTokenizer(jieba.Tokenizer())
        for word, frequency, tag in _entries(dictionary):
            self._tokenizer.add_word(word, frequency, tag)

    def tag(self, text: str) -> list[tuple[str, str]]:
        """The words of `text` with their tags."""
        return [(pair.word, pair.flag) for pair in self._tokenizer.cut(text)]

    def known(self, text: str) -> list[tuple[str, str]]:
        """The words of `text`, none guessed, with their tags."""
        return [(pair.word, pair.flag) for pair in self._tokenizer.cut(text, HMM=False)]


def _entries(dictionary: Path | None) -> list[tuple[str, int | None, str | None]]:
    """Rows of a user dictionary in jieba's format: word, optional frequency, optional tag."""
    if dictionary is None:
        return []
    entries: list[tuple[str, int | None, str | None]] = []
    for number, line in enumerate(_text(dictionary).splitlines(), 1):
        if not line.strip():
            continue
        word, *rest = line.split()
        frequency = _frequency(rest.pop(0), f"{dictionary}, line {number}") if rest and rest[0].isdecimal() else None
        if len(rest) > 1:
            raise SettingError(f"--dictionary {dictionary}, line {number}: expected `word [frequency] [tag]`.")
        entries.append((word, frequency, rest[0] if rest else None))
    return entries


def _frequency(digits: str, where: str) -> int:
    if len(digits) > len(str(MAX_FREQUENCY)) or int(digits) > MAX_FREQUENCY:
        raise SettingError(f"--dictionary {where}: the frequency is larger than {MAX_FREQUENCY}.")
    return int(digits)


def _text(dictionary: Path) -> str:
    try:
        return dictionary.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SettingError(f"--dictionary {dictionary}: there is no such file.") from None
    except OSError as error:
        raise SettingError(f"--dictionary {dictionary}: it cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingError(f"--dictionary {dictionary}, line {line}: this is not UTF-8; save it as UTF-8.") from None


def make_segmenter(name: str, dictionary: Path | None = None) -> Segmenter:
    """The segmenter of this name, with a user dictionary; the same object for the same question.

    Raises SettingError for an unknown name or a dictionary that cannot be read.

    >>> make_segmenter("rjieba").tag("提高警惕")
    [('提高警惕', 'v')]
    """
    if name not in SEGMENTERS:
        known = ", ".join(sorted(SEGMENTERS))
        raise SettingError(f"--segmenter {name}: there is no such segmenter; there are {known}.")
    return _made(name, dictionary)


@cache
def _made(name: str, dictionary: Path | None) -> Segmenter:
    return SEGMENTERS[name](dictionary)


SEGMENTERS: dict[str, Callable[[Path | None], Segmenter]] = {"rjieba": RjiebaSegmenter, "jieba": JiebaSegmenter}
