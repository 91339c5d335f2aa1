import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extract.models.features import PAIR_BUCKETS, UNKNOWN, WORD_FEATURES, Alphabet, join, pairs, word_features


def test_digits_letters_and_strangers_share_ids() -> None:
    alphabet = Alphabet("村长")
    assert alphabet.ids("1").tolist() == alphabet.ids("8").tolist()
    assert alphabet.ids("a").tolist() != alphabet.ids("A").tolist()
    assert alphabet.ids("龘𠮷").tolist() == [UNKNOWN, UNKNOWN]
    assert alphabet.size == 7


def test_pairs_with_an_unknown_are_no_pair() -> None:
    alphabet = Alphabet("村长来")
    known, unknown = pairs(alphabet.ids("村长来")), pairs(alphabet.ids("村龘来"))
    assert (known > 0).all()
    assert known[0] != known[1]
    assert unknown.tolist() == [0, 0]


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
    ids, words = Alphabet("村长").ids(text), word_features(text)
    assert len(ids) == len(words) == len(text)
    assert ((words >= 0) & (words < WORD_FEATURES)).all()
    if len(text) > 1:
        assert ((pairs(ids) >= 0) & (pairs(ids) < PAIR_BUCKETS)).all()
    assert ids.dtype == words.dtype == np.int32
