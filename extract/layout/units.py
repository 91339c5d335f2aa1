"""From lines to units: paragraphs put together again across broken lines, headings, credit lines and captions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise, starmap
from typing import Literal

from extract.layout.joints import Joints
from extract.layout.lines import BULLETS, ITEM_MARKS, WIDE_GAP, Line, open_marks

UnitKind = Literal["text", "heading", "byline", "caption"]
LONGEST_HEADING = 48  # characters
_MIDDLE = re.compile(r"^[,、。;:!?)”’》】%]|^…")
_CLAUSE = re.compile(
    r"^[^,]{2,16}(?:以来|之后|之前|期间|的同时|之际|过程中),|^(?:据|截至)[^,]{2,16},|^\d{1,2}(?:月\d{1,2})?日[^,]{0,10},"
)
_PAUSE = re.compile(r"[,、]")
_TRUST = 0.5  # in signs fitted on broadcast titles: papers head their softer stories otherwise
_SHORTEST = 7  # characters of a paragraph under a headline, as a rule
_MARK = re.compile(r"[,。;:、…]")
_WORDS = re.compile(r"[A-Za-z\u3400-\u9fff]")
_SENTENCE = re.compile(r"[。;]")
_STRONG = re.compile(r"[。;]|[!?](?=.)")


@dataclass(slots=True)
class Unit:
    """One block of the page in the making.

    `lines` are its printed lines; `joiners[i]` stands between line i and i+1. `folded` is the joined matching form.
    `credits` are (role, start, end) in offsets of `folded`. `broken`: a paragraph that stops within a sentence.
    `closes`: a signature that is no writer's credit.
    """

    kind: UnitKind
    lines: list[Line]
    joiners: list[str] = field(default_factory=list)
    folded: str = ""
    credits: list[tuple[str, int, int]] = field(default_factory=list)
    broken: bool = False
    closes: bool = False

    @property
    def gap(self) -> int:
        """Empty lines before it."""
        return self.lines[0].gap

    @property
    def final(self) -> bool:
        """Whether it ends as a sentence ends."""
        return self.lines[-1].final


class _Paragraph:
    """A paragraph that may still go on, with what stands open in it."""

    def __init__(self, line: Line, threshold: float) -> None:
        self.threshold = threshold  # the fit above which a short line is no heading
        self.lines, self.joiners, self.open = [line], [], open_marks(line.folded)  # type: ignore[var-annotated]
        self.speech = line.folded.count("“") - line.folded.count("”")
        self.length = len(line.folded)
        self.strong = line.lead or _STRONG.search(line.folded, 0, max(0, len(line.folded) - 1)) is not None

    def add(self, line: Line, joiner: str) -> None:
        self.lines.append(line)
        self.joiners.append(joiner)
        self.open += open_marks(line.folded)
        self.speech += line.folded.count("“") - line.folded.count("”")
        self.length += len(line.folded)
        self.strong = self.strong or self.length > LONGEST_HEADING or _STRONG.search(line.folded) is not None

    def unit(self) -> Unit:
        parts = [self.lines[0].folded]
        for joiner, line in zip(self.joiners, self.lines[1:], strict=True):
            parts += [joiner, line.folded]
        return Unit("text", self.lines, self.joiners, "".join(parts))


class _Joiner:
    """Puts the lines of a page together, one after the other."""

    def __init__(self, joints: Joints) -> None:
        self.joints = joints
        self.units: list[Unit] = []
        self.floats: list[Unit] = []  # captions met inside the current paragraph
        self.heads: list[Unit] = []  # headings met inside it
        self.current: _Paragraph | None = None
        self.caption: Unit | None = None  # the one that the next line may go on with

    def close(self) -> None:
        """The current paragraph has ended: it, and what stood inside it, become units."""
        paragraph, units = _close(self.current), self.units
        first = not units or (units[-1].kind == "byline" and not self.floats)
        self.units += [*self.heads, *paragraph, *self.floats] if first else [*paragraph, *self.heads, *self.floats]
        self.floats, self.heads, self.current, self.caption = [], [], None, None

    def text(self, line: Line) -> None:
        """A line of text: it goes on with the paragraph, or begins one."""
        joiner = _joiner(self.current, line, self.joints) if self.current else None
        if self.current and joiner is not None:
            self.current.add(line, joiner)
            return
        self.close()
        self.current = _Paragraph(line, _threshold(self.units))

    def float(self, line: Line) -> None:
        """A caption or the credit of a picture comes after the paragraph that it stands in, or is the rest of it."""
        if line.kind == "caption" and not line.marked and self.current and self._rest_of_paragraph(line):
            self.current.add(line, joint_space(self.current.lines[-1].folded, line.folded))
            return
        unit = _float(line)
        self.floats.append(unit)
        told = "," in unit.folded or len(unit.folded) >= 18 or open_marks(unit.folded) > 0
        self.caption = unit if line.kind == "caption" and told and not unit.final and not unit.credits else None

    def _rest_of_paragraph(self, line: Line) -> bool:
        last = self.current.lines[-1] if self.current else line
        return not last.final and last.width >= 24 and self.joints.fit(last.folded, line.folded) >= 1.0

    def rest_of_caption(self, line: Line) -> bool:
        """Whether a line goes on with the caption before it rather than with the paragraph; if so it is taken."""
        caption, self.caption = self.caption, None
        if caption is None or line.marked or line.lead or line.opens:
            return False
        fit = self.joints.fit(caption.folded, line.folded)
        last = self.current.lines[-1] if self.current else line
        alone = self.current is None or not self.current.lines[-1].full
        wrapped = caption.lines[0].marked and caption.lines[-1].full and not line.gap and alone
        rival = self.joints.fit(last.folded, line.folded) if self.current and not last.final else -5.0
        inside = line.kind == "caption" and open_marks(caption.folded) > 0
        if not wrapped and not inside and fit < max(1.0, rival + 1.0):
            return False
        joiner = joint_space(caption.folded, line.folded)
        at = len(caption.folded) + len(joiner)
        caption.credits += [(role, a + at, b + at) for role, a, b in line.credits]
        caption.lines.append(line)
        caption.joiners.append(joiner)
        caption.folded += joiner + line.folded
        self.caption = None if line.final or line.credits else caption
        return True


def join_lines(lines: Iterable[Line], joints: Joints) -> list[Unit]:
    """The units of a page in printed order. Captions and photo credits that stand in the middle of a broken paragraph
    come after it, a headline set into it before or after it; a credit of the writers ends what stands before it."""
    page = [line for line in lines if line.kind != "furniture"]
    joiner = _Joiner(joints)
    i = 0
    while i < len(page):
        line = page[i]
        i += 1
        if line.kind in ("text", "caption") and joiner.rest_of_caption(line):
            continue
        if line.kind == "text":
            inside = _headline_inside(joiner.current, page, i - 1, joints)
            joiner.heads += [Unit("heading", [head], [], head.folded) for head in page[i - 1 : i - 1 + inside]]
            i += inside
            joiner.text(page[i - 1])
        elif line.kind == "caption" or all(role == "photographer" for role, _, _ in line.credits):
            joiner.float(line)
        else:
            joiner.close()
            joiner.units.append(_float(line))
    joiner.close()
    return joiner.units


def _headline_inside(current: _Paragraph | None, page: list[Line], i: int, joints: Joints) -> int:
    """How many lines from here on are a headline set into a broken paragraph: short ones, apart from what is round
    them, that fit neither side, where the two sides fit each other well."""
    if current is None or current.lines[-1].final or not (current.strong or current.length > LONGEST_HEADING):
        return 0
    end = i
    while end < min(len(page), i + 3) and _set_apart(page[end]):
        end += 1
    if end == i or end == len(page) or page[end].kind != "text" or not page[end].gap:
        return 0
    through = [current.lines[-1].folded, *(line.folded for line in page[i : end + 1])]
    over = joints.fit(through[0], through[-1])
    margin = 4.5 if end - i == 1 else 3.5  # finds two headlines in three, tears one text in 50
    return end - i if over >= 2.5 and over >= min(starmap(joints.fit, pairwise(through))) + margin else 0


def _set_apart(line: Line) -> bool:
    return line.kind == "text" and line.gap > 0 and 4 <= len(line.folded) <= 24 and not _MARK.search(line.folded)


def _threshold(units: list[Unit]) -> float:
    """How well a short line must fit the next one to be no heading: best where a headline is due, after a credit or at
    the head of the page; well under a subhead; moderately after a paragraph."""
    i = len(units) - 1
    while i >= max(0, len(units) - 12) and units[i].kind in ("heading", "caption"):
        i -= 1
    if i < 0 or units[i].kind == "byline":
        return 6.5 if i == len(units) - 1 else 4.0
    return 2.0 if units[-1].kind == "text" else 3.7


def _float(line: Line) -> Unit:
    kind: UnitKind = "caption" if line.kind == "caption" else "byline"
    return Unit(kind, [line], [], line.folded, [(role, a, b) for role, a, b in line.credits])


def _close(paragraph: _Paragraph | None) -> list[Unit]:
    if paragraph is None:
        return []
    unit = paragraph.unit()
    if is_heading(unit):
        unit.kind = "heading"
    else:
        words = _WORDS.search(unit.folded) is not None
        unit.broken = words and not unit.final and unit.folded[-1] not in ":;" and not unit.lines[-1].verse
    return [unit]


def drop_bullet(heading: Unit) -> None:
    """A mark before a heading is no part of it."""
    words = heading.folded.lstrip(ITEM_MARKS + " ")
    dropped, line = len(heading.folded) - len(words), heading.lines[0]
    if words and 0 < dropped < len(line.folded):
        line.start, line.folded, heading.folded = line.start + dropped, line.folded[dropped:], words


def is_heading(unit: Unit) -> bool:
    """Whether a unit looks like a heading: short, and no sentence.

    >>> from extract.layout.lines import split_lines
    >>> [is_heading(Unit("text", [line], [], line.folded)) for line in split_lines("渠成水到\\n昨日渠成。")]
    [True, False]
    """
    text = unit.folded
    if len(text) > LONGEST_HEADING or unit.lines[0].verse or unit.lines[0].lead or not _WORDS.search(text):
        return False
    if text.endswith("——"):
        return True
    if text[-1] in "。,、;:." or (text[-1] == "…" and len(text) > 24):
        return False
    if len(text) > 30 and (unit.final or text.count(",") > 1):
        return False
    exclaims = len(unit.lines) == 1 and not unit.final  # 补渠成功!全村用上自来水
    return not (_SENTENCE if exclaims else _STRONG).search(text, 0, len(text) - 1) and not _ends_quoted_sentence(text)


def _ends_quoted_sentence(text: str) -> bool:
    return re.search(r"[。!?…][”’)]+$", text) is not None


def _joiner(before: _Paragraph, line: Line, joints: Joints) -> str | None:
    """What to put between a paragraph so far and the next line, or None where the paragraph has ended."""
    last = before.lines[-1]
    goes_on = _continues(before, last, line, joints)
    return joint_space(last.folded, line.folded) if goes_on else None


def joint_space(left: str, right: str) -> str:
    """A space between Latin words, nothing between Chinese characters.

    >>> joint_space("the new", "Dongchuan dam"), joint_space("新水", "坝")
    (' ', '')
    """
    a, b = left[-1], right[0]
    if b.isascii() and b.isalpha() and a.isascii() and (a.isalpha() or (a in ",.;:!?" and left[-2:-1].isascii())):
        return " "
    return ""


def _continues(before: _Paragraph, last: Line, line: Line, joints: Joints) -> bool:
    if last.jumps or line.item or line.labelled or (line.heads and last.final) or (last.heads and line.opens):
        return False
    if _MIDDLE.match(line.folded) and not (last.final and line.folded[0] == "…"):
        return True
    if line.opens and (last.final or (line.gap and not last.full and before.length <= LONGEST_HEADING)):
        return False
    if joints.is_item(line.folded) and not (last.full and not line.gap and not last.final and before.open > 0):
        return False
    wrapped = last.full and not line.opens and line.gap == 0 and not last.heads
    if last.final:
        return wrapped and not _quote_closed_turn(last, line)
    if _verse(last, line) or _listed(last, line):
        return False
    if before.speech > 0 and line.folded[0] == "“":
        return last.folded[-1] in ",、"
    if before.open > 0:
        return len(last.folded) > 6 or before.length > 6
    if last.folded[-1] in ",、":
        return True
    if last.folded[-1] in ":;":
        return wrapped
    if wrapped and not joints.heading_like(last, line):
        return True
    return _mid_sentence(before, last, line, joints)


def _quote_closed_turn(last: Line, line: Line) -> bool:
    """A full line that ends a speech, before one that begins another."""
    return last.folded[-1] in "”" and line.folded[0] == "“"


def _verse(last: Line, line: Line) -> bool:
    return last.verse and line.verse


def _listed(last: Line, line: Line) -> bool:
    """Whether both lines are rows of entries set apart by wide gaps."""
    return WIDE_GAP.search(last.folded) is not None and WIDE_GAP.search(line.folded) is not None


def _mid_sentence(before: _Paragraph, last: Line, line: Line, joints: Joints) -> bool:
    """Neither mark nor column decides: the length of what stands before, and how well the two sides fit."""
    if last.folded.endswith("——") and before.length <= 60:
        return False
    fit = joints.fit(last.folded, line.folded)
    if before.length > LONGEST_HEADING or before.strong:
        return fit > -3.0
    return fit + _looks_cut(last.folded, joints) + _looks_left(line) >= before.threshold


def _looks_left(line: Line) -> float:
    """How much a line looks like the last words of a sentence: no paragraph is so short."""
    return 4.0 if line.final and len(line.folded) <= _SHORTEST and line.folded[0] not in "“‘" else 0.0


def _looks_cut(text: str, joints: Joints) -> float:
    """How much a short line looks like the beginning of a paragraph rather than a heading."""
    score = _TRUST * joints.sentence_like(text) + (3.0 if _CLAUSE.search(text) else 0.0)
    if " " in text:
        score -= 2.0
    if text[0] in BULLETS:
        score -= 3.0
    if "," in text or "、" in text:
        score += 3.0 if len(_PAUSE.findall(text)) > 2 else 1.0
    elif len(text) <= 12:
        score -= 1.0
    return score + (1.0 if len(text) >= 24 else 0.0)
