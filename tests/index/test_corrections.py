from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import FormatError
from extract.evaluate.gold import Gold, read_gold, read_spans, tagged, write_gold
from extract.index import Filters, open_index, search
from extract.index.anchors import anchor, find
from extract.index.archive import gold_of, stored
from extract.index.corrections import Correction, Corrections, beside
from extract.index.entities import entity
from extract.index.fields import fields_of
from extract.index.mending import mended
from extract.index.timex import bounds
from extract.records import Record
from tests.index.made import Made, Row, archive, build, gift

TEXT = "县里修渠\n县水务局局长石望川昨日说，已修渠3里。石望川还到老桥村看望石望川小学的学生。"


def record() -> Row:
    made = Made("r1", TEXT, "2021-04-01").organization("县水务局").person("石望川", "局长", "县水务局", 50)
    made.date("昨日", "2021-03-31").count("3里", 3, "里", "渠").action("build", "修渠", object="3里")
    return made.quote("已修渠3里。", "石望川").done()


def mend(row: Row, words: str, was: str | None, now: str | None, nth: int = 0, **more: Any) -> Record:
    """The record with one correction of the nth place of some words."""
    start = -1
    for _ in range(nth + 1):
        start = row["text"].index(words, start + 1)
    right = more.pop("right", None)
    correction = Correction(
        record=row["id"], anchor=anchor(row["text"], start, start + len(words)), was=was, now=now,
        words=anchor(row["text"], row["text"].index(right), row["text"].index(right) + len(right)) if right else None,
        **more,
    )  # type: ignore[arg-type]  # fmt: skip
    result = mended(row, [correction])
    assert result.lost == []
    return Record.model_validate(result.record)


def mentions(record: Record, kind: str) -> list[str]:
    entities = {"PER": record.people, "ORG": record.organizations, "LOC": record.places}[kind]
    return [mention.text for entity in entities for mention in entity.mentions]


@given(
    st.text("甲乙丙", max_size=30),
    st.text("甲乙丙", min_size=1, max_size=4),
    st.text("甲乙丙丁", max_size=30),
    st.text(max_size=20),
)
def test_an_anchor_is_found_again_behind_new_text(before: str, exact: str, after: str, new: str) -> None:
    text = f"{before}{exact}{after}"
    kept = anchor(text, len(before), len(before) + len(exact))
    assert find(text, kept) == (len(before), len(before) + len(exact))
    again = find(new + text, kept)
    assert again is not None
    assert (new + text)[slice(*again)] == exact
    if len(before) >= 16 and exact not in new:
        assert again[0] - len(new) == len(before) or text[again[0] - len(new) - 16 :].startswith(kept.prefix)


def test_of_equal_words_the_one_with_the_same_surroundings_is_found() -> None:
    text = "甲到乙。丙到乙了。"
    second = anchor(text, 6, 7)
    assert find("今日，" + text, second) == (9, 10)
    assert find("今日，丙到乙了。", second) == (5, 6)
    assert find("没有", second) is None


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (5, 2), (0, 999)])
def test_an_anchor_of_nothing_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="span"):
        anchor("几个字", start, end)


def test_a_mention_is_taken_away() -> None:
    assert mentions(mend(record(), "石望川", "PER", None, nth=2), "PER") == ["石望川", "石望川"]


def test_an_entity_without_mentions_is_gone_and_nothing_points_to_it() -> None:
    after = mend(record(), "石望川", "PER", None, everywhere=True)
    assert after.people == []
    assert after.quotes[0].speaker
    assert after.quotes[0].speaker.ref is None


def test_a_type_is_mended() -> None:
    after = mend(record(), "县水务局", "ORG", "LOC")
    assert mentions(after, "ORG") == []
    assert mentions(after, "LOC") == ["县水务局"]
    assert after.people[0].titles[0].organization is None


def test_a_new_name_keeps_what_pointed_to_the_old_one() -> None:
    after = mend(record(), "县水务局", "ORG", "ORG", values={"name": "县水利局"})
    held = {organ.id: organ.name for organ in after.organizations}
    assert [held[title.organization or ""] for title in after.people[0].titles] == ["县水利局"]
    after = mend(record(), "石望川", "PER", "PER", values={"name": "石望渊"}, everywhere=True)
    assert after.quotes[0].speaker
    assert after.quotes[0].speaker.ref == after.people[0].id
    assert [person.name for person in after.people] == ["石望渊"]


