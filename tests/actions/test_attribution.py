"""Whose words an action stands in, and which order it follows."""

from functools import cache
from pathlib import Path

from extract.pipeline import Extractor, load
from extract.records import Action, Record


@cache
def extractor() -> Extractor:
    return load(model="none")


def record(text: str) -> Record:
    (found,) = extractor()(text)
    return found


def action(found: Record, trigger: str) -> Action:
    (one,) = [action for action in found.actions if action.trigger.text == trigger]
    return one


def test_what_is_said_refers_to_the_quote_that_says_it() -> None:
    found = record("青石县县长李大山说:“我们将修建柳河大桥。”随后,县交通局拆除旧桥两座。")
    (quote,) = found.quotes
    assert action(found, "修建").said_in == quote.id == "q1"
    assert action(found, "拆除").said_in is None


def test_indirect_speech_tells_too() -> None:
    found = record("县水利局局长王成表示,今年已修建水渠15公里。")
    assert action(found, "修建").said_in == found.quotes[0].id
    assert found.quotes[0].kind == "indirect"


def test_what_is_ordered_refers_to_the_order() -> None:
    found = record("县政府要求各镇排查水库8座,并上报结果。青石镇排查水库3座。")
    order = action(found, "要求")
    ordered = [a for a in found.actions if a.modality == "required"]
    assert [a.trigger.text for a in ordered] == ["排查", "上报"]
    assert {a.ordered_by for a in ordered} == {order.id}
    assert found.actions[-1].ordered_by is None
    assert order.ordered_by is None


def test_a_type_of_the_users_own_needs_no_python(tmp_path: Path) -> None:
    folder = tmp_path / "action"
    folder.mkdir()
    (folder / "irrigate.toml").write_text(
        'type = "irrigate"\nsummary = "waters fields"\nframe = "do"\n\n[maps]\n\n'
        '[[triggers]]\nkind = "verb"\nwords = ["浇灌", "漫灌"]\n',
        encoding="utf-8",
    )
    (found,) = load(model="none", patterns=folder.parent)("青石镇农民浇灌麦田300亩。")
    (one,) = [a for a in found.actions if a.type == "irrigate"]
    assert [a.text for a in one.agent] == ["青石镇农民"]
    assert [a.text for a in one.object] == ["麦田300亩"]
