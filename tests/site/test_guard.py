from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from extract.errors import SettingError
from extract.site import SiteSettings, create_app
from extract.site.guard import Guard, Rates
from extract.site.store import find_source
from tests.index.made import archive, build
from tests.site.client import csrf, site

FORM = {"words": "水渠", "now": "LOC"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with site(tmp_path / "archive.db", archive()) as client:
        yield client


@pytest.fixture
def open_client(tmp_path: Path) -> Iterator[TestClient]:
    with site(tmp_path / "archive.db", archive(), host="0.0.0.0", token="geheim-geheim") as client:
        yield client


def test_beyond_this_machine_a_token_is_needed(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "::", "192.168.1.5", "archive.example"):
        with pytest.raises(SettingError, match="token"):
            SiteSettings(tmp_path / "a.db", host=host)
    for host in ("127.0.0.1", "localhost", "::1"):
        SiteSettings(tmp_path / "a.db", host=host)
    for token in ("", "short", "x" * 12 + ";", "x" * 12 + "\n", "口令口令口令口令口令口令"):
        with pytest.raises(SettingError, match="letters"):
            SiteSettings(tmp_path / "a.db", token=token)


@pytest.mark.parametrize(
    "page", ["/", "/articles/m1", "/api/search", "/static/style.css", "/openapi.json", "/extract", "/nothing"]
)
def test_without_the_token_nothing_is_answered(open_client: TestClient, page: str) -> None:
    assert open_client.get(page).status_code == 401
    assert open_client.get(page, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert open_client.get(page, params={"token": "wrong"}).status_code == 401
    assert open_client.get(page, headers={"cookie": "jianbao_token=wrong"}).status_code == 401
    assert open_client.get(page, headers={"authorization": "Bearer geheim-geheim"}).status_code in (200, 404)


def test_the_token_of_the_address_becomes_a_cookie(open_client: TestClient) -> None:
    answer = open_client.get("/?q=捐款&token=geheim-geheim")
    assert answer.status_code == 303
    assert "token" not in answer.headers["location"]
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert open_client.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "location"),
    [
        (b"//evil.example/", "/evil.example/"),
        (b"///evil.example", "/evil.example"),
        (b"/\\evil.example", "/%5Cevil.example"),
        (b"\\\\evil.example", "/%5C%5Cevil.example"),
        (b"/\\/evil.example", "/%5C/evil.example"),
        (b"/\t/evil.example", "/%09/evil.example"),
        (b"\n//evil.example", "/%0A//evil.example"),
        (b"/\r\nset-cookie: a=b", "/%0D%0Aset-cookie:%20a=b"),
        (b"/\0/evil.example", "/%00/evil.example"),
        (b"/\x85//evil.example", "/%85//evil.example"),
        (b"https://evil.example/", "/https://evil.example/"),
        (b"/people/%E7%9F%B3%2F", "/people/%E7%9F%B3%2F"),
        (b"", "/"),
    ],
)
def test_a_token_never_leads_to_another_site(tmp_path: Path, path: bytes, location: str) -> None:
    async def app(*_: Any) -> Any:
        raise AssertionError("the address with the token is never answered itself")

    guard = Guard(app, SiteSettings(tmp_path / "archive.db", token="geheim-geheim"))
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "scheme": "http", "raw_path": path, "headers": [(b"host", b"127.0.0.1")],
             "query_string": b"a=1&token=geheim-geheim"}  # fmt: skip
    asyncio.run(guard(scope, app, send))
    assert sent[0]["status"] == 303
    assert dict(sent[0]["headers"])[b"location"].decode() == location + "?a=1"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""])
def test_a_name_that_leads_here_from_elsewhere_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_this_machine_by_its_names_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:9999"},
        {"origin": "https://127.0.0.1:8000"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
    ],
)  # fmt: skip
def test_a_page_of_elsewhere_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    page = "/articles/m1/correct"
    token = csrf(client, page)
    assert client.post(page, data={"csrf": token, **FORM}, headers=headers).status_code == 403
    body = {"record": "m1", "anchor": {"exact": "水渠"}, "now": "LOC"}
    assert client.post("/api/corrections", json=body, headers=headers).status_code == 403
    assert client.post("/extract", json={"text": "好"}, headers=headers).status_code == 403
    assert client.get("/api/corrections").json() == []


@pytest.mark.parametrize("token", ["", "0" * 64, "好"])
def test_a_form_that_is_not_ours_changes_nothing(client: TestClient, token: str) -> None:
    client.get("/")
    page = "/articles/m1/correct"
    assert client.post(page, data={"csrf": token, **FORM}).status_code == 422
    assert client.post("/corrections/1/drop", data={"csrf": token}).status_code == 403
    assert client.get("/api/corrections").json() == []


def test_a_form_of_another_visitor_changes_nothing(client: TestClient) -> None:
    page = "/articles/m1/correct"
    token = csrf(client, page)
    client.cookies.clear()
    client.get("/")
    assert client.post(page, data={"csrf": token, **FORM}).status_code == 422


