"""The home page and the list of each kind of page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from briefsite.evidence.origins import independent
from briefsite.library import Entry, nodes
from briefsite.library.graph import METHOD, AnyBrief, FigureAt, Graph, figure_anchor
from briefsite.models import KINDS, Region
from briefsite.pages.claims import due_day, is_stale, with_claim
from briefsite.pages.heads import Edition
from briefsite.pages.pictures import tile_grid
from briefsite.pages.reference import RULES_PATH as RULES
from briefsite.pages.views import (
    EventView,
    ExplainedView,
    Fact,
    FigureView,
    Group,
    Link,
    NoteView,
    Picture,
    StatementView,
    Tree,
)
from briefsite.pages.writer import Lookup, PageWriter, source_detail
from briefsite.text import listed, plural
from briefsite.text.periods import Period

# What the templates of the home page and of lists are given.


@dataclass(frozen=True)
class IndexView:
    """A list of pages of one kind."""

    title: str
    lede: str
    groups: tuple[Group, ...]
    trees: tuple[Tree, ...] = ()
    tiles: Picture | None = None


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
    """Everything with a date, newest first, and events without one."""

    facets: tuple[FacetGroup, ...]
    years: tuple[TimelineYear, ...]
    lists: tuple[ChoiceList, ...]
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
    """All briefs in one table."""

    facets: tuple[FacetGroup, ...]
    rows: tuple[BrowseRow, ...]
    lists: tuple[ChoiceList, ...]
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


def _by_name(graph: Graph) -> list[AnyBrief]:
    companies = graph.library.companies.values()
    return sorted(companies, key=lambda entry: entry.value.name.casefold())


def _where(writer: PageWriter, entry: AnyBrief) -> str:
    """What a company is and where, as far as known: `Institution in Changsha`."""
    kind = writer.graph.library.kind_word(entry.value)
    if isinstance(entry.value, Region):
        return kind
    ids = dict.fromkeys(location.region for location in entry.value.locations)
    places = listed(writer.links.to_brief(id).text for id in ids)
    return f"{kind} in {places}" if places else kind


def trees(writer: PageWriter) -> tuple[Tree, ...]:
    """The regions as a tree from the top down."""
    tops = writer.graph.children.get("", ())
    return tuple(_tree(writer, region) for region in tops)


def _tree(writer: PageWriter, region: Entry[Region]) -> Tree:
    note = writer.graph.library.kind_word(region.value)
    if region.value.figures:
        note += f", {plural(len(region.value.figures), 'figure')}"
    below = writer.graph.children.get(region.id, ())
    return Tree(writer.card(region, note), tuple(_tree(writer, child) for child in below))


def index_view(lookup: Lookup, kind: str) -> IndexView:
    """The list of all pages of a kind."""
    graph = lookup.graph
    writer = PageWriter(lookup, f"{KINDS[kind].folder}/index.md")
    title, lede = KINDS[kind].title, KINDS[kind].lede
    if kind == "region":
        return IndexView(title, lede, (), trees(writer), tile_grid(writer))
    if kind == "company":
        kinds = [one.name.lower() for one in graph.library.kinds_of("company").values()]
        lede = f"Every {listed(kinds)} with a brief."
        cards = tuple(writer.card(entry, _where(writer, entry)) for entry in _by_name(graph))
        return IndexView(title, lede, (Group("", "", cards),))
    if kind == "indicator":
        return IndexView(title, lede, tuple(_by_topic(writer)))
    entries = graph.library.of_kind(kind).values()
    make = writer.links.to if kind == "person" else writer.card
    links = tuple(make(entry, _note(graph, kind, entry.id)) for entry in entries)
    ordered = tuple(sorted(links, key=lambda link: link.text.casefold()))
    return IndexView(title, lede, (Group("", "", ordered, cards=kind == "topic"),))


def _by_topic(writer: PageWriter) -> Iterator[Group]:
    """The indicators under their first topic, each with its value; then those that have none."""
    library = writer.graph.library
    groups: dict[str, list[Link]] = {id: [] for id in (*library.topics, "")}
    for entry in library.indicators.values():
        links = groups[next(iter(entry.value.topics), "")]
        links.append(replace(writer.card(entry), note=_values(writer, entry.id)))
    for id, links in sorted(groups.items(), key=lambda group: not group[0]):
        if links:
            heading = writer.lookup.name(library.topics[id]) if id else OTHERS
            anchor = f"topic-{id}" if id else "other-topics"
            ordered = sorted(links, key=lambda link: link.text.casefold())
            yield Group(heading, anchor, tuple(ordered), cards=False)


def _values(writer: PageWriter, indicator: str) -> str:
    """The value of an indicator, with whose and when; of several, how many."""
    found = writer.graph.by_indicator.get(indicator, ())
    if len(found) != 1:
        return plural(len(found), "value")
    return f"{writer.lookup.name(found[0].brief)}: {writer.lookup.whole(found[0])}"


def _note(graph: Graph, kind: str, id: str) -> str:
    library = graph.library
    if kind == "source":
        uses = plural(len(graph.by_source.get(id, ())), "citation")
        return f"{source_detail(library.sources[id].value)}; {uses}"
    if kind == "person":
        return listed(role.title for role in library.people[id].value.roles)
    return plural(len(graph.backlinks.get((kind, id), ())), "page")


# The page on method: what is verified, and the figures of the current build.


@dataclass(frozen=True)
class CoverageRow:
    """How much of one source the briefs say."""

    source: Link
    cited: str
    numbers: str
    names: str


@dataclass(frozen=True)
class MethodView:
    """The figures of the current build, for the page on method."""

    numbers: tuple[Fact, ...]
    coverage: tuple[CoverageRow, ...]
    stale: tuple[Link, ...]
    unverified: tuple[Link, ...]
    rules: Link
    """The page of all rules."""
    day: str


def method_view(lookup: Lookup, edition: Edition) -> MethodView:
    """Claims, citations, what is verified, coverage, conflicts and stale figures, counted."""
    writer = PageWriter(lookup, METHOD)
    graph, library = lookup.graph, lookup.library
    figures = [at for found in graph.by_indicator.values() for at in found]
    stale = [at for at in figures if is_stale(due_day(graph, at), edition)]
    unverified = [brief for brief in library.briefs() if not edition.record.has(graph, brief)]
    counts = {
        "Briefs": len(list(library.briefs())),
        "Figures": len(figures),
        "Events": sum(len(brief.value.events) for brief in library.briefs()),
        "Statements": sum(len(brief.value.statements) for brief in library.briefs()),
        "Derived values": sum(len(brief.value.derived) for brief in library.briefs()),
        "Citations": sum(len(uses) for uses in graph.by_source.values()),
        "Sources": len(library.sources),
        "Briefs verified as they stand": len(list(library.briefs())) - len(unverified),
        "Figures from two independent sources": sum(
            _is_confirmed(at, graph, edition) for at in figures
        ),
        "Figures on which sources disagree": sum(bool(at.figure.preferred) for at in figures),
        "Figures past their review": len(stale),
    }
    return MethodView(
        numbers=tuple(Fact(label, nodes.words(f"{count:,}")) for label, count in counts.items()),
        coverage=tuple(_coverage(writer, edition)),
        stale=tuple(_figure_link(writer, at) for at in stale),
        unverified=tuple(writer.links.to(brief) for brief in unverified),
        rules=Link("Every rule", writer.links.href(RULES)),
        day=edition.day_words,
    )


def _is_confirmed(at: FigureAt, graph: Graph, edition: Edition) -> bool:
    sources = (citation.source for citation in at.figure.sources)
    return len(independent(graph.library, sources, edition.record.origins)) > 1


def _figure_link(writer: PageWriter, at: FigureAt) -> Link:
    link = writer.links.to(at.brief, writer.lookup.whole(at), figure_anchor(at))
    return Link(f"{link.text}: {writer.lookup.indicator(at).name}", link.href, link.note)


def _coverage(writer: PageWriter, edition: Edition) -> Iterator[CoverageRow]:
    for id, source in writer.graph.library.sources.items():
        row = edition.record.coverage.get(id)
        if row:
            yield CoverageRow(
                writer.links.to(source),
                f"{row['cited']} of {row['content']}",
                f"{row['numbers_said']} of {row['numbers']}",
                f"{row['names_said']} of {row['names']}",
            )
