from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from extract.errors import PatternError, SettingError
from extract.rules import Patterns


class Shape(BaseModel):
    words: list[str]


def folder(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_users_file_replaces_the_one_of_the_same_name_and_adds_new_ones(tmp_path: Path) -> None:
    built = Patterns.load()
    folder(tmp_path, "lexicon/saying.txt", "# 注\n言道\n")
    folder(tmp_path, "lexicon/mine.txt", "甲\n")
    laid = Patterns.load(str(tmp_path))
    assert laid.words("saying") == ("言道",)
    assert laid.words("mine") == ("甲",)
    assert set(laid.names("lexicon", ".txt")) == {*built.names("lexicon", ".txt"), "mine"}


def test_a_missing_folder_and_one_without_rooms_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="no such folder"):
        Patterns.load(str(tmp_path / "none"))
    with pytest.raises(SettingError, match="lexicon"):
        Patterns.load(str(tmp_path))


def test_faults_name_the_file_and_the_key(tmp_path: Path) -> None:
    folder(tmp_path, "name/broken.toml", "words = [")
    folder(tmp_path, "name/wrong.toml", "words = 3")
    folder(tmp_path, "unit/short.tsv", "a\tb\n1\n")
    laid = Patterns.load(str(tmp_path))
    with pytest.raises(PatternError, match=r"broken\.toml: Invalid value"):
        laid.toml("name", "broken")
    with pytest.raises(PatternError, match=r"wrong\.toml: words: "):
        laid.rule("name", "wrong", Shape)
    with pytest.raises(PatternError, match="line 2: 1 cells where the header has 2"):
        laid.table("unit", "short")
    with pytest.raises(PatternError, match=r"name/gone\.toml is missing"):
        laid.toml("name", "gone")
