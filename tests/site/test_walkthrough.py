"""The commands of docs/walkthrough.md, and what it says that they show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from starlette.testclient import TestClient

from extract.site import SiteSettings, create_app

ROOT = Path(__file__).parents[2]


def test_the_walkthrough_does_what_it_says(tmp_path: Path) -> None:
    words = (ROOT / "docs" / "walkthrough.md").read_text(encoding="utf-8")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    command = bin_ / "jianbao"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from extract.cli.app import main; main()" "$@"\n')
    command.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{bin_}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
    }
    told = ""
    for block in re.findall(r"```sh\n(.*?)```", words, re.S):
        done = subprocess.run(
            ["bash", "-e"], input=block, cwd=tmp_path, env=environment, text=True, capture_output=True
        )
        assert done.returncode == 0, done.stderr
        told += done.stdout
    assert "2021-07-12 井 5.0 眼" in told
    app = create_app(SiteSettings(tmp_path / "archive.db", model="none", sources=tmp_path / "pages"))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        points = client.get("/api/counts?thing=井&unit=眼").json()["points"]
        expected = re.findall(r"\| (2021-\d\d-\d\d) \| (\d+) \|", words)
        assert [(point["day"], str(int(point["value"]))) for point in points] == expected
        gifts = client.get("/api/actions?action=donate&least=100000").json()
        assert (gifts["total"], gifts["yuan"]) == (2, 420_000)
        assert [post["person"] for post in client.get("/api/posts?title=局长").json()] == ["石望川"]
        assert client.get("/?q=打井").text.count("<h2><a href") == 3
        (joined,) = re.findall(r'href="(/articles/[^"]+)">柳洼乡抗旱打井', client.get("/").text)
        assert "拼合的断行" in client.get(joined + "/source").text
