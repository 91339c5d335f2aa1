"""Check a folder of gold pages: the tagged text against its source, the tags, and the gold record against the source.

A page is NAME.txt with NAME.tagged.txt and NAME.gold.json (corpus/README.md says what each holds). Every fault is
printed; the exit code is 1 when there is one. Run: python tools/check_gold.py corpus
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract.errors import FormatError
from extract.evaluate.gold import TAG, GoldSpan, read_spans
from extract.records import ROLES
from extract.rules import Patterns

LIKE_TAG = re.compile(r"</?[A-Za-z]+[^>\n]{0,80}>")
WELL_FORMED = re.compile(r"</(PER|ORG|LOC|DATE|NUM)\??>|<(PER|ORG|LOC|DATE|NUM)\??( [a-z]+=\"[^\"<>]*\")*>")
CLOSED_ALIKE = re.compile(r"<([A-Z]+\??)(?:\s[^<>]*)?>[^<>]*</\1>")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
DAY = r"(\d{4}|XXXX)-\d\d-\d\d"
POINT = (
    rf"({DAY}(T\d\d(:\d\d)?|T(MO|MI|AF|DT|EV|NI))?"
    r"|(\d{4}|XXXX)(-\d\d|-Q[1-4]|-H[12]|-(SP|SU|FA|WI)|-W\d\d(-WE)?)?)"
)
TIME_VALUE = re.compile(
    rf"{POINT}|({POINT}|\.\.)/({POINT}|\.\.)"
    r"|(R/)?P(?=[\dT])(\d+(\.\d+)?[YMWD])*(T(\d+(\.\d+)?[HMS])+)?|PRESENT_REF|PAST_REF|FUTURE_REF"
)
WANTED = {"DATE": {"v"}, "NUM": {"v", "u", "of"}}
ALLOWED = {"DATE": {"v"}, "NUM": {"v", "m", "u", "of"}}
MODIFIERS = {"exact", "about", "over", "under"}
ACTION_TYPES = frozenset(Patterns.load().names("action", ".toml"))
MODALITIES = {"actual", "planned", "required", "possible"}
SHORTEST_EDGE = 5  # characters; longer ones must still occur only once
BYLINE_ROLES = {"reporter", "correspondent", "photo", "editor"}


def read(path: Path) -> str:
    """The file's text with its line ends as they are."""
    with path.open(encoding="utf-8", newline="") as handle:
        return handle.read()


def squeeze(text: str) -> str:
    """The text without any white space."""
    return re.sub(r"\s", "", text)


def parse_tags(tagged: str) -> tuple[str, list[GoldSpan], list[str]]:
    """(text without tags, mentions in order, faults in the tags). Where they nest or cross, there are no mentions."""
    faults = [f"a malformed tag: {tag!r}" for tag in LIKE_TAG.findall(tagged) if not WELL_FORMED.fullmatch(tag)]
    try:
        text, spans = read_spans(tagged)
    except FormatError as error:
        return TAG.sub("", tagged), [], [*faults, str(error)]
    faults += [f"an empty mention at {span.start}: {span.kind}" for span in spans if span.start == span.end]
    if len(CLOSED_ALIKE.findall(tagged)) != len(spans):
        faults.append("a ? stands in the opening or the closing tag of a mention alone")
    return text, spans, faults


