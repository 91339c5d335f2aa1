"""Inputs that nobody writes and every archive holds: texts and bytes made from a seed, and adversarial shapes."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "big5")

# Pieces that the rules look for, whole and broken.
PIECES = tuple(Path(__file__).with_name("pieces.txt").read_text(encoding="utf-8").split())
ODD = (
    "\n", "\n\n", "\r\n", "\r", "\t", " ", "\u3000", "\u00a0", "\u2028", "\u2029", "\x85", "\v", "\f",
    "\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u2066", "\u2069", "\u0301", "\ufe0f", "\u00ad",
    "𠮷", "𪚥", "😀", "👨\u200d👩\u200d👧", "⻄", "⼈", "\uf900", "\ue000", "\U000f0000", "\ufffd", "\ufffe",
    "ﷺ", "ß", "İ", "Ǆ", "①", "㈠", "㍿",
)  # fmt: skip
BROKEN = ("\ud800", "\udfff", "\ud83d")  # halves of characters: no encoding can write them
CONTROLS = ("\x00", "\x01", "\x07", "\x1b", "\x7f")


def random_text(rng: random.Random, broken: bool = False) -> str:
    """A text of one of the KINDS, of up to some thousand characters; `broken` adds lone surrogates and controls."""
    text = rng.choice(KINDS)(rng)
    if broken:
        cut = rng.randrange(len(text) + 1)
        text = text[:cut] + rng.choice(BROKEN + CONTROLS) + text[cut:]
    return text


def random_bytes(rng: random.Random) -> bytes:
    """Bytes: a text in some encoding, whole, damaged or cut; or nothing but noise."""
    kind = rng.randrange(10)
    if kind == 0:
        return rng.randbytes(rng.randrange(400))
    data = random_text(rng).encode(rng.choice(ENCODINGS), "ignore")
    if kind == 1 and data:  # some bytes changed
        damaged = bytearray(data)
        for _ in range(rng.randrange(1, 4)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        return bytes(damaged)
    if kind == 2:
        return data[: rng.randrange(len(data) + 1)]
    if kind == 3:
        return data + rng.choice((b"\x00", b"\xff\xff", b"\x1a", b"\x00" * 50))
    return data


def _pieces(rng: random.Random) -> str:
    return "".join(rng.choices(PIECES, k=rng.randrange(300)))


def _mixed(rng: random.Random) -> str:
    return "".join(rng.choices(PIECES + ODD, k=rng.randrange(300)))


def _lines(rng: random.Random) -> str:
    return "\n".join("".join(rng.choices(PIECES, k=rng.randrange(30))) for _ in range(rng.randrange(40)))


def _odd(rng: random.Random) -> str:
    return "".join(rng.choices(ODD, k=rng.randrange(200)))


def _han(rng: random.Random) -> str:
    return "".join(chr(rng.randrange(0x4E00, 0xA000)) for _ in range(rng.randrange(500)))


def _any(rng: random.Random) -> str:
    return "".join(
        chr(rng.choice((rng.randrange(0xD800), rng.randrange(0xE000, 0x110000)))) for _ in range(rng.randrange(300))
    )


def _digits(rng: random.Random) -> str:
    return "".join(
        rng.choices(
            rng.choice(("0123456789", "一二三四五六七八九十百千万亿零点", "０１２３. ,，%")), k=rng.randrange(500)
        )
    )


def _quotes(rng: random.Random) -> str:
    return "".join(rng.choices("“”‘’\"'「」『』《》", k=rng.randrange(500)))


def _brackets(rng: random.Random) -> str:
    depth = rng.randrange(500)
    opening, closing = rng.choice(("()", "（）", "【】", "“”", "《》", "[]"))
    return opening * depth + rng.choice(("", "本报记者 李大山 摄", "12")) + closing * rng.choice((0, depth))


def _repeated(rng: random.Random) -> str:
    return "".join(rng.choices(PIECES + ODD, k=rng.randrange(1, 4))) * rng.randrange(300)


KINDS: tuple[Callable[[random.Random], str], ...] = (
    _pieces, _mixed, _lines, _odd, _han, _any, _digits, _quotes, _brackets, _repeated,
)  # fmt: skip

# One character or short run, repeated: what makes a rule that backtracks, or a stage that looks back, take forever.
ADVERSARIAL: dict[str, str] = {
    "digits": "7",
    "numerals": "三千",
    "decimals": "1.",
    "commas in a number": "1,000",
    "opening quotes": "“",
    "quotes": "“好。”",
    "nested quotes": "“‘",
    "opening brackets": "(",
    "brackets": "（）",
    "blank lines": "\n\n",
    "short lines": "春耕\n",
    "spaces": " ",
    "dates": "2月5日",
    "a date chain": "5日至",
    "counts": "三名",
    "enumerated": "春、",
    "titles": "书记",
    "surnames": "王",
    "organs": "市委",
    "an endless name": "青石县青石镇",
    "credits": "本报记者 李大山 ",
    "captions": "李大山 摄\n",
    "says": "他说:",
    "actions": "捐赠",
    "donations": "王大山捐赠三百元，",
    "no sentence end": "昨日青石县教育局局长李大山在老桥村检查春耕",
    "sentences": "昨日，青石县教育局局长李大山检查了三个村。",
    "zero width": "\u200b",
    "astral": "𠮷",
    "ascii words": "abc ",
}
