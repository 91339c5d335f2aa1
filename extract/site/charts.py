"""Charts as SVG, drawn here: no script, no style of their own, readable by keyboard and aloud."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import numpy as np
from markupsafe import Markup

from extract.index.entities import Network
from extract.index.figures import Point
from extract.index.query import Facet

WIDTH, HEIGHT = 1000, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 16, 36


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it stands for, how high it is, where a click on it leads."""

    label: str
    value: int
    link: str


def bars(values: Sequence[Bar], title: str) -> Markup:
    """Upright bars with a few labels under them."""
    if not values:
        return Markup()
    most = max(bar.value for bar in values) or 1
    step = (WIDTH - 16) / len(values)
    width = max(min(step - 2, 40), 1)
    parts = []
    for n, bar in enumerate(values):
        height = max(bar.value / most * 90, 1)
        x = 8 + n * step + (step - width) / 2
        parts.append(
            f'<a href="{escape(bar.link)}"><title>{escape(bar.label)}: {bar.value}</title>'
            f'<rect x="{x:.1f}" y="{100 - height:.1f}" width="{width:.1f}" height="{height:.1f}" rx="1"/></a>'
        )
    every = math.ceil(len(values) / 8)
    for n in range(0, len(values), every):
        x = 8 + n * step + step / 2
        parts.append(f'<text x="{x:.1f}" y="118" text-anchor="middle">{escape(values[n].label)}</text>')
    return _svg("".join(parts), WIDTH, 126, "bars", title)


def by_year_or_month(months: Sequence[Facet]) -> list[Facet]:
    """Months in order; years where there are more than sixty months."""
    ordered = sorted(months, key=lambda facet: facet.value)
    if len(ordered) <= 60:
        return ordered
    years: dict[str, int] = {}
    for facet in ordered:
        years[facet.value[:4]] = years.get(facet.value[:4], 0) + facet.articles
    return [Facet(year, articles) for year, articles in years.items()]


def points(series: Sequence[Point], title: str) -> Markup:
    """Counts over time: each point leads to its sentence. Sums up to a day are joined by a line."""
    dated = [(n, _ordinal(point.day), point) for n, point in enumerate(series)]
    drawn = [(n, day, point) for n, day, point in dated if day is not None]
    if not drawn:
        return Markup()
    first, last = drawn[0][1], drawn[-1][1]
    top = nice(max(point.value for _, _, point in drawn))

    def x(day: int) -> float:
        share = (day - first) / (last - first) if last > first else 0.5
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - max(value, 0) / top * (HEIGHT - TOP - BOTTOM)

    parts = [_grid(y(top * share), amount(top * share)) for share in (0, 0.25, 0.5, 0.75, 1)]
    line = [f"{x(day):.1f},{y(point.value):.1f}" for _, day, point in drawn if point.cumulative]
    if len(line) > 1:
        parts.append(f'<polyline points="{" ".join(line)}" fill="none"/>')
    for n, day, point in drawn:
        kind = "sum" if point.cumulative else "single"
        label = f"{point.day}: {point.text}"
        parts.append(
            f'<a href="#point-{n}"><title>{escape(label)}</title>'
            f'<circle class="{kind}" cx="{x(day):.1f}" cy="{y(point.value):.1f}" r="5"/></a>'
        )
    for day, anchor in ((first, "start"), (last, "end")) if last > first else ((first, "middle"),):
        label = date.fromordinal(day).isoformat()
        parts.append(f'<text x="{x(day):.1f}" y="{HEIGHT - 12}" text-anchor="{anchor}">{label}</text>')
    return _svg("".join(parts), WIDTH, HEIGHT, "points", title)


def _grid(y: float, label: str) -> str:
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
    )


def nice(most: float) -> float:
    """The end of an axis that holds `most`: 1, 2 or 5 times a power of ten.

    >>> nice(37), nice(0)
    (50.0, 1.0)
    """
    if most <= 0 or not math.isfinite(most):
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= most)


