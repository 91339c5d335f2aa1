from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import orjson
import pytest

from tests.index.made import archive, build

ROOT = Path(__file__).parents[2]
JIANBAO = [sys.executable, "-c", "from extract.cli.app import main; main()"]


def jianbao(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*JIANBAO, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_records_are_indexed_and_told(tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    records.write_bytes(b"".join(orjson.dumps(row) + b"\n\n" for row in archive()))
    database = tmp_path / "a.db"
    told = f"{database}: 9 articles added, 0 replaced, 0 already there\n"
    assert jianbao("index", records, "-d", database).stderr == told, "and nothing else where nobody watches"
    assert "0 articles added, 0 replaced, 9 already there" in jianbao("index", records, "-d", database).stderr
    records.rename(tmp_path / "records-00000.jsonl")
    assert "9 already there" in jianbao("index", tmp_path, "-d", database).stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{}", "no record"),
        (b"{", "line 1"),
        (b'{"id": "x"}', "jianbao run"),
        (b'\n\n["x"', "line 3"),
        (b'\n\n["x"]', "line 3"),
    ],
)
def test_what_is_no_record_is_told_with_its_place(tmp_path: Path, content: bytes, words: str) -> None:
    records = tmp_path / "records.jsonl"
    records.write_bytes(content)
    done = jianbao("index", records, "-d", tmp_path / "a.db")
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_says_what_is_missing(tmp_path: Path) -> None:
    done = jianbao("serve", tmp_path / "none.db")
    assert (done.returncode, "jianbao index" in done.stderr) == (2, True)
    build(tmp_path / "a.db", archive())
    done = jianbao("serve", tmp_path / "a.db", "--host", "0.0.0.0")
    assert (done.returncode, "--token auto" in done.stderr) == (2, True)


def test_serve_tells_the_address_asks_for_the_token_and_ends_quietly(tmp_path: Path) -> None:
    build(tmp_path / "a.db", archive())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*JIANBAO, "serve", str(tmp_path / "a.db"), "--host", "0.0.0.0", "--token", "auto", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    told = process.stderr.readline()
    found = re.search(rf"http://127\.0\.0\.1:{port}/\?token=([\w-]+)", told)
    assert found
    refused = 0
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
        except urllib.error.HTTPError as error:
            refused = error.code
            break
        except OSError:
            time.sleep(0.1)
    assert refused == 401
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Authorization": f"Bearer {found[1]}"})
    assert "恒丰农机公司" in urllib.request.urlopen(asked, timeout=10).read().decode()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in (0, 130)
    assert "Traceback" not in process.stderr.read()
