"""Tells page furniture, credit lines and captions from text, line by line."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from extract.layout.bylines import CreditReader
from extract.layout.lines import CLOSE, ITEM_MARKS, Line, open_marks, width
from extract.layout.publication import full_dates
from extract.rules import Settings
from extract.rules.layout import Furniture, Headings

_FRAME = "[]【】《》<>()|·■◆●★☆—- "  # round the name of a column
_RUBRIC = re.compile(r"[【〖\[][^】〗\]\d]{2,12}[】〗\]]")  # alone on a line
_SHORT = 7  # characters of the name of a column
_COLUMN = re.compile(r"[讯闻事息波报播窗角廊桥锦递击描真态览坛苑林圃谭]$|文化|体育|经济|社会|教育|健康|集萃|拾零")
_SET_WIDE = re.compile(r"[\u4e00-\u9fff](?: +[\u4e00-\u9fff]){1,4}")
_LONGEST = 100  # characters of a line that can be furniture
_EDGE = 3  # lines from the head or the foot of a page
_JUMP_OPEN = re.compile(r"[(\[【](?:下转|上接|紧接|转|接)[^()\[\]【】。]{0,8}$")
_JUMP_REST = re.compile(r"[^()\[\]【】,。]{0,8}版[^()\[\]【】,。]{0,6}[)\]】]")
_CREDIT_OPEN = re.compile(r"[。!?”…]\s*([(\[【][^()\[\]【】。]{0,20})$")
_CREDIT_REST = re.compile(r"[^()\[\]【】,。]{1,24}[)\]】]")
_TAKEN = re.compile(r"据|转自|摘自|来源|完$")
_MASTHEAD = re.compile(r"^(?=.* {2}|(?:\S+ ){2,}\S)[^,。;!?]{8,100}$")  # with a full date: pieces set wide, no sentence
_JUMPS = re.compile(r"[(\[【]?\s?(?:下转|转(?:第|[A-Z]?\d))")
_META = re.compile(
    r"^(?:来源|作者|发布时间|发布日期|时间|日期|发稿时间)\s?:|^\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日?\s+\d{1,2}:\d{2}"
)
_MOMENT = re.compile(
    r"(?:\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日?)?\s*\d{1,2}:\d{2}(?::\d{2})?|\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日?"
)
_CAPTION_LINES = 5  # of a caption in brackets, above its last one
_PHOTO = re.compile(r"[^。!?]{0,3}[。!?)\s][^。!?]{2,24}(?:摄|供图|摄影)[)】]?$")
_PHOTO_ENDS = tuple(word + close for word in ("摄", "供图", "摄影") for close in ("", ")", "】"))


class LineReader:
    """Sets the kind of every line, and the credits of the lines that hold credits."""

    def __init__(self, settings: Settings, credits: CreditReader) -> None:
        furniture = settings.patterns.rule("layout", "furniture", Furniture)
        headings = settings.patterns.rule("layout", "headings", Headings)
        self.credits = credits
        self._always = _union([rule.pattern for rule in furniture.rule if not rule.edge])
        self._edge = _union([rule.pattern for rule in furniture.rule if rule.edge])
        inline = "|".join(f"(?:{rule.pattern})" for rule in furniture.rule if rule.inline)
        self._jump_end = re.compile(
            rf"(?<=[。!?”…\u4e00-\u9fff)])\s*(?:(?=[(\[【→▶►])(?:{inline})|(?<=[。!?”])\s*(?:{inline}))$"
        )
        self._jump_start = re.compile(rf"(?=[(\[【])(?:{inline})\s*")
        self._labels = frozenset(headings.labels)
        self._marks = frozenset(headings.caption_marks)
        self._captions = re.compile("|".join(headings.caption_openings))

    def read(self, lines: list[Line]) -> list[Line]:
        """The lines with their kinds set; jump marks at the ends of a text line are cut off it."""
        self._join_jumps(lines)
        self._join_credits(lines)
        self._mark_items(lines)
        for i, line in enumerate(lines):
            edge = i < _EDGE or i >= len(lines) - _EDGE
            self._classify(line, edge)
            if i < _EDGE and line.kind == "text" and _MASTHEAD.search(line.folded) and full_dates(line.folded):
                line.kind = "furniture"
        self._bracketed_captions(lines)
        self._page_staff(lines)
        self._label_columns(lines)
        return lines

    @staticmethod
    def _bracketed_captions(lines: list[Line]) -> None:
        """A caption set in brackets over several lines: the first one opens them, the last has the picture's credit."""
        for i, line in enumerate(lines):
            if line.kind != "caption" or line.folded[-1] not in CLOSE or open_marks(line.folded) >= 0:
                continue
            above = range(i - 1, max(-1, i - 1 - _CAPTION_LINES), -1)
            first = next((j for j in above if open_marks(lines[j].folded) > 0 or lines[j].kind != "text"), None)
            if first is not None and lines[first].kind == "text" and lines[first].folded[0] in "([【":
                lines[first].marked = True
                for part in lines[first:i]:
                    part.kind = "caption"

    @staticmethod
    def _join_jumps(lines: list[Line]) -> None:
        """A jump mark that is broken over two lines: cut off the first, the second is the page's."""
        for line, rest in pairwise(lines):
            start = _JUMP_OPEN.search(line.folded)
            if start is None or not _JUMP_REST.fullmatch(rest.folded):
                continue
            rest.kind = "furniture"
            if start.start():
                line.folded = line.folded[: start.start()].rstrip()
                line.end, line.width, line.jumps = line.start + len(line.folded), width(line.folded), True

    def _join_credits(self, lines: list[Line]) -> None:
        """Mark the second line of a credit in brackets that is broken over two: …合龙。(何 | 田 林小川)."""
        for line, rest in pairwise(lines):
            opening = _CREDIT_OPEN.search(line.folded[-24:])
            if opening is not None and _CREDIT_REST.fullmatch(rest.folded):
                whole = opening.group(1) + rest.folded
                inner = whole[1:-1].strip()
                rest.rest = _TAKEN.match(inner) is not None or self.credits.parse(inner, bare="reporter") is not None

    def _mark_items(self, lines: list[Line]) -> None:
        """Find columns of short news: a name over lines that begin with one mark, each of them a story."""
        marks = Counter(line.folded[0] for line in lines if line.folded[0] in ITEM_MARKS)
        open_marks: set[str] = set()
        for above, line in pairwise(lines):
            mark = line.folded[0]
            if marks[mark] >= 2 and above.folded[0] != mark and self._names_column(above.folded):
                above.kind = "furniture"
                open_marks.add(mark)
            line.item = mark in open_marks

    def _names_column(self, text: str) -> bool:
        core = text.strip(_FRAME + ITEM_MARKS)
        bare = core.replace(" ", "")
        if self._is_label(core) or (2 <= len(bare) <= 5 and _SET_WIDE.fullmatch(core) is not None):
            return True
        return 2 <= len(bare) <= _SHORT and _COLUMN.search(bare) is not None

    def _label_columns(self, lines: list[Line]) -> None:
        """Mark the lines that stand under the name of a column, and those before a jump mark."""
        for above, line in pairwise(lines):
            line.labelled = above.label
            above.jumps = above.jumps or (line.kind == "furniture" and _JUMPS.match(line.folded) is not None)

    def _is_label(self, text: str) -> bool:
        return text.strip(_FRAME).replace(" ", "") in self._labels or _RUBRIC.fullmatch(text) is not None

    @staticmethod
    def _page_staff(lines: list[Line]) -> None:
        """Editors named in the header of a page, before any text and beside other furniture, are the page's own; so
        are those at the foot of a page that has such a header."""
        head = next((i for i, line in enumerate(lines) if line.kind in ("text", "caption")), len(lines))
        if not any(line.kind == "furniture" for line in lines[:head]):
            return
        foot = [line for line in lines[max(head, len(lines) - _EDGE) :] if line.credits]
        for line in lines[:head] + foot:
            own = line.folded[0] in "([【" and line in foot  # of the story over it
            if line.kind == "credit" and not own and all(role == "editor" for role, _, _ in line.credits):
                line.kind, line.credits = "furniture", []

    def _classify(self, line: Line, edge: bool) -> None:
        text = line.folded
        line.label = self._is_label(text)
        if line.kind == "furniture" or line.rest:
            return
        if line.label or (len(text) <= _LONGEST and (self._is_furniture(text, edge) or self._is_header(text))):
            line.kind = "furniture"
            return
        found = self.credits.line(_MOMENT.sub(lambda m: " " * len(m.group()), text) if _META.match(text) else text)
        if found is not None or (_META.match(text) and len(text) <= 60):
            line.kind, line.credits = "credit", found or []
            return
        line.marked = (text[0] in self._marks and not line.item) or (
            len(text) <= 120 and self._captions.match(text) is not None
        )
        if line.marked or self._is_pictured(text):
            line.kind, line.credits = "caption", self.credits.caption(text)
            return
        self._trim(line)
        line.lead = self.credits.is_wire(line.folded) or bool(self.credits.head(line.folded))

    def _is_furniture(self, text: str, edge: bool) -> bool:
        return self._always.fullmatch(text) is not None or (edge and self._edge.fullmatch(text) is not None)

    def _is_header(self, text: str) -> bool:
        """A running header: pieces of furniture beside each other, at least one of them a folio or a date."""
        words = text.split()
        if not 2 <= len(words) <= 8 or not any(char.isdigit() or char in "版年" for char in text):
            return False
        return self._headed(words, 0)

    def _headed(self, words: list[str], start: int) -> bool:
        if start == len(words):
            return True
        for end in range(len(words), start, -1):
            piece = " ".join(words[start:end])
            known = self._is_furniture(piece, True) or piece.strip("·|:") in self._labels or self._is_staff(piece)
            if known and (end - start < len(words)) and self._headed(words, end):
                return True
        return False

    def _is_staff(self, piece: str) -> bool:
        found = self.credits.line(piece)
        return bool(found) and all(role == "editor" for role, _, _ in found or [])

    def _is_pictured(self, text: str) -> bool:
        """Whether a line ends as a caption does, in the credit of its picture."""
        if len(text) > 160 or not text.endswith(_PHOTO_ENDS):
            return False
        return _PHOTO.search(text[-40:]) is not None and bool(self.credits.caption(text))

    def _trim(self, line: Line) -> None:
        """Cut a jump mark off the head or the foot of a line of text."""
        tail = line.folded[-60:]
        match = self._jump_end.search(tail)
        if match is not None and len(tail) - match.start() < len(line.folded):
            cut = len(tail) - match.start()
            line.jumps = "转" in match.group()
            line.end -= cut
            line.folded = line.folded[:-cut]
            line.width = width(line.folded)
        match = self._jump_start.match(line.folded[:60])
        if match is not None and match.end() < len(line.folded):
            line.resumes = "接" in match.group()
            line.start += match.end()
            line.folded = line.folded[match.end() :]


def _union(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
