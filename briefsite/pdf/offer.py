"""The lines in which pages offer their PDFs: filled in the built HTML, or taken out.

A template leaves `<p class="pdf" data-pdf="hunan" hidden></p>`; what comes into it, with the number
of pages and the size, is known only when the documents are made.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from posixpath import relpath

from briefsite.pdf.engine import Drawn
from briefsite.pdf.plan import Document
from briefsite.text import plural

PLACEHOLDER = re.compile(r'<p class="pdf" data-pdf="([a-z0-9-]+)" hidden(?:="")?>\s*</p>\n?')


def fill(site: Path, made: Mapping[Document, Drawn]) -> None:
    """Put the offers into the pages of a site; where nothing was made, the line goes."""
    by_id: dict[str, list[tuple[Document, Drawn]]] = {}
    for document, drawn in made.items():
        by_id.setdefault(document.id, []).append((document, drawn))
    for page in sorted(site.rglob("*.html")):
        html = page.read_text(encoding="utf-8")
        if "data-pdf=" in html:
            here = page.parent.relative_to(site).as_posix()
            page.write_text(_filled(html, here, by_id), encoding="utf-8")


def without(html: str) -> str:
    """A page that offers nothing."""
    return PLACEHOLDER.sub("", html)


def _filled(html: str, here: str, by_id: dict[str, list[tuple[Document, Drawn]]]) -> str:
    def offer(match: re.Match[str]) -> str:
        made = by_id.get(match[1], ())
        return line(made, here) + "\n" if made else ""

    return PLACEHOLDER.sub(offer, html)


def line(made: Iterable[tuple[Document, Drawn]], here: str) -> str:
    """The offer of some documents on a page in the folder `here`."""
    links = " ".join(
        f'<a href="{escape(relpath(document.path, here))}" type="application/pdf">'
        f"{_kind(document)}, {plural(drawn.pages, 'page')}, {size(len(drawn.pdf))}</a>"
        for document, drawn in made
    )
    return f'<p class="pdf" data-pagefind-ignore="">{links}</p>'


def _kind(document: Document) -> str:
    return f"PDF booklet of {document.holds}" if document.booklet else "PDF"


def size(count: int) -> str:
    """A number of bytes as people say it: thousands, rounded; never 0."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return f"{count / 1_000_000:.1f} MB"
