"""The bundled fonts, cut out of their originals: `make fonts`, or `subset.py --from DIR`.

In: the original font files, and the briefs of the project. Out: the font files beside this script
and the table in README.md. The same originals and briefs give the same bytes.

The files are static TrueType, one face each: what draws the paper reads no woff2, takes variable
fonts and collections wrongly, and writes the widths of CFF fonts in a way that PDF/UA forbids. So
the Chinese original, which is CFF, gets other curves; they differ from its own by at most a
thousandth of the size of the letters.
"""

import argparse
import hashlib
import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

HERE = Path(__file__).resolve().parent
SYSTEM = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
INSTALL = """\
  Debian, Ubuntu: apt-get install fonts-noto-core fonts-noto-cjk
  elsewhere:      get Noto Sans (hinted TTF) and Noto Sans CJK (OTC) from the Noto project,
                  then: make fonts FROM=/folder/with/them"""
TEXTS = ("briefs/**/*.yml",)

LATIN = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and B: pinyin with tone marks is in them
    (0x02B0, 0x02FF),  # modifier letters: the okina of Hawaii, the apostrophe of Ukrainian
    (0x0300, 0x036F),  # combining marks
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x1F00, 0x1FFF),  # Greek with its old accents
    (0x2000, 0x200A),  # spaces
    (0x2010, 0x2027),  # dashes, quotes, dots
    (0x202F, 0x205F),
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x20A0, 0x20C0),  # currencies
    (0x2100, 0x218B),  # numero, trade mark, fractions
)
CURVES = 1.0
"""How far new curves may be from the original ones, in thousandths of the size of the letters."""
LIMITS = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
)
"""Of programs for screens, which these fonts have none of."""
SIGNS = "−≥≤≠≈√∞←↑→↓↗↘↙↖●○■□▲△▼▽◆◇★☆✓"
"""Not in the Latin original: they come from the Chinese one."""


class Face(NamedTuple):
    """A file to make, and what it is made from."""

    file: str
    original: str
    number: int
    """Place in the collection; -1 where the original holds one font."""
    style: str
    script: str


FACES = (
    Face("brief-sans-regular.ttf", "NotoSans-Regular.ttf", -1, "Regular", "latin"),
    Face("brief-sans-bold.ttf", "NotoSans-Bold.ttf", -1, "Bold", "latin"),
    Face("brief-sans-italic.ttf", "NotoSans-Italic.ttf", -1, "Italic", "latin"),
    Face("brief-sans-bold-italic.ttf", "NotoSans-BoldItalic.ttf", -1, "Bold Italic", "latin"),
    Face("brief-han-regular.ttf", "NotoSansCJK-Regular.ttc", 2, "Regular", "han"),
)


def used(root: Path = HERE.parent) -> set[str]:
    """Every character of the briefs: a rare one that the originals have is bundled too."""
    files = (file for pattern in TEXTS for file in root.glob(pattern))
    return {char for file in files if file.is_file() for char in _text(file)}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def gb2312(rows: range) -> Iterator[str]:
    """The characters of some rows of GB 2312: 1 to 9 signs, 16 to 55 level 1, 56 to 87 level 2."""
    for row in rows:
        for cell in range(1, 95):
            yield from _decoded(bytes((0xA0 + row, 0xA0 + cell)), "gb2312")


def big5(rows: range) -> Iterator[str]:
    """The characters of some rows of Big5: A1 to A3 signs, A4 to C6 level 1, the common ones."""
    for row in rows:
        for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            yield from _decoded(bytes((row, cell)), "big5")


def _decoded(code: bytes, encoding: str) -> Iterator[str]:
    try:
        yield code.decode(encoding)
    except UnicodeDecodeError:
        return


def wanted(face: Face, texts: set[str]) -> set[str]:
    """The characters a face should have, as far as its original has them."""
    latin = {chr(code) for first, last in LATIN for code in range(first, last + 1)}
    if face.script == "latin":
        return latin | texts
    # A space after a Chinese character is drawn with that character's font, and so are quotes.
    letters = {char for char in latin if char.isalpha()}
    signs = {" ", "\u00a0", *SIGNS, *gb2312(range(1, 10)), *big5(range(0xA1, 0xA4))} - letters
    common = {*gb2312(range(16, 88)), *big5(range(0xA4, 0xC7))}
    return signs | common | (texts - latin)


