"""Ten tasks done in Chromium, as a reader would; and what a reader must be able to rely on."""

from __future__ import annotations

import csv
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.index.made import archive, build

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install 'jianbao[visits]'"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium fonts-noto-cjk"),
]
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
JIANBAO = [sys.executable, "-c", "from extract.cli.app import main; main()"]
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
SHOTS = os.environ.get("JIANBAO_SCREENSHOTS")  # a folder: every page that is looked at is kept there


@contextmanager
def served(path: Path, *options: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*JIANBAO, "serve", str(path), "--port", str(port), "--model", "none", *options]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with suppress(OSError):
                urllib.request.urlopen(address + "/static/style.css", timeout=5).close()
                break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "archive.db"
    build(path, archive())
    return path


@pytest.fixture(scope="module")
def address(path: Path) -> Iterator[str]:
    with served(path) as address:
        yield address


@pytest.fixture
def page(browser: Any, address: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1200, "height": 850}, base_url=address, accept_downloads=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda asked: said.append(asked.url) if not asked.url.startswith((address, "data:")) else None)
    yield page
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{request.node.name}.png"))
    context.close()
    assert said == []  # nothing broken, and nothing asked of the network


def shown(page: Any) -> str:
    return str(page.inner_text("main"))


def test_find_all_gifts_over_100000_yuan_in_a_month_and_export_them(page: Any) -> None:
    page.goto("/")
    page.click("nav >> text=行动")
    page.click("main >> text=捐赠")
    page.fill("[name=after]", "2021-03")
    page.fill("[name=before]", "2021-03")
    page.fill("[name=least]", "100000")
    page.click("text=筛选")
    assert "共 2 件" in shown(page)
    assert "420,000" in page.inner_text("tfoot")
    with page.expect_download() as download:
        page.click("text=CSV")
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert [(row["agent"], row["recipient"], float(row["yuan"])) for row in rows] == [
        ("石棱镇商会", "县慈善总会", 300_000), ("清屏水泥厂", "县慈善总会", 120_000),
    ]  # fmt: skip


def test_who_held_a_post(page: Any) -> None:
    page.goto("/")
    page.click("nav >> text=职务")
    page.fill("[name=title]", "局长")
    page.click("text=查找")
    page.click("td >> text=石望川")
    assert "县水务局" in shown(page)
    assert "2021-04-01" in shown(page)


def test_the_cases_of_a_day_over_time(page: Any) -> None:
    page.goto("/counts")
    page.click("main >> text=病例")
    points = page.locator("svg.points a")
    assert points.count() == 3
    points.nth(2).click()
    assert page.url.endswith("#point-2")
    row = page.locator("tr:target")
    assert "12" in row.inner_text()
    assert "累计报告病例12例" in row.inner_text()


def test_mend_a_name_run_the_extraction_again_and_the_mend_is_there(browser: Any, tmp_path: Path) -> None:
    pages, database = tmp_path / "pages", tmp_path / "archive.db"
    pages.mkdir()
    text = "水渠修通了\n本报讯 3月2日，县水务局局长石望川到老桥村检查水渠。石望川说：“水渠要早修。”\n"
    (pages / "a.txt").write_text(text, encoding="utf-8")

    def extracted(model: str) -> None:
        records = tmp_path / f"{model}.jsonl"
        subprocess.run([*JIANBAO, "run", str(pages), "--model", model, "-o", str(records)], check=True, timeout=120)
        subprocess.run([*JIANBAO, "index", str(records), "-d", str(database)], check=True, timeout=120)

    extracted("none")
    with served(database) as address:
        page = browser.new_page(base_url=address)
        page.goto("/?q=水渠")
        page.click("ol.hits a")
        page.locator(".record li", has_text="石望川").locator("text=改正").first.click()
        page.fill('[name="PER.name"]', "石望渊")
        page.check("[name=everywhere]")
        page.click("text=记下更正")
        assert "更正已记下" in shown(page)
        assert "石望渊" in page.inner_text(".record")
        page.close()
    database.unlink()
    extracted("builtin")  # another model, and a new index
    with served(database) as address:
        page = browser.new_page(base_url=address)
        page.goto("/names/person")
        page.click("text=石望渊")
        assert "局长" in shown(page)
        page.goto("/corrections")
        assert "石望渊" in shown(page)
        assert "原文已变" not in shown(page)
        with page.expect_download() as download:
            page.click("text=gold")
        assert Path(download.value.path()).read_bytes().startswith(b"PK")
        page.close()


