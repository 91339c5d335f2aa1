from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.article import Article, Block, NameMention, Source
from extract.errors import SettingError
from extract.rules import Settings
from extract.words import SEGMENTERS, Sentences, Words, make_segmenter


def cut(text: str, names: list[tuple[int, int]], settings: Settings | None = None) -> Article:
    article = Article(Source("t", "0", "utf-8", text), 0, text, [(0, 0, len(text))], [Block("paragraph", 0, len(text))])
    Sentences(settings or Settings())([article])
    article.names = [NameMention(start, end, "ORG", "test", 1.0) for start, end in names]
    Words(settings or Settings())([article])
    return article


def test_a_name_is_one_word_with_its_own_tag() -> None:
    article = cut("清屏县柳洼乡水利站昨日验收", [(0, 9)])
    assert article.words[0] == (0, 9, "nt")


@given(st.text(alphabet="县人民医院昨日开诊,。 \n1A", max_size=40), st.integers(0, 39), st.integers(1, 8))
def test_words_cover_all_that_is_no_space_and_cross_no_name(text: str, start: int, length: int) -> None:
    name = (start, min(len(text), start + length))
    names = [name] if name[0] < name[1] and text[name[0] : name[1]].strip() else []
    article = cut(text, names)
    covered = "".join(text[a:b] for a, b, _ in article.words)
    assert "".join(covered.split()) == "".join(text.split())
    assert all((a, b) == name or b <= name[0] or a >= name[1] for a, b, _ in article.words if names)


@pytest.mark.parametrize("name", sorted(SEGMENTERS))
def test_a_user_dictionary_keeps_its_words_whole(name: str, tmp_path: Path) -> None:
    text = "今年推广旱直播水管化"
    assert "旱直播" not in [word for word, _ in make_segmenter(name).tag(text)]
    words = tmp_path / "words.txt"
    words.write_text("旱直播 100000 n\n", encoding="utf-8")
    assert ("旱直播", "n") in make_segmenter(name, words).tag(text)


def test_an_unknown_segmenter_is_answered_with_those_there_are() -> None:
    with pytest.raises(SettingError, match=r"--segmenter sego: .*jieba, rjieba"):
        make_segmenter("sego")


def test_a_broken_dictionary_line_is_named(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("旱直播 10 n extra\n", encoding="utf-8")
    with pytest.raises(SettingError, match="line 1"):
        make_segmenter("rjieba", words)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ("旱直播 10\n水管化 99999999999 n\n".encode(), "line 2: the frequency is larger than"),
        ("旱直播 ".encode() + b"9" * 5000, "line 1: the frequency is larger than"),
        ("旱直播 ² n\n".encode(), "line 1: expected"),
        ("旱直播\n水管化\n".encode("gb18030"), "line 1: this is not UTF-8"),
    ],
)
def test_a_dictionary_line_that_cannot_be_used_is_named(tmp_path: Path, data: bytes, fault: str) -> None:
    words = tmp_path / "words.txt"
    words.write_bytes(data)
    with pytest.raises(SettingError, match=fault):
        make_segmenter("rjieba", words)


def test_the_largest_frequency_is_taken(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("旱直播 1000000000 n\n", encoding="utf-8")
    assert ("旱直播", "n") in make_segmenter("rjieba", words).tag("推广旱直播")


def test_a_dictionary_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"none\.txt: there is no such file\.$"):
        make_segmenter("rjieba", tmp_path / "none.txt")
    with pytest.raises(SettingError, match="cannot be read"):
        make_segmenter("rjieba", tmp_path)