def first_difference(one: str, other: str) -> int:
    """The first offset at which two texts differ."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def legal_number(value: str) -> bool:
    """Whether `v` is empty, a number, or LOW~HIGH with LOW not above HIGH."""
    bounds = value.split("~")
    if not value:
        return True
    if len(bounds) > 2 or not all(NUMBER.fullmatch(bound) for bound in bounds):
        return False
    return float(bounds[0]) <= float(bounds[-1])


def mention_faults(mention: GoldSpan, text: str) -> Iterator[str]:
    """What is wrong with one mention."""
    words, kind, attributes = text[mention.start : mention.end], mention.kind, mention.attributes
    if words != words.strip():
        yield f"white space at the edge of {kind} {words!r}"
    if missing := WANTED.get(kind, set()) - attributes.keys():
        yield f"{kind} {words!r} lacks {', '.join(sorted(missing))}"
    if unknown := attributes.keys() - ALLOWED.get(kind, set()):
        yield f"{kind} {words!r} has {', '.join(sorted(unknown))}"
    if kind == "NUM" and not legal_number(attributes.get("v", "")):
        yield f"NUM {words!r}: v={attributes['v']!r} is no number"
    if kind == "NUM" and attributes.get("m", "exact") not in MODIFIERS:
        yield f"NUM {words!r}: m={attributes['m']!r}"
    unit = squeeze(attributes.get("u", ""))
    said = (
        unit in squeeze(words) or words.endswith("旬") or (unit == "%" and words.startswith("百分之"))
    )  # 七旬 is 70 岁
    if not said:
        yield f"NUM {words!r}: unit {unit!r} is not in it"
    if kind == "NUM" and squeeze(attributes.get("of", "")) not in squeeze(text):
        yield f"NUM {words!r}: of={attributes['of']!r} is not in the source"
    if kind == "DATE" and attributes.get("v") and not TIME_VALUE.fullmatch(attributes["v"]):
        yield f"DATE {words!r}: v={attributes['v']!r}"
    if kind in ("PER", "ORG", "LOC") and re.search("[,，。;；]", words):
        yield f"punctuation inside {kind} {words!r}"


def action_faults(action: dict[str, Any], source: str) -> Iterator[str]:
    """What is wrong with one action."""
    name = f"action {action['type']} {action['trigger']!r}"
    if action["type"] not in ACTION_TYPES:
        yield f"{name}: no such type"
    if action["at"] not in source:
        yield f"{name}: its clause is not in the source: {action['at']!r}"
    if not action["trigger"] or squeeze(action["trigger"]) not in squeeze(action["at"]):
        yield f"{name}: not in its clause {action['at']!r}"
    for role in ROLES:
        for value in action[role]:
            if not value or squeeze(value) not in squeeze(source):
                yield f"{name}: {role} {value!r} is not in the source"
    if action["modality"] not in MODALITIES or action["polarity"] not in ("+", "-"):
        yield f"{name}: modality {action['modality']!r}, polarity {action['polarity']!r}"


def article_faults(article: dict[str, Any], flat: str) -> Iterator[str]:
    """What is wrong with one article; `flat` is the source without white space."""
    parts = [(key, article[key]) for key in ("headline", "kicker", "deck", "first", "last")]
    parts += [("subhead", subhead) for subhead in article["subheads"]]
    parts += [("byline", byline["name"]) for byline in article["bylines"]]
    for key, words in parts:
        if squeeze(words) not in flat:
            yield f"{key} {words!r} is not in the source"
    for key in ("first", "last"):
        if len(squeeze(article[key])) < SHORTEST_EDGE or flat.count(squeeze(article[key])) > 1:
            yield f"{key} {article[key]!r} is too short to tell where the body {'begins' if key == 'first' else 'ends'}"
    for byline in article["bylines"]:
        if byline["role"] not in BYLINE_ROLES:
            yield f"byline {byline['name']!r}: no such role as {byline['role']!r}"


def record_faults(gold: dict[str, Any], source: str, mentions: list[GoldSpan]) -> Iterator[str]:
    """What is wrong with the gold record of a page."""
    flat = squeeze(source)
    named = {squeeze(source[m.start : m.end]) for m in mentions if m.kind == "PER"}
    for article in gold["articles"]:
        yield from article_faults(article, flat)
    for person in gold["people"]:
        if person["name"] not in named:
            yield f"person {person['name']!r} is tagged nowhere"
        for words in (*person["titles"], *person["orgs"]):
            if squeeze(words) not in flat:
                yield f"person {person['name']!r}: {words!r} is not in the source"
    for quote in gold["quotes"]:
        for words in (quote["text"], quote["speaker"] or ""):
            if squeeze(words) not in flat:
                yield f"quote: {words!r} is not in the source"
    for action in gold["actions"]:
        yield from action_faults(action, source)


def check_page(folder: Path, name: str) -> tuple[list[str], Counter[str]]:
    """(faults of one page, how many mentions of each class and records of each sort it has)."""
    source = read(folder / f"{name}.txt")
    gold = json.loads(read(folder / f"{name}.gold.json"))
    text, mentions, faults = parse_tags(read(folder / f"{name}.tagged.txt"))
    if text != source:
        at = first_difference(text, source)
        faults.append(f"tagged text and source differ at {at}: {text[at : at + 20]!r}, {source[at : at + 20]!r}")
    if gold["source"] != f"{name}.txt":
        faults.append(f"the gold record is of {gold['source']!r}")
    for mention in mentions:
        faults.extend(mention_faults(mention, text))
    faults.extend(record_faults(gold, source, mentions))
    counts = Counter(mention.kind + "?" * mention.optional for mention in mentions)
    for sort in ("articles", "people", "quotes", "actions"):
        counts[sort] = len(gold[sort])
    return faults, counts


def manifest_faults(folder: Path, names: list[str]) -> Iterator[str]:
    """Pages without a row in manifest.csv, rows without a page, and dates that disagree with the gold record."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = {row["path"]: row for row in csv.DictReader(handle)}
    for name in names:
        row = rows.pop(f"{name}.txt", None)
        published = json.loads(read(folder / f"{name}.gold.json"))["published"]
        if row is None:
            yield f"{name}.txt is not in manifest.csv"
        elif row["published"] != published:
            yield f"{name}: published {row['published']} in manifest.csv, {published} in the gold record"
    for path in rows:
        yield f"manifest.csv names {path}, which has no gold record"


def check_folder(folder: Path) -> tuple[list[str], dict[str, Counter[str]]]:
    """(all faults of a folder, each with its page before it; the counts of each page)."""
    names = sorted(path.name.removesuffix(".gold.json") for path in folder.glob("*.gold.json"))
    faults = [] if names else [f"no gold records in {folder}"]
    counts: dict[str, Counter[str]] = {}
    for name in names:
        page_faults, counts[name] = check_page(folder, name)
        faults.extend(f"{name}: {fault}" for fault in page_faults)
    if (folder / "manifest.csv").exists():
        faults.extend(manifest_faults(folder, names))
    return faults, counts


def main(arguments: list[str]) -> int:
    """Print the counts and the faults of each folder named; 1 when there is a fault."""
    bad = 0
    for argument in arguments or ["corpus"]:
        faults, counts = check_folder(Path(argument))
        for name, page in counts.items():
            print(name, *(f"{key} {page[key]}" for key in sorted(page)))
        print("total", *(f"{key} {number}" for key, number in sorted(sum(counts.values(), Counter()).items())))
        print("\n".join(faults) if faults else "no faults")
        bad += len(faults)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
