"""Records made for the tests of writers: a page of the corpus, and odd ones of every shape."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from extract.pipeline import load
from extract.records import Record
from extract.sources import Sources

CORPUS = Path(__file__).parents[2] / "corpus"
TWO_LINES = "𠮷田\n大学与王大山"
NOWHERE = {"date": None, "date_basis": "none", "outlet": None, "page": None, "place": None}
ODD = "县图书馆馆长𠮷田😀=1+1,“-5℃|<b>&\\'\t\n\x0b\u2028" + "乙一二3@"


# What a writer needs; without it its tests are skipped.
LIBRARIES = {"xlsx": "openpyxl", "parquet": "pyarrow", "inception": "cassis", "docbin": "spacy"}


def need(name: str) -> None:
    """Skip the test where the library of a format is not installed."""
    if name in LIBRARIES:
        pytest.importorskip(LIBRARIES[name])


@cache
def pages(*names: str) -> tuple[Record, ...]:
    """The records of pages of the corpus, found with the rules alone."""
    extractor = load(model="none")
    found = Sources([CORPUS / f"{name}.txt" for name in names or ("a01", "b03")])
    return tuple(record for source in found for record in extractor.extract(source))  # type: ignore[arg-type]


def span(text: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    """The fields of a span that carries its text."""
    return {"start": start, "end": end, "text": text[start:end], **more}


def ends(place: dict[str, Any]) -> tuple[int, int]:
    return place["start"], place["end"]


def mention(text: str, start: int, end: int) -> dict[str, Any]:
    return span(text, start, end, by="rule:test", confidence=0.5)


def record(text: str, **fields: Any) -> Record:
    """A record of this text with nothing found in it but `fields`."""
    known = {
        "schema_version": "1.0",
        "id": "00000000000000aa",
        "source": {
            "path": "页/甲.txt",
            "sha256": "0" * 64,
            "encoding": "utf-8",
            "article": 0,
            "segments": [[0, 0, len(text)]],
        },
        "publication": NOWHERE | {"date": "2021-03-05", "date_basis": "metadata", "outlet": "青石日报", "page": "A2"},
        "headline": "", "kicker": None, "deck": None, "subheads": [], "bylines": [], "text": text,
        "blocks": [{"kind": "paragraph", "start": 0, "end": len(text)}],
        "organizations": [], "people": [], "places": [], "counts": [], "dates": [], "actions": [], "quotes": [],
        "warnings": [],
    }  # fmt: skip
    return Record.model_validate(known | fields)


def count(text: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    """A count with nothing known but its place."""
    unknown = dict.fromkeys(("value", "low", "high", "unit_code", "of", "role"))
    known = {"id": "c1", "kind": "count", "approx": "exact", "unit": "", "cumulative": False, "by": "rule:test"}
    return span(text, start, end, **(unknown | known | more))


def date(text: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    """A date with nothing known but its place."""
    unknown = dict.fromkeys(("value", "earliest", "latest", "basis"))
    return span(
        text, start, end, **(unknown | {"id": "t1", "kind": "date", "alternatives": [], "by": "rule:test"} | more)
    )


def person(text: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    """A person who is named once."""
    known = {"id": "p1", "name": text[start:end], "titles": [], "age": None}
    return known | {"mentions": [mention(text, start, end)]} | more


def organization(text: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    """An organization that is named once."""
    known = {"id": "o1", "name": text[start:end], "kind": "other", "canonical": None}
    return known | {"mentions": [mention(text, start, end)]} | more


def place(text: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    """A place that is named once."""
    known = {"id": "l1", "name": text[start:end], "code": None, "path": []}
    return known | {"mentions": [mention(text, start, end)]} | more


def action(text: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    """A donation without arguments."""
    roles = {role: [] for role in ("agent", "object", "recipient", "place", "time", "counts")}
    known = {"id": "a1", "type": "donate", "trigger": span(text, start, end), "by": "rule:test", "confidence": 0.5}
    return known | roles | {"modality": "actual", "polarity": "+"} | more


def full() -> Record:
    """A record with one thing of every class."""
    text = "青石县文化局局长王大山昨日向老桥村捐书3册,“好书。”记者李小满"
    giver = span(text, 8, 11, ref="p1")
    return record(
        text,
        publication=NOWHERE | {"place": {"name": "青石县", "code": None}},
        organizations=[organization(text, 0, 6, kind="government")],
        people=[person(text, 8, 11, titles=[{"title": "局长", "organization": "o1", "start": 6, "end": 8}])],
        places=[place(text, 14, 17)],
        dates=[date(text, 11, 13, value="2021-03-04")],
        counts=[count(text, 19, 21, value=3, unit="册", of=span(text, 18, 19, head="书"))],
        actions=[action(text, 17, 18, agent=[giver], recipient=[span(text, 14, 17, ref="l1")], counts=["c1"])],
        quotes=[span(text, 23, 26, kind="direct", speaker=giver)],
        bylines=[{"role": "reporter", "name": "李小满", "start": 29, "end": 32}],
    )


texts = st.text(alphabet=ODD, min_size=1, max_size=40)
words = st.text(alphabet=ODD, min_size=1, max_size=8)


@st.composite
def _apart(draw: st.DrawFn, length: int) -> list[tuple[int, int]]:
    """Spans that do not overlap, in text order."""
    edges = sorted(draw(st.sets(st.integers(0, length), max_size=12)))
    return list(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def _anywhere(draw: st.DrawFn, length: int, most: int = 4) -> list[tuple[int, int]]:
    """Spans anywhere in the text, in order of their start."""
    one = st.tuples(st.integers(0, length - 1), st.integers(1, length)).map(sorted).filter(lambda s: s[0] < s[1])
    return sorted((a, b) for a, b in draw(st.lists(one, max_size=most)))


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A record with something of every class, whose names do not overlap and whose other spans may."""
    text = draw(texts)
    kinds = {"o": organization, "p": person, "l": place}
    entities: dict[str, list[dict[str, Any]]] = {kind: [] for kind in kinds}
    for start, end in draw(_apart(len(text))):
        kind = draw(st.sampled_from("opl"))
        entities[kind].append(kinds[kind](text, start, end, id=f"{kind}{len(entities[kind]) + 1}"))
    for one in entities["p"]:
        one |= {"titles": draw(_titles(text, entities["o"])), "age": draw(st.none() | st.just(69))}
    values = draw(_apart(len(text)))
    cut = draw(st.integers(0, len(values)))
    dates = [date(text, *at, id=f"t{i}", value=draw(VALUES)) for i, at in enumerate(values[:cut], 1)]
    counts = [_count(draw, text, *at, id=f"c{i}") for i, at in enumerate(values[cut:], 1)]
    named = [
        (m["start"], m["end"], entity["id"])
        for group in entities.values()
        for entity in group
        for m in entity["mentions"]
    ]
    named += [(value["start"], value["end"], value["id"]) for value in (*dates, *counts)]
    actions = [_action(draw, text, *at, named, id=f"a{i}") for i, at in enumerate(draw(_anywhere(len(text), 2)), 1)]
    quotes = [span(text, *at, kind="direct", speaker=draw(_speaker(text))) for at in draw(_anywhere(len(text), 2))]
    bylines = [{"role": "reporter", "name": text[a:b], "start": a, "end": b} for a, b in draw(_anywhere(len(text), 1))]
    return record(
        text,
        headline=draw(words),
        organizations=entities["o"],
        people=entities["p"],
        places=entities["l"],
        dates=dates,
        counts=counts,
        actions=actions,
        quotes=quotes,
        bylines=bylines,
        warnings=draw(st.lists(words, max_size=2)),
    )


