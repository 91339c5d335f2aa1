from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from extract.evaluate.gold import read_gold
from extract.records import Record
from extract.site.app import _FAULTS
from extract.site.texts import ACTIONS, FIELD_WORDS, english
from tests.index.made import archive
from tests.site.client import csrf, site

SITE = Path(__file__).parents[2] / "extract" / "site"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with site(tmp_path_factory.mktemp("site") / "archive.db", archive()) as client:
        yield client


@pytest.fixture
def client(shared: TestClient) -> TestClient:
    shared.cookies.clear()
    return shared


@pytest.fixture
def own(tmp_path: Path) -> Iterator[TestClient]:
    with site(tmp_path / "archive.db", archive()) as client:
        yield client


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/", ["共 9 篇", "恒丰农机公司捐款助学", "柳洼县"]),
        ("/?q=捐款", ["共 4 篇"]),
        ("/?q=縣醫院", ["縣醫院開診"]),
        ("/?q=zzzz", ["没有找到", "去掉上面的某个条件"]),
        ("/?q=zzzz&lang=en", ["Nothing found", "take one of the conditions away"]),
        ("/?organization=恒丰农机公司", ["共 2 篇"]),
        ("/?q=款助", ["没有文章含有这些词"]),
        ("/articles/m1", ["县里部署春耕", "石望川", "县水务局局长"]),
        ("/articles/m1/source", ["--sources"]),
        ("/people/石望川", ["局长", "水渠要早修。", "温知秋", "2021-04-01"]),
        ("/organizations/县水务局", ["任职的人", "石望川"]),
        ("/places/柳洼县", ["共 3 篇"]),
        ("/names/person", ["石望川", "温知秋"]),
        ("/names/organization?q=农机", ["恒丰农机公司", "县农机站"]),
        ("/posts", ["局长", "站长"]),
        ("/posts?title=局长", ["石望川", "县水务局"]),
        ("/posts?title=局長", ["石望川", "县水务局"]),
        ("/actions", ["捐赠", "签约"]),
        ("/actions/donate", ["共 4 件", "合计 1,270,000 元"]),
        ("/actions/donate?after=2021-03&before=2021-03&least=100000", ["共 2 件", "合计 420,000 元", "石棱镇商会"]),
        ("/actions/donate?least=9e12", ["没有找到"]),
        ("/counts", ["病例", "例"]),
        ("/counts?thing=病例&unit=例", ["2021-03-07", "累计报告病例"]),
        ("/counts?thing=没有", ["没有找到"]),
        ("/timeline", ["2021-04-02", "捐款"]),
        ("/network", ["县慈善总会"]),
        ("/corrections", ["还没有更正"]),
        ("/extract", ["试读一篇"]),
        ("/api", ["/api/search", "/extract"]),
    ],
)
def test_pages_say_what_they_should(client: TestClient, page: str, words: list[str]) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    shown = text_of(answer.text)
    assert [word for word in words if word not in shown] == []


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("/nothing", 404, "没有找到这一页"),
        ("/articles/nothing", 404, "没有这篇文章"),
        ("/people/没有这人", 404, "没有这一项"),
        ("/actions/nothing", 404, "没有这一项"),
        ("/?after=soon", 422, "从: 请写成 2020、2020-02 或 2020-02-06"),
        ("/?offset=-1", 422, "问题的写法不对"),
        ("/?q=" + "好" * 300, 422, "问题的写法不对"),
        ("/names/animal", 422, "问题的写法不对"),
        ("/counts?only=none", 422, "问题的写法不对"),
    ],
)
def test_errors_are_written_for_people(client: TestClient, page: str, status: int, words: str) -> None:
    answer = client.get(page)
    assert answer.status_code == status
    assert words in text_of(answer.text)
    assert "回到检索" in answer.text


