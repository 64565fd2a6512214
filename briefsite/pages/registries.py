"""The pages of sources, indicators, topics and people, the glossary, the comparison."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import groupby

from briefsite.library import AnyEntry, Entry, nodes
from briefsite.library.graph import (
    GLOSSARY,
    AnyBrief,
    FigureAt,
    Graph,
    of_kind,
    page_path,
)
from briefsite.library.nodes import Run
from briefsite.models import Event, Indicator, Person, Source, Statement, Topic
from briefsite.pages.briefs import event_view, missing, statement_view
from briefsite.pages.growing import (
    WHOLE,
    Share,
    events_in,
    members_of,
    mention_views,
    place_link,
    resting,
    values_of,
)
from briefsite.pages.indexes import Facet, FacetGroup
from briefsite.pages.pictures import Likeness, comparison, likeness, likeness_words
from briefsite.pages.views import (
    Fact,
    FigureView,
    GlossaryView,
    IndicatorView,
    Link,
    NoteView,
    PersonView,
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
    lookup: Lookup,
    entry: Entry[Source],
    issues: tuple[Entry[Source], ...] = (),
    share: Share = WHOLE,
) -> SourceView:
    """What a source prints about itself, and what rests on each of its paragraphs; `issues` are
    all sources of its origin, itself too."""
    graph = lookup.graph
    writer = PageWriter(lookup, page_path("source", entry.id))
    source = entry.value
    return SourceView(
        label=source.label,
        facts=tuple(_source_facts(source)),
        defects=source.defects,
        same_origin=writer.links.beside(entry, issues),
        wordings=tuple(_wordings(writer, entry)),
        paragraphs=tuple(resting(writer, entry, share)),
        citations=len(graph.by_source.get(entry.id, ())),
        mentions=mention_views(writer, entry, share),
        rest=share.rest(writer.links, page_path("source", entry.id)),
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
    places: dict[int, list[str]] = defaultdict(list)
    for name, para in source.printed_in or ():
        if para:
            places[para].append(_PRINTED.get(name, name.replace("_", " ")))
    if places:
        told = (f"{listed(names)} in paragraph {para}" for para, names in sorted(places.items()))
        yield Fact("Checked in the text", nodes.words("; ".join(told)))
    accessed = Period.parse(source.accessed).words if source.accessed else "day not recorded"
    yield Fact("Accessed", nodes.words(accessed))
    yield Fact("Length", nodes.words(plural(source.archive.paragraphs, "paragraph")))
    if source.url:
        yield Fact("Address", Run((nodes.Link(source.url, nodes.words(source.url)),)))


_ABSENT = {"Published": "day of publication"}
_PRINTED = {"wire": "wire service", "published": "day of publication", "url": "address"}


def indicator_view(
    lookup: Lookup, entry: Entry[Indicator], parts: Parts, share: Share = WHOLE
) -> IndicatorView:
    """An indicator with all its values, newest first."""
    graph = lookup.graph
    writer = PageWriter(lookup, page_path("indicator", entry.id), explains=True)
    indicator = entry.value
    values = values_of(graph, entry.id)
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
        picture=comparison(writer, indicator, values),
        figures=tuple(writer.figure_view(at) for at in share.of("values", values)),
        alone=_alone(values),
        compare=_beside(writer, entry.id, parts),
        csv=f"../{entry.id}.csv" if values else "",
        mentions=mention_views(writer, entry, share),
        terms=writer.prose.terms(),
        notes=writer.notes.views(),
        rest=share.rest(writer.links, page_path("indicator", entry.id)),
    )


def compare_links(
    links: Links, brief: AnyBrief, parts: Parts, shown: Mapping[str, Set[str]]
) -> tuple[Link, ...]:
    """To the parts of the comparison that show a brief, with it chosen; `shown` is `compared`."""
    own = (at.indicator for at in brief.value.figures if at.indicator in parts)
    found = {parts[id] for id in own if id not in shown or brief.id in shown[id]}
    return tuple(
        Link(f"Part {part + 1}", f"{links.href(part_path(COMPARE, part))}?with={brief.id}")
        for part in sorted(found)
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


def compared(graph: Graph, parts: Parts) -> dict[str, frozenset[str]]:
    """The briefs that the comparison shows of each indicator with more values than it shows."""
    long = (id for id in parts if len(graph.by_indicator[id]) > TABLE)
    return {
        id: frozenset(at.brief.id for _, shown in _alike(graph, id) for at in shown) for id in long
    }


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
    facets = tuple(_compared(writer, (table for *_, tables in topics for table in tables)))
    return CompareView(tuple(topics), facets, links, writer.notes.views())


def _alike(graph: Graph, indicator: str) -> Iterator[tuple[list[FigureAt], list[FigureAt]]]:
    """The values that may be set beside each other, in groups; and those of each that are shown."""
    found: dict[Likeness, list[FigureAt]] = defaultdict(list)
    for at in graph.by_indicator[indicator]:
        found[likeness(at.figure)].append(at)
    left = TABLE
    for group in sorted(found.values(), key=_interest, reverse=True):
        group.sort(key=lambda at: -normalised(at.figure.value, at.figure.scale))
        if left:
            yield group, group[:left]
        left -= len(group[:left])


def _compare_table(writer: PageWriter, entry: Entry[Indicator]) -> CompareTable:
    groups = []
    for group, shown in _alike(writer.graph, entry.id):
        rows = tuple((at.brief.id, writer.figure_view(at, note=False)) for at in shown)
        alone = len({id for id, _ in rows}) == 1
        groups.append(CompareGroup(_common(writer.graph, group, alone), rows, alone))
    rest = len(writer.graph.by_indicator[entry.id]) - sum(len(group.rows) for group in groups)
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


def _compared(writer: PageWriter, tables: Iterable[CompareTable]) -> Iterator[FacetGroup]:
    """The briefs to choose from, each with the number of its indicators here."""
    shown = ({id for group in table.groups for id, _ in group.rows} for table in tables)
    counts = Counter(id for ids in shown for id in ids)
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


def topic_view(lookup: Lookup, entry: Entry[Topic], share: Share = WHOLE) -> TopicView:
    """A topic with the briefs and indicators that belong to it."""
    graph = lookup.graph
    writer = PageWriter(lookup, page_path("topic", entry.id), explains=True)
    members = members_of(graph, entry.id)
    return TopicView(
        name=entry.value.name,
        local_name=entry.value.local_name or "",
        definition=entry.value.definition,
        regions=tuple(writer.card(one) for one in share.of("regions", members["region"])),
        companies=tuple(writer.card(one) for one in share.of("companies", members["company"])),
        indicators=counted(writer, share.of("indicators", members["indicator"])),
        events=tuple(
            event_view(writer, told) for told in share.of("events", events_in(graph, entry.id))
        ),
        mentions=mention_views(writer, entry, share),
        terms=writer.prose.terms(),
        notes=writer.notes.views(),
        rest=share.rest(writer.links, page_path("topic", entry.id)),
    )


def counted(writer: PageWriter, indicators: Iterable[AnyEntry]) -> tuple[Link, ...]:
    """Indicators, each with how many values it has."""
    counts = writer.graph.value_counts
    return tuple(writer.links.to(e, plural(counts.get(e.id, 0), "value")) for e in indicators)


def person_view(lookup: Lookup, entry: Entry[Person], share: Share = WHOLE) -> PersonView:
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
    said, happened = of_kind(told, Statement), of_kind(told, Event)
    statements = tuple(statement_view(writer, one) for one in share.of("statements", said))
    events = tuple(event_view(writer, one) for one in share.of("events", happened))
    absent = {"statements": not statements, "events": not events}
    return PersonView(
        name=entry.value.name,
        local_name=entry.value.local_name or "",
        roles=tuple(roles),
        statements=statements,
        events=events,
        missing=missing(entry.value.name, [word for word, gone in absent.items() if gone]),
        mentions=mention_views(writer, entry, share),
        terms=writer.prose.terms(),
        notes=writer.notes.views(),
        rest=share.rest(writer.links, page_path("person", entry.id)),
    )


def _used_in(writer: PageWriter, term: AnyEntry) -> tuple[Link, ...]:
    """The briefs that use a term, each where it does so first, and the indicators it explains."""
    linkers = writer.graph.backlinks.get(("term", term.id), ())
    indicators = (writer.links.to(linker) for linker in linkers if linker.kind == "indicator")
    firsts: dict[str, Link] = {}
    for mention in writer.graph.mentions.get(("term", term.id), ()):
        firsts.setdefault(mention.brief.id, place_link(writer, mention.brief, mention.path))
    return (*firsts.values(), *indicators)


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
            _used_in(writer, entry),
        )
        for entry in entries
    )
    return GlossaryView(terms, writer.notes.views())