VALUES = st.sampled_from([None, "2021-03-05", "P7D"])


@st.composite
def _titles(draw: st.DrawFn, text: str, organizations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    organs = st.sampled_from([None, *(o["id"] for o in organizations)])
    return [
        {"title": text[a:b], "start": a, "end": b, "organization": draw(organs)}
        for a, b in draw(_anywhere(len(text), 2))
    ]


def _count(draw: st.DrawFn, text: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    of = draw(st.none() | st.just(span(text, start, end, head=text[start:end])))
    value = draw(st.sampled_from([None, 3, -12.5]))
    return count(text, start, end, value=value, unit=draw(words), approx="over", of=of, **more)


def _action(
    draw: st.DrawFn, text: str, start: int, end: int, named: list[tuple[int, int, str]], **more: Any
) -> dict[str, Any]:
    roles = {}
    for role in ("agent", "object", "recipient", "place", "time"):
        found = [span(text, *at, ref=None) for at in draw(_anywhere(len(text), 1))]
        for a, b, ref in draw(st.lists(st.sampled_from(named), max_size=1)) if named else []:
            found.append(span(text, a, b, ref=ref))
        roles[role] = sorted(found, key=lambda argument: (argument["start"], argument["end"]))
    kind = draw(st.sampled_from(["donate", "meet", "casualty"]))
    status = {"modality": draw(st.sampled_from(["actual", "planned"])), "polarity": draw(st.sampled_from("+-"))}
    return action(text, start, end, type=kind, **roles, **status, **more)


@st.composite
def _speaker(draw: st.DrawFn, text: str) -> dict[str, Any] | None:
    at = draw(_anywhere(len(text), 1))
    return span(text, *at[0], ref=None) if at else None


def broken() -> Record:
    """A name over two lines, after an astral character; a name that another overlaps is not in the record's classes."""
    return record(
        TWO_LINES,
        organizations=[organization(TWO_LINES, 0, 5, name="𠮷田大学")],
        people=[person(TWO_LINES, 6, 9)],
        dates=[date(TWO_LINES, 1, 4, value="2021-03-04")],
    )
