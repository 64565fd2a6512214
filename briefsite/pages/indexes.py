"""The home page and the list of each kind of page; long lists in parts."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

from briefsite.library import AnyEntry, Entry, Library
from briefsite.library.graph import FigureAt, Graph
from briefsite.models import KINDS, Company, Region, Source
from briefsite.pages.claims import with_claim
from briefsite.pages.growing import Long, Share, Words
from briefsite.pages.heads import Edition
from briefsite.pages.pictures import tile_grid
from briefsite.pages.views import (
    EventView,
    ExplainedView,
    FigureView,
    Group,
    Link,
    MentionView,
    NoteView,
    Picture,
    Resting,
    StatementView,
    TieView,
)
from briefsite.pages.writer import Lookup, PageWriter, part_path, source_detail
from briefsite.text import listed, plural
from briefsite.text.periods import Period

# What the templates of the home page and of lists are given.


@dataclass(frozen=True)
class Tree:
    """A region and those below it."""

    link: Link
    children: tuple["Tree", ...]


@dataclass(frozen=True)
class IndexView:
    """A list of pages of one kind."""

    title: str
    lede: str
    groups: tuple[Group, ...]
    trees: tuple[Tree, ...] = ()
    tiles: Picture | None = None
    parts: tuple[Link, ...] = ()


@dataclass(frozen=True)
class MoreView:
    """A further part of a page: what its first part has no room for."""

    name: str
    local_name: str
    parts: tuple[Link, ...]
    lists: tuple[Group, ...]
    values: tuple[FigureView, ...] = ()
    paragraphs: tuple[Resting, ...] = ()
    events: tuple[EventView, ...] = ()
    statements: tuple[StatementView, ...] = ()
    ties: tuple[TieView, ...] = ()
    mentions: tuple[MentionView, ...] = ()
    terms: tuple[ExplainedView, ...] = ()
    notes: tuple[NoteView, ...] = ()


@dataclass(frozen=True)
class HomeView:
    """The home page."""

    title: str
    lede: str
    shown: FigureView | None
    """A figure with all that it rests on; None where no brief has one."""
    stats: tuple[Link, ...]
    """The lists, each with how much it holds."""
    key_figures: tuple[FigureView, ...]
    tiles: Picture | None
    topics: tuple[Link, ...]
    verified: str
    """How many briefs are verified as they stand, in a sentence."""
    changes: tuple[Link, ...]
    """The newest corrections and reviews."""
    notes: tuple[NoteView, ...]


@dataclass(frozen=True)
class DataFile:
    """A file of data, or many of one form."""

    name: str
    """Its path below the site."""
    href: str
    """The way to it from the page; of many, to the first."""
    words: str
    size: str
    """Its size, or how many there are."""


@dataclass(frozen=True)
class DataView:
    """The page of all data."""

    base: str
    """The address of the site."""
    files: tuple[DataFile, ...]
    many: tuple[DataFile, ...]
    """Those of which there is one for each entry of a kind."""
    mind: tuple[str, ...]
    """What to mind, in sentences."""
    licence: str
    licences: tuple[Link, ...]
    """Those that are named; the note says of what."""
    articles: str
    """What is said of the articles' own rights."""
    formats: tuple[tuple[str, str], ...]
    """Versions of the format with what changed, the newest first."""
    has_editions: bool
    """Whether there are editions that are kept."""


# What templates are given about the ways through: facets, the timeline, the table of briefs.


@dataclass(frozen=True)
class Facet:
    """A choice: its link leads to a static list; with script it filters the page in place."""

    name: str
    """What the query string calls it: region, topic, year, kind."""
    value: str
    link: Link
    """The note is how many items there are."""


@dataclass(frozen=True)
class FacetGroup:
    """The choices of one facet."""

    label: str
    facets: tuple[Facet, ...]


@dataclass(frozen=True)
class ChoiceList:
    """What one facet leaves at each of its choices, as lists that need no script."""

    heading: str
    anchor: str
    groups: tuple[tuple[str, str, tuple[Link, ...]], ...]
    """Heading, anchor and links of each choice."""


@dataclass(frozen=True)
class TimelineItem:
    """An event or a dated statement, with the values of its facets, set apart by spaces."""

    id: str
    at: Link
    """Where it is written: its brief, at its own place."""
    regions: str
    topics: str
    year: str
    kind: str
    event: EventView | None = None
    statement: StatementView | None = None


@dataclass(frozen=True)
class TimelineMonth:
    """What is known of one month, or of a year without a month."""

    heading: str
    anchor: str
    items: tuple[TimelineItem, ...]


@dataclass(frozen=True)
class TimelineYear:
    """A year, or what has no date."""

    heading: str
    anchor: str
    months: tuple[TimelineMonth, ...]


