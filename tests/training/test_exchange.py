"""Names that come from other sentences: of the same form only, and as many as were asked for."""

import numpy as np
import pytest

from extract.article import NameKind
from extract.training.corpora import Sample
from extract.training.exchange import Exchanger, form


class Silent:
    """An inventor that gives one name, to be told from those of the samples."""

    def fresh(self, name: str, kind: NameKind, dice: np.random.Generator) -> str | None:
        return "发明"


PEOPLE = ["沈桂芬", "周晓波", "郭海燕", "林小满", "何雨田", "丁一山", "田间路"]
SAMPLES = [Sample(f"村民{name}说好。", ((2, 5, "PER"),), "msra") for name in PEOPLE]
SAMPLES += [Sample("到了柳河县。", ((2, 5, "LOC"),), "msra")]


def test_people_change_with_people_of_their_length() -> None:
    names = Exchanger(SAMPLES, Silent(), 1.0)
    dice = np.random.default_rng(1)
    drawn = {names.fresh("王大力", "PER", dice) for _ in range(200)}
    assert drawn == set(PEOPLE)
    assert names.fresh("王力", "PER", dice) is None  # nobody else has two characters


def test_a_form_with_few_names_is_left_alone() -> None:
    assert Exchanger(SAMPLES, Silent(), 1.0).fresh("石桥县", "LOC", np.random.default_rng(1)) is None


def test_the_other_share_is_invented() -> None:
    names = Exchanger(SAMPLES, Silent(), 0.25)
    dice = np.random.default_rng(1)
    invented = sum(names.fresh("王大力", "PER", dice) == "发明" for _ in range(1000))
    assert invented == pytest.approx(750, abs=60)


@pytest.mark.parametrize(
    ("one", "other", "kind", "same"),
    [
        ("王力", "林静", "PER", True),
        ("王力", "王大力", "PER", False),
        ("阿里巴", "王大力", "PER", False),
        ("玛丽安娜", "玛格丽特·希尔", "PER", True),
        ("柳河县", "东石桥县", "LOC", True),
        ("柳河县", "柳河市", "LOC", False),
        ("柳河", "石桥", "LOC", True),
        ("柳河厂", "柳河厂", "ORG", True),
    ],
)
def test_forms(one: str, other: str, kind: NameKind, same: bool) -> None:
    assert (form(one, kind) == form(other, kind)) is same
