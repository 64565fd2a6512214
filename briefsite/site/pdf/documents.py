"""Which documents there are: one for each brief, booklets, and one of the whole site.

In: a graph. Out: documents as values, in a fixed order. A booklet holds a region, everything below
it depth first, and the companies there, each once.
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from html import escape
from pathlib import Path
from posixpath import relpath
from urllib.parse import urldefrag
from xml.etree.ElementTree import Element, SubElement

from briefsite.library.addresses import page_path, page_url
from briefsite.library.graph import AnyBrief, Graph
from briefsite.pages.edition import SITE_NAME
from briefsite.problems import BriefsiteError, did_you_mean
from briefsite.site.pdf import pages as lean
from briefsite.site.pdf.engine import Drawn
from briefsite.site.pdf.pages import Lean
from briefsite.text import plural

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
    """Of a booklet: the page whose head for paper stands on the cover."""


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
    path = f"{SITE_NAME.lower().replace(' ', '-')}.pdf"
    return Document(SITE, path, tuple(parts), True, SITE_NAME, _holds(tuple(parts)))


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


# Several briefs as one document: a cover, the contents, the briefs, one list of sources.
#
# In: a planned document and the lean pages it holds. Out: the HTML of the booklet and its own CSS.
# Every id gets the page's address as its prefix, links between the briefs lead within the booklet,
# and each brief's notes go into one list, where a paragraph of a source stands once.


NOTES = "notes"
_HEADER = re.compile(r'--brief-header:\s*"(?:[^"\\\n]|\\.)*"')


class _Notes:
    """The list of sources: one entry for each paragraph of a source, numbered as they come."""

    def __init__(self) -> None:
        self.list = Element("ol", {"class": NOTES})
        self._found: dict[str, Element] = {}

    def add(self, note: Element) -> int:
        """The number of a note in the list; what it prints is added where it is there already."""
        link = note.find(".//a[@href]")
        key = link.attrib["href"] if link is not None else lean.text(note)
        if key not in self._found:
            note.tail = "\n"
            note.set("id", f"n-{len(self._found) + 1}")
            self._found[key] = note
            self.list.append(note)
        known = self._found[key]
        _add_prints(known, note)
        return list(self.list).index(known) + 1


def _add_prints(known: Element, note: Element) -> None:
    """Words as printed that another brief takes from the same paragraph."""
    there = known.findall(".//q")
    said = {lean.text(quote) for quote in there}
    for quote in note.findall(".//q"):
        if there and lean.text(quote) not in said:
            parent = next(e for e in known.iter() if there[-1] in list(e))
            added = deepcopy(quote)
            added.tail, there[-1].tail = there[-1].tail, "; "
            parent.insert(list(parent).index(there[-1]) + 1, added)
            there.append(added)


def compose(document: Document, pages: list[Lean], cover: Lean | None, url: str) -> tuple[str, str]:
    """The HTML below `<body>`, and CSS for what differs from part to part."""
    notes = _Notes()
    prefixes = {page.url: prefix(page.url, url) for page in pages}
    root = Element("div")
    root.append(_cover(document, cover, url))
    root.append(_contents(document, pages, prefixes))
    for page in pages:
        root.append(_part(page, prefixes, notes))
    if len(notes.list):
        sources = SubElement(root, "section", {"class": "sources md-typeset"})
        SubElement(sources, "h1").text = "Sources"
        sources.append(notes.list)
    _join(root, prefixes, url)
    body = "\n".join(lean.dump(section) for section in root)
    return body, "".join(_style(number, page) for number, page in enumerate(pages))


def prefix(url: str, site_url: str) -> str:
    """What the ids of a page begin with: its address below the site's root."""
    return url.removeprefix(site_url).strip("/").replace("/", "-")


def _cover(document: Document, cover: Lean | None, url: str) -> Element:
    section = Element("section", {"class": "cover md-typeset"})
    SubElement(section, "h1").text = document.title
    name = cover.article.find('.//*[@class="local-name"]') if cover else None
    if name is not None:
        line = SubElement(section, "p", {"class": "cover-local"})
        SubElement(line, "span", {"lang": name.get("lang", "zh-Hans")}).text = lean.text(name)
    SubElement(section, "p", {"class": "cover-holds"}).text = document.holds
    sheet = cover.article.find('.//*[@class="sheet"]') if cover else None
    if sheet is not None:
        section.append(deepcopy(sheet))
    else:
        SubElement(SubElement(section, "p"), "a", {"href": url}).text = url
    return section


def _contents(document: Document, pages: list[Lean], prefixes: dict[str, str]) -> Element:
    section = Element("section", {"class": "contents md-typeset"})
    SubElement(section, "h1").text = "Contents"
    rows = SubElement(section, "ol", {"class": "contents-list"})
    for part, page in zip(document.parts, pages, strict=True):
        group = part.page.partition("/")[0]
        row = SubElement(rows, "li", {"class": f"{group} depth-{min(part.depth, 4)}"})
        SubElement(row, "a", {"href": f"#{prefixes[page.url]}"}).text = page.heading
    return section


def _part(page: Lean, prefixes: dict[str, str], notes: _Notes) -> Element:
    """One brief: its ids prefixed, its marks leading to the common list, its own list gone."""
    article, mine = deepcopy(page.article), prefixes[page.url]
    numbers: dict[str, int] = {}
    lists = [found for found in article.iter("ol") if NOTES in lean.classes(found)]
    for note in [note for found in lists for note in found]:
        old = note.get("id", "")
        numbers[f"#{old}"] = notes.add(note)
    sheets = [found for found in article.iter() if "sheet" in lean.classes(found)]
    lean.drop(article, [*lists, *sheets])
    lean.drop(article, lean.idle_headings(article))
    for element in article.iter():
        _rename(element, mine, numbers)
    number = list(prefixes).index(page.url)
    section = Element("section", {"class": f"part part-{number}", "id": mine})
    section.append(article)
    return section


def _rename(element: Element, mine: str, numbers: dict[str, int]) -> None:
    if "id" in element.attrib:
        element.set("id", f"{mine}--{element.attrib['id']}")
    for name in ("aria-labelledby", "aria-describedby"):
        if name in element.attrib:
            ids = element.attrib[name].split()
            element.set(name, " ".join(f"{mine}--{id}" for id in ids))
    href = element.attrib.get("href", "")
    if href in numbers:
        element.set("href", f"#n-{numbers[href]}")
        if not len(element):
            element.text = str(numbers[href])
    elif href.startswith("#"):
        element.set("href", f"#{mine}--{href[1:]}")


def _join(root: Element, prefixes: dict[str, str], url: str) -> None:
    """Links between briefs of the booklet lead within it; to a brief, where the anchor is gone."""
    ids = {element.get("id") for element in root.iter()}
    for link in [link for link in root.iter("a") if "href" in link.attrib]:
        address, fragment = urldefrag(link.attrib["href"])
        if address in prefixes and link.text != address:
            begin = prefixes[address]
            whole = f"{begin}--{fragment}"
            link.set("href", f"#{whole if fragment and whole in ids else begin}")
        elif not address and fragment not in ids:
            link.set("href", urldefrag(url)[0])


def _style(number: int, page: Lean) -> str:
    """A page type of its own for each brief, so that the margin names it."""
    found = _HEADER.search(page.style)
    header = f"@page part-{number}{{{found[0]}}}\n" if found else ""
    return f"{header}.part-{number}{{page:part-{number}}}\n"


def html(language: str, title: str, body: str, description: str = "") -> str:
    """A whole HTML document around a body."""
    about = f'<meta name="description" content="{escape(description)}">' if description else ""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>{about}</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
