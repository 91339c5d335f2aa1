"""The gold format: inline tags over the source text, and a JSON file for what is not a span."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.errors import FormatError

TAG = re.compile(r"<(/?)(PER|ORG|LOC|DATE|NUM)(\??)((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A tagged mention: source offsets, class, whether it is optional, and the tag's attributes."""

    start: int
    end: int
    kind: str
    optional: bool
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold text: its source, its spans in text order, and the parsed gold.json."""

    name: str
    text: str
    spans: list[GoldSpan]
    facts: dict[str, Any]


def read_spans(tagged: str, path: str = "") -> tuple[str, list[GoldSpan]]:
    """The text without its tags, and the spans. Raises FormatError where tags nest, cross or stay open.

    >>> read_spans('<LOC>柳河镇</LOC>修桥<NUM v="2" u="座" of="桥">两座</NUM>')[1][1].attributes["u"]
    '座'
    """
    parts: list[str] = []
    spans: list[GoldSpan] = []
    opened: tuple[int, re.Match[str]] | None = None
    at = length = 0
    for tag in TAG.finditer(tagged):
        parts.append(tagged[at : tag.start()])
        length += tag.start() - at
        at = tag.end()
        if bool(tag[1]) != bool(opened) or (opened and opened[1][2] != tag[2]):
            raise FormatError(path, f"the tag {tag[0]} nests, crosses or closes nothing.", place=f"character {length}")
        if opened:
            start, head = opened
            spans.append(GoldSpan(start, length, head[2], bool(head[3]), dict(_ATTRIBUTE.findall(head[4]))))
            opened = None
        else:
            opened = (length, tag)
    if opened:
        raise FormatError(path, f"the tag {opened[1][0]} is never closed.", place=f"character {opened[0]}")
    return "".join(parts) + tagged[at:], spans


def read_gold(folder: Path) -> Iterator[Gold]:
    """The gold texts of a folder, by name. Raises FormatError where one is incomplete or its texts disagree."""
    for path in sorted(folder.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        try:
            source = _read(folder / f"{name}.txt")
            tagged = _read(folder / f"{name}.tagged.txt")
            facts = json.loads(_read(path))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise FormatError(str(path), f"this gold text cannot be read: {error}") from None
        text, spans = read_spans(tagged, f"{name}.tagged.txt")
        if text != source:
            raise FormatError(f"{name}.tagged.txt", f"without its tags it is not {name}.txt.")
        yield Gold(name, source, spans, facts)


def tagged(gold: Gold) -> str:
    """The text with its tags: what `read_spans` reads.

    >>> tagged(Gold("a", "修桥两座", [GoldSpan(2, 4, "NUM", False, {"v": "2", "u": "座", "of": "桥"})], {}))
    '修桥<NUM v="2" u="座" of="桥">两座</NUM>'
    """
    parts, at = [], 0
    for span in gold.spans:
        attributes = "".join(f' {name}="{value}"' for name, value in span.attributes.items())
        kind = span.kind + "?" * span.optional
        parts += [gold.text[at : span.start], f"<{kind}{attributes}>", gold.text[span.start : span.end], f"</{kind}>"]
        at = span.end
    return "".join(parts) + gold.text[at:]


def files_of(gold: Gold) -> Iterator[tuple[str, str]]:
    """The three files of a gold text: their names with what they hold."""
    yield f"{gold.name}.txt", gold.text
    yield f"{gold.name}.tagged.txt", tagged(gold)
    yield f"{gold.name}.gold.json", json.dumps(gold.facts, ensure_ascii=False, indent=1) + "\n"


def write_gold(folder: Path, gold: Gold) -> None:
    """Write a gold text as its three files."""
    for name, text in files_of(gold):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            file.write(text)


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()
