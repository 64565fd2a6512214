"""The site plan: which page, which template, which typed view.

In: a `Graph` without errors. Out: pages as values. Nothing here knows Jinja or MkDocs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from briefsite.graph import Graph
from briefsite.library import Entry
from briefsite.pages import browse, timeline, views, ways_views
from briefsite.pages.briefs import brief_view
from briefsite.pages.claims import Edition
from briefsite.pages.desk import Desk, page_path
from briefsite.pages.evidence_views import MethodView
from briefsite.pages.finding import LABELS, Found, found
from briefsite.pages.indexes import home_view, index_view
from briefsite.pages.method import method_view
from briefsite.pages.registries import (
    glossary_view,
    indicator_view,
    person_view,
    source_view,
    topic_view,
)
from briefsite.pages.sheets import Sheet, sheet
from briefsite.text import shorten

View = (
    views.BriefView
    | views.SourceView
    | views.IndicatorView
    | views.TopicView
    | views.PersonView
    | views.GlossaryView
    | views.IndexView
    | views.HomeView
    | MethodView
    | ways_views.TimelineView
    | ways_views.BrowseView
)


@dataclass(frozen=True)
class Crumb:
    """A step of the path to a page: plain title and address below the site's root."""

    title: str
    url: str


@dataclass(frozen=True)
class Page:
    """A page to be: where it goes, what renders it, and with what."""

    path: str
    template: str
    title: str
    description: str
    crumbs: tuple[Crumb, ...]
    view: View
    found: Found | None = None
    """How the search files the page; None where it only lists others."""
    filters: bool = False
    """It has facets, for which the script that filters in place is loaded."""
    sheet: Sheet | None = None
    """Its head on paper."""


def plan(graph: Graph, edition: Edition | None = None) -> Iterator[Page]:
    """Every generated page of the site, in a fixed order."""
    edition = edition or Edition()
    for page in _pages(graph, edition):
        place = page.found.place if page.found else ""
        yield replace(page, sheet=sheet(page.title, page.path, place, edition))


def _pages(graph: Graph, edition: Edition) -> Iterator[Page]:
    library = graph.library
    home = "Briefs on China's regions and companies in which every number names its source."
    yield Page(
        "index.md", "home.md.j2", "China Regional Briefs", home, (), home_view(graph, edition)
    )
    for kind, folder, title in LISTS:
        index = index_view(graph, kind)
        yield Page(f"{folder}/index.md", "index.md.j2", title, index.lede, (_HOME,), index)
    for brief in library.briefs():
        description = Desk(graph, page_path(brief.kind, brief.id), brief).plain(brief.value.summary)
        template = f"{brief.kind}.md.j2"
        crumbs = _brief_crumbs(graph, brief.kind, brief.id)
        view = brief_view(graph, brief, edition)
        yield Page(
            page_path(brief.kind, brief.id),
            template,
            brief.value.name,
            shorten(description),
            crumbs,
            view,
            found(graph, brief),
        )
    for source in library.sources.values():
        label = source.value.label
        description = f"What this source prints about itself, and all that rests on it: {label}"
        yield _page(graph, source, label, description, source_view(graph, source))
    for indicator in library.indicators.values():
        value = indicator.value
        seen = indicator_view(graph, indicator)
        yield _page(graph, indicator, value.name, value.definition, seen)
    for topic in library.topics.values():
        told = topic.value
        yield _page(graph, topic, told.name, told.definition, topic_view(graph, topic))
    for person in library.people.values():
        role = f"{person.value.name}: {person.value.roles[0].title}"
        yield _page(graph, person, person.value.name, role, person_view(graph, person))
    yield from _ways(graph)
    words = "What is verified by machine, what is not, and the figures of this build."
    method = method_view(graph, edition)
    about = Found("about", LABELS["about"])
    yield Page("method.md", "method.md.j2", "Method", words, (_HOME,), method, about)
    lede = "The words of the briefs, explained."
    terms = glossary_view(graph)
    glossary = Found("term", LABELS["term"])
    yield Page("glossary.md", "glossary.md.j2", "Glossary", lede, (_HOME,), terms, glossary)


def _ways(graph: Graph) -> Iterator[Page]:
    """The pages that lead to all others."""
    words = "What happened and who said what, newest first, by region, topic and year."
    view = timeline.timeline_view(graph)
    yield Page(timeline.PATH, "timeline.md.j2", "Timeline", words, (_HOME,), view, filters=True)
    words = "All briefs in one table, by kind, province and topic."
    browsed = browse.browse_view(graph)
    yield Page(
        browse.PATH, "browse.md.j2", "Browse all briefs", words, (_HOME,), browsed, filters=True
    )


_HOME = Crumb("Home", "")
LISTS = (
    ("region", "regions", "Regions"),
    ("company", "companies", "Companies"),
    ("source", "sources", "Sources"),
    ("indicator", "indicators", "Indicators"),
    ("topic", "topics", "Topics"),
    ("person", "people", "People"),
)
"""Kind, folder and title of each list of pages."""


def _page(graph: Graph, entry: Entry[Any], title: str, description: str, view: View) -> Page:
    kind = entry.kind
    (folder, heading) = next((f, t) for k, f, t in LISTS if k == kind)
    crumbs = (_HOME, Crumb(heading, f"{folder}/"))
    path, template = page_path(kind, entry.id), f"{kind}.md.j2"
    return Page(path, template, title, shorten(description), crumbs, view, found(graph, entry))


def _brief_crumbs(graph: Graph, kind: str, id: str) -> tuple[Crumb, ...]:
    if kind == "company":
        return _HOME, Crumb("Companies", "companies/")
    above = (Crumb(entry.value.name, f"regions/{entry.id}/") for entry in graph.ancestors(id))
    return _HOME, Crumb("Regions", "regions/"), *above
