"""Corrected annotations come in as gold that scores the records they were made from as they deserve."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from extract.article import Source
from extract.errors import FormatError
from extract.evaluate import evaluate, read_gold
from extract.evaluate.corrections import (
    clause,
    gold_of_articles,
    gold_of_sources,
    left_out,
    matched,
    training_rows,
)
from extract.evaluate.gold import TAG, Gold, GoldSpan, read_spans, tagged, write_gold
from extract.outputs.annotations import Document, Relation, Span, document
from extract.records import Record
from extract.sources import Sources
from tests.outputs import made


def changed(record: Record, *spans: Span, without: tuple[int, ...] = ()) -> Document:
    """A record's document as an annotator left it: some spans gone, some added."""
    found = document(record)
    kept = [i for i in range(len(found.spans)) if i not in without]
    number = {old: new for new, old in enumerate(kept)}
    arrows = [
        Relation(r.label, number[r.head], number[r.tail]) for r in found.relations if {r.head, r.tail} <= number.keys()
    ]
    return replace(found, spans=[*(found.spans[i] for i in kept), *spans], relations=arrows)


def test_pages_score_full_against_their_own_annotations(tmp_path: Path) -> None:
    records = list(made.pages())
    sources = [
        found for found in Sources([made.CORPUS / "a01.txt", made.CORPUS / "b03.txt"]) if isinstance(found, Source)
    ]
    for gold in gold_of_sources(matched([document(record) for record in records], records), sources):
        write_gold(tmp_path, gold)
    report = evaluate(tmp_path, records)
    assert {name: tally for name, tally in report.tallies.items() if tally.fp or tally.fn} == {}
    assert {name: known for name, known in report.accuracies.items() if known.right < known.asked} == {}
    assert report.tallies["actions type+trigger"].tp == sum(len(record.actions) for record in records) > 0


def test_gold_of_an_article() -> None:
    record = made.full()
    (gold,) = gold_of_articles(matched([document(record)], [record]))
    assert (gold.name, gold.text) == (record.id, record.text)
    assert tagged(gold) == (
        '<ORG>青石县文化局</ORG>局长<PER>王大山</PER><DATE v="2021-03-04">昨日</DATE>向<LOC>老桥村</LOC>捐书'
        '<NUM v="3" u="册" of="书">3册</NUM>,“好书。”记者<PER>李小满</PER>'
    )
    assert gold.facts["people"] == [{"name": "王大山", "titles": ["局长"], "orgs": ["青石县文化局"], "age": None}]
    assert gold.facts["quotes"] == [{"speaker": "王大山", "text": "好书。"}]
    (article,) = gold.facts["articles"]
    assert article["bylines"] == [{"role": "reporter", "name": "李小满"}]
    (action,) = gold.facts["actions"]
    assert (action["type"], action["trigger"], action["at"]) == (
        "donate",
        "捐",
        "青石县文化局局长王大山昨日向老桥村捐书3册",
    )
    assert (action["agent"], action["recipient"], action["object"]) == (["王大山"], ["老桥村"], [])


def test_what_the_annotator_changed_is_scored(tmp_path: Path) -> None:
    record = made.full()
    corrected = changed(record, Span(14, 18, "LOC"), without=(4,))
    for gold in gold_of_sources(matched([corrected], [record]), [Source("页/甲.txt", "0" * 64, "utf-8", record.text)]):
        write_gold(tmp_path, gold)
    figures = evaluate(tmp_path, [record]).figures()
    assert figures["LOC exact F1"] == 0
    assert figures["PER exact F1"] == 1


def test_a_name_broken_over_a_line_of_the_source() -> None:
    source = "老桥\n村捐书"
    record = made.record(
        "老桥村捐书",
        source=made.record("").source.model_dump() | {"segments": [[0, 0, 2], [2, 3, 3]]},
        places=[made.place("老桥村捐书", 0, 3)],
    )
    (gold,) = gold_of_sources(matched([document(record)], [record]), [Source("页/甲.txt", "0" * 64, "utf-8", source)])
    assert tagged(gold) == "<LOC>老桥\n村</LOC>捐书"
    assert gold.name == "甲"


def test_values_come_from_the_record_where_the_tool_has_none() -> None:
    record = made.full()
    found = document(record)
    bare = replace(found, spans=[Span(s.start, s.end, s.label) for s in found.spans])
    (gold,) = gold_of_articles(matched([bare], [record]))
    assert {s.kind: s.attributes for s in gold.spans}["NUM"] == {"v": "3", "u": "册", "of": "书"}
    moved = replace(bare, spans=[Span(18, 21, "NUM") if s.label == "NUM" else s for s in bare.spans])
    (gold,) = gold_of_articles(matched([moved], [record]))
    assert {s.kind: s.attributes for s in gold.spans}["NUM"] == {"v": "", "m": "", "u": "", "of": ""}


