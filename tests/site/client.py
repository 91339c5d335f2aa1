"""The pages of a small archive, asked without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from extract.site import SiteSettings, create_app
from tests.index.made import Row, build

ADDRESS = "http://127.0.0.1:8000"
PAGE = {"accept": "text/html"}


@contextmanager
def site(path: Path, rows: list[Row], **settings: Any) -> Iterator[TestClient]:
    build(path, rows)
    app = create_app(SiteSettings(path, model="none", **settings))
    with TestClient(
        app, base_url=ADDRESS, headers=PAGE, follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield client


def csrf(client: TestClient, page: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(page).text)
    assert found
    return found[1]
