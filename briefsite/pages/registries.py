"""The pages of sources, indicators, topics and people, and the glossary."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from briefsite.evidence.origins import independent
from briefsite.library import AnyEntry, Entry, nodes
from briefsite.library.graph import GLOSSARY, FigureAt, Graph, ItemAt, Use, of_kind, page_path
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
from briefsite.pages.heads import Edition
from briefsite.pages.pictures import comparison
from briefsite.pages.views import (
    Fact,
    GlossaryView,
    Group,
    IndicatorView,
    Link,
    PersonView,
    Resting,
    SourceView,
    TermView,
    TopicView,
    WordingView,
)
from briefsite.pages.writer import Lookup, PageWriter, linked
from briefsite.text import listed, plural
from briefsite.text.periods import Period


def source_view(lookup: Lookup, entry: Entry[Source], edition: Edition) -> SourceView:
    """What a source prints about itself, and what rests on each of its paragraphs."""
    graph = lookup.graph
    writer = PageWriter(lookup, page_path("source", entry.id))
    source = entry.value
    uses = graph.by_source.get(entry.id, ())
    library, known = graph.library, edition.record.origins
    same = (
        writer.links.to(other)
        for other in library.sources.values()
        if other.id != entry.id and len(independent(library, (entry.id, other.id), known)) == 1
    )
    return SourceView(
        label=source.label,
        facts=tuple(_source_facts(source)),
        defects=source.defects,
        same_origin=tuple(same),
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
    for other in sources.values():
        found[other.id] += [
            (item.there, item.here) for item in other.value.wordings if item.source == entry.id
        ]
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


def indicator_view(lookup: Lookup, entry: Entry[Indicator]) -> IndicatorView:
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
        csv=f"../{entry.id}.csv" if values else "",
        mentions=mention_views(writer, entry),
        terms=writer.prose.terms(),
        notes=writer.notes.views(),
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
            writer.links.to(
                member, plural(len(writer.graph.by_indicator.get(member.id, ())), "value")
            )
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
