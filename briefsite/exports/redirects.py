"""A small page at each former address of a brief, which leads to the page of today.

In: a graph. Out: HTML files, one for each former id; site generators copy them as they are. The
script keeps the anchor, so that permanent links to figures hold; without script a refresh leads
to the top of the page. Search engines are told not to list them.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from briefsite.artifacts import Artifact
from briefsite.graph import Graph
from briefsite.pages.claims import SITE_NAME, Edition
from briefsite.pages.desk import page_path, page_url

MARK = "<!-- generated_by: briefsite, a former address -->"


def redirects(graph: Graph, edition: Edition) -> Iterator[Artifact]:
    """The pages at all former addresses."""
    for brief in graph.library.briefs():
        for old in brief.value.former_ids:
            path = page_url(page_path(brief.kind, old)) + "index.html"
            now = edition.site_url + page_url(page_path(brief.kind, brief.id))
            html = _page(brief.value.name, f"../{brief.id}/", now)
            yield Artifact(path, html.encode())


def is_redirect(file: Path) -> bool:
    """Whether a file of the built site is a page at a former address."""
    with file.open("rb") as stream:
        return MARK.encode() in stream.read(200)


def _page(name: str, href: str, canonical: str) -> str:
    name = escape(name)
    return f"""<!doctype html>
{MARK}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name} has moved - {escape(SITE_NAME)}</title>
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
