"""Web pages, office documents, PDF files, Parquet tables and web archives, made by the libraries that write them."""

from __future__ import annotations

import gzip
import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from extract.article import Source
from extract.errors import EmptyError, FormatError, InputError, LibraryError, RatioError, SizeError
from extract.sources import Fields, ReadOptions, Sources

HEADLINE = "柳河县三座便民桥建成通车"
FIRST = "本报讯（记者 何田）昨天上午，柳河县临水镇三座便民桥同时通车，沿线1.2万名群众出行不再绕道。"
SECOND = "据介绍，工程总投资860万元，由县交通运输局组织施工，历时七个月完工。"
LINKS = "".join(f'<a href="/{n}.htm">{name}</a> | ' for n, name in enumerate(("首页", "要闻", "社会", "视频")))
PAGE = f"""<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=%s">
<title>{HEADLINE}-柳河新闻网</title><style>p {{ margin: 0 }}</style><script>var a = "脚本";</script></head><body>
<div id="nav">{LINKS}</div><h1>{HEADLINE}</h1><div class="info">2019年10月08日 08:30</div>
<div id="content"><p>　　{FIRST}</p><p>　　{SECOND}</p></div>
<div class="related"><h3>相关新闻</h3><ul><li><a href="/1">全县秋收过半</a></li></ul></div>
<div id="footer">版权所有 柳河新闻网</div></body></html>"""
OLD_PAGE = f"""<html><head><title>柳河日报数字报</title></head><body><table><tr><td>{LINKS}<br>
<a href=2>下一篇</a></td><td>
<table><tr><td align=center><font size=5><b>{HEADLINE}</b></font></td></tr>
<tr><td>&nbsp;&nbsp;&nbsp;&nbsp;{FIRST}<br>&nbsp;&nbsp;&nbsp;&nbsp;{SECOND}<br></td></tr></table></td></tr></table></body>
</html>"""


def read(path: Path, options: ReadOptions | None = None) -> list[Source | InputError]:
    return list(Sources([path], options))


def only(path: Path, options: ReadOptions | None = None) -> Source:
    (found,) = read(path, options)
    assert isinstance(found, Source), found
    return found


def lines(source: Source) -> list[str]:
    return [line.strip() for line in source.text.splitlines() if line.strip()]


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "big5"])
def test_a_web_page_is_its_headline_and_its_text(tmp_path: Path, encoding: str) -> None:
    pytest.importorskip("trafilatura", reason="the extra html is not installed")
    page = (PAGE % encoding).encode("gb18030" if encoding == "gb2312" else "utf-8")  # one that names a wrong encoding
    (tmp_path / "1.html").write_bytes(page)
    source = only(tmp_path / "1.html")
    assert source.published == "2019-10-08"
    found = lines(source)
    assert found[0] == HEADLINE
    assert found.count(HEADLINE) == 1
    assert [line for line in found if line in (FIRST, SECOND)] == [FIRST, SECOND]
    assert not [
        furniture for furniture in ("视频", "全县秋收过半", "版权", "脚本", "新闻网") if furniture in source.text
    ]


def test_a_page_laid_out_by_tables(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="the extra html is not installed")
    (tmp_path / "1.htm").write_text(OLD_PAGE, encoding="gb18030")
    source = only(tmp_path / "1.htm")
    assert lines(source) == [HEADLINE, FIRST, SECOND]
    assert (source.encoding, source.published) == ("gb18030", None)


