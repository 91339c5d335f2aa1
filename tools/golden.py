"""What we print today for a few corpus pages, kept in tests/golden so that every change shows in a diff.

Golden is no truth: gold (corpus/) says what is right, golden says what changed. python tools/golden.py --write
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from extract.records import Action, Record
from tools.floors import corpus_records

GOLDEN = Path(__file__).parent.parent / "tests" / "golden"


def lines(record: Record) -> Iterator[str]:
    """One line for every finding of a record, in a fixed order."""
    yield f"# {record.source.article} {record.headline}"
    yield f"date\t{record.publication.date}\t{record.publication.date_basis}"
    for byline in record.bylines:
        yield f"byline\t{byline.role}\t{byline.name}"
    for block in record.blocks:
        yield f"block\t{block.kind}\t{record.text[block.start : block.end][:30]}"
    for person in record.people:
        posts = ",".join(title.title for title in person.titles)
        yield f"person\t{person.name}\t{posts}\t{person.age or ''}\t{len(person.mentions)}"
    for organization in record.organizations:
        yield f"organization\t{organization.name}\t{organization.kind}\t{len(organization.mentions)}"
    for place in record.places:
        yield f"place\t{place.name}\t{place.code or ''}\t{len(place.mentions)}"
    for date in record.dates:
        yield f"time\t{date.text}\t{date.value or ''}"
    for count in record.counts:
        of = count.of.text if count.of else ""
        yield f"count\t{count.text}\t{count.value if count.value is not None else ''}\t{count.unit}\t{of}"
    yield from map(_action, record.actions)
    for quote in record.quotes:
        yield f"quote\t{quote.kind}\t{quote.speaker.text if quote.speaker else ''}\t{quote.text[:20]}"
    for warning in record.warnings:
        yield f"warning\t{warning}"


def _action(action: Action) -> str:
    roles = (action.agent, action.object, action.recipient, action.place, action.time)
    filled = "\t".join(",".join(argument.text for argument in role) for role in roles)
    return f"action\t{action.type}\t{action.trigger.text}\t{filled}\t{action.modality}{action.polarity}"


def pages(records: list[Record]) -> dict[str, str]:
    """File name → its text, one file a page."""
    texts: dict[str, list[str]] = {}
    for record in records:
        texts.setdefault(record.source.path.removesuffix(".txt") + ".tsv", []).extend(lines(record))
    return {name: "\n".join(rows) + "\n" for name, rows in texts.items()}


def main() -> None:
    """Rewrite tests/golden."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for old in GOLDEN.glob("*.tsv"):
        old.unlink()
    for name, text in pages(corpus_records()).items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
    print(f"{len(list(GOLDEN.glob('*.tsv')))} pages → {GOLDEN}")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit(__doc__)
    main()