def test_programs_get_errors_as_json(client: TestClient) -> None:
    answer = client.get("/api/articles/nothing", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (404, "档案里没有这篇文章。")


def test_a_search_marks_what_was_found(client: TestClient) -> None:
    assert "<mark>捐款</mark>" in client.get("/?q=捐款").text


def test_every_filter_is_a_link(client: TestClient) -> None:
    page = unescape(client.get("/?q=捐款").text)
    links = re.findall(r'href="(/\?[^"]*)"', page)
    assert any("organization=" in link and "q=" in link for link in links)
    for link in links:
        assert client.get(link).status_code == 200


def test_spans_and_rows_lead_to_each_other(client: TestClient) -> None:
    page = client.get("/articles/m1").text
    ids = set(re.findall(r' id="([^"]+)"', page))
    targets = set(re.findall(r'href="#([^"]+)"', page)) - {"main"}
    assert targets
    assert targets <= ids
    assert re.search(
        r'<a class="m PER" id="t-p1-\d+" href="#r-p1" data-note="人物 石望川 · rule:test · 0.90">石望川</a>', page
    )
    assert re.search(r'<li id="r-p1">.*?href="#t-p1-\d+"', page, re.S)


def test_every_link_of_every_page_leads_somewhere(client: TestClient) -> None:
    seen, coming = set(), ["/"]
    while coming and len(seen) < 150:
        page = coming.pop(0)
        if page in seen:
            continue
        seen.add(page)
        answer = client.get(page)
        assert answer.status_code == 200, page
        if "html" in answer.headers["content-type"]:
            coming += [unescape(link).partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', answer.text)]
    assert len(seen) > 60


def test_english_pages_have_no_chinese_words_of_ours(client: TestClient) -> None:
    known = set(english())
    for page in (
        "/",
        "/?q=zzzz",
        "/actions/donate",
        "/counts",
        "/timeline",
        "/network",
        "/corrections",
        "/extract",
        "/posts",
    ):
        shown = text_of(client.get(page, params={"lang": "en"}).text).split("\n")
        assert [line for line in shown if line.strip() in known and line.strip() not in ("例",)] == []


def test_every_text_of_the_pages_has_its_english() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in (SITE / "templates").glob("*.html"))
    used = {text for text in re.findall(r"\bt\('([^']+)'", templates) if re.search("[\u4e00-\u9fff]", text)}
    used |= set(re.findall(r"\('[^']*', '([\u4e00-\u9fff]+)'\)", templates))
    assert sorted(used - set(english())) == []


def test_every_word_of_an_error_has_its_english() -> None:
    assert sorted(set(_FAULTS.values()) - set(english())) == []
    assert sorted(set(FIELD_WORDS.values()) - set(english())) == []


def test_every_type_of_action_has_a_name() -> None:
    types = {path.stem for path in (SITE.parents[1] / "patterns" / "action").glob("*.toml")}
    assert types == set(ACTIONS)


@pytest.mark.parametrize("page", ["/", "/articles/m1", "/actions/donate", "/people/石望川"])
def test_the_language_stays(own: TestClient, page: str) -> None:
    assert 'lang="zh-CN"' in own.get(page).text.partition("<head>")[0]
    own.get(page, params={"lang": "en"})
    assert 'lang="en"' in own.get(page).text.partition("<head>")[0]


# downloads


def test_gifts_as_csv_xlsx_and_jsonl(client: TestClient) -> None:
    question = "?action=donate&after=2021-03&before=2021-03&least=100000"
    rows = list(csv.DictReader(io.StringIO(client.get(f"/download/actions.csv{question}").content.decode("utf-8-sig"))))
    assert [(row["agent"], row["recipient"], row["yuan"]) for row in rows] == [
        ("石棱镇商会", "县慈善总会", "300000.0"), ("清屏水泥厂", "县慈善总会", "120000.0"),
    ]  # fmt: skip
    sheet = load_workbook(io.BytesIO(client.get(f"/download/actions.xlsx{question}").content)).active
    assert sheet
    header, *cells = sheet.iter_rows(values_only=True)
    assert [dict(zip(header, row, strict=True))["yuan"] for row in cells] == [300_000, 120_000]
    lines = [json.loads(line) for line in client.get(f"/download/actions.jsonl{question}").content.splitlines()]
    assert [line["agent"] for line in lines] == ["石棱镇商会", "清屏水泥厂"]


def test_articles_as_records(client: TestClient) -> None:
    lines = client.get("/download/articles.jsonl?q=捐款").content.splitlines()
    assert [Record.model_validate_json(line).id for line in lines] == ["g4", "g3", "g2", "g1"]


def test_posts_and_counts(client: TestClient) -> None:
    assert "石望川" in client.get("/download/posts.csv?title=局长").content.decode("utf-8-sig")
    assert client.get("/download/counts.csv?thing=病例&unit=例").content.decode("utf-8-sig").count("病例") >= 3


# corrections


def correction(client: TestClient, article: str, **fields: str) -> int:
    page = f"/articles/{article}/correct"
    answer = client.post(page, data={"csrf": csrf(client, page), **fields}, headers={"origin": "http://127.0.0.1:8000"})
    return answer.status_code


def test_a_name_is_mended_on_the_page(own: TestClient) -> None:
    text = own.get("/api/articles/m1").json()["text"]
    start = text.index("温知秋")
    form = own.get(f"/articles/m1/correct?was=PER&start={start}&end={start + 3}").text
    assert 'value="温知秋"' in form
    fields = {"was": "PER", "start": str(start), "end": str(start + 3), "words": "温知秋", "now": "PER"}
    assert (
        correction(own, "m1", **fields, **{"PER.name": "温之秋", "PER.titles": "县农机站|站长", "PER.age": ""}) == 303
    )
    assert "温之秋" in text_of(own.get("/articles/m1").text)
    assert own.get("/people/温之秋").status_code == 200
    assert own.get("/people/温知秋").status_code == 404
    (kept,) = own.get("/api/corrections").json()
    assert kept["values"] == {"name": "温之秋"}
    archive = zipfile.ZipFile(io.BytesIO(own.get("/download/gold.zip").content))
    assert sorted(archive.namelist()) == ["m1.gold.json", "m1.tagged.txt", "m1.txt"]
    answer = own.post(f"/corrections/{kept['id']}/drop", data={"csrf": csrf(own, "/articles/m1")})
    assert answer.status_code == 303
    assert own.get("/people/温知秋").status_code == 200


def test_gold_of_the_pages_is_read_by_eval(own: TestClient, tmp_path: Path) -> None:
    correction(own, "m1", words="水渠", now="LOC")
    zipfile.ZipFile(io.BytesIO(own.get("/download/gold.zip").content)).extractall(tmp_path)
    (gold,) = read_gold(tmp_path)
    assert ("水渠", "LOC") in [(gold.text[span.start : span.end], span.kind) for span in gold.spans]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"words": "", "now": "PER"}, "请写出原文里的词"),
        ({"words": "不在文中的字", "now": "PER"}, "原文里没有这些字"),
        ({"words": "石望川", "now": "PER", "was": "PER", "start": "1", "end": "2"}, "这里已经没有这个标注"),
        ({"words": "石望川", "now": "WRONG"}, "填写的内容有误"),
        ({"words": "石望川", "now": ""}, "没有改动"),
    ],
)
def test_a_form_that_is_wrong_says_why(own: TestClient, fields: dict[str, str], words: str) -> None:
    page = "/articles/m1/correct"
    answer = own.post(page, data={"csrf": csrf(own, page), **fields})
    assert answer.status_code == 422
    assert words in answer.text
    assert own.get("/api/corrections").json() == []


