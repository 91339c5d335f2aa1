"""Invented news sentences with their names marked, and fresh names for real sentences.

What a tagger misses most are names that training never showed. So the grammar of grammar.txt writes sentences about
people, places and organs that don't exist, and `freshen` puts such names into annotated sentences.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Protocol

import numpy as np

from extract.article import NameKind
from extract.rules import fold
from extract.training.corpora import KINDS, Sample, Span

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易"
    "乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴"
    "蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边"
    "卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封官谈匡鞠惠荆乐冀胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘"
    "满闻位厉伊仝区郜海阚花强帅"
)
DOUBLE_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "端木",
    "东方",
    "南宫",
)
_FOREIGN = (
    "阿埃艾安奥巴班贝本比彼别波博布查达戴丹德登迪蒂杜多厄恩尔法菲费佛弗夫福盖戈格古哈海汉赫亨霍基加贾杰卡凯坎科克肯库"
    "拉莱兰劳勒雷里利莲林隆卢鲁伦罗洛马玛曼梅蒙米明莫穆纳奈内尼努诺欧帕佩皮普齐乔琼让热日瑞萨塞桑森沙史斯施苏索塔泰汤"
    "特廷图托瓦万威韦维沃乌西希夏肖谢辛雅亚扬耶伊英约泽扎詹朱"
)
_STEM = (
    "东西南北中上下大小新老长高青白黄红金银龙凤虎马牛石沙柳桃杏梅兰竹松柏桐桥河溪江湖泉塘湾港口岸浦沟坝山岭坪坡峰岗坎"
    "洞田园林庄家店集堡营寨塔庙寺观台亭关城墩头尾门安宁平和兴隆昌盛永福祥瑞吉庆丰富广德仁义礼信文武英雄明光华清秀美春"
    "秋云天星月阳海三五六七九十"
)
_SYMBOL = re.compile(r"\{([A-Za-z0-9_]+)\}")
GRAMMAR = Path(__file__).with_name("grammar.txt")
_MARKED: dict[NameKind, str] = {  # the symbols of the grammar that are names
    "PER": "PER SHORTPER WNAME",
    "ORG": "ORG ORGREL ORGF BRD TMQ TMT ABR MIS NATO",
    "LOC": "LOC VIL TWN CTY CTYS CTYH PRV CTP RD NAT EST FRG",
}
_LABELS = {symbol: kind for kind, symbols in _MARKED.items() for symbol in symbols.split()}
Dice = np.random.Generator


class Choice:
    """A weighted list to draw from."""

    def __init__(self, items: Sequence[str], weights: Iterable[float] | None = None) -> None:
        self.items = list(items)
        sums = np.array(list(accumulate(weights or [1.0] * len(self.items))))
        self._sums = sums / sums[-1]

    def draw(self, dice: Dice) -> str:
        """One item."""
        return self.items[min(int(np.searchsorted(self._sums, dice.random(), side="right")), len(self.items) - 1)]


def _column(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [fold(row["name"]) for row in csv.DictReader(lines)]


_SUFFIX = re.compile("(?:特别行政区|.{0,3}族自治[区州县]|自治[区州县旗]|新区|地区|省|市|县|区)$")
_TOWN = re.compile("(?:街道|办事处|地区|镇|乡|苏木)$")


def _short(name: str) -> str:
    cut = _SUFFIX.sub("", name)
    return cut if len(cut) >= 2 else name


class Fresh(Protocol):
    """What gives names new faces: an `Inventor`, or one that exchanges them."""

    def fresh(self, name: str, kind: NameKind, dice: Dice) -> str | None:
        """A new name of the same sort, or None."""


class Inventor:
    """Draws names and sentences. `data` holds admin_divisions/; `samples` teach what people are called."""

    def __init__(self, data: Path, samples: Iterable[Sample], grammar: Path = GRAMMAR) -> None:
        self.terminals = _terminals(data / "admin_divisions" / "dist", samples)
        self.rules = read_grammar(grammar)

    def expand(self, symbol: str, dice: Dice) -> tuple[str, list[Span]]:
        """Text and spans of one symbol; the outermost label counts."""
        if symbol in self.terminals:
            return self.terminals[symbol](dice), []
        text, spans = "", []
        for is_symbol, part in self.rules[symbol].draw(dice):
            if is_symbol:
                inner, marks = self.expand(part, dice)
                spans += [(s + len(text), e + len(text), k) for s, e, k in marks]
                text += inner
            else:
                text += part
        label = _LABELS.get(symbol)
        return (text, [(0, len(text), label)]) if label else (text, spans)

    def sentence(self, dice: Dice) -> Sample:
        """One invented sentence."""
        text, spans = self.expand("S", dice)
        return Sample(text, tuple(spans), "invented")

    def fresh(self, name: str, kind: NameKind, dice: Dice) -> str | None:
        """A new name of the same sort, or None where the sort of the old one isn't clear."""
        if kind == "PER":
            if "·" in name or len(name) > 4 or not name.isalpha() or name.isascii():
                return None
            if len(name) in (2, 3) and name[0] in SURNAMES:
                return self.terminals["surname"](dice) + self.terminals["given"](dice)
            return None
        if kind == "LOC" and (_SUFFIX.search(name) or (name[-1] in "村镇乡路山河" and len(name) > 2)):
            return self.expand("LOC", dice)[0]
        if kind == "ORG" and len(name) >= 5:
            return self.expand("ORG", dice)[0]
        return None


