"""What templates are given: small frozen values, worded and linked, with nothing left to decide.

`str` fields are plain text, which the template engine escapes; prose is nodes, which know their own
HTML and their data for paper.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from briefsite.library.nodes import Blocks, Run
from briefsite.pages.charts import Chart
from briefsite.text.units import BASES, QUALIFIERS, SCALES


@dataclass(frozen=True)
class Link:
    """A link to a page of the site: `href` is relative to the page it stands on."""

    text: str
    href: str
    note: str = ""
    """A few words beside the link."""
    local_name: str = ""
    summary: str = ""
    """A sentence on what the page is about, for cards."""


@dataclass(frozen=True)
class Fact:
    """A labelled value of the box at the top of a page."""

    label: str
    value: Run


@dataclass(frozen=True)
class Picture:
    """A chart with the words under it."""

    id: str
    chart: Chart
    caption: str
    reasons: tuple[str, ...] = ()
    """Why values are drawn apart, one each; or what to mind."""
    linked: bool = False
    """It is there to lead on, not to show values."""
    title: str = ""
    """What is measured, in what unit, and when."""


# What templates are given about evidence: claims, derived values.


@dataclass(frozen=True)
class CitedView:
    """One paragraph that a figure rests on."""

    source: Link
    para: int
    mark: Run
    """Of its note."""
    lacks: str
    """What the source does not say of itself: `no publisher, no date`; empty where it says it."""


@dataclass(frozen=True)
class SaidView:
    """Words as printed, and every paragraph that prints them."""

    printed: str
    at: tuple[CitedView, ...]


@dataclass(frozen=True)
class ClaimView:
    """What a reader needs to trust or reject a figure."""

    said: tuple[SaidView, ...]
    origins: str
    """How many independent texts tell it: `One source`, `3 independent sources`."""
    normalised: str
    """The value without its scale word; empty where it has none."""
    rates: tuple[str, ...]
    """The rates of exchange that amounts in two currencies imply."""
    due_words: str
    """The day of the next review; empty where nothing is dated, or a newer value stands beside."""
    outcome: str
    """The last day of what was meant to be, as 2025-12-31; empty where it is not of that kind."""
    is_awaited: bool
    """Whether that day had passed when the page was made."""
    reportable: bool
    """Whether the page has a form for errors at its foot."""
    key: str
    """Its key in the files to cite from."""
    since: str
    """In an edition that is kept: where it is told what became of it; else empty."""


@dataclass(frozen=True)
class DerivedView:
    """A value computed by the program, with its formula."""

    anchor: str
    name: str
    value: str
    limits: str
    """Period, basis and status of what it is computed from."""
    formula: str
    inputs: tuple[Link, ...]
    note: Run


# What templates are given about words: terms explained in place, sentences that name a page.


@dataclass(frozen=True)
class ExplainedView:
    """A term of the page's prose, explained where it first stands."""

    id: str
    link: Link
    """To its entry in the glossary."""
    definition: str


@dataclass(frozen=True)
class SentenceView:
    """A sentence of a brief that names this page's subject, which is marked in it."""

    at: Link
    """Where it stands: the part of the brief, at its own place."""
    text: Run


@dataclass(frozen=True)
class MentionView:
    """A brief that names this page's subject."""

    brief: Link
    sentences: tuple[SentenceView, ...]
    more: str
    """How many further sentences, in words; empty where there are none."""
    places: tuple[Link, ...]
    """Where a field of it, not a sentence, names the subject."""


Rest = Mapping[str, tuple[Link, ...]]
"""Of the lists of a page in parts, by name, the links to the parts that have the rest."""
INFERRED = BASES["inferred"]
_NUMBER = re.compile(
    rf"({'|'.join(word for word in QUALIFIERS.values() if word)})?"
    rf"(-?[\d.,]+(?:%|st|nd|rd|th)?(?: (?:{'|'.join(word for word in SCALES if word)})\b)?)(.*)"
)


@dataclass(frozen=True)
class NoteView:
    """A numbered note: the paragraph of a source."""

    number: int
    source: Link
    para: int
    detail: str
    """Publisher and date as printed."""
    accessed: str
    """The day on which the text was read; empty where it is not recorded."""
    prints: tuple[str, ...]
    """The words as printed that the page rests on, each once."""
    address: str
    """Where the source is on the web, for paper; empty where none is known."""
    passage: str
    """That address with the words to scroll to; empty where none is known."""
    is_first: bool
    """Whether it is the page's first note on the source, which tells it in full."""


@dataclass(frozen=True)
class FigureView:
    """One figure, in words."""

    anchor: str
    href: str
    indicator: Link
    owner: Link
    value: str
    conversions: tuple[str, ...]
    period: str
    basis: str
    """Why the period is what it is, where the source does not print it."""
    status: str
    status_word: str
    change: str
    rank: str
    share_of: str
    note: Run
    marks: Run
    preferred: str
    rivals: tuple[str, ...]
    """Values of other sources for the same thing, with who says so."""
    compare: Link | None = None
    """To all values of the indicator, where there are others."""
    claim: ClaimView | None = None
    """Left out where the figure only stands as an example."""

    @property
    def period_mark(self) -> str:
        """The period with a word on its basis."""
        return f"{self.period} ({self.basis})" if self.basis else self.period

    @property
    def when(self) -> str:
        """The period, with its basis where that needs no warning."""
        return self.period if self.basis == INFERRED else self.period_mark

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """What keeps the value from being a plain one, each with its kind: `target`, `Target`."""
        inferred = [("inferred", self.basis.capitalize())] if self.basis == INFERRED else []
        status = [(self.status, self.status_word)] if self.status != "actual" else []
        return (*inferred, *status)

    @property
    def value_parts(self) -> tuple[str, str, str]:
        """Qualifier, number with its scale word, and unit: `over`, `5 trillion`, `yuan`."""
        match = _NUMBER.fullmatch(self.value)
        if not match:
            return "", self.value, ""
        return (match[1] or "").strip(), match[2], match[3].strip()


