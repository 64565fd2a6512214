"""Values drawn: bars to compare, a line over time, parts of a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import segno

from briefsite.library.nodes import Image
from briefsite.text import Markdown, address, attribute, shorten

# The frame of a picture, its text, and the colours it has on paper.


INK, MUTED, LINE, BRAND = "#1c2729", "#546165", "#dedbd0", "#14565a"
_XMLNS = 'xmlns="http://www.w3.org/2000/svg"'


def svg(
    id: str,
    title: str,
    desc: str,
    height: float,
    parts: Iterable[Markdown],
    *,
    width: int = 0,
    linked: bool = False,
) -> Markdown:
    """The frame. A picture with links in it is a group for screen readers, others an image."""
    role = "group" if linked else "img"
    size = f'viewBox="0 0 {width} {height:g}"' if width else f'width="100%" height="{height:g}"'
    head = f'<svg {_XMLNS} class="chart" role="{role}" {size} font-family="sans-serif" '
    head += f'font-size="13" aria-labelledby="{id}-t" aria-describedby="{id}-d">'
    return Markdown("").join(
        [
            Markdown(f'{head}<title id="{id}-t">'),
            attribute(title),
            Markdown(f'</title><desc id="{id}-d">'),
            attribute(desc),
            Markdown("</desc>"),
            *parts,
            Markdown("</svg>"),
        ]
    )


def text(
    x: float | str,
    y: float,
    words: str,
    kind: str = "",
    fill: str = INK,
    anchor: str = "",
    *,
    bold: bool = False,
    size: float = 0,
) -> Markdown:
    """A line of text; `anchor` is start, middle or end."""
    place = f'x="{x if isinstance(x, str) else f"{x:g}"}" y="{y:g}" fill="{fill}"'
    place += f' class="{kind}"' if kind else ""
    place += f' text-anchor="{anchor}"' if anchor and anchor != "start" else ""
    place += ' font-weight="600"' if bold else ""
    place += f' font-size="{size:g}"' if size else ""
    return Markdown(f"<text {place}>") + attribute(words) + Markdown("</text>")


def rule(y: float) -> Markdown:
    """A thin line from side to side."""
    ends = f'x1="0" y1="{y:g}" x2="100%" y2="{y:g}"'
    return Markdown(f'<line class="c-rule" {ends} stroke="{LINE}"/>')


def percent(part: float) -> str:
    """A part as a length: 0.5 as `50%`."""
    return f"{max(part * 100, 0):.2f}".rstrip("0").rstrip(".") + "%"


def halves(name: str, limit: int) -> tuple[str, str]:
    """Words on two lines of about so many letters; what is longer is cut."""
    one = ""
    words = name.split()
    while words and (not one or len(f"{one} {words[0]}") <= limit):
        one = f"{one} {words.pop(0)}".strip()
    two = " ".join(words)
    return cut(one, limit + 2), cut(two, limit + 2)


def cut(text: str, limit: int) -> str:
    """At most so many letters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


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


# What a chart says: its words, and its lengths as parts of the width.


@dataclass(frozen=True)
class BarRow:
    """A bar with its label and value; `start` and `width` are parts of the whole width."""

    label: str
    words: str
    start: float
    width: float
    outlined: bool


@dataclass(frozen=True)
class Bars:
    """Horizontal bars; those outlined come last where they stand apart."""

    rows: tuple[BarRow, ...]
    aside: str = ""
    """What is said above those that stand apart."""
    track: float = 0
    """How much of the width stands for a whole; 0 where the bars have one zero in common."""
    kind: str = "bars"


@dataclass(frozen=True)
class Dot:
    """A value at a time: `x` is a part of the width, `y` of the height, from below."""

    label: str
    words: str
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """Change over time; `zero` is the height of nothing."""

    points: tuple[Dot, ...]
    zero: float
    kind: str = "line"


@dataclass(frozen=True)
class Chart:
    """A chart for both: SVG on the page, what it says on paper; none of it for a grid of links."""

    svg: Markdown
    shown: Bars | Line | None = None

    def __html__(self) -> str:
        return self.svg

    def data(self) -> dict[str, Any] | None:
        """The words and lengths."""
        return asdict(self.shown) if self.shown else None


def bars(id: str, title: str, items: Sequence[Bar], apart: str = "Not to be compared") -> Chart:
    """Horizontal bars from a common zero; those apart come last."""
    low = min(Decimal(0), *(bar.value for bar in items))
    span = max(Decimal(0), *(bar.value for bar in items)) - low or Decimal(1)
    rows = [
        BarRow(
            bar.label,
            bar.words,
            float((min(bar.value, Decimal(0)) - low) / span),
            float(abs(bar.value) / span),
            bar.apart,
        )
        for bar in sorted(items, key=lambda bar: bar.apart)
    ]
    return Chart(_bars_svg(id, title, rows, apart), Bars(tuple(rows), apart))


