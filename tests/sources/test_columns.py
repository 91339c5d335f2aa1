"""Lines of print in the order in which they are read."""

from __future__ import annotations

import random
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.sources.columns import Line, Piece, in_reading_order, to_lines
from tests.timing import grows_linearly


def line(text: str, left: float, top: float, right: float, size: float = 10) -> Line:
    return Line(left, top, right, top + size, size, text)


def read(*lines: Line) -> list[str]:
    return ["".join(line.text for line in column) for column in in_reading_order(lines)]


def test_columns_stand_between_what_spans_them() -> None:
    page = [
        line("大题", 0, 0, 200, 20),
        *(line(f"左{row}", 0, 30 + 15 * row, 90) for row in range(4)),
        *(line(f"右{row}", 110, 34 + 15 * row, 200) for row in range(3)),
        line("通栏", 0, 100, 200, 12),
        *(line(f"三栏{column}", column * 70, 120, column * 70 + 55) for column in range(3)),
    ]
    random.Random(1).shuffle(page)
    assert read(*page) == ["大题", "左0左1左2左3", "右0右1右2", "通栏", "三栏0", "三栏1", "三栏2"]


def test_a_headline_over_two_of_three_columns_stays_with_them() -> None:
    page = [line("题", 0, 0, 130, 20)]
    page += [
        line(f"栏{column}行{row}", column * 70, 30 + 15 * row, column * 70 + 55) for column in (0, 1) for row in (0, 1)
    ]
    page += [line(f"栏2行{row}", 140, 15 * row, 195) for row in range(4)]
    assert read(*page) == ["题", "栏0行0栏0行1", "栏1行0栏1行1", "栏2行0栏2行1栏2行2栏2行3"]


def test_one_column_is_read_downwards() -> None:
    assert read(line("短", 0, 15, 30), line("长行", 0, 0, 90), line("末", 0, 30, 60)) == ["长行短末"]


def test_pieces_nearer_than_a_gutter_are_one_line() -> None:
    pieces: list[Piece] = [
        (0, 0, 40, 10, 10, "共收"),
        (42, 0.5, 60, 10.5, 10, "320"),
        (64, 0, 90, 10, 10, "kg"),
        (105, 0, 140, 10, 10, "右栏"),
        (0, 15, 40, 25, 10, "次行"),
    ]
    assert [found.text for found in to_lines(pieces)] == ["共收320 kg", "右栏", "次行"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.floats(0, 500) for _ in range(2)], st.floats(0.5, 300), st.floats(1, 40)), max_size=30))
def test_no_line_is_lost_or_read_twice(places: list[tuple[float, float, float, float]]) -> None:
    page = [Line(x, y, x + width, y + size, size, str(n)) for n, (x, y, width, size) in enumerate(places)]
    found = [line.text for column in in_reading_order(page) for line in column]
    assert sorted(found) == sorted(line.text for line in page)


def test_time_is_linear_in_the_lines_of_a_page() -> None:
    def work(size: int) -> Callable[[], object]:
        page = [line("甲", 110 * (n % 4), 12 * (n // 4), 110 * (n % 4) + 100) for n in range(size)]
        return lambda: in_reading_order(page)

    assert grows_linearly(work, 2_000, 16_000)