def cut(original: bytes, face: Face, characters: set[str]) -> bytes:
    """The font of a face: these characters, a name of its own, no hints, no time of making."""
    font = TTFont(BytesIO(original), fontNumber=face.number, recalcTimestamp=False, lazy=False)
    options = subset.Options()
    options.hinting = False
    options.notdef_outline = True
    # Chinese needs no features, and each would bring the forms of other countries along.
    latin = ["ccmp", "kern", "liga", "locl", "mark", "mkmk"]
    options.layout_features = latin if face.script == "latin" else []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "FFTM", "STAT", "meta"]
    maker = subset.Subsetter(options)
    maker.populate(unicodes=sorted(map(ord, characters)))
    maker.subset(font)
    if "CFF " in font:
        _to_truetype(font)
    _name(font, face)
    made = BytesIO()
    font.save(made, reorderTables=True)
    return made.getvalue()


def _name(font: TTFont, face: Face) -> None:
    """A name of its own, so that nobody mistakes it for the whole font of the system."""
    family = "Brief Han" if face.script == "han" else "Brief Sans"
    postscript = f"{family.replace(' ', '')}-{face.style.replace(' ', '')}"
    names = {1: family, 2: face.style, 3: postscript, 4: f"{family} {face.style}", 6: postscript}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]


def _to_truetype(font: TTFont) -> None:
    """Other curves for the same letters, and the tables that belong to them."""
    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    made = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, CURVES, reverse_direction=True))
        made[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, made
    del font["CFF "]
    maxp = font["maxp"]
    maxp.tableVersion, maxp.maxZones = 0x00010000, 1
    for limit in LIMITS:
        setattr(maxp, limit, 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"


def find(folders: list[Path]) -> dict[str, Path]:
    """Where each original lies."""
    needed = {face.original for face in FACES}
    found: dict[str, Path] = {}
    for folder in folders:
        for place, below, names in os.walk(folder.expanduser()):
            below.sort()
            for name in sorted(needed & set(names)):
                found.setdefault(name, Path(place, name))
    return found


def table(originals: dict[str, bytes]) -> str:
    """The files and what they are made from, for README.md."""
    rows = ["| File | Bytes | SHA-256 | Made from |", "|---|---|---|---|"]
    for face in FACES:
        content = (HERE / face.file).read_bytes()
        row = f"| `{face.file}` | {len(content):,} | `{_digest(content)}` | `{face.original}` |"
        rows.append(row)
    rows += ["", "| Original | Version | SHA-256 |", "|---|---|---|"]
    for name, content in originals.items():
        number = next(face.number for face in FACES if face.original == name)
        font = TTFont(BytesIO(content), fontNumber=number, lazy=True)
        version = font["name"].getDebugName(5).partition(";")[0].removeprefix("Version ")
        rows.append(f"| `{name}` | {version} | `{_digest(content)}` |")
    return "\n".join(rows)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> int:
    """Make the fonts; 2 where an original is missing."""
    parser = argparse.ArgumentParser(description="Make the bundled fonts from their originals.")
    parser.add_argument("--from", dest="folder", type=Path, help="where the originals are")
    given = parser.parse_args()
    found = find([given.folder] if given.folder else [Path(name) for name in SYSTEM])
    missing = sorted({face.original for face in FACES} - set(found))
    if missing:
        print(f"Missing: {', '.join(missing)}\n{INSTALL}", file=sys.stderr)
        return 2
    originals = {face.original: found[face.original].read_bytes() for face in FACES}
    texts = used()
    for face in FACES:
        content = cut(originals[face.original], face, wanted(face, texts))
        (HERE / face.file).write_bytes(content)
        print(f"{face.file}: {len(content):,} bytes")
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    marked = re.sub(
        r"(?s)(<!-- table -->\n).*(\n<!-- end -->)",
        lambda match: match[1] + table(originals) + match[2],
        text,
    )
    readme.write_text(marked, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