def test_a_web_page_under_the_name_of_a_text(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(PAGE, encoding="utf-8")
    (error,) = read(tmp_path / "1.txt")
    assert isinstance(error, FormatError)
    assert ".html" in error.remedy


@pytest.mark.parametrize("page", ["", "  \n", "<html><body></body></html>", "<html><body><script>x</script></body>"])
def test_a_page_without_text(tmp_path: Path, page: str) -> None:
    pytest.importorskip("trafilatura", reason="the extra html is not installed")
    (tmp_path / "1.html").write_text(page, encoding="utf-8")
    (found,) = read(tmp_path / "1.html")
    assert isinstance(found, EmptyError)


def test_a_word_document(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx", reason="the extra docx is not installed")
    document = docx.Document()
    document.add_heading(HEADLINE)
    document.add_paragraph(FIRST).paragraph_format.first_line_indent = 300_000
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(table.rows, (("桥名", "长度", "投资"), ("东柳桥", "42米", "310万元")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.rows[0].cells[0].merge(table.rows[0].cells[1])
    document.add_paragraph(SECOND)
    document.save(tmp_path / "1.docx")
    source = only(tmp_path / "1.docx")
    assert source.text.split("\n") == [HEADLINE, "　　" + FIRST, "桥名 长度 投资", "东柳桥 42米 310万元", SECOND]


def test_what_is_no_word_document(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx", reason="the extra docx is not installed")
    (tmp_path / "1.docx").write_text(FIRST, encoding="utf-8")
    (tmp_path / "2.docx").write_bytes(b"\xd0\xcf\x11\xe0" + b"\x00" * 600)
    docx.Document().save(tmp_path / "3.docx")
    document = docx.Document()
    document.add_paragraph("长" * 400_000)  # packs to almost nothing
    document.save(tmp_path / "4.docx")
    errors = read(tmp_path, ReadOptions(limit=1 << 20))
    assert [type(error) for error in errors] == [FormatError, FormatError, EmptyError, SizeError]
    assert "old Word document" in str(errors[1])


def canvas(path: Path) -> Any:
    reportlab = pytest.importorskip(
        "reportlab.pdfgen.canvas", reason="reportlab, which writes the test's PDF, is absent"
    )
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return reportlab.Canvas(str(path), pagesize=(420, 400))


def put(page: Any, left: float, top: float, size: float, text: str) -> None:
    page.setFont("STSong-Light", size)
    page.drawString(left, 400 - top, text)


def test_a_pdf_is_read_column_by_column(tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber", reason="the extra pdf is not installed")
    page = canvas(tmp_path / "20191008.pdf")
    right = ["名群众出行不再绕道。", "据介绍，共用钢材 320 kg，投", "资860万元，由 trans-", "portation 局施工。"]
    for row, text in enumerate(right):
        put(page, 220 + 20 * (row == 1), 74 + 15 * row, 10, text)
    for row, text in enumerate(["本报讯 昨天上午，柳河县临", "水镇三座便民桥同时通车，沿", "线1.2万"]):
        put(page, 40 + 20 * (row == 0), 70 + 15 * row, 10, text)
    put(page, 40, 40, 24, HEADLINE)
    page.showPage()
    put(page, 40, 40, 10, "第二页说，全县秋收过半。")
    page.save()
    source = only(tmp_path / "20191008.pdf")
    assert source.published == "2019-10-08"
    assert source.text == (
        f"{HEADLINE}\n\n　　本报讯 昨天上午，柳河县临\n水镇三座便民桥同时通车，沿\n线1.2万\n名群众出行不再绕道。\n"
        "　　据介绍，共用钢材 320 kg，投\n资860万元，由 transportation 局施工。\n\n第二页说，全县秋收过半。"
    )


def test_a_pdf_that_cannot_be_read(tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber", reason="the extra pdf is not installed")
    (tmp_path / "1.pdf").write_bytes(b"%PDF-1.4\n" + b"no more" * 20)
    page = canvas(tmp_path / "2.pdf")
    page.rect(0, 0, 100, 100)
    page.save()
    page = canvas(tmp_path / "3.pdf")
    page.setEncrypt("secret")
    put(page, 40, 40, 10, FIRST)
    page.save()
    broken, picture, locked = read(tmp_path)
    assert isinstance(broken, FormatError)
    assert isinstance(picture, EmptyError)
    assert "OCR" in picture.remedy
    assert isinstance(locked, FormatError)
    assert "password" in locked.reason


def test_rows_of_a_parquet_table(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    from datetime import date

    from pyarrow.parquet import write_table

    rows = {
        "id": [7, 8, 9],
        "body": [FIRST, None, SECOND],
        "date": [date(2019, 10, 8), None, date(2019, 10, 9)],
        "x": [1, 2, 3],
    }
    write_table(pyarrow.table(rows), tmp_path / "t.parquet")
    first, second, third = read(tmp_path / "t.parquet", ReadOptions(fields=Fields(text="body")))
    assert isinstance(first, Source)
    assert (first.path, first.text, first.published) == ("t.parquet#7", FIRST, "2019-10-08")
    assert isinstance(second, InputError)
    assert second.place == "line 2"
    assert isinstance(third, Source)
    assert third.sha256 != first.sha256
    (error,) = read(tmp_path / "t.parquet")
    assert isinstance(error, FormatError)
    assert "--text-field" in error.remedy
    (tmp_path / "t.parquet").write_bytes(b"PAR1 and no more")
    assert isinstance(read(tmp_path / "t.parquet")[0], FormatError)


def test_pages_of_a_web_archive(tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="the extra warc is not installed")
    pytest.importorskip("trafilatura", reason="the extra html is not installed")
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    fetched = [
        ("http://liuhe.example/1.htm", "200 OK", "text/html; charset=utf-8", PAGE % "utf-8"),
        ("http://liuhe.example/2.htm", "404 Not Found", "text/html", "没有这一页"),
        ("http://liuhe.example/a.png", "200 OK", "image/png", "x"),
        ("http://liuhe.example/3.txt", "200 OK", "text/plain", SECOND),
    ]
    with (tmp_path / "w.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for address, status, kind, text in fetched:
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            body = io.BytesIO(text.encode())
            writer.write_record(writer.create_warc_record(address, "response", payload=body, http_headers=headers))
    page, plain = read(tmp_path / "w.warc.gz")
    assert isinstance(page, Source)
    assert page.path == "w.warc.gz!/1 http://liuhe.example/1.htm"
    assert page.text.startswith(HEADLINE)
    assert isinstance(plain, Source)
    assert plain.text == SECOND


def test_a_compressed_web_archive_is_measured_and_its_end_is_looked_for(tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="the extra warc is not installed")
    record = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    good = record % (len(SECOND.encode()), SECOND.encode())
    bomb = record % (30_000_000, b"0" * 30_000_000)
    (tmp_path / "bomb.warc.gz").write_bytes(gzip.compress(good) + gzip.compress(bomb) + gzip.compress(good))
    page, error = read(tmp_path / "bomb.warc.gz")
    assert isinstance(page, Source)
    assert type(error) is RatioError
    noise = os.urandom(60_000).hex().encode()
    (tmp_path / "short.warc.gz").write_bytes(gzip.compress(good + record % (len(noise), noise) + good)[:30_000])
    page, *_, error = read(tmp_path / "short.warc.gz")
    assert isinstance(page, Source)
    assert type(error) is FormatError
    assert "end-of-stream" in error.reason
    (tmp_path / "one.warc.gz").write_bytes(gzip.compress(good + good))  # not a member a record
    assert [type(found) for found in read(tmp_path / "one.warc.gz")] == [Source, Source]


NEEDED = {
    "1.html": ("trafilatura", "html"),
    "1.docx": ("docx", "docx"),
    "1.pdf": ("pdfminer", "pdf"),
    "1.parquet": ("pyarrow", "parquet"),
    "1.warc": ("warcio", "warc"),
}


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_library_is_answered_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    package, extra = NEEDED[name]
    for module in [each for each in sys.modules if each == package or each.startswith(package + ".")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    (tmp_path / name).write_bytes(b"x")
    (error,) = read(tmp_path / name)
    assert isinstance(error, LibraryError)
    assert error.remedy == f"Install it: python -m pip install 'jianbao[{extra}]'"
