"""Letters on a picture: lines of text in several fonts, broken and shrunk until they fit.

In: plain text and a place in pixels. Out: drawn text, and where it ends. Pillow's own layout is
used, not that of libraries which a machine may have or lack, so each machine draws the same.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from PIL import ImageDraw, ImageFont

from briefsite import fonts
from briefsite.fonts import Font

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
