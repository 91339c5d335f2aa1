"""Brings the corpora's labels to this project's annotation where that can be done from the text alone."""

from __future__ import annotations

import re

from extract.article import NameKind

Span = tuple[int, int, NameKind]

_ORGAN = (
    "委员会|市委|省委|县委|区委|州委|镇党委|乡党委|[省市县区州旗盟镇乡]人民政府|[省市县区州镇乡]政府|[省市县区]公安局|[省市县区]人民法院|[省市县区]人民检察院"
    "|[省市县区]人大常委会|[省市县区]人大|[省市县区]政协|[省市县区]纪委|[省市县区]法院|[省市县区]检察院|[市县区]委宣传部|[省市县区]委组织部"
    "|[省市县区]教育局|[省市县区]卫生局|[省市县区]财政局|[省市县区]民政局|[省市县区]工商局|[省市县区]环保局"
)
_RELATIVE = re.compile(f"(?<![城都本我全各新])(?:{_ORGAN})(?![会员])")
_BARE = re.compile("委员会")
_KIN = "(?:爷爷|奶奶|大爷|大妈|大娘|大叔|阿姨|叔叔|伯伯|大哥|大姐|嫂|老师|师傅|老汉|书记|老|某某|某)"
_AFTER = re.compile(_KIN)


def _relative_organs(text: str, spans: list[Span]) -> list[Span]:
    """市委, 区政府, 市公安局 without a place before them, and with one (a place that a corpus marked alone)."""
    out = list(spans)
    for match in _RELATIVE.finditer(text):
        start, end = match.span()
        if _BARE.fullmatch(match.group()):
            continue
        clash = [s for s in out if s[0] < end and s[1] > start]
        if any(s[2] != "LOC" or (s[0] >= start + 1 and s[1] > end) for s in clash):
            continue
        start = min([start, *(s[0] for s in clash)])
        out = [s for s in out if s not in clash]
        before = next((s for s in out if s[1] == start and s[2] == "LOC"), None)
        if before is not None:
            out.remove(before)
            start = before[0]
        out.append((start, end, "ORG"))
    return sorted(out)


def _short_people(text: str, spans: list[Span]) -> list[Span]:
    """A surname alone grows to the whole form: 小郭, 老张, 刘奶奶, 陆书记."""
    out: list[Span] = []
    for start, end, kind in spans:
        if kind == "PER" and end - start == 1:
            after = _AFTER.match(text, end)
            if after:
                end = after.end()
            elif text[start - 1 : start] in {"小", "老", "阿"}:
                start -= 1
        if not out or start >= out[-1][1]:
            out.append((start, end, kind))
    return out


def _is_no_name(text: str, start: int, end: int) -> bool:
    titled = text[start - 1 : start] == "《" and text[end : end + 1] == "》"
    return titled or "《" in text[start:end] or text.startswith("中华民族", start)


def _no_titles(text: str, spans: list[Span]) -> list[Span]:
    """Book-title marks are not part of a name, and what stands whole inside them is none."""
    return [s for s in spans if not _is_no_name(text, s[0], s[1])]


def to_convention(text: str, spans: list[Span]) -> list[Span]:
    """The spans as this project marks them; `text` is folded. Chains of places stay links: the tagger joins them.

    >>> to_convention("陈家桥市政府", [(0, 4, "LOC")])
    [(0, 6, 'ORG')]
    """
    return _short_people(text, _relative_organs(text, _no_titles(text, spans)))
