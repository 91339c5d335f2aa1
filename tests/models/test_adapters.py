"""spaCy and HanLP behind the same protocol, with stand-ins for their objects."""

import itertools
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from extract.article import NameMention
from extract.errors import ModelError
from extract.models.hanlp_component import HanlpTagger, token_edges
from extract.models.spacy_pipeline import SpacyTagger
from extract.models.windows import kind_of, stitch, windows

NAMES = {"沈桂芬": ("PERSON", "NR"), "清河县": ("GPE", "NS"), "县人民医院": ("ORG", "NT"), "昨天": ("DATE", "DATE")}


@dataclass
class Ent:
    start_char: int
    end_char: int
    label_: str


@dataclass
class Doc:
    ents: list[Ent]


class Pipeline:
    """A spaCy pipeline that knows four names."""

    def pipe(self, texts: Iterable[str]) -> Iterable[Doc]:
        for text in texts:
            yield Doc([Ent(i, i + len(n), k[0]) for n, k in NAMES.items() for i in _places(text, n)])


def _places(text: str, name: str) -> list[int]:
    return [i for i in range(len(text)) if text.startswith(name, i)]


def _spans(tokens: list[str]) -> list[tuple[str, str, int, int]]:
    out = []
    for first in range(len(tokens)):
        for last in range(first + 1, len(tokens) + 1):
            name = "".join(tokens[first:last])
            if name in NAMES:
                out.append((name, NAMES[name][1], first, last))
    return out


class Recognizer:
    """A HanLP recognizer on characters."""

    def __call__(self, sentences: list[list[str]]) -> list[list[tuple[str, str, int, int]]]:
        assert all(len(s) <= 250 for s in sentences)
        return [_spans(tokens) for tokens in sentences]


class MultiTask:
    """A HanLP multi-task model: words of two characters, names on words."""

    tasks = ("tok", "ner")

    def __call__(self, texts: list[str], tasks: str) -> dict[str, list[Any]]:
        assert tasks == "ner*"
        words = [list(_words(text)) for text in texts]
        return {"tok/fine": words, "ner/msra": [_spans(w) for w in words]}


def _words(text: str) -> list[str]:
    out = []
    while text:
        name = next((n for n in NAMES if text.startswith(n)), text[0])
        out.append(name)
        text = text[len(name) :]
    return [w for w in out if w.strip()]


TEXT = "昨天 沈桂芬从清河县来到县人民医院"
EXPECTED = [(3, 6, "PER"), (7, 10, "LOC"), (12, 17, "ORG")]


def _plain(mentions: list[NameMention]) -> list[tuple[int, int, str]]:
    return [(m.start, m.end, m.kind) for m in mentions]


@pytest.mark.parametrize(
    "tagger",
    [SpacyTagger("x", Pipeline()), HanlpTagger("x", Recognizer()), HanlpTagger("x", MultiTask())],
    ids=["spacy", "hanlp recognizer", "hanlp multi-task"],
)
class TestAdapters:
    def test_labels_become_ours_and_dates_are_left(self, tagger: SpacyTagger | HanlpTagger) -> None:
        assert [_plain(found) for found in tagger([TEXT, "", "好"])] == [EXPECTED, [], []]

    def test_no_name_is_lost_at_a_seam(self, tagger: SpacyTagger | HanlpTagger) -> None:
        text = "沈桂芬来了," * 900
        assert _plain(tagger([text])[0]) == [(i, i + 3, "PER") for i in range(0, len(text), 6)]


def test_by_names_the_model() -> None:
    assert {m.by for m in SpacyTagger("zh_x", Pipeline())([TEXT])[0]} == {"model:spacy:zh_x"}


@pytest.mark.parametrize(
    ("module", "tagger", "install"),
    [
        ("spacy", SpacyTagger, r"pip install \"jianbao\[spacy\]\""),
        ("hanlp", HanlpTagger, r"pip install \"jianbao\[hanlp\]\""),
    ],
)
def test_a_missing_library_says_what_to_install(
    module: str, tagger: type, install: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModelError, match=install):
        tagger("some_model")


def test_a_multi_task_model_without_names_is_refused() -> None:
    class NoNames(MultiTask):
        def __call__(self, texts: list[str], tasks: str) -> dict[str, list[Any]]:
            return {"tok/fine": [list(t) for t in texts]}

    with pytest.raises(ModelError, match="recognizes no names"):
        HanlpTagger("x", NoNames())(["村长来了"])


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("PERSON", "PER"),
        ("B-ORG", "ORG"),
        ("ns", "LOC"),
        ("FAC", "LOC"),
        ("CARDINAL", None),
        ("", None),
        ("人名", "PER"),
    ],
)
def test_labels(label: str, kind: str | None) -> None:
    assert kind_of(label) == kind


@pytest.mark.parametrize(("length", "limit", "overlap"), [(0, 5, 2), (5, 5, 2), (6, 5, 2), (100, 7, 3), (101, 10, 9)])
def test_windows_cover_with_the_overlap(length: int, limit: int, overlap: int) -> None:
    found = windows("村" * length, limit, overlap)
    assert found[0][0] == 0
    assert found[-1][1] == length
    assert all(e - s <= limit for s, e in found)
    assert all(before[1] - after[0] >= overlap for before, after in itertools.pairwise(found))


def test_the_more_central_view_of_a_seam_counts() -> None:
    half = NameMention(8, 10, "PER", "model:x", 0.8)  # cut off by its window's end
    whole = NameMention(8, 11, "PER", "model:x", 0.8)
    assert stitch([(0, 10, [half]), (5, 15, [whole])]) == [whole]


def test_tokens_that_dropped_space_are_found() -> None:
    assert token_edges("村长 来  了", ["村长", "来", "了"]) == [(0, 2), (3, 4), (6, 7)]
