from __future__ import annotations

from pathlib import Path

from extract.article import Source
from extract.errors import FormatError, InputError
from extract.sources import Sources

ROW = '{"text": "全镇八个村，都备足了种子。"}'
RECORD = '{"schema_version": "1.0", "source": {"path": "a.txt", "segments": []}, "text": "全镇八个村。"}'


def read(tmp_path: Path, *lines: str, name: str = "t.jsonl") -> list[Source | InputError]:
    (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    return list(Sources([tmp_path / name]))


def test_its_own_output_is_not_read_and_told_once(tmp_path: Path) -> None:
    (error,) = read(tmp_path, RECORD, RECORD, RECORD)
    assert type(error) is FormatError
    assert "jianbao's own output" in error.reason
    assert error.place == "line 1"


def test_a_record_among_rows_costs_its_line_alone(tmp_path: Path) -> None:
    first, error, last = read(tmp_path, ROW, RECORD, ROW)
    assert isinstance(first, Source)
    assert isinstance(error, FormatError)
    assert isinstance(last, Source)


def test_rows_that_only_resemble_a_record_are_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '{"schema_version": 2, "source": "青石日报", "text": "字。"}',
        '{"source": {"segments": 1}, "text": "字。"}',
    )
    assert [type(row) for row in found] == [Source, Source]


def test_a_table_without_the_field_fails_once(tmp_path: Path) -> None:
    (error,) = read(tmp_path, *['{"body": "字。"}'] * 9)
    assert type(error) is FormatError
    assert "no field text; there are: body" in error.reason
    assert error.place == "line 1"
    assert len(read(tmp_path, ROW, '{"body": "字。"}', '{"body": "字。"}')) == 3, "each where one had it"
