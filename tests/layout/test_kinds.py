"""Pages of many kinds of papers, written for this test: what becomes of their stories."""

from __future__ import annotations

from extract.article import Article, Source
from extract.layout import Layout
from extract.rules import Settings

LAYOUT = Layout(Settings())


def read(page: str) -> list[Article]:
    return LAYOUT(Source("a.txt", "", "utf-8", page))


def heads(articles: list[Article]) -> list[str]:
    return [article.headline for article in articles]


def names(articles: list[Article]) -> list[list[str]]:
    return [[credit.name for credit in article.credits] for article in articles]


def paragraphs(article: Article) -> list[str]:
    return [article.text[b.start : b.end] for b in article.blocks if b.kind == "paragraph"]


EVENING = """青石晚报　2012年5月9日　星期三　A11 天下

热气球落进麦田 三名乘客都平安

据新华社电 南瓦尔国一只载着游客的热气球7日落进麦田，三

名乘客没有受伤。

当地警方说，热气球起飞后遇上大风，驾驶员决定提前降

落。麦田主人请乘客喝了一杯茶。

老钟楼走慢了一百年后首次校准

【本报综合消息】北瓦尔国一座老钟楼上的大钟8日校准，这是一百年

来的第一次。修钟匠说，大钟每年慢四秒。

渡轮停航两万人改走大桥

中新社东湾5月8日电（记者 何田）受罢工影响，东湾市所有渡轮8日停航，约

两万名上班族改走跨海大桥。"""


def test_evening_paper_with_three_wires() -> None:
    articles = read(EVENING)
    assert heads(articles) == [
        "热气球落进麦田 三名乘客都平安",
        "老钟楼走慢了一百年后首次校准",
        "渡轮停航两万人改走大桥",
    ]
    assert names(articles) == [[], [], ["何田"]]
    assert "三名乘客没有受伤。" in articles[0].text
    assert "约两万名" in articles[2].text


REPUBLIC = """青石報　民國四十一年三月五日　第三版

春耕貸款提前發放

　　【本報訊】青石縣合作金庫今年的春耕貸款，已自本月一日起開始發
放，比往年提早半個月。全縣二十七個鄉鎮都可以申請，每戶最高
三百元。
　　金庫經理林大川說：「貸款提早，農民便可以提早買種。」（何田）

水門工程

月底可以完成

　　【青石四日電】清河水門工程進行順利，月底可以完成。這座水門高三
丈，寬五丈，完成後可灌溉農田兩千甲。"""


def test_traditional_page_dated_by_the_republic() -> None:
    articles = read(REPUBLIC)
    assert heads(articles) == ["春耕貸款提前發放", "水門工程月底可以完成"]
    assert len(paragraphs(articles[0])) == 2
    assert articles[0].publication.date == "1952-03-05"


FIFTIES = """青石日报　一九五七年十月十一日

苦战三十天　修好十里渠

东坪农业社提前完成水渠工程

本报讯　东坪农业社的社员苦战三十天，在十月八日把十里长的水渠修好了，比原定计

划提前十二天。（林小川）

供销社送货上山

北岭供销社的货郎担，每隔五天上山一次，把盐、煤油、针

线送到十七个村。九月份送货上山的总值有八百多元。（马骁、何田）"""


def test_paper_of_the_fifties() -> None:
    canal, peddler = read(FIFTIES)
    assert (canal.headline, canal.deck) == ("苦战三十天　修好十里渠", "东坪农业社提前完成水渠工程")
    assert (peddler.headline, peddler.deck) == ("供销社送货上山", None)
    assert "煤油、针线送到" in peddler.text
    assert names([canal, peddler]) == [["林小川"], ["马骁", "何田"]]


PICTURES = """第02版:综合新闻

麦收时节机声隆

6月12日，在沙河镇柳林村，两台收割机在麦田里来回作业。今年该镇种植小麦3.2万亩，预计

一周内收完。 （本报记者 何田 摄）

夏日荷塘

▲6月11日，游客在荷塘边拍照。近日，白鹭湖的荷花陆续开放，每天吸引

游客上千人。

通讯员 马骁 摄影报道

安全宣传进校园

□ 本报记者 林小川 通讯员 赵大田

本报讯 6月13日，县消防救援大队走进沙河镇中心小学，为600名师生上了一堂消防安全课。

消防员演示了灭火器的使用方法，并组织师生进行

疏散演练。

图为消防员指导学生使用灭火器。 赵大田 摄"""


