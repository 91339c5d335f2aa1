from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import extract.outputs.page
from extract.outputs.page import LABELS, to_page
from extract.outputs.spans import Mark, marked_blocks, pieces
from extract.pipeline import load
from tests.timing import grows_linearly

PAGE = Path(extract.outputs.page.__file__).with_name("page.html").read_text(encoding="utf-8")


def test_every_class_is_switched_off_by_itself() -> None:
    style = PAGE[PAGE.index("<style>") : PAGE.index("</style>")]
    assert "'no-' + box.value" in PAGE
    for kind in LABELS:
        rules = [rule for rule in style.splitlines() if re.search(rf"\.{kind}\b", rule)]
        assert len(rules) == 1, kind
        assert f"article:not(.no-{kind}) .{kind} {{" in rules[0]


def test_the_page_has_a_box_and_a_table_of_values() -> None:
    (record,) = load(model="none")("柳河镇送来口罩3万只。", published="2021-07-13")
    page = to_page(record)
    assert all(f'value="{kind}"' in page for kind in LABELS)
    assert "<td>3万只</td><td>30000</td><td>只</td><td>口罩</td>" in page


def test_a_text_is_cut_at_every_edge_of_a_mark() -> None:
    outer, inner, late = Mark(1, 5, "QUO", ""), Mark(2, 4, "PER", ""), Mark(4, 9, "LOC", "")
    assert list(pieces("零一二三四五六七", [outer, inner, late], 0, 7)) == [
        ("零", []),
        ("一", [outer]),
        ("二三", [outer, inner]),
        ("四", [outer, late]),
        ("五六", [late]),
    ]
    assert list(pieces("零一二", [outer], 3, 3)) == []


def test_blocks_hold_the_text_and_the_marks_in_them() -> None:
    (record,) = load(model="none")("柳河镇送口罩\n\n柳河镇7月2日送来口罩3万只。", published="2021-07-13")
    cut = [(block, found) for block, found in marked_blocks(record)]
    assert ["".join(text for text, _ in found) for _, found in cut] == [
        record.text[block.start : block.end] for block in record.blocks
    ]
    shown = {(mark.start, mark.end) for _, found in cut for _, over in found for mark in over}
    assert {(count.start, count.end) for count in record.counts} <= shown


def test_many_marks_take_linear_time() -> None:
    def work(size: int) -> Callable[[], object]:
        text = "甲" * size
        marks = [Mark(i, i + 1, "PER", "") for i in range(0, size, 2)]
        return lambda: sum(1 for _ in pieces(text, marks, 0, size))

    assert work(1_000)() == 1_000
    assert grows_linearly(work, 50_000, 400_000)
