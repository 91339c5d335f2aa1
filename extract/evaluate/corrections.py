"""Corrected annotations as gold: what came back from an annotation tool, in the form that `eval` and training read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from extract.article import Source
from extract.errors import FormatError
from extract.evaluate.gold import TAG, Gold, GoldSpan
from extract.evaluate.matching import bare
from extract.outputs.annotations import (
    GOLD_LABELS,
    NAMES,
    Document,
    Span,
    apart,
    document,
    file_name,
    is_action,
)
from extract.outputs.tracing import Way
from extract.records import ROLES, Record

GOLD_ROLES = {"photographer": "photo"}  # the gold format's word, where it is not the record's
EDGE = 20  # characters of an article's first and last words
_CLAUSE_END = re.compile("[,，、。;；!！?？:：\n”“]")
_SENTENCE_END = re.compile("[。!！?？;；\n]")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A corrected article with the record that it was made from."""

    found: Document
    record: Record


def matched(documents: Iterable[Document], records: Iterable[Record]) -> list[Corrected]:
    """Every document with its record, by the record's id, else by the text, in the order of the records.

    Raises FormatError where a document has no record, or another text than its record has.
    """
    waiting: dict[str, dict[int, Document]] = defaultdict(dict)  # by name and by text, by the order they came in
    for number, found in enumerate(documents):
        waiting[found.name][number] = waiting[found.text][number] = found
    pairs = []
    for record in records:
        found_ = _taken(waiting, (record.id, file_name(record.id), record.text))
        if found_ and found_.text != record.text:
            raise FormatError(record.id, "its text is not that of the record: annotation tools must not change it.")
        if found_:
            pairs.append(Corrected(found_, record))
    if left := next((one for group in waiting.values() for one in group.values()), None):
        raise FormatError(left.name, "there is no record with this id or this text among the records.")
    return pairs


def _taken(waiting: dict[str, dict[int, Document]], keys: Iterable[str]) -> Document | None:
    """The first document that waits under one of the keys; it waits no longer."""
    for key in keys:
        if group := waiting.get(key):
            number = next(iter(group))
            found = group[number]
            for other in (found.name, found.text):
                waiting[other].pop(number, None)
            return found
    return None


def left_out(corrected: Iterable[Corrected]) -> int:
    """How many spans overlap a longer one, so that the gold format cannot hold them."""
    taggable = [[tag for span in one.found.spans if (tag := _tag(span))] for one in corrected]
    return sum(len(spans) - len(apart(spans)) for spans in taggable)


def gold_of_articles(corrected: Iterable[Corrected]) -> Iterator[Gold]:
    """One gold text an article: its repaired text, called by the record's id."""
    for one in corrected:
        yield _gold(file_name(one.record.id), one.record.text, [(_completed(one), one.record)])


def gold_of_sources(corrected: Iterable[Corrected], sources: Iterable[Source]) -> Iterator[Gold]:
    """One gold text a source: all its articles, in offsets of the source, called by the file's name without .txt.

    Raises FormatError where the source of an article is not there, or another one of that path is.
    """
    by_path: dict[str, list[Corrected]] = defaultdict(list)
    for one in corrected:
        by_path[one.record.source.path].append(one)
    for source in sources:
        if source.path in by_path:
            yield _gold_of_source(source, by_path.pop(source.path))
    if by_path:
        raise FormatError(
            next(iter(by_path)), "this source, of which an article was corrected, is not among the sources."
        )


def _gold_of_source(source: Source, articles: Sequence[Corrected]) -> Gold:
    parts = []
    for one in articles:
        if one.record.source.sha256 != source.sha256:
            raise FormatError(source.path, "it is not the file that the records were made from.")
        way, found = Way(one.record), _completed(one)
        spans = [
            replace(span, start=there[0], end=there[1])
            for span in found.spans
            for there in [way.span(span.start, span.end)]
        ]
        parts.append((replace(found, text=source.text, spans=spans), one.record))
    return _gold(PurePosixPath(source.path).name.removesuffix(".txt"), source.text, parts)


