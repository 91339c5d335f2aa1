from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

import extract
from extract import find_counts
from extract.errors import PatternError, SettingError
from extract.rules import Patterns
from extract.rules.layout import Credits, Furniture, Headings
from extract.rules.name import HeadRule
from extract.rules.unit import units


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


HEADER = "unit\tkind\tcode\tmark\tunless\n"


def test_a_table_of_units_of_a_new_name_adds_units(tmp_path: Path) -> None:
    assert not [count for count in find_counts("仓里存稻谷十二箩筐") if count.unit == "箩筐"]
    folder(tmp_path, "unit/mine.tsv", HEADER + "箩筐\tcount\t-\t-\t-\n")
    (record,) = extract.load(model="none", patterns=tmp_path)("仓里存稻谷十二箩筐，村民收口罩3只。")
    assert [(count.value, count.unit) for count in record.counts] == [(12, "箩筐"), (3, "只")]


def test_a_table_of_units_of_the_same_name_replaces(tmp_path: Path) -> None:
    folder(tmp_path, "unit/classifier.tsv", HEADER + "箩筐\tcount\t-\tm\t牌 号\n")
    laid = {unit.text: unit for unit in units(Patterns.load(str(tmp_path)))}
    assert laid["箩筐"] == ("箩筐", "count", None, "m", ("牌", "号"))
    assert "只" not in laid
    assert "公里" in laid, "the other tables stay"


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("mine", "", "the table is empty"),
        ("mine", "# 注\n", "the table is empty"),
        ("mine", "unit\tkind\n箩筐\tcount\n", r"mine\.tsv, line 2: code: "),
        ("mine", HEADER + "箩筐\tbasket\t-\t-\t-\n", r"mine\.tsv, line 2: kind: "),
        ("mine", HEADER + "\tcount\t-\t-\t-\n", r"mine\.tsv, line 2: unit: "),
        (
            "classifier",
            "unit\tkind\tcode\n箩筐\tcount\t-\n",
            r"classifier\.tsv, line 1: there is no column mark, unless",
        ),
    ],
)
def test_a_broken_table_of_units_is_named(tmp_path: Path, name: str, text: str, fault: str) -> None:
    folder(tmp_path, f"unit/{name}.tsv", text)
    with pytest.raises(PatternError, match=fault):
        units(Patterns.load(str(tmp_path)))


def test_files_that_are_not_utf_8_are_named_with_the_line(tmp_path: Path) -> None:
    for name in ("lexicon/saying.txt", "unit/mine.tsv", "name/mine.toml"):
        folder(tmp_path, name, "").write_bytes("# a\n地点".encode("gb18030"))
    laid = Patterns.load(str(tmp_path))
    with pytest.raises(PatternError, match=r"saying\.txt, line 2: this is not UTF-8"):
        laid.words("saying")
    with pytest.raises(PatternError, match=r"mine\.tsv, line 2: this is not UTF-8"):
        laid.table("unit", "mine")
    with pytest.raises(PatternError, match=r"mine\.toml, line 2: this is not UTF-8"):
        laid.toml("name", "mine")


def test_a_mark_at_the_start_of_a_file_is_no_part_of_it(tmp_path: Path) -> None:
    folder(tmp_path, "lexicon/saying.txt", "\ufeff言道\n")
    assert Patterns.load(str(tmp_path)).words("saying") == ("言道",)


@pytest.mark.parametrize("regex", ["(?P<name>甲", "甲乙"])
def test_a_pattern_of_names_that_cannot_be_searched_for_is_named(tmp_path: Path, regex: str) -> None:
    folder(tmp_path, "name/mine.toml", HEAD + f"[[patterns]]\nneedle = '甲'\nregex = '{regex}'\n")
    with pytest.raises(PatternError, match=r"mine\.toml: patterns\.0\.regex: "):
        Patterns.load(str(tmp_path)).rule("name", "mine", HeadRule)


def test_an_expression_of_the_layout_that_does_not_compile_is_named(tmp_path: Path) -> None:
    folder(tmp_path, "layout/furniture.toml", "[[rule]]\nid = 'mine'\npattern = '(甲'\nexamples = ['甲']\n")
    with pytest.raises(PatternError, match=r"furniture\.toml: rule\.0\.pattern: .*not a regular expression"):
        Patterns.load(str(tmp_path)).rule("layout", "furniture", Furniture)


def test_the_expressions_of_the_built_in_files_stand_the_check_of_a_user_s() -> None:
    built = Patterns.load()
    for stem, model in (("furniture", Furniture), ("credits", Credits), ("headings", Headings)):
        model.model_validate(built.toml("layout", stem))
    rules = [stem for stem in built.names("name", ".toml") if stem.startswith(("org_", "loc_"))]
    assert rules
    for stem in rules:
        HeadRule.model_validate(built.toml("name", stem))


def test_a_file_is_read_once() -> None:
    built = Patterns.load()
    assert built.rule("layout", "headings", Headings) is built.rule("layout", "headings", Headings)


HEAD = """
kind = "ORG"
heads = "社"
parent = ["place"]
examples = ["[柳河社]开会"]
counter_examples = ["社会"]
"""


def test_a_pattern_of_names_is_looked_for_round_each_word_of_its_needle(tmp_path: Path) -> None:
    regex = "(?P<name>[^\\W\\d_]{2}(?:窑坊|灯会))"
    folder(tmp_path, "name/org_mine.toml", HEAD + f"[[patterns]]\nneedle = '窑坊 灯会'\nregex = '{regex}'\n")
    record = extract.load(model="none", patterns=tmp_path)("瑶石窑坊与蓼溪灯会,均已停办。")[0]
    assert {organization.name for organization in record.organizations} == {"瑶石窑坊", "蓼溪灯会"}


def test_a_pattern_of_names_is_looked_for_where_one_of_its_bodies_stands_before_the_needle(tmp_path: Path) -> None:
    pattern = "[[patterns]]\nneedle = '窑坊 灯会'\nbodies = '瑶石 蓼溪'\nregex = '(?P<name>{bodies}(?:窑坊|灯会))'\n"
    folder(tmp_path, "name/org_mine.toml", HEAD + pattern)
    record = extract.load(model="none", patterns=tmp_path)("瑶石窑坊与蓼溪灯会,还有砚湾灯会,均已停办。")[0]
    assert {organization.name for organization in record.organizations} == {"瑶石窑坊", "蓼溪灯会"}


def test_a_pattern_of_names_without_a_needle_is_named(tmp_path: Path) -> None:
    folder(tmp_path, "name/mine.toml", HEAD + "[[patterns]]\nneedle = ' '\nregex = '(?P<name>甲)'\n")
    with pytest.raises(PatternError, match=r"mine\.toml: patterns\.0\.needle: "):
        Patterns.load(str(tmp_path)).rule("name", "mine", HeadRule)


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


@pytest.mark.parametrize("name", ["name/persosn.toml", "layout/mine.toml", "lexicon/mine.txt", "unit/mine.toml"])
def test_a_file_that_nothing_reads_is_refused(tmp_path: Path, name: str) -> None:
    folder(tmp_path, name, "words = []\n")
    with pytest.raises(PatternError, match=rf"{name}: no file of this name is read; in {name.partition('/')[0]}/ are"):
        extract.load(model="none", patterns=tmp_path)


def test_files_that_are_no_rules_may_lie_beside_them(tmp_path: Path) -> None:
    folder(tmp_path, "unit/README.md", "我们的量词\n")
    folder(tmp_path, "lexicon/saying.txt", "言道\n")
    Patterns.load(str(tmp_path)).check_names()
