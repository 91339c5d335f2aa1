from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.archive.folders import archive_in, page, shards, states, table
from tests.cli.test_run import JIANBAO, invoke
from tests.interrupting import interruptible


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return archive_in(tmp_path / "in", 12)


def test_a_folder_into_a_folder(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, printed, err = invoke("run", archive, "--model", "none", "-o", f"{out}/")
    assert (code, printed) == (1, "")
    assert "14 files: 14 new" in err
    assert "15 sources, 13 articles" in err
    assert "14 files, 13 done, 1 failed; 13 articles" in err
    assert "failed: empty.txt: It is empty" in err
    log = (out / "run.log").read_text(encoding="utf-8")
    assert all(line in log for line in err.splitlines()[:4] if "chars per CPU" not in line)
    (archive / "empty.txt").unlink()
    (archive / "bad.jsonl").unlink()
    (archive / "0" / "new.txt").write_text(page(50), encoding="utf-8")
    code, _, err = invoke("run", archive, "--model", "none", "-o", out)  # it is there: no slash is needed
    assert code == 0, err
    assert "13 files: 1 new, 2 gone" in err
    assert "1 source, 1 article" in err
    assert set(states(out).values()) == {"done"}
    code, _, err = invoke("run", archive, "--model", "none", "--segmenter", "jieba", "-o", out)
    assert code == 0
    assert "note: 13 files read with other rules, model or settings; --redo reads them again" in err
    before = shards(out)
    code, _, err = invoke("run", archive, "--model", "none", "--segmenter", "jieba", "-o", out, "--redo")
    assert "13 to be read again" in err
    assert shards(out).keys() == before.keys()


def test_rows_of_a_manifest_that_name_no_source_are_told(archive: Path, tmp_path: Path) -> None:
    manifest, out = tmp_path / "m.csv", f"{tmp_path}/out/"
    named = ["0/000.txt", "bad.jsonl#1", "1/gone.txt", "bad.jsonl#9"]
    manifest.write_text("".join(["path,outlet\n", *(f"{path},青石日报\n" for path in named)]), encoding="utf-8")
    run = ("run", archive, "--manifest", manifest, "--model", "none", "-o", out)
    _, _, err = invoke(*run)
    assert re.findall(r"line (\d): no source is called (\S+)\.\n", err) == [("4", "1/gone.txt"), ("5", "bad.jsonl#9")]
    _, _, err = invoke(*run)  # what lies in the table was not asked now: nobody can tell
    assert "no source is called" not in err
    (archive / "bad.jsonl").unlink()
    _, _, err = invoke(*run)
    assert [row for row, _ in re.findall(r"line (\d): no source is called (\S+)\.\n", err)] == ["3", "4", "5"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "r.jsonl", "--redo"], "--redo: for a run into a folder"),
        (["-o", "r.jsonl", "--sample", "3"], "--sample"),
        (["-o", "r.jsonl", "--address", "10.0.0.1:6379"], "--address"),
        (["-o", "out/", "--engine", "steam"], "local, ray"),
        (["-o", "out/", "--address", "10.0.0.1:6379"], "--engine ray"),
        (["-o", "out/", "--patterns", "gone"], "gone"),
        (["-o", "out/", "--patterns", "mine"], "mine/name/persosn.toml: no file of this name is read"),
    ],
)
def test_wrong_usage(archive: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "mine" / "name").mkdir(parents=True)
    (tmp_path / "mine" / "name" / "persosn.toml").write_text("names = []", encoding="utf-8")
    done = subprocess.run([*JIANBAO, "run", archive, *arguments], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 2, done.stderr.decode()
    assert words in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "r.jsonl").exists()


def test_standard_input_and_nothing_are_told(tmp_path: Path) -> None:
    done = subprocess.run(
        [*JIANBAO, "run", "-", "-o", f"{tmp_path}/out/"], input=b"x", capture_output=True, check=False
    )
    assert (done.returncode, b"read twice" in done.stderr) == (2, True)
    (tmp_path / "none").mkdir()
    done = subprocess.run(
        [*JIANBAO, "run", tmp_path / "none", "-o", f"{tmp_path}/o/"], capture_output=True, check=False
    )
    assert (done.returncode, b"nothing to read" in done.stderr) == (1, True)


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_an_interruption_is_clean_and_the_run_goes_on(tmp_path: Path, workers: int) -> None:
    archive, out = tmp_path / "in", tmp_path / "out"
    archive.mkdir()
    (archive / "t.jsonl").write_text(table(4000), encoding="utf-8")
    command = [
        *JIANBAO,
        "run",
        archive,
        "--model",
        "none",
        "--shard-size",
        "16",
        "--workers",
        str(workers),
        "-o",
        f"{out}/",
    ]
    running = interruptible(command)
    for _ in range(1200):
        if running.poll() is not None or (out.is_dir() and len(shards(out)) >= 2):
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGSTOP)  # held, so that the machine's speed doesn't matter
    second = subprocess.run(command, capture_output=True, check=False)
    assert (second.returncode, b"another run is at work" in second.stderr) == (2, True)
    running.send_signal(signal.SIGINT)
    running.send_signal(signal.SIGCONT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130, err.decode()
    assert b"Traceback" not in err
    assert b"the same command goes on" in err
    assert not list(out.glob(".records*"))
    done = shards(out)
    assert done
    code, _, err_text = invoke("run", archive, "--model", "none", "--shard-size", 16, "-o", out)
    assert code == 0, err_text
    lines = [line for data in shards(out).values() for line in data.splitlines()]
    assert [json.loads(line)["source"]["path"] for line in lines] == [f"t.jsonl#{n}" for n in range(1, 4001)]
    assert all(shards(out)[name] == data for name, data in done.items())


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_the_help_names_the_groups_of_options() -> None:
    code, out, _ = invoke("run", "--help")
    assert code == 0
    assert all(word in out for word in ("--retry-failed", "--sample", "--engine", "The run", "Inputs"))
