"""Several actions of one type in a sentence keep their own arguments."""

from tests.actions.reading import read, written
from tests.cases_reader import read_cases

SHARE = 0.85  # of the sentences in which every action has the right arguments


def found(text: str, kind: str) -> str:
    article = read(text)
    return "; ".join(written(article, action) for action in article.actions if action.type == kind)


def test_arguments_are_right_in_most_sentences() -> None:
    cases = read_cases("action_same_type")
    wrong = [
        f"{text}\n  {expected}\n  {got}"
        for text, expected in cases
        if (got := found(text, expected.partition(":")[0])) != expected
    ]
    assert len(cases) >= 60
    assert len(wrong) <= (1 - SHARE) * len(cases), "\n".join(wrong)


def test_every_sentence_has_two_to_five() -> None:
    for text, expected in read_cases("action_same_type"):
        kinds = [item.partition(":")[0] for item in expected.split("; ")]
        assert 2 <= len(kinds) <= 5, text
        assert len(set(kinds)) == 1, text