@pytest.mark.parametrize(
    "page", ["/", "/articles/m1", "/nothing", "/api/search", "/static/style.css", "/download/articles.csv"]
)
def test_every_answer_has_its_headers(client: TestClient, page: str) -> None:
    headers = client.get(page).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_pages_have_no_script_and_no_style_inside(client: TestClient) -> None:
    for page in (
        "/",
        "/articles/m1",
        "/articles/m1/correct",
        "/actions/donate",
        "/counts?thing=病例&unit=例",
        "/network",
        "/people/石望川",
    ):
        html = client.get(page).text
        assert "<style" not in html
        assert " style=" not in html
        assert not re.search(r"<[^>]*\son\w+=", html)
        assert "<script>" not in html
        assert "http://" not in html.replace("http://www.w3.org", "")
        assert "https://" not in html


def test_a_body_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with site(tmp_path / "archive.db", archive(), max_body=10_000) as client:
        assert (
            client.post("/extract", content=b"x" * 10_001, headers={"content-type": "application/json"}).status_code
            == 413
        )

        def parts() -> Iterator[bytes]:
            for _ in range(20):
                yield b"x" * 1000

        assert client.post("/extract", content=parts(), headers={"content-type": "application/json"}).status_code == 413
        for length in ("-1", "abc", "9" * 30):
            headers = {"content-type": "application/json", "content-length": length}
            assert client.post("/extract", content=b"x", headers=headers).status_code == 413


def test_an_address_that_is_too_long_is_refused(client: TestClient) -> None:
    assert client.get("/?q=" + "a" * 9000).status_code == 414


def test_a_bucket_of_requests_fills_again() -> None:
    now = [0.0]
    rates = Rates(10, clock=lambda: now[0])
    assert sum(rates.allows("a") for _ in range(300)) == 200
    assert rates.allows("b")
    now[0] = 1.05
    assert sum(rates.allows("a") for _ in range(100)) == 10
    assert all(Rates(0).allows("a") for _ in range(1000))


def test_buckets_do_not_grow_without_end() -> None:
    rates = Rates(10)
    for n in range(10_100):
        rates.allows(str(n))
    assert len(rates.buckets) <= 10_000


