from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from extract.article import Source
from extract.errors import FormatError, SettingError
from extract.evaluate import Tally, evaluate, read_gold, read_records, read_spans
from extract.evaluate.scorer import _same_number
from extract.pipeline import Extractor, load
from extract.records import Record
from extract.values.counts import find_counts

SHARED = Path(__file__).parents[3] / "shared"

SOURCE = "柳河镇送来口罩20只。"
TAGGED = '<LOC>柳河镇</LOC>送来口罩<NUM v="20" u="只" of="口罩">20只</NUM>。'
ACTION = {"type": "donate", "trigger": "送来", "at": SOURCE, "agent": ["柳河镇"], "object": ["口罩20只"]}
FACTS = {"articles": [], "people": [], "quotes": [], "actions": [ACTION]}


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return load(model="none")


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "page.tagged.txt").write_text(TAGGED, encoding="utf-8")
    (tmp_path / "page.gold.json").write_text(json.dumps(FACTS, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def test_f1_is_the_harmonic_mean() -> None:
    tally = Tally(6, 2, 4)
    assert (tally.precision, tally.recall) == (0.75, 0.6)
    assert tally.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert Tally().f1 == 0


def test_spans_are_read_from_the_tags() -> None:
    text, spans = read_spans(TAGGED)
    assert text == SOURCE
    assert [(text[s.start : s.end], s.kind) for s in spans] == [("柳河镇", "LOC"), ("20只", "NUM")]


@pytest.mark.parametrize("tagged", ["<PER>王<LOC>河</LOC></PER>", "<PER>王", "王</PER>", "<PER>王</LOC>"])
def test_broken_tags_are_refused_with_their_place(tagged: str) -> None:
    with pytest.raises(FormatError, match="character"):
        read_spans(tagged, "page.tagged.txt")


def test_nothing_found_scores_nothing(gold: Path) -> None:
    figures = evaluate(gold, []).figures()
    assert figures["LOC exact F1"] == figures["NUM exact F1"] == figures["actions type+trigger F1"] == 0


def test_a_missing_source_text_is_named(gold: Path) -> None:
    (gold / "page.txt").unlink()
    with pytest.raises(FormatError, match=r"page\.gold\.json"):
        list(read_gold(gold))


def test_a_line_that_is_no_record_is_named(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text('{"id": 1}\n', encoding="utf-8")
    with pytest.raises(FormatError, match="line 1"):
        read_records(path)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b'\n{"id": 1\n', "line 2.*not JSON"),
        (b"\x1f\x8b\x08\x00\xff", "line 1.*not UTF-8"),
        (b"[]\n", "line 1.*no record"),
    ],
)
def test_a_file_that_holds_no_records_is_named_with_the_line(tmp_path: Path, data: bytes, fault: str) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(data)
    with pytest.raises(FormatError, match=fault):
        read_records(path)


def test_a_folder_without_records_is_told(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no records in this folder"):
        read_records(tmp_path)


def made_from(text: str, path: str, extractor: Extractor) -> list[Record]:
    return extractor.extract(Source(path, "0" * 64, "utf-8", text))


def test_records_belong_to_the_text_of_their_whole_file_name(gold: Path, extractor: Extractor) -> None:
    right = made_from(SOURCE, "archive.zip!/day/page.txt", extractor)
    tagged = made_from(TAGGED, "day/page.tagged.txt", extractor)
    assert evaluate(gold, right).figures()["NUM exact F1"] == 1
    assert evaluate(gold, [*right, *tagged]).figures() == evaluate(gold, right).figures()


def test_records_of_another_text_of_that_name_are_refused(gold: Path, extractor: Extractor) -> None:
    with pytest.raises(FormatError, match=r"page\.txt.*made from another text"):
        evaluate(gold, made_from(SOURCE + "苗家坪送来棉被30床。", "page.txt", extractor))


def test_records_and_gold_that_have_nothing_in_common_are_refused(gold: Path, extractor: Extractor) -> None:
    with pytest.raises(SettingError, match="none of the records belongs"):
        evaluate(gold, made_from(SOURCE, "page.tagged.txt", extractor))
    with pytest.raises(SettingError, match="no gold text"):
        evaluate(Path(__file__).parent, [])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared gold pages are not on this machine")
@pytest.mark.parametrize("folder", ["gold", "gold-news"])
def test_the_scores_agree_with_the_reference_scorer(folder: str, extractor: Extractor, tmp_path: Path) -> None:
    pages = [p for p in sorted((SHARED / folder).glob("*.txt")) if not p.name.endswith(".tagged.txt")]
    texts = [Source(p.name, "0" * 64, "utf-8", p.read_bytes().decode(), "2020-02-06") for p in pages]
    records = list(extractor.pipe(texts))
    written = tmp_path / "records.jsonl"
    written.write_text("".join(r.model_dump_json() + "\n" for r in records), encoding="utf-8")
    reference = tmp_path / "reference.json"
    scorer = SHARED / "gold" / "score.py"
    subprocess.run(
        [sys.executable, scorer, SHARED / folder, written, "--json", reference], check=True, capture_output=True
    )
    wanted = json.loads(reference.read_text(encoding="utf-8"))
    report = evaluate(SHARED / folder, read_records(written))
    ours = {name: tally.f1 for name, tally in report.tallies.items()}
    ours |= {name: accuracy.value for name, accuracy in report.accuracies.items()}
    assert ours.keys() >= wanted.keys()
    for name, figure in wanted.items():
        assert ours[name] == pytest.approx(figure.get("f1", figure.get("acc")), abs=0.00051), name


@pytest.mark.parametrize(("wanted", "same"), [("3~5", True), ("3~6", False), ("3", False), ("", True)])
def test_a_range_is_compared_by_its_ends(wanted: str, same: bool) -> None:
    (count,) = find_counts("三至五所学校")
    assert _same_number(wanted, count) is same
