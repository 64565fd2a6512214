"""What the templates of the home page and of lists are given."""

from dataclasses import dataclass

from briefsite.pages.views import (
    EventView,
    ExplainedView,
    FigureView,
    Group,
    Link,
    NoteView,
    Picture,
    StatementView,
    Tree,
)


@dataclass(frozen=True)
class IndexView:
    """A list of pages of one kind."""

    title: str
    lede: str
    groups: tuple[Group, ...]
    trees: tuple[Tree, ...] = ()
    tiles: Picture | None = None


@dataclass(frozen=True)
class HomeView:
    """The home page."""

    stats: tuple[Link, ...]
    key_figures: tuple[FigureView, ...]
    tiles: Picture | None
    trees: tuple[Tree, ...]
    companies: tuple[Link, ...]
    topics: tuple[Link, ...]
    indicators: tuple[Link, ...]
    """Those with several values."""
    indicator_count: str
    sources: tuple[Link, ...]
    verified: str
    """How many briefs are verified as they stand, in a sentence."""
    changes: tuple[Link, ...]
    """The newest corrections and reviews."""
    notes: tuple[NoteView, ...]


# What templates are given about the ways through: facets, the timeline, the table of briefs.


@dataclass(frozen=True)
class Facet:
    """A choice: its link leads to a static list; with script it filters the page in place."""

    name: str
    """What the query string calls it: region, topic, year, kind."""
    value: str
    link: Link
    """The note is how many items there are."""


@dataclass(frozen=True)
class FacetGroup:
    """The choices of one facet."""

    label: str
    facets: tuple[Facet, ...]


@dataclass(frozen=True)
class ChoiceList:
    """What one facet leaves at each of its choices, as lists that need no script."""

    heading: str
    anchor: str
    groups: tuple[tuple[str, str, tuple[Link, ...]], ...]
    """Heading, anchor and links of each choice."""


@dataclass(frozen=True)
class TimelineItem:
    """An event or a dated statement, with the values of its facets, set apart by spaces."""

    id: str
    at: Link
    """Where it is written: its brief, at its own place."""
    regions: str
    topics: str
    year: str
    kind: str
    event: EventView | None = None
    statement: StatementView | None = None


@dataclass(frozen=True)
class TimelineMonth:
    """What is known of one month, or of a year without a month."""

    heading: str
    anchor: str
    items: tuple[TimelineItem, ...]


@dataclass(frozen=True)
class TimelineYear:
    """A year, or what has no date."""

    heading: str
    anchor: str
    months: tuple[TimelineMonth, ...]


@dataclass(frozen=True)
class TimelineView:
    """Everything with a date, newest first, and events without one."""

    facets: tuple[FacetGroup, ...]
    years: tuple[TimelineYear, ...]
    lists: tuple[ChoiceList, ...]
    terms: tuple[ExplainedView, ...]
    notes: tuple[NoteView, ...]


@dataclass(frozen=True)
class BrowseRow:
    """A brief in the table of all briefs."""

    link: Link
    kind: str
    place: tuple[Link, ...]
    topics: tuple[Link, ...]
    further: tuple[Link, ...]
    """The topics after the first few, folded away."""
    figures: str
    newest: str
    kinds: str
    """The values of its facets, as the query string has them."""
    regions: str
    topic_ids: str
    years: str


@dataclass(frozen=True)
class BrowseView:
    """All briefs in one table."""

    facets: tuple[FacetGroup, ...]
    rows: tuple[BrowseRow, ...]
    lists: tuple[ChoiceList, ...]
    count: str
