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
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉"
    "|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
PEOPLE = re.compile(
    f"(?:(?:{PEOPLES})族)+$|(?<=.)(?:壮族|回族|维吾尔|土族|塔吉克|哈萨克|柯尔克孜|蒙古|鄂伦春|鄂温克|达斡尔)$"
)
NOT_SHORT = frozenset(
    word
    for line in (Path(__file__).parent / "places_everyday.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
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
