"""A small style sheet beside each page: the words in the margins of its printed sheets.

In: pages of the plan. Out: CSS files with two custom properties, which `assets/print.css` prints.
They are files, not part of the page, so that pages hold no inline style.
"""

import re
from collections.abc import Iterable, Iterator

from briefsite.artifacts import Artifact
from briefsite.pages import Head
from briefsite.pages.desk import page_url

NAME = "sheet.css"
_HARMLESS = re.compile(r"[A-Za-z0-9 ,.:-]")


def sheets(pages: Iterable[Head]) -> Iterator[Artifact]:
    """One file for each page that has a sheet, in the folder of its address."""
    for page in pages:
        if page.sheet:
            words = {"header": page.sheet.header, "edition": page.sheet.edition}
            lines = "".join(f"  --brief-{key}: {string(text)};\n" for key, text in words.items())
            css = f"/* generated_by: briefsite */\n:root {{\n{lines}}}\n"
            yield Artifact(page_url(page.path) + NAME, css.encode())


def string(text: str) -> str:
    """Plain text as a CSS string (CSS Syntax 3, section 4.3.7): what could end it is escaped."""
    plain = " ".join(text.split())
    return '"' + "".join(c if _HARMLESS.match(c) else f"\\{ord(c):x} " for c in plain) + '"'
