import pytest

from extract.article import NameKind, NameMention
from extract.models.chains import join_chains


@pytest.mark.parametrize(
    ("text", "links", "joined"),
    [
        ("清河县东柳村", [(0, 3, "LOC"), (3, 6, "LOC")], [(0, 6, "LOC")]),
        ("清河县东柳村三组", [(0, 3, "LOC"), (3, 6, "LOC"), (6, 8, "LOC")], [(0, 8, "LOC")]),
        ("清河县公安局", [(0, 3, "LOC"), (3, 6, "ORG")], [(0, 6, "ORG")]),
        ("中美", [(0, 1, "LOC"), (1, 2, "LOC")], [(0, 1, "LOC"), (1, 2, "LOC")]),
        ("清河县王小明", [(0, 3, "LOC"), (3, 6, "PER")], [(0, 3, "LOC"), (3, 6, "PER")]),
        ("清河县、东柳村", [(0, 3, "LOC"), (4, 7, "LOC")], [(0, 3, "LOC"), (4, 7, "LOC")]),
        ("公安局清河县", [(0, 3, "ORG"), (3, 6, "LOC")], [(0, 3, "ORG"), (3, 6, "LOC")]),
    ],
)
def test_links(text: str, links: list[tuple[int, int, NameKind]], joined: list[tuple[int, int, NameKind]]) -> None:
    mentions = [NameMention(s, e, k, "model:x", 0.9 - i / 10) for i, (s, e, k) in enumerate(links)]
    before = [(m.start, m.end) for m in mentions]
    found = join_chains(text, mentions)
    assert [(m.start, m.end, m.kind) for m in found] == joined
    assert [(m.start, m.end) for m in mentions] == before  # the input stays
    if len(joined) == 1:
        assert found[0].confidence == mentions[-1].confidence


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        ("何苗", "何苗"),
        ("·何苗", "何苗"),
        ("何苗·", "何苗"),
        ("约翰·史密斯", "约翰·史密斯"),
        ("“先锋队", "先锋队"),
        ("先锋队”", "先锋队"),
        ("“先锋队”", "先锋队"),
        ("“邻里相助”服务队", "“邻里相助”服务队"),
        ("东柳村“一家亲”", "东柳村“一家亲”"),
        ("东柳村“一家亲", ""),
        ("“甲”“乙”", "“甲”“乙”"),
        ("恒瑞(清河)公司", "恒瑞(清河)公司"),
        ("(清河县", "清河县"),
        ("·、", ""),
    ],
)
def test_edges_are_clean(text: str, trimmed: str) -> None:
    found = join_chains(text, [NameMention(0, len(text), "ORG", "model:x", 0.9)])
    assert "".join(text[m.start : m.end] for m in found) == trimmed
