"""Spans and relations in the formats of annotation tools: read by each tool's own reader, and back by ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from extract.errors import FormatError, SettingError
from extract.outputs import brat, doccano, inception, label_studio
from extract.outputs.annotations import GOLD_LABELS, Document, Relation, Span, document, is_action
from extract.outputs.formats import export
from extract.records import Record
from tests.outputs import made

READABLE = {"brat": brat, "label-studio": label_studio, "doccano": doccano, "inception": inception}


def everything(found: Document) -> tuple[str, list[Any], list[Any]]:
    """What a document says, whatever the order in which it is said."""
    spans = [(s.start, s.end, s.label, tuple(sorted(s.attributes.items()))) for s in found.spans]
    arrows = [(r.label, spans[r.head], spans[r.tail]) for r in found.relations]
    return found.text, sorted(spans), sorted(arrows)


def without_attributes(found: Document) -> Document:
    return Document(found.name, found.text, [Span(s.start, s.end, s.label) for s in found.spans], found.relations)


def test_the_spans_and_arrows_of_a_record() -> None:
    found = document(made.full())
    said = [(found.text[s.start : s.end], s.label, s.attributes) for s in found.spans]
    assert said == [
        ("青石县文化局", "ORG", {"entity": "o1"}),
        ("局长", "POST", {}),
        ("王大山", "PER", {"entity": "p1"}),
        ("昨日", "DATE", {"v": "2021-03-04"}),
        ("老桥村", "LOC", {"entity": "l1"}),
        ("捐", "donate", {"modality": "actual", "polarity": "+"}),
        ("3册", "NUM", {"v": "3", "m": "exact", "u": "册", "of": "书"}),
        ("好书。", "QUO", {"kind": "direct"}),
        ("李小满", "CREDIT", {"role": "reporter"}),
    ]
    assert {(r.label, said[r.head][0], said[r.tail][0]) for r in found.relations} == {
        ("holder", "局长", "王大山"),
        ("organization", "局长", "青石县文化局"),
        ("agent", "捐", "王大山"),
        ("recipient", "捐", "老桥村"),
        ("speaker", "好书。", "王大山"),
    }


@settings(max_examples=40, deadline=None)
@given(made.records())
def test_spans_stand_in_the_text_without_white_space_at_their_ends(record: Record) -> None:
    found = document(record)
    assert found.text == record.text
    for span in found.spans:
        part = found.text[span.start : span.end]
        assert part
        assert part == part.strip()
    assert [s.start for s in found.spans] == sorted(s.start for s in found.spans)
    triggers = sum(bool(action.trigger.text.strip()) for action in record.actions)
    assert sum(is_action(span.label) for span in found.spans) == triggers


@pytest.mark.parametrize("name", READABLE)
@settings(max_examples=25, deadline=None)
@given(record=made.records())
def test_what_is_written_comes_back(name: str, record: Record, tmp_path_factory: pytest.TempPathFactory) -> None:
    made.need(name)
    target = tmp_path_factory.mktemp("back") / "out"
    export([record], name, target)
    (found,) = READABLE[name].read(target)
    wanted = document(record)
    assert found.name == record.id
    assert everything(found) == everything(without_attributes(wanted) if name == "doccano" else wanted)


@pytest.mark.parametrize("name", READABLE)
def test_pages_come_back(name: str, tmp_path: Path) -> None:
    made.need(name)
    records = [*made.pages(), made.broken()]
    export(records, name, tmp_path / "out")
    found = {one.name: everything(one) for one in READABLE[name].read(tmp_path / "out")}
    wanted = [document(record) for record in records]
    if name == "doccano":
        wanted = [without_attributes(one) for one in wanted]
    assert found == {one.name: everything(one) for one in wanted}


@pytest.mark.parametrize("name", ["brat", "conll", "label-studio", "doccano", "inception", "docbin"])
def test_same_records_same_bytes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made.need(name)

    def content(path: Path) -> list[bytes]:
        return [file.read_bytes() for file in sorted(path.iterdir())] if path.is_dir() else [path.read_bytes()]

    export([made.full(), made.broken()], name, tmp_path / "a")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    export([made.full(), made.broken()], name, tmp_path / "b")
    assert content(tmp_path / "a") == content(tmp_path / "b")


# brat


def test_brat_is_read_by_bioc(tmp_path: Path) -> None:
    bioc = pytest.importorskip("bioc.brat")
    export([made.full()], "brat", tmp_path / "a")
    export([made.broken()], "brat", tmp_path / "b")
    (full,) = bioc.listdir(tmp_path / "a")
    wanted = document(made.full())
    assert full.text == wanted.text
    assert [(e.type, [(at.begin, at.end) for at in e.locations], e.text) for e in full.entities] == [
        (s.label, [(s.start, s.end)], wanted.text[s.start : s.end]) for s in wanted.spans
    ]
    (event,) = full.events
    assert (event.type, event.trigger_id, event.arguments) == ("donate", "T6", {"agent": "T3", "recipient": "T5"})
    assert sorted(relation.type for relation in full.relations) == ["holder", "organization", "speaker"]
    (lines,) = bioc.listdir(tmp_path / "b")
    name = next(entity for entity in lines.entities if entity.type == "ORG")
    assert sorted((at.begin, at.end) for at in name.locations) == [(0, 2), (3, 5)]
    assert name.text == "𠮷田 大学"


def test_the_lines_of_brat() -> None:
    lines = list(brat.annotation_lines(document(made.full())))
    assert "T6\tdonate 17 18\t捐" in lines
    assert "E6\tdonate:T6 agent:T3 recipient:T5" in lines
    assert "A" in {line[0] for line in lines}
    assert '#7\tAnnotatorNotes T7\tv="3" u="册" of="书"' in lines


def test_brat_configuration_names_every_label(tmp_path: Path) -> None:
    export([made.full()], "brat", tmp_path / "out")
    conf = (tmp_path / "out" / "annotation.conf").read_text(encoding="utf-8")
    entities, rest = conf.split("[relations]")
    assert all(label in entities.split() for label in GOLD_LABELS)
    assert "donate agent*:<ENTITY>" in rest


def edited(folder: Path, text: str, ann: str) -> Document:
    (folder / "aa.txt").write_text(text, encoding="utf-8")
    (folder / "aa.ann").write_text(ann, encoding="utf-8")
    (found,) = brat.read(folder)
    return found


def test_what_annotators_write_in_brat(tmp_path: Path) -> None:
    ann = (
        "T1\tPER 0 3\t王大山\nT2\tdonate 3 4\t捐\nE1\tdonate:T2 agent:T1\nA1\tPolarity E1 -\n"
        "#1\tAnnotatorNotes T1\t看不清\n*\tEquiv T1 T1\n"
    )
    found = edited(tmp_path, "王大山捐", ann)
    assert found.spans == [Span(0, 3, "PER"), Span(3, 4, "donate", {"polarity": "-"})]
    assert found.relations == [Relation("agent", 1, 0)]


@pytest.mark.parametrize(
    "ann", ["T1\tPER 0 3\t王小山\n", "T1\tPER 0 x\t王大山\n", "E1\tdonate:T9\nA1\tPolarity E1 -\n"]
)
def test_a_broken_annotation_is_told(tmp_path: Path, ann: str) -> None:
    with pytest.raises(FormatError, match=r"aa\.ann"):
        edited(tmp_path, "王大山捐", ann)


@pytest.mark.parametrize("name", ["brat", "inception"])
def test_an_id_leads_nowhere_but_into_the_folder(name: str, tmp_path: Path) -> None:
    made.need(name)
    export([made.record("老桥村", id="../../x/y"), made.record("青石镇", id="")], name, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert {path.stem for path in (tmp_path / "out").iterdir()} >= {"_.._x_y", "article"}


# CoNLL


def test_conll_is_read_by_spacy(tmp_path: Path) -> None:
    converters = pytest.importorskip("spacy.training.converters")
    records = [*made.pages(), made.broken()]
    export(records, "conll", tmp_path / "out.conll")
    docs = list(converters.conll_ner_to_docs((tmp_path / "out.conll").read_text(encoding="utf-8"), no_print=True))
    assert len(docs) == len(records)
    for doc, record in zip(docs, records, strict=True):
        assert "".join(token.text for token in doc) == "".join(record.text.split())
    names = [(ent.label_, ent.text.replace(" ", "")) for ent in docs[-1].ents]
    assert names == [("ORG", "𠮷田大学"), ("PER", "王大山")]


def test_the_lines_of_conll(tmp_path: Path) -> None:
    text = "王 山\n\n3"
    export([made.record(text, people=[made.person(text, 0, 3)])], "conll", tmp_path / "out")
    lines = (tmp_path / "out").read_text(encoding="utf-8").split("\n")
    assert lines == ["-DOCSTART- -X- O O", "", "王 -X- -X- B-PER", "山 -X- -X- I-PER", "", "3 -X- -X- O", "", ""]


# doccano

WHOLE, WORD = {"type": "integer", "minimum": 0}, {"type": "string", "minLength": 1}
EXAMPLE = {
    "type": "object",
    "required": ["text", "entities", "relations"],
    "properties": {
        "text": {"type": "string"},
        "entities": {
            "type": "array",
            "items": {
                "required": ["id", "label", "start_offset", "end_offset"],
                "properties": {"id": WHOLE, "label": WORD, "start_offset": WHOLE, "end_offset": WHOLE},
            },
        },
        "relations": {
            "type": "array",
            "items": {
                "required": ["id", "from_id", "to_id", "type"],
                "properties": {"id": WHOLE, "from_id": WHOLE, "to_id": WHOLE, "type": WORD},
            },
        },
    },
}


def test_doccano_examples_have_their_form(tmp_path: Path) -> None:
    export([made.full(), made.broken()], "doccano", tmp_path / "out.jsonl")
    examples = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(examples) == 2
    for example in examples:
        Draft202012Validator(EXAMPLE).validate(example)


def test_doccano_without_relations(tmp_path: Path) -> None:
    line = {"id": 7, "text": "王大山来", "label": [[0, 3, "PER"]], "record_id": "aa", "Comments": []}
    (tmp_path / "all.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert list(doccano.read(tmp_path / "all.jsonl")) == [Document("aa", "王大山来", [Span(0, 3, "PER")], [])]


@pytest.mark.parametrize("line", ["[]", '{"text": "x", "label": [[0]]}', '{"label": []}'])
def test_a_broken_example_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "all.jsonl").write_text(f'{{"text": "x"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(FormatError, match="line 2"):
        list(doccano.read(tmp_path / "all.jsonl"))


# INCEpTION


def test_inception_is_read_by_cassis_and_counts_utf_16(tmp_path: Path) -> None:
    cassis = pytest.importorskip("cassis")
    export([made.broken()], "inception", tmp_path / "out")
    path = tmp_path / "out" / f"{made.broken().id}.json"
    with path.open("rb") as file:
        cas = cassis.load_cas_from_json(file)
    assert [(s.get_covered_text(), s.label) for s in cas.select(inception.LAYER)] == [
        ("𠮷田\n大学", "ORG"), ("田\n大", "DATE"), ("王大山", "PER"),
    ]  # fmt: skip
    assert [s.get_covered_text() for s in cas.select(inception.SENTENCE)] == ["𠮷田", "大学与王大山"]
    raw = [f for f in json.loads(path.read_text(encoding="utf-8"))["%FEATURE_STRUCTURES"] if f.get("label") == "PER"]
    assert [(f["begin"], f["end"]) for f in raw] == [(7, 10)]


def test_inception_comes_back_as_xmi_and_as_a_zip(tmp_path: Path) -> None:
    cassis = pytest.importorskip("cassis")
    import zipfile

    export([made.broken()], "inception", tmp_path / "out")
    with (tmp_path / "out" / f"{made.broken().id}.json").open("rb") as file:
        cas = cassis.load_cas_from_json(file)
    (tmp_path / "xmi").mkdir()
    types = (tmp_path / "out" / "TypeSystem.xml").read_text(encoding="utf-8")
    (tmp_path / "xmi" / "TypeSystem.xml").write_text(types, encoding="utf-8")
    cas.to_xmi(tmp_path / "xmi" / "aa.xmi")
    with zipfile.ZipFile(tmp_path / "aa.zip", "w") as archive:
        archive.write(tmp_path / "xmi" / "aa.xmi", "aa.xmi")
        archive.writestr("TypeSystem.xml", types)
    wanted = everything(document(made.broken()))
    for path in (tmp_path / "xmi", tmp_path / "aa.zip"):
        (found,) = inception.read(path)
        assert everything(found) == wanted


# spaCy


def test_docbin_is_read_by_spacy(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    records = [*made.pages(), made.broken()]
    export(records, "docbin", tmp_path / "out.spacy")
    docs = list(DocBin().from_disk(tmp_path / "out.spacy").get_docs(spacy.blank("zh").vocab))
    for doc, record in zip(docs, records, strict=True):
        assert doc.text == record.text
        assert [(s.start_char, s.end_char, s.label_) for s in doc.spans["sc"]] == [
            (s.start, s.end, s.label) for s in document(record).spans
        ]
        assert doc.user_data == {"record_id": record.id, "source_path": record.source.path}
    assert [(e.text, e.label_) for e in docs[-1].ents] == [("𠮷田\n大学", "ORG"), ("王大山", "PER")]


@pytest.mark.parametrize(
    ("name", "module", "extra"), [("inception", "cassis", "inception"), ("docbin", "spacy.tokens", "spacy")]
)
def test_a_missing_library_is_answered_with_the_command(
    name: str, module: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(SettingError, match=rf'python -m pip install "jianbao\[{extra}\]"'):
        export([made.record("老桥村")], name, tmp_path / "out")
