"""The timeline: events, and statements with a date, newest first. The table of briefs; what the
pages of entries have no room for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Generic

from briefsite.library import Entry
from briefsite.library.graph import (
    AnyBrief,
    AnyItemAt,
    Graph,
    ItemAt,
    item_anchor,
    of_kind,
    page_path,
)
from briefsite.models import KINDS, Company, Event, Region, Statement
from briefsite.pages import growing
from briefsite.pages.briefs import company_cards, event_view, statement_view, ties_to
from briefsite.pages.growing import K, Long, Share, long_lists, mention_views, resting
from briefsite.pages.indexes import (
    BrowseRow,
    BrowseView,
    ChoiceList,
    Facet,
    FacetGroup,
    MoreView,
    TimelineItem,
    TimelineMonth,
    TimelineView,
    TimelineYear,
)
from briefsite.pages.registries import counted
from briefsite.pages.views import Group, Link
from briefsite.pages.writer import Lookup, PageWriter, Titles, part_path
from briefsite.text import plural, slug
from briefsite.text.periods import MONTHS, Period

PATH = "timeline/index.md"
UNDATED = "undated"
KIND_WORDS = {"event": "Events", "statement": "Statements"}
Told = tuple[str, int]
"""An entry of the timeline: the id of its brief, and its rank among what that tells."""


@dataclass(frozen=True)
class Part(Generic[K]):
    """A part of a page, in words, and what it holds."""

    words: str
    held: tuple[K, ...]


def titles(parts: Iterable[Part[K]]) -> Titles:
    """The titles of parts, each with how many it holds."""
    return {f"Part {n}: {part.words}": f"{len(part.held)}" for n, part in enumerate(parts, 1)}


def timeline_parts(graph: Graph) -> tuple[Part[Told], ...]:
    """All events and dated statements, newest first, in parts of whole years as far as may be."""
    told = sorted((item for brief in graph.library.briefs() for item in _told(brief)), key=_order)
    parts: list[list[AnyItemAt]] = [[]]
    for piece in _pieces(told):
        if parts[-1] and len(parts[-1]) + len(piece) > growing.LONGEST:
            parts.append([])
        parts[-1] += piece
    years = Counter(map(_year, told))
    return tuple(
        Part(_span(part, years), tuple((item.brief.id, item.index) for item in part))
        for part in parts
    )


def _pieces(told: list[AnyItemAt]) -> Iterator[list[AnyItemAt]]:
    """What stays together: a year; of one that is too long for a page, a month."""
    for _, of_year in groupby(told, key=_year):
        year = list(of_year)
        months = (list(month) for _, month in groupby(year, key=_month))
        for piece in [year] if len(year) <= growing.LONGEST else months:
            yield from (
                piece[n : n + growing.LONGEST] for n in range(0, len(piece), growing.LONGEST)
            )


def _span(part: list[AnyItemAt], years: Counter[str]) -> str:
    """The time that a part tells of: from its first year to its last, of a cut one the month."""
    here = Counter(map(_year, part))
    words = []
    for end in part[:1] + part[-1:]:
        year, month = _year(end), _month(end)
        is_cut = month and here[year] < years[year]
        cut = month if year in month else f"{year}, {month.lower()}"
        words.append(cut if is_cut else "no date given" if year == UNDATED else year)
    return " to ".join(dict.fromkeys(words))


def timeline_view(
    lookup: Lookup, held: tuple[Told, ...], titles: Titles, part: int
) -> TimelineView:
    """The entries of a part by year and month."""
    writer = PageWriter(lookup, part_path(PATH, part), explains=True)
    told = (list(_told(lookup.library.brief(id), index)) for id, index in held)
    items = [(_year(item), _month(item), _item(writer, item)) for (item,) in told]
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
        _facets(writer, rows),
        tuple(years),
        tuple(_lists(rows)),
        writer.links.parts(PATH, titles, part),
        writer.prose.terms(),
        writer.notes.views(),
    )


def _told(brief: AnyBrief, only: int | None = None) -> Iterator[AnyItemAt]:
    """What a brief tells of the timeline, or one entry of it alone."""
    items: tuple[Event | Statement, ...] = (*brief.value.events, *brief.value.statements)
    for index, item in enumerate(items):
        if only in (None, index) and (item.date or isinstance(item, Event)):
            yield ItemAt(brief, item, index)


def _order(told: AnyItemAt) -> tuple[object, ...]:
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


def _year(told: AnyItemAt) -> str:
    return str(Period.parse(told.item.date or UNDATED).year or UNDATED)


def _month_number(when: Period) -> int:
    if not (when.first and when.last):
        return 0
    first, last = ((day.year, day.month) for day in (when.first, when.last))
    return last[1] if first == last else 0


def _month(told: AnyItemAt) -> str:
    when = Period.parse(told.item.date or UNDATED)
    if when.year is None:
        return ""
    number = _month_number(when)
    return f"{MONTHS[number]} {when.year}" if number else "Month not given"


def _item(writer: PageWriter, told: AnyItemAt) -> TimelineItem:
    item, brief = told.item, told.brief
    organisation = (item.organisation,) if isinstance(item, Statement) else ()
    ids = (brief.id, *item.regions, *item.companies, *(id for id in organisation if id))
    regions = dict.fromkeys(id for named in ids for id in around(writer.graph, named))
    topics = topics_of(brief)
    return TimelineItem(
        id=f"t-{brief.id}-{item_anchor(told)}",
        at=writer.links.to(brief, at=item_anchor(told)),
        regions=" ".join(regions),
        topics=" ".join(topics),
        year=_year(told),
        kind="event" if isinstance(item, Event) else "statement",
        event=next((event_view(writer, one) for one in of_kind((told,), Event)), None),
        statement=next((statement_view(writer, one) for one in of_kind((told,), Statement)), None),
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
    words: list[str] = []
    if item.event:
        words += item.event.title, item.event.date
    if item.statement:
        words += item.statement.speaker_name, item.statement.date
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


def _facets(writer: PageWriter, items: list[TimelineItem]) -> tuple[FacetGroup, ...]:
    library = writer.graph.library
    regions = Counter(id for item in items for id in item.regions.split())
    topics = Counter(id for item in items for id in item.topics.split())
    years = Counter(item.year for item in items)
    kinds = Counter(item.kind for item in items)
    happened = {id for item in items if item.event for id in item.topics.split()}

    def topic_href(id: str) -> str:
        return writer.links.href(page_path("topic", id), "events" if id in happened else "")

    region_facets = [
        Facet("region", id, _counted(library.regions[id].value.name, _events(writer, id), count))
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


def _events(writer: PageWriter, region: str) -> str:
    told = writer.graph.items_on(region, Event)
    return writer.links.href(page_path("region", region), "events" if told else "")


def _counted(text: str, href: str, count: int) -> Link:
    return Link(text, href, str(count))


# All briefs in one table, with facets that also stand as lists of their own.


BROWSE_PATH = "browse/index.md"
NONE = "none"
TOPICS = 3
"""Topics shown of a brief; the others are folded away."""


def browse_parts(graph: Graph) -> tuple[Part[str], ...]:
    """All briefs by name; where that is too long for a page, by kind and name in parts."""
    briefs = sorted(graph.library.briefs(), key=lambda brief: brief.value.name.casefold())
    if len(briefs) <= growing.LONGEST:
        return (Part("", tuple(brief.id for brief in briefs)),)
    kinds = ([brief for brief in briefs if brief.kind == kind] for kind in ("region", "company"))
    return tuple(part for of_kind in kinds for part in _by_name(of_kind))


def _by_name(briefs: list[AnyBrief]) -> Iterator[Part[str]]:
    """The briefs of one kind in parts, told by as many letters as set one apart from the next."""
    long = Long(briefs, lambda brief: (brief.value.name,), by_letter=True)
    for start in range(0, len(briefs), growing.LONGEST):
        end = min(start + growing.LONGEST, len(briefs))
        words = KINDS[briefs[start].kind].title
        if len(briefs) > growing.LONGEST:
            words += f" {long.words(start, end)}"
        yield Part(words, tuple(brief.id for brief in briefs[start:end]))


def browse_view(lookup: Lookup, held: tuple[str, ...], titles: Titles, part: int) -> BrowseView:
    """The table of a part, its facets and the lists they lead to."""
    graph = lookup.graph
    writer = PageWriter(lookup, part_path(BROWSE_PATH, part))
    briefs = [graph.library.brief(id) for id in held]
    choices: dict[tuple[str, str], list[tuple[AnyBrief, tuple[str, ...]]]] = {
        ("kind", "Kind"): [(brief, (brief.value.kind,)) for brief in briefs],
        ("region", division(graph)): [(brief, tuple(_divisions(graph, brief))) for brief in briefs],
        ("year", "Year"): [(brief, tuple(_years(graph, brief))) for brief in briefs],
        ("topic", "Topic"): [(brief, tuple(topics_of(brief)) or (NONE,)) for brief in briefs],
    }
    groups, lists = [], []
    for (name, label), members in choices.items():
        facets, choices_of = [], []
        for value in _ordered(name, {value for _, values in members for value in values}):
            links = tuple(writer.links.to(brief) for brief, values in members if value in values)
            anchor, words = f"{name}-{value}", _words(graph, name, value)
            facets.append(Facet(name, value, Link(words, f"#{anchor}", str(len(links)))))
            choices_of.append((words, anchor, links))
        groups.append(FacetGroup(label, tuple(facets)))
        lists.append(ChoiceList(f"By {label.lower()}", f"by-{name}", tuple(choices_of)))
    rows = tuple(_row(writer, brief) for brief in briefs)
    parts = writer.links.parts(BROWSE_PATH, titles, part)
    return BrowseView(tuple(groups), rows, tuple(lists), parts, plural(len(rows), "brief"))


def _ordered(name: str, values: set[str]) -> list[str]:
    """The choices of a facet by their ids, years from the newest on; what has none comes last."""
    named = sorted(values - {NONE}, reverse=name == "year")
    return [*named, *(values & {NONE})]


_NO = {"topic": "None named", "year": "No year given"}


def division(graph: Graph) -> str:
    """What the regions right below the top are called, one of them: Province."""
    found = graph.library.site.division
    return found.name if found else "Region"


def _words(graph: Graph, name: str, value: str) -> str:
    if name == "kind":
        return (graph.library.kinds_of("region") | graph.library.kinds_of("company"))[value].name
    if value == NONE:
        return _NO.get(name) or f"No {division(graph).lower()} named"
    if name == "year":
        return value
    entries = graph.library.regions if name == "region" else graph.library.topics
    return str(entries[value].value.name)


def _divisions(graph: Graph, brief: AnyBrief) -> Iterator[str]:
    """The regions right below the top in which a brief lies."""
    found = [id for id in around(graph, brief.id) if len(graph.ancestors(id)) == 1]
    yield from found or [NONE]


def _years(graph: Graph, brief: AnyBrief) -> Iterator[str]:
    """The years of a brief's figures, events and statements."""
    dates = [figure.period for figure in brief.value.figures]
    for kind in (Event, Statement):
        dates += [told.item.date or "undated" for told in graph.items_on(brief.id, kind)]
    years = {Period.parse(date).year for date in dates} - {None}
    yield from sorted(map(str, years), reverse=True) or [NONE]


