"""What the templates of the home page and of lists are given."""

from dataclasses import dataclass

from briefsite.pages.parts import Link, Picture
from briefsite.pages.views import FigureView, Group, NoteView, Tree


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