@dataclass(frozen=True)
class TimelineView:
    """Everything with a date, newest first, and events without one; or a part of it."""

    facets: tuple[FacetGroup, ...]
    years: tuple[TimelineYear, ...]
    lists: tuple[ChoiceList, ...]
    parts: tuple[Link, ...]
    terms: tuple[ExplainedView, ...]
    notes: tuple[NoteView, ...]


@dataclass(frozen=True)
class BrowseRow:
    """A brief in the table of all briefs."""

    link: Link
    kind: str
    place: tuple[Link, ...]
    topics: tuple[Link, ...]
    further: tuple[Link, ...]
    """The topics after the first few, folded away."""
    figures: str
    newest: str
    kinds: str
    """The values of its facets, as the query string has them."""
    regions: str
    topic_ids: str
    years: str


@dataclass(frozen=True)
class BrowseView:
    """All briefs in one table, or a part of them."""

    facets: tuple[FacetGroup, ...]
    rows: tuple[BrowseRow, ...]
    lists: tuple[ChoiceList, ...]
    parts: tuple[Link, ...]
    count: str


OTHERS = "Other indicators"
HOME_FIGURES = 9
HOME_CHANGES = 5
_TELLING = ("amount", "growth", "share", "count")
"""Kinds of quantity in the order in which they go on the home page; the others follow."""


def home_view(lookup: Lookup, edition: Edition) -> HomeView:
    """What is covered, figures worth a look, and the ways in."""
    writer = PageWriter(lookup, "index.md")
    graph, library = lookup.graph, lookup.library
    telling = _telling(graph)
    return HomeView(
        title=library.site.name,
        lede=library.site.home.lede,
        shown=with_claim(writer, telling[0], edition) if telling else None,
        stats=tuple(_stats(graph)),
        key_figures=tuple(with_claim(writer, at, edition, note=False) for at in telling[1:]),
        tiles=tile_grid(writer),
        topics=tuple(writer.links.to(entry) for entry in library.topics.values()),
        verified=_verified(graph, edition),
        changes=tuple(_changes(writer))[:HOME_CHANGES],
        notes=writer.notes.views(),
    )


def _verified(graph: Graph, edition: Edition) -> str:
    briefs = list(graph.library.briefs())
    good = sum(edition.record.has(graph, brief) for brief in briefs)
    if not good:
        return "Of the briefs as they stand, none has been checked so yet."
    return f"{good} of {plural(len(briefs), 'brief')} agree with their articles as they stand."


def _changes(writer: PageWriter) -> Iterator[Link]:
    """Corrections and reviews, newest first."""
    found = []
    for brief in writer.graph.library.briefs():
        value = brief.value
        for item in value.corrections:
            words = f"{item.was} → {item.now}: {item.why}"
            found.append((item.date, brief.id, "corrected", words, brief))
        if value.reviewed:
            by = f"by {value.reviewed.by}"
            found.append((value.reviewed.date, brief.id, "reviewed", by, brief))
    for day, _, what, words, brief in sorted(found, key=lambda change: change[:4], reverse=True):
        link = writer.links.to(brief, f"{what}, {Period.parse(day).words}", "about")
        yield replace(link, summary=words)


def _stats(graph: Graph) -> Iterator[Link]:
    library = graph.library
    figures = sum(len(at) for at in graph.by_indicator.values())
    citations = sum(len(uses) for uses in graph.by_source.values())
    for label, folder, count in (
        ("Regions", "regions", len(library.regions)),
        ("Companies and institutions", "companies", len(library.companies)),
        ("Figures", "indicators", figures),
        ("Topics", "topics", len(library.topics)),
        ("People", "people", len(library.people)),
        ("Citations", "sources", citations),
    ):
        if count:
            yield Link(label, f"{folder}/", f"{count:,}")


def _telling(graph: Graph) -> list[FigureAt]:
    """The figure that stands for each brief: money first, what has happened, with a date."""
    firsts = (graph.headline(brief) for brief in graph.library.briefs())
    return sorted(filter(None, firsts), key=lambda at: _weight(graph, at))[:HOME_FIGURES]


def _weight(graph: Graph, at: FigureAt) -> tuple[int, bool, bool, bool, str]:
    quantity = graph.library.indicators[at.figure.indicator].value.quantity
    return (
        _TELLING.index(quantity) if quantity in _TELLING else len(_TELLING),
        at.figure.period == "undated",
        at.figure.status != "actual",
        not (at.figure.change or at.figure.rank),
        at.brief.id,
    )


def _where(writer: PageWriter, entry: Entry[Company]) -> str:
    """What a company is and where, as far as known: `Institution in Changsha`."""
    kind = writer.graph.library.kind_word(entry.value)
    ids = dict.fromkeys(location.region for location in entry.value.locations)
    places = listed(writer.links.to_brief(id).text for id in ids)
    return f"{kind} in {places}" if places else kind


