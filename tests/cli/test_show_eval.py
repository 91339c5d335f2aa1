from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extract.article import Source
from extract.cli.app import app
from extract.errors import InputError, SettingError
from extract.pipeline import Extractor, load

TEXT = "柳河镇修桥通车\n\n本报讯（记者叶知秋）7月12日，柳河镇<b>大桥</b>通车，投资300万元。\n“方便多了！”村民苗得雨说。"


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("show") / "records.jsonl"
    found = load()(TEXT, published="2021-07-13")
    path.write_text("".join(record.model_dump_json() + "\n" for record in found), encoding="utf-8")
    return path


class Page(HTMLParser):
    """The text of the article element, and everything the page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.text, self.loads, self.tags = False, "", [], set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.inside = self.inside or tag == "article"
        self.loads += [value for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "article"

    def handle_data(self, data: str) -> None:
        self.text += data if self.inside else ""


def test_the_page_holds_the_text_escaped_and_loads_nothing(records: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    result = CliRunner().invoke(app, ["show", str(records), "--html", str(target)])
    assert result.exit_code == 0, result.output
    page = Page()
    page.feed(target.read_text(encoding="utf-8"))
    text = json.loads(records.read_text(encoding="utf-8"))["text"]
    assert "".join(page.text.split()) == "".join(text.split())
    assert page.loads == []
    assert "b" not in page.tags


def test_the_terminal_shows_the_text_and_the_values(records: Path) -> None:
    result = CliRunner().invoke(app, ["show", str(records)])
    assert result.exit_code == 0, result.output
    assert "柳河镇修桥通车" in result.output
    facts = [line.split(maxsplit=1) for line in result.output.splitlines()]
    assert ["date", "7月12日 → 2021-07-12"] in facts
    assert next(fact[1] for fact in facts if fact[:1] == ["count"]).startswith("300万元 → 3000000 元")
    assert ["quote", "苗得雨: 方便多了！"] in facts


def test_a_pipe_gets_whole_lines_and_paths_as_they_are(records: Path, tmp_path: Path) -> None:
    (record,) = map(json.loads, records.read_text(encoding="utf-8").splitlines())
    record["source"]["path"] = "[red]/[页].txt"
    path = tmp_path / "records.NDJSON"
    path.write_text(json.dumps(record), encoding="utf-8")
    result = CliRunner().invoke(app, ["show", str(path)])
    lines = result.output.splitlines()
    assert lines[0].startswith("[red]/[页].txt · 2021-07-13")
    for block in record["blocks"]:
        assert record["text"][block["start"] : block["end"]] in lines


def test_a_page_into_a_folder_that_is_not_there_is_refused(records: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["show", str(records), "--html", str(tmp_path / "none" / "page.html")])
    assert isinstance(result.exception, SettingError)
    assert "--html" in str(result.exception)


def test_a_folder_is_read_as_far_as_the_article_past_what_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00\x01\x02\x03" * 50)
    for name in "bcd":
        (tmp_path / f"{name}.txt").write_text(TEXT.replace("修桥", "架桥" + name), encoding="utf-8")
    read: list[str] = []
    extract = Extractor.extract
    monkeypatch.setattr(Extractor, "extract", lambda self, found: read.append(found.path) or extract(self, found))
    result = CliRunner().invoke(app, ["show", str(tmp_path), "--article", "1"])
    assert "柳河镇架桥c通车" in result.output
    assert read == ["b.txt", "c.txt"]


def test_a_text_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_bytes(b"\x00\x01\x02\x03" * 50)
    assert isinstance(CliRunner().invoke(app, ["show", str(page)]).exception, InputError)


def test_an_article_that_is_not_there_is_answered_with_how_many_there_are(records: Path) -> None:
    result = CliRunner().invoke(app, ["show", str(records), "--article", "7"])
    assert result.exit_code == 2
    assert "1" in result.output


def test_a_text_is_shown_without_a_run_before(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    result = CliRunner().invoke(app, ["show", str(page), "--published", "2021-07-13"])
    assert result.exit_code == 0, result.output
    assert "2021-07-13" in result.output


def write_gold(folder: Path, name: str) -> None:
    source = TEXT.replace("<b>", "").replace("</b>", "")
    (folder / f"{name}.txt").write_text(source, encoding="utf-8")
    (folder / f"{name}.tagged.txt").write_text("<ORG>柳河</ORG>" + source[2:], encoding="utf-8")
    facts = {"articles": [], "people": [], "quotes": [], "actions": []}
    (folder / f"{name}.gold.json").write_text(json.dumps(facts), encoding="utf-8")


def test_eval_prints_every_class(tmp_path: Path) -> None:
    write_gold(tmp_path, "page")
    records = tmp_path / "records.jsonl"
    found = load().extract(Source("page.txt", "0" * 64, "utf-8", (tmp_path / "page.txt").read_text(encoding="utf-8")))
    records.write_text("".join(record.model_dump_json() + "\n" for record in found), encoding="utf-8")
    result = CliRunner().invoke(app, ["eval", str(tmp_path), str(records), "--errors", "3"])
    assert result.exit_code == 0, result.output
    assert "LOC exact" in result.output
    assert "missed" in result.output
    as_json = CliRunner().invoke(app, ["eval", str(tmp_path), str(records), "--json"])
    assert json.loads(as_json.output)["ORG exact F1"] == 0


@pytest.mark.parametrize(("name", "message"), [("other", "none of the records belongs"), (None, "no gold text")])
def test_eval_of_records_without_gold_says_so(records: Path, tmp_path: Path, name: str | None, message: str) -> None:
    if name:
        write_gold(tmp_path, name)
    result = CliRunner().invoke(app, ["eval", str(tmp_path), str(records)])
    assert isinstance(result.exception, SettingError)
    assert message in str(result.exception)


def test_a_folder_of_records_is_shown_and_scored(records: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "records-00000.jsonl").write_bytes(records.read_bytes())
    result = CliRunner().invoke(app, ["show", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "柳河镇修桥通车" in result.output
    (tmp_path / "gold").mkdir()
    result = CliRunner().invoke(app, ["eval", str(tmp_path / "gold"), str(tmp_path / "out")])
    assert isinstance(result.exception, SettingError)
    assert "no gold text" in str(result.exception)


def test_what_cannot_be_shown_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    result = CliRunner().invoke(app, ["show", str(page), "--published", "2021-13-01"])
    assert isinstance(result.exception, SettingError)
    assert "2021-13-01" in str(result.exception)
    (tmp_path / "none").mkdir()
    result = CliRunner().invoke(app, ["show", str(tmp_path / "none")])
    assert isinstance(result.exception, InputError)
    assert "no article" in str(result.exception)
