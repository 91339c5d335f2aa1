"""Pieces of print with their places, put into lines, and lines into reading order.

Lengths are in points, `top` and `bottom` from the top of the page downwards.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GUTTER = 0.9  # of the type's size: pieces farther apart than this stand in different columns
SPACE = 0.15  # of the type's size: Latin words this far apart have a space between them
DEPTH = 40  # cuts within cuts; no page of print comes near it

Piece = tuple[float, float, float, float, float, str]  # left, top, right, bottom, size, text
Width = tuple[float, float, float]  # left, right, size of the type


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column."""

    left: float
    top: float
    right: float
    bottom: float
    size: float
    text: str


def to_lines(pieces: Iterable[Piece]) -> list[Line]:
    """The pieces that stand side by side, nearer than a gutter, as one line each."""
    lines: list[Line] = []
    for row in _rows(sorted(pieces, key=lambda piece: ((piece[1] + piece[3]) / 2, piece[0]))):
        row.sort()
        line = Line(*row[0])
        for piece in row[1:]:
            if piece[0] - line.right > GUTTER * max(line.size, piece[4]):
                lines.append(line)
                line = Line(*piece)
            else:
                line = _joined(line, piece)
        lines.append(line)
    return lines


def _rows(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces whose middles are nearer to one another than half their height."""
    rows: list[list[Piece]] = []
    middle = 0.0
    for piece in pieces:
        own = (piece[1] + piece[3]) / 2
        if rows and own - middle < 0.4 * min(piece[3] - piece[1], rows[-1][-1][3] - rows[-1][-1][1]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
            middle = own
    return rows


def _joined(line: Line, piece: Piece) -> Line:
    left, top, right, bottom, size, text = piece
    wide = left - line.right > SPACE * size and (line.text[-1].isascii() and text[0].isascii())
    text = line.text + (" " if wide else "") + text
    size = max(line.size, size)
    return Line(line.left, min(line.top, top), max(line.right, right), max(line.bottom, bottom), size, text)


def in_reading_order(lines: Sequence[Line], depth: int = 0) -> list[list[Line]]:
    """The lines, each column a list; columns from left to right, between what spans them.

    >>> left, right = Line(0, 20, 40, 30, 10, "左栏"), Line(60, 18, 100, 28, 10, "右栏")
    >>> [[line.text for line in column] for column in in_reading_order([right, Line(0, 0, 100, 12, 12, "题"), left])]
    [['题'], ['左栏'], ['右栏']]
    """
    found: list[list[Line]] = []
    for block in _blocks(_strips(lines)):
        columns = _columns(block)
        if len(columns) > 1 and depth < DEPTH:
            for column in columns:
                found += in_reading_order(column, depth + 1)
        else:
            found.append(sorted(block, key=lambda line: (line.top, line.left)))
    return found


def _strips(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines between two heights that no line crosses, from the top."""
    strips: list[list[Line]] = []
    lowest = float("-inf")
    for line in sorted(lines, key=lambda line: line.top):
        if line.top >= lowest - 0.1 * line.size:
            strips.append([])
        strips[-1].append(line)
        lowest = max(lowest, line.bottom)
    return strips


def _blocks(strips: list[list[Line]]) -> list[list[Line]]:
    """Strips that are read together: those that share a gutter, and those between them that have none."""
    blocks: list[list[Line]] = []
    widths: list[Width] = []
    for strip in strips:
        own = _merged((line.left, line.right, line.size) for line in strip)
        joint = _merged([*widths, *own])
        if blocks and (len(joint) > 1) == (len(widths) > 1) and (len(joint) > 1 or len(own) < 2):
            blocks[-1] += strip
            widths = joint
        else:
            blocks.append(list(strip))
            widths = own
    return blocks


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines between two gutters that no line crosses, from the left."""
    lefts = [left for left, _, _ in _merged((line.left, line.right, line.size) for line in lines)]
    columns: list[list[Line]] = [[] for _ in lefts]
    for line in lines:
        columns[bisect_right(lefts, line.left) - 1].append(line)
    return columns


def _merged(widths: Iterable[Width]) -> list[Width]:
    """The widths that are covered, from the left, where nothing but half a gutter or more lies between two."""
    merged: list[Width] = []
    for left, right, size in sorted(widths):
        if merged and left - merged[-1][1] <= GUTTER * size / 2:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right), max(merged[-1][2], size))
        else:
            merged.append((left, right, size))
    return merged
