"""Hints: what a document says clearly at one place counts at its other places, and nowhere else."""

from collections.abc import Sequence

from extract.article import NameKind, NameMention
from extract.training.consistency import clear, hinted
from extract.training.corpora import Sample

Answer = dict[str, list[tuple[str, NameKind, float]]]  # a sentence's names, with their kinds and probabilities


def tagger(answers: Answer, sentences: Sequence[str]) -> list[list[NameMention]]:
    return [
        [NameMention(s.index(n), s.index(n) + len(n), kind, "test", p) for n, kind, p in answers.get(s, [])]
        for s in sentences
    ]


def hints(answers: Answer, *documents: Sequence[str]) -> list[list[str]]:
    raw = [[Sample(text, (), "raw") for text in document] for document in documents]
    found = hinted(raw, lambda sentences: tagger(answers, sentences))
    assert [s.text for s in found] == [text for document in documents for text in document]
    return [[f"{s.text[a:b]} {kind}" for a, b, kind in s.spans] for s in found]


def test_a_clear_name_is_a_hint_where_nothing_was_found_in_its_own_document() -> None:
    answers: Answer = {"村民何苗说好。": [("何苗", "PER", 0.95)]}
    assert hints(answers, ["村民何苗说好。", "夸何苗的多。"], ["何苗长高了。"]) == [[], ["何苗 PER"], []]


def test_an_unsure_name_gets_a_hint_and_a_sure_one_needs_none() -> None:
    answers: Answer = {
        "村民何苗说好。": [("何苗", "PER", 0.95)],
        "何苗种树。": [("何苗", "PER", 0.6)],
        "何苗回家。": [("何苗", "PER", 0.85)],
        "去何苗看看。": [("何苗", "LOC", 0.85)],
    }
    assert hints(answers, list(answers)) == [[], ["何苗 PER"], [], ["何苗 PER"]]


def test_a_hint_cuts_no_longer_name() -> None:
    answers: Answer = {"到了清河。": [("清河", "LOC", 0.95)], "清河中学放假。": [("清河中学", "ORG", 0.5)]}
    assert hints(answers, list(answers)) == [[], []]


def test_what_is_of_two_kinds_is_not_clear() -> None:
    texts = ["到了清河。", "清河赢了。"]
    found = tagger({texts[0]: [("清河", "LOC", 0.95)], texts[1]: [("清河", "ORG", 0.95)]}, texts)
    assert clear(texts, found) == {}
    assert clear(texts[:1], found[:1]) == {"清河": "LOC"}


def test_single_characters_and_unsure_names_are_not_clear() -> None:
    texts = ["访美归来。", "何苗种树。"]
    found = tagger({texts[0]: [("美", "LOC", 0.99)], texts[1]: [("何苗", "PER", 0.89)]}, texts)
    assert clear(texts, found) == {}
