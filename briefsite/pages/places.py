"""Where in a brief something stands: its part in words, with a link to that very place."""

from typing import Any

from briefsite.graph import FigureAt, Graph
from briefsite.library import Entry
from briefsite.models import Statement
from briefsite.models.walk import Path
from briefsite.pages.desk import Desk, figure_anchor
from briefsite.pages.parts import Link
from briefsite.text import slug

_FIELDS = {
    "summary": "summary",
    "parent_sources": "where it lies",
    "locations": "where it is present",
    "parents": "parents",
    "relations": "ties",
    "printed_names": "name as printed",
    "roles": "post",
}


def place_link(desk: Desk, entry: Entry[Any], path: Path) -> Link:
    """The page of an entry at what stands at a path in it; the note says what that is."""
    field, index = (*path, 0)[0], path[1] if len(path) > 1 else 0
    value = entry.value
    if field == "figures" and isinstance(index, int):
        at = FigureAt(entry, value.figures[index], index)
        name = desk.graph.library.indicators[at.figure.indicator].value.name
        return desk.link(entry, f"{name}: {desk.value(at)}", figure_anchor(at))
    if field == "events" and isinstance(index, int):
        return desk.link(entry, value.events[index].title, f"e-{value.events[index].id}")
    if field == "statements" and isinstance(index, int):
        item = value.statements[index]
        return desk.link(entry, f"statement of {speaker(desk.graph, item)}", f"s-{item.id}")
    if field == "sections" and isinstance(index, int):
        heading = value.sections[index].heading
        return desk.link(entry, heading, f"section-{slug(heading)}")
    if field == "derived" and isinstance(index, int):
        return desk.link(entry, value.derived[index].name, f"d-{value.derived[index].id}")
    at_ties = "ties" if field == "relations" else ""
    return desk.link(entry, _FIELDS.get(str(field), str(field)), at_ties)


def speaker(graph: Graph, item: Statement) -> str:
    """Who said it, in words."""
    if item.speaker:
        return graph.library.people[item.speaker].value.name
    if item.organisation:
        return graph.library.brief(item.organisation).value.name
    return item.attributed_to or "unknown"
