"""The bundled fonts: their files, and which characters they have. The only home of fontTools.

In: a text. Out: the characters that would be drawn as empty boxes. The fonts are part of the
program, not of the briefs; `fonts/subset.py` makes them, and fonts/README.md says of what.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parent.parent.parent / "fonts"
LATIN, HAN = "Brief Sans", "Brief Han"
REGULAR, BOLD = 400, 700
"""Weights as CSS counts them."""


@dataclass(frozen=True)
class Font:
    """One file with what CSS calls it."""

    file: str
    family: str
    weight: int
    style: str = "normal"

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return FOLDER / self.file


FONTS = (
    Font("brief-sans-regular.woff2", LATIN, REGULAR),
    Font("brief-sans-bold.woff2", LATIN, BOLD),
    Font("brief-sans-italic.woff2", LATIN, REGULAR, "italic"),
    Font("brief-han-regular.woff2", HAN, REGULAR),
)


def stack(weight: int) -> tuple[Font, ...]:
    """The upright fonts of a weight in the order in which a glyph is looked for.

    Chinese has one weight: bold for every common character would double the size of the fonts.
    """
    upright = (font for font in FONTS if font.style == "normal")
    return tuple(font for font in upright if font.weight == weight or font.family == HAN)


def covers(font: Font, char: str) -> bool:
    """Whether a font has a glyph for a character."""
    return ord(char) in _characters(font)


def missing(text: str, weights: Iterable[int] = (REGULAR, BOLD)) -> tuple[str, ...]:
    """The characters that have no glyph in a weight, each once, in the order of the text.

    Line breaks and what only steers the characters beside it need none.
    """
    known = [_characters_of(weight) for weight in weights]
    gone = (
        char
        for char in dict.fromkeys(unicodedata.normalize("NFC", text))
        if any(ord(char) not in codes for codes in known)
    )
    return tuple(char for char in gone if not _is_invisible(char))


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf") or "\ufe00" <= char <= "\ufe0f"


@cache
def _characters(font: Font) -> frozenset[int]:
    with TTFont(font.path, lazy=True) as file:
        return frozenset(file.getBestCmap())


@cache
def _characters_of(weight: int) -> frozenset[int]:
    return frozenset().union(*map(_characters, stack(weight)))
