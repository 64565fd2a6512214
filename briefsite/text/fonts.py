"""The bundled fonts: their files, and what stands on paper for a character that they lack.

In: a text. Out: the characters without a glyph; the text with a named placeholder for each, as
`[U+1F600 grinning face]`; a small font with the signs of a text, for browsers. A document is never
stopped by a character. The fonts are part of the program, not of the briefs; `fonts/subset.py`
makes them, and fonts/README.md says of what. Also: how wide words are, and where they have room.
The only home of fontTools.
"""

import errno
import io
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from briefsite.text import name_of

FOLDER = Path(__file__).resolve().parent.parent.parent / "fonts"
LATIN, HAN = "Brief Sans", "Brief Han"


@dataclass(frozen=True)
class Font:
    """One file: a face of a family."""

    file: str
    family: str
    style: str

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return FOLDER / self.file


FONTS = (
    Font("brief-sans-regular.ttf", LATIN, "Regular"),
    Font("brief-sans-bold.ttf", LATIN, "Bold"),
    Font("brief-sans-italic.ttf", LATIN, "Italic"),
    Font("brief-sans-bold-italic.ttf", LATIN, "Bold Italic"),
    Font("brief-han-regular.ttf", HAN, "Regular"),
)
"""Chinese has one face: a bold one would double the size of the fonts."""
FIRST_SIGN = "\u2e80"
"""Radicals, then the punctuation and the characters of Chinese, Japanese and Korean."""


def missing(text: str) -> tuple[str, ...]:
    """The characters that have no glyph, each once, in the order of the text."""
    if text.isascii():
        return ()
    known, distinct = _covered(), dict.fromkeys(unicodedata.normalize("NFC", text))
    return tuple(char for char in dict.fromkeys(_kept(distinct)) if ord(char) not in known)


def has_none_of(text: str) -> bool:
    """Whether no letter of a text has a glyph, as in a name in a script that no font has."""
    seen = [char for char in _plain(text) if not char.isspace()]
    return bool(seen) and set(seen) <= set(missing(text))


def drawable(text: str) -> str:
    """A text with placeholders for what has no glyph, and single spaces."""
    plain = " ".join((text if text.isascii() else _plain(text)).split())
    return plain.translate({ord(char): f"[{_named(char)}]" for char in missing(plain)})


# Room for words in charts. What has room in a narrow one has it in every wider one.


NARROW, SIZE, MARGIN = 240, 13, 1.15
"""The narrowest a chart is, the size of its letters, and how much wider than ours those of a reader
may be."""
Box = tuple[float, float, float, float]


def wide(words: str, *, bold: bool = False) -> float:
    """How wide words may be in a chart; a letter without a glyph is as wide as high."""
    known = _advances(bold)
    return MARGIN * SIZE * sum(known.get(ord(char), 1.0) for char in words)


class Space:
    """A narrow chart in which words take places, and none overlaps another.

    Words begin or end at their own point or lie around it: where the chart is wider, all points
    move apart, and so do the words.
    """

    def __init__(self, taken: Iterable[Box]) -> None:
        self._taken = list(taken)

    def take(
        self, words: str, x: float, rows: Sequence[float], *, bold: bool = False
    ) -> tuple[str, float] | None:
        """Anchor and line of the first place that is free, which is then taken."""
        size = wide(words, bold=bold)
        for anchor, left in (("middle", x - size / 2), ("start", x), ("end", x - size)):
            for y in rows:
                box = (left, y - 11, left + size, y + 3)
                inside = left >= 0 and box[2] <= NARROW
                if inside and not any(_meet(box, other) for other in self._taken):
                    self._taken.append((left - 3, y - 11, left + size + 3, y + 3))
                    return anchor, y
        return None


def _meet(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


@cache
def _advances(bold: bool) -> dict[int, float]:
    """The width of each letter of the Latin face, as a part of the size."""
    with TTFont(FONTS[1 if bold else 0].path) as file:
        widths, whole = file["hmtx"].metrics, file["head"].unitsPerEm
        return {code: widths[name][0] / whole for code, name in file.getBestCmap().items()}


def names(font: Font) -> tuple[str, str]:
    """Family and style as a file says them."""
    with TTFont(font.path, lazy=True) as file:
        return str(file["name"].getDebugName(1)), str(file["name"].getDebugName(2))


def signs(text: str) -> str:
    """The Chinese and other East Asian characters of a text, each once, in a fixed order."""
    return "".join(sorted(char for char in set(text) if char >= FIRST_SIGN))


@cache
def small(characters: str) -> bytes:
    """The Chinese font with these characters only, as WOFF."""
    from fontTools import subset  # takes long to load, and only a build needs it

    options, made = subset.Options(), io.BytesIO()
    options.hinting, options.layout_features, options.name_IDs = False, [], []
    maker = subset.Subsetter(options)
    maker.populate(text=characters)
    with FONTS[-1].path.open("rb") as file, TTFont(file, recalcTimestamp=False, lazy=True) as font:
        maker.subset(font)
        font.flavor = "woff"
        font.save(made)
    return made.getvalue()


def _named(char: str) -> str:
    code, _, name = name_of(char).partition(" ")
    return f"{code} {name.lower()}"


def _plain(text: str) -> str:
    """Letters with their accents as one, line breaks as spaces, nothing that only steers."""
    return "".join(_kept(unicodedata.normalize("NFC", text)))


def _kept(text: Iterable[str]) -> Iterator[str]:
    for char in text:
        if char.isspace():
            yield " " if char != "\u00a0" else char
        elif unicodedata.category(char) not in ("Cc", "Cf", "Cs") and not _is_variant(char):
            yield char


def _is_variant(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


@cache
def _covered() -> frozenset[int]:
    """The code points that can be drawn in every weight and slant.

    A family with several faces counts for what all of them have; the families stand in for each
    other.
    """
    families: dict[str, frozenset[int]] = {}
    for font in FONTS:
        codes = _characters(font)
        families[font.family] = families.get(font.family, codes) & codes
    return frozenset().union(*families.values())


def _characters(font: Font) -> frozenset[int]:
    """The code points of a file; raises OSError where it is not there or is no font."""
    try:
        with font.path.open("rb") as opened, TTFont(opened, lazy=True) as file:
            return frozenset(file.getBestCmap())
    except (TTLibError, struct.error, AssertionError, TypeError) as error:
        raise OSError(errno.EBADMSG, f"this is no font: {error}", str(font.path)) from error
