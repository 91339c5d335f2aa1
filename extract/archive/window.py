"""The items in work: handed out part by part in whatever order workers come free, given back in their own.

An item whose batch a worker dies on is tried once more, then piece by piece, and a piece on which a worker dies again
is a failure. No more is begun while too many finished results wait for an earlier one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from extract.archive.work import Batch, Failed, Outcome, Piece
from extract.article import Source

T = TypeVar("T")


@dataclass(slots=True)
class Part:
    """Some of an item's pieces, what came of them once they are done, and how many workers died on them."""

    batch: Batch
    outcomes: list[Outcome] | None = None
    deaths: int = 0

    def after_death(self, late: float = 0.0) -> list[Part]:
        """What is to be tried now: the whole once more, then each piece once; a piece that fails again is given up.

        `late`: the seconds after which a worker was ended because it gave no answer; the whole is not tried again then.
        """
        self.deaths += 2 if late else 1
        if self.deaths < 2:
            return [self]
        if len(self.batch) > 1:
            return [Part([piece], deaths=1) for piece in self.batch]
        self.outcomes = [overtime(self.batch[0], late) if late else died(self.batch[0])]
        return [self]


def died(piece: Piece) -> Outcome:
    """The outcome of a piece on which workers die."""
    return _given_up(piece, "WorkerDied", "The worker process died on it, twice (out of memory?).")


def overtime(piece: Piece, seconds: float) -> Outcome:
    """The outcome of a piece that a worker does not come to the end of."""
    return _given_up(piece, "TimedOut", f"The worker process was not done with it after {seconds:,.0f} seconds.")


def _given_up(piece: Piece, kind: str, reason: str) -> Outcome:
    characters = len(piece.text) if isinstance(piece, Source) else 0
    return Outcome(failed=(Failed(piece.path, kind, f"{piece.path}: {reason}"),), sources=1, characters=characters)


@dataclass(slots=True)
class Slot(Generic[T]):
    """An item in the order of the work list, with the parts that its batch is done in."""

    item: T
    parts: list[Part]

    def done(self) -> bool:
        """Whether every part is."""
        return all(part.outcomes is not None for part in self.parts)

    def outcomes(self) -> list[Outcome]:
        """Of all pieces, in order."""
        return [outcome for part in self.parts for outcome in part.outcomes or ()]

    def replace(self, part: Part, late: float) -> list[Part]:
        """Take a worker's death into account; the parts to do again."""
        at = self.parts.index(part)
        self.parts[at : at + 1] = again = part.after_death(late)
        return [one for one in again if one.outcomes is None]


class Window(Generic[T]):
    """The items in work: handed out part by part, given back in order. Results may come in any order."""

    def __init__(self, items: Iterable[T], batch_of: Callable[[T], Batch], room: int) -> None:
        self._items, self._batch_of, self._room = iter(items), batch_of, room
        self._slots: deque[Slot[T]] = deque()
        self._again: deque[tuple[Slot[T], Part]] = deque()
        self._waiting = 0
        self._ended = False

    def take(self) -> tuple[Slot[T], Part] | None:
        """The next part to do; None where there is none, or none may be begun before the first one is done."""
        if self._again:
            return self._again.popleft()
        while self._waiting < self._room:
            try:
                item = next(self._items)
            except StopIteration:
                self._ended = True
                return None
            batch = self._batch_of(item)
            slot = Slot(item, [Part(batch)] if batch else [])
            self._slots.append(slot)
            if batch:
                return slot, slot.parts[0]
        return None

    def finish(self, part: Part, outcomes: list[Outcome]) -> None:
        """A worker has done a part."""
        part.outcomes = outcomes
        self._waiting += sum(len(outcome.lines) for outcome in outcomes)

    def lose(self, slot: Slot[T], part: Part, late: float = 0.0) -> None:
        """A worker has died on a part, or was ended when it had been silent for `late` seconds."""
        self._again.extend((slot, one) for one in slot.replace(part, late))

    def ready(self) -> Iterator[tuple[T, list[Outcome]]]:
        """The items that are done and have none before them that isn't."""
        while self._slots and self._slots[0].done():
            slot = self._slots.popleft()
            outcomes = slot.outcomes()
            self._waiting -= sum(len(outcome.lines) for outcome in outcomes)
            yield slot.item, outcomes

    def __bool__(self) -> bool:
        """Whether anything is left to begin or to give back."""
        return bool(self._slots) or not self._ended
