"""Events and statements in words, with what their sources print."""

from collections.abc import Iterable

from briefsite.graph import Told
from briefsite.models import Event, Statement
from briefsite.pages.claims import cited_view
from briefsite.pages.desk import Desk, told_anchor
from briefsite.pages.evidence_views import CitedView
from briefsite.pages.parts import Link
from briefsite.pages.views import EventView, StatementView
from briefsite.periods import Period
from briefsite.text import listed


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
