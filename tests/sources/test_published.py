from __future__ import annotations

import pytest

from extract.sources.published import from_path, parse_published
from tests.cases_reader import read_cases


@pytest.mark.parametrize(("path", "expected"), read_cases("path_dates"))
def test_date_and_page_of_a_path(path: str, expected: str) -> None:
    published, page = from_path(path)
    assert " ".join(part for part in (published, page) if part) == ("" if expected == "-" else expected)


@pytest.mark.parametrize(("written", "expected"), read_cases("published"))
def test_written_date(written: str, expected: str) -> None:
    if expected == "-":
        with pytest.raises(ValueError, match=written[:6]):
            parse_published(written)
    else:
        assert parse_published(written) == expected


def test_a_number_is_read_as_it_is_written() -> None:
    assert parse_published(20200206) == "2020-02-06"
