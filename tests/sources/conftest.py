from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.reading import OTHER, TEXT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    (root / "b" / "2020" / "02" / "06").mkdir(parents=True)
    (root / "b" / "2020" / "02" / "06" / "1.txt").write_text(TEXT, encoding="utf-8")
    (root / "nt20200206A2.TXT").write_bytes(TEXT.encode("gbk"))
    (root / "a.md").write_text(OTHER, encoding="utf-8")
    (root / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (root / ".DS_Store").write_bytes(b"\x00\x00")
    return root
