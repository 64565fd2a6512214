"""Values fit the unit of their indicator, fixed conversions are right, and units are whole.

Why: a share of 550 percent, a rank of two and a half, a percentage in millions, 347 mu that are
230 hectares are slips of the pen.

Fix: shares and ranks take no scale word; a rank is a whole number from 1; a conversion is into
another unit; a count has a `unit_label` in indicators/; percentage points measure the change of
a share; `share_of` belongs to a percentage; a conversion by a fixed factor has the value that the
message says, rounded as printed; in units/ `to` goes with `factor`, and `of` with `per`.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from briefsite.library import Library
from briefsite.library.graph import Graph
from briefsite.models import Conversion, Figure, Indicator, Unit
from briefsite.problems import Example, Problem
from briefsite.text import number
from briefsite.text.units import BUILT_IN, FORMAT_UNITS, SCALES, Units, normalised

EXAMPLE = Example(
    "indicators.yml", bad="  unit: count\n", good="  unit: count\n  unit_label: docks\n"
)

Found = tuple[str, str, str]


def check(graph: Graph) -> Iterator[Problem]:
    """Report values, conversions and changes that do not fit, and units that are not whole."""
    library = graph.library
    indicators = library.indicators
    back = _lead_back(library.unit_table) if library.units else set()
    for unit in library.units.values():
        for field, message, hint in _unit_faults(unit.id, unit.value, library, back):
            yield unit.problem((field,), "unit", message, hint)
    for entry in indicators.values():
        if (entry.value.unit == "count") != bool(entry.value.unit_label):
            message = "a count needs a unit_label, and nothing else has one"
            yield entry.problem((), "unit", message, 'unit_label: "firms"')
    for brief in library.briefs():
        for index, figure in enumerate(brief.value.figures):
            if figure.indicator in indicators:
                path, indicator = ("figures", index), indicators[figure.indicator].value
                for field, message, hint in _faults(figure, indicator):
                    yield brief.problem((*path, field), "unit", message, hint)
                for at, conversion in enumerate(figure.conversions):
                    place = (*path, "conversions", at)
                    for field, message, hint in _converted(
                        figure, conversion, indicator.unit, library.unit_table
                    ):
                        yield brief.problem((*place, field), "unit", message, hint)


def _faults(figure: Figure, indicator: Indicator) -> Iterator[Found]:
    unit, ends = indicator.unit, (figure.value, figure.high or figure.value)
    if figure.scale and unit in ("percent", "percentage-points", "ordinal"):
        yield (
            "scale",
            f"'{figure.indicator}' is in {unit}; it takes no scale word",
            "delete the line",
        )
    if figure.high is not None and (figure.high <= figure.value or unit == "ordinal"):
        yield "high", "the upper end of a range is above 'value'", "delete it, or correct the two"
    if unit == "ordinal" and (figure.value < 1 or figure.value % 1):
        yield "value", "a rank is a whole number from 1", "write 3 for the third"
    if indicator.quantity == "share" and not all(0 <= end <= 100 for end in ends):
        yield "value", "a share lies between 0 and 100 percent", "55 percent is 55, not 0.55"
    if figure.share_of and unit != "percent":
        yield "share_of", f"'{figure.indicator}' is in {unit}, so it is no share", "delete it"
    if figure.change and figure.change.unit == "percentage-points" and unit != "percent":
        yield "change", "only a percentage changes by percentage points", "write unit: percent"
    for conversion in figure.conversions:
        if conversion.unit == unit:
            yield "conversions", f"'{figure.indicator}' is in {unit} already", "name another unit"


def _converted(figure: Figure, conversion: Conversion, unit: str, table: Units) -> Iterator[Found]:
    """A conversion by a fixed factor that is not right within the rounding of both numbers."""
    if unit not in table or conversion.unit not in table or unit == conversion.unit:
        return
    exact = table.converted(normalised(figure.value, figure.scale), unit, conversion.unit)
    if exact is None:
        return
    slack = table.converted(_half_step(figure.value, figure.scale), unit, conversion.unit) or 0
    slack += Fraction(_half_step(conversion.value, conversion.scale))
    if abs(exact - Fraction(normalised(conversion.value, conversion.scale))) > slack:
        message = f"{number(figure.value)}{_word(figure.scale)} {unit} are not this many"
        right = _rounded(exact, conversion)
        yield "value", f"{message} {conversion.unit}", f"by the fixed factor: value: {right}"


def _word(scale: str | None) -> str:
    return f" {scale}" if scale else ""


def _half_step(value: Decimal, scale: str | None) -> Decimal:
    """How far the number that was rounded may lie from the one printed: 0.05 for 23.1.

    Zeros at the end of a whole number may come of rounding too, but at least two digits count: 5
    for 670, 50 for 1000.
    """
    power, digits = _places(value), str(abs(value))
    if power == 0:
        power = min(len(digits) - len(digits.rstrip("0")), max(len(digits) - 2, 0))
    return Decimal(5).scaleb(power - 1 + SCALES[scale])


def _places(value: Decimal) -> int:
    """The power of ten of the last digit: -1 for 23.1."""
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _rounded(exact: Fraction, conversion: Conversion) -> str:
    """The right value with as many digits as are printed."""
    places = max(-_places(conversion.value), 0)
    value = round(exact / Fraction(normalised(Decimal(1), conversion.scale)), places)
    return f"{Decimal(value.numerator) / value.denominator:f}"


def _unit_faults(id: str, unit: Unit, library: Library, back: set[str]) -> Iterator[Found]:
    """What keeps a unit from being read or converted."""
    table = library.unit_table
    if id in {own.id for own in FORMAT_UNITS}:
        yield "name", f"'{id}' belongs to the format itself", "choose another id"
    elif id in BUILT_IN and unit.kind != BUILT_IN[id].kind:
        is_common = f"'{id}' is a common unit and measures {BUILT_IN[id].kind}"
        yield "kind", is_common, f"write kind: {BUILT_IN[id].kind}"
    if bool(unit.to) != bool(unit.factor):
        missing = "factor" if unit.to else "to"
        yield "to" if unit.to else "factor", f"'{missing}' is missing beside it", f"add {missing}:"
    if bool(unit.of) != bool(unit.per):
        missing = "per" if unit.of else "of"
        yield "of" if unit.of else "per", f"'{missing}' is missing beside it", f"add {missing}:"
    if unit.to and unit.to in table and table[unit.to].kind != unit.kind:
        other = table[unit.to].kind
        yield (
            "to",
            f"'{unit.to}' measures {other}, this {unit.kind}",
            "name a unit of the same kind",
        )
    if id in back:
        yield "to", f"its conversions lead back to '{id}'", "leave one of them out"


def _lead_back(table: Units) -> set[str]:
    """The units whose conversions lead back to themselves; each step is taken once."""
    seen: set[str] = set()
    found: set[str] = set()
    for id in table:
        way: dict[str, int] = {}
        at: str | None = id
        while at and at in table and at not in seen:
            seen.add(at)
            way[at] = len(way)
            at = table[at].to
        if at in way:
            found |= {*list(way)[way[at] :]}
    return found
