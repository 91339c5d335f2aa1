from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from extract.errors import (
    DepthError,
    EmptyError,
    FormatError,
    OutsideError,
    RatioError,
    SizeError,
)
from extract.sources import Sources
from tests.sources.reading import OTHER, TEXT, errors, paths, read, sources, zipped


def tarred(mode: str, *members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


MEMBERS = (
    ("2020/02/06/二.txt", OTHER.encode("gbk")),
    ("2020/02/06/一.txt", TEXT.encode()),
    ("图.png", b"\x89PNG"),
    ("空.txt", b""),
    ("../外.txt", TEXT.encode()),
    ("表.jsonl", '{"text": "全镇八个村。"}\n'.encode()),
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped(*MEMBERS)),
        ("a.tar", tarred("w", *MEMBERS)),
        ("a.tar.gz", tarred("w:gz", *MEMBERS)),
        ("a.tgz", tarred("w:gz", *MEMBERS)),
    ],
)
def test_members_of_archives(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    reading = Sources([tmp_path])
    found = list(reading)
    assert {source.path: source.text for source in sources(found)} == {
        f"{name}!/2020/02/06/一.txt": TEXT,
        f"{name}!/2020/02/06/二.txt": OTHER,
        f"{name}!/表.jsonl#1": "全镇八个村。",
    }
    assert {error.path: type(error) for error in errors(found)} == {
        f"{name}!/空.txt": EmptyError,
        f"{name}!/../外.txt": OutsideError,
    }
    assert reading.skipped_paths == [f"{name}!/图.png"]


def test_a_zip_with_names_in_gbk(tmp_path: Path) -> None:
    data = zipped(("AA青石镇".encode("gbk").decode("cp437") + ".txt", TEXT.encode()))
    raw = "AA青石镇".encode("gbk").decode("cp437").encode()
    assert raw in data
    info = zipfile.ZipInfo("x")
    info.filename, info.flag_bits = "青石镇新闻.txt".encode("gbk").decode("cp437"), 0
    from extract.sources.containers import member_name

    assert member_name(info) == "青石镇新闻.txt"


def test_compressed_files_keep_their_path(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress('{"text": "全镇八个村。"}'.encode()))
    (tmp_path / "c.dat.gz").write_bytes(gzip.compress(b"x"))
    reading = Sources([tmp_path])
    assert paths(list(reading)) == ["a.txt.gz", "b.jsonl.gz#1"]
    assert reading.skipped_paths == ["c.dat.gz"]


def test_broken_archives_are_errors(tmp_path: Path) -> None:
    whole = gzip.compress((TEXT * 2000).encode())
    (tmp_path / "a.txt.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "c.tar").write_bytes(TEXT.encode() * 50)
    tar = tarred("w:gz", ("1.txt", TEXT.encode()), ("2.txt", os.urandom(50000)))
    (tmp_path / "d.tgz").write_bytes(tar[: len(tar) // 2])
    found = read(tmp_path)
    assert [error.path for error in errors(found)][:3] == ["a.txt.gz", "b.zip", "c.tar"]
    assert all(isinstance(error, FormatError) for error in errors(found)[:3])
    assert [source.path for source in sources(found)] == ["d.tgz!/1.txt"]
    assert errors(found)[3:]


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    inner = zipped(("x.txt", TEXT.encode()))
    nested = zipped(("1.zip", inner))
    (tmp_path / "a.zip").write_bytes(zipped(("2.zip", nested), ("y.txt", OTHER.encode())))
    found = read(tmp_path)
    assert paths(found) == ["a.zip!/2.zip!/1.zip!/x.txt", "a.zip!/y.txt"]
    assert isinstance(found[0], DepthError)
    assert paths(read(tmp_path, depth=3))[0] == "a.zip!/2.zip!/1.zip!/x.txt"


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(("x.txt", b"0" * 5_000_000)))
    (error,) = errors(read(tmp_path, limit=100_000))
    assert isinstance(error, RatioError)
    (error,) = errors(read(tmp_path, limit=100_000, ratio=100_000))
    assert isinstance(error, SizeError)


@pytest.mark.parametrize("name", ["a.txt.gz", "b.tar.gz", "b.tar"])
def test_a_bomb_in_a_stream_is_given_up_early(tmp_path: Path, name: str) -> None:
    bomb = b"0" * 5_000_000
    tar = tarred("w:xz", ("图.png", bomb), ("1.txt", TEXT.encode()))
    (tmp_path / name).write_bytes(gzip.compress(bomb if name == "a.txt.gz" else tarred("w", ("1.txt", bomb))))
    if name == "b.tar":
        (tmp_path / name).write_bytes(tar)
    (error,) = read(tmp_path)
    assert (type(error), error.path[:8]) == (RatioError, name[:8])
    assert len(sources(read(tmp_path, ratio=100_000))) == 1


def test_compression_that_text_has_is_no_bomb(tmp_path: Path) -> None:
    text = "".join(f"第{number}户收到赠书{number % 7}册。\n" for number in range(120_000))
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "b.zip").write_bytes(zipped(("x.txt", text.encode()), ("y.txt", TEXT.encode())))
    (tmp_path / "c.tgz").write_bytes(tarred("w:gz", ("图.png", text.encode()), ("z.txt", text.encode())))
    assert [source.text == text for source in sources(read(tmp_path))] == [True, True, False, True]
