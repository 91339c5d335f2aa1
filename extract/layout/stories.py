"""Where one story ends and the next begins, and which pieces stand out of order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise

from extract.layout.bylines import AUTHORS, CreditReader
from extract.layout.units import Unit

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_WINDOW = 1200  # characters of each side that are compared
_ENOUGH = 100  # characters before a heading below which nothing can be said of their subject
LONGEST_HEAD = 6  # heading lines over one story
_OTHER = 0.006  # likeness below which two texts are of different subjects
_LOOK = 30  # units of a story that are looked at
_STRAY = 10  # characters of a heading after which nothing comes
_STARTS_MIDDLE = re.compile(r"^(?:[的了着们地得]|率|性|化|[,、。;:!?)”’》%]|…)")
_NUMBERED = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)、.]|\d{1,2}[、.]|第[一二三四五六七八九十]{1,3}[章节条]")


@dataclass(slots=True)
class Story:
    """The units of one story: the headings over it, and what comes under them in order."""

    head: list[Unit] = field(default_factory=list)
    body: list[Unit] = field(default_factory=list)
    wire: bool = False  # it began as a dispatch does
    closed: bool = False  # the credit at its end has been read
    piece: bool = False  # it began without a heading after another story's end
    warnings: list[str] = field(default_factory=list)

    def folded(self) -> str:
        """Its headings and paragraphs, one a line."""
        return "\n".join(unit.folded for unit in self.head + self.body)

    def ending(self, size: int) -> str:
        """The last characters of `folded`, without building it."""
        parts: list[str] = []
        for unit in chain(reversed(self.body), reversed(self.head)):
            parts.append(unit.folded[-size:])
            size -= len(unit.folded) + 1
            if size <= 0:
                break
        return "\n".join(reversed(parts))

    @property
    def begun(self) -> bool:
        """Whether it has a paragraph."""
        return any(unit.kind == "text" for unit in self.body[:_LOOK]) or len(self.body) > _LOOK

    @property
    def credited(self) -> bool:
        """Whether it names a writer so far."""
        return any(_authors(unit) for unit in self.body[:_LOOK])

    @property
    def texts(self) -> list[Unit]:
        """Its paragraphs."""
        return [unit for unit in self.body if unit.kind == "text"]

    @property
    def broken(self) -> bool:
        """Whether its last paragraph stops within a sentence and no credit follows."""
        texts = self.texts
        return bool(texts) and texts[-1].broken and not self.closed


class StoryCutter:
    """Cuts the units of a page into stories."""

    def __init__(self, reader: CreditReader) -> None:
        self.reader = reader

    def __call__(self, units: list[Unit]) -> list[Story]:
        """The stories of a page, out-of-order pieces put back."""
        units = self._signed(units)
        stories = self._cut(units)
        stories = _swap_columns(stories)
        _drop_stray(stories)
        _sort_captions(stories)
        return _place_pieces(stories)

    def _signed(self, units: list[Unit]) -> list[Unit]:
        """A name alone on a line after the end of a sentence, with a heading or nothing after it, is a signature."""
        for i, unit in enumerate(units):
            if unit.kind != "heading" or i == 0:
                continue
            following = units[i + 1] if i + 1 < len(units) else None
            span = self.reader.signature(unit.folded)
            if units[i - 1].kind == "heading":
                if span and following is not None and following.kind == "text":
                    unit.kind, unit.credits = "byline", [("reporter", *span)]
                continue
            span = span or self.reader.home_signature(unit.folded)
            if span is None and following is None:
                span = self.reader.last_word(unit.folded)
            ended = units[i - 1].final or units[i - 1].kind != "text"
            if span and ended and (following is None or following.kind in ("heading", "byline")):
                unit.kind, unit.credits = "byline", [("correspondent", *span)]
        return units

    def _cut(self, units: list[Unit]) -> list[Story]:
        stories: list[Story] = []
        current: Story | None = None
        closings = _closings(units)
        i = 0
        while i < len(units):
            unit = units[i]
            run = _heading_run(units, i)
            if run:
                i += len(run)
                heads = [u for u in run if u.kind == "heading"]
                if len(heads) > LONGEST_HEAD:
                    heads, run = _verse(run, 0 if current and current.begun else 2)
                if current is not None and not current.head and not current.begun:
                    current.head = heads
                    current.body += [u for u in run if u.kind != "heading"]
                elif current is None or (heads and self._starts(current, heads, units, i, closings)):
                    current = Story(head=heads, body=[u for u in run if u.kind != "heading"])
                    stories.append(current)
                else:
                    current.body += run
                continue
            i += 1
            if unit.kind == "text":
                current = self._text(current, unit, stories)
            else:
                if current is None:
                    current = Story()
                    stories.append(current)
                current.body.append(unit)
                current.closed = current.closed or (current.begun and _authors(unit))
        return stories

    def _text(self, current: Story | None, unit: Unit, stories: list[Story]) -> Story:
        wire = self.reader.is_wire(unit.folded)
        unit.credits = [*self.reader.head(unit.folded), *self.reader.tail(unit.folded, last=False)]
        new = current is None or current.closed or (wire and current.wire)
        if new or current is None:
            piece = current is not None and not wire
            current = Story(piece=piece)
            stories.append(current)
        current.wire = current.wire or (wire and not current.begun)
        current.body.append(unit)
        current.closed = any(role in AUTHORS for role, a, _ in self.reader.tail(unit.folded, last=False))
        return current

    def _starts(self, current: Story, run: list[Unit], units: list[Unit], after: int, closings: int) -> bool:
        """Whether a run of headings begins a new story rather than a section of the current one."""
        if not current.begun:
            return False
        if current.closed:
            return True
        if _NUMBERED.match(run[0].folded):
            return False
        rest = (unit for unit in units[after : after + 50] if unit.kind != "caption")
        following = next(rest, None)
        if following is not None and following.kind == "byline" and _authors(following):
            return True
        if following is None:
            return False
        if following.kind == "text" and (self.reader.is_wire(following.folded) or self.reader.head(following.folded)):
            return True
        section = _section(units, after)
        own = _own_paragraphs(current, Story(head=run))
        if own and (any(unit.broken for unit in own) or (len(run) > 1 and _apart(current, own, section))):
            return True
        score = self._score(current, run, section, closings)
        if not current.credited and self._credit_ahead(units, after):
            score -= 2  # the story has no writer yet: the credit to come is its own
        return score > 0

    def _credit_ahead(self, units: list[Unit], after: int) -> bool:
        """Whether a writers' credit comes before anything else begins as a story does."""
        for unit in islice(units, after, after + 2 * _LOOK):
            if unit.kind == "byline" and _authors(unit):
                return True
            if unit.kind == "text" and unit.lines[0].lead:
                return False
        return False

    def _score(self, current: Story, run: list[Unit], section: str, closings: int) -> float:
        text = "".join(unit.folded for unit in run)
        before = current.ending(_WINDOW)
        score = 0.0 if current.head else 1.5
        if len(before) >= _ENOUGH:
            distance = _distance(before, section[:_WINDOW])
            score = (distance if len(section) >= 2 * _ENOUGH else min(distance, 1.0)) + _topic(text, before, section)
        if current.wire and len(before) < 3 * _ENOUGH:
            score += 1.5  # a short dispatch has no sections
        if len(run) == 1 and any(unit.kind == "heading" for unit in current.body):
            score -= 1
        if len(run) > 1 and (run[0].folded.endswith("——") or any(u.folded.startswith("——") for u in run[1:])):
            score += 2
        if len(run) > 1 and len(text) >= 24:
            score += 1
        if len(run) == 1 and len(text) <= 8:
            score -= 1
        if closings >= 2:
            score -= 2
        if len(text) >= 60 or len(run) > 4:
            score += 1
        return score


