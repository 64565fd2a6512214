"""Which documents there are: one for each brief, booklets, and one of the whole site.

In: a graph. Out: documents as values, in a fixed order. A booklet holds a region, everything below
it depth first, and the companies there, each once.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from posixpath import relpath

from briefsite.library.graph import AnyBrief, Graph, page_path, page_url
from briefsite.problems import BriefsiteError, did_you_mean
from briefsite.site.pdf.engine import Drawn
from briefsite.text import plural, slug, without_accents

SITE = "site"
"""Stands for the whole site where a page offers documents."""


@dataclass(frozen=True)
class Part:
    """A brief in a document: its page below the site's root, and how deep it lies."""

    page: str
    depth: int = 0


@dataclass(frozen=True)
class Document:
    """A PDF to be: its place below the site's root, and what it holds."""

    id: str
    path: str
    parts: tuple[Part, ...]
    booklet: bool = False
    title: str = ""
    """Of a booklet: the name on the cover."""
    holds: str = ""
    """Of a booklet: how many places and companies."""
    cover: str = ""
    """Of a booklet: the address of the page whose head for paper stands on the title page."""


def plan(graph: Graph) -> tuple[Document, ...]:
    """Every document that a build makes."""
    found = [_brief(brief) for brief in graph.library.briefs()]
    regions = graph.library.regions.values()
    found += [_booklet(graph, region) for region in regions if _has_more(graph, region)]
    return (*found, whole(graph))


def _has_more(graph: Graph, brief: AnyBrief) -> bool:
    """Whether a booklet of a brief holds more than the brief."""
    return len(_inside(graph, brief)) > 1


def _brief(brief: AnyBrief) -> Document:
    """The document of one brief, beside its page."""
    page = _page(brief)
    return Document(brief.id, f"{page}{brief.id}.pdf", (Part(page),))


def _booklet(graph: Graph, brief: AnyBrief) -> Document:
    """The booklet of a region; of a company it holds the company."""
    page, inside = _page(brief), _inside(graph, brief)
    path = f"{page}{brief.id}-booklet.pdf"
    return Document(brief.id, path, inside, True, brief.value.name, _holds(inside), page)


def whole(graph: Graph) -> Document:
    """The booklet of the whole site."""
    library = graph.library
    roots = [region for region in library.regions.values() if not graph.ancestors(region.id)]
    regions = [part for root in roots for part in _inside(graph, root)]
    parts = dict.fromkeys(part for part in regions if not part.page.startswith("companies/"))
    parts |= dict.fromkeys(Part(_page(company)) for company in library.companies.values())
    name = library.site.name
    path = f"{file_name(name)}.pdf"
    return Document(SITE, path, tuple(parts), True, name, _holds(tuple(parts)))


def file_name(site: str) -> str:
    """The name of the site as that of a file, without its ending."""
    plain = without_accents(site)
    has_letters = any(char.isascii() and char.isalnum() for char in plain)
    return slug(plain)[:64].strip("-") if has_letters else SITE


def choose(graph: Graph, id: str | None, *, booklet: bool) -> Document:
    """A document by hand; without an id the whole site. Raises BriefsiteError for an unknown id."""
    if id is None:
        return whole(graph)
    briefs = {brief.id: brief for brief in graph.library.briefs()}
    if id not in briefs:
        hint = did_you_mean(id, briefs)
        raise BriefsiteError(f"there is no region or company '{id}'" + (hint and f"; {hint}"))
    return _booklet(graph, briefs[id]) if booklet else _brief(briefs[id])


def _page(brief: AnyBrief) -> str:
    return page_url(page_path(brief.kind, brief.id))


def _inside(graph: Graph, brief: AnyBrief) -> tuple[Part, ...]:
    """A brief, the regions below it, and their companies in the order of these regions."""
    if brief.kind == "company":
        return (Part(_page(brief)),)
    regions = (brief, *graph.descendants(brief.id))
    above = len(graph.ancestors(brief.id))
    parts = [Part(_page(region), len(graph.ancestors(region.id)) - above) for region in regions]
    companies = [found for region in regions for found in graph.companies.get(region.id, ())]
    return tuple(dict.fromkeys([*parts, *(Part(_page(company)) for company in companies)]))


def _holds(parts: tuple[Part, ...]) -> str:
    regions = sum(1 for part in parts if part.page.startswith("regions/"))
    counts = ((regions, "region", "regions"), (len(parts) - regions, "company", "companies"))
    return " and ".join(plural(count, *words) for count, *words in counts if count)


# The lines in which pages offer their PDFs: filled in the built HTML, or taken out.
#
# A template leaves `<p class="pdf" data-pdf="hunan" hidden></p>`; what comes into it, with the
# number of pages and the size, is known only when the documents are made.


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
        f"{_kind(document)}, {plural(drawn.pages, 'page')}, {size(len(drawn.content))}</a>"
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
