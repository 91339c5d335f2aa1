"""What an amount counts: the noun phrase after it, or the one before it, with its head noun."""

from __future__ import annotations

from extract.values.count_after import After
from extract.values.count_before import Before
from extract.values.count_grammar import Amount
from extract.values.count_lexis import Found, Lexis, Span
from extract.values.units import UnitTable

_TIMES = frozenset("次回遍趟")
_SCORES = frozenset("比平投罚中")


class Nouns:
    """Finds the phrase that names what is counted."""

    def __init__(self, lexis: Lexis, table: UnitTable) -> None:
        self.after = After(lexis, table)
        self.before = Before(lexis)

    def of(self, text: str, amount: Amount, floor: int, stop: int, date: Span) -> Found | None:
        """The phrase that names what is counted, looked for between `floor` and `stop`; None where none is stated.

        `date` is the last time before the amount, over which the search goes where it touches the floor.
        """
        if amount.kind == "age" or (amount.noun and amount.unit) or _score(text, amount):
            return None
        after = self.after(text, amount, stop)
        if (
            after is not None
            and amount.kind in ("measure", "money")
            and self.after.governs(text, amount.end, stop, amount.kind)
        ):
            if amount.kind == "measure":
                return self.before(text, amount, floor) or after  # 余粮七千斤送交粮库
            if text[after[1][1] - 1] not in self.before.words.funds:
                return self.before(text, amount, floor)  # 投入6万元整理剧本
        verb_follows = amount.unit in _TIMES and text[amount.end : amount.end + 1].isalpha()
        if after is not None or verb_follows:
            return after
        before = self.before(text, amount, floor)
        if before is None and floor == date[1] > date[0]:
            return self.before.over_date(text, amount, date)
        return before


def _score(text: str, amount: Amount) -> bool:
    """Whether an amount is a side of a score, which counts nothing: 3比2, 扳成2平, 7投5中."""
    if amount.unit:
        return False
    return text[amount.start - 1 : amount.start] == "比" or text[amount.end : amount.end + 1] in _SCORES
