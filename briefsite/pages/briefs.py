"""The pages of regions and companies."""

from collections.abc import Iterable, Iterator

from briefsite.library import nodes
from briefsite.library.graph import (
    METHOD,
    AnyBrief,
    AnyItemAt,
    FigureAt,
    Graph,
    ItemAt,
    item_anchor,
    page_path,
)
from briefsite.library.nodes import Run
from briefsite.models import Citation, Company, Event, Region, Statement
from briefsite.pages.claims import cited_view, derived_view, with_claim
from briefsite.pages.heads import Edition
from briefsite.pages.mentions import mention_views
from briefsite.pages.pictures import brief_pictures, where
from briefsite.pages.views import (
    BriefView,
    CitedView,
    EventView,
    Fact,
    FigureView,
    Link,
    SectionView,
    StatementView,
    TieView,
)
from briefsite.pages.writer import Lookup, PageWriter, linked
from briefsite.text import listed, slug
from briefsite.text.periods import Period
from briefsite.text.units import ROLES

# Events and statements in words, with what their sources print.


def event_view(writer: PageWriter, told: ItemAt[Event]) -> EventView:
    """An event in words, for this page."""
    event = told.item
    mine = writer.brief is not None and told.brief.id == writer.brief.id
    text = writer.prose.of(told.brief).inline(event.text)
    return EventView(
        anchor=item_anchor(told) if mine else f"o-{told.brief.id}-{item_anchor(told)}",
        date=Period.parse(event.date).words if event.date else "",
        date_note=event.date_note or "",
        title=event.title,
        text=text,
        people=tuple(
            link
            for link in writer.links.to_each("person", event.people)
            if link.href != writer.links.here
        ),
        places=_others(writer, (*event.regions, *event.companies)),
        written_in=None if mine else writer.links.to(told.brief, at=item_anchor(told)),
        marks=writer.notes.further_marks(text, event.sources),
        cited=_cited(writer, told),
    )


def statement_view(writer: PageWriter, told: ItemAt[Statement]) -> StatementView:
    """A statement in words, for this page."""
    item = told.item
    mine = writer.brief is not None and told.brief.id == writer.brief.id
    speaker, role = _speaker(writer, item)
    text = writer.prose.of(told.brief).inline(item.text)
    return StatementView(
        anchor=item_anchor(told) if mine else f"o-{told.brief.id}-{item_anchor(told)}",
        speaker=speaker,
        speaker_name=speaker.text if speaker else (item.attributed_to or ""),
        role=role,
        text=text,
        date=Period.parse(item.date).words if item.date else "",
        occasion=item.occasion or "",
        about=_others(writer, (*item.regions, *item.companies)),
        written_in=None if mine else writer.links.to(told.brief, at=item_anchor(told)),
        marks=writer.notes.further_marks(text, item.sources),
        cited=_cited(writer, told),
    )


def _speaker(writer: PageWriter, item: Statement) -> tuple[Link | None, str]:
    if item.speaker:
        person = writer.graph.library.people[item.speaker]
        return writer.links.to(person), listed(role.title for role in person.value.roles)
    if item.organisation:
        return writer.links.to_brief(item.organisation), ""
    return None, ""


def _others(writer: PageWriter, ids: Iterable[str]) -> tuple[Link, ...]:
    mine = writer.brief.id if writer.brief else ""
    return tuple(writer.links.to_brief(id) for id in dict.fromkeys(ids) if id != mine)


def _cited(writer: PageWriter, told: AnyItemAt) -> tuple[CitedView, ...]:
    return tuple(cited_view(writer, citation) for citation in told.item.sources)


KEY_FIGURES = 6
ALL_FIGURES = 8
"""Up to so many figures are all cards; where there are more, a table takes those that follow."""
NOT_PUBLISHED = Run((nodes.Empty("not published in the sources"),))
EDITORIAL = Run((nodes.Between(" "), nodes.Label("editorial")))


def brief_view(lookup: Lookup, brief: AnyBrief, edition: Edition) -> BriefView:
    """Everything a brief's page shows, in the order in which it is read."""
    graph = lookup.graph
    writer = PageWriter(lookup, page_path(brief.kind, brief.id), brief, explains=True)
    value = brief.value
    region = value if isinstance(value, Region) else None
    summary, facts = writer.prose.inline(value.summary), tuple(_facts(writer, brief, edition))
    figures = tuple(
        with_claim(writer, FigureAt(brief, figure, index), edition)
        for index, figure in enumerate(value.figures)
    )
    cards = KEY_FIGURES if len(figures) > ALL_FIGURES else ALL_FIGURES
    return BriefView(
        id=brief.id,
        kind=brief.kind,
        name=value.name,
        local_name=value.local_name or "",
        transcription=value.transcription or "",
        aliases=value.aliases,
        summary=summary,
        facts=facts,
        key_figures=figures[:cards],
        further_figures=figures[cards:],
        pictures=tuple(brief_pictures(writer, brief)),
        derived=tuple(derived_view(writer, brief, derived) for derived in value.derived),
        company_figures=() if figures or not region else tuple(_company_figures(writer, brief.id)),
        sections=tuple(
            SectionView(
                section.heading,
                f"section-{slug(section.heading)}",
                writer.prose.blocks(section.text),
            )
            for section in value.sections
        ),
        events=tuple(event_view(writer, told) for told in graph.items_on(brief.id, Event)),
        statements=tuple(
            statement_view(writer, told) for told in graph.items_on(brief.id, Statement)
        ),
        ties=tuple(_ties(writer, brief)),
        companies=companies_of(writer, brief.id) if region else (),
        parent=writer.links.to_brief(region.parent) if region and region.parent else None,
        siblings=tuple(writer.links.to(other) for other in graph.siblings(brief.id))
        if region
        else (),
        children=tuple(writer.links.to(child) for child in graph.children.get(brief.id, ())),
        missing=_missing(graph, brief),
        mentions=mention_views(writer, brief),
        corrections=tuple(
            Fact(at.date, nodes.words(f"{at.was} → {at.now}: {at.why}")) for at in value.corrections
        ),
        reviewed=_reviewed(brief),
        terms=writer.prose.terms(),
        notes=writer.notes.views(),
    )


