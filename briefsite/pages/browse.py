"""All briefs in one table, with facets that also stand as lists of their own."""

from collections.abc import Iterator

from briefsite.graph import AnyBrief, Graph
from briefsite.models import Event, Region, Statement
from briefsite.pages.desk import Desk
from briefsite.pages.kinds import KINDS
from briefsite.pages.parts import Link
from briefsite.pages.timeline import around, topics_of
from briefsite.pages.ways_views import BrowseRow, BrowseView, ChoiceList, Facet, FacetGroup
from briefsite.periods import Period
from briefsite.text import plural

PATH = "browse/index.md"
NONE = "none"
TOPICS = 3
"""Topics shown of a brief; the others are folded away."""


def browse_view(graph: Graph) -> BrowseView:
    """The table, its facets and the lists they lead to."""
    desk = Desk(graph, PATH)
    briefs = sorted(graph.library.briefs(), key=lambda brief: brief.value.name.casefold())
    choices: dict[tuple[str, str], list[tuple[AnyBrief, tuple[str, ...]]]] = {
        ("kind", "Kind"): [(brief, (brief.value.kind,)) for brief in briefs],
        ("region", "Province"): [(brief, tuple(_provinces(graph, brief))) for brief in briefs],
        ("year", "Year"): [(brief, tuple(_years(graph, brief))) for brief in briefs],
        ("topic", "Topic"): [(brief, tuple(topics_of(brief)) or (NONE,)) for brief in briefs],
    }
    groups, lists = [], []
    for (name, label), members in choices.items():
        facets, parts = [], []
        for value in _ordered(name, {value for _, values in members for value in values}):
            links = tuple(desk.link(brief) for brief, values in members if value in values)
            anchor, words = f"{name}-{value}", _words(graph, name, value)
            facets.append(Facet(name, value, Link(words, f"#{anchor}", str(len(links)))))
            parts.append((words, anchor, links))
        groups.append(FacetGroup(label, tuple(facets)))
        lists.append(ChoiceList(f"By {label.lower()}", f"by-{name}", tuple(parts)))
    rows = tuple(_row(desk, brief) for brief in briefs)
    return BrowseView(tuple(groups), rows, tuple(lists), plural(len(rows), "brief"))


def _ordered(name: str, values: set[str]) -> list[str]:
    """The choices of a facet by their ids, years from the newest on; what has none comes last."""
    named = sorted(values - {NONE}, reverse=name == "year")
    return [*named, *(values & {NONE})]


_NO = {"topic": "None named", "region": "No province named", "year": "No year given"}


def _words(graph: Graph, name: str, value: str) -> str:
    if name == "kind":
        return KINDS[value]
    if value == NONE:
        return _NO[name]
    if name == "year":
        return value
    entries = graph.library.regions if name == "region" else graph.library.topics
    return str(entries[value].value.name)


def _provinces(graph: Graph, brief: AnyBrief) -> Iterator[str]:
    """The regions right below the country in which a brief lies."""
    countries = graph.children.get("", ())
    tops = {region.id for top in countries for region in graph.children.get(top.id, ())}
    found = [id for id in around(graph, brief.id) if id in tops]
    yield from found or [NONE]


def _years(graph: Graph, brief: AnyBrief) -> Iterator[str]:
    """The years of a brief's figures, events and statements."""
    dates = [figure.period for figure in brief.value.figures]
    for kind in (Event, Statement):
        dates += [told.item.date or "undated" for told in graph.told_on(brief.id, kind)]
    years = {Period.parse(date).year for date in dates} - {None}
    yield from sorted(map(str, years), reverse=True) or [NONE]


def _row(desk: Desk, brief: AnyBrief) -> BrowseRow:
    value = brief.value
    if isinstance(value, Region):
        place = [value.parent] if value.parent else []
    else:
        place = list(dict.fromkeys(location.region for location in value.locations))
    periods = [Period.parse(figure.period) for figure in value.figures]
    dated = sorted((period for period in periods if period.last), key=lambda p: p.sort_key)
    topics = desk.links("topic", topics_of(brief))
    return BrowseRow(
        link=desk.link(brief),
        kind=KINDS[value.kind],
        place=tuple(desk.brief_link(id) for id in place),
        topics=topics[:TOPICS] if len(topics) > TOPICS + 1 else topics,
        further=topics[TOPICS:] if len(topics) > TOPICS + 1 else (),
        figures=str(len(value.figures)),
        newest=dated[-1].words if dated else "",
        kinds=value.kind,
        regions=" ".join(_provinces(desk.graph, brief)),
        topic_ids=" ".join(topics_of(brief) or [NONE]),
        years=" ".join(_years(desk.graph, brief)),
    )
