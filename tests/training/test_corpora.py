import gzip
import json
from pathlib import Path

from extract.training.corpora import CORPORA, STYLES, Sample, ours, split, style, without_overlap


def write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_text_is_folded_and_other_kinds_are_left(tmp_path: Path) -> None:
    spans = [[0, 3, "PER"], [3, 5, "TIME"], [2, 4, "LOC"]]
    write(tmp_path, "msra.train", [{"text": "沈桂芬１日来，", "spans": spans}])
    assert CORPORA["msra"](tmp_path) == [Sample("沈桂芬1日来,", ((0, 3, "PER"),), "msra")]


def test_what_annotators_left_out_is_unsure(tmp_path: Path) -> None:
    write(tmp_path, "resume.train", [{"text": "何苗", "spans": [[0, 2, "PER"]]}])
    (sample,) = CORPORA["resume"](tmp_path)
    assert sample.unsure == {"LOC"}


def test_only_sentences_with_people_of_the_mixed_corpus(tmp_path: Path) -> None:
    rows = [{"text": "村口", "spans": []}, {"text": "何苗", "spans": [[0, 2, "PER"]]}]
    write(tmp_path, "corpuszh.sample", rows)
    assert [s.text for s in CORPORA["corpuszh"](tmp_path)] == ["何苗"]


def test_the_end_is_held_out() -> None:
    samples = [Sample(str(i), (), "x") for i in range(10)]
    training, held = split(samples, 0.2)
    assert [s.text for s in held] == ["8", "9"]
    assert [s.text for s in training] == [str(i) for i in range(8)]


def test_what_shares_a_run_with_the_held_out_is_dropped() -> None:
    held = [Sample("清河县临水街道的路修好了,大家都高兴。", (), "x")]
    near = Sample("听说清河县临水街道的路修好了,真的?", (), "x")
    far = Sample("清河县临水街道的桥也修好了。", (), "x")
    assert without_overlap([near, far], held) == [far]


def test_a_corpus_keeps_its_labels_until_they_are_made_ours() -> None:
    sample = Sample("清河市政府决定", ((0, 3, "LOC"),), "msra")
    assert STYLES[style(sample)] == "msra"
    assert ours(sample).spans == ((0, 5, "ORG"),)
    assert STYLES[style(ours(sample))] == "ours"
    assert STYLES[style(Sample("好", (), "invented"))] == "ours"
