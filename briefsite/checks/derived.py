"""A derived value names two figures that exist and can be computed with each other.

Growth goes from the earlier period to the later, a share is no larger than its whole, and a `note`
says why a figure of another brief is taken.

Why: the program computes it, so that nobody has to trust a calculation done by hand.

Fix: name the figures as `indicator@period`, or `brief/indicator@period` for those of another
brief; both in one unit, in the order of the formula.
"""

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from briefsite.library.graph import AnyBrief, FigureAt, Graph
from briefsite.models import Derived, Figure, Indicator, Source
from briefsite.problems import Example, Problem, did_you_mean
from briefsite.text import amount, listed
from briefsite.text.periods import Period
from briefsite.text.units import BASES, STATUSES, normalised

HUNDRED = 100
"""The share, in percent, that the whole has in itself."""

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="    inputs:\n      - docks@2014\n      - docks@2023\n",
    good="    inputs:\n      - docks@2022\n      - docks@2023\n",
)

# The values themselves: growth, share, difference, part.
#
# In: a brief's `derived` entry and the graph. Out: the value with its qualifier, unit and formula
# in words, or the reason why it cannot be computed. Results are rounded to three significant
# digits; an input that is "over" makes the result "over" or "under", whichever follows.


SIGNIFICANT_DIGITS = 3
_ROUND = Context(prec=SIGNIFICANT_DIGITS)
_TURNED = {"over": "under", "at-least": "up-to", "up-to": "at-least"}
_SIGNS = {"growth": (-1, 1), "share": (1, -1), "difference": (1, -1), "part": (1, 1)}


@dataclass(frozen=True)
class Computed:
    """A derived value, normalised, with the figures it rests on."""

    value: Decimal
    unit: str
    qualifier: str
    """A qualifier of the format, or `under`."""
    formula: str
    """The formula with the inputs in words."""
    inputs: tuple[FigureAt, ...]


class NotComputed(str):
    """Why there is no value, in words."""

    guilty: int | None = None
    """Which input is the reason, where one of them is."""
    several: bool = False
    """Whether that names several figures."""
    unknown: bool = False
    """Whether an input is of an indicator that is not known; that is said where it is named."""

    @classmethod
    def because(
        cls, words: str, guilty: int | None = None, *, several: bool = False, unknown: bool = False
    ) -> "NotComputed":
        """The reason with what is known of it."""
        made = cls(words)
        made.guilty, made.several, made.unknown = guilty, several, unknown
        return made


def rounded(value: Decimal) -> Decimal:
    """A computed value with three significant digits, and no zeros added."""
    return _ROUND.create_decimal(value)


def compute(graph: Graph, brief: AnyBrief, derived: Derived) -> Computed | NotComputed:
    """The value, or in words why there is none."""
    found = [graph.figures_named(brief.id, text) for text in derived.inputs]
    for number, (text, figures) in enumerate(zip(derived.inputs, found, strict=True)):
        if len(figures) != 1:
            why = f"'{text}' is {'no figure' if not figures else 'more than one figure'}"
            return NotComputed.because(why, number, several=bool(figures))
    inputs = tuple(figures[0] for figures in found)
    indicators = graph.library.indicators
    unknown = [at.figure.indicator for at in inputs if at.figure.indicator not in indicators]
    if unknown:
        return NotComputed.because(f"the indicator '{unknown[0]}' is not known", unknown=True)
    units = [indicators[at.figure.indicator].value.unit for at in inputs]
    if any(at.figure.high is not None for at in inputs):
        return NotComputed("a range has no single value to compute with")
    fault = _unit_fault(derived.formula, units)
    if fault:
        return NotComputed(fault)
    first, second = (normalised(at.figure.value, at.figure.scale) for at in inputs)
    divisor = {"growth": first, "share": second}.get(derived.formula, Decimal(1))
    if not divisor:
        return NotComputed("the formula divides by zero")
    words = [figure_words(graph, at) for at in inputs]
    value, unit, formula = _apply(derived.formula, (first, second), units, words)
    qualifier = _qualifier(derived.formula, [at.figure.qualifier for at in inputs])
    # A quotient has no digits of its own to keep: 9.00 is 9. A difference keeps those printed.
    exact = value if derived.formula == "difference" else value.normalize()
    return Computed(rounded(exact), unit, qualifier, formula, inputs)


def _apply(
    formula: str, values: tuple[Decimal, Decimal], units: Sequence[str], words: Sequence[str]
) -> tuple[Decimal, str, str]:
    first, second = values
    if formula == "growth":
        growth = f"({words[1]} − {words[0]}) ÷ {words[0]}"
        return (second - first) / first * 100, "percent", growth
    if formula == "share":
        return first / second * 100, "percent", f"{words[0]} ÷ {words[1]}"
    if formula == "difference":
        return first - second, units[0], f"{words[0]} − {words[1]}"
    return first * second / 100, units[1], f"{words[0]} × {words[1]}"


def _unit_fault(formula: str, units: Sequence[str]) -> str | None:
    if formula == "part":
        return None if units[0] == "percent" else "the first input of a part is a percentage"
    if formula == "difference" and units == ["percent", "percentage-points"]:
        return None
    return None if units[0] == units[1] else f"the inputs are in {units[0]} and {units[1]}"


