from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extract.cli.app import app
from extract.errors import FormatError, SettingError
from extract.outputs.formats import FORMATS
from extract.outputs.tables import TABLES
from tests.outputs import made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run's output in two shards, with a file beside them that is none."""
    out = tmp_path / "OUT"
    out.mkdir()
    for number, text in enumerate(("老桥村", "青石镇"), 1):
        (out / f"records-0000{number}.jsonl").write_text(made.record(text, id=str(number)).model_dump_json() + "\n")
    (out / "ledger.jsonl").write_text("{}\n")
    return out


def export(*arguments: object) -> str:
    result = CliRunner().invoke(app, ["export", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_the_shards_of_a_folder_and_a_file(folder: Path, tmp_path: Path) -> None:
    said = export(folder, folder / "records-00001.jsonl", "--to", "csv", "-o", tmp_path / "tables")
    assert "3 articles" in said
    lines = (tmp_path / "tables" / "articles.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["record_id", "1", "2", "1"]


def test_an_unknown_format_is_answered_with_those_there_are(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="csv, xlsx, parquet, sqlite"):
        export(folder, "--to", "dbf", "-o", tmp_path / "x")


def test_the_help_names_every_format() -> None:
    words = re.split(r"[^\w-]+", export("--help"))
    assert set(FORMATS) <= set(words)


def test_what_stands_there_is_kept_unless_it_may_go(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "t.db"
    target.write_text("old")
    with pytest.raises(SettingError, match="--overwrite"):
        export(folder, "--to", "sqlite", "-o", target)
    assert target.read_text() == "old"
    export(folder, "--to", "sqlite", "-o", target, "--overwrite")
    assert target.read_bytes().startswith(b"SQLite format 3")
    export(folder, "--to", "csv", "-o", tmp_path / "tables")
    (tmp_path / "tables" / "articles.csv").write_text("old")
    export(folder, "--to", "csv", "-o", tmp_path / "tables", "--overwrite")
    assert len((tmp_path / "tables" / "articles.csv").read_text().splitlines()) == 3


def test_a_folder_with_other_files_is_never_replaced(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "tables"
    target.mkdir()
    (target / "thesis.docx").write_text("mine")
    with pytest.raises(SettingError, match=r"thesis\.docx"):
        export(folder, "--to", "csv", "-o", target, "--overwrite")
    assert (target / "thesis.docx").read_text() == "mine"
    with pytest.raises(SettingError, match="the other"):
        export(folder, "--to", "sqlite", "-o", target, "--overwrite")


def test_a_record_that_is_broken_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "records-00002.jsonl").write_text("{}\n")
    with pytest.raises(FormatError, match="line 1"):
        export(folder, "--to", "csv", "-o", tmp_path / "tables")
    assert [path.name for path in tmp_path.iterdir()] == ["OUT"]


def test_a_folder_without_records_and_a_place_that_is_not_there(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="records-"):
        export(tmp_path, "--to", "csv", "-o", tmp_path / "tables")
    with pytest.raises(SettingError, match="no folder"):
        export(folder, "--to", "csv", "-o", tmp_path / "none" / "tables")


def test_the_page_of_formats_tells_them_all() -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in page.splitlines() if re.match(r"\| `\w", line)}
    assert set(rows) == set(FORMATS) | set(TABLES)
    for name, form in FORMATS.items():
        assert ("(folder)" in rows[name]) == form.folder
    for name, table in TABLES.items():
        told = re.findall(r"\w+", rows[name].split("|")[3])
        assert {column.name for column in table.own} <= set(told), name
