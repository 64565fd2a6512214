"""The bundled fonts, cut out of their originals: `make fonts`, or `subset.py --from DIR`.

In: the original font files, and the texts of the project. Out: the .woff2 files beside this script
and the table in README.md. The same originals and texts give the same bytes.
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
from fontTools.ttLib import TTFont

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
TEXTS = ("briefs/**/*.yml", "docs/*.md", "docs/assets/*.*", "templates/**/*.*", "briefsite/**/*.py")
WORLDS = "tests/cases/good/*/briefs/**/*.yml"

LATIN = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x017F),  # Latin-1, Latin Extended-A
    (0x01CD, 0x01DC),  # pinyin with tone marks
    (0x01F8, 0x01F9),
    (0x0218, 0x021B),  # Romanian
    (0x02C6, 0x02C7),
    (0x0391, 0x03C9),  # Greek
    (0x1E3E, 0x1E3F),
    (0x2000, 0x200A),  # spaces
    (0x2010, 0x2027),  # dashes, quotes, dots
    (0x202F, 0x203A),
    (0x2044, 0x2044),
    (0x2070, 0x2099),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # numero, trade mark
    (0x2150, 0x215F),  # fractions
)
SIGNS = "−≥≤≠≈√∞→←↑↓↗↘↙↖●○■□▲△▼▽◆◇★☆✓"
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
    Face("brief-sans-regular.woff2", "NotoSans-Regular.ttf", -1, "Regular", "latin"),
    Face("brief-sans-bold.woff2", "NotoSans-Bold.ttf", -1, "Bold", "latin"),
    Face("brief-sans-italic.woff2", "NotoSans-Italic.ttf", -1, "Italic", "latin"),
    Face("brief-han-regular.woff2", "NotoSansCJK-Regular.ttc", 2, "Regular", "han"),
)


def used(root: Path = HERE.parent) -> set[str]:
    """Every character of the briefs, the pages and their wording, and the worlds of the tests."""
    files = (file for pattern in (*TEXTS, WORLDS) for file in root.glob(pattern))
    return {char for file in files if file.is_file() for char in _text(file)}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def gb2312(rows: range) -> Iterator[str]:
    """The characters of some rows of GB 2312: 1 signs, 16 to 55 the common characters."""
    for row in rows:
        for cell in range(1, 95):
            try:
                yield bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def wanted(face: Face, texts: set[str]) -> set[str]:
    """The characters a face should have, as far as its original has them."""
    latin = {chr(code) for first, last in LATIN for code in range(first, last + 1)}
    if face.script == "latin":
        return latin | texts
    # A space after a Chinese character is drawn with that character's font.
    signs = {" ", "\u00a0"} | set(gb2312(range(1, 2))) | set(SIGNS)
    return signs | set(gb2312(range(16, 56))) | (texts - latin)


def cut(original: bytes, face: Face, characters: set[str]) -> bytes:
    """The font of a face: these characters, a name of its own, no hints, no time of making."""
    font = TTFont(BytesIO(original), fontNumber=face.number, recalcTimestamp=False, lazy=False)
    options = subset.Options()
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    # Chinese needs no features, and each would bring the forms of other countries along.
    latin = ["kern", "liga", "locl"]
    options.layout_features = latin if face.script == "latin" else []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "FFTM"]
    maker = subset.Subsetter(options)
    maker.populate(unicodes=sorted(map(ord, characters)))
    maker.subset(font)
    _name(font, face)
    font.flavor = "woff2"
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
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [postscript]
        cff[0].FullName, cff[0].FamilyName = names[4], family


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
