"""The pages of regions and companies."""

from collections.abc import Iterable, Iterator

from briefsite.library.addresses import METHOD, anchor, page_path, told_anchor
from briefsite.library.graph import AnyBrief, FigureAt, Graph, Told
from briefsite.models import Company, Event, Region, Statement
from briefsite.pages.claims import cited_view, derived_view, with_claim
from briefsite.pages.desk import Desk
from briefsite.pages.edition import Edition
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
from briefsite.text import Markdown, escape, listed, slug
from briefsite.text.periods import Period
from briefsite.text.units import BRIEF_KINDS, ROLES

# Events and statements in words, with what their sources print.


def event_view(desk: Desk, told: Told) -> EventView:
    """An event in words, for this page."""
    event = told.item
    assert isinstance(event, Event)
    mine = desk.brief is not None and told.brief.id == desk.brief.id
    text = desk.inline_of(told.brief, event.text)
    return EventView(
        anchor=told_anchor(told) if mine else f"o-{told.brief.id}-{told_anchor(told)}",
        date=Period.parse(event.date).words if event.date else "",
        date_note=event.date_note or "",
        title=event.title,
        text=text,
        people=tuple(link for link in desk.links("person", event.people) if link.href != desk.here),
        places=_others(desk, (*event.regions, *event.companies)),
        written_in=None if mine else desk.link(told.brief, at=told_anchor(told)),
        marks=desk.further_marks(text, event.sources),
        cited=_cited(desk, told),
    )


def statement_view(desk: Desk, told: Told) -> StatementView:
    """A statement in words, for this page."""
    item = told.item
    assert isinstance(item, Statement)
    mine = desk.brief is not None and told.brief.id == desk.brief.id
    speaker, role = _speaker(desk, item)
    text = desk.inline_of(told.brief, item.text)
    return StatementView(
        anchor=told_anchor(told) if mine else f"o-{told.brief.id}-{told_anchor(told)}",
        speaker=speaker,
        speaker_name=speaker.text if speaker else (item.attributed_to or ""),
        role=role,
        text=text,
        date=Period.parse(item.date).words if item.date else "",
        occasion=item.occasion or "",
        about=_others(desk, (*item.regions, *item.companies)),
        written_in=None if mine else desk.link(told.brief, at=told_anchor(told)),
        marks=desk.further_marks(text, item.sources),
        cited=_cited(desk, told),
    )


def _speaker(desk: Desk, item: Statement) -> tuple[Link | None, str]:
    if item.speaker:
        person = desk.graph.library.people[item.speaker]
        return desk.link(person), listed(role.title for role in person.value.roles)
    if item.organisation:
        return desk.brief_link(item.organisation), ""
    return None, ""


def _others(desk: Desk, ids: Iterable[str]) -> tuple[Link, ...]:
    mine = desk.brief.id if desk.brief else ""
    return tuple(desk.brief_link(id) for id in dict.fromkeys(ids) if id != mine)


def _cited(desk: Desk, told: Told) -> tuple[CitedView, ...]:
    return tuple(cited_view(desk, citation) for citation in told.item.sources)


KEY_FIGURES = 6
ALL_FIGURES = 8
"""Up to so many figures are all cards; where there are more, a table takes those that follow."""
EDITORIAL = Markdown('<span class="editorial">editorial</span>')


def brief_view(graph: Graph, brief: AnyBrief, edition: Edition) -> BriefView:
    """Everything a brief's page shows, in the order in which it is read."""
    desk = Desk(graph, page_path(brief.kind, brief.id), brief, explains=True)
    value = brief.value
    region = value if isinstance(value, Region) else None
    summary, facts = desk.inline(value.summary), tuple(_facts(desk, brief, edition))
    figures = tuple(
        with_claim(desk, FigureAt(brief, figure, index), edition)
        for index, figure in enumerate(value.figures)
    )
    cards = KEY_FIGURES if len(figures) > ALL_FIGURES else ALL_FIGURES
    return BriefView(
        id=brief.id,
        kind=brief.kind,
        name=value.name,
        local_name=value.local_name or "",
        pinyin=value.pinyin or "",
        aliases=value.aliases,
        summary=summary,
        facts=facts,
        key_figures=figures[:cards],
        further_figures=figures[cards:],
        pictures=tuple(brief_pictures(desk, brief)),
        derived=tuple(derived_view(desk, brief, derived) for derived in value.derived),
        company_figures=() if figures or not region else tuple(_company_figures(desk, brief.id)),
        sections=tuple(
            SectionView(
                section.heading, f"section-{slug(section.heading)}", desk.prose(section.text)
            )
            for section in value.sections
        ),
        events=tuple(event_view(desk, told) for told in graph.told_on(brief.id, Event)),
        statements=tuple(statement_view(desk, told) for told in graph.told_on(brief.id, Statement)),
        ties=tuple(_ties(desk, brief)),
        companies=companies_of(desk, brief.id) if region else (),
        parent=desk.brief_link(region.parent) if region and region.parent else None,
        siblings=tuple(desk.link(other) for other in graph.siblings(brief.id)) if region else (),
        children=tuple(desk.link(child) for child in graph.children.get(brief.id, ())),
        missing=_missing(graph, brief),
        mentions=mention_views(desk, brief),
        corrections=tuple(
            Fact(correction.date, escape(f"{correction.was} → {correction.now}: {correction.why}"))
            for correction in value.corrections
        ),
        reviewed=_reviewed(brief),
        terms=desk.terms(),
        notes=desk.notes(),
    )


