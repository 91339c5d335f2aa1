"""Builds the article of a story: its text, the way back to the source, its blocks and its credits."""

from __future__ import annotations

from extract.article import Article, Block, Credit, Publication, Source
from extract.layout.bylines import AUTHORS, CreditReader
from extract.layout.headings import FACT_LAST, Head, split_head
from extract.layout.joints import Joints
from extract.layout.story import Story
from extract.layout.units import Unit, drop_bullet, joint_space
from extract.records import BlockKind, Role

Place = tuple[BlockKind, list[Unit], str]  # kind, the units that make one block, what joins them


class _Text:
    """The text of an article as it grows, with its segments. Runs that follow each other in the source are one."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.length = 0
        self.segments: list[tuple[int, int, int]] = []

    def keep(self, start: int, end: int) -> None:
        """Take a run of the source."""
        if self.segments:
            at, begin, size = self.segments[-1]
            if at + size == self.length and begin + size == start:
                self.segments[-1] = (at, begin, size + end - start)
                self._write(self.source[start:end])
                return
        self.segments.append((self.length, start, end - start))
        self._write(self.source[start:end])

    def insert(self, written: str, at: int, until: int) -> None:
        """Write white space; where the source has just that between two runs, keep it as a part of the run."""
        if written and self.source[at:until] == written:
            self.keep(at, until)
        else:
            self._write(written)

    def _write(self, written: str) -> None:
        self.parts.append(written)
        self.length += len(written)


class Builder:
    """Makes articles of stories."""

    def __init__(self, joints: Joints, reader: CreditReader) -> None:
        self.joints, self.reader = joints, reader

    def __call__(self, source: Source, index: int, story: Story, publication: Publication) -> Article:
        """The article of a story, all layout fields filled."""
        for unit in (*story.head, *(u for u in story.body if u.kind == "heading")):
            drop_bullet(unit)
        lead = "\n".join(unit.folded[:400] for unit in story.texts[:3])
        old = publication.date is not None and publication.date < FACT_LAST
        head = split_head(story.head, lead, self.joints, old) if story.head else Head()
        self._last_credits(story)
        text = _Text(source.text)
        article = Article(source=source, index=index, text="", segments=[], blocks=[], warnings=list(story.warnings))
        article.publication = publication
        last = 0
        for kind, units, glue in self._places(story, head):
            start = self._block(text, units, glue, last, article.credits)
            article.blocks.append(Block(kind, start, text.length))
            last = units[-1].lines[-1].end
        article.text, article.segments = "".join(text.parts), text.segments
        self._names(article)
        return article

    def _last_credits(self, story: Story) -> None:
        """The foot of the last paragraph may name its writer in brackets without a role."""
        if not story.texts or any(role in AUTHORS for unit in story.body for role, _, _ in unit.credits):
            return
        unit = story.texts[-1]
        known = {(a, b) for _, a, b in unit.credits}
        unit.credits += [c for c in self.reader.tail(unit.folded, last=True) if c[1:] not in known]

    def _places(self, story: Story, head: Head) -> list[Place]:
        kinds: dict[int, BlockKind] = {}
        kinds |= {id(unit): "kicker" for unit in head.kicker}
        kinds |= {id(unit): "deck" for unit in head.deck}
        places: list[Place] = []
        for unit in story.head:
            kind = kinds.get(id(unit), "headline")
            if places and places[-1][0] == kind:
                places[-1][1].append(unit)
            else:
                places.append((kind, [unit], ""))
        run: list[Unit] = []
        for unit in story.body:
            if unit.kind == "heading":
                if not run:
                    places.append(("subhead", run, " "))
                run.append(unit)
                continue
            run = []
            kind = "paragraph" if unit.kind == "text" else "caption" if unit.kind == "caption" else "byline"
            places.append((kind, [unit], ""))
        return places

    @staticmethod
    def _block(text: _Text, units: list[Unit], glue: str, last: int, credits: list[Credit]) -> int:
        """Write one block; where it begins."""
        start = 0
        for i, unit in enumerate(units):
            between = (glue or joint_space(units[i - 1].folded, unit.folded)) if i else ("\n" if text.length else "")
            for j, line in enumerate(unit.lines):
                written = unit.joiners[j - 1] if j else between
                text.insert(written, last, line.start)
                if not j:
                    begin = text.length
                    start = start if i else begin
                text.keep(line.start, line.end)
                last = line.end
            for role, a, b in unit.credits:
                credits.append(Credit(_role(role), "", begin + a, begin + b))
        return start

    @staticmethod
    def _names(article: Article) -> None:
        """The fields that are read off the finished text."""
        for credit in article.credits:
            credit.name = _squeeze(article.text[credit.start : credit.end])
        article.credits.sort(key=lambda credit: credit.start)
        lines: dict[str, list[str]] = {}
        for block in article.blocks:
            lines.setdefault(block.kind, []).append(article.text[block.start : block.end])
        article.headline = "".join(lines.get("headline", []))
        article.kicker = " ".join(lines.get("kicker", [])) or None
        article.deck = " ".join(lines.get("deck", [])) or None
        article.subheads = lines.get("subhead", [])


def _squeeze(name: str) -> str:
    """A name without the spaces that fill it out; those between Latin words stay."""
    return name if name.isascii() else "".join(name.split())


def _role(role: str) -> Role:
    roles: dict[str, Role] = {
        "reporter": "reporter",
        "correspondent": "correspondent",
        "photographer": "photographer",
        "editor": "editor",
        "source": "source",
    }
    return roles[role]
