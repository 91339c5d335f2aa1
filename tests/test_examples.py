"""The examples in docstrings and on the pages of docs/ give what they say."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "extract").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)
PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md") if ">>> " in path.read_text(encoding="utf-8"))


def run(examples: list[doctest.DocTest]) -> None:
    """Raises what a doctest of these raises; a library that is not installed is no fault."""
    runner = doctest.DebugRunner()
    for test in examples:
        try:
            runner.run(test)
        except doctest.UnexpectedException as error:
            if isinstance(error.exc_info[1], ModuleNotFoundError):
                pytest.skip(str(error.exc_info[1]))
            raise AssertionError(f"{test.name}: {error.example.source}: {error.exc_info[1]!r}") from error.exc_info[1]
        except doctest.DocTestFailure as failure:
            said, got = failure.example.want, failure.got
            raise AssertionError(f"{test.name}: {failure.example.source}says {said}and gives {got}") from None


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module(name: str) -> None:
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        pytest.skip(str(error))
    run(doctest.DocTestFinder().find(module))


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    run([doctest.DocTestParser().get_doctest(text, {}, page, page, 0)])


def test_there_are_examples() -> None:
    assert len(MODULES) > 50
    assert {"actions.md", "counts.md"} <= set(PAGES)
