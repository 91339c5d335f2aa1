import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.article import Article, Source
from extract.errors import ModelError, SettingError
from extract.models import CONVENTION, Tagger, make_tagger
from extract.models.builtin import WEIGHTS, BuiltinTagger, Scorer
from extract.models.chains import join_chains
from extract.rules import Settings, fold
from tests.cases_reader import read_cases

TAGGER = BuiltinTagger()


def names(text: str) -> str:
    folded = fold(text)
    found = join_chains(folded, TAGGER([folded])[0])
    return " ".join(f"{text[m.start : m.end]}/{m.kind}" for m in found) or "-"


@pytest.mark.parametrize(("text", "expected"), read_cases("tagger"))
def test_clear_names(text: str, expected: str) -> None:
    assert names(text) == expected


SENTENCES = [
    "记者周晓波从清河县公安局了解到,案件已经告破。",
    "",
    "好",
    "王小明说:“我们村的路修好了。”",
    "临水街道东柳村党支部书记沈桂芬和恒隆家纺有限公司董事长何苗一起来到县人民医院,送去口罩五千只,并看望了值班的医生和护士。",
]


def test_the_batch_changes_nothing() -> None:
    alone = [TAGGER([sentence])[0] for sentence in SENTENCES]
    assert TAGGER(SENTENCES) == alone
    assert TAGGER(SENTENCES[::-1] * 7) == alone[::-1] * 7


def test_twice_the_same() -> None:
    assert TAGGER(SENTENCES) == BuiltinTagger(fresh=True)(SENTENCES)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(st.text(max_size=80), st.text("王李村县市委,。\n公司 A1", max_size=400)), max_size=6))
def test_spans_are_in_bounds_in_order_and_apart(texts: list[str]) -> None:
    found = TAGGER(texts)
    assert len(found) == len(texts)
    for text, mentions in zip(texts, found, strict=True):
        ends = 0
        for mention in mentions:
            assert ends <= mention.start < mention.end <= len(text)
            assert 0 <= mention.confidence <= 1
            ends = mention.end


def test_a_long_sentence_gives_what_its_parts_give() -> None:
    part = "清河县公安局民警周晓波来到现场,"
    expected = [(m.start, m.end, m.kind) for m in TAGGER([part * 3])[0] if len(part) <= m.start < 2 * len(part)]
    assert expected
    long = [(m.start, m.end, m.kind) for m in TAGGER([part * 100])[0]]
    for i in range(2, 98):  # a middle part sees the same characters on either side
        shift = (i - 1) * len(part)
        here = [s for s in long if i * len(part) <= s[0] < (i + 1) * len(part)]
        assert here == [(s + shift, e + shift, k) for s, e, k in expected]


def test_conventions_are_apart() -> None:
    scorer = Scorer(WEIGHTS)
    ours, msra = (scorer(["市委、市政府召开会议。"], name) for name in ("ours", "msra"))
    assert not np.array_equal(ours, msra)
    assert np.array_equal(scorer(["市委、市政府召开会议。"], "ours"), ours)
    assert make_tagger("builtin:ours")(SENTENCES) == BuiltinTagger(convention="ours")(SENTENCES) != TAGGER(SENTENCES)


def test_the_stage_marks_by_its_convention() -> None:
    text = "市委、市政府召开会议,村民小郭和老张到会。"
    found = {}
    for model in ("builtin", "builtin:ours", "builtin:msra"):
        one = article(text, [(0, len(text))])
        Tagger(Settings(model=model))([one])
        found[model] = one.candidates
    assert found["builtin"] == found[f"builtin:{CONVENTION}"]
    assert found["builtin:ours"] == join_chains(fold(text), BuiltinTagger(convention="ours")([fold(text)])[0])
    assert found["builtin:ours"] != found["builtin:msra"]


def test_lone_surrogates_are_read_as_unknown() -> None:
    assert all(m.end <= 8 for m in TAGGER(["王\ud800小明来到村\udfff"])[0])


def article(text: str, sentences: list[tuple[int, int]]) -> Article:
    source = Source(path="a.txt", sha256="0", encoding="utf-8", text=text)
    return Article(source=source, index=0, text=text, segments=[], blocks=[], folded=fold(text), sentences=sentences)


def test_the_stage_fills_candidates_with_offsets_of_the_text() -> None:
    text = "好消息。\n村民沈桂芬来到清河县。"
    first, second = article(text, [(0, 4), (5, len(text))]), article("没有。", [(0, 3)])
    Tagger(Settings())([first, second])
    assert [(text[m.start : m.end], m.kind) for m in first.candidates] == [("沈桂芬", "PER"), ("清河县", "LOC")]
    assert {m.by for m in first.candidates} == {"model:news-ner"}
    assert second.candidates == []


def test_without_a_model_nothing_is_found() -> None:
    one = article("村民沈桂芬来到清河县。", [(0, 11)])
    Tagger(Settings(model="none"))([one])
    assert one.candidates == []


@pytest.mark.parametrize("model", ["", "builtin:x", "spacy", "spacy:", "gpt:x", "none:"])
def test_unknown_models_are_named(model: str) -> None:
    with pytest.raises(SettingError, match="not a model"):
        make_tagger(model)


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make model"):
        BuiltinTagger(tmp_path)


def test_import_loads_no_runtime() -> None:
    heavy = ["onnxruntime", "torch", "spacy", "hanlp", "jieba", "rjieba"]
    code = f"import extract.models, sys; print([m for m in {heavy} if m in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_the_weights_are_small() -> None:
    folder = Path(sys.modules["extract.models.builtin"].__file__ or "").parent / "weights"
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 10_000_000
    assert (folder / "MODEL_CARD.md").is_file()
