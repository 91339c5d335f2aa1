from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import extract

HEAVY = ("onnxruntime", "jieba", "rjieba", "spacy", "hanlp", "torch", "numpy", "pydantic", "typer", "rich")


def test_the_public_names_are_sorted_and_exist() -> None:
    assert extract.__all__ == sorted(extract.__all__)
    assert all(getattr(extract, name) is not None for name in extract.__all__)


def test_importing_the_package_loads_no_heavy_library() -> None:
    program = f"import extract, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(extract, "extract_everything")


def test_a_date_may_be_an_object_or_written_in_chinese_and_nothing_else() -> None:
    extractor = extract.load(model="none")
    for published in (date(2021, 3, 5), "2021年3月5日", "2021-03-05"):
        assert extractor("昨日开馆。", published=published)[0].dates[0].value == "2021-03-04"
    with pytest.raises(extract.SettingError, match="no date"):
        extractor("昨日开馆。", published="abc")
    with pytest.raises(extract.SettingError, match="no day"):
        extractor("昨日开馆。", published="2021-02-31")


def test_the_home_place_has_its_code() -> None:
    (record,) = extract.load(model="none")("市委昨日开会。", published="2021-03-05", place="南通市")
    assert record.publication.place is not None
    assert record.publication.place.code == "320600"


def test_equal_rows_of_a_table_have_different_ids_and_keep_them_in_another_folder(tmp_path: Path) -> None:
    extractor = extract.load(model="none")
    found: list[list[str]] = []
    for folder in ("甲", "乙"):
        table = tmp_path / folder / "rows.jsonl"
        table.parent.mkdir()
        table.write_text('{"text": "桥通车了。"}\n' * 2, encoding="utf-8")
        sources = [s for s in extract.read_sources([table]) if isinstance(s, extract.Source)]
        found.append([record.id for record in extractor.pipe(sources)])
    assert found[0] == found[1]
    assert len(set(found[0])) == 2
