"""The break tables, fitted on a tiny set made here: signs, buckets, the files as the joints read them."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from extract.layout.joints import Joints
from extract.rules import Patterns, Settings
from extract.training.breaks import (
    Item,
    Material,
    Neighbours,
    ends,
    fit_signs,
    gather,
    running,
    side_rows,
    train,
    write,
)

TITLES = ["东川大堤合龙", "清河老桥通车", "南岭茶场开园", "北坪粮站收粮"]
TEXTS = [
    "昨日东川的民工在大堤上的工地里忙了一天一夜.",
    "昨日清河的村民在老桥上的栏杆旁站了一个上午.",
    "昨日南岭的茶农在茶场里的山坡上采了一个早晨.",
    "昨日北坪的农民在粮站外的空地上等了一个下午.",
]
TELLING = frozenset("的昨了")
MATERIAL = Material([Item([t], x) for t, x in zip(TITLES * 40, TEXTS * 40, strict=True)], TEXTS * 40, [])


def test_sentences_and_headings() -> None:
    fitted = fit_signs(MATERIAL, TELLING, seed=1)
    assert fitted.right > 0.9
    assert fitted.weights["sign", "的"] > 0
    assert fitted.weights["sign", "昨"] > 0


def test_signs() -> None:
    fitted, neighbours = train(MATERIAL, seed=1)
    assert fitted.right > 0.9
    assert fitted.weights["first", "的"] > 0 > fitted.weights["first", "昨"]
    assert fitted.weights["last", "的"] > 0 > fitted.weights["last", "龙"]
    assert fitted.weights["bias", "tight"] > fitted.weights["bias", "none"]
    assert neighbours.near("民", "工") == "tight"
    assert neighbours.near("工", "民") == "none"


def test_the_same_for_the_same_seed() -> None:
    assert side_rows(train(MATERIAL, seed=3)[0]) == side_rows(train(MATERIAL, seed=3)[0])


def test_breaks_fall_on_no_mark() -> None:
    text = "东川,大堤,昨日合龙,民工,欢呼"
    for left, right in running(text, 200, random.Random(1)):
        assert left[-1] != ","
        assert right[0] != ","


def test_ends_are_real_ends() -> None:
    material = Material([Item(["新坝合龙", "民工欢呼"], "昨日合龙.\n今日放水.")], [], [])
    found = ends(material, random.Random(1))
    assert ("新坝合龙", "民工欢呼") in found
    assert ("民工欢呼", "昨日合龙.\n今日放水.") in found


def test_neighbours_are_counted_across_no_mark() -> None:
    neighbours = Neighbours(["东川,大堤"] * 20)
    assert neighbours.pairs["东川"] == 20
    assert neighbours.pairs["川大"] == 0


def test_gathered_text_is_folded(tmp_path: Path) -> None:
    rows: dict[str, list[dict[str, str]]] = {
        "xinwenlianbo.raw": [{"title": "【新春】東川大堤合龍 民工", "text": "昨日，東川大堤合龍，民工歡呼。"}],
        "msra.train": [{"text": "短句"}],
        "people_daily_1998_1000.all": [{"text": "清河老桥昨日通车，村民都来看。"}],
    }
    for name, lines in rows.items():
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    material = gather(tmp_path)
    assert material.items == [Item(["东川大堤合龙"], "昨日,东川大堤合龙,民工欢呼。")]
    assert (len(material.sentences), len(material.paragraphs)) == (0, 1)


def test_the_joints_read_what_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "layout"
    folder.mkdir()
    fitted, neighbours = train(MATERIAL, seed=1)
    write(fitted, neighbours, fit_signs(MATERIAL, TELLING, seed=1), folder)
    joints = Joints(Settings(patterns=Patterns.load(tmp_path)))
    assert joints.sentence_like("昨日东川的民工") > joints.sentence_like("东川大堤合龙")
    assert joints.odds("东川的民", "工在大堤") > joints.odds("东川大堤合龙", "昨日东川")


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="xinwenlianbo"):
        gather(tmp_path)
