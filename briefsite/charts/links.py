"""Pictures that are links: the ties of a company, the grid of provinces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefsite.charts.frame import BRAND, INK, LINE, MUTED, SOFT, halves, svg, text
from briefsite.text import Markdown, address, attribute, shorten

_NODE, _NODE_HIGH, _GAP, _WIDE = 112, 50, 66, 360
_TILE = 56


@dataclass(frozen=True)
class Node:
    """Something that a tie leads to: its name, a word on the tie, its address."""

    name: str
    tie: str
    href: str
    place: bool = False


@dataclass(frozen=True)
class Tile:
    """A square of the grid; without an address it is empty."""

    code: str
    name: str
    column: int
    row: int
    href: str = ""


def ties(
    id: str, title: str, centre: str, above: Sequence[Node], below: Sequence[Node]
) -> Markdown:
    """A name in the middle, organisations above it and places below, each a link."""
    rows_above, rows_below = _rows(above), _rows(below)
    middle = len(rows_above) * _GAP
    centres = [
        (node, x, top)
        for rows, start in (
            (rows_above[::-1], 0),
            (rows_below, middle + _GAP),
        )
        for number, row in enumerate(rows)
        for node, x, top in _spread(row, start + number * _GAP)
    ]
    spokes = "".join(
        f"M{_WIDE // 2} {middle + _NODE_HIGH // 2}L{x:g} {top + _NODE_HIGH // 2}"
        for _, x, top in centres
    )
    parts = [
        Markdown(f'<path class="c-spoke" d="{spokes}" stroke="{MUTED}" fill="none"/>'),
        *(_node(node, x, top) for node, x, top in centres),
        _box(centre, "", _WIDE / 2, middle, "c-centre", BRAND, "#ffffff"),
    ]
    height = middle + _NODE_HIGH + len(rows_below) * _GAP
    said = "; ".join(f"{node.tie}: {node.name}" for node, *_ in centres)
    return svg(id, title, f"{centre}. {said}.", height, parts, width=_WIDE, linked=True)


def _rows(nodes: Sequence[Node]) -> list[Sequence[Node]]:
    return [nodes[start : start + 3] for start in range(0, len(nodes), 3)]


def _spread(row: Sequence[Node], top: int) -> Iterable[tuple[Node, float, int]]:
    for number, node in enumerate(row):
        yield node, _WIDE * (2 * number + 1) / (2 * len(row)), top


def _node(node: Node, x: float, top: int) -> Markdown:
    kind = "c-place" if node.place else "c-org"
    inner = _box(node.name, node.tie, x, top, kind, SOFT if node.place else "#ffffff", INK)
    return Markdown(f'<a href="{address(node.href)}">') + inner + Markdown("</a>")


def _box(name: str, tie: str, x: float, top: int, kind: str, fill: str, ink: str) -> Markdown:
    """A box with a name on two lines, always two, so that no text changes the elements."""
    one, two = halves(name, 16)
    left = f'x="{x - _NODE / 2:g}" y="{top}" width="{_NODE}" height="{_NODE_HIGH}"'
    look = f'rx="{2 if kind == "c-place" else 8}" fill="{fill}" stroke="{BRAND}"'
    rise = 13 if tie else 22 - (0 if two else -7)
    rows = [Markdown(f'<g class="{kind}"><rect {left} {look}/>')]
    if tie:
        rows.append(text(x, top + rise, shorten(tie, 22), "c-mute", MUTED, "middle", size=9.5))
        rise += 15 if two else 20
    rows.append(text(x, top + rise, one, "c-name", ink, "middle", size=11))
    rows.append(text(x, top + rise + 13, two, "c-name", ink, "middle", size=11))
    return Markdown("").join([*rows, Markdown("</g>")])


def tiles(id: str, title: str, items: Sequence[Tile]) -> Markdown:
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
    wide = (max((tile.column for tile in items), default=0) + 1) * _TILE
    high = (max((tile.row for tile in items), default=0) + 1) * _TILE
    names = ", ".join(tile.name for tile in items if tile.href)
    return svg(id, title, f"With a brief: {names}.", high, parts, width=wide, linked=True)


def locator(id: str, title: str, items: Sequence[Tile]) -> Markdown:
    """The same squares, small and without letters; those with an address are the ones meant."""
    sides = {True: "", False: ""}
    for tile in items:
        sides[bool(tile.href)] += f"M{tile.column * 9} {tile.row * 9}h8v8h-8z"
    parts = [
        Markdown(f'<path class="c-track" fill="{LINE}" d="{sides[False]}"/>'),
        Markdown(f'<path class="c-here" fill="{BRAND}" d="{sides[True]}"/>'),
    ]
    wide = 9 * (1 + max(tile.column for tile in items)) - 1
    high = 9 * (1 + max(tile.row for tile in items)) - 1
    names = ", ".join(tile.name for tile in items if tile.href)
    return svg(id, title, f"Marked: {names}.", high, parts, width=wide)
