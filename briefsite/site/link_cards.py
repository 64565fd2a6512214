"""The layout of a card: what stands where, how large and in which colour (those of briefs.css)."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from io import BytesIO
from itertools import groupby
from pathlib import Path

import PIL
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from briefsite import store
from briefsite.pages.link_previews import PROMISE, SITE, Card, CardFigure
from briefsite.store import Artifact
from briefsite.text import fonts
from briefsite.text.fonts import BOLD, REGULAR, Font

# Letters on a picture: lines of text in several fonts, broken and shrunk until they fit.
#
# In: plain text and a place in pixels. Out: drawn text, and where it ends. Pillow's own layout is
# used, not that of libraries which a machine may have or lack, so each machine draws the same.


LEADING = 1.22
"""Height of a line as a multiple of the size of its letters."""
ASCENT = 0.96
ELLIPSIS = "…"
# Where a line may be broken: after a space or a hyphen, and before and after each Han character.
_PIECES = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff]+\s*|\s+")


@cache
def _loaded(font: Font, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font.path), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _font(char: str, weight: int) -> Font:
    """The first font of a weight that has the character."""
    stack = fonts.stack(weight)
    return next((font for font in stack if fonts.covers(font, char)), stack[0])


def _runs(text: str, weight: int) -> Iterator[tuple[Font, str]]:
    for font, chars in groupby(text, lambda char: _font(char, weight)):
        yield font, "".join(chars)


def width(text: str, size: int, weight: int) -> float:
    """How wide a line is, in pixels."""
    return sum(_loaded(font, size).getlength(run) for font, run in _runs(text, weight))


def write(
    canvas: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    weight: int,
    colour: str,
) -> float:
    """Draw one line, `at` its upper left corner; gives its right end."""
    x, baseline = at[0], at[1] + size * ASCENT
    for font, run in _runs(text, weight):
        loaded = _loaded(font, size)
        canvas.text((round(x), round(baseline)), run, fill=colour, font=loaded, anchor="ls")
        x += loaded.getlength(run)
    return x


def fit(
    text: str, sizes: Sequence[int], weight: int, room: float, height: float
) -> tuple[int, list[str]]:
    """The largest size at which a text fits with its words whole, and its lines.

    At the smallest size words are broken, and what is too much is cut off.
    """
    plain = " ".join(text.split())
    for size in sizes:
        lines, whole = _wrap(plain, size, weight, room)
        if whole and len(lines) * size * LEADING <= height:
            return size, lines
    size = sizes[-1]
    lines, most = _wrap(plain, size, weight, room)[0], max(1, int(height / (size * LEADING)))
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], size, weight, room)]
    return size, lines


def _wrap(text: str, size: int, weight: int, room: float) -> tuple[list[str], bool]:
    """Lines of a text, and whether every word is whole."""
    lines, whole = [""], True
    for piece in _PIECES.findall(text):
        if width((lines[-1] + piece).rstrip(), size, weight) > room and lines[-1]:
            lines.append("")
        while width(piece.rstrip(), size, weight) > room:
            head = _head(piece, size, weight, room)
            lines[-1:], piece, whole = [head, ""], piece[len(head) :], False
        lines[-1] += piece
    return [line.rstrip() for line in lines], whole


def _head(word: str, size: int, weight: int, room: float) -> str:
    """As much of a word as there is room for, one character at least."""
    end = len(word)
    while end > 1 and width(word[:end], size, weight) > room:
        end -= 1
    return word[:end]


def _cut(line: str, size: int, weight: int, room: float) -> str:
    while line and width(line + ELLIPSIS, size, weight) > room:
        line = line[:-1]
    return line.rstrip(" ,;:") + ELLIPSIS


WIDTH, HEIGHT = 1200, 630
"""Pixels; the size that those who show previews ask for."""
COLOURS = 48
"""Of the palette: few keep the file small, and letters need only some shades."""
LEFT, RIGHT, GAP = 72, WIDTH - 72, 28
FOOT = HEIGHT - 48
BOXES = 356
"""Where the boxes of the figures begin, at the earliest."""
PAPER, SURFACE, INK = "#fbfaf6", "#ffffff", "#1c2729"
MUTED, LINE, BRAND, SEAL = "#546165", "#dedbd0", "#14565a", "#a2371f"

Keep = Callable[[str, Callable[[], bytes]], bytes]
"""Gives the bytes kept under a key, or makes and keeps them."""


def render(cards: Iterable[Card], keep: Keep) -> Iterator[Artifact]:
    """The picture of each card; one that was drawn before is not drawn again."""
    recipe = _recipe()
    for card in cards:
        key = store.digest(f"{recipe}{card!r}")
        yield Artifact(card.path, keep(key, partial(draw, card)))


def _recipe() -> str:
    """What a picture depends on besides its card: this code, the fonts, the library."""
    code = [Path(__file__)]
    files = [*code, *(font.path for font in fonts.FONTS)]
    return " ".join([PIL.__version__, *(store.digest(file.read_bytes()) for file in files)])


def draw(card: Card) -> bytes:
    """A card as PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    canvas = ImageDraw.Draw(image)
    _frame(canvas)
    top = _block(canvas, (LEFT, 116), card.what, (30, 26), REGULAR, MUTED, height=40) + 2
    sizes = (88, 76, 66, 60, 52, 46, 40)
    top = _block(canvas, (LEFT, top), card.name, sizes, BOLD, INK, height=150) + 2
    if card.local_name:
        top = _block(canvas, (LEFT, top), card.local_name, (42, 36), REGULAR, MUTED, height=52)
    if card.figures:
        _figures(canvas, card.figures, max(top + GAP, BOXES))
    elif card.note:
        at, room = (LEFT, top + GAP), FOOT - top - GAP
        _block(canvas, at, card.note, (42, 38, 34, 30), REGULAR, INK, height=room)
    return _png(image)


