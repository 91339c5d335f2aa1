from __future__ import annotations

import codecs
import random

import pytest

from extract.errors import BinaryError, DecodeError, SettingError
from extract.sources.encodings import check_encoding, chineseness, decode

SIMPLIFIED = (
    "青石镇昨日召开春耕会议，部署备种、水利和农机检修工作。",
    "老桥小学的二十八名学生，把攒下的零花钱捐给了邻村图书室。",
    "县里的拖拉机站修好了十九台机器，赶在惊蛰以前全部交还各社。",
)
TRADITIONAL = (
    "青石鎮昨日召開春耕會議，部署備種、水利和農機檢修工作。",
    "老橋小學的二十八名學生，把攢下的零用錢捐給了鄰村圖書室。",
    "縣裡的電車公司宣佈，自下月一日起調整票價，學生減收半價。",
)


@pytest.mark.parametrize("text", SIMPLIFIED + TRADITIONAL)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_told_without_being_told(text: str, encoding: str) -> None:
    found, name = decode(text.encode(encoding), "a.txt")
    assert (found, name) == (text, {"gbk": "gb18030"}.get(encoding, encoding))


@pytest.mark.parametrize("text", TRADITIONAL)
@pytest.mark.parametrize("encoding", ["big5", "cp950", "big5hkscs"])
def test_big5_is_told_from_gb18030(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt")[0] == text


@pytest.mark.parametrize("text", SIMPLIFIED)
def test_gb2312(text: str) -> None:
    assert decode(text.encode("gb2312"), "a.txt") == (text, "gb18030")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_mark_is_no_part_of_the_text(encoding: str) -> None:
    assert decode(SIMPLIFIED[0].encode(encoding), "a.txt") == (SIMPLIFIED[0], encoding)


def test_big_endian_with_a_mark() -> None:
    data = codecs.BOM_UTF16_BE + SIMPLIFIED[0].encode("utf-16-be")
    assert decode(data, "a.txt") == (SIMPLIFIED[0], "utf-16")


def test_characters_that_only_an_extension_of_big5_has() -> None:
    text = "碁盤街的裏弄今日開放，居民恒叔說這裡共有十七戶人家。"
    assert decode(text.encode("cp950"), "a.txt")[0] == text
    text = "這間舖頭喺街尾，佢哋每日賣二十碗雲吞麵，唔賣隔夜嘅。"
    assert decode(text.encode("big5hkscs"), "a.txt") == (text, "big5hkscs")


def test_characters_that_only_gb18030_has() -> None:
    text = "㑇山村位于青石镇西北，全村四十二户，今年种桑三百亩。𠮷"
    assert decode(text.encode("gb18030"), "a.txt") == (text, "gb18030")


def test_line_ends_stay() -> None:
    assert decode("一行\r\n二行\r三行\n".encode(), "a.txt")[0] == "一行\r\n二行\r三行\n"


def test_english_utf16_without_a_mark() -> None:
    assert decode("Qingshi Town Weekly\r\n".encode("utf-16-le"), "a.txt") == ("Qingshi Town Weekly\r\n", "utf-16-le")


def test_a_long_ascii_head_does_not_hide_the_encoding() -> None:
    text = "Qingshi Town Weekly, No. 12\n" * 2000 + SIMPLIFIED[0]
    assert decode(text.encode("gbk"), "a.txt") == (text, "gb18030")


def test_western_text_is_the_last_resort() -> None:
    text = "The mayor’s office said that the café would reopen on Monday, after the “repairs”. " * 3
    assert decode(text.encode("cp1252"), "a.txt")[0] == text


def test_given_encoding_wins() -> None:
    data = SIMPLIFIED[0].encode("utf-16-le")
    assert decode(data, "a.txt", "utf-16-le") == (SIMPLIFIED[0], "utf-16-le")
    with pytest.raises(DecodeError, match=r"a\.txt \(byte \d+\).*--encoding"):
        decode(data, "a.txt", "utf-8")


def test_a_wide_name_is_read_widely() -> None:
    assert decode("镕".encode("gbk"), "a.txt", "gb2312") == ("镕", "gb18030")


def test_the_bad_byte_is_named() -> None:
    data = SIMPLIFIED[0].encode() + b"\xff" + SIMPLIFIED[1].encode()
    with pytest.raises(DecodeError) as caught:
        decode(data, "a.txt")
    assert caught.value.place == f"byte {len(SIMPLIFIED[0].encode())}"
    assert caught.value.remedy


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("given", [True, False])
def test_one_bad_byte_is_named_with_what_to_do(encoding: str, given: bool) -> None:
    head, tail = ("".join(SIMPLIFIED * 300).encode(encoding), SIMPLIFIED[1].encode(encoding))
    with pytest.raises(DecodeError) as caught:
        decode(head + b"\xff" + tail, "a.txt", encoding if given else None)
    assert caught.value.place == f"byte {len(head)}"
    assert encoding in caught.value.reason
    assert caught.value.remedy == "Repair the bytes there, or name another encoding with --encoding."


def test_a_broken_gbk_text_is_not_taken_for_something_else() -> None:
    data = "".join(SIMPLIFIED).encode("gbk") + b"\xff\xff"
    with pytest.raises(DecodeError, match="gb18030"):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"\x00" * 100,
        "字\x00\x01".encode() * 20,
        bytes(range(256)) * 8,
        random.Random(1).randbytes(5000),
    ],
)
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises((BinaryError, DecodeError)) as caught:
        decode(data, "a.bin")
    assert caught.value.path == "a.bin"
    assert caught.value.reason


def test_one_stray_control_character_does_no_harm() -> None:
    text = "".join(SIMPLIFIED) * 3 + "\x1a"
    assert decode(text.encode("gbk"), "a.txt")[0] == text


@pytest.mark.parametrize("name", ["klingon", "hex"])
def test_unknown_codec(name: str) -> None:
    with pytest.raises(SettingError, match=name):
        check_encoding(name)


def test_a_wrong_reading_scores_low() -> None:
    assert chineseness(TRADITIONAL[0]) > 0.6
    assert chineseness(TRADITIONAL[0].encode("big5").decode("gb18030", "replace")) < 0.3
