"""Every pattern file's own examples, through the real stages."""

import pytest

from extract.rules import Patterns
from extract.rules.action import ActionExample, ActionRule
from tests.actions.reading import ROLES, arguments, read

PATTERNS = Patterns.load()
RULES = [PATTERNS.rule("action", stem, ActionRule) for stem in PATTERNS.names("action", ".toml")]
TYPES = {
    *("donate", "distribute", "establish", "deploy", "inspect", "test", "treat", "meet", "publish", "direct"),
    *("train", "inform", "suspend", "open", "build", "remove", "persuade", "handle", "enforce", "sign"),
    *("award", "invest", "join", "guard", "hold", "casualty", "change", "produce", "appoint", "move"),
}


def test_one_file_for_every_type_and_named_by_it() -> None:
    assert [rule.type for rule in RULES] == PATTERNS.names("action", ".toml") == sorted(TYPES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.type)
def test_no_file_is_without_examples(rule: ActionRule) -> None:
    assert len(rule.examples) >= 2
    assert len(rule.counter_examples) >= 1


@pytest.mark.parametrize(
    ("kind", "example"), [(rule.type, example) for rule in RULES for example in rule.examples], ids=str
)
def test_example(kind: str, example: ActionExample) -> None:
    article = read(example.text)
    found = [
        action
        for action in article.actions
        if action.type == kind and example.text[action.start : action.end] == example.trigger
    ]
    assert len(found) == 1
    assert arguments(article, found[0]) == {role: list(getattr(example, role)) for role in ROLES}
    assert (found[0].modality, found[0].polarity) == (example.modality, example.polarity)


@pytest.mark.parametrize(("kind", "text"), [(rule.type, text) for rule in RULES for text in rule.counter_examples])
def test_counter_example(kind: str, text: str) -> None:
    assert kind not in [action.type for action in read(text).actions]
