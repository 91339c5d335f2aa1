from __future__ import annotations

from pathlib import Path

import pytest

from extract.article import Source
from extract.errors import (
    SettingError,
)
from extract.sources import Manifest, Sources
from tests.sources.reading import TEXT, errors, sources, zipped


def manifest(tmp_path: Path, text: str) -> Manifest:
    (tmp_path / "m.csv").write_text(text, encoding="utf-8-sig")
    return Manifest.read(tmp_path / "m.csv")


def test_a_manifest_tells_what_the_files_do_not(folder: Path, tmp_path: Path) -> None:
    rows = manifest(
        tmp_path,
        "path,published,outlet,page,place\n"
        "a.md,1978-05-12,青石日报,2,青石县\n"
        "06/1.txt,,青石晚报,,\n"
        "nt20200206A2.TXT,2020-02-07,,,\n"
        "gone.txt,,,,\n",
    )
    reading = Sources([folder], manifest=rows)
    first, second, third = sources(list(reading))
    assert (first.published, first.outlet, first.page, first.place) == ("1978-05-12", "青石日报", "2", "青石县")
    assert (second.published, second.outlet, second.page) == ("2020-02-06", "青石晚报", None)
    assert (third.published, third.page) == ("2020-02-07", "A2")
    assert [warning for warning in reading.warnings if "line 5" in warning and "gone.txt" in warning]
    assert len(reading.warnings) == 1


def test_faults_of_a_manifest_name_the_line(tmp_path: Path) -> None:
    rows = manifest(
        tmp_path,
        "path,published,outlet\na.txt,2020-02-31,报\n,2020-01-01,\nb.txt,,\nb.txt,2020-01-01,\nc.txt,,,,,\n",
    )
    assert [error.place for error in rows.errors] == ["line 6", "line 2", "line 3", "line 5"]
    row = rows.row_for("a.txt")
    assert row is not None
    assert (row.published, row.outlet) == (None, "报")


def test_a_quotation_mark_that_is_not_closed_names_the_line_where_it_begins(tmp_path: Path) -> None:
    rows = manifest(tmp_path, 'path,outlet\na.txt,"青石""晚报"\nb.txt,"青石日报\nc.txt,\nd.txt,\n')
    assert [(error.place, "not closed" in str(error)) for error in rows.errors] == [("line 3", True)]
    row = rows.row_for("a.txt")
    assert row is not None
    assert row.outlet == '青石"晚报'


def test_faults_of_a_manifest_are_no_sources(folder: Path, tmp_path: Path) -> None:
    reading = Sources([folder], manifest=manifest(tmp_path, "path,published\na.md,昨天\ngone.txt,\n"))
    found = iter(reading)
    first = next(found)
    assert isinstance(first, Source)
    assert (first.path, first.published) == ("a.md", None)
    assert [fault.place for fault in reading.faults] == ["line 2"]
    assert reading.warnings == [], "gone.txt may still come"
    assert errors(list(found)) == []
    assert len(reading.warnings) == 1
    assert "gone.txt" in reading.warnings[0]


def test_dates_that_are_none_are_told_and_not_without_end(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("text,date\n" + "字。,昨天\n" * 12 + "字。,1978-05-12\n", encoding="utf-8")
    reading = Sources([tmp_path])
    assert [source.published for source in sources(list(reading))] == [None] * 12 + ["1978-05-12"]
    assert reading.warnings[0].startswith("t.csv#2: The field date: “昨天” is no date")
    assert reading.warnings[10:] == ["… and 2 more like these."]


def test_a_row_for_a_table_or_archive_holds_for_what_is_in_it(folder: Path, tmp_path: Path) -> None:
    (folder / "old.zip").write_bytes(zipped(("1.txt", TEXT.encode()), ("t.jsonl", '{"text": "字。"}'.encode())))
    table = '{"text": "一。", "date": "1978-05-12"}\n{"text": "二。"}\n{"text": "三。", "outlet": "老桥报"}\n'
    (folder / "r.jsonl").write_text(table, encoding="utf-8")
    rows = manifest(
        tmp_path,
        "path,published,outlet\n"
        "r.jsonl,1980-01-01,青石日报\n"
        "r.jsonl#2,1981-01-01,\n"
        "old.zip,1982-01-01,青石晚报\n"
        "old.zip!/t.jsonl,1983-01-01,\n",
    )
    reading = Sources([folder], manifest=rows)
    found = {source.path: (source.published, source.outlet) for source in sources(list(reading))}
    assert {path: known for path, known in found.items() if "old" in path or "#" in path} == {
        "r.jsonl#1": ("1978-05-12", "青石日报"),
        "r.jsonl#2": ("1981-01-01", None),
        "r.jsonl#3": ("1980-01-01", "老桥报"),
        "old.zip!/1.txt": ("1982-01-01", "青石晚报"),
        "old.zip!/t.jsonl#1": ("1983-01-01", None),
    }
    assert reading.warnings == []


def test_names_that_fit_several_rows_fit_none(tmp_path: Path) -> None:
    rows = manifest(tmp_path, "path,published\na/1.txt,2020-01-01\nb/1.txt,2020-01-02\n")
    assert rows.row_for("1.txt") is None
    assert rows.row_for("c/1.txt") is None
    row = rows.row_for("x/b/1.txt")
    assert row is not None
    assert row.published == "2020-01-02"


@pytest.mark.parametrize("text", ["name,published\na,b\n", "path,date\na,b\n", ""])
def test_a_manifest_of_the_wrong_shape(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingError, match=r"m\.csv"):
        manifest(tmp_path, text)
