"""jianbao as a component of a spaCy pipeline."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from extract.errors import SettingError

spacy = pytest.importorskip("spacy", reason="the extra `spacy` is not installed")
component = import_module("extract.outputs.spacy_component")

TEXT = "本报讯 清屏县水务局局长李宁3月5日说,捐款2000元。"


def blank(**config: Any) -> Any:
    nlp = spacy.blank("zh")
    nlp.add_pipe("jianbao", config={"model": "none", "published": "2021-03-06", **config})
    return nlp


def spelled(spans: Any) -> list[tuple[str, str]]:
    return [(span.text, span.label_) for span in spans]


def test_names_dates_and_counts_are_entities() -> None:
    doc = blank()(TEXT)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("清屏县水务局", "ORG"),
        ("李宁", "PER"),
        ("3月5日", "DATE"),
        ("2000元", "NUM"),
    ]


def test_spans_carry_ids_and_values() -> None:
    doc = blank()(TEXT)
    found = {span.text: (span.id_, span.kb_id_) for span in doc.spans["jianbao"] if span.label_ != "ACTION"}
    assert found["李宁"] == ("0.p1", "")
    assert found["3月5日"] == ("0.t1", "2021-03-05")
    assert found["2000元"] == ("0.c1", "2000")


def test_the_record_comes_with_the_doc() -> None:
    (record,) = blank()(TEXT)._.jianbao
    assert record.people[0].titles[0].title == "局长"


def test_offsets_lead_back_over_a_repaired_line_break() -> None:
    doc = blank()("春耕开始\n\n本报讯 清屏县水务局局长李\n宁说,渠修好了。")
    assert ("李\n宁", "PER") in spelled(doc.spans["jianbao"])


@pytest.mark.parametrize(("mode", "expected"), [("expand", "局长李宁"), ("contract", "宁"), ("strict", None)])
def test_a_mention_that_cuts_a_token(mode: str, expected: str | None) -> None:
    nlp = blank(alignment_mode=mode)
    words = ["清屏县", "水务局", "局长李", "宁", "说", ",", "渠", "修好", "了", "。"]
    doc = nlp(spacy.tokens.Doc(nlp.vocab, words=words, spaces=[False] * len(words)))
    assert [text for text, label in spelled(doc.spans["jianbao"]) if label == "PER"] == ([expected] if expected else [])
    assert doc._.jianbao[0].people[0].name == "李宁"


def test_entities_of_earlier_components_stay() -> None:
    nlp = blank()
    ruler = nlp.add_pipe("entity_ruler", before="jianbao")
    ruler.add_patterns([{"label": "OFFICE", "pattern": "局长李宁"}])
    assert ("局长李宁", "OFFICE") in spelled(nlp(TEXT).ents)
    nlp = blank(overwrite_ents=True)
    ruler = nlp.add_pipe("entity_ruler", before="jianbao")
    ruler.add_patterns([{"label": "OFFICE", "pattern": "局长李宁"}])
    assert ("李宁", "PER") in spelled(nlp(TEXT).ents)


def test_a_stream_gives_what_single_texts_give() -> None:
    nlp = blank()
    texts = [TEXT, "", "柘岭市公安局通报。", TEXT]

    def found(docs: Iterator[Any]) -> list[list[tuple[str, str]]]:
        return [spelled(doc.spans["jianbao"]) for doc in docs]

    assert found(nlp.pipe(texts)) == found(nlp(text) for text in texts)


def test_date_and_place_of_one_text() -> None:
    nlp = blank()
    doc = nlp.make_doc("昨日开馆。市委祝贺。")
    doc.user_data.update(published="2019-05-02", place="苏州市")
    (record,) = nlp(doc)._.jianbao
    assert record.dates[0].value == "2019-05-01"
    assert record.organizations[0].canonical == "中共苏州市委"


def test_docs_can_be_kept() -> None:
    nlp = blank()
    kept = spacy.tokens.DocBin(store_user_data=True, docs=[nlp(TEXT)]).to_bytes()
    (doc,) = spacy.tokens.DocBin().from_bytes(kept).get_docs(nlp.vocab)
    assert doc._.jianbao[0].people[0].name == "李宁"


def test_a_pipeline_can_be_saved(tmp_path: Path) -> None:
    blank().to_disk(tmp_path / "nlp")
    assert spelled(spacy.load(tmp_path / "nlp")(TEXT).ents) == spelled(blank()(TEXT).ents)


def test_an_unknown_alignment_is_told() -> None:
    with pytest.raises(SettingError, match="alignment_mode near"):
        blank(alignment_mode="near")


def test_the_entry_point_names_the_factory() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, function = project["entry-points"]["spacy_factories"]["jianbao"].partition(":")
    assert getattr(import_module(module), function) is component.make_jianbao
