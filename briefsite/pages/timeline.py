"""The timeline: events, and statements with a date, newest first."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from briefsite.graph import AnyBrief, Graph, Told
from briefsite.models import Company, Event, Region, Statement
from briefsite.pages.desk import Desk, page_path, told_anchor
from briefsite.pages.parts import Link
from briefsite.pages.told import event_view, statement_view
from briefsite.pages.ways_views import (
    ChoiceList,
    Facet,
    FacetGroup,
    TimelineItem,
    TimelineMonth,
    TimelineView,
    TimelineYear,
)
from briefsite.periods import MONTHS, Period
from briefsite.text import slug

PATH = "timeline/index.md"
UNDATED = "undated"
KIND_WORDS = {"event": "Events", "statement": "Statements"}


def timeline_view(graph: Graph) -> TimelineView:
    """All events and dated statements, by year and month."""
    desk = Desk(graph, PATH, explains=True)
    told = [item for brief in graph.library.briefs() for item in _told(brief)]
    told.sort(key=_order)
    items = [(_year(item), _month(item), _item(desk, item)) for item in told]
    years = []
    for year, of_year in groupby(items, key=lambda row: row[0]):
        months = groupby(of_year, key=lambda row: row[1])
        years.append(
            TimelineYear(
                heading="No date given" if year == UNDATED else year,
                anchor=f"y-{year}",
                months=tuple(
                    TimelineMonth(month, f"m-{year}-{slug(month)}", tuple(row[2] for row in rows))
                    for month, rows in months
                ),
            )
        )
    rows = [row[2] for row in items]
    return TimelineView(
        _facets(desk, rows), tuple(years), tuple(_lists(rows)), desk.terms(), desk.notes()
    )


def _told(brief: AnyBrief) -> Iterator[Told]:
    items: tuple[Event | Statement, ...] = (*brief.value.events, *brief.value.statements)
    for index, item in enumerate(items):
        if item.date or isinstance(item, Event):
            yield Told(brief, item, index)


def _order(told: Told) -> tuple[object, ...]:
    """Newest first, and what is known only by its year after what is known better."""
    when = Period.parse(told.item.date or UNDATED)
    newest = -when.last.toordinal() if when.last else 0
    exact = bool(_month_number(when))
    return (
        _year(told) == UNDATED,
        -int(when.year or 0),
        not exact,
        newest,
        told.brief.id,
        told.index,
    )


def _year(told: Told) -> str:
    return str(Period.parse(told.item.date or UNDATED).year or UNDATED)


def _month_number(when: Period) -> int:
    if (
        when.first
        and when.last
        and (when.first.year, when.first.month)
        == (
            when.last.year,
            when.last.month,
        )
    ):
        return when.last.month
    return 0


def _month(told: Told) -> str:
    when = Period.parse(told.item.date or UNDATED)
    if when.year is None:
        return ""
    number = _month_number(when)
    return f"{MONTHS[number]} {when.year}" if number else "Month not given"


def _item(desk: Desk, told: Told) -> TimelineItem:
    item, brief = told.item, told.brief
    organisation = (item.organisation,) if isinstance(item, Statement) else ()
    ids = (brief.id, *item.regions, *item.companies, *(id for id in organisation if id))
    regions = dict.fromkeys(id for named in ids for id in around(desk.graph, named))
    topics = topics_of(brief)
    return TimelineItem(
        id=f"t-{brief.id}-{told_anchor(told)}",
        at=desk.link(brief, at=told_anchor(told)),
        regions=" ".join(regions),
        topics=" ".join(topics),
        year=_year(told),
        kind="event" if isinstance(item, Event) else "statement",
        event=event_view(desk, told) if isinstance(item, Event) else None,
        statement=statement_view(desk, told) if isinstance(item, Statement) else None,
    )


def _lists(items: list[TimelineItem]) -> Iterator[ChoiceList]:
    groups = tuple(
        (words, f"kind-{kind}", tuple(_entry(item) for item in items if item.kind == kind))
        for kind, words in KIND_WORDS.items()
        if any(item.kind == kind for item in items)
    )
    if groups:
        yield ChoiceList("By kind", "by-kind", groups)


def _entry(item: TimelineItem) -> Link:
    if item.event:
        words = (item.event.title, item.event.date)
    else:
        assert item.statement
        words = (item.statement.speaker_name, item.statement.date)
    return Link(", ".join(filter(None, words)), f"#{item.id}")


def around(graph: Graph, id: str) -> Iterable[str]:
    """The regions of a brief, from the smallest up, without the country."""
    value = graph.library.brief(id).value
    if isinstance(value, Company):
        starts = [location.region for location in value.locations]
    else:
        starts = [id]
    found: dict[str, None] = {}
    for start in starts:
        found |= dict.fromkeys((start, *(entry.id for entry in reversed(graph.ancestors(start)))))
    return [region for region in found if graph.library.regions[region].value.parent]


def topics_of(brief: AnyBrief) -> list[str]:
    """The topics of a brief, and the sectors of a company."""
    value = brief.value
    sectors = () if isinstance(value, Region) else value.sectors
    return list(dict.fromkeys((*value.topics, *sectors)))


def _facets(desk: Desk, items: list[TimelineItem]) -> tuple[FacetGroup, ...]:
    library = desk.graph.library
    regions = Counter(id for item in items for id in item.regions.split())
    topics = Counter(id for item in items for id in item.topics.split())
    years = Counter(item.year for item in items)
    kinds = Counter(item.kind for item in items)
    happened = {id for item in items if item.event for id in item.topics.split()}

    def topic_href(id: str) -> str:
        return desk.href(page_path("topic", id), "events" if id in happened else "")

    region_facets = [
        Facet("region", id, _counted(library.regions[id].value.name, _events(desk, id), count))
        for id, count in regions.items()
    ]
    topic_facets = [
        Facet(
            "topic",
            id,
            _counted(library.topics[id].value.name, topic_href(id), count),
        )
        for id, count in topics.items()
    ]
    year_facets = [
        Facet("year", year, _counted("No date" if year == UNDATED else year, f"#y-{year}", count))
        for year, count in years.items()
    ]
    kind_facets = [
        Facet("kind", kind, _counted(words, f"#kind-{kind}", kinds[kind]))
        for kind, words in KIND_WORDS.items()
        if kinds[kind]
    ]
    return tuple(
        FacetGroup(label, tuple(facets))
        for label, facets in (
            ("Kind", kind_facets),
            ("Year", year_facets),
            ("Region", sorted(region_facets, key=lambda facet: facet.value)),
            ("Topic of the brief", sorted(topic_facets, key=lambda facet: facet.value)),
        )
        if facets
    )


def _events(desk: Desk, region: str) -> str:
    told = desk.graph.told_on(region, Event)
    return desk.href(page_path("region", region), "events" if told else "")


def _counted(text: str, href: str, count: int) -> Link:
    return Link(text, href, str(count))
