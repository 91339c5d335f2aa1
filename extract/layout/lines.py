"""A page cut into lines: where each stands in the source, how far it is from the one before, and what plainly it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from extract.rules import fold

LineKind = Literal["text", "furniture", "credit", "caption"]

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1b\x1f\x7f]")
_NARROW = re.compile(r"[\0-\u024f]+")
BULLETS = "●■◆★※•▪"  # before short news and the items of lists
ITEM_MARKS = BULLETS + "▲△▼▽◇☆○◎"
OPEN, CLOSE = "“‘《〈(【[", "”’》〉)】]"
_MARKS = re.compile(f"[{re.escape(OPEN + CLOSE)}]")
_PAUSES = ",。;!?、"
_NOTED = re.compile(r"[。!?…][”’]?\s*[(【\[][^()【】\[\]]{1,40}[)】\]]$")  # …。(记者 X)
WIDE_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_MOST_HEADS = 4  # lines over one story that are looked for between paragraphs
_SPACED = 5  # broken lines that show how a page is spaced
_POINTED = re.compile(r"[,。;:、]|[!?…](?=.)")
_FINAL = re.compile(r"(?:[。!?]|…)[”’)》】\]]*$|(?<=[A-Za-z])\.[”’\"')]*$")


@dataclass(slots=True)
class Line:
    """One printed line, without the white space around it.

    `start`/`end` are offsets in the source, `folded` its matching form (same length), `gap` the number of empty lines
    before it, `indent` the width of white space before it in half-width columns, `width` its own width.
    """

    start: int
    end: int
    folded: str
    gap: int
    indent: int
    width: int
    kind: LineKind = "text"
    full: bool = False  # it reaches the right edge of a column in which lines are wrapped
    opens: bool = False  # it is set in, on a page where only the first lines of paragraphs are
    lead: bool = False  # it begins as a dispatch does
    marked: bool = False  # it begins as a caption does
    verse: bool = False  # one of several short lines: a poem, a table, a list of names
    jumps: bool = False  # the story goes on on another page from here
    item: bool = False  # it begins with the mark of a column of short news
    label: bool = False  # it is the name of a column
    labelled: bool = False  # the name of a column of short news stands over it
    resumes: bool = False  # a story of another page goes on from here
    heads: bool = False  # a line without marks at the margin between paragraphs whose first lines are set in
    rest: bool = False  # the rest of a credit in brackets that a line has broken
    credits: list[tuple[str, int, int]] = field(default_factory=list)  # role, start, end in the source

    @property
    def final(self) -> bool:
        """Whether the line ends as a sentence ends."""
        if self.rest:
            return True
        if _FINAL.search(self.folded, max(0, len(self.folded) - 8)) is not None:
            return True
        return _NOTED.search(self.folded, max(0, len(self.folded) - 45)) is not None


def width(folded: str) -> int:
    """Columns that a text takes: two for a Chinese character or mark, one for a Latin letter or digit.

    >>> width("第3届")
    5
    """
    return 2 * len(folded) - sum(map(len, _NARROW.findall(folded)))


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one.

    >>> is_han("报"), is_han("3")
    (True, False)
    """
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or char in "〇々" or char >= "\U00020000"


def matching_form(text: str) -> str:
    """`fold`, with control characters as spaces; same length.

    >>> matching_form("\\0新聞\\x07")
    ' 新闻 '
    """
    return _CONTROL.sub(" ", fold(text))


def split_lines(text: str) -> list[Line]:
    """The lines of a page that hold anything, in order.

    >>> [(line.folded, line.gap) for line in split_lines("渠成\\n\\n  昨日通水。")]
    [('渠成', 0), ('昨日通水。', 1)]
    """
    folded = matching_form(text)
    lines: list[Line] = []
    gap, at = 0, 0
    for match in _BREAK.finditer(text):
        gap = _take(folded, at, match.start(), gap, lines)
        at = match.end()
    _take(folded, at, len(text), gap, lines)
    return lines


def _take(folded: str, start: int, end: int, gap: int, lines: list[Line]) -> int:
    """Add the line between two breaks, if it is not empty; the gap that the next one has before it."""
    body = folded[start:end]
    left = len(body) - len(body.lstrip())
    content = body.strip()
    if not content or not any(unicodedata.category(char)[0] not in "CZM" for char in content[:50]):
        return gap + 1
    first = start + left
    indent = 0 if not left else 2 * left
    lines.append(Line(first, first + len(content), content, gap, indent, width(content)))
    return 0


