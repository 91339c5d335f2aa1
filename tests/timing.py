"""How the time of a piece of work grows with its input, on machines that are slow, shared or busy."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

ATTEMPTS = 6
LEAST = 0.01  # seconds; below it a reading is mostly the clock's and the caches'


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process that `work` takes, without the collector's pauses."""
    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        begun = time.process_time()
        work()
        return time.process_time() - begun
    finally:
        if enabled:
            gc.enable()


def growth(work: Callable[[int], Callable[[], object]], small: int, large: int, bound: float) -> float:
    """How many times as long the work on `large` takes as on `small`: the least of a few attempts.

    `work(size)` prepares an input and returns what is to be timed. Noise on a busy machine lengthens single readings:
    the shortest one of each size counts, and attempts stop as soon as their ratio is within `bound`: only a ratio
    that stays high is the program's own.
    """
    shortest = {small: float("inf"), large: float("inf")}
    ratio = float("inf")
    for _ in range(ATTEMPTS):
        for size in (small, large):
            shortest[size] = min(shortest[size], cpu_seconds(work(size)))
        ratio = shortest[large] / max(shortest[small], LEAST)
        if ratio <= bound:
            break
    return ratio


def grows_linearly(work: Callable[[int], Callable[[], object]], small: int, large: int) -> bool:
    """Whether the time grows about as fast as the size, and far from as fast as its square."""
    times = large / small
    bound: float = times * times**0.5  # 8 times the text may take 22.6 times as long; a quadratic stage takes 64
    return growth(work, small, large, bound) <= bound
