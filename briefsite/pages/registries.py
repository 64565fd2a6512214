"""The pages of sources, indicators, topics and people, the glossary, the comparison."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from briefsite.library import AnyEntry, Entry, nodes
from briefsite.library.graph import (
    GLOSSARY,
    AnyBrief,
    FigureAt,
    Graph,
    ItemAt,
    Use,
    of_kind,
    page_path,
)
from briefsite.library.nodes import Run
from briefsite.models import Event, Indicator, Person, Source, Statement, Topic
from briefsite.pages.briefs import (
    event_view,
    mention_views,
    missing,
    place_link,
    statement_view,
    used_in,
)
from briefsite.pages.indexes import Facet, FacetGroup
from briefsite.pages.pictures import Likeness, comparison, likeness, likeness_words
from briefsite.pages.views import (
    Fact,
    FigureView,
    GlossaryView,
    Group,
    IndicatorView,
    Link,
    NoteView,
    PersonView,
    Resting,
    SourceView,
    TermView,
    TopicView,
    WordingView,
)
from briefsite.pages.writer import Links, Lookup, PageWriter, Titles, linked, part_path
from briefsite.text import listed, plural
from briefsite.text.periods import Period
from briefsite.text.units import normalised

ROWS, TABLE = 240, 60
"""Values on one part of the comparison, and of one indicator there; its own page has them all."""
COMPARE = "compare/index.md"
Parts = Mapping[str, int]
"""In which part each indicator stands, the parts in their order; the first is 0."""


def source_view(
    lookup: Lookup, entry: Entry[Source], issues: tuple[Entry[Source], ...] = ()
) -> SourceView:
    """What a source prints about itself, and what rests on each of its paragraphs; `issues` are
    all sources of its origin, itself too."""
    graph = lookup.graph
    writer = PageWriter(lookup, page_path("source", entry.id))
    source = entry.value
    uses = graph.by_source.get(entry.id, ())
    return SourceView(
        label=source.label,
        facts=tuple(_source_facts(source)),
        defects=source.defects,
        same_origin=writer.links.beside(entry, issues),
        wordings=tuple(_wordings(writer, entry)),
        paragraphs=tuple(_resting(writer, source, uses)),
        citations=len(uses),
        mentions=mention_views(writer, entry),
    )


def _wordings(writer: PageWriter, entry: Entry[Source]) -> Iterator[WordingView]:
    """The differences in wording that this record or that of the other issue holds."""
    sources, found = writer.graph.library.sources, defaultdict[str, list[tuple[str, str]]](list)
    for item in entry.value.wordings:
        found[item.source].append((item.here, item.there))
    for other in writer.graph.backlinks.get(("source", entry.id), ()):
        if other.kind == "source":
            noted = sources[other.id].value.wordings
            found[other.id] += [(one.there, one.here) for one in noted if one.source == entry.id]
    for id, pairs in found.items():
        if pairs:
            yield WordingView(writer.links.to(sources[id]), tuple(dict.fromkeys(pairs)))


def _source_facts(source: Source) -> Iterator[Fact]:
    printed: dict[str, str | None] = {
        "Title": source.title,
        "Publisher": source.publisher,
        "Original publisher": source.original_publisher,
        "Wire service": source.wire,
        "Authors": ", ".join(source.authors),
        "Editor": source.editor,
        "Dateline": source.dateline,
        "Section": source.section,
        "Published": source.published_as_printed
        or (Period.parse(source.published).words if source.published else None),
    }
    for label, value in printed.items():
        if value:
            yield Fact(label, nodes.words(value))
    absent = [_ABSENT.get(label, label.lower()) for label, value in printed.items() if not value]
    absent += [] if source.url else ["address"]
    if absent:
        yield Fact("Not printed", nodes.words(listed(absent)))
    places = [
        f"{name.replace('_', ' ')} (paragraph {para})"
        for name, para in source.printed_in or ()
        if para
    ]
    if places:
        yield Fact("Checked in the text", nodes.words(listed(places)))
    accessed = Period.parse(source.accessed).words if source.accessed else "day not recorded"
    yield Fact("Accessed", nodes.words(accessed))
    yield Fact("Length", nodes.words(plural(source.archive.paragraphs, "paragraph")))
    if source.url:
        yield Fact("Address", Run((nodes.Link(source.url, nodes.words(source.url)),)))


_ABSENT = {"Published": "day of publication"}


def _resting(writer: PageWriter, source: Source, uses: tuple[Use, ...]) -> Iterator[Resting]:
    furniture = {para: item.reason for item in source.furniture for para in item.paras}
    links: dict[int, dict[str, dict[Link, None]]] = {}
    for use in uses:
        link = place_link(writer, use.entry, use.path)
        parts = links.setdefault(use.citation.para, {}).setdefault(link.text, {})
        parts[Link(link.note, link.href)] = None
    for para in range(1, source.archive.paragraphs + 1):
        groups = (Group(name, "", tuple(parts)) for name, parts in links.get(para, {}).items())
        yield Resting(para, tuple(groups), furniture.get(para, ""))


def indicator_view(lookup: Lookup, entry: Entry[Indicator], parts: Parts) -> IndicatorView:
    """An indicator with all its values, newest first."""
    graph = lookup.graph
    writer = PageWriter(lookup, page_path("indicator", entry.id), explains=True)
    indicator = entry.value
    values = sorted(
        graph.by_indicator.get(entry.id, ()),
        key=lambda at: (Period.parse(at.figure.period).sort_key, at.brief.id, at.index),
    )
    unit = indicator.unit_label or lookup.unit(indicator.unit).name or "rank"
    facts = [
        Fact("Unit", nodes.words(unit)),
        Fact("Kind", nodes.words(indicator.quantity)),
        Fact("Comparable", nodes.words(indicator.comparable)),
        Fact("Out of date", nodes.words(f"{indicator.review_months} months after the period ends")),
    ]
    for label, kind, ids in (
        ("Topics", "topic", indicator.topics),
        ("Terms", "term", indicator.terms),
    ):
        if ids:
            links = (linked(link) for link in writer.links.to_each(kind, ids))
            facts.append(Fact(label, nodes.listed(links)))
    return IndicatorView(
        name=indicator.name,
        definition=indicator.definition,
        facts=tuple(facts),
        picture=comparison(writer, indicator, values[::-1]),
        figures=tuple(writer.figure_view(at) for at in reversed(values)),
        alone=_alone(values),
        compare=_beside(writer, entry.id, parts),
        csv=f"../{entry.id}.csv" if values else "",
        mentions=mention_views(writer, entry),
        terms=writer.prose.terms(),
        notes=writer.notes.views(),
    )


def compare_links(links: Links, brief: AnyBrief, parts: Parts) -> tuple[Link, ...]:
    """To the parts of the comparison that show a brief, with it chosen."""
    shown = {parts[at.indicator] for at in brief.value.figures if at.indicator in parts}
    return tuple(
        Link(f"Part {part + 1}", f"{links.href(part_path(COMPARE, part))}?with={brief.id}")
        for part in sorted(shown)
    )


def _beside(writer: PageWriter, id: str, parts: Parts) -> Link | None:
    if id not in parts:
        return None
    path = part_path(COMPARE, parts[id])
    return Link("Compare chosen briefs", writer.links.href(path, f"i-{id}"))


# Briefs beside each other: every indicator with values for two or more, by topic, in parts.


@dataclass(frozen=True)
class CompareGroup:
    """Values that may be set beside each other, and no others."""

    words: str
    """What they have in common: `2023, actual`."""
    rows: tuple[tuple[str, FigureView], ...]
    """Each with the id of its brief, the largest first."""
    alone: bool
    """They are all of one brief."""


@dataclass(frozen=True)
class CompareTable:
    """The values of an indicator."""

    indicator: Link
    anchor: str
    comparable: str
    groups: tuple[CompareGroup, ...]
    more: str
    """How many more values the page of the indicator has; empty where that is all."""


@dataclass(frozen=True)
class CompareView:
    """A part of the comparison."""

    topics: tuple[tuple[str, str, tuple[CompareTable, ...]], ...]
    """Name, anchor and tables of each topic."""
    facets: tuple[FacetGroup, ...]
    parts: tuple[Link, ...]
    """To all parts, where there are several; the one of this page has no address."""
    notes: tuple[NoteView, ...]


def compare_parts(graph: Graph) -> Parts:
    """The indicators with values for two briefs or more, by topic and name, in parts of a size."""
    order = {id: number for number, id in enumerate(graph.library.topics)}
    shared = [
        entry
        for entry in graph.library.indicators.values()
        if len({at.brief.id for at in graph.by_indicator.get(entry.id, ())}) > 1
    ]
    shared.sort(key=lambda entry: (order.get(_topic(entry), len(order)), entry.value.name))
    parts: dict[str, int] = {}
    part = rows = 0
    for entry in shared:
        size = min(len(graph.by_indicator[entry.id]), TABLE)
        if rows and rows + size > ROWS:
            part, rows = part + 1, 0
        parts[entry.id] = part
        rows += size
    return parts


def part_count(parts: Parts) -> int:
    """How many parts there are: one at least."""
    return max(parts.values(), default=0) + 1


def part_titles(parts: Parts) -> Titles:
    """The title of each part."""
    return {f"Part {part + 1}": "" for part in range(part_count(parts))}


def _topic(entry: Entry[Indicator]) -> str:
    return entry.value.topics[0] if entry.value.topics else ""


def compare_view(lookup: Lookup, parts: Parts, part: int) -> CompareView:
    """The tables of a part; what may not be compared stands apart and says why."""
    writer = PageWriter(lookup, part_path(COMPARE, part))
    library = lookup.library
    entries = [library.indicators[id] for id, own in parts.items() if own == part]
    topics = []
    for topic, members in groupby(entries, key=_topic):
        name = lookup.name(library.topics[topic]) if topic else "Other indicators"
        tables = tuple(_compare_table(writer, entry) for entry in members)
        topics.append((name, f"topic-{topic or 'none'}", tables))
    links = writer.links.parts(COMPARE, part_titles(parts), part)
    facets = tuple(_compared(writer, entries))
    return CompareView(tuple(topics), facets, links, writer.notes.views())


def _compare_table(writer: PageWriter, entry: Entry[Indicator]) -> CompareTable:
    found: dict[Likeness, list[FigureAt]] = defaultdict(list)
    for at in writer.graph.by_indicator[entry.id]:
        found[likeness(at.figure)].append(at)
    groups, left = [], TABLE
    for group in sorted(found.values(), key=_interest, reverse=True):
        group.sort(key=lambda at: -normalised(at.figure.value, at.figure.scale))
        rows = tuple((at.brief.id, writer.figure_view(at, note=False)) for at in group[:left])
        if rows:
            alone = len({id for id, _ in rows}) == 1
            groups.append(CompareGroup(_common(writer.graph, group, alone), rows, alone))
        left -= len(rows)
    rest = len(writer.graph.by_indicator[entry.id]) - (TABLE - left)
    return CompareTable(
        writer.links.to(entry, at="values"),
        f"i-{entry.id}",
        entry.value.comparable,
        tuple(groups),
        plural(rest, "more value") if rest else "",
    )


def _common(graph: Graph, group: list[FigureAt], alone: bool) -> str:
    """What values have in common, and what to mind where several briefs have them."""
    minded = [likeness_words(group[0].figure)]
    wholes = {at.figure.share_of.what for at in group if at.figure.share_of}
    if not alone and any(at.figure.qualifier != "exactly" for at in group):
        minded.append("not all exact")
    if not alone and len(wholes) > 1:
        minded.append("each a share of its own whole")
    around = {at.brief.value.name: graph.ancestors(at.brief.id) for at in group}
    names = [name for name, all in around.items() if any(r.value.name in around for r in all)]
    if names:
        minded.append(f"a part of another of these: {listed(names)}")
    return "; ".join(minded)


def _interest(group: list[FigureAt]) -> tuple[object, ...]:
    """What most briefs have comes first, then what has happened, then the newest."""
    first = group[0].figure
    briefs = len({at.brief.id for at in group})
    return briefs, first.status == "actual", *Period.parse(first.period).sort_key


def _compared(writer: PageWriter, entries: Iterable[Entry[Indicator]]) -> Iterator[FacetGroup]:
    """The briefs to choose from, each with the number of its indicators here."""
    counts = Counter(
        id
        for entry in entries
        for id in dict.fromkeys(at.brief.id for at in writer.graph.by_indicator[entry.id])
    )
    for kind, heading in (("region", "Regions"), ("company", "Companies")):
        known = [entry for id, entry in writer.graph.library.of_kind(kind).items() if id in counts]
        known.sort(key=lambda entry: entry.value.name.casefold())
        if known:
            yield FacetGroup(
                heading,
                tuple(
                    Facet("with", entry.id, writer.links.to(entry, str(counts[entry.id])))
                    for entry in known
                ),
            )


def _alone(values: list[FigureAt]) -> str:
    """Said in place of a chart where there is nothing to set side by side."""
    count = len({at.brief.id for at in values})
    if count > 1:
        return ""
    if not values:
        return "No brief gives a value."
    only = "Only one brief gives a value" if len(values) == 1 else "Only one brief gives values"
    return f"{only}: {values[0].brief.value.name}. There is nothing to compare it with."


def topic_view(lookup: Lookup, entry: Entry[Topic]) -> TopicView:
    """A topic with the briefs and indicators that belong to it."""
    graph = lookup.graph
    writer = PageWriter(lookup, page_path("topic", entry.id), explains=True)
    members = graph.backlinks.get(("topic", entry.id), ())
    grouped = {
        kind: [m for m in members if m.kind == kind] for kind in ("region", "company", "indicator")
    }
    return TopicView(
        name=entry.value.name,
        local_name=entry.value.local_name or "",
        definition=entry.value.definition,
        regions=tuple(writer.card(member) for member in grouped["region"]),
        companies=tuple(writer.card(member) for member in grouped["company"]),
        indicators=tuple(
            writer.links.to(member, plural(writer.graph.value_counts.get(member.id, 0), "value"))
            for member in grouped["indicator"]
        ),
        events=tuple(event_view(writer, told) for told in _events(graph, members)),
        mentions=mention_views(writer, entry),
        terms=writer.prose.terms(),
        notes=writer.notes.views(),
    )


def _events(graph: Graph, members: Iterable[AnyEntry]) -> list[ItemAt[Event]]:
    """The events of some briefs, newest first, those without a date last."""
    ids = dict.fromkeys(entry.id for entry in members if entry.kind in ("region", "company"))
    found = [told for id in ids for told in graph.items_on(id, Event) if told.brief.id in ids]
    own = {(told.brief.id, told.index): told for told in found}
    return sorted(
        own.values(), key=lambda told: Period.parse(told.item.date or "undated").sort_key
    )[::-1]


def person_view(lookup: Lookup, entry: Entry[Person]) -> PersonView:
    """A person: posts, statements, events."""
    graph = lookup.graph
    writer = PageWriter(lookup, page_path("person", entry.id), explains=True)
    roles = []
    for role in entry.value.roles:
        where = Run()
        if role.organisation:
            where = Run((nodes.Between(", "),)) + linked(writer.links.to_brief(role.organisation))
        roles.append(Fact(role.title, where + writer.notes.marks(role.sources)))
    told = graph.items_by(entry.id)
    statements = tuple(statement_view(writer, said) for said in of_kind(told, Statement))
    events = tuple(event_view(writer, event) for event in of_kind(told, Event))
    absent = {"statements": not statements, "events": not events}
    return PersonView(
        name=entry.value.name,
        local_name=entry.value.local_name or "",
        roles=tuple(roles),
        statements=statements,
        events=events,
        missing=missing(entry.value.name, [word for word, gone in absent.items() if gone]),
        mentions=mention_views(writer, entry),
        terms=writer.prose.terms(),
        notes=writer.notes.views(),
    )


def glossary_view(lookup: Lookup) -> GlossaryView:
    """All terms, by name."""
    writer = PageWriter(lookup, GLOSSARY)
    entries = sorted(lookup.library.terms.values(), key=lambda entry: entry.value.name.casefold())
    terms = tuple(
        TermView(
            f"t-{entry.id}",
            entry.value.name,
            entry.value.local_name or "",
            entry.value.aliases,
            writer.prose.blocks(entry.value.definition),
            used_in(writer, entry),
        )
        for entry in entries
    )
    return GlossaryView(terms, writer.notes.views())
