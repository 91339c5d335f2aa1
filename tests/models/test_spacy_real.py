"""A real spaCy pipeline, made here and loaded from a folder as a user's would be."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.errors import ModelError
from extract.pipeline import load

spacy = pytest.importorskip("spacy", reason="the extra `spacy` is not installed")


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    nlp = spacy.blank("zh")  # one token a character
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "罗怀瑾"},
            {"label": "GPE", "pattern": "鹭洲"},
            {"label": "ORG", "pattern": "青禾社"},
        ]
    )
    path = tmp_path_factory.mktemp("spacy") / "news"
    nlp.to_disk(path)
    return path


def test_a_pipeline_from_a_folder_stands_in_for_the_tagger(pipeline: Path) -> None:
    text = "𠮷日，罗怀瑾离开鹭洲，去青禾社帮忙。"  # an astral character before the names
    (record,) = load(model=f"spacy:{pipeline}")(text)
    found = {
        mention.text: mention.by
        for entities in (record.people, record.places, record.organizations)
        for entity in entities
        for mention in entity.mentions
    }
    assert found.keys() >= {"罗怀瑾", "鹭洲", "青禾社"}
    assert all(by.startswith("model:spacy:") for name, by in found.items() if name in {"罗怀瑾", "鹭洲", "青禾社"})


def test_names_at_a_seam_of_a_long_text_are_not_lost(pipeline: Path) -> None:
    text = "甲乙丙丁" * 490 + "罗怀瑾" * 100 + "。"
    (record,) = load(model=f"spacy:{pipeline}")(text)
    assert sum(len(person.mentions) for person in record.people if person.name == "罗怀瑾") == 100


def test_a_pipeline_that_is_not_there_is_answered_with_how_to_get_it() -> None:
    with pytest.raises(ModelError, match="spacy download zh_nowhere_sm"):
        load(model="spacy:zh_nowhere_sm")
