"""Words as one-letter classes, so that clauses can be read by regular expressions over the string of classes.

Classes: n noun, k noun that is a verb too, a modifier, m count, s quoted or bracketed name, P person, O organization,
L place, r pronoun, R personal pronoun, f localizer of place, F of time (时, 后), y parenthesis, t time, d adverb, modal
and negation, v verb, T trigger, h light verb, H light verb of undergoing, z verb that makes somebody act, j verb of
causing, b 把, B 被, g preposition of giving, i of place, p other preposition, Z purpose, u 的, l 了着过, c 和、, e 等,
C conjunction, “,” clause end, x other. Until its neighbours are seen: w 将, q 会, Q 计划, J 联合, S 现场, G 深入, U 就.
"""

from __future__ import annotations

from extract.rules import Patterns

_CUE_CODES = {
    "plan": "Q",
    "de": "u",
    "aspect": "l",
    "and": "c",
    "etc": "e",
    "conjunction": "C",
    "disposal": "b",
    "passive": "B",
    "giving": "g",
    "place": "i",
    "other_preposition": "p",
    "purpose": "Z",
    "future": "w",
    "concerning": "U",
    "modal": "q",
    "comitative": "J",
    "scene": "S",
    "deep": "G",
    "person": "R",
    "negation": "d",
    "planned": "d",
    "required": "d",
    "possible": "d",
    "moment": "F",
    "localizer": "f",
    "undergo": "H",
    "light": "h",
    "cause": "j",
    "pivot": "z",
    "question": "d",
    "saying": "v",
    "verb": "v",
    "adverb": "d",
    "quality": "a",
    "noun": "n",
}
_PUNCTUATION = dict.fromkeys(",;:。!?…—“”‘’", ",") | {"、": "c", "·": "c", "/": "c", "(": "(", ")": ")"}
_TAGS = {
    "a": "a", "ad": "d", "ag": "a", "an": "n", "b": "a", "c": "C", "d": "d", "df": "d", "dg": "d", "e": "x", "f": "f",
    "g": "n", "h": "a", "i": "v", "j": "n", "k": "n", "l": "n", "m": "m", "mg": "m", "mq": "m", "o": "d", "p": "p",
    "q": "n", "r": "r", "rg": "r", "rr": "r", "rz": "r", "t": "n", "tg": "n", "u": "e", "ud": "d", "ug": "l", "uj": "u",
    "ul": "l", "uv": "d", "uz": "l", "v": "v", "vd": "d", "vg": "v", "vi": "v", "vn": "k", "vq": "v", "x": "x",
    "y": "x", "z": "a", "zg": "n", "eng": "n", "s": "n",
}  # fmt: skip
_REMEMBERED = 100_000  # words whose class is kept at hand


class Cues:
    """The word lists of patterns/action/cues.tsv.

    `code` is the class of every closed-class word; the sets answer what a word of a class does.
    """

    def __init__(self, patterns: Patterns) -> None:
        self.sets = {row["cue"]: frozenset(row["words"].split()) for row in patterns.table("action", "cues")}
        self.code: dict[str, str] = {}
        for cue, code in _CUE_CODES.items():
            for word in self.sets[cue]:
                self.code.setdefault(word, code)
        self.code |= _PUNCTUATION
        self.plain: dict[str, dict[str, str]] = {}  # by part of speech: the classes of words that stay whole
        self.halves: dict[tuple[str, str], tuple[str, str] | None] = {}  # classes of the halves of words of four
        self._actors: dict[str, bool] = {}
        self.lightened = self.sets["light"] | self.sets["undergo"] | self.sets["receive"]
        self.human = tuple(self.sets["human_suffix"])
        self.sites = tuple(self.sets["site_suffix"])  # how places without a name end: 村口, 火车站, 田头
        self.honoured = tuple(self.sets["honoured"])

    def of(self, word: str, tag: str) -> str:
        """The class of one word with its part of speech."""
        code = self.code.get(word)
        if code is not None:
            return code
        if tag == "m" and word[0] == "第":
            return "a"
        return _TAGS.get(tag) or ("n" if tag.startswith("n") else "x")

    def keep(self, word: str, tag: str, code: str) -> None:
        """Remember the class of a word that is never cut."""
        known = self.plain.setdefault(tag, {})
        if len(known) > _REMEMBERED:
            known.clear()
        known[word] = code

    def acts(self, word: str) -> bool:
        """Whether a noun phrase that ends with this word names somebody who can act."""
        answer = self._actors.get(word)
        if answer is None:
            if len(self._actors) > _REMEMBERED:
                self._actors.clear()
            answer = self._actors[word] = word not in self.sets["inanimate"] and word.endswith(self.human)
        return answer
