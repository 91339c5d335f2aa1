import pytest

from extract.training.convention import Span, to_convention


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("陈家桥市政府", [(0, 4, "LOC")], [(0, 6, "ORG")]),
        ("区政府决定", [], [(0, 3, "ORG")]),
        ("市公安局破案", [], [(0, 4, "ORG")]),
        ("清河县公安局", [(0, 6, "ORG")], [(0, 6, "ORG")]),
        ("清河县委书记", [(0, 4, "ORG")], [(0, 4, "ORG")]),
        ("小郭来了", [(1, 2, "PER")], [(0, 2, "PER")]),
        ("刘奶奶笑了", [(0, 1, "PER")], [(0, 3, "PER")]),
        ("陆书记说", [(0, 1, "PER")], [(0, 3, "PER")]),
        ("《清河》出版", [(1, 3, "LOC")], []),
        ("中华民族", [(0, 2, "LOC")], []),
        ("中华门外", [(0, 3, "LOC")], [(0, 3, "LOC")]),
        ("清河县东柳村", [(0, 3, "LOC"), (3, 6, "LOC")], [(0, 3, "LOC"), (3, 6, "LOC")]),
    ],
)
def test_labels_become_ours(text: str, given: list[Span], expected: list[Span]) -> None:
    assert to_convention(text, given) == expected
