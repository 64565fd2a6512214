"""The feed of changes: every correction and every review, newest first, as Atom (RFC 4287)."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from briefsite.artifacts import Artifact
from briefsite.graph import Graph
from briefsite.pages.claims import SITE_NAME, Edition
from briefsite.pages.desk import page_path, page_url

PATH = "changes.xml"
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
    address = edition.site_url + PATH
    _text(root, "title", f"{SITE_NAME}: corrections and reviews")
    _text(root, "id", address)
    _text(root, "updated", _moment(changes[0].day if changes else edition.day.isoformat()))
    ET.SubElement(root, f"{{{_ATOM}}}link", rel="self", href=address)
    ET.SubElement(root, f"{{{_ATOM}}}link", href=edition.site_url)
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _text(author, "name", SITE_NAME)
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
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!-- generated_by: briefsite -->\n'
    return Artifact(PATH, f"{head}{xml}\n".encode())


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
