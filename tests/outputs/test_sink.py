from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

import pytest

from extract.errors import SettingError
from extract.outputs import opened
from extract.outputs.jsonl import JsonlWriter

ROW = {"headline": "青石镇开镰"}


def written(target: Path | str) -> None:
    with opened(str(target), JsonlWriter) as writer:
        writer.write(ROW)


@pytest.mark.parametrize(("name", "words"), [("folder", "a folder"), ("", "empty"), (" ", "empty")])
def test_no_name_of_a_file(tmp_path: Path, name: str, words: str) -> None:
    entered = False
    (tmp_path / "folder").mkdir()
    with pytest.raises(SettingError, match=words), opened(str(tmp_path / name) if name.strip() else name, JsonlWriter):
        entered = True
    assert not entered, "told before anything is read"
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"r\.jsonl: there is no folder .*gone"):
        written(tmp_path / "gone" / "r.jsonl")


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_what_the_system_refuses_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "r.jsonl").write_text("old", encoding="utf-8")
    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(SettingError, match=r"r\.jsonl.*No space left"):
        written(tmp_path / "r.jsonl")
    assert (tmp_path / "r.jsonl").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["r.jsonl"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device there")
def test_a_full_device() -> None:
    with pytest.raises(SettingError, match="No space left"):
        written("/dev/full")


def test_behind_a_link_it_is_the_file_linked_to(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    link = tmp_path / "r.jsonl"
    for target in (tmp_path / "store" / "new.jsonl", tmp_path / "store" / "old.jsonl"):
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        if target.name == "old.jsonl":
            target.write_text("old", encoding="utf-8")
        written(link)
        assert link.is_symlink()
        assert json.loads(target.read_text(encoding="utf-8")) == ROW


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes there")
def test_a_named_pipe_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    written(pipe)
    reader.join(10)
    assert pipe.is_fifo()
    assert json.loads(got[0]) == ROW


def test_a_device_stays_one() -> None:
    written(os.devnull)
    assert not Path(os.devnull).is_file()


def test_a_name_the_system_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be written"):
        written(tmp_path / ("n" * 300 + ".jsonl"))