def test_an_optional_span() -> None:
    record = made.record("突击队到了")
    (gold,) = gold_of_articles(matched([Document(record.id, record.text, [Span(0, 3, "ORG?")])], [record]))
    assert tagged(gold) == "<ORG?>突击队</ORG?>到了"


def test_of_spans_that_overlap_the_longer_is_kept_and_the_other_told() -> None:
    record = made.record("老桥村委会")
    pairs = matched([Document(record.id, record.text, [Span(0, 3, "LOC"), Span(0, 5, "ORG")])], [record])
    (gold,) = gold_of_articles(pairs)
    assert tagged(gold) == "<ORG>老桥村委会</ORG>"
    assert left_out(pairs) == 1


def test_documents_are_matched_by_id_or_by_text() -> None:
    one, two = made.record("甲", id="1"), made.record("乙", id="2")
    pairs = matched([Document("admin", "乙", []), Document("1", "甲", [])], [one, two])
    assert [(pair.found.name, pair.record.id) for pair in pairs] == [("1", "1"), ("admin", "2")]
    with pytest.raises(FormatError, match="no record"):
        matched([Document("3", "丙", [])], [one, two])
    with pytest.raises(FormatError, match="text"):
        matched([Document("1", "甲 ", [])], [one, two])


def test_articles_of_one_id_have_a_document_each() -> None:
    record = made.record("甲乙")
    found = [Document(record.id, "甲乙", [Span(0, 1, "PER")]), Document(record.id, "甲乙", [Span(1, 2, "PER")])]
    assert [pair.found for pair in matched(found, [record, record])] == found


def test_sources_must_be_the_ones() -> None:
    record = made.record("甲")
    pairs = matched([document(record)], [record])
    with pytest.raises(FormatError, match="not the file"):
        list(gold_of_sources(pairs, [Source("页/甲.txt", "1" * 64, "utf-8", "甲")]))
    with pytest.raises(FormatError, match="not among"):
        list(gold_of_sources(pairs, [Source("other.txt", "0" * 64, "utf-8", "甲")]))


def test_a_text_that_holds_a_tag_is_refused() -> None:
    record = made.record("<PER>甲</PER>")
    with pytest.raises(FormatError, match="tag"):
        list(gold_of_articles(matched([document(record)], [record])))


@settings(max_examples=40, deadline=None)
@given(made.records())
def test_gold_reads_back(record: Record) -> None:
    (gold,) = gold_of_articles(matched([document(record)], [record]))
    if not TAG.search(gold.text):
        assert read_spans(tagged(gold)) == (gold.text, gold.spans)
    for action in gold.facts["actions"]:
        assert action["at"] in gold.text


@pytest.mark.parametrize(
    ("text", "trigger", "arguments", "at"),
    [
        ("镇里捐书。村里也捐书,送到学校。", (7, 8), [(5, 7)], "村里也捐书"),
        ("村里捐书捐款。", (4, 5), [(0, 2)], "捐款"),
        ("捐书。捐书。捐书!", (6, 7), [], "捐书!"),
        ("昨日,村里捐书。", (5, 6), [(0, 2), (3, 5)], "昨日,村里捐书"),
        ("村里\n捐书。", (3, 4), [(0, 2)], "捐书"),
    ],
)
def test_where_an_action_is(text: str, trigger: tuple[int, int], arguments: list[tuple[int, int]], at: str) -> None:
    assert clause(text, Span(*trigger, "donate"), [Span(*span, "ARG") for span in arguments]) == at


def test_rows_for_training() -> None:
    text = "王山到老\n桥村。\r\n好"
    spans = [GoldSpan(0, 2, "PER", False, {}), GoldSpan(3, 7, "LOC", False, {}), GoldSpan(10, 11, "ORG", True, {})]
    assert list(training_rows(Gold("a", text, spans, {}))) == [
        {"text": "王山到老桥村。", "spans": [[0, 2, "PER"], [3, 6, "LOC"]]},
        {"text": "好", "spans": []},
    ]


def test_written_gold_is_read(tmp_path: Path) -> None:
    record = made.record("老桥村\r\n𠮷", places=[made.place("老桥村\r\n𠮷", 0, 3)])
    (gold,) = gold_of_articles(matched([document(record)], [record]))
    write_gold(tmp_path, gold)
    assert list(read_gold(tmp_path)) == [gold]