def open_marks(folded: str) -> int:
    """How many brackets and quotation marks a text opens more than it closes.

    >>> open_marks("他说：“水到了"), open_marks("（完）")
    (1, 0)
    """
    return sum(1 if mark in OPEN else -1 for mark in _MARKS.findall(folded))


def mark_wrapped(lines: list[Line]) -> None:
    """Find the columns in which lines are wrapped at one width, and mark the lines that are full."""
    texts = [line for line in lines if line.kind == "text"]
    page = _edge(texts)
    if page is not None:
        _close_up(texts, page)
    indented = sum(line.indent >= 2 for line in texts)
    if 0 < indented <= 0.85 * len(texts):
        for line in texts:
            line.opens = line.indent >= 2 and not line.rest
    for column in _columns(texts):
        edge = _edge(column) if len(column) >= 4 else page
        if edge is None and page is not None and max(line.width for line in column) <= page + 2:
            edge = page
        if edge is not None:
            for line in column:
                line.full = edge - 4 <= line.width + (line.indent if line.opens else 0) <= edge + 4
    _mark_heads(texts)
    _mark_verse(texts)
    _mark_tables(texts)


def _mark_heads(lines: list[Line]) -> None:
    """Mark lines without marks that stand at the margin between two paragraphs whose first lines are set in."""
    run: list[Line] = []
    ended = True
    for line in lines:
        if (line.opens or line.lead) and 0 < len(run) <= _MOST_HEADS and not run[-1].full:
            for head in run:
                head.heads = True
        mark = _POINTED.search(line.folded)
        text = mark is not None and (line.full or line.folded[-1] in _PAUSES or "。" in line.folded)
        if line.opens or line.final or text or not (run or ended or line.gap):
            run, ended = [], line.final
        else:
            run.append(line)


def _close_up(lines: list[Line], edge: int) -> None:
    """On a page that is set with empty lines between the lines of its paragraphs, those are no gaps."""
    inside = [b.gap for a, b in pairwise(lines) if edge - 4 <= a.width <= edge and not a.final]
    space = min(inside, default=0)
    if len(inside) >= _SPACED and space and inside.count(space) >= 0.8 * len(inside):
        for line in lines:
            line.gap = max(0, line.gap - space)


def _columns(lines: list[Line]) -> list[list[Line]]:
    columns: list[list[Line]] = []
    for line in lines:
        if line.gap or not columns:
            columns.append([])
        columns[-1].append(line)
    return columns


def _edge(lines: list[Line]) -> int | None:
    """The width at which these lines are wrapped, or None: most lines reach it, few pass it, most break a sentence."""
    if len(lines) < 4:
        return None
    counts: dict[int, int] = {}
    for line in lines:
        if 14 <= line.width <= 160:
            counts[line.width] = counts.get(line.width, 0) + 1
    if not counts:
        return None
    window = {edge: sum(counts.get(edge - k, 0) for k in range(5)) for edge in counts}
    edge = max(window, key=lambda w: (window[w], w))
    full = [line for line in lines if edge - 4 <= line.width <= edge]
    past = sum(line.width > edge + 2 for line in lines)
    broken = sum(not line.final for line in full)
    if len(full) >= max(3, 0.35 * len(lines)) and past <= 0.12 * len(lines) and broken >= 0.6 * len(full):
        return edge
    return None


def _mark_verse(lines: list[Line]) -> None:
    """Runs of at least four short lines that fill no column are set line by line on purpose."""
    run: list[Line] = []
    for line in [*lines, None]:
        if line is not None and line.width <= 28 and not line.full:
            run.append(line)
            continue
        first = next((i for i, item in enumerate(run) if item.folded[-1] in _PAUSES), len(run))
        run = run[first:]  # what stands before is a title
        if len(run) >= 4 and 2 * sum(item.folded[-1] in _PAUSES for item in run) >= len(run):
            for item in run:
                item.verse = True
        run = []


def _mark_tables(lines: list[Line]) -> None:
    """Runs of lines that are set in cells: two wide gaps in each of at least two of them, or rows under a colon."""
    run: list[Line] = []
    above = ""
    for line in [*lines, None]:
        gaps = len(WIDE_GAP.findall(line.folded)) if line is not None else 0
        if line is not None and gaps and not (run and line.gap > 1) and not line.final:
            run.append(line)
            continue
        rows = sum(len(WIDE_GAP.findall(item.folded)) >= 2 for item in run)
        if rows >= 2 or (run and above.endswith(":")):
            for item in run:
                item.verse = True
        run = []
        above = line.folded if line is not None else ""
