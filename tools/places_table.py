"""Write patterns/lexicon/places.tsv: the administrative places of China down to the county.

Source of names and codes: the package `cpca` (MIT licence, `pip download cpca==0.5.5 --no-deps`), file
`cpca/resources/adcodes.csv`: GB/T 2260 as of 2018. What was renamed, raised or merged since, and names that papers of
earlier decades use, stand in patterns/lexicon/places_changed.tsv, which is written by hand.

A short form is the name without its class (海门 for 海门市). None is given where the remainder is one character or
an everyday word: jieba's dictionary (MIT) says which are everyday words.

    python tools/places_table.py cpca-0.5.5-py3-none-any.whl
"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from pathlib import Path

TARGET = Path(__file__).parent.parent / "patterns" / "lexicon" / "places.tsv"
RESOURCE = "cpca/resources/adcodes.csv"
HEADER = (
    "# Administrative places of China to county level, GB/T 2260 codes as of 2018.\n"
    "# Written by tools/places_table.py from cpca 0.5.5 (MIT licence); do not edit, see places_changed.tsv.\n"
    "name\tshort\tcode\tparent\tlevel\n"
)
NOT_PLACES = re.compile("^(?:市辖区|县|.*直辖县级行政区划|中沙群岛的岛礁及其海域)$")
CLASS = re.compile("(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|矿区|新区|省|市|县|区|旗|盟)$")
PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|"
    "毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
PEOPLE = re.compile(
    f"(?:(?:{PEOPLES})族)+$|(?<=.)(?:壮族|回族|维吾尔|土族|塔吉克|哈萨克|柯尔克孜|蒙古|鄂伦春|鄂温克|达斡尔)$"
)
# Personal names, everyday words and better-known places that share the form of a county's short name.
NOT_SHORT = frozenset(
    "滨江 盘龙 宁国 云溪 大丰 金水 金湖 临江 龙溪 新桥 三江 石桥 朝阳 和平 平安 新华 中山 白云 红旗 向阳 长安 文化 龙门 太平 凤凰 爱民 建华 永安 永和 永红 永兴 丹凤 海伦 文昌 玉树 金华 临时 新民 新建 新兴 新城 "
    "西湖 东湖 南湖 南山 西山 东山 江南 江北 江东 海南 河南 河北 海西 海北 黄南 北海 南海 东海 黄海 泰山 黄山 恒山 太湖 长江 黄河 江城 山阳 双塔 东方 中原 "
    "大安 大同 大通 安定 安居 安宁 通道 合作 互助 民乐 和顺 和静 清水 宁静 灵石 阳光 清河 沙河 平原 高原 平川 天山 昆仑 望江 江口 河口 港口 湖口 石城 黄陵 "
    "江山 东兴 兴隆 延安路 公安 会同 南部 资源 镇江路 临时 光山 光泽 同心 古城 江华 友好 团结 解放 曙光 前进 胜利 光明 平和 仁和 泰和 太和 荣成路 成安 "
    "滨海 新区 滨海新 浦东新 沈北新 市中 西安区 东安 甘南 乌兰 河曲 鼓楼 城厢 城关 城东 城西 城南 城北 大方 万全 建设 兴国 康乐 长寿 秀山 牡丹 朝天 南江 通海 "
    "普通 柳林 松林 昌平路 阿里 龙山 宝山 金山 青山 中阳 尖山 凉城 高阳 香河 大城 长岭 东港 柳河 天等 上林 马山 灵山 西平 正阳 平顺 都安 大关 双江 白河 独山 "
    "镇安 甘泉 三原 永寿 华容 保安 南和 新河 武安 武城 乐东 东兰 金秀 昌江 定安 两当 正宁 庆阳路 西和 龙江 双河 东坡 石柱 梅县 源城 玉龙 太白 灯塔 五常 天长 四会 孝义 "
    "和政 友谊 扬中 木兰 威信 上街 新和 来宾 同仁 中江 同德 方正 山南 温泉 南郊 高明 海港 怀远 平利 田东 西吉 融安 马龙 大田 天全 江干 资兴 路桥 新都 南明 "
    "白玉 和龙 安康 从江 界首 永川 云龙 商都 海东 高密 明水 新安 新市 资中 利通 兴和 长海 吉利 子长 杂多 高昌 大新 新化 尼玛 永春 来安 新宁 广平 聂荣 成武 "
    "钢城 江川 裕民 云和 惠民 平南 卫东 中站 沿河 同安 高要 明光 武定 新干 阳春 兴山 金凤 路北 周宁 宝塔 七星 阳西 满城 润州 永胜 盘山 得荣 银海 永城 永康 "
    "江津 道真 高青 乐山县 万秀 叠彩 石峰 桥东 桥西 龙城 博罗 平武 惠来 康保 高安 安达 武威县 文水 合山 平坝 连山 德江 永平 将乐 洪江 白沙 上思 爱辉 定海 "
    "金明 禹会 云霄 玉山 磐石 和田县 金安 大东 余庆 成华 临海县 民丰 同江 洛宁 花都 隆德 望花 元宝 迁安县 铁锋 通城 始兴 福田 石首 金沙 乐清 元江 新平 华宁 "
    "秀英 龙井 长白 长泰 博爱 樟树 东台 天河 南开 清原 兴城 西丰 向海 南丰  信丰 新昌 永丰 万安 龙泉 开化 大邑 安福 新泰 安平 安国 富平 永昌 洛川 新余县 和平".split()
)
RARE = 20  # a word that jieba's corpus had no more often than this is no everyday word
PROPER = ("ns", "nr", "nz", "nt", "zg", "x")  # jieba's tags of names, and of what its author could not class


def short_form(name: str, level: str, everyday: set[str]) -> str:
    """The name without its class and its peoples; "" where that is too short or an everyday word."""
    bare = CLASS.sub("", name)
    while (trimmed := PEOPLE.sub("", bare)) != bare and len(trimmed) >= 2:
        bare = trimmed
    if len(bare) < 2 or bare == name or bare.endswith("族"):
        return ""
    if level == "province":
        return bare
    if bare in NOT_SHORT or name.endswith("旗"):
        return ""
    return "" if level == "county" and not name.endswith("市") and bare in everyday else bare


def level_of(code: str) -> str:
    """province, prefecture or county, from the zeros at the end of a GB/T 2260 code."""
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def parent_of(code: str, known: set[str]) -> str:
    """The code of the place above that is in the table, "" for a province."""
    above = (code[:4] + "00", code[:2] + "0000")
    return next((up for up in above if up != code and up in known), "")


def everyday_words() -> set[str]:
    """The words of jieba's dictionary that are tagged as anything but names."""
    import jieba

    words = set()
    with jieba.get_dict_file() as lines:
        for line in lines.read().decode("utf-8").splitlines():
            word, frequency, tag = line.split()
            if not tag.startswith(PROPER) and int(frequency) > RARE:
                words.add(word)
    return words


def main(wheel: str) -> None:
    """Read the wheel, write the table."""
    text = zipfile.ZipFile(wheel).read(RESOURCE).decode("utf-8-sig")
    rows = [(row["adcode"][:6], row["name"]) for row in csv.DictReader(io.StringIO(text))]
    places = sorted((code, name) for code, name in rows if not NOT_PLACES.match(name))
    known, everyday = {code for code, _ in places}, everyday_words()
    lines = []
    for code, name in places:
        level = level_of(code)
        lines.append("\t".join((name, short_form(name, level, everyday), code, parent_of(code, known), level)))
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(lines)} places")


if __name__ == "__main__":
    main(sys.argv[1])
