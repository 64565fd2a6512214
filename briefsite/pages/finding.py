"""What the search files a page under: kind, place, region, topic, year, and its other names.

In: the graph and an entry. Out: a `Found`, in plain text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from briefsite.graph import AnyBrief, Graph
from briefsite.library import Entry
from briefsite.models import Event, Indicator, Person, Source, Statement
from briefsite.pages.desk import source_detail
from briefsite.pages.kinds import KINDS
from briefsite.text import listed, plural, without_accents

_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
LABELS = {
    "region": "Region",
    "company": "Company",
    "source": "Source",
    "indicator": "Indicator",
    "topic": "Topic",
    "person": "Person",
    "term": "Glossary",
    "about": "About",
}
"""The kinds of page as the search words them."""


@dataclass(frozen=True)
class Found:
    """How a page is filed: `place` says in a few words what and where it is."""

    kind: str
    place: str
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Other names by which the search finds the page."""

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """What results can be narrowed by."""
        filed = {"region": self.regions, "topic": self.topics, "year": self.years}
        return {"kind": (LABELS[self.kind],), **{key: all for key, all in filed.items() if all}}


def found(graph: Graph, entry: Entry[Any]) -> Found:
    """How the page of an entry is filed."""
    return Found(
        entry.kind,
        place(graph, entry),
        tuple(dict.fromkeys(_regions(graph, entry))),
        _topics(graph, entry),
        tuple(sorted({year for text in _dates(graph, entry) for year in _YEAR.findall(text)})),
        names(entry),
    )


def names(entry: Entry[Any]) -> tuple[str, ...]:
    """The other names of an entry; pinyin also without its tone marks."""
    value = entry.value
    pinyin = getattr(value, "pinyin", None) or ""
    printed = (named.name for named in getattr(value, "printed_names", ()))
    all = (
        getattr(value, "local_name", None) or "",
        pinyin,
        without_accents(pinyin),
        *getattr(value, "aliases", ()),
        *printed,
    )
    own = value.label if isinstance(value, Source) else value.name
    return tuple(name for name in dict.fromkeys(all) if name and name != own)


def place(graph: Graph, entry: Entry[Any]) -> str:
    """What something is and where: `City in Hunan, China`."""
    value = entry.value
    if entry.kind == "region":
        above = [region.value.name for region in reversed(graph.ancestors(entry.id))]
        return _in(KINDS[value.kind], ", ".join(above))
    if entry.kind == "company":
        ids = list(dict.fromkeys(location.region for location in value.locations))
        chains = [[*graph.ancestors(id), graph.library.regions[id]] for id in ids]
        where = [[region.value.name for region in reversed(chain)] for chain in chains]
        told = ", ".join(where[0]) if len(where) == 1 else listed(chain[0] for chain in where)
        return _in(KINDS[value.kind], told)
    if isinstance(value, Source):
        return f"Source: {source_detail(value)}"
    if isinstance(value, Indicator):
        return f"Indicator, {plural(len(graph.by_indicator.get(entry.id, ())), 'value')}"
    if isinstance(value, Person):
        role = value.roles[0]
        where = [[graph.library.brief(role.organisation).value.name]] if role.organisation else []
        return ", ".join([role.title[:1].upper() + role.title[1:], *(name for (name,) in where)])
    return LABELS["term"] if entry.kind == "term" else LABELS[entry.kind]


def _in(kind: str, where: str) -> str:
    return f"{kind} in {where}" if where else kind


def _regions(graph: Graph, entry: Entry[Any]) -> Iterator[str]:
    """The names of the regions something belongs to, each after those it lies in."""
    for id in _region_ids(graph, entry):
        for region in (*graph.ancestors(id), graph.library.regions[id]):
            yield region.value.name


def _region_ids(graph: Graph, entry: Entry[Any]) -> Iterator[str]:
    if entry.kind == "region":
        yield entry.id
    elif entry.kind == "company":
        yield from (location.region for location in entry.value.locations)
    elif entry.kind == "indicator":
        for at in graph.by_indicator.get(entry.id, ()):
            yield from _region_ids(graph, at.brief)
    elif entry.kind == "person":
        for role in entry.value.roles:
            if role.organisation:
                yield from _region_ids(graph, graph.library.brief(role.organisation))


def _topics(graph: Graph, entry: Entry[Any]) -> tuple[str, ...]:
    value = entry.value
    ids: Iterable[str] = (*getattr(value, "topics", ()), *getattr(value, "sectors", ()))
    if entry.kind == "topic":
        ids = (entry.id,)
    return tuple(dict.fromkeys(graph.library.topics[id].value.name for id in ids))


def _dates(graph: Graph, entry: Entry[Any]) -> Iterator[str]:
    if entry.kind in ("region", "company"):
        yield from _told_dates(graph, entry)
    elif entry.kind == "indicator":
        yield from (at.figure.period for at in graph.by_indicator.get(entry.id, ()))
    elif entry.kind == "person":
        yield from (told.item.date or "" for told in graph.told_by(entry.id))
    elif entry.kind == "source":
        yield entry.value.published or ""


def _told_dates(graph: Graph, brief: AnyBrief) -> Iterator[str]:
    yield from (figure.period for figure in brief.value.figures)
    for told in (*graph.told_on(brief.id, Event), *graph.told_on(brief.id, Statement)):
        yield told.item.date or ""
