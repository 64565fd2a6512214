"""The cards that link previews show: what a page is about, in a few words and figures.

In: the graph and an entry. Out: a `Card`, in plain text; `briefsite.cards` draws it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from briefsite.library import AnyEntry, Entry
from briefsite.library.addresses import page_path, page_url
from briefsite.library.graph import AnyBrief, FigureAt
from briefsite.models import Indicator, Person, Role, Source
from briefsite.pages.edition import SITE_NAME
from briefsite.pages.views import FigureView
from briefsite.pages.writer import Lookup, PageWriter, source_detail
from briefsite.text import plural, shorten
from briefsite.text.periods import Period
from briefsite.text.units import BRIEF_KINDS

FOLDER = "assets/cards/"
SITE_CARD = f"{FOLDER}site.png"
"""The card of every page without one of its own."""
SITE = SITE_NAME
PROMISE = "Every number names its source"
FIGURES = 2
NOTE = 240


@dataclass(frozen=True)
class CardFigure:
    """A figure as a card shows it, with all that keeps it from being misread."""

    label: str
    qualifier: str
    number: str
    unit: str
    when: str
    """Period and status in words: `2023 · Actual`."""

    @property
    def value(self) -> str:
        """The value in words."""
        return " ".join(filter(None, (self.qualifier, self.number, self.unit)))

    @property
    def words(self) -> str:
        """The figure in one line."""
        return f"{self.label}: {self.value} ({self.when})"


@dataclass(frozen=True)
class Card:
    """What one card says."""

    path: str
    """Where the picture goes, below the site's root."""
    what: str
    """Kind and place in the tree: `City · China › Hunan`."""
    name: str
    local_name: str = ""
    figures: tuple[CardFigure, ...] = ()
    note: str = ""
    """A few words where there is no figure to show."""

    @property
    def alt(self) -> str:
        """The card in words, for who cannot see it."""
        name = f"{self.name} {self.local_name}".strip()
        told = "; ".join(figure.words for figure in self.figures) or self.note
        return shorten(". ".join(filter(None, (name, self.what, told))), 400)


def site_card(note: str, stats: str) -> Card:
    """The card of the home page and of all pages that only lead on."""
    return Card(SITE_CARD, stats, SITE, note=note)


def card(lookup: Lookup, entry: AnyEntry) -> Card:
    """The card of an entry's page."""
    path = page_path(entry.kind, entry.id)
    writer, value = PageWriter(lookup, path), lookup.read(entry)
    figures = tuple(_figures(writer, entry))
    return Card(
        f"{FOLDER}{page_url(path).rstrip('/')}.png",
        _what(lookup, entry),
        lookup.name(entry),
        getattr(value, "local_name", None) or "",
        figures,
        "" if figures else shorten(_note(writer, entry), NOTE),
    )


def _what(lookup: Lookup, entry: Entry[Any]) -> str:
    value = entry.value
    if entry.kind == "region":
        return _placed(
            BRIEF_KINDS[value.kind], [lookup.name(above) for above in lookup.above(entry.id)]
        )
    if entry.kind == "company":
        ids = list(dict.fromkeys(location.region for location in value.locations))
        names = [lookup.name(lookup.library.regions[id]) for id in ids]
        if len(ids) == 1:
            above = [lookup.name(region) for region in lookup.above(ids[0])]
            return _placed(BRIEF_KINDS[value.kind], [*above, *names])
        return _placed(BRIEF_KINDS[value.kind], [", ".join(names)] if names else [])
    return {"source": "Source", "indicator": "Indicator", "topic": "Topic", "person": "Person"}[
        entry.kind
    ]


def _placed(kind: str, chain: list[str]) -> str:
    return f"{kind} · {' › '.join(chain)}" if chain else kind


def _figures(writer: PageWriter, entry: Entry[Any]) -> Iterator[CardFigure]:
    """The first figures of a brief, the newest values of an indicator."""
    if entry.kind in ("region", "company"):
        brief: AnyBrief = entry
        for index, figure in enumerate(brief.value.figures[:FIGURES]):
            view = writer.figure_view(FigureAt(brief, figure, index))
            yield _figure(view, view.indicator.text)
    elif entry.kind == "indicator":
        found = sorted(
            writer.graph.by_indicator.get(entry.id, ()),
            key=lambda at: (Period.parse(at.figure.period).sort_key, at.brief.id, at.index),
        )
        for at in found[: -FIGURES - 1 : -1]:
            yield _figure(writer.figure_view(at), writer.lookup.name(at.brief))


def _figure(view: FigureView, label: str) -> CardFigure:
    qualifier, number, unit = view.value_parts
    unit = " ".join(filter(None, (unit, view.share_of)))
    period = view.period_mark[:1].upper() + view.period_mark[1:]
    return CardFigure(label, qualifier, number, unit, f"{period} · {view.status_word}")


def _role(writer: PageWriter, role: Role) -> str:
    where = f", {writer.links.to_brief(role.organisation).text}" if role.organisation else ""
    return role.title[:1].upper() + role.title[1:] + where


def _note(writer: PageWriter, entry: Entry[Any]) -> str:
    value = entry.value
    if isinstance(value, Source):
        uses = plural(len(writer.graph.by_source.get(entry.id, ())), "time")
        detail = source_detail(value)
        told = f"{detail[:1].upper()}{detail[1:]}. Cited {uses} in the briefs."
        return f"{value.title}. {told}" if value.title and value.title != value.label else told
    if isinstance(value, Person):
        return "; ".join(_role(writer, role) for role in value.roles)
    if isinstance(value, Indicator) or entry.kind == "topic":
        return str(value.definition)
    return writer.prose.aside(entry).plain(value.summary)
