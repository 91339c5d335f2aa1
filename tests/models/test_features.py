import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extract.models.features import UNKNOWN, WORD_FEATURES, Alphabet, Pairs, Vocabulary, join, word_features


def test_digits_letters_and_strangers_share_ids() -> None:
    alphabet = Alphabet("村长")
    assert alphabet.ids("1").tolist() == alphabet.ids("8").tolist()
    assert alphabet.ids("a").tolist() != alphabet.ids("A").tolist()
    assert alphabet.ids("龘𠮷").tolist() == [UNKNOWN, UNKNOWN]
    assert alphabet.size == 7


def test_pairs_are_known_by_both_characters_in_order() -> None:
    vocabulary = Vocabulary.of("村长来", "长来村长a0")
    read = vocabulary.characters.ids
    assert vocabulary.pairs.size == 4
    assert vocabulary.pairs.ids(read("村长来村")).tolist() == [2, 1, 0]
    assert vocabulary.pairs.ids(read("村龘来")).tolist() == [0, 0]
    assert vocabulary.pairs.ids(read("x7")).tolist() == vocabulary.pairs.ids(read("b3")).tolist() == [3]


def test_no_pairs_is_a_vocabulary_too() -> None:
    alphabet = Alphabet("村长")
    assert Pairs("", alphabet).ids(alphabet.ids("村长")).tolist() == [0]


def test_words_give_place_and_class() -> None:
    features = word_features("村民来到北京")
    assert len(features) == 6
    assert features[0] != features[1]  # begin and end of one word
    assert features[4] != features[0]  # a place is not a common noun


def test_a_line_end_keeps_sentences_apart() -> None:
    alone = [word_features(s) for s in ("王小明来到东", "村口有人")]
    together = word_features(join(["王小明来到东", "村口有人"]))
    assert together[:6].tolist() == alone[0].tolist()
    assert together[7:].tolist() == alone[1].tolist()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_one_feature_a_character_whatever_the_text(text: str) -> None:
    vocabulary = Vocabulary.of("村长", "村长长村")
    ids, words = vocabulary.characters.ids(text), word_features(text)
    assert len(ids) == len(words) == len(text)
    assert ((words >= 0) & (words < WORD_FEATURES)).all()
    if len(text) > 1:
        pairs = vocabulary.pairs.ids(ids)
        assert len(pairs) == len(text) - 1
        assert ((pairs >= 0) & (pairs < vocabulary.pairs.size)).all()
    assert ids.dtype == words.dtype == np.int32
