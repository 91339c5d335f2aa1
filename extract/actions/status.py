"""Done, planned, ordered or possible; and whether it is denied."""

from __future__ import annotations

from extract.actions.grammar import Cues
from extract.actions.predicates import Predicate
from extract.actions.tokens import Tokens
from extract.actions.triggers import NOMINAL
from extract.records import Modality, Polarity

_TRANSPARENT = ("cause", "light", "undergo", "existence")  # 没有 造成 伤亡: the denial passes through these verbs
_MODALITIES: tuple[Modality, ...] = ("planned", "required", "possible")


def status(tokens: Tokens, cues: Cues, predicate: Predicate) -> tuple[Modality, Polarity]:
    """What the adverbs and modals before the predicate in its clause say about it."""
    modality: Modality = "actual"
    polarity: Polarity = "+"
    codes = tokens.codes
    for token in range(predicate.origin, predicate.first):
        code = codes[token]
        if code in "vT" and not any(tokens.word(token) in cues.sets[cue] for cue in _TRANSPARENT):
            polarity = "+"
        if code == "b" and token + 1 == predicate.first and tokens.word(token) in cues.sets["future"]:
            modality = "planned"  # 将 was taken for 把 before a noun that turned out to be the verb
        if code not in "dC":
            continue
        word = tokens.word(token)
        if word == "将" and codes[token + 1] in NOMINAL:
            continue
        if word in cues.sets["negation"]:
            polarity = "-"
        if word in cues.sets["future"]:
            modality = "planned"
        for name in _MODALITIES:
            if word in cues.sets[name]:
                modality = name
    return modality, polarity
