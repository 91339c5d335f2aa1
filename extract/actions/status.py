"""Done, planned, ordered or possible; and whether it is denied."""

from __future__ import annotations

from extract.actions.grammar import Cues
from extract.actions.neighbours import NOMINAL
from extract.actions.predicates import Predicate
from extract.actions.tokens import Tokens
from extract.records import Modality, Polarity

_TRANSPARENT = ("cause", "light", "undergo", "existence")  # 没有 造成 伤亡: the denial passes through these verbs
_DECIDED = frozenset({"post", "honor"})  # frames of what is done by deciding it: 决定 | 任命
_MODALITIES: tuple[Modality, ...] = ("planned", "required", "possible")


class StatusWords:
    """What the words before a verb say about it, compiled once from the cues."""

    def __init__(self, cues: Cues) -> None:
        sets = cues.sets
        self.transparent = frozenset(word for cue in _TRANSPARENT for word in sets[cue])
        self.negation = sets["negation"]
        self.modality: dict[str, Modality] = dict.fromkeys(sets["future"], "planned")
        self.modality |= {word: name for name in _MODALITIES for word in sets[name]}


class Statuses:
    """The status of the predicates of one article, asked for in text order: each clause is read once."""

    def __init__(self, tokens: Tokens, words: StatusWords) -> None:
        self.tokens, self.words = tokens, words
        self._read: tuple[int, int, Modality, Polarity] = (-1, 0, "actual", "+")

    def of(self, predicate: Predicate) -> tuple[Modality, Polarity]:
        """What the adverbs and modals before the predicate in its clause say about it."""
        origin, at, modality, polarity = self._read
        if origin != predicate.origin or at > predicate.first:
            origin, at, modality, polarity = predicate.origin, predicate.origin, "actual", "+"
        codes, words = self.tokens.codes, self.words
        for token in range(at, predicate.first):
            code = codes[token]
            if code in "vT":
                polarity = polarity if self.tokens.word(token) in words.transparent else "+"
            elif code in "dC":
                word = self.tokens.word(token)
                if word in ("将", "得") and codes[token + 1] in NOMINAL:
                    continue
                polarity = "-" if word in words.negation else polarity
                decided = word == "决定" and predicate.senses[0].frame in _DECIDED
                modality = modality if decided else words.modality.get(word, modality)
        self._read = (origin, predicate.first, modality, polarity)
        return modality, polarity
