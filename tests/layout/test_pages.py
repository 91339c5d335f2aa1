"""Whole pages, written for this test: credits, captions, subheads, pieces, other times and scripts."""

from __future__ import annotations

from extract.article import Article, Source
from extract.layout import Layout
from extract.rules import Settings

LAYOUT = Layout(Settings())


def read(page: str) -> list[Article]:
    return LAYOUT(Source("a.txt", "", "utf-8", page))


def credits(article: Article) -> list[tuple[str, str]]:
    return [(credit.role, credit.name) for credit in article.credits]


def test_section_headings_of_two_lines_are_one_subhead() -> None:
    page = """东川修渠记

入冬以来，东川县组织三千名民工修渠，清河两岸的渠道一天比一天长，到昨天已经修好二十公里。

早动手

东坪村民工抢在雨前开工

东坪村的民工最早来到清河边修渠。队长何田说，雨季前渠道要修到村口，三千名民工轮班上工。

重质量

北坪村石匠一块一块验石料

北坪村的石匠负责验收石料，不合格的石料一块也不许用在清河两岸的渠道上。

本报记者 马骁
"""
    (article,) = read(page)
    assert article.headline == "东川修渠记"
    assert article.subheads == ["早动手 东坪村民工抢在雨前开工", "重质量 北坪村石匠一块一块验石料"]
    assert credits(article) == [("reporter", "马骁")]


def test_headline_in_the_middle_of_its_columns() -> None:
    page = """南岭茶场开园

南岭茶场昨天开园采茶，六十名采茶工上山，第一天采下鲜叶三百斤。

场长林大川说，今年的春茶比去年早了五天，价钱也好。

天刚亮，石桥小学的操场上就有了人。几个孩子围着新篮球架，谁也不肯先走，说是要等体育老师来

领头投第一个球。

石桥小学去年还只有一块泥地，下雨天没有地方上体育课。

石桥小学有了篮球架

校友何田捐出两个月工资

“石桥小学的孩子早就盼着这一天。”校长马骁说，何田是从石桥小学走出去的第一个大学生。
"""
    tea, school = read(page)
    assert (tea.headline, school.headline, school.deck) == (
        "南岭茶场开园",
        "石桥小学有了篮球架",
        "校友何田捐出两个月工资",
    )
    assert "石桥小学的操场" in school.text
    assert "石桥小学" not in tea.text
    assert any("mid-column" in warning for warning in school.warnings)


def test_piece_put_back_is_told_in_a_warning() -> None:
    page = (
        "新坝合龙\n\n昨日合龙。\n\n本报记者 何田\n\n的工地上灯火通明。\n\n书市开张\n\n书市昨日开张，"
        + "读者很多，" * 8
        + "不远处"
    )
    dam, fair = read(page)
    assert dam.warnings == []
    assert fair.text.endswith("不远处的工地上灯火通明。")
    assert len(fair.warnings) == 1


def test_bare_signature_and_names_with_spaces() -> None:
    (article,) = read("新坝合龙\n\n东川大堤昨日合龙。\n\n何　田")
    assert credits(article) == [("correspondent", "何田")]
    credit = article.credits[0]
    assert article.text[credit.start : credit.end] == "何　田"


def test_credits_in_and_after_paragraphs() -> None:
    (article,) = read(
        "新坝合龙\n\n本报讯（实习生马大田何小川记者林骁）东川大堤昨日合龙。\n\n民工有一千多人。（责任编辑：欧阳川）"
    )
    assert credits(article) == [
        ("reporter", "马大田"),
        ("reporter", "何小川"),
        ("reporter", "林骁"),
        ("editor", "欧阳川"),
    ]


def test_brackets_that_hold_no_credit() -> None:
    (article,) = read("新坝合龙\n\n今天（17日），东川大堤（北段）合龙。\n\n大堤长四公里（含引道）。")
    assert article.credits == []


def test_traditional_page_of_the_fifties() -> None:
    page = """東川報 一九五六年八月三日　星期五　第二版

農業社完成夏徵
新華社東川二日電　東川專區三百個農業社已經完成夏徵任務。
社員林大川說：『今年麥子收得多。』

紗廠增產棉紗
本報特約記者　何田
東川紗廠七月份比六月份多產棉紗三十二件。
"""
    first, second = read(page)
    assert (first.headline, second.headline) == ("農業社完成夏徵", "紗廠增產棉紗")
    assert credits(second) == [("reporter", "何田")]
    publication = first.publication
    assert (publication.date, publication.outlet, publication.page) == ("1956-08-03", "東川報", "2")


def test_page_staff_in_the_header_is_no_credit() -> None:
    (article,) = read(
        "第B02版:综合 2016年8月3日 星期三\n责任编辑：何田 版式：马骁\n\n龙舟队下水\n\n六支龙舟队昨天下水。"
    )
    assert article.headline == "龙舟队下水"
    assert article.credits == []


def test_letters_are_closed_by_signatures() -> None:
    page = (
        "读者来信\n\n路灯坏了没人修\n\n编辑同志：\n我们村口的路灯坏了三个月。\n东坪村 林大川\n\n"
        "站牌该换了\n\n站牌上的字看不清了。\n清河路居民 何田"
    )
    assert [(a.headline, credits(a)) for a in read(page)] == [
        ("路灯坏了没人修", [("correspondent", "林大川")]),
        ("站牌该换了", [("correspondent", "何田")]),
    ]


def test_blank_sources_have_no_article() -> None:
    assert read("") == []
    assert read(" \n\u3000\n\t") == []


def test_a_page_of_furniture_only_is_one_article() -> None:
    (article,) = read("- 3 -")
    assert article.text == "- 3 -"


def test_many_short_lines_under_a_paragraph_are_no_headings() -> None:
    lines = ["渠成", "堤固", "桥通", "灯亮", "书香", "茶熟", "鱼肥"]
    (article,) = read("东川修渠。\n●" + "\n".join(lines))
    assert article.text.splitlines()[1:] == ["●渠成", *lines[1:]]


def test_page_staff_at_the_foot_is_no_credit() -> None:
    (article,) = read("东川日报 A02\n\n龙舟队下水\n\n六支龙舟队昨天下水。\n\n责编 何田 校对 马骁")
    assert article.credits == []
    assert "何田" not in article.text


def test_an_editor_without_a_page_header_is_the_story_s_own() -> None:
    (article,) = read("龙舟队下水\n\n六支龙舟队昨天下水。\n\n责任编辑：何田")
    assert credits(article) == [("editor", "何田")]


def test_where_a_text_was_taken_from_is_its_outlet() -> None:
    (article,) = read("龙舟队下水\n2016年8月3日 10:22　来源：东川水利网\n六支龙舟队昨天下水。")
    assert article.credits == []
    assert (article.publication.date, article.publication.outlet) == ("2016-08-03", "东川水利网")


def test_an_office_under_its_notice_is_no_subhead() -> None:
    page = (
        "停水通知\n\n因水管改造，8月4日东坪街停水。请居民储水。\n\n青石县自来水公司\n\n2016年8月3日\n\n"
        "书市开张\n\n书市昨日开张。"
    )
    notice, fair = read(page)
    assert (notice.headline, notice.subheads, notice.credits) == ("停水通知", [], [])
    assert [block.kind for block in notice.blocks][-1] == "byline"
    assert fair.headline == "书市开张"
