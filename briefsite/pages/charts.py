"""Values drawn: bars to compare, a line over time, parts of a whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from briefsite.library.nodes import Image
from briefsite.text import Markdown, address, attribute, in_html
from briefsite.text.fonts import NARROW, Space

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


SPAN = Decimal("0.94")
"""How much of the width the longest bar takes; behind it is room for the mark at its end."""
_LIFT = 13
_BOTTOM, _HEIGHT, _DOT = 150, 110, 5
_ENDS = {
    "more": "M2 1l6 5.5l-6 5.5",
    "less": "M8 1l-6 5.5l6 5.5",
    "about": "M2 .5v12M5.5 2.5v8M9 4.5v4",
}
"""What stands at the end of a bar that is not exact: the value lies there, or about there."""
_OVER = {"more": "M-5 -9l5 -5l5 5", "less": "M-5 9l5 5l5 -5"}
"""The same at a dot."""


@dataclass(frozen=True)
class Bar:
    """A value to compare: what it belongs to, and its words as shown everywhere else."""

    label: str
    value: Decimal
    words: str
    apart: bool = False
    """Not to be compared with the others: below them, pale, under a line of its own."""
    firm: bool = True
    """It has happened; a target or plan is hollow."""
    end: str = ""
    """Where the true value lies, if not at the end: more, less, about."""


@dataclass(frozen=True)
class Point:
    """A value at a time."""

    when: date
    label: str
    value: Decimal
    words: str
    joined: bool = False
    """Its period follows on that of the point before it: nothing lies between."""
    end: str = ""


# What a chart says: its words, and its lengths as parts of the width.


@dataclass(frozen=True)
class BarRow:
    """A bar with its label and value; `start` and `width` are parts of the whole width."""

    label: str
    words: str
    start: float
    width: float
    look: str
    """solid, pale or hollow."""
    apart: bool
    end: str
    falls: bool
    """It goes to the left."""


@dataclass(frozen=True)
class Bars:
    """Horizontal bars; those apart come last."""

    rows: tuple[BarRow, ...]
    aside: str = ""
    """What is said above those that stand apart."""
    track: float = 0
    """How much of the width stands for a whole; 0 where the bars have one zero in common."""
    kind: str = "bars"


@dataclass(frozen=True)
class Words:
    """Words at a dot: `y` is their line, in the unit of the letters; empty where they have no
    room."""

    text: str = ""
    anchor: str = ""
    y: float = 0


@dataclass(frozen=True)
class Dot:
    """A value at a time: `x` is a part of the width, `y` of the height, from below."""

    label: str
    words: str
    x: float
    y: float
    joined: bool
    end: str
    value: Words
    period: Words


@dataclass(frozen=True)
class Line:
    """Change over time; `zero` is the height of nothing."""

    points: tuple[Dot, ...]
    zero: float
    kind: str = "line"

    @property
    def unwritten(self) -> int:
        """How many points stand without their value: there is no room for it."""
        return sum(not dot.value.text for dot in self.points)


@dataclass(frozen=True)
class Chart:
    """A chart for both: as drawn on the page, what it says on paper; none for a grid of links."""

    drawn: Markdown
    shown: Bars | Line | None = None

    def __html__(self) -> str:
        return self.drawn

    def data(self) -> dict[str, Any] | None:
        """The words and lengths."""
        return asdict(self.shown) if self.shown else None


def bars(items: Sequence[Bar], apart: str = "Not to be compared") -> Chart:
    """Horizontal bars from a common zero; those apart come last."""
    low = min(Decimal(0), *(bar.value for bar in items))
    span = max(Decimal(0), *(bar.value for bar in items)) - low or Decimal(1)
    rows = [_row(bar, low, span) for bar in sorted(items, key=lambda bar: bar.apart)]
    return Chart(_bars_html(rows, apart), Bars(tuple(rows), apart))


def shares(items: Sequence[Bar]) -> Chart:
    """Parts of a whole in percent, each on a track of its own that stands for the whole."""
    whole = Decimal(100)
    held = (replace(bar, value=min(max(bar.value, Decimal(0)), whole)) for bar in items)
    rows, track = [_row(bar, Decimal(0), whole) for bar in held], float(SPAN)
    return Chart(_bars_html(rows, "", track), Bars(tuple(rows), track=track))


def _row(bar: Bar, low: Decimal, span: Decimal) -> BarRow:
    return BarRow(
        label=bar.label,
        words=bar.words,
        start=float(SPAN * (min(bar.value, Decimal(0)) - low) / span),
        width=float(SPAN * abs(bar.value) / span),
        look="hollow" if not bar.firm else "pale" if bar.apart else "solid",
        apart=bar.apart,
        end=bar.end,
        falls=bar.value < 0,
    )


def _bars_html(rows: Sequence[BarRow], apart: str, track: float = 0) -> Markdown:
    """A list: each label and value as text, which takes the lines it needs, above its bar."""
    together = [_item(row, track) for row in rows if not row.apart]
    others = [_item(row, track) for row in rows if row.apart]
    if together and others:
        aside = Markdown('<li class="aside">') + in_html(apart) + Markdown("</li>")
        others.insert(0, aside)
    return Markdown("").join([Markdown('<ul class="bars">'), *together, *others, Markdown("</ul>")])


def _item(row: BarRow, track: float) -> Markdown:
    """A bar with its words; what is drawn says nothing that they do not say."""
    label, words = in_html(row.label), in_html(row.words)
    said = Markdown("<li><span>") + label + Markdown("</span> <b>") + words + Markdown("</b>")
    head = Markdown('<svg class="chart" height="13" aria-hidden="true">')
    return Markdown("").join([said, head, *_bar(row, track), Markdown("</svg></li>")])


_KINDS = {"solid": "bar", "pale": "pale", "hollow": "hollow"}
"""What the style sheets call each look."""


def _bar(row: BarRow, track: float) -> Iterator[Markdown]:
    if track:
        yield Markdown(f'<rect class="c-track" width="{percent(track)}"/>')
    start = f'x="{percent(row.start)}" ' if row.start else ""
    place = f'{start}width="{percent(row.width)}"'
    yield Markdown(f'<rect class="c-{_KINDS[row.look]}" {place}/>')
    if row.end:
        at = percent(row.start if row.falls else row.start + row.width)
        turned = ' transform="scale(-1 1)"' if row.falls else ""
        yield _mark(at, 0, f"<path{turned} ", _ENDS[row.end])


def _mark(x: str, y: float, path: str, way: str) -> Markdown:
    """A few strokes at a place that is a part of the width."""
    look = f'class="c-end" d="{way}" fill="none" stroke="{BRAND}" stroke-width="2"'
    return Markdown(f'<svg x="{x}" y="{y:g}" overflow="visible">{path}{look}/></svg>')


def line(id: str, title: str, points: Sequence[Point]) -> Chart:
    """Change over time from two points on; the time axis is true, and the height begins at zero.

    A line is drawn only between periods that follow on each other.
    """
    first, last = points[0].when, points[-1].when
    days = (last - first).days or 1
    low = min(Decimal(0), *(point.value for point in points))
    span = max(Decimal(0), *(point.value for point in points)) - low or Decimal(1)
    places = [
        (0.02 + 0.96 * (point.when - first).days / days, float((point.value - low) / span))
        for point in points
    ]
    written = _written(points, places)
    dots = tuple(
        Dot(point.label, point.words, x, y, point.joined, point.end, *words)
        for point, (x, y), words in zip(points, places, written, strict=True)
    )
    shown = Line(dots, float(-low / span))
    return Chart(_line_svg(id, title, shown), shown)


def _written(
    points: Sequence[Point], places: Sequence[tuple[float, float]]
) -> list[tuple[Words, Words]]:
    """Value and period of each point, where they overlap nothing in a narrow chart.

    The last point comes first, then the first, the highest and the lowest, then newest to oldest.
    """
    spots = [(NARROW * x, _BOTTOM - _HEIGHT * y) for x, y in places]
    heights = [y for _, y in places]
    ends = (len(points) - 1, 0, heights.index(max(heights)), heights.index(min(heights)))
    order = dict.fromkeys((*ends, *reversed(range(len(points)))))
    space = Space((x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in spots)
    periods, values = {}, {}
    for n in order:
        rows = (_BOTTOM + 22, _BOTTOM + 38)
        periods[n] = _words(space, points[n].label, spots[n][0], rows)
    for n in order:
        x, y = spots[n]
        far = _LIFT + (6 if points[n].end in _OVER else 0)
        values[n] = _words(space, points[n].words, x, (y - far, y + far + 9), bold=True)
    return [(values[n], periods[n]) for n in range(len(points))]


def _words(
    space: Space, words: str, x: float, rows: Sequence[float], *, bold: bool = False
) -> Words:
    found = space.take(words, x, rows, bold=bold)
    return Words(words, *found) if found else Words()


def _line_svg(id: str, title: str, shown: Line) -> Markdown:
    places = [(100 * dot.x, _BOTTOM - _HEIGHT * dot.y) for dot in shown.points]
    parts = [rule(_BOTTOM - _HEIGHT * shown.zero)]
    for dot, (x1, y1), (x2, y2) in zip(shown.points[1:], places, places[1:], strict=False):
        if dot.joined:
            ends = f'x1="{x1:.1f}%" y1="{y1:.1f}" x2="{x2:.1f}%" y2="{y2:.1f}"'
            stroke = f'stroke="{BRAND}" stroke-width="2.5"'
            parts.append(Markdown(f'<line class="c-line" {ends} {stroke}/>'))
    for dot, (x, y) in zip(shown.points, places, strict=True):
        look = f'class="c-dot" fill="{BRAND}"'
        if dot.end == "about":
            look = f'class="c-about" fill="{LINE}" stroke="{BRAND}" stroke-dasharray="2 2"'
        parts.append(Markdown(f'<circle {look} cx="{x:.1f}%" cy="{y:.1f}" r="{_DOT}"/>'))
        if dot.end in _OVER:
            parts.append(_mark(f"{x:.1f}%", y, "<path ", _OVER[dot.end]))
        for words, kind, fill in ((dot.value, "c-said", INK), (dot.period, "c-mute", MUTED)):
            if words.text:
                bold = kind == "c-said"
                parts.append(
                    text(f"{x:.1f}%", words.y, words.text, kind, fill, words.anchor, bold=bold)
                )
    said = "; ".join(f"{dot.label}: {dot.words}" for dot in shown.points)
    low = max((dot.period.y for dot in shown.points), default=0)
    return svg(id, title, f"{said}.", max(low, _BOTTOM) + 8, parts)


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
        name = tile.name if tile.href else f"{tile.name}: no brief yet"
        label = Markdown("<title>") + attribute(name) + Markdown("</title>")
        if not tile.href:
            parts.append(Markdown('<g class="c-empty">') + label + square + code + Markdown("</g>"))
            continue
        link = Markdown(f'<a class="c-tile" href="{address(tile.href)}">')
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
