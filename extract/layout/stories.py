"""Where one story ends and the next begins."""

from __future__ import annotations

import re
from itertools import islice

from extract.layout.bylines import AUTHORS, CreditReader
from extract.layout.order import apart, drop_stray, own_paragraphs, place_pieces, sort_captions, swap_columns
from extract.layout.story import Story, credits_authors
from extract.layout.subjects import distance, restated, topic
from extract.layout.units import Unit

_WINDOW = 1200  # characters of each side that are compared
_ENOUGH = 100  # characters before a heading below which nothing can be said of their subject
LONGEST_HEAD = 6  # heading lines over one story
_LOOK = 30  # units of a story that are looked at
_ANNEX = re.compile(r"附[一二三四\d]?:")
_NUMBERED = re.compile(
    r"[(]?[一二三四五六七八九十]{1,3}[)、.]|\d{1,2}[、.](?!\d)|第[一二三四五六七八九十]{1,3}[章节条]"
)


class StoryCutter:
    """Cuts the units of a page into stories."""

    def __init__(self, reader: CreditReader, notices: list[str]) -> None:
        self.reader = reader
        self._notices = re.compile("|".join(" *".join(title) for title in notices))

    def __call__(self, units: list[Unit]) -> list[Story]:
        """The stories of a page, out-of-order pieces put back."""
        units = self._signed(units)
        stories = self._cut(units)
        stories = swap_columns(stories)
        drop_stray(stories)
        sort_captions(stories)
        return place_pieces(stories)

    def _signed(self, units: list[Unit]) -> list[Unit]:
        """A name alone on a line after the end of a sentence, with a heading or nothing after it, is a signature; so is
        that of an office."""
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
            if not ended or not (following is None or following.kind != "text"):
                continue
            if span:
                unit.kind, unit.credits = "byline", [("correspondent", *span)]
            elif units[i - 1].kind == "text" and self.reader.office(unit.folded):
                unit.kind, unit.closes = "byline", True  # of a notice: who gives it is no writer
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
                    led = i < len(units) and units[i].kind == "text" and units[i].lines[0].lead
                    table, heads = (run[:-1], run[-1:]) if led and current and current.begun else (run, [])
                    if current and heads:
                        current.body += _verse(table, 0)[1]
                        run = heads
                    else:
                        heads, run = _verse(run, 0 if current and current.begun else 2)
                if current is not None and not current.head and not current.begun:
                    current.head = heads
                    current.body += [u for u in run if u.kind != "heading"]
                elif current is None or (heads and self._starts(current, heads, units, i, closings)):
                    item = bool(heads) and heads[0].lines[0].item
                    current = Story(head=heads, body=[u for u in run if u.kind != "heading"], item=item)
                    stories.append(current)
                else:
                    if heads and _ANNEX.match(heads[0].folded):
                        current.closed, current.annexed = False, True
                    current.body += run
                continue
            i += 1
            if unit.kind == "text":
                current = self._text(current, unit, stories, i == len(units) or units[i].kind == "heading")
            else:
                current = _other(current, unit, i == len(units) or units[i].kind == "heading", stories)
        return stories

    def _text(self, current: Story | None, unit: Unit, stories: list[Story], last: bool) -> Story:
        """The story that a paragraph belongs to; `last`: a heading or nothing follows."""
        if unit.lines[0].item:
            current = Story(item=True)
            stories.append(current)
        wire = self.reader.is_wire(unit.folded)
        tail = self.reader.tail(unit.folded, last=last)
        unit.credits = [*self.reader.head(unit.folded), *tail]
        resumed = unit.lines[0].resumes and current is not None and current.begun
        new = current is None or current.closed or resumed or (wire and current.wire)
        if new or current is None:
            piece = current is not None and not wire
            current = Story(piece=piece, resumed=resumed)
            stories.append(current)
        current.wire = current.wire or (wire and not current.begun)
        current.body.append(unit)
        signed = any(role in AUTHORS for role, a, _ in tail)
        current.closed = signed or unit.lines[-1].jumps
        return current

    def _starts(self, current: Story, run: list[Unit], units: list[Unit], after: int, closings: int) -> bool:
        """Whether a run of headings begins a new story rather than a section of the current one."""
        if _ANNEX.match(run[0].folded):
            return False
        if current.annexed:
            return True
        if current.closed or not current.begun:
            return current.closed
        if run[0].lines[0].labelled or run[0].lines[0].item or self._notices.fullmatch(run[0].folded):
            return True
        if _NUMBERED.match(run[0].folded):
            return False
        rest = (unit for unit in units[after : after + 50] if unit.kind != "caption")
        following = next(rest, None)
        if following is not None and following.kind == "byline" and credits_authors(following):
            return True
        if following is None:
            return False
        if following.kind == "text" and (self.reader.is_wire(following.folded) or self.reader.head(following.folded)):
            return True
        section = _section(units, after)
        own = own_paragraphs(current, Story(head=run))
        if own and (any(unit.broken for unit in own) or (len(run) > 1 and apart(current, own, section))):
            return True
        score = self._score(current, run, section, closings)
        if not current.credited and self._credit_ahead(units, after):
            score -= 1.5  # the story has no writer yet: the credit to come is its own
        return score > 0

    def _credit_ahead(self, units: list[Unit], after: int) -> bool:
        """Whether a writers' credit comes before anything else begins as a story does."""
        for unit in islice(units, after, after + 2 * _LOOK):
            if unit.kind == "byline" and credits_authors(unit):
                return True
            if unit.kind == "text" and unit.lines[0].lead:
                return False
        return False

    def _score(self, current: Story, run: list[Unit], section: str, closings: int) -> float:
        text = "".join(unit.folded for unit in run)
        before = current.ending(_WINDOW)
        score = 0.0 if current.head else 1.5
        apart_by = distance(before, section[:_WINDOW])
        if len(before) >= _ENOUGH:
            score = (apart_by if len(section) >= 2 * _ENOUGH else min(apart_by, 1.0)) + topic(text, before, section)
        score += restated(run[-1].folded, section)
        if current.wire and len(before) < 3 * _ENOUGH:
            score += 1.5  # a short dispatch has no sections
        if not current.credited and len(before) < 2.5 * _ENOUGH and apart_by == 2.0:
            score += 1.0  # nor has a short piece
        if len(run) == 1 and any(unit.kind == "heading" for unit in current.body):
            score -= 1
        if len(run) > 1 and (run[0].folded.endswith("——") or any(u.folded.startswith("——") for u in run[1:])):
            score += 2
        if len(run) > 1 and len(text) >= 24:
            score += 1
        if len(run) == 1 and len(text) <= 8:
            score -= 1
        if closings >= 2:
            score -= 1.5
        if len(text) >= 60 or len(run) > 4:
            score += 1
        return score


def _other(current: Story | None, unit: Unit, last: bool, stories: list[Story]) -> Story:
    """The story that a credit or caption belongs to; `last`: a heading or nothing follows."""
    if current is None:
        current = Story()
        stories.append(current)
    current.body.append(unit)
    pictured = len(current.body) > 1 and last
    signed = credits_authors(unit) or (unit.kind == "byline" and unit.folded[0] == "(" and len(unit.credits) == 1)
    ended = signed and (current.begun or pictured)
    current.closed = current.closed or unit.closes or ended
    return current


def _heading_run(units: list[Unit], i: int) -> list[Unit]:
    """Heading units from here on, with captions that stand between them."""
    if units[i].kind != "heading":
        return []
    end = i
    run_end = i
    while (
        end < len(units)
        and units[end].kind in ("heading", "caption")
        and not (end > i and units[end].lines[0].labelled)
    ):
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
        unit.kind == "byline" and credits_authors(unit) and i > 0 and units[i - 1].kind != "heading"
        for i, unit in enumerate(units)
    )


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