def _frame(canvas: ImageDraw.ImageDraw) -> None:
    """What every card has: the bar, the mark and name of the site, its promise."""
    canvas.rectangle((0, 0, WIDTH, 13), fill=BRAND)
    canvas.rounded_rectangle((LEFT, 50, LEFT + 44, 94), 10, fill=BRAND)
    for x, high in ((82, 14), (91, 21), (99, 17)):
        canvas.rounded_rectangle((x - 2, 83 - high, x + 2, 83), 2, fill=PAPER)
    canvas.ellipse((100, 56, 110, 66), fill="#f0a58c")
    write(canvas, (LEFT + 60, 55), SITE, 28, BOLD, BRAND)
    write(canvas, (RIGHT - width(PROMISE, 25, REGULAR), 57), PROMISE, 25, REGULAR, SEAL)


def _block(
    canvas: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    sizes: tuple[int, ...],
    weight: int,
    colour: str,
    room: float = RIGHT - LEFT,
    *,
    height: float,
) -> float:
    """Draw a text as large as it fits; gives where it ends."""
    size, broken = fit(text, sizes, weight, room, height)
    top = at[1]
    for line in broken:
        write(canvas, (at[0], top), line, size, weight, colour)
        top += size * LEADING
    return top


def _figures(canvas: ImageDraw.ImageDraw, figures: tuple[CardFigure, ...], top: float) -> None:
    """The figures in boxes side by side; one alone takes the whole width."""
    wide = (RIGHT - LEFT - GAP * (len(figures) - 1)) / len(figures)
    for index, figure in enumerate(figures):
        left = round(LEFT + index * (wide + GAP))
        box = (left, round(top), round(left + wide), FOOT)
        canvas.rounded_rectangle(box, 10, fill=SURFACE, outline=LINE, width=2)
        canvas.rectangle((left, round(top) + 10, left + 5, FOOT - 10), fill=BRAND)
        _figure(canvas, figure, left + GAP, top + 14, wide - 2 * GAP)


def _figure(
    canvas: ImageDraw.ImageDraw, figure: CardFigure, left: float, top: float, room: float
) -> None:
    """Label, value with its qualifier and unit, period and status."""
    top = _block(canvas, (left, top), figure.label, (26, 23), REGULAR, MUTED, room, height=36)
    low = FOOT - 50
    is_short = width(figure.value, 40, BOLD) <= room
    sizes, high = ((56, 48, 40), 70.0) if is_short else ((40, 34, 30, 26), low - top)
    _block(canvas, (left, top), figure.value, sizes, BOLD, INK, room, height=high)
    _block(canvas, (left, low), figure.when, (25, 22), REGULAR, SEAL, room, height=36)


def _png(image: Image.Image) -> bytes:
    """The picture with few colours; what made it stands in the first bytes, as in each file."""
    note = PngImagePlugin.PngInfo()
    few = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    made = BytesIO()
    few.save(made, "PNG", compress_level=6, pnginfo=note)
    return made.getvalue()