def test_too_many_requests_are_told_when_to_come_again(tmp_path: Path) -> None:
    with site(tmp_path / "archive.db", archive(), rate=0.1) as client:
        answers = [client.get("/static/style.css") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert answers[-1].headers["retry-after"] == "1"


def test_a_question_that_takes_too_long_ends(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    build(path, archive())
    app = create_app(SiteSettings(path, seconds=0.2))
    with app.state.store.reading() as db, pytest.raises(sqlite3.OperationalError, match="interrupted"):
        db.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n").fetchone()

    @app.get("/endless")
    def endless() -> None:
        with app.state.store.reading() as db:
            db.execute(
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
            ).fetchone()

    with TestClient(app, base_url="http://127.0.0.1", headers={"accept": "text/html"}) as client:
        answer = client.get("/endless")
    assert answer.status_code == 503
    assert "花的时间太长" in answer.text


def test_the_index_is_read_only_for_questions(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    build(path, archive())
    app = create_app(SiteSettings(path))
    with app.state.store.reading() as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM article")


# no path of the server is reached


@pytest.mark.parametrize(
    "page",
    ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/..\\app.py",
     "/articles/..%2f..%2fetc%2fpasswd", "/articles/../../etc/passwd/source", "/people/..%2f..",
     "/download/..%2fapp.py"],
)  # fmt: skip
def test_paths_lead_nowhere(client: TestClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code in (404, 422)
    assert "root:" not in answer.text
    assert "def create_app" not in answer.text


@pytest.mark.parametrize(
    "path", ["../secret.txt", "/etc/passwd", "pages/../../secret.txt", "link.txt", "a\0b", "", ".", "x" * 5000]
)
def test_a_source_is_never_a_file_outside_of_its_folder(tmp_path: Path, path: str) -> None:
    import hashlib

    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "link.txt").symlink_to(secret)
    assert find_source(folder, path, hashlib.sha256(secret.read_bytes()).hexdigest()) is None


def test_a_source_is_shown_with_what_the_repair_did(tmp_path: Path) -> None:
    import hashlib

    text = "县里修\n渠\n第3版\n昨日完工。"
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "r.txt").write_text(text, encoding="utf-8", newline="")
    row = archive()[0] | {
        "id": "r",
        "text": "县里修渠\n昨日完工。",
        "blocks": [{"kind": "paragraph", "start": 0, "end": 10}],
    }
    row |= {"organizations": [], "counts": [], "actions": [], "headline": ""}
    digest = hashlib.sha256(text.encode()).hexdigest()
    segments = [[0, 0, 3], [3, 4, 1], [5, 10, 5]]
    row["source"] = row["source"] | {"path": "pages/r.txt", "sha256": digest, "segments": segments}
    with site(tmp_path / "archive.db", [row], sources=folder) as client:
        page = client.get("/articles/r/source").text
        assert '<span class="joined"' in page
        assert '<del class="dropped">\n第3版\n</del>' in page
        (folder / "r.txt").write_text("别的内容", encoding="utf-8")
        assert "已经改动" in client.get("/articles/r/source").text


# hostile records

MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
CONTROL = "\0\x01\x1b[31m\u202e\u2028\ufeff\ud7ff\U0001f600"


def hostile() -> list[dict[str, Any]]:
    rows = []
    for n, words in enumerate(
        (MARKUP, CONTROL, "=1+1", "好" * 1_000_000, "' OR 1=1; DROP TABLE article; --", "../../etc")
    ):
        row = archive()[7] | {"id": f"h{n}", "headline": words, "text": words, "kicker": words, "deck": words}
        mention = {"start": 0, "end": len(words), "text": words, "by": words, "confidence": 0.5}
        row["source"] = row["source"] | {"path": words, "encoding": words}
        row["publication"] = row["publication"] | {"outlet": words, "page": words}
        row["blocks"] = [{"kind": "headline", "start": 0, "end": len(words)}]
        title = {"title": words, "organization": "o1", "start": 0, "end": len(words)}
        row["people"] = [{"id": "p1", "name": words, "titles": [title], "age": None, "mentions": [mention]}]
        row["organizations"] = [{"id": "o1", "name": words, "kind": "other", "canonical": words, "mentions": [mention]}]
        row["places"] = [{"id": "l1", "name": words, "code": words, "path": [words], "mentions": [mention]}]
        argument = {"start": 0, "end": len(words), "text": words, "ref": "p1"}
        row["actions"] = [
            {"id": "a1", "type": words[:80], "trigger": {"start": 0, "end": len(words), "text": words},
             "agent": [argument], "object": [argument | {"ref": "o1"}], "recipient": [], "place": [],
             "time": [], "counts": ["c1"],
             "modality": "actual", "polarity": "+", "by": words, "confidence": 0.5}
        ]  # fmt: skip
        row["counts"] = [
            {"id": "c1", "text": words, "start": 0, "end": len(words), "kind": "money", "value": 1e300, "low": None,
             "high": None, "approx": "exact", "unit": words, "unit_code": "CNY",
             "of": {"text": words, "head": words, "start": 0, "end": len(words)}, "cumulative": False, "by": words,
             "role": None}
        ]  # fmt: skip
        row["quotes"] = [{"text": words, "start": 0, "end": len(words), "kind": "direct", "speaker": argument}]
        row["dates"] = [
            {"id": "t1", "text": words, "start": 0, "end": len(words), "kind": "date", "value": words,
             "earliest": words, "latest": words, "basis": None, "alternatives": [words], "by": words}
        ]  # fmt: skip
        row["warnings"] = [words]
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def hostile_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with site(tmp_path_factory.mktemp("hostile") / "archive.db", hostile()) as client:
        yield client


@pytest.mark.parametrize(
    "page",
    ["/", "/names/person", "/names/place", "/posts", "/actions", "/counts", "/timeline", "/network", "/corrections",
     "/articles/h0", "/articles/h1", "/articles/h2", "/articles/h4", "/articles/h0/source", "/api/search",
     "/api/network", "/articles/h0/correct?was=PER&start=0&end=" + str(len(MARKUP)), "/download/articles.csv",
     "/download/articles.xlsx", "/download/actions.csv", "/download/actions.xlsx", "/download/articles.jsonl",
     "/download/gold.zip"],
)  # fmt: skip
def test_markup_and_controls_in_records_do_nothing(hostile_client: TestClient, page: str) -> None:
    answer = hostile_client.get(page)
    assert answer.status_code == 200
    if "html" in answer.headers["content-type"]:
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert (
            "49" not in answer.text.split("onerror=alert(1)&gt;")[1][:4]
            if "onerror=alert(1)&gt;" in answer.text
            else True
        )


def test_pages_of_hostile_names_open(hostile_client: TestClient) -> None:
    from extract.site.rendering import name_link

    for words in (MARKUP, "=1+1", "' OR 1=1; DROP TABLE article; --", "../../etc"):
        for kind in ("person", "organization", "place"):
            answer = hostile_client.get(name_link(kind, words))
            assert answer.status_code == 200
            assert "<script>alert" not in answer.text
    assert hostile_client.get("/", params={"q": "' OR 1=1; DROP TABLE article; --"}).status_code == 200
    assert hostile_client.get("/api/search").json()["total"] == 6


def test_a_text_of_a_million_characters_is_shown_in_part_on_lists(hostile_client: TestClient) -> None:
    for page in ("/", "/timeline", "/network", "/names/person", "/counts", "/actions"):
        assert len(hostile_client.get(page).content) < 400_000, page
    assert len(hostile_client.get("/articles/h3").content) < 20_000_000


def test_tables_have_no_formulas(hostile_client: TestClient) -> None:
    rows = hostile_client.get("/download/articles.csv").content.decode("utf-8-sig")
    assert ",=1+1" not in rows
    assert ",'=1+1" in rows