def freshen(sample: Sample, inventor: Fresh, dice: Dice, share: float = 0.5) -> Sample:
    """The sample with some of its names replaced, by the inventor's; the same name gets the same replacement."""
    new: dict[tuple[str, NameKind], str | None] = {}
    text, spans, at = "", [], 0
    for start, end, kind in sample.spans:
        old = sample.text[start:end]
        if (old, kind) not in new:
            new[old, kind] = inventor.fresh(old, kind, dice) if dice.random() < share else None
        text += sample.text[at:start]
        name = new[old, kind] or old
        spans.append((len(text), len(text) + len(name), kind))
        text, at = text + name, end
    return Sample(text + sample.text[at:], tuple(spans), sample.source, sample.unsure)


def _terminals(places: Path, samples: Iterable[Sample]) -> dict[str, Callable[[Dice], str]]:
    given, foreign = _people(samples)
    surnames = Choice(
        [*SURNAMES, *DOUBLE_SURNAMES], [1 / (i + 12) for i in range(len(SURNAMES))] + [0.001] * len(DOUBLE_SURNAMES)
    )
    towns = _column(places / "streets.csv")
    stems = sorted({s for s in (_TOWN.sub("", t) for t in towns) if 2 <= len(s) <= 3})
    real, char, syllable = Choice(stems), Choice(_STEM), Choice(_FOREIGN)

    def drop(names: list[str], share: float) -> Callable[[Dice], str]:
        choice = Choice(names)
        return lambda dice: _short(choice.draw(dice)) if dice.random() < share else choice.draw(dice)

    def given_name(dice: Dice) -> str:
        return given.draw(dice) + (given.draw(dice) if dice.random() < 0.78 else "")

    def foreign_name(dice: Dice) -> str:
        if dice.random() < 0.5:
            return foreign.draw(dice)
        return "".join(syllable.draw(dice) for _ in range(int(dice.integers(2, 6))))

    def stem(dice: Dice) -> str:
        return real.draw(dice) if dice.random() < 0.7 else char.draw(dice) + char.draw(dice)

    return {
        "surname": surnames.draw,
        "given": given_name,
        "foreign": foreign_name,
        "stem": stem,
        "province": drop(_column(places / "provinces.csv"), 0.5),
        "city": drop(
            [c for c in _column(places / "cities.csv") if len(c) > 2 and "直辖" not in c and c != "市辖区"], 0.4
        ),
        "county": drop([c for c in _column(places / "areas.csv") if len(c) > 2], 0.3),
        "town": Choice([t for t in towns if _TOWN.search(t) and len(t) <= 6]).draw,
        "digit": Choice("123456789").draw,
    }


def _people(samples: Iterable[Sample]) -> tuple[Choice, Choice]:
    given: Counter[str] = Counter()
    foreign: Counter[str] = Counter()
    for sample in samples:
        for start, end, kind in sample.spans:
            name = sample.text[start:end]
            if kind == "PER" and len(name) in (2, 3) and name[0] in SURNAMES and "·" not in name:
                given.update(name[1:])
            elif kind == "PER" and (len(name) > 3 or "·" in name):
                foreign.update(part for part in name.split("·") if len(part) > 1 and not part.isascii())
    chars = sorted(c for c, n in given.items() if n > 1) or list("明华芳丽")
    parts = sorted(foreign) or ["阿里", "约翰"]
    return Choice(chars, [given[c] ** 0.6 or 1.0 for c in chars]), Choice(parts)


class Alternatives:
    """The weighted alternatives of one symbol, each a list of (is a symbol, text)."""

    def __init__(self, rows: list[tuple[float, str]]) -> None:
        self._parts = [[(i % 2 == 1, p) for i, p in enumerate(_SYMBOL.split(text)) if p] for _, text in rows]
        self._choice = Choice([str(i) for i in range(len(rows))], [weight for weight, _ in rows])

    def draw(self, dice: Dice) -> list[tuple[bool, str]]:
        """One alternative."""
        return self._parts[int(self._choice.draw(dice))]


def read_grammar(path: Path) -> dict[str, Alternatives]:
    """The rules of a grammar file. Raises ValueError with the line that is not `name = text`."""
    rows: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        head, mark, text = line.partition(" = ")
        if not mark:
            raise ValueError(f"{path}, line {number}: not of the form `name = text`")
        name, _, weight = head.partition("*")
        rows[name].append((float(weight or 1), text))
    return {name: Alternatives(found) for name, found in rows.items()}


assert set(_LABELS.values()) == set(KINDS)
