"""Places in a text: the way from a record's text back to its source, spans without the white space at their ends."""

from __future__ import annotations

from bisect import bisect_right

from extract.records import Record


class Way:
    """The way from offsets of a record's text to offsets of its decoded source, through `source.segments`."""

    def __init__(self, record: Record) -> None:
        self.segments = sorted(record.source.segments)
        self.starts = [segment[0] for segment in self.segments]

    def offset(self, at: int) -> int:
        """Source offset of one character; of an inserted one, that of the next kept character."""
        i = bisect_right(self.starts, at) - 1
        if i >= 0 and at < self.segments[i][0] + self.segments[i][2]:
            return self.segments[i][1] + at - self.segments[i][0]
        if i + 1 < len(self.segments):
            return self.segments[i + 1][1]
        return self.segments[-1][1] + self.segments[-1][2] if self.segments else at

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source span of a span; one without length stays so."""
        begin = self.offset(start)
        return begin, self.offset(end - 1) + 1 if end > start else begin


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at its ends, and without what lies beyond the text.

    >>> trimmed("百亩 早稻", 2, 9)
    (3, 5)
    """
    end = min(end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
