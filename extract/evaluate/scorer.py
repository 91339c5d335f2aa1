"""The scores: one function a class of things, each adding to a report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from extract.errors import FormatError
from extract.evaluate.gold import Gold, GoldSpan
from extract.evaluate.links import score_links
from extract.evaluate.matching import Accuracy, Span, Tally, bare, best_pairs, overlap
from extract.outputs.tracing import Way, trimmed
from extract.records import ROLES, Action, Count, Date, Record

NAMES = ("PER", "ORG", "LOC")
CLASSES = (*NAMES, "DATE", "NUM")
PRONOUNS = frozenset(
    ("他", "她", "它", "我", "我们", "他们", "她们", "它们", "咱们", "大家", "自己", "其", "你们", "您")
) | {"该所", "该区", "该村", "该局", "这里"}
Found = dict[Span, Any]


class Report:
    """Tallies by class, accuracies of values, and the mistakes behind them."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self.accuracies: dict[str, Accuracy] = defaultdict(Accuracy)
        self.mistakes: dict[str, list[tuple[str, ...]]] = defaultdict(list)

    def add(self, gold: Gold, records: Sequence[Record]) -> None:
        """Score the records of one gold text. Raises FormatError where one of them was made from another text."""
        for record in records:
            _check_source(gold, record)
        found = _found(gold, records)
        for kind in CLASSES:
            _score_spans(self, gold, kind, found[kind])
        _score_people(self, gold, records)
        _score_quotes(self, gold, records)
        _score_actions(self, gold, records)
        _score_articles(self, gold, records)
        score_links(self, gold, records)

    def figures(self) -> dict[str, float]:
        """F1 of every class and accuracy of every value, four decimals, by name."""
        scores = {f"{name} F1": tally.f1 for name, tally in self.tallies.items()}
        scores |= {name: accuracy.value for name, accuracy in self.accuracies.items()}
        return {name: round(value, 4) for name, value in scores.items()}


def _check_source(gold: Gold, record: Record) -> None:
    segments = record.source.segments or [(0, 0, len(record.text))]
    if any(start + length > len(gold.text) for _, start, length in segments):
        raise FormatError(
            record.source.path,
            f"a record was made from another text: it reaches beyond the {len(gold.text)} characters of the gold text.",
            place=f"article {record.source.article}",
        )


def _found(gold: Gold, records: Sequence[Record]) -> dict[str, Found]:
    """Everything found, by class and source span; of several finds on one span the last counts."""
    found: dict[str, Found] = defaultdict(dict)
    for record in records:
        way = Way(record)
        for kind, thing in _things(record):
            if thing.end > thing.start:
                found[kind][trimmed(gold.text, *way.span(thing.start, thing.end))] = thing
    return found


def _things(record: Record) -> Iterator[tuple[str, Any]]:
    for kind, entities in (("ORG", record.organizations), ("PER", record.people), ("LOC", record.places)):
        for entity in entities:
            for mention in entity.mentions:
                yield kind, mention
    for byline in record.bylines:
        if byline.role != "source":
            yield "PER", byline
    for date in record.dates:
        yield "DATE", date
    for count in record.counts:
        yield "NUM", count


def _score_spans(report: Report, gold: Gold, kind: str, found: Found) -> None:
    wanted = {trimmed(gold.text, s.start, s.end): s for s in gold.spans if s.kind == kind and not s.optional}
    optional = [trimmed(gold.text, s.start, s.end) for s in gold.spans if s.optional]

    def counts_against(span: Span) -> bool:
        return not any(overlap(span, o) > 0 for o in optional)

    spurious = [span for span in found if span not in wanted and counts_against(span)]
    missed = [span for span in wanted if span not in found]
    exact = (len(wanted) - len(missed), len(spurious), len(missed))
    report.tallies[f"{kind} exact"].add(*exact)
    report.tallies["entities exact" if kind in NAMES else "values exact"].add(*exact)
    for label, spans in (("spurious", spurious), ("missed", missed)):
        for start, end in spans:
            context = bare(gold.text[max(0, start - 8) : end + 8])
            report.mistakes[f"{kind} {label}"].append((gold.name, bare(gold.text[start:end]), context))
    pairs = best_pairs(list(wanted), list(found), lambda s: s, lambda g, f: overlap(g, f) >= 0.5)
    hit = {f for _, f in pairs}
    extra = sum(span not in hit and counts_against(span) for span in found)
    report.tallies[f"{kind} overlap"].add(len(pairs), extra, len(wanted) - len(pairs))
    for g, f in pairs:
        if kind == "DATE":
            _score_date(report, gold.name, wanted[g], found[f])
        elif kind == "NUM":
            _score_count(report, gold.name, wanted[g], found[f])


