"""Where a correction stands: quoted words with their surroundings, and the offsets of the day.

The two selectors of the W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/#selectors): a
TextQuoteSelector (exact, prefix, suffix) and a TextPositionSelector (start, end).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

CONTEXT = 16  # characters kept on either side
_MAX_PLACES = 1000  # occurrences that are compared


class Anchor(BaseModel):
    """A stretch of an article's text that is found again when the text around it has changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    exact: str = Field(min_length=1, max_length=2000, description="the words themselves")
    prefix: str = Field("", max_length=64, description="what stands before them")
    suffix: str = Field("", max_length=64, description="what follows them")
    start: int = Field(0, ge=0, description="first character in the text as it was")
    end: int = Field(0, ge=0, description="one past the last character")


def anchor(text: str, start: int, end: int) -> Anchor:
    """The anchor of a span of `text`. ValueError where it is empty or outside.

    >>> anchor("县长叶知秋说", 2, 5).prefix
    '县长'
    """
    if not 0 <= start < end <= len(text):
        raise ValueError("the span is empty or outside of the text")
    return Anchor(
        exact=text[start:end], prefix=text[max(start - CONTEXT, 0) : start], suffix=text[end : end + CONTEXT],
        start=start, end=end,
    )  # fmt: skip


def find(text: str, anchor: Anchor) -> tuple[int, int] | None:
    """Where the anchor stands in `text`: where it stood, else where most of its surroundings agree. None: nowhere.

    >>> find("昨日,县长叶知秋说", anchor("县长叶知秋说", 2, 5))
    (5, 8)
    """
    places: list[int] = []
    at = text.find(anchor.exact)
    while at >= 0 and len(places) < _MAX_PLACES:
        places.append(at)
        at = text.find(anchor.exact, at + 1)
    if not places:
        return None
    start = max(places, key=lambda place: (_agreement(text, place, anchor), -abs(place - anchor.start)))
    return start, start + len(anchor.exact)


def _agreement(text: str, start: int, anchor: Anchor) -> int:
    """How many characters on both sides, going outwards, are those of the anchor."""
    end = start + len(anchor.exact)
    before = text[max(start - len(anchor.prefix), 0) : start]
    after = text[end : end + len(anchor.suffix)]
    return _shared(before[::-1], anchor.prefix[::-1]) + _shared(after, anchor.suffix)


def _shared(a: str, b: str) -> int:
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count
