from pathlib import Path

import pytest

from extract.training.evaluate import read_tagged, score


def test_tags_come_out_and_optional_names_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.tagged.txt"
    path.write_text('<PER>何苗</PER>到<LOC?>华</LOC?>，<NUM v="2">两次</NUM>', encoding="utf-8")
    page = read_tagged(path)
    assert page.text == "何苗到华,两次"
    assert page.wanted == [(0, 2, "PER")]
    assert page.optional == [(3, 4)]


def test_scores_by_kind() -> None:
    table = score([(0, 0, 2, "PER"), (0, 3, 5, "LOC")], [(0, 0, 2, "PER"), (0, 3, 4, "LOC"), (1, 0, 2, "PER")])
    assert (table["PER"].precision, table["PER"].recall) == (0.5, 1.0)
    assert table["LOC"].f1 == 0.0
    assert table["all"].f1 == pytest.approx(2 / 5)
