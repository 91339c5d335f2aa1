"""spaCy: a DocBin of characters as tokens, with `doc.ents` for names, dates and counts, and everything in `doc.spans`.

`doc.ents` cannot overlap: the longer span is kept, of two as long the earlier. `doc.spans["sc"]` holds all spans, which
is what spaCy's span categorizer trains on. `doc.user_data` holds the record's id and path. Load it with
`DocBin().from_disk(PATH).get_docs(spacy.blank("zh").vocab)`; no mention cuts a token, since each is one character.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from extract.errors import SettingError
from extract.outputs.annotations import GOLD_LABELS, Document, document
from extract.records import Record


def write(records: Iterable[Record], path: Path) -> list[str]:
    """Write the articles as one DocBin, which is held in memory whole; nothing to tell."""
    try:
        from spacy.tokens import DocBin
        from spacy.vocab import Vocab
    except ImportError:
        raise SettingError('--to docbin needs spaCy: python -m pip install "jianbao[spacy]"') from None
    bin_, vocab = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "SENT_START"], store_user_data=True), Vocab()
    for record in records:
        bin_.add(to_doc(document(record), record, vocab))
    path.write_bytes(bin_.to_bytes())
    return []


def to_doc(made: Document, record: Record, vocab: Any) -> Any:
    """The document as a spaCy Doc whose text is the record's and whose tokens are its characters."""
    from spacy.tokens import Doc, Span
    from spacy.util import filter_spans

    starts: list[bool | int | None] = [at == 0 or made.text[at - 1] == "\n" for at in range(len(made.text))]
    doc = Doc(vocab, words=list(made.text), spaces=[False] * len(made.text), sent_starts=starts)
    spans = [Span(doc, span.start, span.end, label=span.label) for span in made.spans]
    doc.ents = filter_spans([span for span in spans if span.label_ in GOLD_LABELS])
    doc.spans["sc"] = spans
    doc.user_data.update(record_id=record.id, source_path=record.source.path)
    return doc
