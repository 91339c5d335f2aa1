"""The whole command on corpora of a few sentences: every network is trained, and the weights that are written load."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("onnx", reason="the extra `train` is not installed")

from extract.models.builtin import CONVENTIONS, BuiltinTagger
from extract.training.__main__ import make
from extract.training.distil import UNMARKED
from extract.training.fit import Course, Plan
from extract.training.schedule import Schedule
from tests.training.places import write_places

ANNOTATED = (
    "msra.train",
    "pku199801.valid",
    "people_daily_1998_1000.all",
    "cluener.train",
    "resume.train",
    "corpuszh.sample",
)
ROWS = [
    {"id": f"{i:02}", "text": f"{before}{name}{after}", "spans": [[2, 2 + len(name), "PER"]]}
    for i, (name, (before, after)) in enumerate(
        (name, frame)
        for name in ("沈桂芬", "何苗", "周晓波", "林静", "郭海燕")
        for frame in (("村民", "说好。"), ("记者", "来了。"), ("教师", "走了。"), ("队员", "到了。"))
    )
]
SMALL = replace(
    Plan(),
    schedule=Schedule(epochs=2, batch=200, warmup=5),
    pretraining=Schedule(epochs=1, batch=200, warmup=5),
    hidden=16,
    pair=8,
    dilations=(1, 2),
    invented=5,
    taught=10,
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_places(folder)
    for name in {*ANNOTATED, *UNMARKED}:
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for row in ROWS)
    return folder


def made(data: Path, out: Path) -> list[bytes]:
    large = replace(SMALL, hidden=24, pair=12)
    make(
        data, out, [], Course(SMALL, large, SMALL, replace(large, exchange=0.5), replace(SMALL, pair=16, exchange=0.5))
    )
    return [(out / name).read_bytes() for name in ("tagger.onnx", "tagger.json")]


def test_the_weights_load_for_every_convention(data: Path, tmp_path: Path) -> None:
    first = made(data, tmp_path / "first")
    for convention in CONVENTIONS:
        (found,) = BuiltinTagger(tmp_path / "first", convention)(["村民何苗说好。"])
        assert all(m.end <= 7 for m in found)
    assert made(data, tmp_path / "second") == first
