"""The site plan: which page, which template, which typed view.

In: a `Graph` without errors. Out: pages as values. Nothing here knows Jinja or MkDocs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from briefsite.graph import Graph
from briefsite.library import Entry
from briefsite.pages import browse, list_views, timeline, views, ways_views
from briefsite.pages.briefs import brief_view
from briefsite.pages.claims import SITE_NAME, Edition
from briefsite.pages.desk import GLOSSARY, METHOD, Desk, page_path, page_url
from briefsite.pages.evidence_views import MethodView
from briefsite.pages.finding import LABELS, Found, found, place
from briefsite.pages.heads import FEWEST, Heads, describe, headline
from briefsite.pages.indexes import home_view, index_view
from briefsite.pages.method import method_view
from briefsite.pages.parts import Link
from briefsite.pages.previews import Card, card, site_card
from briefsite.pages.registries import (
    glossary_view,
    indicator_view,
    person_view,
    source_view,
    topic_view,
)
from briefsite.pages.sheets import Sheet, sheet
from briefsite.text import listed

View = (
    views.BriefView
    | views.SourceView
    | views.IndicatorView
    | views.TopicView
    | views.PersonView
    | views.GlossaryView
    | list_views.IndexView
    | list_views.HomeView
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
    headline: str = ""
    """The title in tabs, search engines and previews: as no other page has it."""
    file: str = ""
    """The file below briefs/ that it is made from; empty where there are many."""
    edit: tuple[Link, ...] = ()
    """To edit that file, to report a problem; empty where there is no repository."""
    card: Card | None = None
    """What its link preview shows; None where it is the picture of the site."""


def plan(graph: Graph, edition: Edition | None = None) -> Iterator[Page]:
    """Every generated page of the site, in a fixed order."""
    edition, heads = edition or Edition(), Heads()
    for page in _pages(graph, edition):
        told = page.headline or page.title
        title, description = heads.distinct(page.path, told, page.description)
        place = page.found.place if page.found else ""
        paper = sheet(page.title, page.path, place, edition)
        address = edition.site_url + page_url(page.path)
        edit = tuple(edition.repository.links(page.file, address)) if page.file else ()
        yield replace(page, headline=title, description=description, sheet=paper, edit=edit)


def _pages(graph: Graph, edition: Edition) -> Iterator[Page]:
    library = graph.library
    home = "Briefs on China's regions and companies in which every number names its source."
    start = home_view(graph, edition)
    stats = listed(f"{stat.note} {stat.text.lower()}" for stat in start.stats[:3])
    preview = site_card(home, stats)
    yield Page("index.md", "home.md.j2", SITE_NAME, home, (), start, card=preview)
    for kind, folder, title in LISTS:
        index = index_view(graph, kind)
        words = f"{index.lede} {_BRIEFS}" if len(index.lede) < FEWEST else index.lede
        yield Page(f"{folder}/index.md", "index.md.j2", title, words, (_HOME,), index)
    for brief in library.briefs():
        summary = Desk(graph, page_path(brief.kind, brief.id), brief).plain(brief.value.summary)
        crumbs = _brief_crumbs(graph, brief.kind, brief.id)
        view = brief_view(graph, brief, edition)
        yield _page(graph, brief, brief.value.name, summary, view, crumbs)
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
        posts = "Posts, statements and events that the sources name."
        yield _page(graph, person, person.value.name, posts, person_view(graph, person))
    yield from _ways(graph)
    words = "What a machine has verified, what it cannot verify, and the figures of this build."
    method = method_view(graph, edition)
    about = Found("about", LABELS["about"])
    yield Page(METHOD, "method.md.j2", "Method", words, (_HOME,), method, about)
    lede = "The technical terms and Chinese words of the briefs, explained with sources."
    terms = glossary_view(graph)
    glossary = Found("term", LABELS["term"])
    file = next((term.document.file for term in library.terms.values()), "")
    yield Page(GLOSSARY, "glossary.md.j2", "Glossary", lede, (_HOME,), terms, glossary, file=file)


def _ways(graph: Graph) -> Iterator[Page]:
    """The pages that lead to all others."""
    words = "What happened and who said what, newest first, by region, topic and year."
    view = timeline.timeline_view(graph)
    yield Page(timeline.PATH, "timeline.md.j2", "Timeline", words, (_HOME,), view, filters=True)
    words = "All briefs on regions and companies in one table, by kind, province and topic."
    browsed = browse.browse_view(graph)
    yield Page(
        browse.PATH, "browse.md.j2", "Browse all briefs", words, (_HOME,), browsed, filters=True
    )


_HOME = Crumb("Home", "")
_BRIEFS = "From briefs in which every number names its source."
LISTS = (
    ("region", "regions", "Regions"),
    ("company", "companies", "Companies"),
    ("source", "sources", "Sources"),
    ("indicator", "indicators", "Indicators"),
    ("topic", "topics", "Topics"),
    ("person", "people", "People"),
)
"""Kind, folder and title of each list of pages."""


def _page(
    graph: Graph,
    entry: Entry[Any],
    title: str,
    text: str,
    view: View,
    crumbs: tuple[Crumb, ...] = (),
) -> Page:
    """The page of an entry: everything but its text and view follows from the entry."""
    (folder, heading) = next((f, t) for k, f, t in LISTS if k == entry.kind)
    is_placed = entry.kind in ("region", "company", "person")
    where = place(graph, entry)
    return Page(
        page_path(entry.kind, entry.id),
        f"{entry.kind}.md.j2",
        title,
        describe(text, title, where),
        crumbs or (_HOME, Crumb(heading, f"{folder}/")),
        view,
        found(graph, entry),
        file=entry.document.file,
        headline=headline(title, where if is_placed else LABELS[entry.kind]),
        card=card(graph, entry),
    )


def _brief_crumbs(graph: Graph, kind: str, id: str) -> tuple[Crumb, ...]:
    if kind == "company":
        return _HOME, Crumb("Companies", "companies/")
    above = (Crumb(entry.value.name, f"regions/{entry.id}/") for entry in graph.ancestors(id))
    return _HOME, Crumb("Regions", "regions/"), *above