def _answer(report: Report, name: str, right: bool, where: str, text: str, wanted: str, got: object) -> None:
    report.accuracies[name].add(right)
    if not right:
        report.mistakes[name].append((where, text, f"gold {wanted}, got {got}"))


def _score_date(report: Report, where: str, gold: GoldSpan, date: Date) -> None:
    wanted = gold.attributes.get("v", "")
    if wanted:
        same = re.sub(":00$", "", date.value or "") == re.sub(":00$", "", wanted)
        _answer(report, "DATE value", same, where, date.text, wanted, date.value)


def _score_count(report: Report, where: str, gold: GoldSpan, count: Count) -> None:
    wanted = gold.attributes
    bounds = f"{count.value} {count.low}~{count.high}"
    _answer(report, "NUM value", _same_number(wanted["v"], count), where, count.text, wanted["v"], bounds)
    modifier = wanted.get("m", "exact")
    _answer(report, "NUM modifier", modifier == count.approx, where, count.text, modifier, count.approx)
    _answer(report, "NUM unit", bare(wanted["u"]) == bare(count.unit), where, count.text, wanted["u"], count.unit)
    of = bare(wanted["of"])
    got = {bare(count.of.text), bare(count.of.head)} if count.of else {""}
    same = got <= {""} if not of else any(g and (g.endswith(of) or of.endswith(g)) for g in got)
    _answer(report, "NUM of", same, where, count.text, of, count.of.text if count.of else "")


def _same_number(wanted: str, count: Count) -> bool:
    if not wanted:
        return True
    try:
        low, high = (Decimal(part) if part else None for part in wanted.partition("~")[::2])
    except InvalidOperation:
        return False
    if high is not None:
        return count.low == low and count.high == high
    percent = any(sign in count.unit + count.text for sign in "%‰")
    return count.value == low or (percent and low is not None and count.value == low / 100)


def _score_people(report: Report, gold: Gold, records: Sequence[Record]) -> None:
    titles: dict[str, set[str]] = {}
    organizations: dict[str, set[str]] = {}
    ages: dict[str, Decimal | None] = {}
    for record in records:
        organs = {o.id: {bare(o.name), *(bare(m.text) for m in o.mentions)} for o in record.organizations}
        for person in record.people:
            titles.setdefault(person.name, set()).update(bare(t.title) for t in person.titles)
            posts = organizations.setdefault(person.name, set())
            for title in person.titles:
                posts |= organs.get(title.organization or "", set())
            ages[person.name] = person.age if person.age is not None else ages.get(person.name)
    for wanted in gold.facts["people"]:
        name = wanted["name"]
        report.accuracies["person found"].add(name in titles)
        for label, values, got in (
            ("person title", wanted.get("titles") or [], titles.get(name, set())),
            ("person organization", wanted.get("orgs") or [], organizations.get(name, set())),
        ):
            for value in map(bare, values):
                right = any(value in g or (g and g in value) for g in got)
                _answer(report, label, right, gold.name, name, value, sorted(got))
        age = wanted.get("age")
        if isinstance(age, int | float):
            _answer(report, "person age", ages.get(name) == age, gold.name, name, str(age), ages.get(name))


def _score_quotes(report: Report, gold: Gold, records: Sequence[Record]) -> None:
    found = [
        (bare(q.text)[:12].strip('“”"'), bare(q.speaker.text if q.speaker else ""))
        for record in records
        for q in record.quotes
        if q.kind == "direct"
    ]
    used: set[int] = set()
    for wanted in gold.facts["quotes"]:
        words = bare(wanted["text"])
        key = words.strip('“”"')[:8]
        at = next(
            (i for i, (t, _) in enumerate(found) if i not in used and t and key and (key in t or t[:8] in words)), None
        )
        if at is None:
            report.mistakes["quote missed"].append((gold.name, wanted["text"], ""))
            continue
        used.add(at)
        speaker, got = bare(wanted.get("speaker")), found[at][1]
        same = speaker == got or bool(speaker and got and (speaker in got or got in speaker))
        _answer(report, "quote speaker", same, gold.name, wanted["text"], speaker, got)
    report.mistakes["quote spurious"] += [(gold.name, t, s) for i, (t, s) in enumerate(found) if i not in used]
    report.tallies["quotes"].add(len(used), len(found) - len(used), len(gold.facts["quotes"]) - len(used))


