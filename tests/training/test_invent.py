import re
from pathlib import Path

import numpy as np
import pytest

from extract.training.corpora import Sample
from extract.training.invent import GRAMMAR, SURNAMES, Inventor, freshen, read_grammar
from tests.training.places import write_places


@pytest.fixture(scope="module")
def inventor(tmp_path_factory: pytest.TempPathFactory) -> Inventor:
    data = tmp_path_factory.mktemp("data")
    write_places(data)
    return Inventor(data, [Sample("何苗与约翰·史密斯", ((0, 2, "PER"), (3, 9, "PER")), "x")])


def test_every_symbol_of_the_grammar_is_defined_and_used(inventor: Inventor) -> None:
    text = "\n".join(line for line in GRAMMAR.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    used = set(re.findall(r"\{(\w+)\}", text))
    assert used - set(inventor.rules) - set(inventor.terminals) == set()
    assert set(inventor.rules) - used == {"S"}


def test_sentences_are_marked_in_order_and_in_bounds(inventor: Inventor) -> None:
    dice = np.random.default_rng(1)
    kinds = set()
    for _ in range(500):
        sample = inventor.sentence(dice)
        end = 0
        for start, stop, kind in sample.spans:
            assert end <= start < stop <= len(sample.text)
            end = stop
            kinds.add(kind)
        assert not re.search("[{}]", sample.text)
    assert kinds == {"PER", "ORG", "LOC"}


def test_the_same_dice_give_the_same_sentences(inventor: Inventor) -> None:
    first, second = np.random.default_rng(7), np.random.default_rng(7)
    assert [inventor.sentence(first) for _ in range(20)] == [inventor.sentence(second) for _ in range(20)]


def test_fresh_names_stand_where_the_old_ones_stood(inventor: Inventor) -> None:
    sample = Sample("王小明在大柳镇,王小明说好。", ((0, 3, "PER"), (4, 7, "LOC"), (8, 11, "PER")), "x")
    fresh = freshen(sample, inventor, np.random.default_rng(2), share=1.0)
    (a, b, _), _, (c, d, _) = fresh.spans
    assert fresh.text[a:b] == fresh.text[c:d] != "王小明"
    assert fresh.text[a] in SURNAMES or fresh.text[a:b][:2] in ("欧阳", "上官", "司马", "诸葛")
    assert re.sub("[^在,说好。]", "", fresh.text).endswith("说好。")
    assert [kind for *_, kind in fresh.spans] == ["PER", "LOC", "PER"]


def test_unclear_names_stay(inventor: Inventor) -> None:
    sample = Sample("约翰·史密斯访华", ((0, 6, "PER"), (7, 8, "LOC")), "x")
    assert freshen(sample, inventor, np.random.default_rng(2), share=1.0) == sample


def test_a_malformed_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "g.txt"
    path.write_text("# comment\nS = 好\n坏行\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 3"):
        read_grammar(path)
