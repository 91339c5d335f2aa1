from __future__ import annotations

import subprocess
import sys

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