def test_an_action_in_words_that_are_no_quote_is_the_article_s_own() -> None:
    row = record()
    row["quotes"][0]["id"] = "q1"
    row["actions"][0]["said_in"] = "q1"
    assert mend(row, "已修渠3里。", "QUO", "QUO", values={"kind": "indirect"}).actions[0].said_in == "q1"
    assert mend(row, "已修渠3里。", "QUO", None).actions[0].said_in is None


def test_a_boundary_is_mended() -> None:
    after = mend(record(), "石望川", "PER", "ORG", nth=2, right="石望川小学")
    assert mentions(after, "ORG") == ["县水务局", "石望川小学"]
    assert mentions(after, "PER") == ["石望川", "石望川"]
    assert after.organizations[1].name == "石望川小学"


def test_a_boundary_is_mended_everywhere() -> None:
    row = Made("r", "开会\n石望川说话。石望川走了。").person("石望").done()
    after = mend(row, "石望", "PER", "PER", right="石望川", everywhere=True)
    assert mentions(after, "PER") == ["石望川", "石望川"]
    assert [person.name for person in after.people] == ["石望川"]


def test_something_missed_is_added() -> None:
    after = mend(record(), "老桥村", None, "LOC", values={"code": "320684"})
    assert [(place.name, place.code) for place in after.places] == [("老桥村", "320684")]
    assert after.places[0].mentions[0].by == "correction"


def test_the_values_of_a_person() -> None:
    after = mend(record(), "石望川", "PER", "PER", values={"age": "51", "titles": "县水务局|副局长\n县河长办|主任"})
    (person,) = [person for person in after.people if person.titles]
    assert person.age == 51
    held = {organ.id: organ.name for organ in after.organizations}
    assert [(held[t.organization or ""], t.title) for t in person.titles] == [
        ("县水务局", "副局长"),
        ("县河长办", "主任"),
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021-02", ("2021-02-01", "2021-02-28")),
        ("2021-03-05TMO", ("2021-03-05", "2021-03-05")),
        ("2021-03-05/2021-03-09", ("2021-03-05", "2021-03-09")),
        ("2021-03-05/..", ("2021-03-05", None)),
        ("2020", ("2020-01-01", "2020-12-31")),
        ("P3D", (None, None)),
        ("2021-13", (None, None)),
        ("", (None, None)),
    ],
)
def test_the_value_of_a_date(value: str, expected: tuple[str | None, str | None]) -> None:
    after = mend(record(), "昨日", "DATE", "DATE", values={"value": value}).dates[0]
    assert (after.earliest, after.latest) == expected == bounds(value)
    assert after.id == "t1"


def test_the_values_of_a_count() -> None:
    after = mend(record(), "3里", "NUM", "NUM", values={"value": "3~5", "unit": "公里", "of": "水渠", "approx": "over"})
    count = after.counts[0]
    assert (count.value, count.low, count.high, count.unit, count.approx, count.of) == (
        None,
        3,
        5,
        "公里",
        "over",
        None,
    )


def test_the_arguments_of_an_action() -> None:
    after = mend(record(), "修渠", "ACT", "ACT", nth=1, values={"agent": "县水务局\n石望川", "modality": "planned"})
    action = after.actions[0] if after.actions[0].by == "correction" else after.actions[1]
    assert [(argument.text, argument.ref) for argument in action.agent] == [("县水务局", "o1"), ("石望川", "p1")]
    assert action.modality == "planned"


def test_the_speaker_of_a_quote() -> None:
    after = mend(record(), "已修渠3里。", "QUO", "QUO", values={"speaker": "县水务局"})
    assert after.quotes[0].speaker
    assert after.quotes[0].speaker.ref == "o1"


def test_words_that_are_gone_are_told() -> None:
    correction = Correction(record="r1", anchor=anchor("没有这句话", 0, 4), was="PER", now=None)
    result = mended(record(), [correction])
    assert result.lost == [correction]
    assert result.record == record()