def listing(graph: Graph, kind: str) -> Long[tuple[str, AnyEntry]]:
    """All entries of a kind as their list has them, each with the topic that it stands under."""
    library = graph.library
    entries = [("", entry) for entry in library.of_kind(kind).values()]
    if kind == "region":
        tops = graph.children.get("", ())
        below = (one for top in tops for one in (top, *graph.descendants(top.id)))
        return Long([("", entry) for entry in below], partial(_division, graph))
    entries.sort(key=lambda item: _name(item)[0].casefold())
    if kind != "indicator":
        return Long(entries, _name, by_letter=True)
    order = {id: number for number, id in enumerate(library.topics)}
    topics = [(next(iter(entry.value.topics), ""), entry) for _, entry in entries]
    topics.sort(key=lambda item: order.get(item[0], len(order)))

    def word(item: tuple[str, AnyEntry]) -> Words:
        topic = library.topics[item[0]].value.name if item[0] else OTHERS
        return topic, *_name(item)

    return Long(topics, word)


def _name(item: tuple[str, AnyEntry]) -> Words:
    value = item[1].value
    return (value.label if isinstance(value, Source) else value.name,)


def _division(graph: Graph, item: tuple[str, AnyEntry]) -> Words:
    """What a region is known by in the list of all: the one below the top that it lies in."""
    _, *chain = *(entry.value.name for entry in graph.ancestors(item[1].id)), *_name(item)
    return (*chain[:1], *_name(item)) if chain else _name(item)


def _tree(writer: PageWriter, region: Entry[Region], held: Container[str]) -> Iterator[Tree]:
    """A region and those below it, as far as they are held; those above these lead to them."""
    below = writer.graph.children.get(region.id, ())
    children = tuple(tree for child in below for tree in _tree(writer, child, held))
    note = writer.graph.library.kind_word(region.value)
    if region.value.figures:
        note += f", {plural(len(region.value.figures), 'figure')}"
    if region.id in held:
        yield Tree(writer.card(region, note), children)
    elif children:
        yield Tree(writer.links.to(region), children)


def index_view(lookup: Lookup, kind: str, share: Share) -> IndexView:
    """The list of all pages of a kind, or a part of it."""
    graph, library = lookup.graph, lookup.library
    path = f"{KINDS[kind].folder}/index.md"
    writer = PageWriter(lookup, part_path(path, share.part))
    held = share.of("", listing(graph, kind).all)
    trees, groups = tuple[Tree, ...](), list[Group]()
    if kind == "region":
        ids = {entry.id for _, entry in held}
        tops = graph.children.get("", ())
        trees = tuple(tree for top in tops for tree in _tree(writer, top, ids))
    elif kind == "indicator":
        groups += _by_topic(writer, held)
    else:
        make = writer.links.to if kind == "person" else writer.card
        links = tuple(make(entry, _note(writer, kind, entry)) for _, entry in held)
        groups.append(Group("", "", links, cards=kind in ("company", "topic")))
    tiles = tile_grid(writer) if kind == "region" and not share.part else None
    parts = writer.links.parts(path, share.titles, share.part)
    return IndexView(KINDS[kind].title, lede(library, kind), tuple(groups), trees, tiles, parts)


def lede(library: Library, kind: str) -> str:
    """What stands over the list of a kind."""
    kinds = [one.name.lower() for one in library.kinds_of("company").values()]
    return f"Every {listed(kinds)} with a brief." if kind == "company" else KINDS[kind].lede


def _by_topic(writer: PageWriter, held: Iterable[tuple[str, AnyEntry]]) -> Iterator[Group]:
    """Indicators under their first topic, each with its value; then those that have none."""
    for id, entries in groupby(held, key=lambda item: item[0]):
        heading = writer.lookup.name(writer.graph.library.topics[id]) if id else OTHERS
        anchor = f"topic-{id}" if id else "other-topics"
        links = (replace(writer.card(e), note=_values(writer, e.id)) for _, e in entries)
        yield Group(heading, anchor, tuple(links), cards=False)


def _values(writer: PageWriter, indicator: str) -> str:
    """The value of an indicator, with whose and when; of several, how many."""
    found = writer.graph.by_indicator.get(indicator, ())
    if len(found) != 1:
        return plural(len(found), "value")
    return f"{writer.lookup.name(found[0].brief)}: {writer.lookup.whole(found[0])}"


def _note(writer: PageWriter, kind: str, entry: Entry[Any]) -> str:
    graph = writer.graph
    if kind == "company":
        return _where(writer, entry)
    if kind == "source":
        uses = plural(len(graph.by_source.get(entry.id, ())), "citation")
        return f"{source_detail(entry.value)}; {uses}"
    if kind == "person":
        return listed(role.title for role in entry.value.roles)
    return plural(len(graph.backlinks.get((kind, entry.id), ())), "page")