def test_county_paper_with_pictures() -> None:
    articles = read(PICTURES)
    assert heads(articles) == ["麦收时节机声隆", "夏日荷塘", "安全宣传进校园"]
    assert names(articles) == [["何田"], ["马骁"], ["林小川", "赵大田", "赵大田"]]
    assert "预计一周内收完。" in articles[0].text
    assert "每天吸引游客上千人。" in articles[1].text
    assert "进行疏散演练。" in articles[2].text


TABLE = """第A02版:要闻

市区新增停车泊位三千个

本报讯（记者 何田）记者昨天从市城管局获悉，今年上半年市区新增停车泊位3000个。

下半年还将建设两座立体车库，泊位共

600个。

今日天气

多云到晴

偏南风3-4级

最高温度31℃

粮油价格表

品种 单位 价格

大米 元/斤 2.8

面粉 元/斤 2.3

老旧小区改造开工

本报讯（记者 马骁）白鹭小区改造工程昨天开工，惠及居民480户。"""


def test_table_and_weather_between_stories() -> None:
    articles = read(TABLE)
    assert heads(articles) == ["市区新增停车泊位三千个", "老旧小区改造开工"]
    assert "泊位共600个。" in articles[0].text
    assert names(articles) == [["何田"], ["马骁"]]


def test_page_that_begins_in_mid_article() -> None:
    page = (
        "（上接第一版）\n\n的群众工作要做在前头。会议指出，各乡镇要把防汛物资送到\n\n每一座闸口。（何田）\n\n"
        "清河两岸植树忙\n\n本报讯 3月11日，清河两岸有五百多名干部群众植树。\n\n通讯员 林小川"
    )
    rest, trees = read(page)
    assert (rest.headline, trees.headline) == ("", "清河两岸植树忙")
    assert "送到每一座闸口。" in rest.text
    assert names([rest, trees]) == [["何田"], ["林小川"]]


def test_page_whose_last_story_is_cut_off() -> None:
    page = (
        "农家书屋换新书\n\n本报讯（通讯员何田）近日，白鹭村农家书屋换上了800册新书。\n\n老人走失 民警接力寻回\n\n"
        "本报讯（记者 马骁）6月3日深夜，沙河派出所接到报警，一名老人走失。民警调看了二十多处监\n\n控，并沿着河堤分头"
    )
    books, search = read(page)
    assert search.text.endswith("监控，并沿着河堤分头")
    assert (books.headline, search.headline) == ("农家书屋换新书", "老人走失 民警接力寻回")


SCANNED = """　　修渠记
　　　　何　田
　　入冬以来，东川县组织三千
名民工修渠，清河两岸的渠道一
天比一天长，到昨天已经修好二
十公里。
　　“渠修好了，明年就不怕旱
了。”东坪村的民工队长林大川
说，他们村有一百二十人参加，
最大的六十一岁。
　　渠道全长三十五公里，计划
三月底放水。"""


def test_scanned_page_wrapped_at_thirteen_characters() -> None:
    (article,) = read(SCANNED)
    assert (article.headline, names([article])) == ("修渠记", [["何田"]])
    assert paragraphs(article) == [
        "入冬以来，东川县组织三千名民工修渠，清河两岸的渠道一天比一天长，到昨天已经修好二十公里。",
        "“渠修好了，明年就不怕旱了。”东坪村的民工队长林大川说，他们村有一百二十人参加，最大的六十一岁。",
        "渠道全长三十五公里，计划三月底放水。",
    ]


def test_clean_text_stays_as_it_is() -> None:
    text = "市图书馆延长开放时间\n6月起，市图书馆开放到晚上九点。\n“下班后也能来看书了。”读者何田说。\n馆方增加了座位。"
    (article,) = read(text)
    assert (article.text, article.credits) == (text, [])
