"""What templates are given about evidence: claim cards, derived values, the method page."""

from dataclasses import dataclass

from briefsite.pages.parts import Fact, Link
from briefsite.text import Markdown


@dataclass(frozen=True)
class CitedView:
    """One source of a figure, with what it prints."""

    source: Link
    para: int
    printed: str
    publisher: str
    published: str
    accessed: str
    passage: str
    """Address of the passage, where the source has one."""


@dataclass(frozen=True)
class ClaimView:
    """The claim card of a figure."""

    citations: tuple[CitedView, ...]
    normalised: str
    confirmation: str
    others: tuple[str, ...]
    """Values of other sources for the same thing."""
    due: str
    """The day of the next review, as 2025-12-31; empty where nothing is dated."""
    due_words: str
    stale: bool
    verified: bool
    permalink: str
    report: str
    """The form for errors with this figure filled in; empty where there is no repository."""
    plain: str
    bibtex: str
    csl: str


@dataclass(frozen=True)
class DerivedView:
    """A value computed by the program, with its formula."""

    anchor: str
    name: str
    value: str
    formula: str
    inputs: tuple[Link, ...]
    note: Markdown


@dataclass(frozen=True)
class CoverageRow:
    """How much of one source the briefs say."""

    source: Link
    cited: str
    numbers: str
    names: str


@dataclass(frozen=True)
class MethodView:
    """The figures of the current build, for the page on method."""

    numbers: tuple[Fact, ...]
    coverage: tuple[CoverageRow, ...]
    stale: tuple[Link, ...]
    unverified: tuple[Link, ...]
    rules: Link
    """The page of all rules."""
    day: str
