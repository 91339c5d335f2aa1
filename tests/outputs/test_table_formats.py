from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.errors import SettingError
from extract.outputs.csv_tables import bare_cell, joined, safe_cell, split_list
from extract.outputs.formats import export
from extract.outputs.tables import TABLES, Cell, rows
from extract.outputs.xlsx import MAX_UNITS, pieces
from extract.records import Record
from tests.outputs import made

ODD = "=HYPERLINK(1)|\\\"'\t-5℃,\r\n\x0b\x00<b>😀_x0041_"


def odd_records() -> list[Record]:
    """Corpus pages, and one record whose names try every format."""
    names = [ODD, "@乙", "+丙", "-丁", "'戊", "'=己", "#N/A", "-12.5", "＝庚"]
    text = "".join(names)
    places, at = [], 0
    for number, name in enumerate(names, 1):
        place = made.mention(text, at, at := at + len(name))
        places.append(
            {"id": f"l{number}", "name": name, "code": None, "path": ["a|b", "\\", "丙"], "mentions": [place]}
        )
    return [*made.pages(), made.record(text, headline="=1+1", places=places)]


def wanted(records: list[Record]) -> dict[str, list[list[Cell]]]:
    found: dict[str, list[list[Cell]]] = {name: [] for name in TABLES}
    for record in records:
        for name, cells in rows(record):
            found[name].append(cells)
    return found


def columns(name: str) -> list[str]:
    return [column.name for column in TABLES[name].columns]


def typed(name: str, values: list[Any], lists: Any) -> list[Any]:
    """A row as read, with lists read and empty cells as None, to be compared with the row written."""
    types = [column.type for column in TABLES[name].columns]
    return [lists(v) if t == "list" else bool(v) if t == "boolean" else v for t, v in zip(types, values, strict=True)]


def test_csv_is_read_by_pandas(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    records = odd_records()
    export(records, "csv", tmp_path / "tables")
    for name, expected in wanted(records).items():
        path = tmp_path / "tables" / f"{name}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        frame = pandas.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", lineterminator=None)
        assert list(frame.columns) == columns(name)
        texts = [["" if c is None else joined(c) if isinstance(c, list) else c for c in line] for line in expected]
        texts = [[str(c).lower() if isinstance(c, bool) else str(c) for c in line] for line in texts]
        assert [[bare_cell(cell) for cell in line] for line in frame.values.tolist()] == texts


def test_no_cell_of_csv_is_a_formula(tmp_path: Path) -> None:
    import csv

    export(odd_records(), "csv", tmp_path / "tables")
    for path in (tmp_path / "tables").iterdir():
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = {cell for line in csv.reader(file) for cell in line}
        risky = {cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")}
        assert all(cell in "+-" or float(cell) <= 0 for cell in risky), risky


@given(st.text(alphabet="=+-@'\t\r\n1.5甲＝e", max_size=6))
def test_a_safe_cell_comes_back(text: str) -> None:
    assert bare_cell(safe_cell(text)) == text


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1+1", "'=1+1"), ("-12.5", "-12.5"), ("-5℃", "'-5℃"), ("+", "+"), ("-1+2", "'-1+2"), ("'90年代'", "'90年代'"),
     ("'=1", "''=1"), (-12.5, "-12.5"), (True, "true"), (None, ""), (["=1"], "'=1"), ("\tx", "'\tx"), ("＝1", "'＝1"),
     ("-1e5", "'-1e5")],
)  # fmt: skip
def test_cells_of_csv(cell: Cell, written: str) -> None:
    assert safe_cell(cell) == written


@given(st.lists(st.text(alphabet="a|\\ 甲", min_size=1, max_size=5), max_size=4))
def test_a_joined_list_comes_back(items: list[str]) -> None:
    assert split_list(joined(items)) == items


