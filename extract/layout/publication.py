"""When a page was published: as given with the source, as printed on the page, or as the text lets infer."""

from __future__ import annotations

import datetime as dt
import re

from extract.article import Publication, Source
from extract.layout.lines import Line

_DIGIT = dict(zip("〇零○ＯO一二三四五六七八九", (0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_YEAR = r"(?<![\d一二三四五六七八九〇零○])(\d{4}|[一二三四五六七八九〇零○]{4})"
_DAY = r"(\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_FULL = re.compile(rf"{_YEAR}\s?[年./-]\s?{_DAY}\s?[月./-]\s?{_DAY}(?![\d一二三四五六七八九十])")
_MONTH_DAY = re.compile(rf"(?<![\d年一二三四五六七八九十]){_DAY}月{_DAY}日\s?(?:[\u4e00-\u9fff]{{0,3}}(?:电|讯|专电|消息)|(?=\(记者))")
_YEAR_ONLY = re.compile(rf"{_YEAR}年")
_OUTLET = re.compile(r"([^\s,。:;!?\d]{2,10}(?:日报|晚报|早报|晨报|商报|都市报|快报|时报|导报|周报|报))(?=$|[\s\d第A-Z])")
_PAGE = re.compile(r"(?:第\s?)?([A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s?版|^([A-Z]\s?\d{1,2})(?=$|[\s:])")
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

    >>> full_dates("一九五六年八月三日出版,2016-08-03重印")
    ['1956-08-03', '2016-08-03']
    """
    dates = (_iso(*map(numeral, match.groups())) for match in _FULL.finditer(folded[:_WINDOW]))
    return [date for date in dates if date]


def _iso(year: int | None, month: int | None, day: int | None) -> str | None:
    try:
        return dt.date(year or 0, month or 0, day or 0).isoformat() if (year or 0) >= 1800 else None
    except ValueError:
        return None


def publication(source: Source, lines: list[Line], folded: str) -> Publication:
    """The publication of a story whose folded text is given, on a page with these lines."""
    outlet, page = _printed_names(lines)
    date, basis = source.published, "metadata"
    if not date:
        date, basis = _printed_date(lines), "page"
    if not date:
        date, basis = _inferred(folded), "inferred"
    if date is None or basis == "metadata":
        return Publication(
            date, "metadata" if date else "none", source.outlet or outlet, source.page or page, source.place
        )
    return Publication(
        date, "page" if basis == "page" else "inferred", source.outlet or outlet, source.page or page, source.place
    )


def _printed_date(lines: list[Line]) -> str | None:
    for line in lines:
        if line.kind in ("furniture", "credit") and len(line.folded) <= 100:
            dates = full_dates(line.folded)
            if dates:
                return dates[0]
    return None


def _printed_names(lines: list[Line]) -> tuple[str | None, str | None]:
    outlet = page = None
    for line in lines:
        if line.kind != "furniture" or len(line.folded) > 60 or "接" in line.folded or "转" in line.folded:
            continue
        found = _OUTLET.search(line.folded)
        outlet = outlet or (found.group(1) if found and "机关" not in found.group(1) else None)
        number = _PAGE.search(line.folded)
        page = page or (number and (number.group(1) or number.group(2)).replace(" ", "")) or None
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
