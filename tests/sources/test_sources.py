from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from extract.article import Source
from extract.errors import (
    BinaryError,
    ChangedError,
    DecodeError,
    EmptyError,
    FormatError,
    InputError,
    LoopError,
    OutsideError,
    SettingError,
    SizeError,
)
from extract.sources import Fields, ReadOptions, Sources, read_sources
from tests.sources.reading import OTHER, TEXT, errors, paths, read, sources


def test_a_folder_is_read_recursively_in_the_order_of_names(folder: Path) -> None:
    reading = Sources([folder])
    found = list(reading)
    assert paths(found) == ["a.md", "b/2020/02/06/1.txt", "nt20200206A2.TXT"]
    assert [source.published for source in sources(found)] == [None, "2020-02-06", "2020-02-06"]
    assert [source.page for source in sources(found)] == [None, None, "A2"]
    assert reading.skipped_paths == ["photo.jpg"]
    assert (
        reading.done == reading.total() == sum(len(data.encode()) for data in (TEXT, OTHER)) + len(TEXT.encode("gbk"))
    )


def test_source_knows_its_bytes(folder: Path) -> None:
    source = sources(read(folder))[2]
    data = TEXT.encode("gbk")
    assert (source.text, source.encoding, source.sha256) == (TEXT, "gb18030", hashlib.sha256(data).hexdigest())
    assert data.decode(source.encoding) == source.text


def test_a_named_file_keeps_its_relative_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert paths(read("b/2020/02/06/1.txt", "./a.md", folder / "a.md", "../in/a.md")) == [
        "b/2020/02/06/1.txt",
        "a.md",
        "a.md",
        "a.md",
    ]