def _row(writer: PageWriter, brief: AnyBrief) -> BrowseRow:
    value = brief.value
    if isinstance(value, Region):
        place = [value.parent] if value.parent else []
    else:
        place = list(dict.fromkeys(location.region for location in value.locations))
    periods = [Period.parse(figure.period) for figure in value.figures]
    dated = sorted((period for period in periods if period.last), key=lambda p: p.sort_key)
    topics = writer.links.to_each("topic", topics_of(brief))
    return BrowseRow(
        link=writer.links.to(brief),
        kind=writer.graph.library.kind_word(value),
        place=tuple(writer.links.to_brief(id) for id in place),
        topics=topics[:TOPICS] if len(topics) > TOPICS + 1 else topics,
        further=topics[TOPICS:] if len(topics) > TOPICS + 1 else (),
        figures=str(len(value.figures)),
        newest=dated[-1].words if dated else "",
        kinds=value.kind,
        regions=" ".join(_divisions(writer.graph, brief)),
        topic_ids=" ".join(topics_of(brief) or [NONE]),
        years=" ".join(_years(writer.graph, brief)),
    )


# The further parts of the page of an entry.


HEADINGS = {
    "regions": "Regions",
    "companies": "Companies and institutions",
    "places": "Within it",
    "indicators": "Indicators",
}


