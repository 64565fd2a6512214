"""The pages of regions and companies."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from briefsite.library import AnyEntry, Entry, nodes
from briefsite.library.graph import (
    METHOD,
    AnyBrief,
    FigureAt,
    Graph,
    ItemAt,
    Mention,
    figure_anchor,
    item_anchor,
    named,
    page_path,
)
from briefsite.library.nodes import Inline, Marked, Run, Text
from briefsite.library.prose import Paragraph, flatten, parse
from briefsite.library.resolving import plain_runs
from briefsite.models import Citation, Company, Event, Region, Statement
from briefsite.models.walk import FieldPath
from briefsite.pages.claims import (
    changed_in,
    corrected,
    derived_view,
    is_stale,
    review_day,
    with_claim,
)
from briefsite.pages.heads import Edition
from briefsite.pages.pictures import brief_pictures, where
from briefsite.pages.views import (
    BriefView,
    EventView,
    Fact,
    FigureView,
    Link,
    MentionView,
    SectionView,
    SentenceView,
    StatementView,
    TieView,
)
from briefsite.pages.writer import Lookup, PageWriter, linked
from briefsite.text import listed, plural, sentences, slug
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
    lookup: Lookup, brief: AnyBrief, edition: Edition, compare: tuple[Link, ...] = ()
) -> BriefView:
    """Everything a brief's page shows, in the order in which it is read."""
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
        events=tuple(event_view(writer, told) for told in graph.items_on(brief.id, Event)),
        statements=tuple(
            statement_view(writer, told) for told in graph.items_on(brief.id, Statement)
        ),
        ties=tuple(_ties(writer, brief)),
        companies=companies_of(writer, brief.id) if region else (),
        parent=writer.links.to_brief(region.parent) if region and region.parent else None,
        siblings=writer.links.beside(brief, graph.children.get(region.parent or "", ()))
        if region
        else (),
        children=tuple(writer.links.to(child) for child in graph.children.get(brief.id, ())),
        compare=compare,
        missing=_missing(graph, brief),
        mentions=mention_views(writer, brief),
        corrections=tuple(_history(brief, edition)),
        reviewed=_reviewed(brief),
        terms=writer.prose.terms(),
        notes=writer.notes.views(),
    )


def _history(brief: AnyBrief, edition: Edition) -> Iterator[Fact]:
    """What was corrected, and what changed from one edition to the next, the newest first."""
    told = [(one.date, "Corrected", corrected(one)) for one in brief.value.corrections]
    for past in edition.past:
        if lines := changed_in(past, brief):
            told.append((past.day, f"Changed in edition {past.name},", " ".join(lines)))
    for day, what, text in sorted(told, key=lambda one: one[0], reverse=True):
        yield Fact(f"{what} {Period.parse(day).words}", nodes.words(text))


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
    for other, relation in writer.graph.incoming.get(brief.id, ()):
        text = writer.prose.inline(relation.text)
        yield TieView(
            writer.links.to(other),
            f"{relation.kind.capitalize()} of",
            text,
            writer.notes.marks(relation.sources),
        )


# Backlinks with their sentence: which briefs name the subject of a page, and in which words.
#
# What the page shows anyway (events and statements told there, ties, children, companies) is not
# said again.


# Where in a brief something stands: its part in words, with a link to that very place.


_FIELDS = {
    "summary": "summary",
    "parent_sources": "where it lies",
    "locations": "where it is present",
    "parents": "parents",
    "relations": "ties",
    "printed_names": "name as printed",
    "roles": "post",
}


def place_link(writer: PageWriter, entry: Entry[Any], path: FieldPath) -> Link:
    """The page of an entry at what stands at a path in it; the note says what that is."""
    field, index = (*path, 0)[0], path[1] if len(path) > 1 else 0
    value = entry.value
    if field == "figures" and isinstance(index, int):
        at = FigureAt(entry, value.figures[index], index)
        return writer.links.to(entry, writer.lookup.line(at), figure_anchor(at))
    if field == "events" and isinstance(index, int):
        return writer.links.to(entry, value.events[index].title, f"e-{value.events[index].id}")
    if field == "statements" and isinstance(index, int):
        item = value.statements[index]
        return writer.links.to(
            entry, f"statement of {speaker(writer.lookup, item)}", f"s-{item.id}"
        )
    if field == "sections" and isinstance(index, int):
        heading = value.sections[index].heading
        return writer.links.to(entry, heading, f"section-{slug(heading)}")
    if field == "derived" and isinstance(index, int):
        return writer.links.to(entry, value.derived[index].name, f"d-{value.derived[index].id}")
    at_ties = "ties" if field == "relations" else ""
    return writer.links.to(entry, _FIELDS.get(str(field), str(field)), at_ties)