@pytest.mark.parametrize("name", ["page", "第1.5号", "page.TXT"])
def test_a_named_file_without_a_suffix_is_read_as_text(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert sources(read(tmp_path / name))[0].text == TEXT


@pytest.mark.parametrize("name", ["a.xml", "a.json", "a.tsv", "a.DOC", "a.dat.gz"])
def test_a_named_file_of_a_suffix_without_a_reader_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (error,) = read(tmp_path / name)
    assert isinstance(error, FormatError)
    assert error.path == name
    assert Path(name).suffix in error.reason
    assert ".txt" in error.remedy
    assert ".jsonl" in error.remedy
    assert read(tmp_path) == [], "in a folder it is left out"


def test_files_of_several_folders_begin_with_what_tells_the_folders_apart(tmp_path: Path) -> None:
    for folder in ("甲/pages", "乙/pages", "rest"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "1.txt").write_text(TEXT, encoding="utf-8")
    rest, first, second = tmp_path / "rest", tmp_path / "甲" / "pages", tmp_path / "乙" / "pages"
    assert paths(read(rest, first)) == ["rest/1.txt", "pages/1.txt"]
    assert paths(read(rest, f"{first}/", second)) == ["rest/1.txt", "甲/pages/1.txt", "乙/pages/1.txt"]
    assert paths(read(rest, rest / "1.txt")) == ["rest/1.txt", "1.txt"]
    assert paths(read(rest)) == ["1.txt"]


def test_named_files_of_one_name_keep_what_tells_them_apart(tmp_path: Path) -> None:
    for folder in ("甲/pages", "乙/pages"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "1.txt").write_text(TEXT, encoding="utf-8")
    first, second = tmp_path / "甲/pages/1.txt", tmp_path / "乙/pages/1.txt"
    assert paths(read(first)) == ["1.txt"]
    assert paths(read(first, second)) == ["甲/pages/1.txt", "乙/pages/1.txt"]


def test_the_date_in_the_name_of_the_folder_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "19780512"
    folder.mkdir()
    (folder / "1.txt").write_text(TEXT, encoding="utf-8")
    (folder / "nt20200206A2.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(folder)
    for inputs in ([folder], ["."], [folder, folder / "1.txt"]):
        found = sources(read(*inputs))
        assert [source.published for source in found[:2]] == ["1978-05-12", "2020-02-06"]
    assert paths(read(folder)) == ["1.txt", "nt20200206A2.txt"]


def test_standard_input() -> None:
    found = list(Sources(["-"], stdin=io.BytesIO(TEXT.encode("utf-16"))))
    assert [(source.path, source.text) for source in sources(found)] == [("stdin", TEXT)]


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"", EmptyError, "0 bytes"),
        ("\ufeff \u3000\r\n\t".encode(), EmptyError, "white space"),
        (TEXT.encode() + b"\xff\xfe\xfd" + OTHER.encode(), DecodeError, f"byte {len(TEXT.encode())}"),
        (b"\x00\x01\x02" * 50, BinaryError, "control characters"),
        (b"\x89PNG\r\n\x1a\n", BinaryError, "PNG"),
        (("字" * 400).encode(), SizeError, "1000 bytes"),
    ],
)
def test_a_bad_file_is_an_error_and_stops_nothing(tmp_path: Path, data: bytes, kind: type, words: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    found = read(tmp_path, limit=1000)
    error = found[0]
    assert type(error) is kind
    assert isinstance(error, InputError)
    assert words in str(error)
    assert error.path == "a.txt"
    assert error.remedy
    assert isinstance(found[1], Source)


def test_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    found = errors(read(tmp_path / "没有.txt", tmp_path))
    assert ["no such file" in error.reason or "no regular file" in error.reason for error in found] == [True, True]


def test_a_link_to_its_own_folder_is_an_error(folder: Path) -> None:
    (folder / "b" / "again").symlink_to(folder)
    found = read(folder)
    assert [(error.path, type(error)) for error in errors(found)] == [("b/again", LoopError)]
    assert len(sources(found)) == 3


def test_links_in_a_circle_are_errors(folder: Path) -> None:
    (folder / "b" / "one").symlink_to(folder / "b" / "two")
    (folder / "b" / "two").symlink_to(folder / "b" / "one")
    (folder / "b" / "page.txt").symlink_to("page.txt")
    assert {error.path: type(error) for error in errors(read(folder))} == dict.fromkeys(
        ("b/one", "b/two", "b/page.txt"), LoopError
    )


def test_links_out_of_the_folder_are_read_only_where_that_is_asked_for(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "in other"  # its name begins as the folder's does
    outside.mkdir()
    (outside / "secret.txt").write_text(OTHER, encoding="utf-8")
    (folder / "inner.md").symlink_to(folder / "a.md")
    (folder / "linked").symlink_to(outside)
    (folder / "linked.txt").symlink_to(outside / "secret.txt")
    found = read(folder)
    assert {error.path: type(error) for error in errors(found)} == dict.fromkeys(("linked", "linked.txt"), OutsideError)
    assert "inner.md" in paths(found)
    followed = paths(read(folder, follow=True))
    assert {"linked/secret.txt", "linked.txt"} <= set(followed)


@pytest.mark.parametrize("name", ["a.txt", "b.jsonl"])
def test_a_file_that_changes_while_it_is_read_is_an_error(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import extract.sources.files as files

    (tmp_path / name).write_text('{"text": "全镇八个村。"}\n', encoding="utf-8")
    (tmp_path / "z.txt").write_text(TEXT, encoding="utf-8")

    class Growing(files.Watched):
        grown = False

        def readinto(self, buffer: object) -> int:
            count = super().readinto(buffer)
            if count and not self.grown:
                self.grown = True
                with (tmp_path / name).open("ab") as more:
                    more.write(b"\n")
            return count

    real = files.Watched
    monkeypatch.setattr(files, "Watched", lambda file, path: (Growing if path == name else real)(file, path))
    found = read(tmp_path)
    assert [(error.path, type(error)) for error in errors(found)] == [(name, ChangedError)]
    assert [source.path for source in sources(found)] == ["z.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_locked_file_is_an_error(folder: Path) -> None:
    (folder / "a.md").chmod(0)
    assert "Permission" in str(errors(read(folder))[0])


def test_jsonl_rows(tmp_path: Path) -> None:
    lines = [
        '{"title": "春耕备种", "text": "全镇八个村，都备足了种子。", "date": 20200206, "id": "n7", "page": 3}',
        '{"text": "全镇八个村，都备足了种子。"}',
        "",
        "{broken",
        "[1]",
        '{"text": ""}',
        '{"text": 5}',
        '{"body": "x"}',
        '{"text": "字", "date": "昨天"}',
        '{"text": "\\ud800"}',
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = read(tmp_path / "t.jsonl")
    first, second, undated = sources(found)
    assert (undated.path, undated.text, undated.published) == ("t.jsonl#9", "字", None)
    assert (first.path, first.text, first.published, first.page) == (
        "t.jsonl#n7",
        "春耕备种\n\n全镇八个村，都备足了种子。",
        "2020-02-06",
        "3",
    )
    assert (second.path, second.text) == ("t.jsonl#2", "全镇八个村，都备足了种子。")
    assert second.sha256 == hashlib.sha256(lines[1].encode()).hexdigest()
    assert [(type(error), error.place) for error in errors(found)] == [
        (FormatError, "line 4"),
        (FormatError, "line 5"),
        (EmptyError, "line 6"),
        (FormatError, "line 7"),
        (FormatError, "line 8"),
        (FormatError, "line 10"),
    ]
    assert "body" in errors(found)[4].reason


def test_fields_by_other_names(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"正文": "字。", "日期": "2020年2月6日", "标题": "题"}', encoding="utf-8")
    fields = Fields(text="正文", title="", date="日期")
    (source,) = sources(read(tmp_path / "t.jsonl", fields=fields))
    assert (source.text, source.published) == ("字。", "2020-02-06")
    with pytest.raises(SettingError, match="text-field"):
        Fields(text="")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16", "big5"])
def test_csv_rows_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    table = '標題,text,date\r\n題,"全鎮八個村，\r\n都備足了種子。",1978-05-12\r\n,學生捐款二十元。,\r\n'
    (tmp_path / "t.csv").write_bytes(table.encode(encoding))
    first, second = sources(read(tmp_path / "t.csv", fields=Fields(title="標題")))
    assert (first.text, first.published) == ("題\n\n全鎮八個村，\r\n都備足了種子。", "1978-05-12")
    assert (second.path, second.text, second.published) == ("t.csv#4", "學生捐款二十元。", None)


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows_unsaid(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('id,text\n1,"全镇\n八个村。"\n2,"学生捐款。\n3,大桥通车。\n', encoding="utf-8")
    found = read(tmp_path / "t.csv")
    assert [source.text for source in sources(found)] == ["全镇\n八个村。"]
    assert [(error.place, "not closed" in error.reason) for error in errors(found)] == [("line 4", True)]


def test_a_last_row_without_a_line_end_is_whole(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('id,text\n1,"全镇\n八个村。"', encoding="utf-8")
    assert [source.text for source in sources(read(tmp_path / "t.csv"))] == ["全镇\n八个村。"]


def test_a_column_that_was_asked_for_and_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("text,date\n全镇八个村。,2021-03-05\n", encoding="utf-8")
    reading = Sources([tmp_path / "t.csv"], ReadOptions(fields=Fields(date="day")))
    (found,) = sources(list(reading))
    assert found.published is None
    assert reading.warnings == ["t.csv: There is no column day; there are: text、date."]


def test_a_bad_line_costs_its_row_alone(tmp_path: Path) -> None:
    rows = [b"id,text", "1,全镇八个村。".encode(), b"2,\xff\xfe\xfd", "3,学生捐款。".encode(), b"4,a,b"]
    (tmp_path / "t.csv").write_bytes(b"\n".join(rows))
    found = read(tmp_path / "t.csv")
    assert [source.path for source in sources(found)] == ["t.csv#1", "t.csv#3"]
    assert [error.place.partition(",")[0] for error in errors(found)] == ["line 3", "line 5"]


def test_a_line_over_the_limit_is_skipped(tmp_path: Path) -> None:
    for name, encoding in (("a.jsonl", "utf-8"), ("b.jsonl", "utf-16")):
        long = '{"text": "' + "字" * 5000 + '"}\n{"text": "短。"}\n'
        (tmp_path / name).write_bytes(long.encode(encoding))
        found = read(tmp_path / name, limit=2000)
        assert isinstance(found[0], SizeError)
        assert isinstance(found[1], Source)


def test_a_table_without_its_text_column(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (error,) = errors(read(tmp_path / "t.csv"))
    assert "a、b" in error.reason
    assert "--text-field" in error.remedy


def test_what_is_left_out(folder: Path) -> None:
    assert paths(list(Sources([folder], leave_out=[folder / "a.md"])))[0] == "b/2020/02/06/1.txt"


def test_read_sources_gives_all_one_date(folder: Path) -> None:
    assert {source.published for source in sources(list(read_sources([folder], published="1978年5月12日")))} == {
        "1978-05-12"
    }
    with pytest.raises(SettingError, match="published"):
        list(read_sources([folder], published="x"))


@pytest.mark.parametrize("seekable", [True, False])
def test_standard_input_of_a_format(tmp_path: Path, seekable: bool) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.txt", TEXT)
    table = json.dumps({"text": TEXT, "id": 7}, ensure_ascii=False).encode()
    for format, data, path in (
        ("jsonl", table, "stdin#7"),
        (".zip", (tmp_path / "a.zip").read_bytes(), "stdin!/1.txt"),
    ):
        stream = io.BytesIO(data)
        stream.seekable = lambda: seekable  # type: ignore[method-assign]
        (source,) = sources(list(Sources(["-"], ReadOptions(format=format), stdin=stream)))
        assert (source.path, source.text) == (path, TEXT)
    with pytest.raises(SettingError, match="--format doc"):
        list(Sources(["-"], ReadOptions(format="doc"), stdin=io.BytesIO(b"x")))
