"""When a page was published: as given with the source, as printed on the page, or as the text lets infer."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from extract.article import Publication, Source
from extract.layout.lines import Line
from extract.records import DateBasis

_DIGIT = dict(zip("〇零○ＯO一二三四五六七八九", (0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_YEAR = r"(?<![\d一二三四五六七八九〇零○])(\d{4}|[一二三四五六七八九〇零○]{4})"
_DAY = r"(\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_FULL = re.compile(rf"{_YEAR}\s?[年./-]\s?{_DAY}\s?[月./-]\s?{_DAY}(?![\d一二三四五六七八九十])")
_MONTH_DAY = re.compile(
    rf"(?<![\d年一二三四五六七八九十]){_DAY}月{_DAY}日\s?(?:[\u4e00-\u9fff]{{0,3}}(?:电|讯|专电|消息)|(?=\(记者))"
)
_REPUBLIC = re.compile(rf"民国\s?(元|\d{{1,3}}|[一二三四五六七八九十廿卅]{{1,3}})年\s?{_DAY}月\s?{_DAY}日")
_YEAR_ONLY = re.compile(rf"{_YEAR}年")
_OUTLET = re.compile(
    r"([^\s,。:;!?\d]{2,10}(?:日报|晚报|早报|晨报|商报|都市报|快报|时报|导报|周报|报))(?=$|[\s\d第A-Z])"
)
_PAGE = re.compile(r"(?:第\s?)?([A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s?版|^([A-Z]\s?\d{1,2})(?=$|[\s:])")
_TAKEN = re.compile(r"(?:来源|稿源)\s?[:/]\s?([^\s,。:;!?/()]{2,14})")
_WINDOW = 20_000  # characters of a story in which a date is looked for


def numeral(written: str) -> int | None:
    """A year, month or day in Arabic or Chinese writing.

    >>> numeral("二〇二〇"), numeral("十二"), numeral("廿一")
    (2020, 12, 21)
    """
    if written.isascii():
        return int(written)
    tens = {"十": 10, "廿": 20, "卅": 30}
    if any(char in tens for char in written):
        value = 0
        for i, char in enumerate(written):
            if char in tens:
                value = (value or 1) * 10 if char == "十" and i == 1 else tens[char]
            else:
                value += _DIGIT[char]
        return value
    if any(char not in _DIGIT for char in written):
        return None
    return int("".join(str(_DIGIT[char]) for char in written))


def full_dates(folded: str) -> list[str]:
    """ISO dates of all full dates in a folded text, in order; impossible ones are left out.

    >>> full_dates("民国四十一年三月五日,一九五六年八月三日出版,2016-08-03重印")
    ['1952-03-05', '1956-08-03', '2016-08-03']
    """
    head = folded[:_WINDOW]
    found = [(match.start(), _iso(*map(numeral, match.groups()))) for match in _FULL.finditer(head)]
    for match in _REPUBLIC.finditer(head):
        year = 1 if match.group(1) == "元" else numeral(match.group(1))
        found.append((match.start(), _iso(1911 + (year or 0), *map(numeral, match.group(2, 3)))))
    return [date for _, date in sorted(found, key=lambda item: item[0]) if date]


def _iso(year: int | None, month: int | None, day: int | None) -> str | None:
    try:
        return dt.date(year or 0, month or 0, day or 0).isoformat() if (year or 0) >= 1800 else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a page says of itself in its furniture."""

    date: str | None
    outlet: str | None
    page: str | None


def imprint(text: str, lines: list[Line]) -> Imprint:
    """The imprint of a page, from its furniture and credit lines."""
    return Imprint(_printed_date(lines), *_printed_names(lines, text))


def publication(source: Source, printed: Imprint, folded: str) -> Publication:
    """The publication of a story whose folded text is given: what came with the source goes before what is printed."""
    date, basis = _dated(source, printed, folded)
    return Publication(date, basis, source.outlet or printed.outlet, source.page or printed.page, source.place)


def _dated(source: Source, printed: Imprint, folded: str) -> tuple[str | None, DateBasis]:
    if source.published:
        return source.published, "metadata"
    if printed.date:
        return printed.date, "page"
    inferred = _inferred(folded)
    return (inferred, "inferred") if inferred else (None, "none")


def _printed_date(lines: list[Line]) -> str | None:
    for line in lines:
        if line.kind in ("furniture", "credit") and len(line.folded) <= 100:
            dates = full_dates(line.folded)
            if dates:
                return dates[0]
    return None


def _printed_names(lines: list[Line], text: str) -> tuple[str | None, str | None]:
    outlet = page = None
    for line in lines:
        if (
            line.kind in ("credit", "furniture")
            and outlet is None
            and (taken := _TAKEN.search(line.folded)) is not None
        ):
            outlet = text[line.start + taken.start(1) : line.start + taken.end(1)]
        if line.kind != "furniture" or len(line.folded) > 60 or "接" in line.folded or "转" in line.folded:
            continue
        found = _OUTLET.search(line.folded)
        if outlet is None and found is not None and "机关" not in found.group(1):
            outlet = text[line.start + found.start(1) : line.start + found.end(1)]
        number = _PAGE.search(line.folded)
        if page is None and number is not None:
            written = (number.group(1) or number.group(2)).replace(" ", "")
            page = written if written.isascii() else str(numeral(written))
    return outlet, page


def _inferred(folded: str) -> str | None:
    """A dateline's month and day with the latest year named, else the latest full date of the text."""
    dates = full_dates(folded)
    dateline = _MONTH_DAY.search(folded[:400])
    if dateline is not None:
        years = [year for match in _YEAR_ONLY.finditer(folded[:_WINDOW]) if (year := numeral(match.group(1)))]
        years = [year for year in years if 1900 <= year <= 2100]
        years += [int(date[:4]) for date in dates]
        if years:
            return _iso(max(years), numeral(dateline.group(1)), numeral(dateline.group(2)))
    return max(dates, default=None)