def companies_of(desk: Desk, region: str) -> tuple[Link, ...]:
    """The companies of a region, with those of the regions below it."""
    graph = desk.graph
    found: dict[str, Link] = {}
    for place in (graph.library.regions[region], *graph.descendants(region)):
        for company in graph.companies.get(place.id, ()):
            kind = BRIEF_KINDS[company.value.kind]
            note = kind if place.id == region else f"{kind} in {place.value.name}"
            found.setdefault(company.id, desk.card(company, note))
    return tuple(found[id] for id in sorted(found))


def _company_figures(desk: Desk, region: str) -> Iterator[FigureView]:
    """The first figure of each company of a region."""
    for company in desk.graph.companies.get(region, ()):
        for index, figure in enumerate(company.value.figures[:1]):
            yield desk.figure_view(FigureAt(company, figure, index), note=False)


def _missing(graph: Graph, brief: AnyBrief) -> str:
    """What the sources do not publish, in a sentence or two."""
    absent = {
        "figures": not brief.value.figures,
        "events": not graph.told_on(brief.id, Event),
        "statements": not graph.told_on(brief.id, Statement),
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


def _facts(desk: Desk, brief: AnyBrief, edition: Edition) -> Iterator[Fact]:
    value = brief.value
    yield Fact("Kind", escape(BRIEF_KINDS[value.kind]))
    if isinstance(value, Region):
        if value.parent:
            basis = desk.marks(value.parent_sources) or Markdown(" ") + EDITORIAL
            yield Fact("Lies in", desk.anchor_link(desk.brief_link(value.parent)) + basis)
    else:
        yield from _company_facts(desk, brief.id, value)
    if value.topics:
        topics = (desk.anchor_link(link) for link in desk.links("topic", value.topics))
        yield Fact("Topics", Markdown(", ").join(topics))
    if value.printed_names:
        names = (escape(named.name) + desk.marks(named.sources) for named in value.printed_names)
        yield Fact("Printed also as", Markdown("; ").join(names))
    near = [brief.id] if isinstance(value, Region) else [at.region for at in value.locations]
    place = where(desk, near)
    if place:
        yield Fact("Where", place)
    verified = edition.record.has(desk.graph, brief)
    words = "by machine, against the archived texts" if verified else "not as it stands"
    yield Fact("Verified", anchor(words, desk.href(METHOD)))


def _company_facts(desk: Desk, id: str, company: Company) -> Iterator[Fact]:
    if company.parents:
        yield Fact(
            "Parents",
            Markdown("; ").join(
                desk.anchor_link(desk.brief_link(parent.company))
                + Markdown(" ")
                + escape(f"({parent.role})")
                + desk.marks(parent.sources)
                for parent in company.parents
            ),
        )
    children = desk.graph.subsidiaries.get(id, ())
    if children:
        links = (desk.anchor_link(desk.link(child)) for child in children)
        yield Fact("Parent of", Markdown(", ").join(links))
    places = (
        desk.anchor_link(desk.brief_link(location.region))
        + Markdown(" ")
        + escape(f"({location.text or ROLES[location.role].lower()})")
        + desk.marks(location.sources)
        for location in company.locations
    )
    yield Fact("Places", Markdown("; ").join(places) or _not_published())
    if company.sectors:
        links = (desk.anchor_link(link) for link in desk.links("topic", company.sectors))
        yield Fact("Sectors", Markdown(", ").join(links))


def _not_published() -> Markdown:
    return Markdown('<span class="empty">not published in the sources</span>')


def _ties(desk: Desk, brief: AnyBrief) -> Iterator[TieView]:
    for relation in brief.value.relations:
        link, text = desk.brief_link(relation.to), desk.inline(relation.text)
        yield TieView(link, relation.kind.capitalize(), text, desk.marks(relation.sources))
    for other, relation in desk.graph.incoming.get(brief.id, ()):
        text = desk.inline(relation.text)
        yield TieView(
            desk.link(other), f"{relation.kind.capitalize()} of", text, desk.marks(relation.sources)
        )
