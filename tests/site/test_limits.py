"""What has an end says so: lists, files, slow bodies, texts that wait to be read."""

from __future__ import annotations

import asyncio
import csv
import io
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from extract.index import entities
from extract.site import SiteSettings, create_app, downloads, extracting, guard, pages
from extract.site.asking import MAX_ROWS
from extract.site.rendering import Renderer, link
from tests.index.made import Made, Row, archive, build
from tests.site.client import site
from tests.site.test_pages import text_of

COUNTS = "thing=病例&unit=例"


def rows() -> list[Row]:
    """The small archive, one more head of a station and one more thing that is counted."""
    text = "水库蓄水\n县农机站站长苗得水看了三座水库。"
    more = Made("m2", text, "2021-04-09").organization("县农机站").person("苗得水", "站长", "县农机站")
    return [*archive(), more.count("三座", 3, "座", "水库").done()]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with site(tmp_path_factory.mktemp("limits") / "archive.db", rows()) as client:
        yield client


# lists


@pytest.mark.parametrize(
    ("page", "most", "whole", "words"),
    [
        (f"/counts?{COUNTS}", "POINTS", 3, "显示前 2 条，共 3 条"),
        (f"/counts?{COUNTS}&lang=en", "POINTS", 3, "The first 2 of 3 are shown"),
        ("/posts?title=站长", "POSTS", 2, "显示前 1 条，共 2 条"),
        ("/counts", "THINGS", 2, "只列出最常见的 1 种"),
    ],
)
def test_a_page_that_is_cut_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, page: str, most: str, whole: int, words: str
) -> None:
    client.cookies.clear()
    for shown, said in ((whole, False), (whole - 1, True)):
        monkeypatch.setattr(pages, most, shown)
        assert (words in text_of(client.get(page).text)) == said


def test_a_name_with_more_posts_than_its_page_shows_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "显示前 1 条，共 2 条"
    client.cookies.clear()
    assert words not in text_of(client.get("/organizations/县农机站").text)
    monkeypatch.setattr(entities, "NAME_POSTS", 1)
    page = client.get("/organizations/县农机站").text
    assert words in text_of(page)
    assert "/posts?organization=%E5%8E%BF%E5%86%9C%E6%9C%BA%E7%AB%99" in page


def test_the_api_gives_as_many_as_it_is_asked_for_and_says_how_many_there_are(client: TestClient) -> None:
    found = client.get(f"/api/counts?{COUNTS}&limit=2").json()
    assert ([point["value"] for point in found["points"]], found["total"]) == ([3, 7], 3)
    answer = client.get("/api/posts?limit=1")
    assert (len(answer.json()), answer.headers["x-truncated"]) == (1, "1 of 3")
    answer = client.get("/api/posts?limit=3")
    assert (len(answer.json()), answer.headers.get("x-truncated")) == (3, None)
    assert client.get(f"/api/posts?limit={MAX_ROWS + 1}", headers={"accept": "application/json"}).status_code == 422


# files


@pytest.mark.parametrize(
    ("question", "name", "total"),
    [
        ("articles.csv?q=捐款", "articles", 4),
        ("articles.jsonl?q=捐款", "articles", 4),
        ("articles.csv", "articles", 10),
        ("actions.csv?action=donate", "actions", 4),
        (f"counts.csv?{COUNTS}", "counts", 3),
        (f"counts.xlsx?{COUNTS}", "counts", 3),
        ("posts.jsonl", "posts", 3),
    ],
)
def test_a_file_that_is_cut_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, question: str, name: str, total: int
) -> None:
    ending = question.partition("?")[0].partition(".")[2]
    for most in (total, total + 1):
        monkeypatch.setattr(downloads, "MAX_ROWS", most)
        whole = client.get(f"/download/{question}")
        assert "x-truncated" not in whole.headers
        assert whole.headers["content-disposition"].endswith(f'"jianbao-{name}.{ending}"')
        assert _rows(whole.content, ending) == total
    monkeypatch.setattr(downloads, "MAX_ROWS", 1)
    cut = client.get(f"/download/{question}")
    assert cut.headers["x-truncated"] == f"1 of {total}"
    assert cut.headers["content-disposition"].endswith(f'"jianbao-{name}-first-1-of-{total}.{ending}"')
    assert _rows(cut.content, ending) == 1


def _rows(content: bytes, ending: str) -> Any:
    if ending == "csv":
        return len(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))))
    if ending == "xlsx":
        return load_workbook(io.BytesIO(content)).active.max_row - 1
    return len(content.splitlines())