def _heading_run(units: list[Unit], i: int) -> list[Unit]:
    """Heading units from here on, with captions that stand between them."""
    if units[i].kind != "heading":
        return []
    end = i
    run_end = i
    while end < len(units) and units[end].kind in ("heading", "caption"):
        end += 1
        if units[end - 1].kind == "heading":
            run_end = end
    return units[i:run_end]


def _verse(run: list[Unit], keep: int) -> tuple[list[Unit], list[Unit]]:
    """Too many short lines to be headings: a poem, a table or a list. All but the first `keep` become paragraphs."""
    for unit in run[keep:]:
        if unit.kind == "heading":
            unit.kind = "text"
    return [unit for unit in run if unit.kind == "heading"], run


def _closings(units: list[Unit]) -> int:
    """How many stories of the page end in a credit of their writers."""
    return sum(
        unit.kind == "byline" and _authors(unit) and i > 0 and units[i - 1].kind != "heading"
        for i, unit in enumerate(units)
    )


def _authors(unit: Unit) -> bool:
    return any(role in AUTHORS for role, _, _ in unit.credits)


def _section(units: list[Unit], start: int) -> str:
    """The paragraphs from a heading to the next one."""
    parts: list[str] = []
    size = 0
    for unit in islice(units, start, start + _LOOK):
        if unit.kind in ("heading", "byline") and parts:
            break
        if unit.kind == "text":
            parts.append(unit.folded[:_WINDOW])
            size += len(unit.folded)
        if size > _WINDOW:
            break
    return "\n".join(parts)


def _grams(text: str, size: int = 3) -> set[str]:
    return {run[i : i + size] for run in _HAN_RUN.findall(text) for i in range(len(run) - size + 1)}


def likeness(before: str, after: str) -> float:
    """The part of the three-character strings of the poorer text that the other has too.

    Measured on broadcast news: two halves of one item share 0.08 of them in the median (0.01 at the tenth percentile),
    two items of one day none in the median.
    """
    a, b = _grams(before), _grams(after)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _distance(before: str, after: str) -> float:
    like = likeness(before, after)
    if like < _OTHER:
        return 2.0
    if like < 0.015:
        return 1.0
    return 0.0 if like < 0.03 else -1.0 if like < 0.06 else -2.0


