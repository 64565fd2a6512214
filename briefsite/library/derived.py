"""Values computed from figures: growth, share, difference, part.

In: a brief's `derived` entry and the graph. Out: the value with its qualifier, unit and formula in
words, or the reason why it cannot be computed. Results are rounded to three significant digits;
an input that is "over" makes the result "over" or "under", whichever follows.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from briefsite.library.graph import AnyBrief, FigureAt, Graph
from briefsite.library.prose import FigureRef, parse
from briefsite.models import Derived, Figure, Indicator, Source
from briefsite.text import amount, listed
from briefsite.text.periods import Period
from briefsite.text.units import BASES, STATUSES, normalised

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
    found = [_input(graph, brief, text) for text in derived.inputs]
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


def _input(graph: Graph, brief: AnyBrief, text: str) -> tuple[FigureAt, ...]:
    refs = [inline for inline in parse("{" + text + "}").inlines() if isinstance(inline, FigureRef)]
    return graph.figures(brief.id, refs[0]) if refs else ()


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
    return any(
        other.indicator == at.figure.indicator and _end(other) > _end(at.figure)
        for other in at.brief.value.figures
    )


def _end(figure: Figure) -> date:
    return Period.parse(figure.period).last or date.min


def outcome(figure: Figure) -> date | None:
    """The last day of what was meant to be; None for what has happened, and what has no date."""
    meant = figure.status in ("target", "planned", "announced")
    return Period.parse(figure.period).last if meant else None


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