def test_counts_are_exported_as_the_page_shows_them(client: TestClient) -> None:
    assert "only=sums" in client.get(f"/counts?{COUNTS}&only=sums").text
    for only, rows in (("sums", 3), ("singles", 0), ("", 3)):
        assert _rows(client.get(f"/download/counts.csv?{COUNTS}&only={only}").content, "csv") == rows


@pytest.mark.parametrize(("total", "said"), [(10_000, False), (10_001, True), (50_000, True)])
def test_a_page_with_more_than_a_file_can_hold_says_so(total: int, said: bool) -> None:
    html = _parts().downloads("/download/x", None, link, _told, {}, total)
    assert (f"一个文件最多 {MAX_ROWS:,} 行" in html) == said


@pytest.mark.parametrize(
    ("offset", "total", "said"),
    [(0, 50_000, False), (9950, 50_000, False), (10_000, 50_000, True), (9950, 9990, False)],
)
def test_the_last_page_that_can_be_turned_to_says_so(offset: int, total: int, said: bool) -> None:
    html = _parts().pager(offset, 50, total, lambda name, value: f"?{name}={value}", _told)
    assert ("只能翻到第 10,050 条" in html) == said


def _parts() -> Any:
    return Renderer().environment.get_template("parts.html").module


def _told(words: str, **fields: object) -> str:
    return words.format(**fields)


# texts to be read


def test_who_finds_all_places_taken_is_told_to_come_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One text is read, three wait; the fifth is answered at once, and so is everything else."""
    started, go_on = threading.Semaphore(0), threading.Event()

    def slowly(*_: Any) -> list[Any]:
        started.release()
        assert go_on.wait(60)
        return []

    monkeypatch.setattr(extracting, "_sources", slowly)
    build(tmp_path / "archive.db", archive())
    app = create_app(SiteSettings(tmp_path / "archive.db", model="none"))
    with TestClient(app, base_url="http://127.0.0.1") as client, ThreadPoolExecutor(extracting.MAX_AT_WORK) as pool:
        asked = [pool.submit(client.post, "/extract", json={"text": "好"}) for _ in range(extracting.MAX_AT_WORK)]
        try:
            assert all(started.acquire(timeout=60) for _ in asked)
            refused = client.post("/extract", json={"text": "好"})
            page = client.post("/extract", data={"text": "好"}, headers={"accept": "text/html"})
            search = client.get("/api/search")
        finally:
            go_on.set()
        assert [answer.result().status_code for answer in asked] == [200] * extracting.MAX_AT_WORK
        assert client.post("/extract", json={"text": "好"}).status_code == 200  # the places are free again
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.json()["detail"] == "正在处理别人的文章，请稍候再试。"
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert "正在处理别人的文章，请稍候再试。" in text_of(page.text)
    assert search.status_code == 200


def test_a_text_that_cannot_be_read_gives_its_place_back(client: TestClient) -> None:
    for _ in range(2 * extracting.MAX_AT_WORK):
        answer = client.post("/extract", json={"text": "好", "published": "soon"})
        assert answer.status_code == 422


# slow bodies


async def _never() -> dict[str, Any]:
    await asyncio.sleep(60)
    return {}


def _in_drops(n: int = 400) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Bytes that come one by one, each soon after the other."""
    left = iter(range(n))

    async def drop() -> dict[str, Any]:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": next(left, None) is not None}

    return drop


def _at_once(pause: float) -> Callable[[], Awaitable[dict[str, Any]]]:
    """A body that is there without waiting, in two parts, and a client that is slow to leave."""
    parts = iter((b'{"text":', b' ""}'))

    async def part() -> dict[str, Any]:
        body = next(parts, None)
        if body is None:
            await asyncio.sleep(pause)
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": body, "more_body": body.endswith(b":")}

    return part


@pytest.mark.parametrize(
    ("receive", "seconds", "status"),
    [(_never, 0.05, 408), (_in_drops(), 0.5, 408), (_in_drops(3), 30.0, 422), (_at_once(60), 30.0, 422)],
    ids=["nothing comes", "drops", "few drops", "at once"],
)
def test_a_client_that_sends_slowly_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, receive: Any, seconds: float, status: int
) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", seconds)
    build(tmp_path / "archive.db", archive())
    app = create_app(SiteSettings(tmp_path / "archive.db"))
    sent: list[dict[str, Any]] = []

    async def keep(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/extract", "raw_path": b"/extract", "query_string": b"",
             "headers": headers, "scheme": "http", "client": ("127.0.0.1", 1), "http_version": "1.1",
             "server": ("x", 1)}  # fmt: skip
    asyncio.run(app(scope, receive, keep))
    assert sent[0]["status"] == status
    assert ((b"connection", b"close") in sent[0]["headers"]) == (status == 408)
