"""Other tools that read Chinese words and names, over the same texts in the same process: those that are installed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from tools.bench_archive import first
from tools.bench_values import best, in_passes

LIMIT = 60_000  # characters that a peer is given


def jieba() -> Callable[[str], object]:
    """jieba's words and parts of speech."""
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    return jieba.posseg.lcut  # type: ignore[no-any-return]


def spacy() -> Callable[[str], object]:
    """spaCy's small Chinese pipeline: words, parts of speech, trees and names. OSError where it isn't installed."""
    import spacy

    return spacy.load("zh_core_web_sm")


def hanlp() -> Callable[[str], object]:
    """HanLP's small tagger of names, with its words. Raises OSError where its model isn't on this machine."""
    import hanlp

    words = hanlp.load("COARSE_ELECTRA_SMALL_ZH")
    names = hanlp.load("MSRA_NER_ELECTRA_SMALL_ZH")
    return lambda text: names(words(text))


PEERS = {
    "jieba.posseg: words, parts of speech": jieba,
    "spaCy zh_core_web_sm: words, parts of speech, trees, names": spacy,
    "HanLP ELECTRA small: words, names": hanlp,
}


def speeds(texts: Sequence[str]) -> dict[str, float | str]:
    """Characters per CPU second of every peer, or why there is none."""
    some = first(texts, LIMIT)
    found: dict[str, float | str] = {}
    for name, load in PEERS.items():
        try:
            work = load()
            work(some[0])
        except Exception as error:  # not installed, no model, a broken installation: the others go on
            found[name] = f"not installed ({type(error).__name__})"
            continue
        found[name] = best(work, in_passes(some), len)
    return found


def table(texts: Sequence[str], whole: float) -> str:
    """The figures as a Markdown table; `whole`: our characters per CPU second for whole records, in the same run."""
    lines = ["| peer | characters per CPU second | a whole record is so many times as fast |", "|---|---:|---:|"]
    for name, speed in speeds(texts).items():
        figures = f"{speed:,.0f} | {whole / speed:.2f}" if isinstance(speed, float) else f"{speed} | "
        lines.append(f"| {name} | {figures} |")
    return "\n".join(lines)
