"""Who speaks: the subject of the verb of saying before, after or between, else the person the sentence is about."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from extract.article import Article, NameMention
from extract.quotes.speech import Quotation

Span = tuple[int, int]

_CLAUSE_STOP = re.compile(r"[。!?;”\n]")
_SENTENCE_STOP = re.compile(r"[。!?;\n]”?|,”")
_ADDRESSED = re.compile(r"(?:(?<!面)(?<!针)[对向给跟朝把将]|拉着|握着|看着|拉住|握住|告诉|对着|随|陪)[^,。“”]{0,8}$")
_INTRODUCES = re.compile(r"[,:]\s*“")
_PRONOUN = re.compile(r"(?:他|她|前者|后者|该负责人|这位(?:负责人|老人|居民|村民))(?!们)")
_SUBJECT_TAGS = frozenset(
    (
        "n",
        "nr",
        "ns",
        "nt",
        "nz",
        "ng",
        "nrt",
        "nrfg",
        "m",
        "q",
        "mq",
        "b",
        "a",
        "j",
        "uj",
        "f",
        "l",
        "vn",
        "s",
        "r",
        "k",
        "zg",
    )
)
_HEAD_TAGS = frozenset(("n", "nr", "nt", "ns", "nz", "nrt", "nrfg", "ng", "j", "k"))
_STOP_TAGS = frozenset(("x", "w"))
_MODIFIERS = frozenset(("相关", "有关", "主要", "分管", "一位", "一名"))
_NO_SPEAKER = frozenset(
    (
        "记者",
        "笔者",
        "本报记者",
        "时候",
        "其中",
        "同时",
        "时",
        "目前",
        "声音",
        "内容",
        "主题",
        "文章",
        "数据",
        "结果",
        "谁",
        "不知谁",
    )
)
# “…”这是司机们眼下的口头禅: whose words they are.
_WORDS_OF = re.compile(
    r"”[,。]?(?:这|那)(?:句话|番话|句)?(?:就|正|便)?(?:是|成了)([^,。;“”]{2,24}?)的"
    r"(?:一?句)?(?:口头禅|口头语|口头|名言|座右铭|心里话|真心话|心声|心愿|愿望|感受|感言|感慨|肺腑之言|回答|承诺|誓言|家训|信条)"
)
_OWNS = re.compile("的(?!.{0,4}(?:声|喊|(?<!电)话))")
_WRITINGS = re.compile(r"(?:信|短信|微信|日记|留言|电报|纸条|字条|横幅|标语|视频|文章|报告|电话|博客|遗书)[里中上]$")
_PEOPLE = ("男子", "女子", "孩子", "小伙子", "姑娘", "女士", "先生")
_NAMES_OBJECT = frozenset(("v", "vn", "p"))
_EQUATES = frozenset(("是", "叫", "由", "为", "说", "像", "据", "对"))
_HUMAN = "人员者生师弟妹长民工友妈爸爷奶叔婶嫂汉"
_SHORT = 4  # characters of a phrase that stands for the speaker where no colon leads in: “…”老郜 蹲 在 场边
_ANY = 60
_MEMORY = 1000  # characters back to the person that a pronoun stands for
_FAR = 60  # characters before or after the marks within which a verb of saying is looked for


class Speakers:
    """Finds the speaker of quotations in one article; `verbs` are the verbs of saying."""

    def __init__(self, verbs: Sequence[str]) -> None:
        one = "|".join(map(re.escape, sorted(verbs, key=len, reverse=True)))
        tail = r"(?:记者|笔者|大家|他们?|她们?|我们?|道|起来|着|过|了|起|得[一-鿿]{1,3}|声[^,:“”。]{0,6}){0,2}"
        self.before = re.compile(rf"({one}){tail}(?:[,:]|[—―]{{1,2}})?\s*$")
        self.after = re.compile(
            rf"[^。!?“”;]{{0,{_FAR}}}?({one})(?:道|起来|着|了)?(?:一[声句])?(?=[,。:!;]|记者|笔者|$)"
        )

    def verb_before(self, folded: str, quotation: Quotation, start: int) -> Span | None:
        """The verb of saying just before the opening mark."""
        low = max(start, quotation.opened - 12)
        match = self.before.search(folded[low : quotation.opened])
        return (low + match.start(1), low + match.end(1)) if match else None

    def verb_after(self, folded: str, quotation: Quotation, end: int) -> Span | None:
        """The verb of saying after the closing mark, in the same clause."""
        match = self.after.match(folded, quotation.closed, min(end, quotation.closed + _FAR + 8))
        return match.span(1) if match else None

    def find(self, article: Article, quotation: Quotation, block: Span) -> Span | None:
        """The span of the speaker, None where nobody is named."""
        folded, (start, end) = article.folded, block
        before = self.verb_before(folded, quotation, start)
        if before is not None:
            return subject(article, _clause_start(folded, start, before[0]), before[0])
        led = self._led(article, quotation, start)
        if led and folded[quotation.opened - 1] == ":":
            return led
        after = self.verb_after(folded, quotation, end)
        introduces = led and after and _INTRODUCES.match(folded, after[1])  # the verb belongs to the next quotation
        if after and not introduces and (found := subject(article, quotation.closed, after[0])):
            return found
        if led:
            return led
        owned = _WORDS_OF.match(folded, quotation.closed - 1, end)
        if owned:
            return _named(article, *owned.span(1)) or _opening_phrase(article, *owned.span(1))
        stop = _CLAUSE_STOP.search(folded, quotation.closed, end)
        until = stop.start() if stop else end
        return _first_person(article, quotation.closed, until) or _somebody(article, quotation.closed, until, _SHORT)

    def _led(self, article: Article, quotation: Quotation, start: int) -> Span | None:
        """Whom the words before the opening mark are about, where a comma or a colon leads into the quotation."""
        lead, mark = _clause_start(article.folded, start, quotation.opened), article.folded[quotation.opened - 1]
        if lead >= quotation.opened or mark not in ",:":
            return None
        found = _named(article, lead, quotation.opened) or _pronoun(article, lead, quotation.opened)
        if found is None and mark == ":":
            found = _first_organ(article, lead, quotation.opened)
        return found or _somebody(article, lead, quotation.opened, _ANY if mark == ":" else _SHORT)


def _first_organ(article: Article, start: int, stop: int) -> Span | None:
    organs = mentions(article, start, stop, "ORG")
    return (organs[0].start, organs[0].end) if organs else None


def subject(article: Article, start: int, stop: int) -> Span | None:
    """The subject of the verb at `stop`: in its own clause before an earlier one, a person before a noun phrase."""
    low = article.folded.rfind(",", start, stop) + 1
    near = _subject(article, max(start, low), stop)
    if near or low <= start:
        return near
    return _subject(article, start, stop) or _somebody(article, start, stop, _ANY)


def _subject(article: Article, start: int, stop: int) -> Span | None:
    return _named(article, start, stop) or _pronoun(article, start, stop) or noun_phrase(article, start, stop)


def _clause_start(folded: str, start: int, stop: int) -> int:
    """Where the sentence around `stop` begins, not before `start` nor inside an earlier speech."""
    low = max(start, stop - 150)
    last = -1
    for match in _SENTENCE_STOP.finditer(folded, low, stop):
        last = match.end()
    return max(low, last)


def mentions(article: Article, start: int, stop: int, kind: str) -> list[NameMention]:
    """The names of one kind inside start … stop, in text order."""
    low = bisect_left(article.names, start, key=lambda n: n.start)
    high = bisect_right(article.names, stop, key=lambda n: n.start)
    return [n for n in article.names[low:high] if n.end <= stop and n.kind == kind]


def _named(article: Article, start: int, stop: int) -> Span | None:
    """The last person named who is not spoken to (对, 向 …) and owns nothing (…的手); else the first one."""
    people = mentions(article, start, stop, "PER")
    for person in reversed(people):
        if article.folded[person.end : person.end + 1] != "的" and not _is_addressed(article, person, start):
            return person.start, person.end
    if len(people) > 1:
        return people[0].start, people[0].end
    return _opening_phrase(article, start, stop) if people else None


def _is_addressed(article: Article, person: NameMention, start: int) -> bool:
    """对李某, 拉着李某的手: somebody is spoken to."""
    return _ADDRESSED.search(article.folded, max(0, start, person.start - 10), person.start) is not None


def _first_person(article: Article, start: int, stop: int) -> Span | None:
    """The first person named, unless by what is theirs (…的手机, but …的喊声) or by what is led by them (以…为首)."""
    people = mentions(article, start, stop, "PER")
    if not people or _OWNS.match(article.folded, people[0].end):
        return None
    return None if article.folded[people[0].start - 1] == "以" else (people[0].start, people[0].end)


def _pronoun(article: Article, start: int, stop: int) -> Span | None:
    """A pronoun subject stands for the person named last before it who is not spoken to, else for itself."""
    pronoun = _PRONOUN.search(article.folded, start, stop)
    if pronoun is None:
        return None
    people = mentions(article, max(0, start - _MEMORY), start, "PER")
    acting = [person for person in people if not _is_addressed(article, person, start - _MEMORY)]
    if not acting:
        return pronoun.span()
    spoken_of = next((person for person in reversed(acting[-3:]) if not _is_object(article, person)), acting[-1])
    return spoken_of.start, spoken_of.end


def _is_object(article: Article, person: NameMention) -> bool:
    """被问及 总理 李某: a verb or a preposition stands before the name and its title."""
    words = article.words
    at = bisect_left(words, (person.start, 0, "")) - 1
    while at >= 0 and words[at][2] in ("n", "nt", "ns", "nz", "j", "ul") and words[at][1] == words[at + 1][0]:
        at -= 1
    if at < 0 or words[at][1] != words[at + 1][0]:
        return False
    return words[at][2] in _NAMES_OBJECT and article.folded[words[at][0] : words[at][1]] not in _EQUATES


def noun_phrase(article: Article, start: int, stop: int) -> Span | None:
    """The subject noun phrase of the verb at `stop`: the one just before it, adverbs and manner phrases (…地) skipped;
    where another verb comes between, the one that opens the clause."""
    words = article.words
    at = bisect_left(words, (stop, 0, "")) - 1
    while at >= 0 and words[at][0] >= start and not _is_head(article, at):
        if words[at][2] in _STOP_TAGS:
            return None
        if words[at][2] == "v":
            return _opening_phrase(article, start, stop)
        at -= 1
    if at < 0 or words[at][0] < start:
        return None
    first = _extend(article, at, start)
    before = bisect_left(words, (first, 0, "")) - 1
    governed = before >= 0 and words[before][0] >= start and words[before][2] in ("p", "v")
    if governed:  # 总理 | 在招待会上 | 说, 男子 | 拦住 | 民警 | 问
        opening = _opening_phrase(article, start, words[before][0])
        if opening and opening[1] == words[before][0] and words[at][1] <= stop and _is_compound(article, opening, at):
            return _accepted(article, opening[0], words[at][1])  # 案件 | 查办 | 人员
        return opening if opening or words[before][2] == "p" else _accepted(article, first, words[at][1])
    return _accepted(article, first, words[at][1])


def _is_compound(article: Article, opening: Span, head: int) -> bool:
    """Whether a thing, a verb and a word for people are the name of one trade."""
    start, end, _ = article.words[head]
    people = article.folded[end - 1] in "员者" and end - start == len("人员")
    return people and article.folded[opening[1] - 1] not in _HUMAN


def _is_head(article: Article, at: int) -> bool:
    """Whether a word can end a noun phrase: a noun, or a fixed phrase for somebody (发言人)."""
    start, end, tag = article.words[at]
    return tag in _HEAD_TAGS or (tag == "l" and article.folded[end - 1] in "人员者长师生" and end - start > 2)


def _extend(article: Article, last: int, start: int) -> int:
    """Offset where the noun phrase that ends with word `last` begins; a 的 takes in the clause before it."""
    words, first, relative = article.words, last, False
    while first > 0 and words[first - 1][0] >= start and words[first - 1][2] not in _STOP_TAGS:
        low, high, tag = words[first - 1]
        if not relative and tag not in _SUBJECT_TAGS and article.folded[low:high] not in _MODIFIERS:
            break
        relative = relative or tag == "uj"
        first -= 1
    while first < last and words[first][2] in ("uj", "f", "k", "t"):
        first += 1
    return words[first][0]


def _opening_phrase(article: Article, start: int, stop: int) -> Span | None:
    words = article.words
    at = bisect_left(words, (start, 0, ""))
    while at < len(words) and words[at][0] < stop and words[at][2] in ("x", "t", "c", "d"):
        at += 1
    first = at
    while at < len(words) and words[at][0] < stop and words[at][2] in _SUBJECT_TAGS:
        at += 1
    while at > first and not _is_head(article, at - 1):
        at -= 1
    return _accepted(article, words[first][0], words[at - 1][1]) if at > first else None


def _somebody(article: Article, start: int, stop: int, longest: int) -> Span | None:
    """The phrase that opens a stretch without a verb of saying, if it stands for somebody: 徒弟小杭 | 接了一句."""
    found = _opening_phrase(article, start, stop)
    if found is None or found[1] - found[0] > longest or _OWNS.match(article.folded, found[1]):
        return None
    at = bisect_left(article.words, (found[1], 0, "")) - 1
    person = article.words[at][2] in ("nr", "nrt", "nrfg") or article.folded[found[1] - 1] in _HUMAN
    return found if person or article.folded.endswith(_PEOPLE, *found) else None


def names_somebody(article: Article, start: int, stop: int) -> bool:
    """Whether a word for somebody stands in a stretch: 男子, 店员."""
    words = article.words[bisect_left(article.words, (start, 0, "")) : bisect_left(article.words, (stop, 0, ""))]
    return any(
        tag == "n"
        and high - low > 1
        and (article.folded[high - 1] in _HUMAN or article.folded.endswith(_PEOPLE, low, high))
        for low, high, tag in words
    )


def _accepted(article: Article, start: int, end: int) -> Span | None:
    text = article.folded[start:end]
    return None if text in _NO_SPEAKER or _WRITINGS.search(text) else (start, end)
