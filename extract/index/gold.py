"""Mended records as gold: NAME.txt, NAME.tagged.txt and NAME.gold.json as the corpus has them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from extract.outputs.sink import Row
from extract.records import ROLES

_LEAST_BODY = 12  # characters of `first` and `last`


@dataclass(frozen=True, slots=True)
class GoldText:
    """The three files of one article."""

    name: str
    text: str
    tagged: str
    facts: dict[str, Any]

    def files(self) -> Iterator[tuple[str, str]]:
        """File names with what they hold."""
        yield f"{self.name}.txt", self.text
        yield f"{self.name}.tagged.txt", self.tagged
        yield f"{self.name}.gold.json", json.dumps(self.facts, ensure_ascii=False, indent=1) + "\n"


def to_gold(record: Row) -> GoldText:
    """The record, all of it, as a gold text over its repaired text."""
    name = re.sub(r"[^\w.-]+", "_", record["id"]) or "article"
    text = record["text"]
    facts = {
        "source": f"{name}.txt",
        "published": record["publication"]["date"] or "",
        "articles": [_article(record)],
        "people": [_person(record, person) for person in record["people"]],
        "quotes": [
            {"speaker": q["speaker"]["text"] if q["speaker"] else None, "text": _one_line(q["text"])[:15]}
            for q in record["quotes"]
            if q["kind"] == "direct"
        ],
        "actions": [_action(action, text) for action in record["actions"]],
    }
    return GoldText(name, text, _tagged(text, list(_tags(record))), facts)


def _article(record: Row) -> Row:
    body = [record["text"][b["start"] : b["end"]] for b in record["blocks"] if b["kind"] == "paragraph"]
    whole = _one_line("".join(body)) or _one_line(record["text"])
    roles = {"photographer": "photo"}
    return {
        "headline": record["headline"], "kicker": record["kicker"] or "", "deck": record["deck"] or "",
        "subheads": record["subheads"], "first": whole[:_LEAST_BODY], "last": whole[-_LEAST_BODY:],
        "bylines": [{"role": roles.get(b["role"], b["role"]), "name": b["name"]} for b in record["bylines"]],
    }  # fmt: skip


def _person(record: Row, person: Row) -> Row:
    organs = {o["id"]: o["name"] for o in record["organizations"]}
    titles = [title["title"] for title in person["titles"] if title["title"]]
    held = [organs[t["organization"]] for t in person["titles"] if t["organization"] in organs]
    return {
        "name": person["name"], "titles": list(dict.fromkeys(titles)), "orgs": list(dict.fromkeys(held)),
        "age": person["age"],
    }  # fmt: skip


def _action(action: Row, text: str) -> Row:
    trigger = action["trigger"]
    arguments = {role: [_one_line(argument["text"]) for argument in action[role]] for role in ROLES}
    return {
        "type": action["type"], "trigger": _one_line(trigger["text"]), "at": _clause(text, trigger), **arguments,
        "modality": action["modality"], "polarity": action["polarity"],
    }  # fmt: skip


def _clause(text: str, trigger: Row) -> str:
    """The clause of the trigger, verbatim."""
    before = max(text.rfind(mark, 0, trigger["start"]) for mark in "，。！？；,;!?\n")
    ends = [end for mark in "，。！？；,;!?\n" if (end := text.find(mark, trigger["end"])) >= 0]
    return text[before + 1 : min(ends, default=len(text))].strip()


def _tags(record: Row) -> Iterable[tuple[int, int, str, str]]:
    """Every span with its tag and attributes."""
    for kind, entities in (("PER", "people"), ("ORG", "organizations"), ("LOC", "places")):
        for entity in record[entities]:
            for mention in entity["mentions"]:
                yield mention["start"], mention["end"], kind, ""
    for byline in record["bylines"]:
        yield byline["start"], byline["end"], "PER", ""
    for date in record["dates"]:
        yield date["start"], date["end"], "DATE", f' v="{_plain(date["value"] or "")}"'
    for count in record["counts"]:
        modifier = f' m="{count["approx"]}"' if count["approx"] != "exact" else ""
        of = _plain(count["of"]["head"]) if count["of"] else ""
        yield (
            count["start"], count["end"], "NUM",
            f' v="{_value(count)}"{modifier} u="{_plain(count["unit"])}" of="{of}"',
        )  # fmt: skip


def _value(count: Row) -> str:
    if count["value"] is not None:
        return str(count["value"])
    if count["low"] is not None and count["high"] is not None:
        return f"{count['low']}~{count['high']}"
    return ""


def _tagged(text: str, tags: list[tuple[int, int, str, str]]) -> str:
    """The text with its tags; of two that cross or nest, the one that begins first, the longer one, stands."""
    parts, at = [], 0
    for start, end, kind, attributes in sorted(tags, key=lambda tag: (tag[0], -tag[1])):
        if start >= at and end > start:
            parts += [text[at:start], f"<{kind}{attributes}>", text[start:end], f"</{kind}>"]
            at = end
    return "".join([*parts, text[at:]])


def _plain(value: str) -> str:
    """Without what would end an attribute or a tag."""
    return re.sub('[<>"\\n\\r]', "", value)


def _one_line(text: str) -> str:
    return "".join(text.splitlines())
