"""One record as rows of the index's tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from extract.index.terms import folded, pairs_of, words_of
from extract.outputs.sink import Row
from extract.records import ROLES
from extract.rules.fold import fold

NameKey = tuple[str, str]  # kind (person, organization, place) and folded name
Cells = tuple[Any, ...]
_SENTENCE_END = re.compile("[。!?！？\n]")
LONGEST_NAME, LONGEST_CELL = 200, 2000  # characters that a name and any other cell of the tables keep


@dataclass(slots=True)
class Rows:
    """What one article adds to the index. Cells that are a NameKey become the id of the name."""

    article: Cells
    text: str
    words: str
    pairs: str
    names: dict[NameKey, str]  # with the form to show
    tables: dict[str, list[Cells]] = field(default_factory=lambda: defaultdict(list))
    facets: list[tuple[str, str]] = field(default_factory=list)


def to_rows(record: Row) -> Rows:
    """The rows of a record. KeyError, TypeError, AttributeError or IndexError where it is none."""
    reader = _Reader(record)
    text = folded(record["text"])
    names = reader.names
    rows = Rows(
        _article(record),
        record["text"],
        words_of(text, [folded(mention["text"]) for entity in reader.entities() for mention in entity["mentions"]]),
        pairs_of(text),
        names,
    )
    for fill in (reader.entity_rows, reader.value_rows, reader.action_rows, reader.layout_rows):
        fill(rows.tables)
    rows.article = _cut(rows.article)
    rows.tables = {table: [_cut(row) for row in cells] for table, cells in rows.tables.items()}
    rows.facets = list(reader.facets(rows.tables))
    return rows


def _article(record: Row) -> Cells:
    source, known = record["source"], record["publication"]
    place = known["place"] or {}
    return (
        record["id"], source["path"], source["article"], known["outlet"], known["date"], known["date_basis"],
        known["page"], place.get("name"), place.get("code"), record["headline"], record["kicker"], record["deck"],
        len(record["text"]),
    )  # fmt: skip


class _Reader:
    def __init__(self, record: Row) -> None:
        self.record = record
        self.published: str | None = record["publication"]["date"]
        self.keys: dict[str, NameKey] = {}
        self.names: dict[NameKey, str] = {}
        for kind, entities in (("person", "people"), ("organization", "organizations"), ("place", "places")):
            for entity in record[entities]:
                shown = (entity.get("canonical") or entity["name"])[:LONGEST_NAME]
                key = (kind, folded(shown))
                self.keys[entity["id"]] = key
                self.names.setdefault(key, shown)
        self.dates: dict[str, Row] = {date["id"]: date for date in record["dates"]}
        self.counts: dict[str, Row] = {count["id"]: count for count in record["counts"]}

    def entities(self) -> Iterable[Row]:
        return [*self.record["people"], *self.record["organizations"], *self.record["places"]]

    def entity_rows(self, tables: dict[str, list[Cells]]) -> None:
        keys = self.keys
        tables["person"] = [(p["id"], keys[p["id"]], p["age"]) for p in self.record["people"]]
        tables["organization"] = [
            (o["id"], keys[o["id"]], o["kind"], o["canonical"]) for o in self.record["organizations"]
        ]
        tables["place"] = [(e["id"], keys[e["id"]], e["code"], "/".join(e["path"])) for e in self.record["places"]]
        tables["mention"] = _numbered(
            (e["id"], m["start"], m["end"], m["text"], m["by"], m["confidence"])
            for e in self.entities()
            for m in e["mentions"]
        )
        tables["post"] = _numbered(
            (keys[p["id"]], t["title"], keys.get(t["organization"] or ""), t["start"], t["end"])
            for p in self.record["people"]
            for t in p["titles"]
        )

    def value_rows(self, tables: dict[str, list[Cells]]) -> None:
        tables["date"] = [
            (d["id"], d["text"], d["start"], d["end"], d["kind"], d["value"], d["earliest"], d["latest"], d["by"])
            for d in self.record["dates"]
        ]
        tables["count"] = [
            (
                c["id"], c["text"], c["start"], c["end"], c["kind"], c["value"], c["low"], c["high"], c["approx"],
                fold(c["unit"]), c["unit_code"], (c["of"] or {}).get("text"), _thing(c), int(c["cumulative"]),
                c.get("role"), c["by"], self.day_of_count(c),
            )
            for c in self.record["counts"]
        ]  # fmt: skip

    def action_rows(self, tables: dict[str, list[Cells]]) -> None:
        for a in self.record["actions"]:
            trigger = a["trigger"]
            tables["action"].append(
                (
                    a["id"], a["type"], trigger["text"], trigger["start"], trigger["end"], a["modality"],
                    a["polarity"], a["by"], a["confidence"], self.day_of_action(a), self.yuan(a["counts"]),
                    a.get("said_in"), a.get("ordered_by"),
                )
            )  # fmt: skip
            tables["action_count"] += [(a["id"], count) for count in dict.fromkeys(a["counts"])]
        tables["argument"] = _numbered(
            (a["id"], role, g["text"], g["start"], g["end"], g["ref"], self.keys.get(g["ref"] or ""))
            for a in self.record["actions"]
            for role in ROLES
            for g in a[role]
        )

    def layout_rows(self, tables: dict[str, list[Cells]]) -> None:
        tables["quote"] = _numbered(self.quote(q) for q in self.record["quotes"])
        tables["byline"] = _numbered((b["role"], b["name"], b["start"], b["end"]) for b in self.record["bylines"])
        tables["block"] = _numbered((b["kind"], b["start"], b["end"]) for b in self.record["blocks"])
        tables["warning"] = _numbered((warning,) for warning in self.record["warnings"])

    def quote(self, quote: Row) -> Cells:
        speaker = quote["speaker"] or {}
        name = self.keys.get(speaker.get("ref") or "")
        words = quote["text"], quote["start"], quote["end"], quote["kind"]
        return (quote.get("id"), *words, speaker.get("text"), name)

    def day_of_action(self, action: Row) -> str | None:
        """The first day that the action's own time names, else the day of publication."""
        for argument in action["time"]:
            date = self.dates.get(argument["ref"] or "")
            if date and date["earliest"]:
                return str(date["earliest"])[:10]
        return self.published and self.published[:10]

    def day_of_count(self, count: Row) -> str | None:
        """The last day named before the count in its sentence (截至7月13日,累计…), else the day of publication."""
        before = [d for d in self.record["dates"] if d["end"] <= count["start"] and d["kind"] in ("date", "time")]
        if before:
            date = max(before, key=lambda d: int(d["end"]))
            between = self.record["text"][date["end"] : count["start"]]
            day = date["latest"] or date["earliest"]
            if day and len(between) < 200 and not _SENTENCE_END.search(between):
                return str(day)[:10]
        return self.published and self.published[:10]

    def yuan(self, counts: Sequence[str]) -> float | None:
        """The money of an action in yuan: what is named as a part of a sum (其中) is not added to it."""
        sums = [
            amount
            for count in (self.counts[identifier] for identifier in counts if identifier in self.counts)
            if count["unit_code"] == "CNY" and count.get("role") != "part"
            if (amount := count["value"] if count["value"] is not None else count["low"]) is not None
        ]
        return float(sum(sums)) if sums else None

    def facets(self, tables: dict[str, list[Cells]]) -> Iterable[tuple[str, str]]:
        """What the article counts under, beside its names, each once."""
        if outlet := self.record["publication"]["outlet"]:
            yield "outlet", outlet[:LONGEST_CELL]
        if self.published:
            yield "month", self.published[:7]
        yield from {("action", row[1]) for row in tables.get("action", [])}
        yield from {("thing", f"{row[12]}\t{row[9]}") for row in tables["count"] if row[12]}
        yield from {("title", row[2]) for row in tables["post"] if row[2]}
        yield "all", ""


def _thing(count: Row) -> str | None:
    return folded(count["of"]["head"])[:LONGEST_NAME] if count["of"] else None


def _cut(row: Cells) -> Cells:
    """A row without what no cell can mean to hold; the record itself keeps it."""
    if any(type(cell) is str and len(cell) > LONGEST_CELL for cell in row):
        return tuple(cell[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in row)
    return row


def _numbered(rows: Iterable[Cells]) -> list[Cells]:
    return [(n, *row) for n, row in enumerate(rows)]
