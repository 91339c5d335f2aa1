"""Un-typesets newspaper pages, reversibly: one decoded source in, its articles out.

A page is cut into lines; furniture, credits and captions are told from text; broken lines are joined by the evidence of
both sides; the blocks are cut into stories; pieces out of order go back where the evidence is strong. Only white space
and furniture are dropped or inserted, and every run that is kept can be traced back to the source.
"""

from __future__ import annotations

from extract.article import Article, Source
from extract.layout.building import Builder
from extract.layout.bylines import CreditReader
from extract.layout.furniture import LineReader
from extract.layout.joints import Joints
from extract.layout.lines import Line, mark_wrapped, split_lines
from extract.layout.publication import imprint, publication
from extract.layout.stories import StoryCutter
from extract.layout.story import Story
from extract.layout.units import Unit, join_lines
from extract.rules import Settings
from extract.rules.layout import Headings

__all__ = ["Layout"]


class Layout:
    """Turns a decoded source into its articles. Built once; a call keeps no state.

    >>> source = Source("a.txt", "", "utf-8", "新坝合龙\\n\\n本报讯(记者何田)东川大堤昨\\n\\n日合龙。")
    >>> article = Layout(Settings())(source)[0]
    >>> article.headline, article.credits[0].name, article.text.splitlines()[1]
    ('新坝合龙', '何田', '本报讯(记者何田)东川大堤昨日合龙。')
    """

    def __init__(self, settings: Settings) -> None:
        self._reader = CreditReader(settings)
        self._lines = LineReader(settings, self._reader)
        self._cutter = StoryCutter(self._reader, settings.patterns.rule("layout", "headings", Headings).notices)
        self._joints = Joints(settings)

    def __call__(self, source: Source) -> list[Article]:
        """The articles of a source, in printed order; none only where it holds no text."""
        lines = self._lines.read(split_lines(source.text))
        mark_wrapped(lines)
        joints = self._joints.on_page(lines)
        units = join_lines(lines, joints)
        stories = self._cutter(units) if units else [_rest(lines)] if lines else []
        build = Builder(joints, self._reader)
        printed = imprint(source.text, lines)
        return [
            build(source, i, story, publication(source, printed, story.folded())) for i, story in enumerate(stories)
        ]


def _rest(lines: list[Line]) -> Story:
    """A page of nothing but furniture: better an odd text than none."""
    return Story(body=[Unit("text", [line], [], line.folded) for line in lines])
