"""CoNLL-2003: one character a line with its BIO tag (people, organizations, places, dates, counts), UTF-8.

Four columns as in 2003, of which the middle ones are empty (`-X-`). A line of the text is a sentence, with an empty
line after it, unless a name goes over its end; white space is no token. Every article begins with `-DOCSTART- -X- O O`;
they stand in the order of the records. Where two spans overlap, the longer one is kept, of two as long the earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from extract.outputs.annotations import GOLD_LABELS, Document, apart, document
from extract.records import Record


def write(records: Iterable[Record], path: Path) -> list[str]:
    """Write the articles into one file; nothing to tell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for record in records:
            file.writelines(token_lines(document(record)))
    return []


def token_lines(made: Document) -> Iterator[str]:
    """The lines of a document, with their ends."""
    yield "-DOCSTART- -X- O O\n\n"
    tags = bio(made)
    within = False
    for at, char in enumerate(made.text):
        if not char.isspace():
            yield f"{char} -X- -X- {tags[at]}\n"
            within = True
        elif char == "\n" and within and not tags[at].startswith("I-"):
            yield "\n"
            within = False
    yield "\n" if within else ""


def bio(made: Document) -> list[str]:
    """The BIO tag of every character.

    >>> from extract.outputs.annotations import Span
    >>> bio(Document("a", "石棱镇王大山", [Span(3, 6, "PER")], []))
    ['O', 'O', 'O', 'B-PER', 'I-PER', 'I-PER']
    """
    tags = ["O"] * len(made.text)
    for span in apart(span for span in made.spans if span.label in GOLD_LABELS):
        tags[span.start : span.end] = [f"B-{span.label}"] + [f"I-{span.label}"] * (span.end - span.start - 1)
    return tags
