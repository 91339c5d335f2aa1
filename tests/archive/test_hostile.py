"""A folder of all that an archive should not hold: the run comes to its end, with the right reason on each row."""

from __future__ import annotations

import gzip
import io
import os
import socket
import sys
import tarfile
import zipfile
from copy import copy
from pathlib import Path

import pytest

import extract.sources.files as files
from extract.archive.folder import OutputFolder, Wishes
from extract.archive.work import Desk
from extract.sources import ReadOptions, Sources
from tests.archive.folders import NOW, engine, page, paths, rows, states

LIMIT = 2_000_000  # bytes of a text: the long line is over it
GOOD = page(1).encode()
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no links, pipes and odd names there")


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


BOMB = b"0" * 30_000_000
NESTED = zipped(**{"2.zip": zipped(**{"1.zip": zipped(**{"x.txt": GOOD})})})
SPARSE = {
    # a name, its bytes, and the failures that it makes
    "bomb.zip": (zipped(**{"x.txt": BOMB, "good.txt": GOOD}), {"bomb.zip!/x.txt": "RatioError"}),
    "bomb.txt.gz": (gzip.compress(BOMB), {"bomb.txt.gz": "RatioError"}),
    "bomb.tar.gz": (tarred(**{"x.txt": BOMB}), {"bomb.tar.gz": "RatioError"}),
    "nested.zip": (NESTED, {"nested.zip!/2.zip!/1.zip!/x.txt": "DepthError"}),
    "out.zip": (zipped(**{"../../x.txt": GOOD, "/etc/x.txt": GOOD}), dict.fromkeys(
        ("out.zip!/../../x.txt", "out.zip!//etc/x.txt"), "OutsideError")),
    "out.tar.gz": (tarred(**{"../x.txt": GOOD}), {"out.tar.gz!/../x.txt": "OutsideError"}),
    "long.txt": ("字".encode() * LIMIT, {"long.txt": "SizeError"}),
    "long.jsonl": (b"x" * LIMIT + b'x\n{"text": "' + GOOD.strip() + b'"}\n', {"long.jsonl": "SizeError"}),
    "invalid.txt": (GOOD + b"\xff\xfe\xfd" + GOOD, {"invalid.txt": "DecodeError"}),
    "empty.txt": (b"", {"empty.txt": "EmptyError"}),
    "white.txt": (b" \n\t", {"white.txt": "EmptyError"}),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(100), {"picture.txt": "BinaryError"}),
    "picture.zip": (b"\x89PNG\r\n\x1a\n" + bytes(100), {"picture.zip": "FormatError"}),
    "text.gz.txt": (gzip.compress(GOOD), {"text.gz.txt": "BinaryError"}),
    "short.txt.gz": (gzip.compress(os.urandom(9000))[:5000], {"short.txt.gz": "FormatError"}),
    "short.zip": (zipped(**{"x.txt": GOOD})[:-30], {"short.zip": "FormatError"}),
    "short.tar.gz": (tarred(**{"x.txt": os.urandom(90000)})[:50000], dict.fromkeys(
        ("short.tar.gz", "short.tar.gz!/x.txt"), "FormatError")),
    "table.csv": (b"a,b\n1,2\n", {"table.csv": "FormatError"}),
    "rows.jsonl": (b'{"text": 3}\n[1]\n{"text": "' + GOOD.strip() + b'"}\n', {"rows.jsonl": "FormatError"}),
}  # fmt: skip


def hostile(folder: Path) -> tuple[Path, dict[str, str]]:
    """The folder, and what is wrong with which path in it."""
    folder.mkdir()
    wrong: dict[str, str] = {}
    for name, (data, failures) in SPARSE.items():
        (folder / name).write_bytes(data)
        wrong |= failures
    (folder / "good.txt").write_bytes(GOOD)
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    for name, target in {"loop": ".", "one": "two", "two": "one", "etc": "/etc", "host.txt": "/etc/hosts"}.items():
        (folder / name).symlink_to(target)
    (folder / "gone.txt").symlink_to("nothing.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "locked.txt").write_bytes(GOOD)
    (folder / "locked.txt").chmod(0)
    wrong |= dict.fromkeys(("loop", "one", "two"), "LoopError") | dict.fromkeys(("etc", "host.txt"), "OutsideError")
    wrong |= dict.fromkeys(("gone.txt", "pipe.txt", "device.txt"), "FormatError")
    if os.geteuid():  # root may read everything
        wrong["locked.txt"] = "InputError"
    return folder, wrong


def run(archive: Path, out: Path) -> None:
    options = ReadOptions(limit=LIMIT)
    working = copy(engine())
    working.desk = Desk(working.desk.extractor, options)
    with OutputFolder(out, Sources([archive], options, leave_out=[out]), Wishes(), NOW) as output:
        output.prepare()
        for _ in output.run(working):
            pass


def test_a_hostile_folder(tmp_path: Path) -> None:
    archive, wrong = hostile(tmp_path / "in")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(archive / "socket.txt"))
        run(archive, tmp_path / "out")
    wrong["socket.txt"] = "FormatError"
    found: dict[str, str] = {}
    for path, kind in rows(tmp_path / "out", "SELECT path, kind FROM failures"):
        assert found.setdefault(path, kind) == kind
    assert found == wrong
    assert set(states(tmp_path / "out").values()) == {"done", "failed"}
    good = {"bomb.zip!/good.txt", "good.txt", "long.jsonl#2", "rows.jsonl#3"} | ({"locked.txt"} - set(wrong))
    assert set(paths(tmp_path / "out")) == good
    assert rows(tmp_path / "out", "SELECT count(*) FROM sources WHERE state = 'failed' AND reason = ''") == [(0,)]


def test_a_file_that_grows_while_it_is_read_is_read_when_it_rests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "in"
    archive.mkdir()
    (archive / "good.txt").write_bytes(GOOD)
    grown = archive / "grows.txt"
    grown.write_bytes(GOOD)

    class Growing(files.Watched):
        """A file that another program adds to between two readings."""

        def readinto(self, buffer: object) -> int:
            count = super().readinto(buffer)
            if self.name == grown and grown.stat().st_size == len(GOOD):
                grown.write_bytes(GOOD * 2)
            return count

    with monkeypatch.context() as patch:
        patch.setattr(files, "Watched", Growing)
        run(archive, tmp_path / "out")
    assert rows(tmp_path / "out", "SELECT path, kind FROM failures") == [("grows.txt", "ChangedError")]
    run(archive, tmp_path / "out")
    assert states(tmp_path / "out") == {"good.txt": "done", "grows.txt": "done"}


@pytest.mark.slow
def test_ten_thousand_tiny_files_and_a_line_of_200_megabytes(tmp_path: Path) -> None:
    archive = tmp_path / "in"
    for number in range(10_000):
        path = archive / f"{number // 500}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"第{number}号：开镰。\n", encoding="utf-8")
    with (archive / "line.txt").open("wb") as line, (archive / "line.jsonl").open("wb") as row:
        for _ in range(200):
            line.write("字".encode() * 333_333)
            row.write(b"x" * 1_000_000)
    run(archive, tmp_path / "out")
    assert rows(tmp_path / "out", "SELECT path, kind FROM failures ORDER BY path") == [
        ("line.jsonl", "SizeError"),
        ("line.txt", "SizeError"),
    ]
    assert len(set(paths(tmp_path / "out"))) == 10_000