def _bars_svg(id: str, title: str, rows: Sequence[BarRow], apart: str) -> Markdown:
    together = [row for row in rows if not row.outlined]
    others = [row for row in rows if row.outlined]
    parts: list[Markdown] = []
    top = 0
    for group in (together, others):
        if group is others and together and others:
            parts.append(text(0, top + 16, apart, "c-mute", MUTED, size=11.5))
            parts.append(rule(top + 24))
            top += 30
        for row in group:
            label = shorten(row.label, max(LABEL - len(row.words), LABEL // 2))
            parts.append(text(0, top + 15, label))
            parts.append(text("100%", top + 15, row.words, anchor="end", bold=True))
            parts.append(
                _bar(percent(row.start), top + 21, percent(row.width), outlined=row.outlined)
            )
            top += _ROW
    said = "; ".join(f"{row.label}: {row.words}" for row in together)
    aside = "; ".join(f"{row.label}: {row.words}" for row in others)
    return svg(id, title, f"{said}. {f'{apart}: {aside}.' if aside else ''}", top, parts)


def line(id: str, title: str, points: Sequence[Point]) -> Chart:
    """Change over time from two points on; the time axis is true, and the height begins at zero."""
    first, last = points[0].when, points[-1].when
    days = (last - first).days or 1
    low = min(Decimal(0), *(point.value for point in points))
    span = max(Decimal(0), *(point.value for point in points)) - low or Decimal(1)
    dots = tuple(
        Dot(
            point.label,
            point.words,
            0.02 + 0.96 * (point.when - first).days / days,
            float((point.value - low) / span),
        )
        for point in points
    )
    shown = Line(dots, float(-low / span))
    return Chart(_line_svg(id, title, shown), shown)


def _line_svg(id: str, title: str, shown: Line) -> Markdown:
    bottom, height = 150, 110
    places = [(100 * dot.x, bottom - height * dot.y) for dot in shown.points]
    parts = [rule(bottom - height * shown.zero)]
    for (x1, y1), (x2, y2) in pairwise(places):
        ends = f'x1="{x1:.1f}%" y1="{y1:.1f}" x2="{x2:.1f}%" y2="{y2:.1f}"'
        parts.append(Markdown(f'<line class="c-line" {ends} stroke="{BRAND}" stroke-width="2.5"/>'))
    for number, (dot, (x, y)) in enumerate(zip(shown.points, places, strict=True)):
        spot = f'cx="{x:.1f}%" cy="{y:.1f}" r="5"'
        parts.append(Markdown(f'<circle class="c-dot" {spot} fill="{BRAND}"/>'))
        edge = {0: "start", len(places) - 1: "end"}.get(number, "middle")
        at = {"start": "0%", "end": "100%"}.get(edge, f"{x:.1f}%")
        beside = places[1 if number == 0 else number - 1][1]
        lift = 13 + (max(y - beside, 0) / 4 if edge != "middle" else 0)
        parts.append(text(at, y - lift, dot.words, anchor=edge, bold=True))
        parts.append(text(at, bottom + 20, dot.label, "c-mute", MUTED, anchor=edge))
    said = "; ".join(f"{dot.label}: {dot.words}" for dot in shown.points)
    return svg(id, title, f"{said}.", bottom + 28, parts)


def shares(id: str, title: str, items: Sequence[Share]) -> Chart:
    """Parts of a whole, each on a track of its own that stands for the whole."""
    rows = []
    for share in items:
        part = min(max(share.percent / 100, Decimal(0)), Decimal(1))
        rows.append(BarRow(share.label, share.words, 0, float(TRACK * part), not share.firm))
    return Chart(_shares_svg(id, title, rows), Bars(tuple(rows), track=float(TRACK)))


def _shares_svg(id: str, title: str, rows: Sequence[BarRow]) -> Markdown:
    parts: list[Markdown] = []
    top = 0
    for row in rows:
        one, two = halves(row.label, LABEL)
        parts.append(text(0, top + 15, one))
        parts.append(text(0, top + 31, two))
        top += 37 if two else 21
        track = f'y="{top}" width="{percent(float(TRACK))}" height="13" rx="2" fill="{LINE}"'
        parts.append(Markdown(f'<rect class="c-track" {track}/>'))
        parts.append(_bar("0%", top, percent(row.width), outlined=row.outlined))
        parts.append(text("100%", top + 11, row.words, anchor="end", bold=True))
        top += 25
    said = "; ".join(f"{row.label}: {row.words}" for row in rows)
    return svg(id, title, f"{said}.", top, parts)


def _bar(start: str, top: int, width: str, *, outlined: bool) -> Markdown:
    place = f'x="{start}" y="{top}" width="{width}" height="13" rx="2"'
    if outlined:
        dashes = f'fill="none" stroke="{MUTED}" stroke-dasharray="4 3"'
        return Markdown(f'<rect class="c-apart" {place} {dashes}/>')
    return Markdown(f'<rect class="c-bar" {place} fill="{BRAND}"/>')


# The grid of regions, whose squares are links.


_TILE = 56
_COLUMNS = 8
"""A small grid is drawn as wide as one of so many columns, so that no square is huge."""


@dataclass(frozen=True)
class Tile:
    """A square of the grid; without an address it is empty."""

    code: str
    name: str
    column: int
    row: int
    href: str = ""


def _columns(items: Sequence[Tile]) -> int:
    return max([_COLUMNS, *(tile.column + 1 for tile in items)])


def tiles(id: str, title: str, items: Sequence[Tile]) -> Chart:
    """Equal squares in rows and columns; those with an address are links."""
    parts = []
    for tile in items:
        x, y = tile.column * _TILE, tile.row * _TILE
        size = f'x="{x + 2}" y="{y + 2}" width="{_TILE - 4}" height="{_TILE - 4}" rx="4"'
        fill = BRAND if tile.href else "none"
        stroke = BRAND if tile.href else LINE
        square = Markdown(f'<rect {size} fill="{fill}" stroke="{stroke}"/>')
        middle, ink = x + _TILE / 2, "#ffffff" if tile.href else MUTED
        there = bool(tile.href)
        code = text(middle, y + 34, tile.code, "", ink, "middle", bold=there, size=18)
        if not tile.href:
            parts.append(Markdown('<g class="c-empty">') + square + code + Markdown("</g>"))
            continue
        link = Markdown(f'<a class="c-tile" href="{address(tile.href)}">')
        label = Markdown("<title>") + attribute(tile.name) + Markdown("</title>")
        parts.append(link + label + square + code + Markdown("</a>"))
    wide = _columns(items) * _TILE
    high = (max((tile.row for tile in items), default=0) + 1) * _TILE
    names = ", ".join(tile.name for tile in items if tile.href)
    return Chart(svg(id, title, f"With a brief: {names}.", high, parts, width=wide, linked=True))


def locator(title: str, items: Sequence[Tile], ground: str) -> Image:
    """The same squares, small and without letters; those with an address are the ones meant.

    `ground` is the address of the file with all squares (`locator_ground`).
    """
    wide, high = _locator_size(items)
    alt = f"{title}. Marked: {', '.join(tile.name for tile in items if tile.href)}."
    here = _squares(tile for tile in items if tile.href)
    marked = Markdown(f'<path class="c-here" fill="{BRAND}" d="{here}"/>')
    others = _squares(tile for tile in items if not tile.href)
    below = Markdown(f'<path class="c-track" fill="{LINE}" d="{others}"/>')
    shown = f'<image href="{address(ground)}" width="{wide}" height="{high}"/>'
    box = f'class="chart" role="img" viewBox="0 0 {wide} {high}"'
    return Image(
        Markdown(f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{below}{marked}</svg>'),
        alt,
        Markdown(f'<svg {box} aria-label="{attribute(alt)}">{shown}{marked}</svg>'),
    )


def locator_ground(items: Sequence[Tile]) -> str:
    """An SVG file of all squares, in a grey that serves light and dark pages."""
    wide, high = _locator_size(items)
    space = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}"'
    return f'<svg {space}><path fill="#88857a" fill-opacity=".3" d="{_squares(items)}"/></svg>\n'


def _locator_size(items: Sequence[Tile]) -> tuple[int, int]:
    return 9 * _columns(items) - 1, 9 * (1 + max(tile.row for tile in items)) - 1


def _squares(items: Iterable[Tile]) -> str:
    return "".join(f"M{tile.column * 9} {tile.row * 9}h8v8h-8z" for tile in items)


# An address as a QR code (ISO/IEC 18004), for paper. The only home of segno.


_SVG = "http://www.w3.org/2000/svg"
_MASK = 0
"""One of the eight patterns that a code may lie under; looking for the one that is best for worn
paper and poor cameras costs five times as much as the code."""


@cache
def qr(address: str) -> str:
    """SVG, black on the paper, 22 millimetres wide with two modules of quiet zone.

    The same address has the same code, which takes a while to find: it is found once.
    """
    code = segno.make(address, error="m", micro=False, mask=_MASK)
    drawn = code.svg_inline(svgclass=None, lineclass=None, omitsize=True, border=2)
    return drawn.replace("<svg ", f'<svg xmlns="{_SVG}" width="22mm" height="22mm" ', 1)