def _topic(heading: str, before: str, after: str) -> float:
    """A heading of a new story names what the text before it does not."""
    grams = _grams(heading)
    new = sum(gram in after and gram not in before for gram in grams)
    old = sum(gram in before for gram in grams)
    return (1.0 if new > old else 0.0) + (1.0 if new >= 3 and not old else 0.0) - (1.0 if old > new else 0.0)


def _drop_stray(stories: list[Story]) -> None:
    """A few words of a heading after the last paragraph of the page are the trace of something cut off."""
    if not stories or len(stories[-1].texts) < 2:
        return
    last = stories[-1].body[-1]
    if last.kind == "heading" and len(last.folded) <= _STRAY and stories[-1].body[-2].kind != "heading":
        stories[-1].body.pop()
        stories[-1].warnings.append(f"A stray line after the last paragraph was left out: {last.folded}")


def _sort_captions(stories: list[Story]) -> None:
    """Captions after the end of a story go to the story of the page that shares their words, where that is plain."""
    if not 1 < len(stories) <= _LOOK:
        return
    grams = [_grams("\n".join(unit.folded for unit in story.head + story.texts)[: 10 * _WINDOW]) for story in stories]
    for i, story in enumerate(stories):
        while story.closed and story.body and story.body[-1].kind == "caption":
            words = _grams(story.body[-1].folded)
            shared = [len(words & known) for known in grams]
            best = max(range(len(stories)), key=lambda k: shared[k])
            if shared[best] < shared[i] + 3:
                break
            stories[best].body.append(story.body.pop())


def _swap_columns(stories: list[Story]) -> list[Story]:
    """A headline set in the middle of its columns: the paragraphs before it that are its own go under it."""
    for before, story in pairwise(stories):
        if before.closed or not story.head:
            continue
        own = _own_paragraphs(before, story)
        if own:
            before.body = before.body[: -len(own)]
            story.body = own + story.body
            story.warnings.append(
                f"The headline stands in mid-column: {len(own)} paragraph(s) printed before it were put under it."
            )
    return stories


def _own_paragraphs(before: Story, story: Story) -> list[Unit]:
    """The units at the end of a story that name what only the next headline names; twice, or in a broken paragraph."""
    heading = "\n".join(unit.folded for unit in story.head)
    kept = "\n".join(unit.folded for unit in before.head + before.body[:1])
    terms = [term for term in sorted(_grams(heading, 4)) if term not in kept]
    if not terms:
        return []
    offset = max(0, len(before.body) - _LOOK)
    late = before.body[offset:]
    hits = [unit.kind == "text" and any(term in unit.folded[:_WINDOW] for term in terms) for unit in late]
    first = next((i for i, hit in enumerate(hits) if hit), 0)
    own = late[first:]
    if first + offset == 0 or not any(hits) or any(unit.kind != "text" for unit in own):
        return []
    strong = sum(hits) >= 2 or any(unit.broken for unit in own)
    return own if strong and any(unit.broken or len(own) > 1 for unit in own) else []


def _apart(before: Story, own: list[Unit], section: str) -> bool:
    """Whether a story without these last paragraphs is of another subject than they and what follows."""
    rest = "\n".join(unit.folded for unit in before.head + before.body[-_LOOK : -len(own)])
    return likeness(rest[:_WINDOW], "\n".join(unit.folded for unit in own) + "\n" + section) < _OTHER


def _place_pieces(stories: list[Story]) -> list[Story]:
    """Put a piece without a headline behind the story that breaks off, where there is exactly one; a piece that begins
    as a paragraph does, and has no such place, goes on with the story before it."""
    pieces = [story for story in stories if not story.head and story.texts and (story.piece or _begins_middle(story))]
    open_ends = [story for story in stories if story.broken][:3]
    placed: set[int] = set()
    for piece in pieces:
        targets = [story for story in open_ends if story is not piece]
        if len(targets) == 1 and not piece.wire:
            _append(targets[0], piece)
            placed.add(id(piece))
            open_ends = []
    kept: list[Story] = []
    for story in stories:
        if id(story) in placed:
            continue
        if story.piece and kept and not _begins_middle(story):
            kept[-1].body += story.body
        else:
            kept.append(story)
    return kept


def _begins_middle(story: Story) -> bool:
    first = next((unit for unit in story.body if unit.kind == "text"), None)
    return first is not None and _STARTS_MIDDLE.match(first.folded) is not None


def _append(story: Story, piece: Story) -> None:
    last, first = story.texts[-1], piece.texts[0]
    at = next(i for i, unit in enumerate(story.body) if unit is last)
    joined = Unit(
        "text",
        last.lines + first.lines,
        [*last.joiners, "", *first.joiners],
        last.folded + first.folded,
        last.credits + [(role, a + len(last.folded), b + len(last.folded)) for role, a, b in first.credits],
        first.broken,
    )
    rest = [unit for unit in piece.body if unit is not first]
    story.body = [*story.body[:at], joined, *story.body[at + 1 :], *rest]
    story.closed = piece.closed
    story.warnings.append(
        "The story breaks off within a sentence; a headless piece from elsewhere on the page was put behind it."
    )
    story.warnings += piece.warnings
