"""Any spaCy pipeline with entities as a tagger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extract.article import NameMention
from extract.errors import ModelError
from extract.models.windows import CHOSEN, kind_of, stitch, windows

_LIMIT, _OVERLAP = 2000, 100


class SpacyTagger:
    """`nlp`'s entities as mentions, by character offset. `name`: a pipeline package, or a folder.

    Raises ModelError that says what to install where spaCy or the pipeline is missing. spaCy gives no probability;
    `confidence` is that of a chosen model.
    """

    def __init__(self, name: str, nlp: Any = None) -> None:
        self._by = f"model:spacy:{name}"
        self._nlp = nlp if nlp is not None else _loaded(name)

    def __call__(self, sentences: Sequence[str]) -> list[list[NameMention]]:
        """The names of every sentence."""
        cuts = [(i, start, end) for i, text in enumerate(sentences) for start, end in windows(text, _LIMIT, _OVERLAP)]
        parts: list[list[tuple[int, int, list[NameMention]]]] = [[] for _ in sentences]
        docs = self._nlp.pipe(sentences[i][start:end] for i, start, end in cuts)
        for (i, start, end), doc in zip(cuts, docs, strict=True):
            parts[i].append((start, end, self._mentions(doc, start)))
        return [stitch(part) for part in parts]

    def _mentions(self, doc: Any, offset: int) -> list[NameMention]:
        found = []
        for ent in doc.ents:
            kind = kind_of(ent.label_)
            if kind is not None:
                found.append(NameMention(ent.start_char + offset, ent.end_char + offset, kind, self._by, CHOSEN))
        return found


def _loaded(name: str) -> Any:
    try:
        import spacy
    except ImportError:
        raise ModelError(f'--model spacy:{name} needs spaCy: pip install "jianbao[spacy]"') from None
    try:
        return spacy.load(name)
    except OSError as error:
        raise ModelError(
            f"--model spacy:{name}: spaCy has no pipeline of this name and no such folder exists. "
            f"Get it with: python -m spacy download {name} ({error})"
        ) from None
