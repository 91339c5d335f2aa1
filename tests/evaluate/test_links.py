"""Pairs of forms, full names and codes are scored."""

from __future__ import annotations

from extract.evaluate import Report
from extract.evaluate.gold import Gold, read_spans
from extract.pipeline import load


def scored(links: dict[str, object]) -> Report:
    text, spans = read_spans("<LOC>临水镇东柳村</LOC>修路,<LOC>东柳村</LOC>和<LOC>西柳村</LOC>来人。")
    gold = Gold("x", text, spans, {"articles": [], "people": [], "quotes": [], "actions": [], "links": links})
    report = Report()
    report.add(gold, load(model="none")(text))
    return report


def test_pairs_are_together_or_apart() -> None:
    tally = scored({"same": [["临水镇东柳村", "东柳村"]], "canonical": {}, "codes": {}}).tallies["joins"]
    assert (tally.tp, tally.fp, tally.fn) == (1, 0, 0)


def test_a_pair_wrongly_together_counts() -> None:
    tally = scored({"same": [["东柳村", "西柳村"]], "canonical": {}, "codes": {}}).tallies["joins"]
    assert (tally.tp, tally.fp, tally.fn) == (0, 1, 1)


def test_an_answer_may_be_one_of_several_or_none() -> None:
    report = scored({"same": [], "canonical": {}, "codes": {"东柳村": None, "西柳村": "320583", "无此村": None}})
    accuracy = report.accuracies["place code"]
    assert (accuracy.right, accuracy.asked) == (2, 3)


def test_without_links_nothing_is_scored() -> None:
    assert "joins" not in scored({}).tallies