def _completed(one: Corrected) -> Document:
    """The document, with the attributes that its tool cannot hold where the record has the same span."""
    known = {(span.start, span.end, span.label): span.attributes for span in document(one.record).spans}
    spans = [
        replace(span, attributes=known.get((span.start, span.end, span.label), {}) | span.attributes)
        for span in one.found.spans
    ]
    return replace(one.found, spans=spans)


def _gold(name: str, text: str, parts: Sequence[tuple[Document, Record]]) -> Gold:
    if TAG.search(text):
        raise FormatError(name, "the text holds a tag of the gold format: it cannot be tagged.")
    spans = [_tag(span) for found, _ in parts for span in found.spans]
    kept = apart(span for span in spans if span)
    facts: dict[str, Any] = {"source": f"{name}.txt", "published": parts[0][1].publication.date}
    for key, make in FACTS.items():
        facts[key] = [fact for found, record in parts for fact in make(found, record)]
    tagged = [GoldSpan(s.start, s.end, s.label.rstrip("?"), s.label.endswith("?"), s.attributes) for s in kept]
    return Gold(name, text, tagged, facts)


def _tag(span: Span) -> Span | None:
    """The span as the gold format tags it, None where it tags no such thing. A credit is a name."""
    if span.label == "CREDIT":
        return replace(span, label="ORG" if span.attributes.get("role") == "source" else "PER", attributes={})
    if span.label.rstrip("?") not in GOLD_LABELS:
        return None
    return replace(span, attributes=_gold_attributes(span))


def _gold_attributes(span: Span) -> dict[str, str]:
    told = span.attributes
    wanted = {"DATE": ("v",), "NUM": ("v", "m", "u", "of")}.get(span.label.rstrip("?"), ())
    return {
        name: re.sub('["<>]', "", told.get(name, "")) for name in wanted if (name, told.get(name)) != ("m", "exact")
    }


def _articles(found: Document, record: Record) -> Iterator[dict[str, Any]]:
    body = [record.text[b.start : b.end].strip() for b in record.blocks if b.kind == "paragraph"] or [record.text]
    bylines = [
        {"role": GOLD_ROLES.get(role := span.attributes.get("role", "reporter"), role), "name": bare(_words(found, i))}
        for i, span in enumerate(found.spans)
        if span.label == "CREDIT"
    ]
    yield {
        "headline": record.headline,
        "kicker": record.kicker or "",
        "deck": record.deck or "",
        "subheads": record.subheads,
        "first": body[0][:EDGE],
        "last": body[-1][-EDGE:],
        "bylines": bylines,
    }


def _words(found: Document, number: int) -> str:
    span = found.spans[number]
    return found.text[span.start : span.end]


def _tails(found: Document, head: int, label: str) -> list[str]:
    """The words, without white space, that the arrows of a label lead to from a span, in text order."""
    ends = sorted(relation.tail for relation in found.relations if (relation.head, relation.label) == (head, label))
    return [bare(_words(found, end)) for end in ends]


def _people(found: Document, record: Record) -> Iterator[dict[str, Any]]:
    ages = {person.id: person.age for person in record.people}
    named = [
        (span.attributes.get("entity") or bare(_words(found, i)), i)
        for i, span in enumerate(found.spans)
        if span.label == "PER"
    ]
    for key in dict.fromkeys(key for key, _ in named):
        mentions = [i for known, i in named if known == key]
        posts = [r.head for r in found.relations if r.label == "holder" and r.tail in mentions]
        homes = [organ for post in posts for organ in _tails(found, post, "organization")]
        homes += [organ for mention in mentions for organ in _tails(found, mention, "member")]
        age = ages.get(key)
        yield {
            "name": max((bare(_words(found, i)) for i in mentions), key=len),
            "titles": list(dict.fromkeys(bare(_words(found, post)) for post in posts)),
            "orgs": list(dict.fromkeys(homes)),
            "age": None if age is None else int(age) if age == age.to_integral_value() else float(age),
        }