def amount(value: float) -> str:
    """A number as Chinese papers shorten it.

    >>> amount(12000), amount(350000000), amount(2.5)
    ('1.2万', '3.5亿', '2.5')
    """
    for size, unit in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return f"{value / size:.4g}{unit}"
    return f"{value:.4g}"


def network(found: Network, title: str, links: Sequence[str]) -> Markup:
    """Who acts with whom; `links` are the addresses of the nodes."""
    if not found.nodes:
        return Markup()
    width, height = 1100, 640
    places = layout(len(found.nodes), [(edge.a, edge.b, edge.acts) for edge in found.edges])
    xs = 90 + places[:, 0] * (width - 180)
    ys = 30 + places[:, 1] * (height - 60)
    parts = [
        f'<line x1="{xs[edge.a]:.1f}" y1="{ys[edge.a]:.1f}" x2="{xs[edge.b]:.1f}" y2="{ys[edge.b]:.1f}" '
        f'stroke-width="{min(0.8 + edge.acts / 2, 6):.1f}"/>'
        for edge in found.edges
    ]
    most = max(node.links for node in found.nodes)
    for n, node in enumerate(found.nodes):
        radius = 5 + 11 * math.sqrt(node.links / most)
        parts.append(
            f'<a href="{escape(links[n])}"><title>{escape(node.name)}: {node.links}</title>'
            f'<circle class="{escape(node.kind)}" cx="{xs[n]:.1f}" cy="{ys[n]:.1f}" r="{radius:.1f}"/>'
            f'<text x="{xs[n]:.1f}" y="{ys[n] + radius + 13:.1f}" text-anchor="middle">'
            f"{escape(shortened(node.name))}</text></a>"
        )
    return _svg("".join(parts), width, height, "network", title)


def shortened(name: str, length: int = 12) -> str:
    """A name that fits under a node."""
    return name if len(name) <= length else name[: length - 1] + "…"


def layout(nodes: int, edges: Sequence[tuple[int, int, int]], rounds: int = 200) -> np.ndarray:
    """Places in the unit square, each time the same: Fruchterman and Reingold, Graph drawing by force-directed
    placement, 1991. Nodes begin on a circle.
    """
    turn = np.arange(nodes) * 2.399963  # the golden angle: neighbours in the list begin apart
    radius = np.sqrt((np.arange(nodes) + 0.5) / nodes) / 2
    places = 0.5 + np.stack([np.cos(turn) * radius, np.sin(turn) * radius], axis=1)
    pull = np.zeros((nodes, nodes))
    for a, b, weight in edges:
        pull[a, b] = pull[b, a] = 1 + math.log(weight)
    best = 0.9 / math.sqrt(nodes)
    for n in range(rounds):
        apart = places[:, None, :] - places[None, :, :]
        distance = np.maximum(np.linalg.norm(apart, axis=2), 1e-3)
        force = best**2 / distance**2 - pull * distance / best / 2
        moves = (apart * force[:, :, None]).sum(axis=1) + (0.5 - places) * 0.3
        length = np.maximum(np.linalg.norm(moves, axis=1, keepdims=True), 1e-9)
        places = places + moves / length * np.minimum(length, 0.1 * (1 - n / rounds) + 0.002)
    low, high = places.min(axis=0), places.max(axis=0)
    spread: np.ndarray = (places - low) / np.maximum(high - low, 1e-9) if nodes > 1 else np.full((nodes, 2), 0.5)
    return spread


def _ordinal(day: str | None) -> int | None:
    try:
        return date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None


def _svg(inside: str, width: int, height: int, kind: str, title: str) -> Markup:
    return Markup(
        f'<svg class="chart {kind}" viewBox="0 0 {width} {height}" role="group" aria-label="{escape(title)}">'
        f"{inside}</svg>"
    )
