"""Exchanges names between sentences of the corpora: real ones, among other neighbours than their own.

Mention replacement (Dai & Adel 2020, arXiv:2010.11683): unlike invented names these are as varied and as frequent as in
news, and short or foreign forms, for which there is no grammar, take part too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from extract.article import NameKind
from extract.training.corpora import Sample
from extract.training.invent import SURNAMES, Dice, Fresh

Form = tuple[str, int | str, bool]
_ENOUGH = 5  # names of one form, below which none is exchanged
_LONG = 4  # characters from which people's names are of one form
SOURCES = ("msra", "pku", "cluener")  # whose names are exchanged


def form(name: str, kind: NameKind) -> Form:
    """What two names must have in common: people the length and whether a surname leads, others the last character.

    >>> form("林小满", "PER"), form("柳河县", "LOC")
    (('PER', 3, True), ('LOC', '县', False))
    """
    if kind == "PER":
        return kind, min(len(name), _LONG), name[0] in SURNAMES
    return kind, len(name) if len(name) <= 2 else name[-1], False


class Exchanger:
    """Draws a name from the samples for a share of the names asked for, and one from the inventor for the others.

    A name of the samples comes as often as the root of its count, so that the frequent ones do not crowd out the rest.
    """

    def __init__(self, samples: Iterable[Sample], inventor: Fresh, share: float) -> None:
        self._inventor, self._share = inventor, share
        self._names: defaultdict[Form, list[str]] = defaultdict(list)
        counts = Counter((s.text[start:end], kind) for s in samples for start, end, kind in s.spans)
        for (name, kind), count in sorted(counts.items()):
            self._names[form(name, kind)] += [name] * max(1, round(count**0.5))

    def fresh(self, name: str, kind: NameKind, dice: Dice) -> str | None:
        """Another name of the same sort, or None where there are too few."""
        if dice.random() >= self._share:
            return self._inventor.fresh(name, kind, dice)
        names = self._names.get(form(name, kind), [])
        return names[int(dice.integers(len(names)))] if len(names) > _ENOUGH else None