def test_xlsx_is_read_by_openpyxl(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from openpyxl.utils.escape import unescape

    records = odd_records()
    assert export(records, "xlsx", tmp_path / "t.xlsx") == []
    book = openpyxl.load_workbook(tmp_path / "t.xlsx", read_only=True)
    assert book.sheetnames == [*TABLES, "continued"]
    for name, expected in wanted(records).items():
        header, *lines = book[name].iter_rows(values_only=True)
        assert list(header) == columns(name)
        back = [[unescape(c) if isinstance(c, str) else c for c in line] for line in lines]
        lists = [typed(name, line, lambda c: split_list(c or "")) for line in back]
        assert lists == [[None if c == "" else c for c in line] for line in expected]
    for sheet in book:
        assert not [c for line in sheet.iter_rows() for c in line if c.data_type in "fe"], "a formula or an error"


def test_xlsx_splits_what_a_cell_and_a_sheet_cannot_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    monkeypatch.setattr("extract.outputs.xlsx.MAX_ROWS", 3)
    text = "𠮷" * 40_000
    places = [made.place(text, i, i + 1, id=f"l{i}") for i in range(1, 4)]
    notes = export([made.record(text, places=places)], "xlsx", tmp_path / "t.xlsx")
    assert len(notes) == 3, notes
    book = openpyxl.load_workbook(tmp_path / "t.xlsx", read_only=True)
    assert [line[2] for line in book["places 2"].iter_rows(values_only=True)] == ["id", "l3"]
    _, article = book["articles"].iter_rows(values_only=True)
    _, *rest = book["continued"].iter_rows(values_only=True)
    assert [line[:4] for line in rest] == [("articles", 2, "text", 2), ("articles", 2, "text", 3)]
    first = article[columns("articles").index("text")]
    assert first + "".join(line[4] for line in rest) == text
    assert all(len(piece.encode("utf-16-le")) // 2 <= MAX_UNITS for piece in (first, *(line[4] for line in rest)))


@given(st.text(alphabet="a𠮷\x01_x0041", max_size=30), st.integers(7, 20))
def test_pieces_are_the_text(text: str, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("extract.outputs.xlsx.MAX_UNITS", most)
        assert "".join(pieces(text)) == text
        assert all(sum(1 + (c > "\uffff") for c in piece) <= most for piece in pieces(text))


def test_parquet_is_read_by_duckdb(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    records = odd_records()
    export(records, "parquet", tmp_path / "tables")
    types = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "list": "VARCHAR[]"}
    for name, expected in wanted(records).items():
        found = duckdb.sql(f"SELECT * FROM '{tmp_path}/tables/{name}.parquet'")
        assert found.columns == columns(name)
        assert [str(kind) for kind in found.types] == [types[column.type] for column in TABLES[name].columns]
        assert [list(line) for line in found.fetchall()] == expected


def database(path: Path, records: list[Record]) -> sqlite3.Connection:
    export(records, "sqlite", path)
    return sqlite3.connect(path)


def test_sqlite_holds_the_rows_and_keeps_the_keys(tmp_path: Path) -> None:
    records = odd_records()
    base = database(tmp_path / "t.db", records)
    for name, expected in wanted(records).items():
        lines = base.execute(f"SELECT * FROM {name}").fetchall()
        back = [typed(name, list(line), json.loads) for line in lines]
        assert sorted(map(repr, back)) == sorted(map(repr, expected))
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    base.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError):
        base.execute("DELETE FROM articles")


def test_sqlite_takes_an_article_once(tmp_path: Path) -> None:
    (record,) = [made.record("老桥村")]
    notes = export([record, record], "sqlite", tmp_path / "t.db")
    assert "1" in notes[0]
    assert sqlite3.connect(tmp_path / "t.db").execute("SELECT count(*) FROM articles").fetchone() == (1,)


def test_sqlite_finds_chinese(tmp_path: Path) -> None:
    from extract.outputs.sqlite import match_words

    texts = {"a": "縣圖書館昨日開館，村民捐書兩千冊。", "b": "县里的图书很多,馆子也多。", "c": "县图书馆闭馆。"}
    base = database(tmp_path / "t.db", [made.record(text, id=name) for name, text in texts.items()])

    def words(query: str) -> set[str]:
        found = "SELECT rowid FROM articles_words WHERE articles_words MATCH ?"
        ask = f"SELECT record_id FROM articles WHERE rowid IN ({found})"
        return {row[0] for row in base.execute(ask, (match_words(query),))}

    assert words("图书馆") == {"a", "c"}, "a word, Traditional too, and no two halves of others"
    assert words("圖書館 村民") == {"a"}
    assert words('县 "图书馆') == {"a", "c"}, "a stray quotation mark is no error"
    exact = "SELECT a.record_id FROM articles_exact e JOIN articles a ON a.rowid = e.rowid WHERE articles_exact MATCH ?"
    assert [row[0] for row in base.execute(exact, ('"馆子也"',))] == ["b"]
    like = "SELECT record_id FROM articles WHERE rowid IN (SELECT rowid FROM articles_exact WHERE text LIKE ?)"
    assert [row[0] for row in base.execute(like, ("%兩千冊%",))] == ["a"]


def test_the_views_of_sqlite(tmp_path: Path) -> None:
    base = database(tmp_path / "t.db", [made.full()])
    posts = base.execute("SELECT name, organization, title FROM persons_with_posts").fetchall()
    assert posts == [("王大山", "青石县文化局", "局长")]
    gifts = base.execute('SELECT agent, "trigger", recipient, object FROM donations').fetchall()
    assert gifts == [("王大山", "捐", "老桥村", None)]
    assert base.execute("SELECT speaker, text FROM statements").fetchall() == [("王大山", "好书。")]


def test_yuan_of_a_donation(tmp_path: Path) -> None:
    text = "老桥村捐5万元和米2袋"
    money = made.count(text, 4, 7, kind="money", value=50000, unit="元", unit_code="CNY")
    rice = made.count(text, 9, 11, id="c2", value=2, unit="袋")
    given_ = [made.span(text, 4, 7, ref="c1"), made.span(text, 8, 11, ref="c2")]
    action = made.action(text, 3, 4, object=given_, counts=["c1", "c2"])
    record = made.record(text, counts=[money, rice], actions=[action])
    assert database(tmp_path / "t.db", [record]).execute("SELECT yuan, object FROM donations").fetchall() == [
        (50000, "5万元、米2袋")
    ]


@pytest.mark.parametrize("name", ["csv", "xlsx", "parquet", "sqlite"])
def test_same_records_same_bytes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def content(path: Path) -> list[bytes]:
        return [file.read_bytes() for file in sorted(path.iterdir())] if path.is_dir() else [path.read_bytes()]

    made.need(name)
    export(odd_records(), name, tmp_path / "a")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    export(odd_records(), name, tmp_path / "b")
    assert content(tmp_path / "a") == content(tmp_path / "b")


@pytest.mark.parametrize("name", ["csv", "xlsx", "parquet", "sqlite"])
@settings(max_examples=15, deadline=None)
@given(record=made.records())
def test_any_record_can_be_written(name: str, record: Record, tmp_path_factory: pytest.TempPathFactory) -> None:
    made.need(name)
    target = tmp_path_factory.mktemp("any") / "out"
    export([record], name, target)
    assert target.exists()


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
def test_a_missing_library_is_answered_with_the_command(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, {"xlsx": "openpyxl", "parquet": "pyarrow.parquet"}[name], None)
    with pytest.raises(SettingError, match=rf'python -m pip install "jianbao\[{name}\]"'):
        export([made.record("老桥村")], name, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
