"""Entities: joining, posts, ages, codes and canonical forms."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.article import Article, CountMention, PersonEntity
from extract.names import Names
from extract.names.gazetteer import Gazetteer
from extract.names.joining import full_person
from extract.names.places import PlaceLinker
from extract.rules import Patterns
from tests.cases_reader import read_cases
from tests.names.conftest import Read, make_article


def person(article: Article, name: str) -> PersonEntity:
    return next(person for person in article.people if person.name == name)


def titles(article: Article, name: str) -> list[tuple[str, str | None]]:
    return [
        (t.title, article.text[t.organization.start : t.organization.end] if t.organization else None)
        for t in person(article, name).titles
    ]


def test_posts_in_a_row_share_their_organ(read: Read) -> None:
    article = read("云帆酒业有限公司董事长、总经理李宁说,酒卖得好。")
    assert titles(article, "李宁") == [("董事长", "云帆酒业有限公司"), ("总经理", "云帆酒业有限公司")]


def test_each_post_keeps_its_own_organ(read: Read) -> None:
    article = read("昨天,县委常委、高新区党工委书记李宁,县政协副主席周晓波来到工地。")
    assert titles(article, "李宁") == [("常委", "县委"), ("书记", "高新区党工委")]
    assert titles(article, "周晓波") == [("副主席", "县政协")]


def test_a_list_shares_the_post_before_it(read: Read) -> None:
    article = read("市一中教师林静、周晓波报了名。")
    assert titles(article, "林静") == [("教师", "市一中")]
    assert titles(article, "周晓波") == [("教师", "市一中")]


def test_rank_after_a_party_organ_of_a_village(read: Read) -> None:
    article = read("柳塘镇东柳村党总支书记李宁说,路通了。")
    assert titles(article, "李宁") == [("书记", "柳塘镇东柳村党总支")]


def test_a_workmate_belongs_where_the_person_before_does(read: Read) -> None:
    article = read("柘岭纺织厂工人林静来了。工友周晓波说,行。")
    assert titles(article, "周晓波") == [("", "柘岭纺织厂")]


def test_a_list_of_villagers_shares_their_village(read: Read) -> None:
    article = read("柳塘村修了路。村民林静、周晓波说,好走了。")
    assert titles(article, "林静") == titles(article, "周晓波") == [("", "柳塘村")]


def test_an_organ_at_the_end_of_a_text_after_a_party_member(read: Read) -> None:
    article = read("籍贯不详的司机林静加入了县应急救援队。校工周晓波任职于云溪中学")
    assert titles(article, "周晓波") == [("校工", "云溪中学")]


def test_a_friend_of_nobody_placed_belongs_nowhere(read: Read) -> None:
    article = read("律师林静来了。工友周晓波说,行。")
    assert titles(article, "周晓波") == []


@pytest.mark.parametrize(("text", "expected"), read_cases("name_posts"))
def test_posts_find_their_organ(read: Read, text: str, expected: str) -> None:
    article = read(text)
    found = [f"{title} at {organ}" if organ else title for title, organ in titles(article, "李宁")]
    assert "李宁: " + ";".join(found) == expected


def test_the_place_of_a_post_is_an_organization_without_mentions(read: Read) -> None:
    article = read("柳塘镇东柳村党支部书记李宁说,路通了。")
    organ = next(o for o in article.organizations if o.seat)
    assert (organ.name, organ.mentions, organ.seat) == ("柳塘镇东柳村", [], article.places[0])


def test_post_in_the_predicate(read: Read) -> None:
    article = read("局长李宁走了。李宁曾是县医院的一名医生。")
    assert ("医生", "县医院") in titles(article, "李宁")


@pytest.mark.parametrize(
    ("text", "age", "start", "end"),
    [
        ("今年51岁的护林员李宁来了。", 51, 2, 5),
        ("护林员李宁,51岁,住在山上。", 51, 6, 9),
        ("护林员李宁6岁的女儿来了。", None, 5, 7),
        ("护林员李宁来了,他今年51岁。", 51, 11, 14),
        ("护林员李宁昨天在本市逝世,终年76岁。", 76, 15, 18),
        ("护林员李宁来了,他的母亲今年76岁。", None, 14, 17),
        ("护林员、大她30岁的李宁来了。", None, 6, 9),
        ("76岁退休护林员李宁来了。", 76, 0, 3),
    ],
)
def test_age(names: Names, text: str, age: int | None, start: int, end: int) -> None:
    article = make_article(text)
    value = Decimal(text[start : end - 1])
    article.counts = [
        CountMention(start, end, "age", value, value, value, "exact", "岁", None, None, None, False, "rule:test")
    ]
    names([article])
    assert person(article, "李宁").age == (None if age is None else Decimal(age))


def test_short_forms_join_the_full_name(read: Read) -> None:
    article = read("护林员顾大川,51岁。人们都叫顾老。局长李宁说,顾老是好样的。")
    assert [p.name for p in article.people] == ["顾大川", "李宁"]
    assert len(person(article, "顾大川").mentions) == 3


def test_short_form_of_two_possible_persons_stays_apart(read: Read) -> None:
    article = read("局长李宁说,路通了。主任李小波说,桥也通了。小李笑了。")
    assert {p.name for p in article.people} == {"李宁", "李小波", "小李"}


@pytest.mark.parametrize("named", ["主任李小波", "主任、工程师李小波", "李小波副主任", "李小波主任"])
def test_of_two_of_one_surname_the_post_decides(named: str) -> None:
    names = ["李宁", "李小波", "李主任"]
    assert full_person("李主任", names, f"局长李宁说,路通了。{named}说,桥也通了。李主任笑了。") == "李小波"
    assert full_person("李主任", names, "李宁说,路通了。李小波说,桥也通了。李主任笑了。") is None


def test_short_organ_joins_the_full_one(read: Read) -> None:
    article = read("柘岭市疾控中心发了通知。疾控中心要求多通风。")
    assert [(o.name, len(o.mentions), o.kind) for o in article.organizations] == [("柘岭市疾控中心", 2, "government")]


def test_numbered_hospital_joins_its_short_form(read: Read) -> None:
    article = read("柘岭市第二人民医院开了会。市里决定由二院设立门诊。")
    assert [(o.name, len(o.mentions)) for o in article.organizations] == [("柘岭市第二人民医院", 2)]


def test_relative_form_is_expanded_at_home(read: Read) -> None:
    article = read("市委召开会议。", place="苏州市")
    assert [o.canonical for o in article.organizations] == ["中共苏州市委"]
    assert [o.canonical for o in read("市委召开会议。").organizations] == [None]


def test_relative_form_is_not_expanded_where_another_city_is_named(read: Read) -> None:
    article = read("徐州市今天下雨。市委召开会议。", place="南通市")
    assert [o.canonical for o in article.organizations] == [None]


def test_places_get_code_and_path(read: Read) -> None:
    article = read("他从昆山来到昆山市临水镇。")
    assert [(p.name, p.code, p.path) for p in article.places] == [
        ("昆山", "320583", ["江苏省", "苏州市", "昆山市"]),
        ("昆山市临水镇", None, ["江苏省", "苏州市", "昆山市", "临水镇"]),
    ]


def test_homonym_is_decided_by_home() -> None:
    linker = PlaceLinker(Gazetteer(Patterns.load()))
    assert linker.link(["通州区"], "南通市")["通州区"][0] == "320612"
    assert linker.link(["通州区"], "北京市")["通州区"][0] == "110112"
    assert linker.link(["通州区"], None)["通州区"][0] is None
    assert linker.link(["通州区", "如皋市"], None)["通州区"][0] == "320612"
