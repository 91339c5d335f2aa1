"""An article's words as a string of classes, with names, dates, counts, titles and parentheses as single tokens."""

from __future__ import annotations

import re

from extract.actions.grammar import Cues
from extract.article import Article

_NAMED = {"PER": "P", "ORG": "O", "LOC": "L"}
# A book title, a short quoted name, or a parenthesis: nothing inside is read as a clause.
_WRAPPED = re.compile(
    r"《[^《》。]{1,60}》|“[^“”,。;:!?]{1,16}”|『[^『』]{1,16}』|‘[^‘’,。;:!?]{1,16}’|\([^()。]{1,40}\)"
)


# Several words that only tell how, or which way something goes.
_ADVERBIAL = re.compile(
    "第一时间|一口气|不同程度|逐家逐户|(?:[自由从])?[东西南北]{1,2}[向往朝][东西南北]{1,2}(?:方向)?|夜以继日"
    "|以[0-9零〇一二三四五六七八九十百千两]{1,8}票[对比][0-9零〇一二三四五六七八九十百千两]{1,8}票(?:[之的](?:多数|票数|结果))?(?:决议|表决)?"
)
_MODEL = re.compile("[歼运教轰直]-?[0-9]{1,3}[A-Z]?(?=飞机|直升机|战机|教练机|客机|运输机|型)")  # 运12 | 飞机
_QUALITY = re.compile("可(?:支配|再生|回收|降解|穿戴)(?=[\u4e00-\u9fff])")  # 可支配 | 收入: says what sort it is
_SITES = ("医院", "病房", "现场", "家中", "校内", "车间", "工地", "井下")  # 正在 | 医院
_GAP = re.compile(r"\s+")
_REMEMBERED = 100_000  # words whose halves are kept
_REACHING = re.compile("超过|突破|达到|达|高达|多达|逾|超")
_CLAUSE_ENDS = frozenset(",;。!? \n") | {""}
# 本报讯(记者…), 某某晚报消息, 新华社某地3月2日电: who reports, not what happened.
_MEDIUM = (
    "本报|本刊|新华社|新华网|中新社|中新网|人民网|央视网|"
    "[\u4e00-\u9fff]{1,4}(?:[日晚晨商时早青]报|都市报|电视台|新闻网)"
)
_DATELINE = re.compile(
    rf"【?(?:{_MEDIUM})(?:[^。,;\n]{{0,16}}?(?:讯|电)(?:\([^()\n]{{0,60}}\)|[\s:】])|(?:消息|快讯)[\s:]?)"
    r"|【[^【】。,;\n]{1,40}(?:讯|电|报道|报导|消息)】"
    r"|[^。,;\n]{0,16}\d{1,2}日电(?:\([^()\n]{0,60}\)|[\s:]|(?=[\u4e00-\u9fff]))"
)
_SENDS = re.compile("[讯电消快]|报[道导]")  # in every dateline, this near to its beginning
_LEAD = 26
_REPORTED = re.compile(r"[^。;:\n]{0,60}?\s?(报道[:,])")  # …通讯员何田报道:


