"""The home page and the list of each kind of page."""

from briefsite.graph import FigureAt, Graph
from briefsite.library import Entry
from briefsite.models import Region
from briefsite.pages.briefs import KINDS
from briefsite.pages.desk import Desk, source_detail
from briefsite.pages.views import Fact, Group, HomeView, IndexView, Tree
from briefsite.text import escape, plural

HOME_FIGURES = 8


def home_view(graph: Graph) -> HomeView:
    """What is covered, and the first figure of the briefs."""
    desk = Desk(graph, "index.md")
    library = graph.library
    figures = sum(len(at) for at in graph.by_indicator.values())
    citations = sum(len(uses) for uses in graph.by_source.values())
    stats = {
        "Regions": len(library.regions),
        "Companies and institutions": len(library.companies),
        "Figures": figures,
        "Citations": citations,
        "Sources": len(library.sources),
    }
    firsts = [brief for brief in library.regions.values() if brief.value.figures]
    return HomeView(
        stats=tuple(Fact(label, escape(f"{count:,}")) for label, count in stats.items()),
        key_figures=tuple(
            desk.figure_view(FigureAt(brief, brief.value.figures[0], 0))
            for brief in firsts[:HOME_FIGURES]
        ),
        trees=trees(desk),
        companies=tuple(desk.link(entry) for entry in library.companies.values()),
        topics=tuple(desk.link(entry) for entry in library.topics.values()),
        sources=tuple(
            desk.link(entry, source_detail(entry.value)) for entry in library.sources.values()
        ),
        notes=desk.notes(),
    )


def trees(desk: Desk) -> tuple[Tree, ...]:
    """The regions as a tree from the country down."""
    tops = desk.graph.children.get("", ())
    return tuple(_tree(desk, region) for region in tops)


def _tree(desk: Desk, region: Entry[Region]) -> Tree:
    below = desk.graph.children.get(region.id, ())
    note = f"{KINDS[region.value.kind]}, {plural(len(region.value.figures), 'figure')}"
    return Tree(desk.link(region, note), tuple(_tree(desk, child) for child in below))


def index_view(graph: Graph, kind: str) -> IndexView:
    """The list of all pages of a kind."""
    desk = Desk(graph, f"{_FOLDER[kind]}/index.md")
    title, lede = _TEXTS[kind]
    if kind == "region":
        return IndexView(title, lede, (), trees(desk))
    if kind == "company":
        return IndexView(title, lede, _companies(desk))
    entries = graph.library.of_kind(kind).values()
    links = tuple(desk.link(entry, _note(graph, kind, entry.id)) for entry in entries)
    ordered = tuple(sorted(links, key=lambda link: link.text.casefold()))
    return IndexView(title, lede, (Group("", "", ordered),))


def _companies(desk: Desk) -> tuple[Group, ...]:
    groups = []
    for kind, heading in (
        ("company", "Companies"),
        ("joint-venture", "Joint ventures"),
        ("institution", "Institutions"),
    ):
        found = [e for e in desk.graph.library.companies.values() if e.value.kind == kind]
        links = (desk.link(entry, plural(len(entry.value.figures), "figure")) for entry in found)
        if found:
            ordered = tuple(sorted(links, key=lambda link: link.text.casefold()))
            groups.append(Group(heading, kind, ordered))
    return tuple(groups)


def _note(graph: Graph, kind: str, id: str) -> str:
    library = graph.library
    if kind == "source":
        uses = plural(len(graph.by_source.get(id, ())), "citation")
        return f"{source_detail(library.sources[id].value)}; {uses}"
    if kind == "indicator":
        return plural(len(graph.by_indicator.get(id, ())), "value")
    if kind == "person":
        return library.people[id].value.roles[0].title
    return plural(len(graph.backlinks.get((kind, id), ())), "page")


_FOLDER = {
    "region": "regions",
    "company": "companies",
    "source": "sources",
    "indicator": "indicators",
    "topic": "topics",
    "person": "people",
}
_TEXTS = {
    "region": ("Regions", "Every region with a brief, each below the region it lies in."),
    "company": ("Companies", "Every company, joint venture and institution with a brief."),
    "source": (
        "Sources",
        "The texts on which everything rests, with what each prints about itself.",
    ),
    "indicator": (
        "Indicators",
        "What is measured, with all values of each indicator side by side.",
    ),
    "topic": ("Topics", "Subjects and industry chains that briefs share."),
    "person": ("People", "Everyone named in the sources, with posts and statements."),
}