@dataclass(frozen=True)
class SectionView:
    """A heading, its anchor and its text."""

    heading: str
    anchor: str
    text: Blocks


@dataclass(frozen=True)
class EventView:
    """Something that happened or is planned."""

    anchor: str
    date: str
    date_note: str
    title: str
    text: Run
    people: tuple[Link, ...]
    places: tuple[Link, ...]
    written_in: Link | None
    marks: Run
    printed: tuple[str, ...] = ()
    """The words as printed on which it rests, each once."""


@dataclass(frozen=True)
class StatementView:
    """What somebody said."""

    anchor: str
    speaker: Link | None
    speaker_name: str
    role: str
    text: Run
    date: str
    occasion: str
    about: tuple[Link, ...]
    written_in: Link | None
    marks: Run
    printed: tuple[str, ...] = ()
    """The words as printed on which it rests, each once."""


@dataclass(frozen=True)
class TieView:
    """A tie to another brief: what it is, in a sentence."""

    link: Link
    kind: str
    text: Run
    marks: Run


@dataclass(frozen=True)
class BriefView:
    """A page of a region or company."""

    id: str
    kind: str
    """region or company."""
    name: str
    local_name: str
    transcription: str
    aliases: tuple[str, ...]
    facts: tuple[Fact, ...]
    summary: Run
    key_figures: tuple[FigureView, ...]
    further_figures: tuple[FigureView, ...]
    """Those that follow the key figures, where there are many; each figure is shown once."""
    pictures: tuple[Picture, ...]
    derived: tuple[DerivedView, ...]
    company_figures: tuple[FigureView, ...]
    """For a region without figures of its own: those of the companies there."""
    sections: tuple[SectionView, ...]
    events: tuple[EventView, ...]
    statements: tuple[StatementView, ...]
    ties: tuple[TieView, ...]
    companies: tuple[Link, ...]
    parent: Link | None
    siblings: tuple[Link, ...]
    children: tuple[Link, ...]
    compare: tuple[Link, ...]
    """To the comparison of briefs, where it has values of this one."""
    missing: str
    """What the sources do not publish, in a sentence; empty where they publish some of all."""
    mentions: tuple[MentionView, ...]
    corrections: tuple[Fact, ...]
    reviewed: str
    terms: tuple[ExplainedView, ...]
    notes: tuple[NoteView, ...]
    rest: Rest


@dataclass(frozen=True)
class Resting:
    """What rests on one paragraph of a source."""

    para: int
    groups: tuple["Group", ...]
    """Under the name of each page, its parts that cite the paragraph."""
    furniture: str
    """Why the paragraph holds nothing to cite, where that is so."""
    more: tuple[Link, ...]
    """To the other parts of the page in which it is cited."""


@dataclass(frozen=True)
class WordingView:
    """What another issue of a text says in different words: here, and there."""

    other: Link
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SourceView:
    """A page of a source."""

    label: str
    facts: tuple[Fact, ...]
    defects: tuple[str, ...]
    same_origin: tuple[Link, ...]
    wordings: tuple[WordingView, ...]
    paragraphs: tuple[Resting, ...]
    citations: int
    mentions: tuple[MentionView, ...]
    rest: Rest


@dataclass(frozen=True)
class IndicatorView:
    """A page of an indicator: all values side by side."""

    name: str
    definition: str
    facts: tuple[Fact, ...]
    picture: Picture | None
    figures: tuple[FigureView, ...]
    alone: str
    """That only one brief gives a value, where that is so."""
    compare: Link | None
    """To its table in the comparison of briefs, where two have values."""
    csv: str
    """Address of the file with the values, from the page; empty where there are none."""
    mentions: tuple[MentionView, ...]
    terms: tuple[ExplainedView, ...]
    notes: tuple[NoteView, ...]
    rest: Rest

    @property
    def single(self) -> bool:
        """One value needs a card, not a table."""
        return len(self.figures) == 1


@dataclass(frozen=True)
class TopicView:
    """A page of a topic."""

    name: str
    local_name: str
    definition: str
    regions: tuple[Link, ...]
    companies: tuple[Link, ...]
    indicators: tuple[Link, ...]
    events: tuple[EventView, ...]
    mentions: tuple[MentionView, ...]
    terms: tuple[ExplainedView, ...]
    notes: tuple[NoteView, ...]
    rest: Rest


@dataclass(frozen=True)
class PersonView:
    """A page of a person."""

    name: str
    local_name: str
    roles: tuple[Fact, ...]
    statements: tuple[StatementView, ...]
    events: tuple[EventView, ...]
    missing: str
    mentions: tuple[MentionView, ...]
    terms: tuple[ExplainedView, ...]
    notes: tuple[NoteView, ...]
    rest: Rest


@dataclass(frozen=True)
class TermView:
    """A glossary entry."""

    anchor: str
    name: str
    local_name: str
    aliases: tuple[str, ...]
    definition: Blocks
    used: tuple[Link, ...]
    """The briefs that use it, each where it does so first, and indicators."""


@dataclass(frozen=True)
class GlossaryView:
    """The glossary."""

    terms: tuple[TermView, ...]
    notes: tuple[NoteView, ...]


@dataclass(frozen=True)
class Group:
    """Links under a heading."""

    heading: str
    anchor: str
    links: tuple[Link, ...]
    cards: bool = True
    """Cards with a sentence each, or a plain list."""
