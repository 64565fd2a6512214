"""The briefs: regions and companies, and the parts they are made of."""

from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from briefsite.models.base import (
    BriefId,
    Citation,
    CompanyId,
    Day,
    Id,
    IndicatorId,
    ItemsNeed,
    KindOf,
    Line,
    Model,
    Number,
    PeriodText,
    PersonId,
    Printed,
    Prose,
    RegionId,
    TopicId,
    UnitId,
    When,
    Whole,
)

# The figure: one value of one indicator, with everything that keeps it from being misread.


Qualifier = Literal["exactly", "over", "about", "at-least", "up-to", "nearly", "under"]
Scale = Literal["thousand", "million", "billion", "trillion"]
Status = Literal["actual", "target", "planned", "capacity", "announced"]


class Change(Model):
    """How the value moved, as the source prints it; nothing computed."""

    value: Number
    """Size of the change; negative for a fall."""
    unit: Literal["percent", "percentage-points"]
    """Percent of the earlier value, or percentage points between two shares."""
    qualifier: Qualifier = "exactly"
    """The word at the number in the source."""
    against: Line
    """What it is compared with, such as "2022" or "a year earlier"."""
    printed: Printed
    """The few words as printed in a paragraph cited under `sources`."""


class Rank(Model):
    """A place in a ranking, as the source prints it."""

    position: Annotated[Whole, Field(le=1_000_000_000)]
    """The place, 1 for the first."""
    among: Line
    """The field that is ranked: "new areas at the national level"."""
    printed: Printed
    """The few words as printed in a paragraph cited under `sources`."""


class ShareOf(Model):
    """The whole of which a share is a part."""

    what: Line
    """The whole in words: "the land area of Hunan Province"."""
    brief: BriefId | None = None
    """The brief whose total it is, where there is one."""


class Conversion(Model):
    """The same amount in another currency or unit, as the source itself prints it."""

    value: Number
    """The converted amount in `unit`, times `scale`."""
    scale: Scale | None = None
    """thousand, million, billion or trillion."""
    unit: UnitId
    """The other unit: an id of the common units or from units/."""
    qualifier: Qualifier = "exactly"
    """The word at the converted number in the source."""
    printed: Printed
    """The few words as printed in a paragraph cited under `sources`."""


class Figure(Model):
    """One value of one indicator for this brief, with its period, status and sources."""

    indicator: IndicatorId
    """What is measured: an id from indicators/, which also gives the unit."""
    period: PeriodText
    """The time the value is for: 2023, "2024-02", "2024-H1", "2023-Q1..2023-Q3", "2021..2025", "by
    2025", "FY2023-24", "FY2023 to 2024-03"; `undated` where the source gives none."""
    period_basis: Literal["printed", "paragraph", "publication", "inferred"] = "printed"
    """`printed`: the sentence prints the period. `paragraph`: an earlier sentence of its paragraph
    does. `publication`: it says "last year" and the source prints its own date. `inferred`:
    concluded by the editors; `note` must say from what."""
    status: Status
    """`actual` (has happened), `target` (set as a goal), `planned` (intended), `capacity` (what
    something is built to do), `announced` (made public, no result yet)."""
    value: Number
    """The number in the indicator's unit, times `scale`; digits after the point as printed. Of a
    range the lower end."""
    high: Number | None = None
    """The upper end, where the source prints a range: of "5 to 6 percent" `value` is 5 and `high`
    is 6. Left out for a single number."""
    scale: Scale | None = None
    """thousand, million, billion or trillion, where the source writes it so."""
    qualifier: Qualifier = "exactly"
    """The word at the number: "exceeded" and "more than" are `over`; "some" and "about" are
    `about`. Leave it out only where the source prints the bare number."""
    change: Change | None = None
    """How the value moved, as printed."""
    rank: Rank | None = None
    """The place in a ranking, as printed."""
    share_of: ShareOf | None = None
    """For a share: the whole."""
    conversions: tuple[Conversion, ...] = ()
    """The same amount in other units or currencies, as printed."""
    note: Prose | None = None
    """What a reader must know to read the value right; shown with it."""
    preferred: Line | None = None
    """Why this value is shown first where sources disagree; the others stay beside it."""
    sources: Annotated[tuple[Citation, ...], Field(min_length=1), ItemsNeed("printed")]
    """Every paragraph that prints this value; `printed` is required in each."""

    @property
    def key(self) -> str:
        """How prose names this figure: `indicator@period`."""
        return f"{self.indicator}@{self.period}"


