import pytest

from tests.actions.reading import table
from tests.cases_reader import read_cases


@pytest.mark.parametrize(("text", "expected"), read_cases("action_sentences"))
def test_sentence(text: str, expected: str) -> None:
    assert table(text) == expected


@pytest.mark.parametrize(("text", "expected"), read_cases("action_many"))
def test_instances_of_one_type_stay_apart(text: str, expected: str) -> None:
    assert table(text) == expected