def figure_words(graph: Graph, at: FigureAt) -> str:
    """A figure's value in words, with qualifier, scale and unit."""
    figure = at.figure
    indicator = graph.library.indicators[figure.indicator].value
    return amount(
        figure.value,
        graph.library.unit_table[indicator.unit],
        scale=figure.scale,
        qualifier=figure.qualifier,
        label=indicator.unit_label,
        high=figure.high,
    )


def _qualifier(formula: str, qualifiers: list[str]) -> str:
    turned = {
        _TURNED.get(word, word) if sign < 0 else word
        for word, sign in zip(qualifiers, _SIGNS[formula], strict=True)
    } - {"exactly"}
    if not turned:
        return "exactly"
    return turned.pop() if len(turned) == 1 else "about"


# A value with all that limits it, for wherever it stands without its card.


def whole_words(graph: Graph, at: FigureAt) -> str:
    """`over 4% of the city's output (2030, target)`: a value with its qualifier, the whole of which
    it is a share, its period with the basis of it, and its status where that is not *actual*."""
    whole = f" of {at.figure.share_of.what}" if at.figure.share_of else ""
    return f"{figure_words(graph, at)}{whole} ({limits([at])})"


def limits(figures: Sequence[FigureAt]) -> str:
    """The periods, their bases and the statuses of figures: `2023 and 2024, inferred, planned`."""
    inputs = [at.figure for at in figures]
    periods = listed(dict.fromkeys(Period.parse(figure.period).words for figure in inputs))
    bases = dict.fromkeys(BASES[figure.period_basis] for figure in inputs)
    statuses = dict.fromkeys(STATUSES[figure.status].lower() for figure in inputs)
    states = [] if [*statuses] == ["actual"] else [listed(statuses)]
    return ", ".join([periods, *filter(None, bases), *states])


# When a figure is due for review, and whether that day has passed.
#
# In: a figure, its indicator, the sources it cites, a day. Out: days. The clock starts at the end
# of the figure's period, and for an undated figure on the day its newest source was published.


def due(figure: Figure, indicator: Indicator, sources: Iterable[Source]) -> date | None:
    """The day from which the figure counts as stale; None where nothing is dated."""
    end = Period.parse(figure.period).last
    if end is None:
        days = [date.fromisoformat(source.published) for source in sources if source.published]
        end = max(days, default=None)
    return _add_months(end, indicator.review_months) if end else None


def newer(at: FigureAt) -> bool:
    """Whether the brief has a value of the indicator for a later time."""
    end = Period.parse(at.figure.period).last or date.min
    return at.brief.latest[at.figure.indicator] > end


def outcome(figure: Figure) -> date | None:
    """The last day of what was meant to be; None for what has happened, and what has no date."""
    meant = figure.status in ("target", "planned", "announced")
    return Period.parse(figure.period).last if meant else None


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# The rule.


def check(graph: Graph) -> Iterator[Problem]:
    """Report derived values that cannot be computed."""
    if graph.library.broken:
        return  # the figures of what cannot be read are not known
    for brief in graph.library.briefs():
        for index, derived in enumerate(brief.value.derived):
            found = compute(graph, brief, derived)
            if isinstance(found, NotComputed):
                if not found.unknown:  # that is said by unknown-id
                    hint = _hint(graph, brief, derived, found)
                    guilty = () if found.guilty is None else (found.guilty,)
                    path = ("derived", index, "inputs", *guilty)
                    yield brief.problem(path, "derived", found, hint)
            elif fault := _fault(brief, derived, found):
                yield brief.problem(("derived", index, fault[0]), "derived", *fault[1:])


def _hint(graph: Graph, brief: AnyBrief, derived: Derived, found: NotComputed) -> str:
    """The figure that was meant, where one is near."""
    form = "name figures as indicator@period or brief/indicator@period"
    if found.guilty is None or found.several:
        return form
    owner, _, name = derived.inputs[found.guilty].rpartition("/")
    briefs = {one.id: one for one in graph.library.briefs()}
    keys = [figure.key for figure in briefs.get(owner, brief).value.figures]
    return did_you_mean(name, keys, most=0) or form


def _fault(brief: AnyBrief, derived: Derived, found: Computed) -> tuple[str, str, str] | None:
    """What is wrong with inputs that can be computed: the field, the words, the hint."""
    first, second = (at.figure for at in found.inputs)
    if derived.formula == "growth":
        begin, end = Period.parse(first.period).last, Period.parse(second.period).last
        if not begin or not end:
            return "inputs", "growth needs two periods", "name two figures that have one"
        if begin >= end:
            message = f"growth goes from the earlier to the later, not from {first.period}"
            return "inputs", message, "write the earlier figure first"
    if derived.formula == "share" and found.value > HUNDRED:
        message = "the first figure is larger than the second; it is no part of it"
        return "inputs", message, "write the part first, then the whole"
    if not derived.note and any(at.brief.id != brief.id for at in found.inputs):
        hint = "say in 'note' why the two belong together"
        return "id", "a figure of another brief is taken without a reason", hint
    return None
