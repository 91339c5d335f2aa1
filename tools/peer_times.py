"""Prints how the times of the peers' suites are read, and every miss: `python -m tools.peer_times [SUITE …]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from extract.values.dates import find_dates
from tests.peers.test_peers import FLOORS, TIMES, UNDATED, comparable, exceptions, fits, norm, rows, tally


def is_read(item: dict[str, Any], text: str, published: str) -> bool:
    """Whether one of the times found has the span asked for, and the value where one is asked for."""
    same = [mention for mention in find_dates(text, published) if fits(item, mention, text)]
    if not item["norm"]:
        return bool(same)
    return any(norm().equal(item["norm"], comparable(mention)) for mention in same)


def misses(suite: str) -> Iterator[str]:
    """A line for every expression of a suite that is read otherwise, those of the exceptions left out."""
    for row in rows(suite):
        published = row["reference"] or UNDATED
        for item in row["expect"]:
            if row["id"] in exceptions().get(suite, set()) or item["kind"] not in TIMES:
                continue
            if not is_read(item, row["text"], published):
                found = "; ".join(
                    f"{m.text} {m.value} {m.earliest} … {m.latest}" for m in find_dates(row["text"], published)
                )
                asked = (item["norm"] or {}).get("alts") or item["norm"]
                yield f"{row['id']}\t{published}\t{row['text']}\t{item['surface']} {asked}\t{found}"


def main(suites: list[str]) -> None:
    """Print the scores of the suites, then their misses."""
    for suite in suites or FLOORS:
        print(suite, *(f"{measure} {score:.1f}" for measure, score in tally(suite).items()))
        for line in misses(suite) if suites else ():
            print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
