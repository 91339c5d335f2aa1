from __future__ import annotations

import copy
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extract.errors import FormatError, IndexFileError
from extract.index import Filters, Index, open_index, search
from extract.index.anchors import anchor
from extract.index.build import BATCH, Report
from extract.index.corrections import Correction
from extract.index.entities import entity
from tests.index.made import archive, build, cases, gift


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def rows(path: Path, question: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(question).fetchall()
    finally:
        db.close()


def test_records_come_in_once(path: Path) -> None:
    assert build(path, archive()).report.added == 9
    again = build(path, archive()).report
    assert (again.added, again.replaced, again.skipped) == (0, 0, 9)


def test_one_id_in_one_batch_comes_in_once(path: Path) -> None:
    report = build(path, [*archive(), *archive()]).report
    assert (report.added, report.skipped) == (9, 9)


def test_the_same_bytes_under_another_path_are_the_same_article(path: Path) -> None:
    build(path, archive())
    moved = copy.deepcopy(archive()[0])
    moved["source"]["path"] = "elsewhere.txt"
    assert build(path, [moved]).report.skipped == 1


def test_a_changed_record_replaces_the_old_one_everywhere(path: Path) -> None:
    build(path, archive())
    build(path, [gift("g1", "2022-01-01", "新丰农机公司", "6万元", 60_000)])
    assert rows(path, "SELECT count(*) FROM article") == [(9,)]
    assert rows(path, "SELECT sum(yuan) FROM action WHERE type = 'donate'") == [(120_000 + 300_000 + 800_000 + 60_000,)]
    assert rows(path, "SELECT articles FROM name WHERE name = '恒丰农机公司'") == [(1,)]
    assert rows(path, "SELECT value, articles FROM facet WHERE kind = 'month' AND value = '2021-03'") == [
        ("2021-03", 5)
    ]
    db = open_index(path)
    assert search(db, Filters(q="恒丰农机公司")).total == 1
    assert [hit.record for hit in search(db, Filters(q="新丰农机公司")).hits] == ["g1"]


def test_facets_are_what_the_tables_hold(path: Path) -> None:
    build(path, archive())
    build(path, [cases("c1", "2021-05-01", "4例", 4), gift("g2", "2021-03-20", "清屏水泥厂", "13万元", 130_000)])
    counted = rows(
        path, "SELECT n.id, count(DISTINCT p.article) FROM name n JOIN appearance p ON p.name = n.id GROUP BY 1"
    )
    assert dict(counted) == dict(rows(path, "SELECT id, articles FROM name WHERE articles > 0"))
    counted = rows(path, "SELECT type, count(DISTINCT article) FROM action GROUP BY 1")
    assert dict(counted) == dict(rows(path, "SELECT value, articles FROM facet WHERE kind = 'action' AND articles > 0"))


def test_every_class_is_a_table_with_its_offsets(path: Path) -> None:
    build(path, archive())
    for table in ("mention", "count", "date", "action", "quote", "argument"):
        at = "trigger" if table == "action" else "text"
        wrong = rows(
            path,
            f"""SELECT * FROM "{table}" t JOIN body b ON b.article = t.article
            WHERE substr(b.text, t.start + 1, t.end - t.start) <> t.{at}""",
        )
        assert wrong == []
    assert rows(path, "SELECT count(*) FROM quote") == [(1,)]


def test_the_full_text_is_made_anew_when_most_of_it_is_old(path: Path) -> None:
    for day in range(1, 20):
        with Index(path) as index:
            list(index.add([cases(f"c{n}", f"2021-03-{day:02d}", f"{day + 2}例", day) for n in range(40)]))
    written = rows(path, "SELECT count(*) FROM words_docsize")[0][0]
    assert isinstance(written, int)
    assert written <= 2 * 40 + 250
    assert search(open_index(path), Filters(q='"病例21例"')).total == 40
    assert search(open_index(path), Filters(q='"病例20例"')).total == 0


def whole(path: Path, records: list[dict[str, object]]) -> Report:
    with Index(path) as index:
        for _ in index.add(records):
            pass
        return index.remove_others()


def test_what_left_the_records_leaves_the_index_and_its_corrections_wait(path: Path) -> None:
    gift = archive()[0]
    with Index(path) as index:
        list(index.add(archive()))
        at = gift["text"].index("图书室")
        index.corrections.keep(Correction(record="g1", anchor=anchor(gift["text"], at, at + 3), now="LOC"))
    with Index(path) as index:
        list(index.add(archive()[1:]))
        assert index.others() == 1
    report = whole(path, archive()[1:])
    assert (report.added, report.skipped, report.removed, report.set_aside) == (0, 8, 1, 1)
    assert rows(path, "SELECT count(*) FROM article WHERE record = 'g1'") == [(0,)]
    assert rows(path, "SELECT articles FROM facet WHERE kind = 'all'") == [(8,)]
    db = open_index(path)
    assert search(db, Filters(q="捐款")).total == 3
    known = entity(db, "organization", "恒丰农机公司")
    assert known
    assert known.articles == 1
    assert whole(path, archive()).added == 1
    assert [hit.record for hit in search(open_index(path), Filters(place="图书室")).hits] == ["g1"]


def test_long_texts_are_cut_in_cells_only(path: Path) -> None:
    long, quoted = (
        gift("g1", "2021-03-05", "恒丰" * 1500, "5万元", 5),
        gift("g2", "2021-03-05", '恒"丰' * 900, "5万元", 5),
    )
    build(path, [long, quoted])
    assert rows(path, "SELECT max(length(text)) FROM argument") == [(2000,)]
    assert rows(path, "SELECT max(length(name)) FROM name") == [(200,)]
    assert rows(path, "SELECT min(length(text)) > 2000 FROM body") == [(1,)]


def test_an_index_that_was_ended_before_its_indices_were_made_gets_them(path: Path) -> None:
    with Index(path) as index:
        next(iter(index.add(archive())))
    assert rows(path, "SELECT count(*) FROM sqlite_master WHERE name = 'action_by_type'") == [(0,)]
    assert search(open_index(path), Filters(q="捐款")).total == 4
    build(path, archive())
    assert rows(path, "SELECT count(*) FROM sqlite_master WHERE name = 'action_by_type'") == [(1,)]


@pytest.mark.parametrize("broken", [{"id": "x"}, {}, [], "text", {"id": 3}, {"id": "x", "source": None}])
def test_what_is_no_record_is_refused_and_nothing_of_its_batch_is_kept(path: Path, broken: object) -> None:
    with Index(path) as index, pytest.raises(FormatError, match="no record"):
        list(index.add([*archive(), broken]))  # type: ignore[list-item]
    assert rows(path, "SELECT count(*) FROM article") == [(0,)]
    assert build(path, archive()).report.added == 9


def test_a_file_that_is_no_index_is_told(tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("几句话" * 1000, encoding="utf-8")
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (x)")
    for file in (text, other):
        with pytest.raises(IndexFileError):
            Index(file)
        with pytest.raises(IndexFileError):
            open_index(file)
    with pytest.raises(IndexFileError, match="jianbao index"):
        open_index(tmp_path / "none.db")


def test_an_index_on_a_medium_that_cannot_be_written_opens(path: Path) -> None:
    build(path, archive())
    assert search(open_index(path), Filters(q="捐款")).total == 4


@pytest.mark.parametrize("after", [0.05, 0.3, 0.6])
def test_killed_at_any_moment_it_opens_clean_and_goes_on(path: Path, after: float) -> None:
    command = [sys.executable, "-c", _ENDLESS, str(path)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, env=os.environ)
    assert process.stdout
    process.stdout.readline()  # the first batch is written
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    (written,) = rows(path, "SELECT count(*) FROM article")[0]
    assert isinstance(written, int)
    assert written >= BATCH
    assert written % BATCH == 0
    assert rows(path, "SELECT articles FROM facet WHERE kind = 'all'") == [(written,)]
    assert search(open_index(path), Filters(q="病例")).total == written
    report = build(path, [cases(f"c{n}", "2021-03-05", "3例", 3) for n in range(written + 10)]).report
    assert (report.added, report.skipped) == (10, written)


_ENDLESS = """
import sys, itertools
from pathlib import Path
from extract.index import Index
from tests.index.made import cases
with Index(Path(sys.argv[1])) as index:
    for _ in index.add(cases(f"c{n}", "2021-03-05", "3例", 3) for n in itertools.count()):
        print(flush=True)
"""