def test_words_that_were_missed_are_selected_and_marked(page: Any) -> None:
    page.goto("/articles/m1")
    page.evaluate(
        """() => { for (const p of document.querySelectorAll('article.text .QUO')) {
            const at = p.textContent.indexOf('水渠'); if (at < 0) continue;
            const range = document.createRange(); range.setStart(p.firstChild, at); range.setEnd(p.firstChild, at + 2);
            getSelection().removeAllRanges(); getSelection().addRange(range); } }"""
    )
    page.wait_for_function("document.getElementById('mark-selection').href.includes('new=')")
    page.click("#mark-selection")
    assert page.input_value("[name=words]") == "水渠"
    page.select_option("#now", "LOC")
    page.click("text=记下更正")
    assert "水渠" in page.inner_text(".record")
    page.click("section >> text=撤回")
    assert "更正已撤回" in shown(page)


def test_a_click_on_either_side_shows_the_other_and_classes_go_off_and_on(page: Any) -> None:
    page.goto("/articles/m1")
    page.click("article.text a.PER >> nth=0")
    assert "石望川" in page.inner_text("li:target")
    page.click("li:target .jump >> nth=1")
    assert page.inner_text("a.m:target") == "石望川"
    colour = "getComputedStyle(document.querySelector('article.text a.PER')).backgroundColor"
    on = page.evaluate(colour)
    page.uncheck("#show-PER")
    assert page.evaluate(colour) != on
    page.check("#show-PER")
    assert page.evaluate(colour) == on
    note = "getComputedStyle(document.querySelector('article.text a.PER'), '::after').content"
    page.mouse.move(0, 0)
    page.hover("article.text a.PER >> nth=0")
    assert "rule:test" in page.evaluate(note)


def test_a_search_is_narrowed_by_facets_and_its_link_is_shared(page: Any) -> None:
    page.goto("/")
    page.fill("[name=q]", "捐款")
    page.press("[name=q]", "Enter")
    page.click(".facets >> text=恒丰农机公司")
    assert "共 2 篇" in shown(page)
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    assert "共 2 篇" in shown(page)
    page.click(".filters a")
    assert "共 4 篇" in shown(page)


def test_traditional_and_simplified_find_each_other(page: Any) -> None:
    for words in ("县医院", "縣醫院", '"侨办送来"'):
        page.goto("/")
        page.fill("[name=q]", words)
        page.click("form.search button")
        assert "縣醫院開診" in shown(page)


def test_what_happened_when_and_who_acts_with_whom(page: Any) -> None:
    page.goto("/timeline?after=2021-03&before=2021-03")
    days = page.locator(".timeline time").all_inner_texts()
    assert days == ["2021-03-28", "2021-03-20", "2021-03-05"]
    page.goto("/network")
    page.click("svg.network a:has-text('县慈善总会')")
    assert page.inner_text("h1").startswith("县慈善总会")


def test_a_text_is_pasted_and_read(page: Any) -> None:
    page.goto("/extract")
    page.fill("[name=text]", "县图书馆昨日开馆，市民捐书2000册。")
    page.fill("[name=published]", "2021-03-05")
    page.click("main button")
    assert "2021-03-04" in shown(page)
    assert "2000" in shown(page)


def test_by_keyboard_alone(page: Any) -> None:
    page.goto("/")
    page.keyboard.type("捐款")  # the search has the focus
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    page.keyboard.press("Shift+Tab")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('ol.hits') !== null"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/**")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


PAGES = [
    "/", "/?q=捐款", "/?q=zzzz", "/articles/m1", "/articles/m1/source", "/articles/m1/correct", "/people/石望川",
    "/names/person", "/posts?title=局长", "/actions", "/actions/donate", "/counts", "/counts?thing=病例&unit=例",
    "/timeline", "/network", "/corrections", "/extract", "/api",
]  # fmt: skip


@pytest.mark.parametrize("width", [375, 600])  # a phone, and a screen of 1200 at 200 %
def test_nothing_is_cut_off_on_narrow_screens(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    wide = []
    for name in PAGES:
        page.goto(name)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    faint = []
    for name in PAGES:
        page.goto(name)
        faint += [(name, *found) for found in page.evaluate(CONTRAST)]
    assert faint == []


def test_every_field_has_a_label_and_every_page_a_heading_order(page: Any) -> None:
    nameless = """[...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a[href]')].filter(
        e => !(e.labels?.length || e.ariaLabel || e.textContent.trim() || e.querySelector?.('title'))
        ).map(e => e.outerHTML)"""
    for name in PAGES:
        page.goto(name)
        assert page.evaluate(nameless) == []
        assert page.evaluate("document.querySelectorAll('main').length") == 1
        assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_records_file_of_the_walkthrough_is_what_index_reads(tmp_path: Path) -> None:
    lines = b"".join(orjson.dumps(row) + b"\n" for row in archive())
    (tmp_path / "records.jsonl").write_bytes(lines)
    command = [*JIANBAO, "index", str(tmp_path / "records.jsonl"), "-d", str(tmp_path / "archive.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert "9 articles added" in done.stderr