class Derived(Model):
    """A value that the program computes from figures; only the formula and its inputs are typed."""

    id: Id
    """Name of the value within this brief; part of its permanent link."""
    name: Line
    """What it is: "Growth of total output, 2015 to 2023"."""
    formula: Literal["growth", "share", "difference", "part"]
    """`growth`: from the first input to the second, in percent. `share`: the first as percent of
    the second. `difference`: the first less the second. `part`: the first (a percentage) of the
    second."""
    inputs: Annotated[tuple[Line, ...], Field(min_length=2, max_length=2)]
    """Two figures: `indicator@period`, or of another brief `brief/indicator@period`."""
    note: Prose | None = None
    """What a reader must know to read the value right."""


# The brief.

Sources = Annotated[tuple[Citation, ...], Field(min_length=1)]
RegionKind = Annotated[Id, KindOf("region")]
CompanyKind = Annotated[Id, KindOf("company")]
LocationRole = Literal[
    "base", "factory", "head-office", "hub", "industrial-park", "r-and-d", "site"
]
RelationKind = Literal["partner", "customer", "supplier", "investor", "member"]
SPEAKERS = ("speaker", "organisation", "attributed_to")
"""The fields of a statement of which exactly one is given."""


def _speaks(field: str) -> JsonDict:
    """What the JSON Schema says where this one is given."""
    others: JsonDict = {name: False for name in SPEAKERS if name != field}
    wanted = f"a statement has exactly one speaker: give one of {', '.join(SPEAKERS)}"
    return {"required": [field], "properties": others, "errorMessage": wanted}


class PrintedName(Model):
    """Another form of the name that a source prints, such as an abbreviation."""

    name: Line
    """The form as printed."""
    sources: Sources
    """Where it is printed."""


class Section(Model):
    """A heading and its prose."""

    heading: Line
    """Plain text; shown in the table of contents."""
    text: Prose
    """Prose. Each paragraph and list item cites a source or prints a figure."""


class Event(Model):
    """Something that happened or is planned, at a time."""

    id: Id
    """Name of the event within this brief; part of its permanent link."""
    date: When | None = None
    """As exact as known: 2021, "2024-02", "2024-03-18"; left out where no date is known."""
    date_note: Line | None = None
    """How the date is known or how the source words it, where it prints no plain date."""
    title: Line
    """What happened, in a few words."""
    text: Prose
    """One to three sentences."""
    regions: tuple[RegionId, ...] = ()
    """Other regions on whose pages the event is shown."""
    companies: tuple[CompanyId, ...] = ()
    """Other companies on whose pages the event is shown."""
    people: tuple[PersonId, ...] = ()
    """People who took part (ids from people/)."""
    sources: Sources
    """Where it is told."""


class Statement(Model):
    """What somebody said, in our words. Exactly one of speaker, organisation, attributed_to."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [_speaks(name) for name in SPEAKERS]})

    id: Id
    """Name of the statement within this brief; part of its permanent link."""
    speaker: PersonId | None = None
    """The person who said it (an id from people/)."""
    organisation: BriefId | None = None
    """The company or region that said it (the id of a brief)."""
    attributed_to: Line | None = None
    """Who said it where no name is given: "industry insiders, not named"."""
    text: Prose
    """What was said, as a paraphrase; hedges stay."""
    date: When | None = None
    """When it was said, where known."""
    occasion: Line | None = None
    """Where or to whom it was said, where known."""
    regions: tuple[RegionId, ...] = ()
    """Other regions on whose pages the statement is shown."""
    companies: tuple[CompanyId, ...] = ()
    """Other companies on whose pages the statement is shown."""
    sources: Sources
    """Where it is reported."""


class Relation(Model):
    """A tie to another brief, shown on both pages."""

    to: BriefId
    """Id of the other brief."""
    kind: RelationKind
    """What the other one is to this one."""
    text: Prose
    """One sentence on the tie."""
    sources: Sources
    """Where it is told."""


class Location(Model):
    """A place where a company is present."""

    region: RegionId
    """Id of the region's brief; the smallest that is known."""
    role: LocationRole
    """What the company has there."""
    text: Line | None = None
    """The place in words, where the source says more."""
    sources: Sources
    """Where it is told."""


