"""Values drawn: bars to compare, a line over time, parts of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from briefsite.charts.frame import BRAND, LINE, MUTED, halves, percent, rule, svg, text
from briefsite.text import Markdown, shorten

LABEL = 44
"""Letters on one line of a phone; the description has each label whole."""
TRACK = Decimal("0.78")
"""How much of the width stands for a whole; its share is written beside it."""
_ROW = 44


@dataclass(frozen=True)
class Bar:
    """A value to compare: what it belongs to, and its words as shown everywhere else."""

    label: str
    value: Decimal
    words: str
    apart: bool = False
    """Not to be compared with the others: outlined, below them, under a line of its own."""


@dataclass(frozen=True)
class Point:
    """A value at a time."""

    when: date
    label: str
    value: Decimal
    words: str


@dataclass(frozen=True)
class Share:
    """A part of a whole, in percent."""

    label: str
    percent: Decimal
    words: str
    firm: bool = True
    """It has happened; a target is outlined."""


def bars(id: str, title: str, items: Sequence[Bar], apart: str = "Not to be compared") -> Markdown:
    """Horizontal bars from a common zero; those apart come last."""
    together = [bar for bar in items if not bar.apart]
    others = [bar for bar in items if bar.apart]
    low = min(Decimal(0), *(bar.value for bar in items))
    span = max(Decimal(0), *(bar.value for bar in items)) - low or Decimal(1)
    parts: list[Markdown] = []
    top = 0
    for group in (together, others):
        if group is others and together and others:
            parts.append(text(0, top + 16, apart, "c-mute", MUTED, size=11.5))
            parts.append(rule(top + 24))
            top += 30
        for bar in group:
            start = percent((min(bar.value, Decimal(0)) - low) / span)
            width = percent(abs(bar.value) / span)
            parts.append(
                text(0, top + 15, shorten(bar.label, max(LABEL - len(bar.words), LABEL // 2)))
            )
            parts.append(text("100%", top + 15, bar.words, anchor="end", bold=True))
            parts.append(_bar(start, top + 21, width, outlined=bar.apart))
            top += _ROW
    said = "; ".join(f"{bar.label}: {bar.words}" for bar in together)
    aside = "; ".join(f"{bar.label}: {bar.words}" for bar in others)
    return svg(id, title, f"{said}. {f'{apart}: {aside}.' if aside else ''}", top, parts)


def line(id: str, title: str, points: Sequence[Point]) -> Markdown:
    """Change over time from two points on; the time axis is true, and the height begins at zero."""
    first, last = points[0].when, points[-1].when
    days = (last - first).days or 1
    low = min(Decimal(0), *(point.value for point in points))
    span = max(Decimal(0), *(point.value for point in points)) - low or Decimal(1)
    bottom, height = 150, 110
    places = [
        (
            2 + 96 * (point.when - first).days / days,
            bottom - height * float((point.value - low) / span),
        )
        for point in points
    ]
    zero = bottom + height * float(low / span)
    parts = [rule(zero)]
    for (x1, y1), (x2, y2) in pairwise(places):
        ends = f'x1="{x1:.1f}%" y1="{y1:.1f}" x2="{x2:.1f}%" y2="{y2:.1f}"'
        parts.append(Markdown(f'<line class="c-line" {ends} stroke="{BRAND}" stroke-width="2.5"/>'))
    for number, (point, (x, y)) in enumerate(zip(points, places, strict=True)):
        spot = f'cx="{x:.1f}%" cy="{y:.1f}" r="5"'
        parts.append(Markdown(f'<circle class="c-dot" {spot} fill="{BRAND}"/>'))
        edge = {0: "start", len(points) - 1: "end"}.get(number, "middle")
        at = {"start": "0%", "end": "100%"}.get(edge, f"{x:.1f}%")
        beside = places[1 if number == 0 else number - 1][1]
        lift = 13 + (max(y - beside, 0) / 4 if edge != "middle" else 0)
        parts.append(text(at, y - lift, point.words, anchor=edge, bold=True))
        parts.append(text(at, bottom + 20, point.label, "c-mute", MUTED, anchor=edge))
    said = "; ".join(f"{point.label}: {point.words}" for point in points)
    return svg(id, title, f"{said}.", bottom + 28, parts)


def shares(id: str, title: str, items: Sequence[Share]) -> Markdown:
    """Parts of a whole, each on a track of its own that stands for the whole."""
    parts: list[Markdown] = []
    top = 0
    for share in items:
        one, two = halves(share.label, LABEL)
        parts.append(text(0, top + 15, one))
        parts.append(text(0, top + 31, two))
        top += 37 if two else 21
        part = min(max(share.percent / 100, Decimal(0)), Decimal(1))
        track = f'y="{top}" width="{percent(TRACK)}" height="13" rx="2" fill="{LINE}"'
        parts.append(Markdown(f'<rect class="c-track" {track}/>'))
        parts.append(_bar("0%", top, percent(TRACK * part), outlined=not share.firm))
        parts.append(text("100%", top + 11, share.words, anchor="end", bold=True))
        top += 25
    said = "; ".join(f"{share.label}: {share.words}" for share in items)
    return svg(id, title, f"{said}.", top, parts)


def _bar(start: str, top: int, width: str, *, outlined: bool) -> Markdown:
    place = f'x="{start}" y="{top}" width="{width}" height="13" rx="2"'
    if outlined:
        dashes = f'fill="none" stroke="{MUTED}" stroke-dasharray="4 3"'
        return Markdown(f'<rect class="c-apart" {place} {dashes}/>')
    return Markdown(f'<rect class="c-bar" {place} fill="{BRAND}"/>')