def speaker(lookup: Lookup, item: Statement) -> str:
    """Who said it, in words."""
    if item.speaker:
        return lookup.name(lookup.library.people[item.speaker])
    if item.organisation:
        return lookup.name(lookup.library.brief(item.organisation))
    return item.attributed_to or "unknown"


MOST = 3
"""Sentences of one brief; the others are counted."""


def mention_views(writer: PageWriter, entry: AnyEntry) -> tuple[MentionView, ...]:
    """The briefs that name an entry, each with the sentences in which it does."""
    found = writer.graph.mentions.get((entry.kind, entry.id), ())
    groups = groupby(found, key=lambda mention: mention.brief.id)
    views = (_view(writer, entry, list(mentions)) for _, mentions in groups)
    return tuple(view for view in views if view.sentences or view.places)


def used_in(writer: PageWriter, term: AnyEntry) -> tuple[Link, ...]:
    """The briefs that use a term, each where it does so first, and the indicators it explains."""
    linkers = writer.graph.backlinks.get(("term", term.id), ())
    indicators = (writer.links.to(linker) for linker in linkers if linker.kind == "indicator")
    firsts: dict[str, Link] = {}
    for mention in writer.graph.mentions.get(("term", term.id), ()):
        firsts.setdefault(mention.brief.id, place_link(writer, mention.brief, mention.path))
    return (*firsts.values(), *indicators)


def _view(writer: PageWriter, entry: AnyEntry, mentions: list[Mention]) -> MentionView:
    brief = mentions[0].brief
    places, said = [], []
    for mention in mentions:
        if not mention.text:
            places.append(place_link(writer, brief, mention.path))
        elif not _is_shown(writer, entry, mention):
            at = place_link(writer, brief, mention.path)
            said += [SentenceView(at, text) for text in _said(writer, entry, mention)]
    left = len(said) - MOST
    more = f"and {plural(left, 'more sentence')}" if left > 0 else ""
    return MentionView(
        writer.links.to(brief),
        tuple(said[:MOST]),
        more,
        () if said else tuple(dict.fromkeys(places)),
    )


def _is_shown(writer: PageWriter, entry: AnyEntry, mention: Mention) -> bool:
    """Whether the text stands in full on the page of the entry."""
    field, index = (*mention.path, "", "")[:2]
    if field in ("events", "statements"):
        key = f"person:{entry.id}" if entry.kind == "person" else entry.id
        here = ((told.brief.id, told.item) for told in writer.graph.items.get(key, ()))
        item = getattr(mention.brief.value, str(field))[index]
        return (mention.brief.id, item) in here
    if field == "relations":
        tie: str = mention.brief.value.relations[int(index)].to
        return tie == entry.id
    return False


def _said(writer: PageWriter, entry: AnyEntry, mention: Mention) -> Iterator[Run]:
    for paragraph in parse(mention.text).paragraphs():
        text, spots = _marked(writer, entry, mention.brief, paragraph)
        for start, end in sentences(text):
            inside = [spot for spot in spots if start <= spot[0] < end]
            if inside:
                yield _sentence(text, start, end, inside)


def _marked(
    writer: PageWriter, entry: AnyEntry, brief: AnyBrief, paragraph: Paragraph
) -> tuple[str, list[tuple[int, int]]]:
    """A paragraph in plain words, and where in it the entry is named."""
    graph, target = writer.graph, (entry.kind, entry.id)
    text, spots = "", []
    for inline, words in plain_runs(flatten(paragraph.children), writer.prose.aside(brief)):
        start = len(text)
        text += words
        for part in named(inline, graph.library, graph.names):
            if part.target == target:
                spots.append((start + part.start, start + (part.end or len(words))))
    return text, spots


def _sentence(text: str, start: int, end: int, spots: list[tuple[int, int]]) -> Run:
    parts: list[Inline] = []
    for first, last in spots:
        parts += [Text(text[start:first]), Marked(text[first:last])]
        start = last
    return Run((*parts, Text(text[start:end])))