def more_view(lookup: Lookup, entry: Entry[Any], share: Share) -> MoreView:
    """What the page of an entry has no room for, or a part of it."""
    path = page_path(entry.kind, entry.id)
    brief = entry if entry.kind in ("region", "company") else None
    writer = PageWriter(lookup, part_path(path, share.part), brief, explains=True)
    lists = {n: share.of(n, long.all) for n, long in long_lists(lookup.graph, entry).items()}
    groups = []
    for name in (name for name in lists if name in HEADINGS and lists[name]):
        if name == "indicators":
            links = counted(writer, lists[name])
        elif name == "companies" and brief:
            links = company_cards(writer, brief, lists[name])
        else:
            links = tuple(writer.card(one) for one in lists[name])
        groups.append(Group(HEADINGS[name], name, links, cards=name != "indicators"))
    return MoreView(
        name=lookup.name(entry),
        local_name=getattr(entry.value, "local_name", None) or "",
        parts=writer.links.parts(path, share.titles, share.part),
        lists=tuple(groups),
        values=tuple(writer.figure_view(at) for at in lists.get("values", ())),
        paragraphs=tuple(resting(writer, entry, share)) if entry.kind == "source" else (),
        events=tuple(event_view(writer, told) for told in lists.get("events", ())),
        statements=tuple(statement_view(writer, told) for told in lists.get("statements", ())),
        ties=tuple(ties_to(writer, lists.get("ties", ()))),
        mentions=mention_views(writer, entry, share),
        terms=writer.prose.terms(),
        notes=writer.notes.views(),
    )
