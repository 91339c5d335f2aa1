"""Organizations and places by grammar: from a head (局, 村, 有限公司) leftwards to where the name begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter

from extract.names.bodies import Bodies
from extract.names.extents import insert, mission_begin
from extract.names.free import FreeNames
from extract.names.headwords import Head, head_rules, heads_of
from extract.names.learned import learn
from extract.names.listed import ListedPlaces
from extract.names.patterned import PatternedNames
from extract.names.phrases import Phrases
from extract.names.reading import Atom, Reading
from extract.names.scan import HeadScan, NameEnd
from extract.records import OrganizationKind
from extract.rules import Patterns
from extract.rules.alternation import one_of
from extract.rules.name import Boundaries, HeadRule, PersonRules

_BODIES = (
    "rule:loc_nature",
    "rule:loc_hamlet",
    "rule:again",
)  # a place found by its form may be the body of a longer name: 柳湖|公园
_REMEMBERED = 8192  # names of which it is kept whether they are generic
_LONGEST = 40  # characters of a name before its head
_NAMED = ("rule:known", "rule:again")  # places that stand by themselves
_AUTHORITIES = ("government", "party", "military")  # organs that share their parent in a list
_TOGETHER = ("联合", "会同", "携手")
_FACULTY = "系"  # with nothing between it and an organ it is a verb: 矿山|系国有
_LEVELS = re.compile("[一二两三四五六七八九十百数几多\\d]+[省市县区旗乡镇村街]+")  # so many areas, no name: 十三|乡镇
_STOP = "站"
_FEATURES = frozenset("江河湖溪山岛湾峡")
_END_THEN_START = attrgetter("end", "start")
_QUOTED = re.compile(r"“[^“”\n]{2,10}”$")


class HeadFinder:
    """Finds names of organizations and places by the word that ends them.

    Each file patterns/name/org_*.toml and loc_*.toml is one type of name; a file added there adds a type.
    """

    def __init__(self, patterns: Patterns, phrases: Phrases, countries: frozenset[str]) -> None:
        boundaries = patterns.rule("name", "boundaries", Boundaries)
        persons = patterns.rule("name", "persons", PersonRules)
        self._phrases = phrases
        self._heads: dict[str, list[Head]] = {}
        rules = head_rules(patterns)
        for stem, spec in rules.items():
            for head in heads_of(stem, spec, boundaries.indefinite):
                self._heads.setdefault(head.word, []).append(head)
        self._patterned = PatternedNames(rules, phrases)
        self._listed_places = ListedPlaces(phrases, countries, persons.transliteration)
        self._scan = HeadScan(self._heads, self._patterned.needles | self._listed_places.needles)
        self._generic_before = boundaries.indefinite
        surnames = "".join(name for name in patterns.words("surnames") if len(name) == 1)
        firsts = "".join(sorted({word[0] for word in (*persons.post_prefixes, *persons.posts)}))
        self._post_of_person = re.compile(
            f"(?=[{firsts}])(?:{'|'.join(persons.post_prefixes)})?{one_of(persons.posts)}[{surnames}][\u4e00-\u9fff]"
        )
        self._free = FreeNames(boundaries, persons, phrases)
        self._bodies = Bodies(boundaries, persons, phrases, self._free)
        self.is_generic = lru_cache(_REMEMBERED)(self._is_generic)

    def find(self, readings: Sequence[Reading]) -> Iterator[list[Atom]]:
        """Every name of each text that a head ends, known names included; they may overlap, and some lie in others."""
        for reading, (needles, ends) in zip(readings, self._scan.find(readings), strict=True):
            reading.atoms += [
                *self._patterned.find(reading, needles),
                *self._listed_places.find(reading, needles),
            ]
            yield self._names(reading, ends)

    def _names(self, reading: Reading, ends: list[NameEnd]) -> list[Atom]:
        """The names of one text by its heads."""
        atoms = self._grown(reading, ends)
        learned = learn(reading, atoms, self._heads, self._phrases)
        if learned:
            reading.atoms.extend(learned)
            atoms = self._grown(reading, ends)
        return atoms

    def _grown(self, reading: Reading, ends: list[NameEnd]) -> list[Atom]:
        """The known names with those that heads make of them, by their ends."""
        atoms = sorted(reading.atoms, key=_END_THEN_START)
        shorts = self._pass(reading, atoms, ends, frozenset())
        if shorts:
            tails = {reading.text[atom.start : atom.end] for atom in atoms if atom.kind == "ORG"}
            known = frozenset(word for word in shorts if any(t != word and t.endswith(word) for t in tails))
            if known:
                atoms[:] = sorted(reading.atoms, key=_END_THEN_START)
                self._pass(reading, atoms, ends, known)
        return atoms

    def _is_generic(self, name: str) -> bool:
        """Whether a name is nothing but a head, or a head with a body that makes it generic: 电影院, 物业公司."""
        if name in self._heads:
            return not any(head.bare for head in self._heads[name])
        for length in range(1, min(5, len(name))):
            for head in self._heads.get(name[-length:], ()):
                if name[:-length] in head.not_body or name[:-length].endswith(head.spec.not_ending):
                    return True
        return False

    def organ_kind(self, name: str) -> OrganizationKind:
        """The kind of an organization by the longest head that ends its name."""
        for length in range(len(name), 0, -1):
            for head in self._heads.get(name[-length:], ()):
                if head.kind == "ORG":
                    return head.spec.organization
        return "other"

    def _pass(self, reading: Reading, atoms: list[Atom], ends: list[NameEnd], shorts: frozenset[str]) -> set[str]:
        """Add the names of all heads to `atoms` (kept in order of their ends); the short heads seen alone."""
        given = atoms[:]
        atoms.clear()
        text, place, last = reading.text, 0, -1
        grown: Atom | None = None
        wanted: set[str] = set()
        for start, end, cut, heads in ends:
            while place < len(given) and given[place].end <= end:
                atoms.append(given[place])
                place += 1
            grown, last = grown if end == last else None, end
            reach = atoms[-1].end if atoms else 0
            before = text[start - 1]
            shared = reach == end == start + 1 and atoms[-1].kind == "LOC" and atoms[-1].start >= cut  # 浙|江
            for head in heads:
                if (reach <= cut or shared) and not (
                    head.aside or ((head.unled or (head.free and not shared)) and before not in head.unfit)
                ):
                    continue
                atom = self._name(reading, atoms, head, (start, end, cut), shorts)
                if atom is not None:
                    if grown is None or atom.start < grown.start:  # 云溪中心小学 holds 中心|小学
                        insert(atoms, atom)
                        grown = atom
                    break
                if head.short:
                    wanted.add(head.word)
        atoms.extend(given[place:])
        return wanted

    def _name(
        self, reading: Reading, atoms: list[Atom], head: Head, at: tuple[int, int, int], shorts: frozenset[str]
    ) -> Atom | None:
        """The name that ends with this head, if it is one; `at`: the head's start and end, the cut before it."""
        (start, end, cut), spec = at, head.spec
        alone = head.bare or head.word in shorts
        if cut == start and not (alone or head.led):
            return None  # nothing stands before it
        begin = self._begin(reading, atoms, head, max(cut, start - _LONGEST), start)
        if begin is None and head.titled:
            begin = self._titled_begin(reading, start, end)
        if begin is None and alone and self._definite(reading, start):
            begin = self._with_area(reading, head.word, start)
        if begin is None and spec.organization == "government":
            begin = self._listed(reading, atoms, head, start)
        if begin is None or (spec.kind == "LOC" and _LEVELS.fullmatch(reading.text, begin, end)):
            return None
        known = (
            head.bare
            or begin in [atom.start for atom in atoms[-8:]]
            or self._bodies.starts_relative(reading.text, begin)
        )
        confidence = spec.confidence if known else spec.confidence - 0.2
        return Atom(begin, end, spec.kind, head.rule, confidence, spec.organization)

    def _listed(self, reading: Reading, atoms: list[Atom], head: Head, start: int) -> int | None:
        """The beginning of an organ that a list gives without the parent it shares: 市住建局、城管|局."""
        cut = reading.cut_before(start)
        before = atoms[-1] if atoms else None
        together = reading.text[cut - 2 : cut] in _TOGETHER
        if (
            before is None
            or before.end != cut - 1 - together
            or before.kind != "ORG"
            or before.organization not in _AUTHORITIES
        ):
            return None
        body = reading.text[cut:start]
        fits = (together or reading.text[cut - 1] in "、和与及") and body not in head.not_body and len(body) <= 6
        if not fits or (head.needs_body and not body) or not self._definite(reading, cut):
            return None
        return cut if not body or (self._phrases.nominal(body) and not self._bodies.posts.search(body)) else None

    def _begin(self, reading: Reading, atoms: list[Atom], head: Head, cut: int, start: int) -> int | None:
        """Where the name whose head begins at `start` begins, after `cut`."""
        text, spec = reading.text, head.spec
        if head.mission:
            return mission_begin(text, atoms, start)
        chain: list[Atom] = []
        before = text[start - 1 : start]
        if (atoms and atoms[-1].end > cut) or (head.quote and before == "”"):
            chain, begin = self._parented(reading, atoms, head, start, cut)
            if begin is not None:
                return begin
        if not before or before in head.unfit:
            return None
        run = text[cut:start]
        foreign = head.foreign and before in self._free.syllables
        if head.place_only:
            return self._free.foreign(run, start, spec) if foreign else None
        if head.relative:
            begin = self._relative_begin(reading, head, cut, start, bool(chain))
            if begin is not None:
                return begin
        if head.quote and cut and text[cut - 1] == "“" and spec.quoted[0] <= start - cut <= spec.quoted[1]:
            return cut if text.startswith("”", start + len(head.word)) and run not in head.not_body else None
        if foreign:
            begin = self._free.foreign(run, start, spec)
            if begin is not None:
                return begin
        return self._free.begin(reading, head, cut, start) if head.free and not chain else None

    def _parented(
        self, reading: Reading, atoms: list[Atom], head: Head, start: int, cut: int
    ) -> tuple[list[Atom], int | None]:
        """The known names before the head, and the beginning of the name where they lead it."""
        text, spec = reading.text, head.spec
        closed = head.quote and text.startswith("”", start - 1)
        quoted = _QUOTED.search(text, max(0, start - 12), start) if closed else None
        reach = start
        if quoted is not None:
            reach = quoted.start()
            cut = max(reading.cut_before(reach), reach - _LONGEST)
        chain = self._chain(reading, atoms, cut, reach)
        if not chain:
            return chain, None
        first, last = chain[0], chain[-1]
        if last.end > reach:  # 柘岭市|委: the head shares the place's last character
            shared = spec.kind == "ORG" and last.end == reach + 1 and len(head.word) > 1
            return chain, first.start if shared else None
        fits = self._allowed(spec, chain) and self._body_fits(reading, head, last, text[last.end : start], start)
        return chain, first.start if fits else None

    def _chain(self, reading: Reading, atoms: list[Atom], cut: int, reach: int) -> list[Atom]:
        """The known names before `reach` that lead one name, left to right; nothing uncuttable between them."""
        chain: list[Atom] = []
        limit = reach + 1
        for atom in reversed(atoms):
            if atom.end > limit or (atom.end > reach and atom.kind == "ORG") or (chain and atom.end > chain[0].start):
                if chain and atom.end == chain[0].end and atom.start < chain[0].start and atom.start >= cut:
                    chain[0] = atom
                continue
            if atom.end <= cut:
                break
            if atom.start < cut:
                continue
            if chain and not self._joins(reading, atom, chain[0]):
                break
            chain.insert(0, atom)
        return chain

    def _joins(self, reading: Reading, left: Atom, right: Atom) -> bool:
        """Whether two known names next to each other are parts of one."""
        gap = reading.text[left.end : right.start]
        if not gap or self._bodies.directions.fullmatch(gap):
            return True
        if len(gap) > 6 or reading.has_soft(left.end, right.start) or self._bodies.posts.search(gap):
            return False
        return self._phrases.nominal(gap)

    @staticmethod
    def _allowed(spec: HeadRule, chain: list[Atom]) -> bool:
        kinds = {atom.kind for atom in chain}
        return ("LOC" in kinds and "place" in spec.parent) or ("ORG" in kinds and "organ" in spec.parent)

    def _body_fits(self, reading: Reading, head: Head, last: Atom, body: str, start: int) -> bool:
        """Whether what stands between the parent and the head can be part of the name."""
        if not body:
            end = start + len(head.word)
            if head.unheard and self._free.runs_on(reading.text[last.start : end + 2], end - last.start):
                return False
            return _joins_directly(reading.text, head, last, start)
        if len(body) > head.body or not self._bodies.fits(body, head, last.kind == "ORG"):
            return False
        if last.end in reading.generic or (head.kind == "LOC" and _LEVELS.fullmatch(body + head.word)):
            return False
        if head.unheard and not (len(body) > 1 and self._free.unheard(reading.text, head, last.end, start)):
            return False
        return not (reading.soft and head.kind == "LOC" and reading.has_soft(last.end, start))

    def _relative_begin(self, reading: Reading, head: Head, cut: int, start: int, parented: bool) -> int | None:
        """The beginning at 市, 区, 公司 … that stands for a body of the article's home."""
        whole, tail = self._bodies.relative(reading.text[cut:start], head, parented)
        if whole is not None and self._definite(reading, cut):
            return cut if whole else None
        return cut + tail if tail >= 0 and self._definite(reading, cut + tail) else None

    def _with_area(self, reading: Reading, word: str, start: int) -> int | None:
        """Where a bare name begins: 柘溪|县委 with its area, where one of two or three characters stands before it."""
        cut = reading.cut_before(start)
        prefix = reading.text[cut:start]
        if not prefix:
            return start
        if word[0] not in "省市县区州镇乡" or self._phrases.crosses(
            prefix[-3:] + word, len(prefix[-3:]), len(prefix[-3:] + word)
        ):
            return None
        known = 2 <= len(prefix) <= 3 and self._phrases.proper(prefix)
        return cut if known and self._definite(reading, cut) else start

    def _titled_begin(self, reading: Reading, start: int, end: int) -> int | None:
        """The beginning of an inner unit before the post of a named person: 包装|中心负责人李宁."""
        cut = reading.cut_before(start)
        if not 1 <= start - cut <= 6 or self._post_of_person.match(reading.text, end) is None:
            return None
        if not self._definite(reading, cut):
            return None
        begin = cut + self._free.skip(reading.text[cut:start])
        if reading.text[begin:end] in self._heads:
            return None
        return begin if start > begin and self._phrases.nominal(reading.text[begin:start]) else None

    def _definite(self, reading: Reading, position: int) -> bool:
        """Whether no 各, 该, 一家 … before `position` makes what follows indefinite."""
        if position in reading.generic:
            return False
        if position == 0 or reading.text[position - 1] not in self._generic_before:
            return True
        return reading.text[position - 2 : position] == "单位"  # 施工单位|县第二建筑公司


def _joins_directly(text: str, head: Head, last: Atom, start: int) -> bool:
    """Whether a head may follow its parent with nothing between them."""
    spec, end = head.spec, text[last.end - 1]
    if text.startswith(head.word, start - len(head.word)) or head.word == _FACULTY:
        return False
    named = end in "站桥" or (last.rule in _BODIES and end not in "省市县区镇乡村道")  # 岚江|公园
    named = named or (last.rule == "rule:known-place" and end in _FEATURES)  # 长江|大桥
    named = named or (last.rule == "rule:known-area" and head.word == _STOP)  # 绥化|站
    area = last.kind == "LOC" and not named and not (last.rule == "rule:known-place" and head.word == "高速")
    numbered = head.word[-1] == "中" and end in "市县区州旗"  # 清屏县|一中
    if head.direct and not numbered and not last.rule.startswith(_NAMED):
        return False
    if len(head.word) == 1 and end == "队":  # 古巴队|科里姆
        return False
    if last.organization == "company" and text.startswith(spec.whole_after_company, start):
        return False
    if last.kind == "LOC" and text.startswith(spec.whole_after_place, start):
        return False
    return not (head.needs_body and area) and not (head.place_only and last.kind == "ORG")