def companies_of(writer: PageWriter, region: str) -> tuple[Link, ...]:
    """The companies of a region, with those of the regions below it."""
    graph = writer.graph
    found: dict[str, Link] = {}
    for place in (graph.library.regions[region], *graph.descendants(region)):
        for company in graph.companies.get(place.id, ()):
            kind = graph.library.kind_word(company.value)
            note = kind if place.id == region else f"{kind} in {writer.lookup.name(place)}"
            found.setdefault(company.id, writer.card(company, note))
    return tuple(found[id] for id in sorted(found))


def _company_figures(writer: PageWriter, region: str) -> Iterator[FigureView]:
    """The first figure of each company of a region."""
    for company in writer.graph.companies.get(region, ()):
        for index, figure in enumerate(company.value.figures[:1]):
            yield writer.figure_view(FigureAt(company, figure, index), note=False)


def _missing(graph: Graph, brief: AnyBrief) -> str:
    """What the sources do not publish, in a sentence or two."""
    absent = {
        "figures": not brief.value.figures,
        "events": not graph.items_on(brief.id, Event),
        "statements": not graph.items_on(brief.id, Statement),
    }
    sentences = [missing(brief.value.name, [word for word, gone in absent.items() if gone])]
    below = (brief.id, *(region.id for region in graph.descendants(brief.id)))
    if brief.kind == "region" and not any(graph.companies.get(id) for id in below):
        sentences.append("The sources name no company or institution there.")
    return " ".join(filter(None, sentences))


def missing(name: str, words: list[str]) -> str:
    """A sentence on what the sources do not publish; empty where nothing is missing."""
    *head, last = words or [""]
    gone = f"{', '.join(head)} or {last}" if head else last
    return f"The sources publish no {gone} for {name}." if gone else ""


def _reviewed(brief: AnyBrief) -> str:
    review = brief.value.reviewed
    return f"{Period.parse(review.date).words} by {review.by}" if review else ""


def _facts(writer: PageWriter, brief: AnyBrief, edition: Edition) -> Iterator[Fact]:
    value = brief.value
    yield Fact("Kind", nodes.words(writer.graph.library.kind_word(value)))
    if isinstance(value, Region):
        if value.parent:
            basis = writer.notes.marks(value.parent_sources) or EDITORIAL
            yield Fact("Lies in", linked(writer.links.to_brief(value.parent)) + basis)
    else:
        yield from _company_facts(writer, brief.id, value)
    if value.topics:
        topics = (linked(link) for link in writer.links.to_each("topic", value.topics))
        yield Fact("Topics", nodes.listed(topics))
    if value.printed_names:
        names = (
            nodes.words(named.name) + writer.notes.marks(named.sources)
            for named in value.printed_names
        )
        yield Fact("Printed also as", nodes.listed(names, "; "))
    near = [brief.id] if isinstance(value, Region) else [at.region for at in value.locations]
    place = where(writer, near)
    if place:
        yield Fact("Where", Run((place,)))
    verified = edition.record.has(writer.graph, brief)
    words = "by machine, against the archived texts" if verified else "not as it stands"
    yield Fact("Verified", linked(Link(words, writer.links.href(METHOD))))


def _company_facts(writer: PageWriter, id: str, company: Company) -> Iterator[Fact]:
    if company.parents:
        parents = (
            _described(writer, parent.company, parent.role, parent.sources)
            for parent in company.parents
        )
        yield Fact("Parents", nodes.listed(parents, "; "))
    children = writer.graph.subsidiaries.get(id, ())
    if children:
        links = (linked(writer.links.to(child)) for child in children)
        yield Fact("Parent of", nodes.listed(links))
    places = [
        _described(writer, at.region, at.text or ROLES[at.role].lower(), at.sources)
        for at in company.locations
    ]
    yield Fact("Places", nodes.listed(places, "; ") or NOT_PUBLISHED)
    if company.sectors:
        links = (linked(link) for link in writer.links.to_each("topic", company.sectors))
        yield Fact("Sectors", nodes.listed(links))


def _described(writer: PageWriter, id: str, what: str, sources: Iterable[Citation]) -> Run:
    """A link to a brief, with a few words and their marks."""
    words = Run((nodes.Between(" "),)) + nodes.words(f"({what})")
    return linked(writer.links.to_brief(id)) + words + writer.notes.marks(sources)


def _ties(writer: PageWriter, brief: AnyBrief) -> Iterator[TieView]:
    for relation in brief.value.relations:
        link, text = writer.links.to_brief(relation.to), writer.prose.inline(relation.text)
        yield TieView(link, relation.kind.capitalize(), text, writer.notes.marks(relation.sources))
    for other, relation in writer.graph.incoming.get(brief.id, ()):
        text = writer.prose.inline(relation.text)
        yield TieView(
            writer.links.to(other),
            f"{relation.kind.capitalize()} of",
            text,
            writer.notes.marks(relation.sources),
        )
