from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extract.cli.app import app
from extract.errors import SettingError
from extract.outputs.jsonl import read_records
from extract.training.corpora import CORPORA
from tests.outputs import made

FORMATS = ["brat", "label-studio", "doccano", "inception"]


def jianbao(*arguments: object) -> str:
    result = CliRunner().invoke(app, list(map(str, arguments)))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    dated = [record.publication.model_copy(update={"date": "2021-03-05"}) for record in made.pages()]
    found = [r.model_copy(update={"publication": date}) for r, date in zip(made.pages(), dated, strict=True)]
    path.write_text("".join(record.model_dump_json() + "\n" for record in found), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_out_and_back_and_scored(form: str, records: Path, tmp_path: Path) -> None:
    made.need(form)
    jianbao("export", records, "--to", form, "-o", tmp_path / "out")
    pages = [made.CORPUS / "a01.txt", made.CORPUS / "b03.txt"]
    sources = [option for page in pages for option in ("--sources", page)]
    said = jianbao("import", form, tmp_path / "out", "--records", records, *sources, "-o", tmp_path / "gold")
    assert "2 gold texts" in said
    figures = json.loads(jianbao("eval", tmp_path / "gold", records, "--json"))
    assert figures["entities exact F1"] == figures["actions type+trigger F1"] == figures["NUM unit"] == 1


def test_articles_as_gold_and_for_training(records: Path, tmp_path: Path) -> None:
    jianbao("export", records, "--to", "brat", "-o", tmp_path / "out")
    jianbao("import", "brat", tmp_path / "out", "--records", records, "-o", tmp_path / "gold")
    ids = {record.id for record in made.pages()}
    assert {path.name.split(".")[0] for path in (tmp_path / "gold").glob("*.gold.json")} == ids
    with gzip.open(tmp_path / "gold" / "corrected.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    names = {row["text"][start:end] for row in rows for start, end, _ in row["spans"]}
    assert {person.name for record in made.pages() for person in record.people} <= names
    texts = sorted((tmp_path / "gold").glob("????????????????.txt"))
    manifest = tmp_path / "gold" / "manifest.csv"
    jianbao("run", *texts, "--manifest", manifest, "--model", "none", "-o", tmp_path / "again.jsonl")
    again = {record.id: record for record in read_records(tmp_path / "again.jsonl")}
    assert [record.publication.date for record in again.values()] == ["2021-03-05"] * 2
    figures = json.loads(jianbao("eval", tmp_path / "gold", tmp_path / "again.jsonl", "--json"))
    assert figures["entities exact F1"] > 0.9
    samples = CORPORA["corrected"](tmp_path / "gold")
    assert len(samples) == len(rows)
    assert CORPORA["corrected"](tmp_path) == []


def test_an_unknown_format_and_a_folder_that_is_there(records: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="brat, label-studio, doccano, inception"):
        jianbao("import", "csv", records, "--records", records, "-o", tmp_path / "gold")
    jianbao("export", records, "--to", "brat", "-o", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SettingError, match="no document of brat"):
        jianbao("import", "brat", tmp_path / "empty", "--records", records, "-o", tmp_path / "gold")
    assert not (tmp_path / "gold").exists()
    with pytest.raises(SettingError, match="there already"):
        jianbao("import", "brat", tmp_path / "out", "--records", records, "-o", tmp_path)
