"""Whether the words before a head can belong to its name: questions about strings alone, answers remembered."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.names.free import FreeNames
from extract.names.headwords import Head
from extract.names.phrases import Phrases
from extract.rules.alternation import one_of
from extract.rules.name import Boundaries, PersonRules

_REMEMBERED = 8192  # stretches before heads; two of three recur


class Bodies:
    """Judges what stands between a parent and a head, or between the last cut and a head."""

    def __init__(self, boundaries: Boundaries, persons: PersonRules, phrases: Phrases, free: FreeNames) -> None:
        relative, functions = one_of(boundaries.relative), one_of(boundaries.functions)
        self.starts_relative = re.compile(f"(?!乡镇|省城){one_of(boundaries.relative, guarded=True)}").match
        self._relative_end = re.compile(f"{relative}$")
        self._function = re.compile(f"{relative}(?:{functions})+$")
        self.directions = re.compile(one_of(boundaries.directions))
        self.posts = re.compile(one_of((*persons.posts, *persons.roles)))
        self._posts_inside = re.compile(one_of({*persons.posts, *persons.roles} - {*persons.groups}))
        self._phrases, self._free = phrases, free
        self.fits = lru_cache(_REMEMBERED)(self._fits)
        self.relative = lru_cache(_REMEMBERED)(self._relative_starts)

    def _fits(self, body: str, head: Head, of_organ: bool) -> bool:
        """Whether a body that is not empty can stand between a parent and the head."""
        spec = head.spec
        if body in head.not_body or body.endswith(spec.not_ending) or body[-1] in head.unfit:
            return False
        if spec.kind == "LOC" and (of_organ or self.directions.fullmatch(body)):
            return False
        return not self._has_post(body, head) and self._phrases.nominal(body)

    def _has_post(self, body: str, head: Head) -> bool:
        """Whether a post stands in the body: 工人 may before a longer head (工人|体育场)."""
        posts = self._posts_inside if len(head.word) > 1 else self.posts
        return posts.search(body) is not None

    def _relative_starts(self, run: str, head: Head, parented: bool) -> tuple[bool | None, int]:
        """Where in a run a name begins with 市, 区, 公司 … that stands for a body of the article's home.

        First, whether the whole run leads the head (None: the end of the run may); then where its end does, or -1.
        """
        match = self.starts_relative(run)
        whole = None
        if match is None:
            unknown = 0 if parented else self._free.unknown_area(run)
            body = run[unknown:]
            fits = unknown and len(body) <= head.body and (body or not head.needs_body)
            if fits and self._phrases.nominal(body) and not self._has_post(run, head):
                whole = True
        elif len(run) - match.end() <= head.body:
            body = run[match.end() :]
            if (body or not head.needs_body) and body not in head.not_body and not self._has_post(body, head):
                whole = self._phrases.nominal(body)
        return whole, self._relative_tail(run, head)

    def _relative_tail(self, run: str, head: Head) -> int:
        """Where the relative parent begins that ends the run, or leads what its organ is for; -1 where none does."""
        alone = self._relative_end.search(run) if not head.needs_body else None
        if alone and self._stands_alone(run[-8:], len(alone.group())):
            return alone.start()
        found = self._function.search(run)
        return found.start() if found else -1

    def _stands_alone(self, run: str, length: int) -> bool:
        """Whether the relative parent that ends a run is a word by itself: 联系|县, not 东柳村."""
        before = run[:-length]
        if self._phrases.crosses(run, len(before), len(run)):
            return False
        words = self._phrases.words(before) if before and length == 1 else ()
        return not words or (len(words[-1][0]) > 1 and not words[-1][1].startswith(("nr", "nz", "ns")))
