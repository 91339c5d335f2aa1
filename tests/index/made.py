"""Records made by hand for the tests of the index and its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extract.index import Index
from extract.records import Record

Row = dict[str, Any]


class Made:
    """A record that grows: every span is found by its words."""

    def __init__(self, identifier: str, text: str, date: str | None = "2021-03-05", outlet: str = "清屏晚报") -> None:
        headline = text.partition("\n")[0]
        self.row: Row = {
            "schema_version": "1.0", "id": identifier,
            "source": {"path": f"pages/{identifier}.txt", "sha256": "0" * 64, "encoding": "utf-8", "article": 0,
                       "segments": [[0, 0, len(text)]]},
            "publication": {"date": date, "date_basis": "metadata", "outlet": outlet, "page": "A2", "place": None},
            "headline": headline, "kicker": None, "deck": None, "subheads": [], "bylines": [], "text": text,
            "blocks": [{"kind": "headline", "start": 0, "end": len(headline)},
                       {"kind": "paragraph", "start": len(headline) + 1, "end": len(text)}],
            "organizations": [], "people": [], "places": [], "counts": [], "dates": [], "actions": [], "quotes": [],
            "warnings": [],
        }  # fmt: skip

    def span(self, words: str) -> Row:
        start = self.row["text"].index(words)
        return {"start": start, "end": start + len(words), "text": words}

    def _mentions(self, words: str) -> list[Row]:
        text, found, at = self.row["text"], [], -1
        while (at := text.find(words, at + 1)) >= 0:
            found.append({"start": at, "end": at + len(words), "text": words, "by": "rule:test", "confidence": 0.9})
        return found

    def person(self, name: str, title: str = "", organ: str | None = None, age: int | None = None) -> Made:
        held = next((o["id"] for o in self.row["organizations"] if o["name"] == organ), None)
        place = self.span(title) if title else {}
        titles = [{"title": title, "organization": held, "start": place["start"], "end": place["end"]}] if title else []
        identifier = f"p{len(self.row['people']) + 1}"
        mentions = self._mentions(name)
        self.row["people"].append({"id": identifier, "name": name, "titles": titles, "age": age, "mentions": mentions})
        return self

    def organization(self, name: str, canonical: str | None = None) -> Made:
        self.row["organizations"].append(
            {"id": f"o{len(self.row['organizations']) + 1}", "name": name, "kind": "other", "canonical": canonical,
             "mentions": self._mentions(name)}
        )  # fmt: skip
        return self

    def place(self, name: str) -> Made:
        self.row["places"].append(
            {"id": f"l{len(self.row['places']) + 1}", "name": name, "code": None, "path": [],
             "mentions": self._mentions(name)}
        )  # fmt: skip
        return self

    def date(self, words: str, value: str) -> Made:
        self.row["dates"].append(
            {"id": f"t{len(self.row['dates']) + 1}", **self.span(words), "kind": "date", "value": value,
             "earliest": value, "latest": value, "basis": None, "alternatives": [], "by": "rule:date"}
        )  # fmt: skip
        return self

    def count(self, words: str, value: float, unit: str, of: str = "", cumulative: bool = False) -> Made:
        money = unit == "元"
        counted = {**self.span(of), "head": of} if of else None
        self.row["counts"].append(
            {"id": f"c{len(self.row['counts']) + 1}", **self.span(words), "kind": "money" if money else "count",
             "value": value, "low": value, "high": value, "approx": "exact", "unit": unit,
             "unit_code": "CNY" if money else None, "of": counted, "cumulative": cumulative, "by": "rule:count",
             "role": None}
        )  # fmt: skip
        return self

    def _argument(self, words: str) -> Row:
        span = self.span(words)
        for entity in (*self.row["people"], *self.row["organizations"], *self.row["places"]):
            if any((m["start"], m["end"]) == (span["start"], span["end"]) for m in entity["mentions"]):
                return {**span, "ref": entity["id"]}
        inside = [v["id"] for v in (*self.row["dates"], *self.row["counts"])
                  if span["start"] <= v["start"] and v["end"] <= span["end"]]  # fmt: skip
        return {**span, "ref": inside[0] if len(inside) == 1 else None}

    def action(self, kind: str, trigger: str, modality: str = "actual", **roles: str) -> Made:
        arguments = {role: [self._argument(roles[role])] if role in roles else []
                     for role in ("agent", "object", "recipient", "place", "time")}  # fmt: skip
        inside = [c["id"] for c in self.row["counts"] for role in ("agent", "object", "recipient")
                  for g in arguments[role] if g["start"] <= c["start"] and c["end"] <= g["end"]]  # fmt: skip
        self.row["actions"].append(
            {"id": f"a{len(self.row['actions']) + 1}", "type": kind, "trigger": self.span(trigger), **arguments,
             "counts": inside, "modality": modality, "polarity": "+", "by": "rule:act", "confidence": 0.8}
        )  # fmt: skip
        return self

    def quote(self, words: str, speaker: str) -> Made:
        self.row["quotes"].append({**self.span(words), "kind": "direct", "speaker": self._argument(speaker)})
        return self

    def done(self) -> Row:
        """The record, after the contract has approved of it."""
        return Record.model_validate(self.row).model_dump(mode="json")


def gift(identifier: str, date: str, giver: str, money: str, value: float, receiver: str = "县慈善总会") -> Row:
    text = f"{giver}捐款助学\n{giver}昨日向{receiver}捐款{money}，用于修建图书室。"
    made = Made(identifier, text, date).organization(giver).organization(receiver).count(money, value, "元")
    return made.action("donate", "捐款", agent=giver, object=money, recipient=receiver).done()


def cases(identifier: str, date: str, words: str, value: float) -> Row:
    text = f"疫情通报\n柳洼县累计报告病例{words}，其余情况平稳。"
    return Made(identifier, text, date).place("柳洼县").count(words, value, "例", "病例", cumulative=True).done()


def meeting() -> Row:
    text = "县里部署春耕\n县水务局局长石望川说：“水渠要早修。”会上，县农机站站长温知秋与石望川签订协议。"
    made = Made("m1", text, "2021-04-01").organization("县水务局").organization("县农机站")
    made.person("石望川", "局长", "县水务局").person("温知秋", "站长", "县农机站")
    return made.quote("水渠要早修。", "石望川").action("sign", "签订", agent="温知秋", object="石望川").done()


def archive() -> list[Row]:
    """A small archive: gifts, cases, a meeting, one article in Traditional characters."""
    traditional = Made("f1", "縣醫院開診\n柳窪縣醫院昨日開診，僑辦送來花籃。", "1951-05-02", "大公報").organization(
        "柳窪縣醫院"
    )
    return [
        gift("g1", "2021-03-05", "恒丰农机公司", "5万元", 50_000),
        gift("g2", "2021-03-20", "清屏水泥厂", "12万元", 120_000),
        gift("g3", "2021-03-28", "石棱镇商会", "30万元", 300_000),
        gift("g4", "2021-04-02", "恒丰农机公司", "80万元", 800_000),
        cases("c1", "2021-03-05", "3例", 3), cases("c2", "2021-03-06", "7例", 7), cases("c3", "2021-03-07", "12例", 12),
        meeting(),
        traditional.done(),
    ]  # fmt: skip


def build(path: Path, rows: list[Row]) -> Index:
    with Index(path) as index:
        for _ in index.add(rows):
            pass
    return index
