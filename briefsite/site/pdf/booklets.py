"""Several briefs as one document: a cover, the contents, the briefs, one list of sources.

In: a planned document and the lean pages it holds. Out: the HTML of the booklet and its own CSS.
Every id gets the page's address as its prefix, links between the briefs lead within the booklet,
and each brief's notes go into one list, where a paragraph of a source stands once.
"""

import re
from copy import deepcopy
from html import escape
from urllib.parse import urldefrag
from xml.etree.ElementTree import Element, SubElement

from briefsite.site.pdf import pages as lean
from briefsite.site.pdf.documents import Document
from briefsite.site.pdf.pages import Lean

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
