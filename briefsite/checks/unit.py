"""Values fit the unit of their indicator.

Why: a share of 550 percent, a rank of two and a half, a percentage in millions are slips of the
pen.

Fix: shares and ranks take no scale word; a rank is a whole number from 1; a conversion is into
another unit; a count has a `unit_label` in indicators.yml; percentage points measure the change of
a share; `share_of` belongs to a percentage.
"""

from collections.abc import Iterator

from briefsite.library.graph import Graph
from briefsite.models import Figure, Indicator
from briefsite.problems import Example, Problem

EXAMPLE = Example("regions/harbour-city.yml", bad="    value: 550\n", good="    value: 55\n")

Found = tuple[str, str, str]


def check(graph: Graph) -> Iterator[Problem]:
    """Report values, conversions and changes that do not fit."""
    indicators = graph.library.indicators
    for entry in indicators.values():
        if (entry.value.unit == "count") != bool(entry.value.unit_label):
            message = "a count needs a unit_label, and nothing else has one"
            yield entry.problem((), "unit", message, 'unit_label: "firms"')
    for brief in graph.library.briefs():
        for index, figure in enumerate(brief.value.figures):
            if figure.indicator in indicators:
                for field, message, hint in _faults(figure, indicators[figure.indicator].value):
                    yield brief.problem(("figures", index, field), "unit", message, hint)


def _faults(figure: Figure, indicator: Indicator) -> Iterator[Found]:
    unit = indicator.unit
    if figure.scale and unit in ("percent", "percentage-points", "ordinal"):
        yield (
            "scale",
            f"'{figure.indicator}' is in {unit}; it takes no scale word",
            "delete the line",
        )
    if unit == "ordinal" and (figure.value < 1 or figure.value % 1):
        yield "value", "a rank is a whole number from 1", "write 3 for the third"
    if indicator.quantity == "share" and not 0 <= figure.value <= 100:
        yield "value", "a share lies between 0 and 100 percent", "55 percent is 55, not 0.55"
    if figure.share_of and unit != "percent":
        yield "share_of", f"'{figure.indicator}' is in {unit}, so it is no share", "delete it"
    if figure.change and figure.change.unit == "percentage-points" and unit != "percent":
        yield "change", "only a percentage changes by percentage points", "write unit: percent"
    for conversion in figure.conversions:
        if conversion.unit == unit:
            yield "conversions", f"'{figure.indicator}' is in {unit} already", "name another unit"
