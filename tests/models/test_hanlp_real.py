"""A real HanLP recognizer, trained here on invented sentences and loaded from its folder as a user's would be."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extract.cli.app import app
from extract.models.hanlp_component import HanlpTagger
from extract.pipeline import load

pytestmark = pytest.mark.slow
hanlp = pytest.importorskip("hanlp", reason="the extra `hanlp` is not installed")

NAMES = {
    "P": ("NR", ["罗怀瑾", "柳青禾", "程小满", "施敬之", "祝长河", "蒲晓薇"]),
    "L": ("NS", ["鹭洲", "苇川", "柘岭", "云埠"]),
    "O": ("NT", ["青禾社", "远帆厂", "蓝桥队"]),
}
FRAMES = ("P离开L,去O帮忙。", "昨天P到L。", "O的P来了。", "L下雨,O停工。", "他见到P和P。", "在L,P说O很好。")
TEXT = "昨天,罗怀瑾离开鹭洲,去青禾社帮忙。"


def annotated(sentences: int, seed: int) -> str:
    """Sentences in HanLP's format: a character and its tag a line."""
    chance = random.Random(seed)
    lines = []
    for _ in range(sentences):
        for char in chance.choice(FRAMES):
            tag, names = NAMES.get(char, ("", [char]))
            name = chance.choice(names)
            lines += [f"{c}\t{'O' if not tag else ('B-' if i == 0 else 'I-') + tag}" for i, c in enumerate(name)]
        lines.append("")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def component(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a recurrent recognizer over characters: it needs no transformer, so nothing is downloaded."""
    from hanlp.components.ner.rnn_ner import RNNNamedEntityRecognizer

    folder = tmp_path_factory.mktemp("hanlp")
    for name, sentences, seed in (("train", 200, 1), ("dev", 30, 2)):
        (folder / f"{name}.tsv").write_text(annotated(sentences, seed), encoding="utf-8")
    RNNNamedEntityRecognizer().fit(
        str(folder / "train.tsv"),
        str(folder / "dev.tsv"),
        str(folder / "model"),
        batch_size=20,
        epochs=6,
        embed=32,
        rnn_hidden=32,
        drop=0.1,
        lr=0.02,
        devices=-1,
        crf=False,  # with one, the score on `dev` stays 0 and the weights of the first epoch are kept
        tagging_scheme="BIO",
    )
    return folder / "model"


def test_a_component_from_a_folder_stands_in_for_the_tagger(component: Path) -> None:
    (record,) = load(model=f"hanlp:{component}")(TEXT)
    found = {
        (kind, mention.text)
        for kind, entities in (("P", record.people), ("L", record.places), ("O", record.organizations))
        for entity in entities
        for mention in entity.mentions
        if mention.by.startswith("model:hanlp:") and record.text[mention.start : mention.end] == mention.text
    }
    assert found == {("P", "罗怀瑾"), ("L", "鹭洲"), ("O", "青禾社")}


def test_offsets_hold_over_the_windows_of_a_long_sentence(component: Path) -> None:
    text = "昨天罗怀瑾到鹭洲,柳青禾到苇川,在柘岭,程小满说远帆厂很好," * 20
    assert len(text) > 500  # more than two windows
    (mentions,) = HanlpTagger(str(component))([text])
    spelled = [text[m.start : m.end] for m in mentions]
    assert spelled == ["罗怀瑾", "鹭洲", "柳青禾", "苇川", "柘岭", "程小满", "远帆厂"] * 20


def test_the_command_line_takes_the_folder(component: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    out = tmp_path / "out.jsonl"
    result = CliRunner().invoke(app, ["run", str(page), "-o", str(out), "--model", f"hanlp:{component}"])
    assert result.exit_code == 0, result.output
    record = json.loads(out.read_text(encoding="utf-8"))
    assert [person["name"] for person in record["people"]] == ["罗怀瑾"]
