"""The feed of changes: every correction and every review, newest first, as Atom (RFC 4287)."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from briefsite.library.graph import FigureAt, Graph, figure_anchor, page_path, page_url
from briefsite.pages import Head
from briefsite.pages.heads import Edition
from briefsite.store import Artifact
from briefsite.text import harmless

FEED_PATH = "changes.xml"
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, order=True)
class _Change:
    day: str
    brief: str
    name: str
    url: str
    title: str
    text: str


def feed(graph: Graph, edition: Edition) -> Artifact:
    """The feed of the whole site."""
    ET.register_namespace("", _ATOM)
    changes = sorted(_changes(graph, edition), reverse=True)
    root = ET.Element(f"{{{_ATOM}}}feed")
    address = edition.site_url + FEED_PATH
    name = graph.library.site.name
    _text(root, "title", f"{name}: corrections and reviews")
    _text(root, "id", address)
    _text(
        root,
        "updated",
        _moment(changes[0].day if changes else (edition.day or date.min).isoformat()),
    )
    ET.SubElement(root, f"{{{_ATOM}}}link", rel="self", href=address)
    ET.SubElement(root, f"{{{_ATOM}}}link", href=edition.site_url)
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _text(author, "name", name)
    for number, change in enumerate(reversed(changes)):
        entry = ET.Element(f"{{{_ATOM}}}entry")
        _text(entry, "title", f"{change.name}: {change.title}")
        _text(entry, "id", f"{change.url}#about:{change.day}:{number}")
        _text(entry, "updated", _moment(change.day))
        ET.SubElement(entry, f"{{{_ATOM}}}link", href=f"{change.url}#about")
        _text(entry, "summary", change.text)
        root.insert(6, entry)
    ET.indent(root)
    xml = ET.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    return Artifact(FEED_PATH, f"{head}{xml}\n".encode())


def _changes(graph: Graph, edition: Edition) -> Iterator[_Change]:
    for brief in graph.library.briefs():
        value = brief.value
        url = edition.site_url + page_url(page_path(brief.kind, brief.id))
        for item in value.corrections:
            text = f"Was: {item.was}. Now: {item.now}. Why: {item.why}."
            yield _Change(item.date, brief.id, value.name, url, "corrected", text)
        if value.reviewed:
            text = f"Read against its sources by {value.reviewed.by}."
            yield _Change(value.reviewed.date, brief.id, value.name, url, "reviewed", text)


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{tag}").text = text


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


# A small page at each former address of a brief, which leads to the page of today.
#
# In: a graph. Out: HTML files, one for each former id; site generators copy them as they are. The
# script keeps the anchor, so that permanent links to figures hold; without script a refresh leads
# to the top of the page. Search engines are told not to list them.


MARK = "<!-- a former address -->"


def redirects(graph: Graph, edition: Edition) -> Iterator[Artifact]:
    """The pages at all former addresses."""
    for brief in graph.library.briefs():
        for old in brief.value.former_ids:
            path = page_url(page_path(brief.kind, old)) + "index.html"
            now = edition.site_url + page_url(page_path(brief.kind, brief.id))
            site = graph.library.site.name
            html = _page(brief.value.name, site, f"../{brief.id}/", now)
            yield Artifact(path, html.encode())


def is_redirect(file: Path) -> bool:
    """Whether a file of the built site is a page at a former address."""
    with file.open("rb") as stream:
        return MARK.encode() in stream.read(200)


def _page(name: str, site: str, href: str, canonical: str) -> str:
    name = escape(name)
    return f"""<!doctype html>
{MARK}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name} has moved - {escape(site)}</title>
<meta name="description" content="The brief on {name} has another address now.">
<meta name="robots" content="noindex">
<link rel="icon" href="../../assets/logo.svg">
<link rel="canonical" href="{escape(canonical)}">
<script src="../../assets/moved.js" defer></script>
<noscript><meta http-equiv="refresh" content="0; url={href}"></noscript>
</head>
<body>
<h1>{name} has moved</h1>
<p>The brief has another address now: <a id="moved" href="{href}">{name}</a>.</p>
</body>
</html>
"""


# A small style sheet beside each page: the words in the margins of its printed sheets.
#
# In: pages of the plan. Out: CSS files with two custom properties, which `assets/print.css` prints.
# They are files, not part of the page, so that pages hold no inline style.


NAME = "sheet.css"
_HARMLESS = re.compile(r"[A-Za-z0-9 ,.:-]")


def sheets(pages: Iterable[Head]) -> Iterator[Artifact]:
    """One file for each page that has a sheet, in the folder of its address."""
    for page in pages:
        if page.sheet:
            words = {"header": page.sheet.header, "edition": page.sheet.edition}
            lines = "".join(f"  --brief-{key}: {string(text)};\n" for key, text in words.items())
            css = f":root {{\n{lines}}}\n"
            yield Artifact(page_url(page.path) + NAME, css.encode())


def string(text: str) -> str:
    """Plain text as a CSS string (CSS Syntax 3, section 4.3.7): what could end it is escaped."""
    plain = " ".join(text.split())
    return '"' + "".join(c if _HARMLESS.match(c) else f"\\{ord(c):x} " for c in plain) + '"'


# A CSV file beside each indicator's page: one row for each value and citation (RFC 4180).


COLUMNS = (
    "figure",
    "brief",
    "name",
    "period",
    "basis",
    "status",
    "qualifier",
    "value",
    "high",
    "scale",
    "unit",
    "source",
    "para",
    "printed",
)


def tables(graph: Graph, edition: Edition) -> Iterator[Artifact]:
    """The files of all indicators that have values."""
    for id, figures in graph.by_indicator.items():
        written = io.StringIO()
        rows = csv.writer(written, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        for at in figures:
            rows.writerows(_value_rows(graph, at, edition))
        path = page_url(page_path("indicator", id)).rstrip("/") + ".csv"
        yield Artifact(path, written.getvalue().encode())


def _value_rows(graph: Graph, at: FigureAt, edition: Edition) -> Iterator[list[str]]:
    figure = at.figure
    indicator = graph.library.indicators[figure.indicator].value
    address = f"{edition.site_url}{page_url(page_path(at.brief.kind, at.brief.id))}"
    for citation in figure.sources:
        before = (
            f"{address}#{figure_anchor(at)}",
            at.brief.id,
            at.brief.value.name,
            figure.period,
            figure.period_basis,
            figure.status,
            figure.qualifier,
        )
        after = (
            figure.scale or "",
            indicator.unit_label or indicator.unit,
            citation.source,
            str(citation.para),
            citation.printed or "",
        )
        high = "" if figure.high is None else str(figure.high)
        yield [*map(harmless, before), str(figure.value), high, *map(harmless, after)]
