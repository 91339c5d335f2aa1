"""Any HanLP recognizer of names, or multi-task model with one, as a tagger."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from extract.article import NameMention
from extract.errors import ModelError
from extract.models.windows import CHOSEN, kind_of, stitch, windows

_LIMIT, _OVERLAP = 250, 50
_TERMS = "HanLP's own Chinese models are for research and teaching only (CC BY-NC-SA 4.0)."


class HanlpTagger:
    """A HanLP component's entities as mentions. `name`: a key of `hanlp.pretrained`, a URL or a folder.

    A single recognizer is given characters; a multi-task model the text, and its token offsets are mapped back. Raises
    ModelError that says what to install where HanLP or the model is missing. `confidence` is that of a chosen model.
    """

    def __init__(self, name: str, component: Any = None) -> None:
        self._by = f"model:hanlp:{name}"
        self._component = component if component is not None else _loaded(name)

    def __call__(self, sentences: Sequence[str]) -> list[list[NameMention]]:
        """The names of every sentence."""
        cuts = [(i, s, e) for i, text in enumerate(sentences) if text for s, e in windows(text, _LIMIT, _OVERLAP)]
        parts: list[list[tuple[int, int, list[NameMention]]]] = [[] for _ in sentences]
        texts = [sentences[i][start:end] for i, start, end in cuts]
        for (i, start, end), mentions in zip(cuts, self._found(texts), strict=True):
            parts[i].append((start, end, [_moved(m, start) for m in mentions]))
        return [stitch(part) for part in parts]

    def _found(self, texts: list[str]) -> list[list[NameMention]]:
        if not texts:
            return []
        if _is_multi_task(self._component):
            output = self._component(texts, tasks="ner*")
            rows = zip(texts, _column(output, "tok"), _column(output, "ner"), strict=True)
            return [self._mentions(token_edges(text, tokens), spans) for text, tokens, spans in rows]
        output = self._component([list(text) for text in texts])
        return [
            self._mentions([(i, i + 1) for i in range(len(text))], spans)
            for text, spans in zip(texts, output, strict=True)
        ]

    def _mentions(self, edges: list[tuple[int, int]], spans: Sequence[Sequence[Any]]) -> list[NameMention]:
        """HanLP's (text, label, first token, one past the last token)."""
        found = []
        for _, label, first, last in spans:
            kind = kind_of(str(label))
            if kind is not None and first < last:
                found.append(NameMention(edges[first][0], edges[last - 1][1], kind, self._by, CHOSEN))
        return found


def token_edges(text: str, tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Where each token stands in the text; white space that the tokenizer dropped is skipped.

    >>> token_edges("张三 到了", ["张三", "到", "了"])
    [(0, 2), (3, 4), (4, 5)]
    """
    edges, at = [], 0
    for token in tokens:
        start = text.find(token, at)
        if start < 0:  # the tokenizer rewrote it: it stands where the last one ended
            start = at
        at = min(start + len(token), len(text))
        edges.append((start, at))
    return edges


def _moved(mention: NameMention, by: int) -> NameMention:
    return NameMention(mention.start + by, mention.end + by, mention.kind, mention.by, mention.confidence)


def _is_multi_task(component: Any) -> bool:
    return hasattr(component, "tasks")


def _column(output: Mapping[str, Any], prefix: str) -> list[Any]:
    """The first column of a multi-task result whose name begins so (`tok/fine`, `ner/msra`)."""
    for key, column in output.items():
        if key.split("/")[0] == prefix:
            return list(column)
    raise ModelError(f"The HanLP model gives no column `{prefix}`, only {', '.join(output)}: it recognizes no names.")


def _loaded(name: str) -> Any:
    try:
        import hanlp
    except ImportError:
        raise ModelError(f'--model hanlp:{name} needs HanLP: pip install "jianbao[hanlp]"') from None
    logging.getLogger(__name__).warning("%s", _TERMS)
    try:
        return hanlp.load(_address(hanlp, name))
    except Exception as error:  # HanLP raises many kinds where a model cannot be had
        raise ModelError(f"--model hanlp:{name}: HanLP cannot load it: {error}. {_TERMS}") from error


def _address(hanlp: Any, name: str) -> str:
    """The URL of a name in hanlp.pretrained, or the name itself (a URL, a folder)."""
    for group in ("mtl", "ner"):
        address = getattr(getattr(hanlp.pretrained, group, None), name, None)
        if isinstance(address, str):
            return address
    return name
