"""Python's garbage collector, and when it may rest."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """The garbage collector rests: mentions and records refer to one another in no circle, and are many.

    Afterwards it is as it was, and collects what others left, all of it being young. It is one for the whole process:
    of two threads that ask for rest at once, the first to end wakes it, which only costs the other some time.

    >>> with uncollected():
    ...     gc.isenabled()
    False
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
