"""Small pictures as inline SVG: pure functions from values to text, nothing installed.

In: plain text, numbers, finished addresses. Out: `Markdown` on one line, which a page takes as it
is. There is no script in it. Colours are attributes, for paper; the style sheet sets its own by
class, for light and dark. Charts are laid out in percent and not scaled, so that letters keep their
size on a phone. Each picture has a title and a description, with ids that begin with its own.
"""

from briefsite.charts.links import Node, Tile, locator, ties, tiles
from briefsite.charts.plots import Bar, Point, Share, bars, line, shares

__all__ = [
    "Bar",
    "Node",
    "Point",
    "Share",
    "Tile",
    "bars",
    "line",
    "locator",
    "shares",
    "ties",
    "tiles",
]
