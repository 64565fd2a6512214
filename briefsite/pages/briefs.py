"""The pages of regions and companies; editions, which keep them; on which day they changed last."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from briefsite.library import Entry, nodes
from briefsite.library.graph import (
    METHOD,
    AnyBrief,
    Graph,
    ItemAt,
    T,
    Target,
    item_anchor,
    page_path,
)
from briefsite.library.nodes import Run
from briefsite.models import KINDS, Citation, Company, Event, Region, Relation, Statement
from briefsite.models.records import EDITIONS
from briefsite.pages.claims import (
    changed_in,
    corrected,
    derived_view,
    is_stale,
    review_day,
    with_claim,
)
from briefsite.pages.growing import WHOLE, Share, companies_in, mention_views, told_by_others
from briefsite.pages.heads import Edition
from briefsite.pages.pictures import brief_pictures, where
from briefsite.pages.views import (
    BriefView,
    EventView,
    Fact,
    FigureView,
    Link,
    SectionView,
    StatementView,
    TieView,
)
from briefsite.pages.writer import Lookup, PageWriter, linked
from briefsite.text import listed, plural, slug
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
        printed=_printed(told.item.sources),
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
        printed=_printed(told.item.sources),
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


def _printed(citations: Iterable[Citation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.printed for each in citations if each.printed))


KEY_FIGURES = 6
ALL_FIGURES = 8
"""Up to so many figures are all cards; where there are more, a table takes those that follow."""
NOT_PUBLISHED = Run((nodes.Empty("not published in the sources"),))
PRINTED = Run((nodes.Between(" "),)) + nodes.words("(printed)")
EDITORIAL = Run((nodes.Between(" "), nodes.Label("editorial")))


def brief_view(
    lookup: Lookup,
    brief: AnyBrief,
    edition: Edition,
    compare: tuple[Link, ...] = (),
    share: Share = WHOLE,
) -> BriefView:
    """Everything a brief's page shows, in the order in which it is read.

    Of a page in parts it is the first, with all that the brief itself says.
    """
    graph = lookup.graph
    writer = PageWriter(lookup, page_path(brief.kind, brief.id), brief, explains=True)
    value = brief.value
    region = value if isinstance(value, Region) else None
    summary, facts = writer.prose.inline(value.summary), tuple(_facts(writer, brief, edition))
    figures = tuple(with_claim(writer, at, edition) for at in graph.led(brief))
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
        company_figures=tuple(_company_figures(writer, brief, edition)) if not figures else (),
        sections=tuple(
            SectionView(
                section.heading,
                f"section-{slug(section.heading)}",
                writer.prose.blocks(section.text),
            )
            for section in value.sections
        ),
        events=tuple(
            event_view(writer, told) for told in _told(graph, brief, Event, share, "events")
        ),
        statements=tuple(
            statement_view(writer, told)
            for told in _told(graph, brief, Statement, share, "statements")
        ),
        ties=(
            *_ties(writer, brief),
            *ties_to(writer, share.of("ties", graph.incoming.get(brief.id, ()))),
        ),
        companies=company_cards(writer, brief, share.of("companies", companies_in(graph, brief))),
        parent=writer.links.to_brief(region.parent) if region and region.parent else None,
        siblings=writer.links.beside(brief, graph.children.get(region.parent or "", ()))
        if region
        else (),
        children=tuple(
            writer.links.to(child) for child in share.of("places", graph.children.get(brief.id, ()))
        ),
        compare=compare,
        missing=_missing(graph, brief),
        mentions=mention_views(writer, brief, share),
        corrections=tuple(_history(brief, edition)),
        reviewed=_reviewed(brief),
        terms=writer.prose.terms(),
        notes=writer.notes.views(),
        rest=share.rest(writer.links, page_path(brief.kind, brief.id)),
    )


def _told(
    graph: Graph, brief: AnyBrief, kind: type[T], share: Share, name: str
) -> Iterator[ItemAt[T]]:
    """What a brief tells itself, and as much of what others tell of it as there is room for."""
    held = {(one.brief.id, one.index) for one in share.of(name, told_by_others(graph, brief, kind))}
    for one in graph.items_on(brief.id, kind):
        if one.brief.id == brief.id or (one.brief.id, one.index) in held:
            yield one


def _history(brief: AnyBrief, edition: Edition) -> Iterator[Fact]:
    """What was corrected, and what changed from one edition to the next, the newest first."""
    told = [(one.date, "Corrected", corrected(one)) for one in brief.value.corrections]
    for past in edition.past:
        if lines := changed_in(past, brief):
            told.append((past.day, f"Changed in edition {past.name},", " ".join(lines)))
    for day, what, text in sorted(told, key=lambda one: one[0], reverse=True):
        yield Fact(f"{what} {Period.parse(day).words}", nodes.words(text))


def company_cards(
    writer: PageWriter, brief: AnyBrief, held: Iterable[tuple[Entry[Company], str]]
) -> tuple[Link, ...]:
    """Companies of a region as cards."""
    regions, cards = writer.graph.library.regions, []
    for company, place in held:
        kind = writer.graph.library.kind_word(company.value)
        note = kind if place == brief.id else f"{kind} in {writer.lookup.name(regions[place])}"
        cards.append(writer.card(company, note))
    return tuple(cards)


def _company_figures(writer: PageWriter, brief: AnyBrief, edition: Edition) -> Iterator[FigureView]:
    """The figure that stands for each company of a region."""
    companies = writer.graph.companies.get(brief.id, ()) if brief.kind == "region" else ()
    for company in companies:
        if at := writer.graph.headline(company):
            yield with_claim(writer, at, edition, note=False)


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
            marks = writer.notes.marks(value.parent_sources)
            basis = PRINTED + marks if marks else EDITORIAL
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
    day = review_day(writer.graph, brief)
    if day:
        due = nodes.Due(
            day.isoformat(), Period.parse(day.isoformat()).words, is_stale(day, edition)
        )
        yield Fact("Review", Run((due,)))


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


def ties_to(writer: PageWriter, incoming: Iterable[tuple[AnyBrief, Relation]]) -> Iterator[TieView]:
    """The ties of others to a brief."""
    for other, relation in incoming:
        text = writer.prose.inline(relation.text)
        yield TieView(
            writer.links.to(other),
            f"{relation.kind.capitalize()} of",
            text,
            writer.notes.marks(relation.sources),
        )


# The states of the site that are kept.


EDITIONS_PATH = f"{EDITIONS}/index.md"


@dataclass(frozen=True)
class EditionView:
    """An edition in the list of all."""

    name: str
    day: str
    briefs: str
    sha256: str
    opening: tuple[str, ...]


@dataclass(frozen=True)
class EditionsView:
    """All editions that are kept, the newest first."""

    editions: tuple[EditionView, ...]


def editions_view(_: Lookup, edition: Edition) -> EditionsView:
    """The list of editions."""
    return EditionsView(
        tuple(
            EditionView(
                one.name,
                Period.parse(one.day).words,
                plural(one.briefs, "brief"),
                one.sha256,
                one.opening,
            )
            for one in reversed(edition.past)
        )
    )


# The last change of each page, as its content tells it; no clock and no commit is asked.


@dataclass(frozen=True)
class Newest:
    """A day, and all that is of this day: kinds and ids."""

    day: str = ""
    of: frozenset[Target] = frozenset()

    def __or__(self, other: "Newest") -> "Newest":
        """The newer of two; both together where they are of one day."""
        if self.day == other.day:
            return Newest(self.day, self.of | other.of)
        return max(self, other, key=lambda one: one.day)


def last_changes(graph: Graph) -> dict[str, Newest]:
    """By path of a page the newest day of what it tells: of sources, corrections and reviews.

    A page of something that briefs name is as new as they are, a list as its newest page.
    """
    days: dict[Target, Newest] = defaultdict(Newest)

    def met(target: Target, newest: Newest) -> None:
        days[target] |= newest if newest.day else Newest()

    for id, source in graph.library.sources.items():
        key = ("source", id)
        day = max(source.value.published or "", source.value.accessed or "")
        met(key, Newest(day, frozenset({key})))
        for use in graph.by_source.get(id, ()):
            met((use.entry.kind, use.entry.id), days[key])
    for brief in graph.library.briefs():
        key = (brief.kind, brief.id)
        for noted in (*brief.value.corrections, brief.value.reviewed):
            met(key, Newest(noted.date if noted else "", frozenset({key})))
    for target, linkers in graph.backlinks.items():
        if target[0] not in ("region", "company", "source"):
            for linker in linkers:
                met(target, days[linker.kind, linker.id])
    pages: dict[str, Newest] = defaultdict(Newest)
    for (kind, id), newest in days.items():
        for path in (page_path(kind, id), f"{KINDS[kind].folder}/index.md", "index.md"):
            pages[path] |= replace(newest, day=newest.day[:10])
    return dict(pages)
