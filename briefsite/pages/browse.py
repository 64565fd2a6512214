"""All briefs in one table, with facets that also stand as lists of their own."""

from collections.abc import Iterator

from briefsite.graph import AnyBrief, Graph
from briefsite.models import Region
from briefsite.pages.desk import Desk
from briefsite.pages.kinds import KINDS
from briefsite.pages.parts import Link
from briefsite.pages.timeline import around, topics_of
from briefsite.pages.ways_views import BrowseList, BrowseRow, BrowseView, Facet, FacetGroup
from briefsite.periods import Period
from briefsite.text import plural

PATH = "browse.md"
NONE = "none"


def browse_view(graph: Graph) -> BrowseView:
    """The table, its facets and the lists they lead to."""
    desk = Desk(graph, PATH)
    briefs = sorted(graph.library.briefs(), key=lambda brief: brief.value.name.casefold())
    choices: dict[tuple[str, str], list[tuple[AnyBrief, tuple[str, ...]]]] = {
        ("kind", "Kind"): [(brief, (brief.value.kind,)) for brief in briefs],
        ("region", "Province"): [(brief, tuple(_provinces(graph, brief))) for brief in briefs],
        ("topic", "Topic"): [(brief, tuple(topics_of(brief)) or (NONE,)) for brief in briefs],
    }
    groups, lists = [], []
    for (name, label), members in choices.items():
        facets, parts = [], []
        for value in sorted({value for _, values in members for value in values}, key=_last):
            links = tuple(desk.link(brief) for brief, values in members if value in values)
            anchor, words = f"{name}-{value}", _words(graph, name, value)
            facets.append(Facet(name, value, Link(words, f"#{anchor}", str(len(links)))))
            parts.append((words, anchor, links))
        groups.append(FacetGroup(label, tuple(facets)))
        lists.append(BrowseList(f"By {label.lower()}", f"by-{name}", tuple(parts)))
    rows = tuple(_row(desk, brief) for brief in briefs)
    return BrowseView(tuple(groups), rows, tuple(lists), plural(len(rows), "brief"))


def _last(value: str) -> tuple[bool, str]:
    return value == NONE, value


def _words(graph: Graph, name: str, value: str) -> str:
    if name == "kind":
        return KINDS[value]
    if value == NONE:
        return "None named" if name == "topic" else "No province named"
    entries = graph.library.regions if name == "region" else graph.library.topics
    return str(entries[value].value.name)


def _provinces(graph: Graph, brief: AnyBrief) -> Iterator[str]:
    """The regions right below the country in which a brief lies."""
    countries = graph.children.get("", ())
    tops = {region.id for top in countries for region in graph.children.get(top.id, ())}
    found = [id for id in around(graph, brief.id) if id in tops]
    yield from found or [NONE]


def _row(desk: Desk, brief: AnyBrief) -> BrowseRow:
    value = brief.value
    if isinstance(value, Region):
        place = [value.parent] if value.parent else []
    else:
        place = list(dict.fromkeys(location.region for location in value.locations))
    periods = [Period.parse(figure.period) for figure in value.figures]
    dated = sorted((period for period in periods if period.last), key=lambda p: p.sort_key)
    return BrowseRow(
        link=desk.link(brief),
        kind=KINDS[value.kind],
        place=tuple(desk.brief_link(id) for id in place),
        topics=desk.links("topic", topics_of(brief)),
        figures=str(len(value.figures)),
        newest=dated[-1].words if dated else "",
        kinds=value.kind,
        regions=" ".join(_provinces(desk.graph, brief)),
        topic_ids=" ".join(topics_of(brief) or [NONE]),
    )