def _quotes(found: Document, record: Record) -> Iterator[dict[str, Any]]:
    for i, span in enumerate(found.spans):
        if span.label == "QUO" and span.attributes.get("kind", "direct") == "direct":
            speakers = _tails(found, i, "speaker")
            yield {"speaker": speakers[0] if speakers else None, "text": bare(_words(found, i))[:15]}


def _actions(found: Document, record: Record) -> Iterator[dict[str, Any]]:
    for i, span in enumerate(found.spans):
        if is_action(span.label.rstrip("?")):
            ends = [found.spans[r.tail] for r in found.relations if r.head == i and r.label in ROLES]
            said = {"type": span.label, "trigger": _words(found, i), "at": clause(found.text, span, ends)}
            roles = {role: _tails(found, i, role) for role in ROLES}
            told = span.attributes
            status = {"modality": told.get("modality", "actual"), "polarity": told.get("polarity", "+")}
            yield said | roles | status


FACTS = {"articles": _articles, "people": _people, "quotes": _quotes, "actions": _actions}


def clause(text: str, trigger: Span, arguments: Sequence[Span]) -> str:
    """The words that place an action in its text: they occur there first, and the trigger is the first of its kind.

    The clause that holds it with its arguments, where that is so, else the sentence, else the words from the trigger on
    as far as they must go.

    >>> clause("镇里捐书。村里也捐书,送到学校。", Span(7, 8, "donate"), [Span(5, 7, "ORG")])
    '村里也捐书'
    """
    sentence = _around(_SENTENCE_END, text, trigger.start, trigger.end)
    inside = [span for span in arguments if sentence[0] <= span.start and span.end <= sentence[1]]
    low, high = (pick(getattr(s, end) for s in (trigger, *inside)) for pick, end in ((min, "start"), (max, "end")))
    for start, end in (_around(_CLAUSE_END, text, low, high), sentence, *_onwards(text, trigger)):
        if text.find(text[start:end]) == start and _is_first(text, start, end, trigger):
            return text[start:end].strip()
    return text[trigger.start :]


def _around(stops: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int]:
    """From behind the last stop before the span to before the next one after it, without white space at the ends."""
    before = [match.end() for match in stops.finditer(text, 0, start)]
    after = stops.search(text, end)
    return before[-1] if before else 0, after.start() if after else len(text)


def _onwards(text: str, trigger: Span) -> Iterator[tuple[int, int]]:
    for match in _CLAUSE_END.finditer(text, trigger.end):
        yield trigger.start, match.start()
    yield trigger.start, len(text)


def _is_first(text: str, start: int, end: int, trigger: Span) -> bool:
    words = bare(text[trigger.start : trigger.end])
    return bare(text[start:end]).find(words) == len(bare(text[start : trigger.start]))


def training_rows(gold: Gold) -> Iterator[dict[str, Any]]:
    """The gold text as training reads it: a line of the text a row, with its names; a name over two joins them.

    >>> list(training_rows(Gold("a", "好\\n王山来", [GoldSpan(2, 4, "PER", False, {})], {})))[1]
    {'text': '王山来', 'spans': [[0, 2, 'PER']]}
    """
    names = [span for span in gold.spans if span.kind in NAMES and not span.optional]
    inside = {at for span in names for at in range(span.start, span.end)}
    line, kept = 0, []
    for at, char in enumerate(gold.text):
        line += char == "\n" and at not in inside
        if char not in "\r\n":
            kept.append((line, at))
    for _, group in groupby(kept, key=lambda place: place[0]):
        places = {at: i for i, (_, at) in enumerate(group)}
        spans = [[places[s.start], places[s.end - 1] + 1, s.kind] for s in names if s.start in places]
        yield {"text": "".join(gold.text[at] for at in places), "spans": spans}
