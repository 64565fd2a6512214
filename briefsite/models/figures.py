"""The figure: one value of one indicator, with everything that keeps it from being misread."""

from typing import Annotated, Literal

from pydantic import Field

from briefsite.models.base import (
    BriefId,
    Citation,
    Id,
    IndicatorId,
    ItemsNeed,
    Line,
    Model,
    Number,
    PeriodText,
    Printed,
    Prose,
    UnitId,
    Whole,
)

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

    position: Whole
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
    """The other unit: an id of the common units or from units.yml."""
    qualifier: Qualifier = "exactly"
    """The word at the converted number in the source."""
    printed: Printed
    """The few words as printed in a paragraph cited under `sources`."""


class Figure(Model):
    """One value of one indicator for this brief, with its period, status and sources."""

    indicator: IndicatorId
    """What is measured: an id from indicators.yml, which also gives the unit."""
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
