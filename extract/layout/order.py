"""Puts back what a page prints out of order: columns round a headline, captions, pieces that go on elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.layout.story import Story
from extract.layout.subjects import OTHER, grams, likeness
from extract.layout.units import Unit

_WINDOW = 1200  # characters of each side that are compared
_LOOK = 30  # units or stories that are looked at
_STRAY = 10  # characters of a heading after which nothing comes
_STARTS_MIDDLE = re.compile(r"^(?:[的了着们地得]|率|性|化|[,、。;:!?)”’》%]|…)")


def drop_stray(stories: list[Story]) -> None:
    """A few words of a heading after the last paragraph of the page are the trace of something cut off."""
    if not stories or len(stories[-1].texts) < 2:
        return
    last = stories[-1].body[-1]
    if last.kind == "heading" and len(last.folded) <= _STRAY and stories[-1].body[-2].kind != "heading":
        stories[-1].body.pop()
        stories[-1].warnings.append(f"A stray line after the last paragraph was left out: {last.folded}")


def sort_captions(stories: list[Story]) -> None:
    """Captions after the end of a story go to the story of the page that shares their words, where that is plain."""
    if not 1 < len(stories) <= _LOOK:
        return
    known = [grams("\n".join(unit.folded for unit in story.head + story.texts)[: 10 * _WINDOW]) for story in stories]
    for i, story in enumerate(stories):
        while (story.closed or story.item) and story.body and story.body[-1].kind == "caption":
            words = grams(story.body[-1].folded)
            shared = [len(words & story) for story in known]
            best = max(range(len(stories)), key=lambda k: shared[k])
            if shared[best] < shared[i] + 3:
                break
            stories[best].body.append(story.body.pop())


def swap_columns(stories: list[Story]) -> list[Story]:
    """A headline set in the middle of its columns: the paragraphs before it that are its own go under it."""
    for before, story in pairwise(stories):
        if before.closed or not story.head:
            continue
        own = own_paragraphs(before, story)
        if own:
            before.body = before.body[: -len(own)]
            story.body = own + story.body
            story.warnings.append(
                f"The headline stands in mid-column: {len(own)} paragraph(s) printed before it were put under it."
            )
    return stories


def own_paragraphs(before: Story, story: Story) -> list[Unit]:
    """The units at the end of a story that name what only the next headline names; twice, or in a broken paragraph."""
    heading = "\n".join(unit.folded for unit in story.head)
    kept = "\n".join(unit.folded for unit in before.head + before.body[:1])
    terms = [term for term in sorted(grams(heading, 4)) if term not in kept]
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


def apart(before: Story, own: list[Unit], section: str) -> bool:
    """Whether a story without these last paragraphs is of another subject than they and what follows."""
    rest = "\n".join(unit.folded for unit in before.head + before.body[-_LOOK : -len(own)])
    return likeness(rest[:_WINDOW], "\n".join(unit.folded for unit in own) + "\n" + section) < OTHER


def place_pieces(stories: list[Story]) -> list[Story]:
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
        if story.piece and not story.resumed and kept and not _begins_middle(story):
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