def test_corrections_through_the_api(own: TestClient) -> None:
    anchor = {"exact": "水渠", "prefix": "说：“", "suffix": "要早修"}
    answer = own.post("/api/corrections", json={"record": "m1", "anchor": anchor, "now": "LOC"})
    assert answer.status_code == 201
    assert own.get("/api/articles/m1").json()["places"][0]["name"] == "水渠"
    assert own.get("/api/articles/m1?corrected=false").json()["places"] == []
    assert own.delete(f"/api/corrections/{answer.json()['id']}").status_code == 204
    assert own.get("/api/articles/m1").json()["places"] == []
    gone = {"record": "m1", "anchor": {"exact": "没有这些字"}, "now": "LOC"}
    assert own.post("/api/corrections", json=gone).status_code == 409


# extraction


def test_a_text_is_read(client: TestClient) -> None:
    answer = client.post(
        "/extract", json={"text": "县图书馆昨日开馆", "published": "2021-03-05"}, headers={"accept": "application/json"}
    )
    assert answer.json()[0]["dates"][0]["value"] == "2021-03-04"


def test_a_file_is_read(client: TestClient) -> None:
    files = {"file": ("page.txt", "县图书馆昨日开馆".encode("gb18030"))}
    answer = client.post("/extract", files=files, data={"published": "2021-03-05"})
    assert "2021-03-04" in answer.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"text": ""}', "application/json", 422),
        (b"{", "application/json", 422),
        (b'{"text": "\\ud800"}', "application/json", 422),
        (b'{"text": "x", "published": "soon"}', "application/json", 422),
        (b"text", "text/plain", 415),
        (b"text=", "application/x-www-form-urlencoded", 422),
        (b"nonsense", "multipart/form-data; boundary=x", 400),
        (b"nonsense", "multipart/form-data", 400),
        (json.dumps({"text": "好" * 200_001}).encode(), "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_told(client: TestClient, body: bytes, kind: str, status: int) -> None:
    answer = client.post("/extract", content=body, headers={"content-type": kind, "accept": "application/json"})
    assert answer.status_code == status
    assert answer.json()["detail"]