class Parent(Model):
    """An owner or founder of a company."""

    company: CompanyId
    """Id of the parent's brief."""
    role: Line
    """What the parent is, such as "joint-venture partner"."""
    sources: Sources
    """Where it is told."""


class Correction(Model):
    """An entry of the corrections ledger."""

    date: Day
    """When the brief was corrected."""
    was: Line
    """What stood there before."""
    now: Line
    """What stands there since."""
    why: Line
    """The reason."""


class Review(Model):
    """The last review by a person; never set by a program."""

    date: Day
    """The day of the review."""
    by: Line
    """Who read the brief against its sources."""


class Brief(Model):
    """What a region's and a company's brief have in common."""

    name: Line
    """The English name, as the page's title."""
    local_name: Line | None = None
    """The name in the local language. Editorial: supplied by the editors, not evidence from a
    source."""
    transcription: Line | None = None
    """The local name in Latin letters, such as pinyin with tone marks. Editorial."""
    aliases: tuple[Line, ...] = ()
    """Other names by which readers search, also local ones. Editorial."""
    printed_names: tuple[PrintedName, ...] = ()
    """Other forms of the name that sources print, each with its source."""
    former_ids: tuple[Id, ...] = ()
    """File names the brief had before, without .yml; their addresses lead to the page of today."""
    summary: Prose
    """Two sentences: what this is and why it is here. Digits only as figures or with a citation."""
    topics: tuple[TopicId, ...] = ()
    """Topics the brief belongs to (ids from topics/)."""
    lead: tuple[Line, ...] = ()
    """The figures to show first, here and where one stands for all, in this order: `indicator`, or
    `indicator@period` where there are several. Left out: those that are no rank or capacity."""
    figures: tuple[Figure, ...] = ()
    """The numbers, the most telling first; `lead` puts others in front."""
    derived: tuple[Derived, ...] = ()
    """Values computed from figures, never typed in."""
    sections: tuple[Section, ...] = ()
    """The narrative."""
    events: tuple[Event, ...] = ()
    """What happened and what is planned. Write each event in one brief, name the others in it."""
    statements: tuple[Statement, ...] = ()
    """Who said what. Write each in one brief, name the others in it."""
    relations: tuple[Relation, ...] = ()
    """Ties to other briefs; the other page shows them too."""
    corrections: tuple[Correction, ...] = ()
    """What was wrong and has been put right, newest first."""
    reviewed: Review | None = None
    """The last review by a person."""


class Region(Brief):
    """A region of one of the kinds in site.yml: briefs/regions/ID.yml."""

    written_after: ClassVar[dict[str, str]] = {
        "kind": "former_ids",
        "parent": "kind",
        "parent_sources": "parent",
    }
    """Where its own fields stand among those of every brief."""
    kind: RegionKind
    """What sort of region it is: one of `region_kinds` in site.yml."""
    parent: RegionId | None = None
    """Id of the region it lies in; left out only for what lies in nothing, such as a country."""
    parent_sources: tuple[Citation, ...] = ()
    """Where a source says so. Without one the page marks the place as editorial."""


class Company(Brief):
    """A company or institution of one of the kinds in site.yml: briefs/companies/ID.yml."""

    written_after: ClassVar[dict[str, str]] = {
        "kind": "former_ids",
        "sectors": "topics",
        "locations": "sectors",
        "parents": "locations",
    }
    """Where its own fields stand among those of every brief."""
    kind: CompanyKind
    """What sort of organisation it is: one of `company_kinds` in site.yml."""
    sectors: tuple[TopicId, ...] = ()
    """What it does (ids from topics/)."""
    locations: tuple[Location, ...] = ()
    """Where it is present, as far as sources say."""
    parents: tuple[Parent, ...] = ()
    """Who founded or owns it, as far as sources say."""
