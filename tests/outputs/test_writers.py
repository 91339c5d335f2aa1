from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from extract.errors import SettingError
from extract.outputs import opened, writer_for
from extract.outputs.jsonl import JsonlWriter

ROWS = [{"headline": "青石镇开镰", "age": 69, "share": 0.7, "none": None}, {"text": "一行\n二行\u2028三行\x00"}]


def test_one_line_a_record_and_back() -> None:
    stream = io.BytesIO()
    writer = JsonlWriter(stream)
    for row in ROWS:
        writer.write(row)
    writer.close()
    lines = stream.getvalue().split(b"\n")
    assert [json.loads(line) for line in lines[:-1]] == ROWS
    assert lines[-1] == b""
    assert "青石镇".encode() in lines[0], "Chinese is written as it is, not escaped"


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with opened(str(target), JsonlWriter) as writer:
        writer.write(ROWS[0])
        assert not target.exists()
    assert json.loads(target.read_text(encoding="utf-8")) == ROWS[0]
    assert list(tmp_path.iterdir()) == [target]


def interrupted(target: Path, error: type[BaseException]) -> None:
    with opened(str(target), JsonlWriter) as writer:
        writer.write(ROWS[0])
        raise error


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_interrupted_run_leaves_the_old_file(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(error):
        interrupted(target, error)
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="没有"), opened(str(tmp_path / "没有" / "out.jsonl"), JsonlWriter):
        pass


def test_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with opened("-", JsonlWriter) as writer:
        writer.write(ROWS[0])
    assert json.loads(capfdbinary.readouterr().out) == ROWS[0]


@pytest.mark.parametrize("target", ["-", "out", "out.jsonl", "OUT.JSONL", "out.ndjson"])
def test_json_lines_by_name(target: str) -> None:
    assert writer_for(target) is JsonlWriter


def test_a_format_without_a_writer_is_refused() -> None:
    with pytest.raises(SettingError, match=r"\.xml.*\.jsonl"):
        writer_for("out.xml")
