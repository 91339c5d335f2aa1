"""Whatever the text: spans in bounds, no empty trigger, the same result twice, no exception, linear time."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.article import Article
from tests.actions.reading import ROLES, read, stages
from tests.timing import grows_linearly

PIECES = (
    "捐赠 检查 要求 将 把 被 的 了 在 向 给 对 进行 开展 造成 死亡 3人 200万元 市政府 李明 昨天 "
    ", 。 、 “ ” 《 》 ( ) 和 与 等 不 没有 已 "
    "学校 工作 活动 接种 点 组织 协助 通过 为了 如果 ; : ? ! 发生 地震 增长 5% \n"
)
TEXTS = st.lists(st.sampled_from(PIECES.split(" ")), max_size=60).map("".join)


def check(article: Article) -> None:
    length = len(article.text)
    for action in article.actions:
        assert 0 <= action.start < action.end <= length
        assert article.text[action.start : action.end].strip()
        assert 0 <= action.confidence <= 1
        assert action.by
        for role in ROLES:
            spans = getattr(action, role)
            assert spans == sorted(set(spans))
            assert all(0 <= start < end <= length for start, end in spans)
    order = [(action.start, action.end) for action in article.actions]
    assert order == sorted(order)


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_any_order_of_words(text: str) -> None:
    article = read(text)
    check(article)
    assert read(text).actions == article.actions


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80))
def test_any_characters(text: str) -> None:
    check(read(text))


def test_sentences_before_change_only_offsets() -> None:
    sentence = "县消防大队出动12辆消防车。"
    lead = "今年夏天雨水很多。\n"
    alone, shifted = read(sentence), read(lead + sentence)
    assert [action.start for action in shifted.actions] == [action.start + len(lead) for action in alone.actions]


@pytest.mark.parametrize(
    "unit", ["检查", "的", "捐赠口罩、", "把", "在", "“", "(", "3人死亡", "要求", "组织", "市政府与", "一"]
)
def test_time_is_linear(unit: str) -> None:
    def work(repeats: int) -> Callable[[], object]:
        article = read(unit * repeats)
        return lambda: stages()[-1]([article])

    assert grows_linearly(work, 250, 2_000)