@pytest.mark.parametrize(
    "fields",
    [{"was": None, "now": None}, {"was": "PER", "now": "PER", "values": {"unit": "个"}}, {"was": "XXX", "now": None}],
)
def test_a_correction_without_sense_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"nothing is mended|has no unit|Input should be"):
        Correction(record="r1", anchor=anchor("几个字", 0, 1), **fields)


def test_what_a_form_shows_is_what_the_record_says() -> None:
    row = record()
    start = TEXT.index("石望川")
    assert fields_of(row, "PER", start, start + 3) == {"name": "石望川", "age": "50", "titles": "县水务局|局长"}
    assert fields_of(row, "NUM", TEXT.index("3里"), TEXT.index("3里") + 2) == {
        "value": "3", "unit": "里", "of": "渠", "approx": "exact",
    }  # fmt: skip
    assert fields_of(row, "PER", 0, 1) is None


def test_corrections_lie_apart_and_survive_a_new_index_and_a_new_run(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    build(path, archive())
    kept = Corrections(beside(path))
    text = archive()[0]["text"]
    wrong = "恒丰农机公司"
    start = text.index(wrong)
    kept.keep(
        Correction(record="g1", anchor=anchor(text, start, start + len(wrong)), was="ORG", now="ORG",
                   values={"name": "恒丰农业机械公司"}, everywhere=True)
    )  # fmt: skip
    kept.close()
    assert build(path, archive()).report.replaced == 1
    assert search(open_index(path), Filters(organization="恒丰农业机械公司")).total == 1
    path.unlink()
    again = gift("g1", "2021-03-05", wrong, "5万元整", 50_000)  # a new run reads the text a little otherwise
    build(path, [again, *archive()[1:]])
    db = open_index(path)
    found = entity(db, "organization", "恒丰农业机械公司")
    assert found
    assert found.articles == 1
    with_corrections = stored(db, Corrections(beside(path)), "g1")
    assert with_corrections
    assert "恒丰农业机械公司" in [organ["name"] for organ in with_corrections.record["organizations"]]
    assert with_corrections.original["organizations"][0]["name"] == wrong


def test_corrected_articles_are_gold_that_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    build(path, [record()])
    kept = Corrections(beside(path))
    start = TEXT.index("老桥村")
    kept.keep(Correction(record="r1", anchor=anchor(TEXT, start, start + 3), now="LOC"))
    (gold,) = gold_of(open_index(path), kept)
    assert isinstance(gold, Gold)
    write_gold(tmp_path, gold)
    (read,) = read_gold(tmp_path)
    assert [(read.text[s.start : s.end], s.kind) for s in read.spans] == [
        ("县水务局", "ORG"), ("石望川", "PER"), ("昨日", "DATE"), ("3里", "NUM"), ("石望川", "PER"), ("老桥村", "LOC"),
        ("石望川", "PER"),
    ]  # fmt: skip
    assert read.facts["people"] == [{"name": "石望川", "titles": ["局长"], "orgs": ["县水务局"], "age": 50}]
    assert read.facts["actions"][0]["at"] in read.text
    assert read.facts["articles"][0]["headline"] == "县里修渠"


def gold_with_one_correction(path: Path, row: Row) -> Gold | FormatError:
    build(path, [row])
    kept = Corrections(beside(path))
    kept.keep(Correction(record=row["id"], anchor=anchor(row["text"], 0, 2), now="LOC"))
    (gold,) = gold_of(open_index(path), kept)
    return gold


def test_gold_of_spans_that_cross_is_read_back(tmp_path: Path) -> None:
    row = record()
    date = row["dates"][0]
    start, end = date["start"] - 1, date["end"] + 2
    row["dates"].append(date | {"id": "t2", "start": start, "end": end, "text": TEXT[start:end]})
    gold = gold_with_one_correction(tmp_path / "archive.db", row)
    assert isinstance(gold, Gold)
    assert read_spans(tagged(gold))[0] == TEXT


def test_a_text_that_gold_cannot_hold_is_told(tmp_path: Path) -> None:
    row = Made("r2", "标签\n文中有<PER>字样。").done()
    assert isinstance(gold_with_one_correction(tmp_path / "archive.db", row), FormatError)
