"""What holds for any text: spans, order, no overlap, entities from mentions, determinism, linear time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.article import Article, NameKind, NameMention, OrganizationEntity, PersonEntity, PlaceEntity
from extract.names import Names
from extract.rules import Settings
from tests.names.conftest import make_article
from tests.timing import grows_linearly

STAGE = Names(Settings())
PIECES = (
    *[
        "市",
        "区",
        "县",
        "镇",
        "村",
        "社区",
        "街道",
        "公安局",
        "人民医院",
        "有限公司",
        "党委",
        "党支部书记",
        "主任",
        "局长",
        "说",
        "和",
    ],
    *["、", ",", "。", "“", "”", "(", ")", "小", "老", "李", "王", "欧阳", "宁", "晓波", "在"],
    *[
        "的",
        "驻",
        "大使馆",
        "苏州",
        "昆山市",
        "江苏",
        "印度",
        "东部",
        "路",
        "5号",
        "省道",
        "518",
        "线",
        "51岁",
        "两名",
        "·",
    ],
    *["阿里", "总统", "岁", "第一", "一", "各", "某", "9", "A", "中共", "联合国"],
    "\n",
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60)


@st.composite
def candidates(draw: st.DrawFn, length: int) -> tuple[NameMention, ...]:
    found: list[NameMention] = []
    at = 0
    while at < length and draw(st.booleans()):
        start = draw(st.integers(at, length - 1))
        end = draw(st.integers(start + 1, min(length, start + 8)))
        kind: NameKind = draw(st.sampled_from(("PER", "ORG", "LOC")))
        found.append(NameMention(start, end, kind, "model:test", draw(st.floats(0, 1))))
        at = end
    return tuple(found)


def check(article: Article) -> None:
    spans = [(m.start, m.end) for m in article.names]
    assert all(0 <= start < end <= len(article.text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(0 <= m.confidence <= 1 for m in article.names)
    entities: list[PersonEntity | OrganizationEntity | PlaceEntity] = [
        *article.people,
        *article.organizations,
        *article.places,
    ]
    mentioned = [(m.start, m.end) for entity in entities for m in entity.mentions]
    assert len(mentioned) == len(set(mentioned))
    assert set(mentioned) <= set(spans)
    assert all(entity.mentions for entity in entities if not getattr(entity, "seat", None))
    for person in article.people:
        for title in person.titles:
            assert article.text[title.start : title.end] == title.title
            assert title.organization is None or title.organization in article.names


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_invariants(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    found = data.draw(candidates(len(text))) if text else ()
    first, second = make_article(text, candidates=found), make_article(text, candidates=found)
    STAGE([first])
    STAGE([second])
    check(first)
    assert first.names == second.names


@pytest.mark.parametrize(
    "piece",
    [
        "市",
        "村",
        "李",
        "公安局",
        "“",
        "苏州",
        "区委",
        "小李、",
        "·阿",
        "大",
        "记者李宁说",
        "县人民医院院长",
        "1岁",
        "昆山市第一村",
    ],
)
def test_time_is_linear(piece: str) -> None:
    def work(length: int) -> Callable[[], object]:
        article = make_article(piece * (length // len(piece)))
        return lambda: STAGE([article])

    assert grows_linearly(work, 5_000, 40_000)
