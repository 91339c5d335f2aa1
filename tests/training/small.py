"""What a tiny network learns in seconds: a few sentences with names, and the plan for it."""

from dataclasses import replace

from extract.training.batches import QUIET
from extract.training.corpora import Sample
from extract.training.fit import Plan
from extract.training.schedule import Schedule

NAMES = ["沈桂芬", "何苗", "周晓波", "林静"]
FRAMES = [("村民", "说好。"), ("记者", "来了。"), ("教师", "走了。")]
SCHEDULE = Schedule(epochs=30, batch=60, rate=1e-2, warmup=10)
PLAN = replace(Plan(), schedule=SCHEDULE, average=0.1, noise=QUIET, dropout=0.0, hidden=16, dilations=(1, 2))


def samples(source: str) -> list[Sample]:
    """Every name in every frame, marked by the convention of `source`."""
    return [
        Sample(before + name + after, ((len(before), len(before) + len(name), "PER"),), source)
        for name in NAMES
        for before, after in FRAMES
    ]