def _score_actions(report: Report, gold: Gold, records: Sequence[Record]) -> None:
    wanted = list(_gold_actions(gold))
    found: list[tuple[Span, Any]] = []
    for record in records:
        way = Way(record)
        found += [(way.span(a.trigger.start, a.trigger.end), a) for a in record.actions]
    pairs = best_pairs(wanted, found, lambda x: x[0], lambda g, f: g[1]["type"] == f[1].type)
    report.tallies["actions type+trigger"].add(len(pairs), len(found) - len(pairs), len(wanted) - len(pairs))
    hit_gold, hit_found = {id(g) for g, _ in pairs}, {id(f) for _, f in pairs}
    for g in wanted:
        if id(g) not in hit_gold:
            report.mistakes["action missed"].append((gold.name, g[1]["type"], f"{g[1]['trigger']} | {g[1]['at'][:40]}"))
    for f in found:
        if id(f) not in hit_found:
            (start, _), action = f
            context = bare(gold.text[max(0, start - 12) : start + 14])
            report.mistakes["action spurious"].append((gold.name, action.type, f"{action.trigger.text} | {context}"))
    for (_, act), (_, action) in pairs:
        _score_arguments(report, gold.name, act, action)
        modality = act.get("modality", "actual")
        _answer(report, "action modality", modality == action.modality, gold.name, act["at"], modality, action.modality)


def _gold_actions(gold: Gold) -> Iterator[tuple[Span, dict[str, Any]]]:
    """Every gold action with the source span of its trigger: the first place of the trigger within `at`."""
    kept = [i for i, char in enumerate(gold.text) if not char.isspace()]
    flat = "".join(gold.text[i] for i in kept)
    for act in gold.facts["actions"]:
        at = gold.text.find(act["at"])
        if at < 0:
            continue
        base = sum(i < at for i in kept)
        trigger = bare(act["trigger"])
        start = flat.find(trigger, base, base + len(bare(act["at"])))
        start = base if start < 0 else start
        end = min(start + len(trigger) - 1, len(kept) - 1)
        yield (kept[start], kept[end] + 1), act


def _score_arguments(report: Report, where: str, act: dict[str, Any], action: Action) -> None:
    for role in ROLES:
        wanted = [bare(value) for value in act.get(role) or []]
        left = [bare(argument.text) for argument in getattr(action, role)]
        if not PRONOUNS.isdisjoint(wanted):  # a pronoun may be given as itself, as what it stands for, or left out
            wanted = [value for value in wanted if value not in PRONOUNS]
            left = [got for got in left if any(got in value or value in got for value in wanted)]
        right = 0
        for value in wanted:
            match = next((got for got in left if _same_argument(value, got)), None)
            if match is not None:
                left.remove(match)
                right += 1
            else:
                report.mistakes[f"argument {role} missed"].append((where, action.trigger.text, value))
        report.mistakes[f"argument {role} spurious"] += [(where, action.trigger.text, got) for got in left]
        for name in ("arguments", f"argument {role}"):
            report.tallies[name].add(right, len(left), len(wanted) - right)


def _same_argument(wanted: str, got: str) -> bool:
    shorter, longer = sorted((wanted, got), key=len)
    return bool(got) and shorter in longer and 2 * len(shorter) >= len(longer) - 2


def _score_articles(report: Report, gold: Gold, records: Sequence[Record]) -> None:
    used: set[int] = set()
    for article in gold.facts["articles"]:
        at = next((i for i, r in enumerate(records) if i not in used and _same_article(article, r)), None)
        if at is None:
            report.mistakes["article missed"].append((gold.name, article["headline"], ""))
            continue
        used.add(at)
        text = bare(records[at].text)
        whole = bare(article["first"])[:10] in text and bare(article["last"])[-10:] in text
        _answer(report, "article whole", whole, gold.name, article["headline"], article["last"], text[-20:])
        wanted = {byline["name"] for byline in article.get("bylines") or []}
        got = {bare(byline.name) for byline in records[at].bylines}
        report.tallies["bylines"].add(len(wanted & got), len(got - wanted), len(wanted - got))
        report.mistakes["byline missed"] += [(gold.name, name) for name in sorted(wanted - got)]
        report.mistakes["byline spurious"] += [(gold.name, name) for name in sorted(got - wanted)]
    spurious = [r for i, r in enumerate(records) if i not in used]
    report.tallies["articles"].add(len(used), len(spurious), len(gold.facts["articles"]) - len(used))
    report.mistakes["article spurious"] += [(gold.name, r.headline[:40], r.text[:30]) for r in spurious]


def _same_article(article: dict[str, Any], record: Record) -> bool:
    wanted, got = bare(article["headline"]), bare(record.headline)
    if not wanted:
        return not got and bare(article["first"])[:10] in bare(record.text)
    if wanted == got:
        return True
    shorter, longer = sorted((wanted, got), key=len)
    return bool(got) and shorter in longer and 2 * len(shorter) >= len(longer)
