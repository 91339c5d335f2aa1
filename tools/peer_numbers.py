"""Prints how the numbers, percentages and sums of the peers' suites are read: `python -m tools.peer_numbers [SUITE …]`.

For numbers a second figure leaves out those that name two ends (30~90, 大于80), as one number is what
`extract.parse_number` gives; a third says of how many of these `extract.find_counts` tells both. With names of suites
also every miss: its row, what is asked, what is read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from extract.values.counts import find_counts
from extract.values.numbers import parse_number
from tests.peers.test_numbers import CASES, NUMBERS, exceptions, normal, right, rows

FAMILIES = {"number": NUMBERS, "percent": {"percent"}, "money": {"money"}}
Asked = tuple[dict[str, Any], dict[str, Any]]
"""A row and one of the expressions that it expects."""


def asked(suite: str, family: str) -> list[Asked]:
    """What a suite asks of a family, its exceptions left out."""
    excepted = {name for row in exceptions() for name in row["ids"]}
    return [
        (row, wanted)
        for row in rows(suite)
        if not row["skip_reason"] and row["id"] not in excepted
        for wanted in row["expect"]
        if wanted["kind"] in FAMILIES[family] and wanted["norm"]
    ]


def single(wanted: dict[str, Any]) -> bool:
    """Whether a number of one value is asked for."""
    return bool(wanted["norm"].get("lo") == wanted["norm"].get("hi"))


def ends_read(row: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether an amount of the text has both ends as asked, an open one as None."""
    ends = (normal(wanted["norm"]["lo"]), normal(wanted["norm"]["hi"]))
    return any((normal(count.low), normal(count.high)) == ends for count in find_counts(row["text"]))


def apart(cases: list[Asked]) -> str:
    """The figures of the numbers with one value and of those with two ends, where there are both."""
    one, two = ([case for case in cases if single(case[1]) is kind] for kind in (True, False))
    ends = sum(ends_read(*case) for case in two)
    return f"; of one value {score(one, 'number')}; both ends of {ends} in {len(two)}" if one and two else ""


def score(cases: list[Asked], family: str) -> str:
    """Per cent of the cases that are read as asked."""
    good = sum(right(row["text"], wanted, family) for row, wanted in cases)
    return f"{100 * good / len(cases):.1f} ({good} of {len(cases)})" if cases else "-"


def misses(cases: list[Asked], family: str) -> Iterator[str]:
    """A line for every case that is read otherwise."""
    for row, wanted in cases:
        if not right(row["text"], wanted, family):
            read: object = parse_number(wanted["surface"])
            if family != "number":
                read = [(count.text, count.value, count.low, count.high) for count in find_counts(row["text"])]
            norm = json.dumps(wanted["norm"], ensure_ascii=False)
            yield f"  {row['id']}\t{row['text']}\t{wanted['surface']}\t{norm}\t{read}"


def main(suites: list[str]) -> None:
    """Print the scores of the suites, then their misses."""
    for suite in suites or sorted(path.stem for path in CASES.glob("*.jsonl")):
        for family in FAMILIES:
            cases = asked(suite, family)
            if not cases:
                continue
            print(suite, family, score(cases, family) + (apart(cases) if family == "number" else ""))
            for line in misses(cases, family) if suites else ():
                print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
