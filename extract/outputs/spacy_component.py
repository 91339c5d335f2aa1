"""`nlp.add_pipe("jianbao")`: records, entities and spans in any spaCy pipeline.

spaCy finds this module by the entry point `spacy_factories`; nothing else imports it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from extract.article import Source
from extract.errors import SettingError
from extract.outputs.tracing import Way, trimmed
from extract.pipeline import Extractor, iso_date, load
from extract.records import Record

ENTITIES = frozenset(("PER", "ORG", "LOC", "DATE", "NUM"))
ALIGNMENT = ("expand", "contract", "strict")
_KEY = "jianbao"  # of doc.spans, doc.user_data and doc._


class JianbaoComponent:
    """Reads `doc.text` as jianbao reads a page and writes what it finds into the Doc.

    - `doc._.jianbao`: the records, one an article of the text. Their offsets count characters of `record.text`, the
      repaired article, not of `doc.text`.
    - `doc.spans["jianbao"]`: every mention of a person, organ or place, every date, count, quotation and trigger of an
      action, on the doc's tokens. `label_` is PER, ORG, LOC, DATE, NUM, QUOTE or ACTION; `id_` is article and id in
      the record (`0.p1`); `kb_id_` is a place's code, a date's or count's value, an action's type.
    - `doc.ents`: of these PER, ORG, LOC, DATE and NUM, the longer first; what earlier components set stays, unless
      `overwrite_ents`.

    `alignment_mode` says what becomes of a mention that cuts a token, as in `Doc.char_span`: it grows to the whole
    tokens (expand), shrinks (contract) or is left out (strict). `published`, `outlet` and `place` of one text are taken
    from `doc.user_data` where it has them.
    """

    def __init__(
        self, extractor: Extractor, published: str | None, alignment_mode: str = "expand", overwrite_ents: bool = False
    ) -> None:
        if alignment_mode not in ALIGNMENT:
            raise SettingError(f"alignment_mode {alignment_mode}: not one of {', '.join(ALIGNMENT)}.")
        self._extractor = extractor
        self._published = iso_date(published)
        self._alignment, self._overwrite = alignment_mode, overwrite_ents
        if not Doc.has_extension(_KEY):
            Doc.set_extension(_KEY, getter=records_of)

    def __call__(self, doc: Doc) -> Doc:
        """The doc with what jianbao finds in it."""
        self._write(doc, self._extractor.extract(self._source(doc, 0)))
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """The docs in order; the model reads the sentences of a batch together."""
        stream = iter(stream)
        while docs := list(islice(stream, batch_size)):
            records: list[list[Record]] = [[] for _ in docs]
            for record in self._extractor.pipe(self._source(doc, index) for index, doc in enumerate(docs)):
                records[int(record.source.path)].append(record)
            for doc, found in zip(docs, records, strict=True):
                self._write(doc, found)
                yield doc

    def _source(self, doc: Doc, index: int) -> Source:
        given = {key: doc.user_data.get(key) for key in ("published", "outlet", "place")}
        digest = hashlib.sha256(doc.text.encode()).hexdigest()
        published = iso_date(given["published"]) or self._published
        return Source(str(index), digest, "utf-8", doc.text, published, outlet=given["outlet"], place=given["place"])

    def _write(self, doc: Doc, records: list[Record]) -> None:
        doc.user_data[_KEY] = [record.model_dump(mode="json") for record in records]
        spans = [span for record in records for span in self._spans(doc, record)]
        doc.spans[_KEY] = spans
        before = [] if self._overwrite else list(doc.ents)
        taken = {token.i for entity in before for token in entity}
        free = [span for span in spans if span.label_ in ENTITIES and taken.isdisjoint(token.i for token in span)]
        doc.ents = [*before, *filter_spans(free)]

    def _spans(self, doc: Doc, record: Record) -> Iterator[Span]:
        """The spans of a record on the doc's tokens."""
        way = Way(record)
        for label, start, end, name, value in _things(record):
            begin, stop = trimmed(doc.text, *way.span(start, end))
            span = doc.char_span(begin, stop, label=label, kb_id=value, alignment_mode=self._alignment)
            if span is not None and len(span):
                span.id_ = f"{record.source.article}.{name}" if name else ""
                yield span


def _things(record: Record) -> Iterator[tuple[str, int, int, str, str]]:
    """Label, start, end, id and value of everything in a record that stands somewhere."""
    for label, entities in (("PER", record.people), ("ORG", record.organizations)):
        for entity in entities:
            yield from ((label, m.start, m.end, entity.id, "") for m in entity.mentions)
    for place in record.places:
        yield from (("LOC", m.start, m.end, place.id, place.code or "") for m in place.mentions)
    for date in record.dates:
        yield "DATE", date.start, date.end, date.id, date.value or ""
    for count in record.counts:
        yield "NUM", count.start, count.end, count.id, "" if count.value is None else str(count.value)
    for quote in record.quotes:
        yield "QUOTE", quote.start, quote.end, "", ""
    for action in record.actions:
        yield "ACTION", action.trigger.start, action.trigger.end, action.id, action.type


def records_of(doc: Doc) -> list[Record]:
    """The records that the component has written into a doc; none where it hasn't run."""
    return [Record.model_validate(fields) for fields in doc.user_data.get(_KEY, ())]


def make_jianbao(
    nlp: Language,
    name: str,
    model: str,
    patterns: str | None,
    segmenter: str,
    published: str | None,
    alignment_mode: str,
    overwrite_ents: bool,
) -> Any:
    """The component for spaCy's registry; `model`, `patterns` and `segmenter` as in `extract.load`."""
    extractor = load(model=model, patterns=patterns, segmenter=segmenter)
    return JianbaoComponent(extractor, published, alignment_mode, overwrite_ents)


Language.factory(
    "jianbao",
    assigns=["doc.ents", "doc.spans", "doc._.jianbao"],
    default_config={
        "model": "builtin",
        "patterns": None,
        "segmenter": "rjieba",
        "published": None,
        "alignment_mode": "expand",
        "overwrite_ents": False,
    },
    func=make_jianbao,
)