class Tokens:
    """Token arrays of one article: character starts and ends, and `codes`, one class letter a token.

    White space between two words, and the dateline of a block, is a clause end.
    """

    __slots__ = ("_cues", "_events", "_triggers", "at", "codes", "ends", "kinds", "starts", "text")

    def __init__(self, article: Article, cues: Cues, triggers: frozenset[str], events: frozenset[str]) -> None:
        self.text = article.folded
        mentions = {name.start: _NAMED[name.kind] for name in article.names}
        mentions |= dict.fromkeys((date.start for date in article.dates), "t")
        mentions |= dict.fromkeys((count.start for count in article.counts), "m")
        self.kinds: dict[int, str] = {date.start: date.kind for date in article.dates}
        self.starts: list[int] = []
        self.ends: list[int] = []
        self._cues, self._triggers, self._events = cues, triggers, events
        special = self._wrapped() | self._datelines(article)
        self.codes = "".join(self._cut(article, mentions, special))
        self.at = dict(zip(self.starts, range(len(self.starts)), strict=True))

    def _cut(self, article: Article, mentions: dict[int, str], special: dict[int, tuple[int, str]]) -> list[str]:
        """Fills `starts` and `ends`; returns the classes."""
        codes: list[str] = []
        previous, last = 0, ""
        heads = self._headline_gaps(article)
        text, of, plain, known = self.text, self._cues.of, self._cues.plain, self._triggers
        odd = special.keys() | mentions.keys()
        glued = self._cues.sets["glued"]
        starts, ends, add = self.starts.append, self.ends.append, codes.append
        for start, end, tag in article.words:
            if start != previous:
                if start < previous:
                    continue
                if start in heads or not (text[start].isascii() or text[previous - 1].isascii()):
                    self._add(codes, previous, start, ",")
            if start in odd and (start in special or tag in _MENTION_TAGS):
                if start in special:
                    end, last = special[start]
                else:
                    start, last = self._mention(codes, start, end, mentions[start])
            else:
                word = text[start:end]
                if last == "d" and text[start - 1] == "在" and word.endswith(_SITES):
                    self._cut_at(codes, start)
                try:
                    last = plain[tag][word]
                except KeyError:
                    last = of(word, tag)
                    if end - start == 4 and last in "nva" and word not in known:
                        cut = self._halves(word, last)
                        if cut is not None:
                            self._add(codes, start, start + 2, cut[0])
                            start, last = start + 2, cut[1]
                        else:
                            self._cues.keep(word, tag, last)
                    elif last == "v" and word[0] in glued and word not in known:
                        if self._is_glued(word, end):
                            self._add(codes, start, start + 1, "d")
                            start += 1
                    elif last == "l" and end - start == 2 and word[0] in known:
                        self._add(codes, start, start + 1, "v")  # 签 | 了
                        start += 1
                    else:
                        self._cues.keep(word, tag, last)
            starts(start)
            ends(end)
            add(last)
            previous = end
        return codes

    def _is_glued(self, word: str, end: int) -> bool:
        """再添 | 两台, 能卖 | 一百碗: an adverb and a trigger before its object, taken for one word."""
        return word[1:] in self._triggers and self.text[end : end + 1] not in _CLAUSE_ENDS

    def _mention(self, codes: list[str], start: int, end: int, code: str) -> tuple[int, str]:
        """Where a mention's own token begins, and its class: what belongs to the word before is cut off."""
        if code == "m":
            return self._amount(codes, start, end)
        if code == "t" and self.text[end - 1] in "后时" and self.text[start : end - 1] in self._triggers:
            self._add(codes, start, end - 1, "v")  # 接警 | 后
            return end - 1, "F"
        if code in "LO" and codes and codes[-1] == "d" and self.text[start - 1] == "在":
            self._cut_at(codes, start)
        return start, code

    def _add(self, codes: list[str], start: int, end: int, code: str) -> None:
        self.starts.append(start)
        self.ends.append(end)
        codes.append(code)

    def _cut_at(self, codes: list[str], start: int) -> None:
        """正在 | 县医院: the adverb before a place ends with the preposition."""
        if self.ends[-1] == start and start - self.starts[-1] == 2:
            self.ends[-1] = start - 1
            self._add(codes, start - 1, start, "i")

    def _amount(self, codes: list[str], start: int, end: int) -> tuple[int, str]:
        """超过3万元 at the end of a clause: the figure reaches it, so the verb is cut off; 多次 is an adverb."""
        adverbial = self.text[start:end] in self._cues.sets["adverb"]
        match = _REACHING.match(self.text, start) if self.text[end : end + 1] in _CLAUSE_ENDS else None
        if match is not None:
            self._add(codes, start, match.end(), "v")
            start = match.end()
        return start, "d" if adverbial else "m"

    def _headline_gaps(self, article: Article) -> frozenset[int]:
        """Where a word follows white space in a headline: there even figures begin a new clause."""
        gaps: set[int] = set()
        for block in article.blocks:
            if block.kind in ("headline", "kicker", "deck", "subhead"):
                gaps.update(match.end() for match in _GAP.finditer(self.text, block.start, block.end))
        return frozenset(gaps)

    def _halves(self, word: str, code: str) -> tuple[str, str] | None:
        """举办活动, 现场表演: the classes of the halves of a dictionary word that holds a trigger; None of others."""
        halves = self._cues.halves
        if (word, code) not in halves:
            if len(halves) > _REMEMBERED:
                halves.clear()
            halves[word, code] = self._cut_word(word[:2], word[2:], code)
        return halves[word, code]

    def _cut_word(self, left: str, right: str, code: str) -> tuple[str, str] | None:
        known = self._cues.code
        sets = self._cues.sets
        thing = code != "v" and (right in sets["thing"] or right in sets["soft_tail"])
        thing = (thing or right.endswith(self._cues.human)) and left not in sets["ordering"]
        if left in self._triggers and left not in self._events and not thing:
            return known.get(left) or "v", known.get(right) or "n"
        if left in self._cues.sets["adverb"] and code == "n":
            return "d", known.get(right) or "v"
        if right in self._triggers and (left in self._cues.sets["adverb"] or left in self._cues.sets["scene"]):
            return "d", known.get(right) or "v"
        acts = left.endswith(self._cues.human)
        if right in self._triggers and (left in self._cues.sets["theme"] or acts):
            return "n", known.get(right) or "v"
        return None

    def _datelines(self, article: Article) -> dict[int, tuple[int, str]]:
        found = {}
        credited = {credit.end for credit in article.credits}
        for block in article.blocks:
            match = _REPORTED.match(self.text, block.start, block.end) if credited else None
            if match is None or match.start(1) not in credited:
                led = _SENDS.search(self.text, block.start, min(block.end, block.start + _LEAD))
                match = _DATELINE.match(self.text, block.start, block.end) if led else None
            if match:
                found[block.start] = (match.end(), ",")
        return found

    def _wrapped(self) -> dict[int, tuple[int, str]]:
        text = self.text
        found = {m.start(): (m.end(), "y" if text[m.start()] == "(" else "s") for m in _WRAPPED.finditer(text)}
        found |= {m.start(): (m.end(), "n") for m in _MODEL.finditer(text)}
        found |= {m.start(): (m.end(), "n") for m in _QUALITY.finditer(text)}
        return found | {m.start(): (m.end(), "d") for m in _ADVERBIAL.finditer(text)}

    def word(self, index: int) -> str:
        """The text of one token."""
        return self.text[self.starts[index] : self.ends[index]]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Character span of the tokens first … last-1."""
        return self.starts[first], self.ends[last - 1]

    def string(self, first: int, last: int) -> str:
        """Text of the tokens first … last-1."""
        return self.text[self.starts[first] : self.ends[last - 1]]


_MENTION_TAGS = frozenset({"nr", "nt", "ns", "t", "m"})
