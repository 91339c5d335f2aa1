"""One record as rows of the index's tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from extract.index.passages import SENTENCE_END
from extract.index.terms import folded, folded_name, pairs_of, words_of
from extract.outputs.sink import Row
from extract.records import ROLES
from extract.rules.fold import fold

NameKey = tuple[str, str]  # kind (person, organization, place) and folded name
Cells = tuple[Any, ...]
Tables = dict[str, list[Cells]]
LONGEST_NAME, LONGEST_CELL = 200, 2000  # characters that a name and any other cell of the tables keep
KINDS = {"person": "people", "organization": "organizations", "place": "places"}
_simplified = lru_cache(1 << 14)(fold)  # units and titles: of whatever script, they are one


class RecordRows:
    """The rows of a record, in two steps: its `names`, to which the index gives ids, then `tables` with these.

    KeyError, TypeError, AttributeError, IndexError or ValueError where it is no record.
    """

    def __init__(self, record: Row) -> None:
        self.record = record
        self.published: str | None = record["publication"]["date"]
        self.keys: dict[str, NameKey] = {}  # of each entity, by its id in the record
        self.names: dict[NameKey, str] = {}  # with the form to show
        for kind, entities in KINDS.items():
            for entity in record[entities]:
                shown = (entity.get("canonical") or entity["name"])[:LONGEST_NAME]
                key = (kind, folded_name(shown))
                self.keys[entity["id"]] = key
                self.names.setdefault(key, shown)
        self.text = folded(record["text"])
        self.dates: dict[str, Row] = {date["id"]: date for date in record["dates"]}
        self.counts: dict[str, Row] = {count["id"]: count for count in record["counts"]}
        self.days = sorted(  # of two that end at one place the one that begins first is the last
            ((d["end"], -d["start"], d) for d in record["dates"] if d["kind"] in ("date", "time")),
            key=lambda day: day[:2],
        )

    def words(self) -> str:
        """What the full text of words holds: the words, and every mention as a word of its own."""
        entities = self._entities()
        return words_of(self.text, [self.text[m["start"] : m["end"]] for e in entities for m in e["mentions"]])

    def pairs(self) -> str:
        """What the full text of pairs holds."""
        return pairs_of(self.text)

    def tables(self, article: int, ids: Mapping[NameKey, int]) -> Tables:
        """The rows of each table for the article of this number. Of `article` without its number and digest."""
        names = {entity: ids[key] for entity, key in self.keys.items()}
        return {
            "article": [self._article()],
            "appearance": [(article, key[0], ids[key], self.published or "") for key in self.names],
            **self._entity_rows(article, names),
            **self._value_rows(article),
            **self._action_rows(article, names),
            **self._layout_rows(article, names),
        }

    def _article(self) -> Cells:
        record = self.record
        source, known = record["source"], record["publication"]
        place = known["place"] or {}
        return (
            record["id"], source["path"], source["article"], known["outlet"], known["date"], known["date_basis"],
            known["page"], place.get("name"), place.get("code"), record["headline"], record["kicker"], record["deck"],
            len(record["text"]),
        )  # fmt: skip

    def _entities(self) -> Sequence[Row]:
        return [entity for entities in KINDS.values() for entity in self.record[entities]]

    def _entity_rows(self, article: int, names: Mapping[str, int]) -> Tables:
        record = self.record
        posts = [(names[p["id"]], title) for p in record["people"] for title in p["titles"]]
        mentions = [(e["id"], m) for e in self._entities() for m in e["mentions"]]
        return {
            "person": [(article, p["id"], names[p["id"]], p["age"]) for p in record["people"]],
            "organization": [
                (article, o["id"], names[o["id"]], o["kind"], o["canonical"]) for o in record["organizations"]
            ],
            "place": [(article, e["id"], names[e["id"]], e["code"], "/".join(e["path"])) for e in record["places"]],
            "mention": [
                (article, n, entity, m["start"], m["end"], m["text"], m["by"], m["confidence"])
                for n, (entity, m) in enumerate(mentions)
            ],
            "post": [
                (article, n, person, _simplified(t["title"][:LONGEST_NAME]), names.get(t["organization"] or ""),
                 t["start"], t["end"])
                for n, (person, t) in enumerate(posts)
            ],
        }  # fmt: skip

    def _value_rows(self, article: int) -> Tables:
        dates = [
            (article, d["id"], d["text"], d["start"], d["end"], d["kind"], d["value"], d["earliest"], d["latest"],
             d["by"])
            for d in self.record["dates"]
        ]  # fmt: skip
        counts = [
            (article, c["id"], c["text"], c["start"], c["end"], c["kind"], c["value"], c["low"], c["high"],
             c["approx"], _simplified(c["unit"][:LONGEST_NAME]), c["unit_code"], (c["of"] or {}).get("text"),
             _thing(c), int(c["cumulative"]), c.get("role"), c["by"], self._day_of_count(c))
            for c in self.record["counts"]
        ]  # fmt: skip
        return {"date": dates, "count": counts}

    def _action_rows(self, article: int, names: Mapping[str, int]) -> Tables:
        actions = self.record["actions"]
        arguments = [(a["id"], role, g) for a in actions for role in ROLES for g in a[role]]
        return {
            "action": [self._action(article, a, a["trigger"]) for a in actions],
            "action_count": [(article, a["id"], count) for a in actions for count in dict.fromkeys(a["counts"])],
            "argument": [
                (article, n, action, role, g["text"], g["start"], g["end"], g["ref"], names.get(g["ref"] or ""))
                for n, (action, role, g) in enumerate(arguments)
            ],
        }

    def _action(self, article: int, action: Row, trigger: Row) -> Cells:
        return (
            article, action["id"], action["type"], trigger["text"], trigger["start"], trigger["end"],
            action["modality"], action["polarity"], action["by"], action["confidence"], self._day_of_action(action),
            self._yuan(action["counts"]), action.get("said_in"), action.get("ordered_by"),
        )  # fmt: skip

    def _layout_rows(self, article: int, names: Mapping[str, int]) -> Tables:
        record = self.record
        told = [(q, q["speaker"] or {}) for q in record["quotes"]]
        return {
            "quote": [
                (article, n, q.get("id"), q["text"], q["start"], q["end"], q["kind"], s.get("text"),
                 names.get(s.get("ref") or ""))
                for n, (q, s) in enumerate(told)
            ],
            "byline": [
                (article, n, b["role"], b["name"], b["start"], b["end"]) for n, b in enumerate(record["bylines"])
            ],
            "block": [(article, n, b["kind"], b["start"], b["end"]) for n, b in enumerate(record["blocks"])],
            "warning": [(article, n, warning) for n, warning in enumerate(record["warnings"])],
        }  # fmt: skip

    def _day_of_action(self, action: Row) -> str | None:
        """The first day that the action's own time names, else the day of publication."""
        for argument in action["time"]:
            date = self.dates.get(argument["ref"] or "")
            if date and date["earliest"]:
                return str(date["earliest"])[:10]
        return self.published and self.published[:10]

    def _day_of_count(self, count: Row) -> str | None:
        """The last day named before the count in its sentence (截至7月13日,累计…), else the day of publication."""
        before = bisect_right(self.days, count["start"], key=lambda day: day[0])
        if before:
            date = self.days[before - 1][2]
            day = date["latest"] or date["earliest"]
            between = count["start"] - date["end"]
            if day and between < 200 and not SENTENCE_END.search(self.record["text"], date["end"], count["start"]):
                return str(day)[:10]
        return self.published and self.published[:10]

    def _yuan(self, counts: Sequence[str]) -> float | None:
        """The money of an action in yuan: what is named as a part of a sum (其中) is not added to it."""
        sums = [
            amount
            for count in (self.counts[identifier] for identifier in counts if identifier in self.counts)
            if count["unit_code"] == "CNY" and count.get("role") != "part"
            if (amount := count["value"] if count["value"] is not None else count["low"]) is not None
        ]
        return float(sum(sums)) if sums else None


def facets_of(tables: Tables) -> Iterator[tuple[str, str]]:
    """What an article counts under, beside its names, each once: the outlet, the month, kinds of action …"""
    _, _, _, outlet, published, *_ = tables["article"][0]
    if outlet:
        yield "outlet", outlet
    if published:
        yield "month", published[:7]
    yield from {("action", row[2]) for row in tables["action"]}
    yield from {("thing", f"{row[13]}\t{row[10]}") for row in tables["count"] if row[13]}
    yield from {("title", row[3]) for row in tables["post"] if row[3]}
    yield "all", ""


def cut(tables: Tables) -> Tables:
    """The tables without what no cell can mean to hold; the record itself keeps it."""
    return {table: [_cut(row) for row in rows] for table, rows in tables.items()}


def _cut(row: Iterable[Any]) -> Cells:
    return tuple(cell[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in row)


def _thing(count: Row) -> str | None:
    return folded_name(count["of"]["head"][:LONGEST_NAME]) if count["of"] else None
