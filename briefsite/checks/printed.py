"""A figure's citation has `printed`, which says what the figure says: value, unit, qualifier.

So do the printed words of a change, a rank and a conversion. What they say must be read for
certain. Whether they stand in the source is what `build.py verify` looks at.

Why: `value: 870000` over the words “868,000 units” is wrong whatever the source says.

Fix: write the value, the unit and the qualifier that the words have, or copy the words that have
all of them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Change, Conversion, Figure, Indicator, Source
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem
from briefsite.text import amount, number, ordinal
from briefsite.text.english import first_place
from briefsite.text.quantities import Quantity, Stated, normalise, quantities
from briefsite.text.units import BUILT_IN, QUALIFIERS, Units, normalised

EXAMPLE = Example("regions/harbour-city.yml", bad="    value: 950\n", good="    value: 900\n")


@dataclass(frozen=True)
class _Claim:
    """A number of a brief, and the words that are to say it."""

    printed: str
    path: FieldPath
    """Of the printed words."""
    sources: tuple[str, ...]
    """Of which one at least prints them."""
    stated: Stated
    in_words: Callable[[], str]

    @property
    def words(self) -> str:
        """The number in words."""
        return self.in_words()


def check(graph: Graph) -> Iterator[Problem]:
    """Report citations without printed words, and numbers that those do not say."""
    yield from missing(graph)
    library, kept = graph.library, graph.library.kept
    measures = [one.document for one in (*library.units.values(), *library.indicators.values())]
    common = kept.key("measures", *(word for one in measures for word in (one.file, one.key)))
    for brief in library.briefs():
        cited = {one.source for figure in brief.value.figures for one in figure.sources}
        rests_on = [library.sources[id].document for id in sorted(cited & library.sources.keys())]
        key = kept.key("printed", common, brief.document.key, *(one.key for one in rests_on))
        if not kept.has(key):
            found = list(_misread(graph, brief))
            yield from found
            if not found:
                kept.sound(key)


def _misread(graph: Graph, brief: AnyBrief) -> Iterator[Problem]:
    """The numbers of a brief that the printed words do not say."""
    library, table = graph.library, graph.library.unit_table
    for index, figure in enumerate(brief.value.figures):
        indicator = library.indicators.get(figure.indicator)
        if indicator and _can_be_worded(figure, indicator.value, table):
            for claim in _claims(index, figure, indicator.value, table):
                said = [
                    _said(_read(claim.printed, library.sources[id].value, table), claim, table)
                    for id in claim.sources
                    if id in library.sources
                ]
                if said and all(said):
                    path, (message, hint) = claim.path, said[0] or ("", "")
                    yield brief.problem(path, "printed", message, hint)


def missing(graph: Graph) -> Iterator[Problem]:
    """Report citations of figures without the printed words."""
    message = "a figure's citation needs the words as printed"
    hint = 'copy the few words with the number: printed: "868,000 units"'
    for brief in graph.library.briefs():
        for index, figure in enumerate(brief.value.figures):
            for at, citation in enumerate(figure.sources):
                if not citation.printed:
                    path = ("figures", index, "sources", at)
                    yield brief.problem(path, "printed", message, hint)


def _can_be_worded(figure: Figure, indicator: Indicator, table: Units) -> bool:
    """Whether the unit is known, and the value one that it can have: `unit` reports the others."""
    return indicator.unit in table and (indicator.unit != "ordinal" or not figure.value % 1)


def _claims(index: int, figure: Figure, indicator: Indicator, table: Units) -> Iterator[_Claim]:
    path: FieldPath = ("figures", index)
    value, label = normalised(figure.value, figure.scale), indicator.unit_label
    high = None if figure.high is None else normalised(figure.high, figure.scale)
    stated = Stated(value, indicator.unit, figure.qualifier, high, label)
    words = partial(_words_of, figure, figure.scale, indicator.unit, table, label)
    for at, citation in enumerate(figure.sources):
        if citation.printed:
            place = (*path, "sources", at, "printed")
            yield _Claim(citation.printed, place, (citation.source,), stated, words)
    cited = tuple(citation.source for citation in figure.sources)
    if change := figure.change:
        stated = Stated(change.value, change.unit, change.qualifier)
        words = partial(_words_of, change, None, change.unit, table)
        yield _Claim(change.printed, (*path, "change", "printed"), cited, stated, words)
    if rank := figure.rank:
        stated = Stated(Decimal(rank.position), "ordinal")
        place = (*path, "rank", "printed")
        yield _Claim(rank.printed, place, cited, stated, partial(ordinal, rank.position))
    for at, other in enumerate(figure.conversions):
        if other.unit in table:
            stated = Stated(normalised(other.value, other.scale), other.unit, other.qualifier)
            words = partial(_words_of, other, other.scale, other.unit, table)
            place = (*path, "conversions", at, "printed")
            yield _Claim(other.printed, place, cited, stated, words)


def _words_of(
    part: Figure | Change | Conversion,
    scale: str | None,
    unit: str,
    table: Units,
    label: str | None = None,
) -> str:
    return amount(
        part.value,
        table[unit],
        scale=scale,
        qualifier=part.qualifier,
        label=label,
        high=getattr(part, "high", None),
    )


def _read(printed: str, source: Source, table: Units) -> tuple[Quantity, ...]:
    return quantities(normalise(printed), table, source.language, source.country)


def _said(found: Iterable[Quantity], claim: _Claim, table: Units) -> tuple[str, str] | None:
    """What the number that comes nearest says against a claim, and what to do; None: nothing."""
    amounts = [q for q in found if q.role == "amount"]
    first = claim.stated.unit == "ordinal" and claim.stated.value == 1
    if first and first_place(claim.printed) and all(q.unit != "ordinal" for q in amounts):
        return None
    faults = [tuple(_faults(q, claim, table)) for q in amounts]
    if not faults:
        message = f"no number is read in '{claim.printed}'"
        return message, f"copy the words that say {claim.words}"
    nearest = min(faults, key=lambda one: sum(fault.weight for fault in one))
    return (nearest[0].message, nearest[0].hint) if nearest else None


@dataclass(frozen=True)
class _Fault:
    weight: int
    message: str
    hint: str


def _faults(quantity: Quantity, claim: _Claim, table: Units) -> Iterator[_Fault]:
    """Where a number that was read is not that of a claim, the worst first."""
    stated = claim.stated

    def said() -> str:
        return f"'{claim.printed}' says {_words(quantity, table)}"

    if quantity.doubt and not stated.settles(quantity, table):
        message = f"'{quantity.printed}' cannot be read for certain: {quantity.doubt}"
        hint = "copy more of the words; of money, name the source's country"
        yield _Fault(16, message, hint)
    if not stated.equals(quantity):
        if replace(stated, value=-stated.value).equals(quantity):
            way = "says a rise" if stated.value < 0 else "says a fall"
            way = way if quantity.direction or quantity.value < 0 else "says no fall"
            hint = f"write {number(-stated.value)}, or copy the words that say it"
            yield _Fault(2, f"'{claim.printed}' {way}; the value is {number(stated.value)}", hint)
        else:
            hint = "write the value as printed, or copy the words that say it"
            yield _Fault(8, f"{said()}, not {claim.words}", hint)
    if not stated.fits(quantity, table):
        hint = (
            "copy the words with the unit too"
            if quantity.unit is None
            else "correct the unit, or copy others"
        )
        yield _Fault(4, f"{said()}, not {claim.words}", hint)
    if not stated.qualifies(quantity):
        hint = f"write qualifier: {quantity.qualifier}, or copy the words that say it"
        yield _Fault(1, f"{said()}; the qualifier is '{stated.qualifier}'", hint)


def _words(quantity: Quantity, table: Units) -> str:
    """A number as it was read: `over 868,000`, `5 to 6 percent`."""
    if quantity.unit == "ordinal":
        return ordinal(int(quantity.value))
    high = f" to {_plain(quantity.high)}" if quantity.high is not None else ""
    unit = table.get(quantity.unit or "count", BUILT_IN["count"])
    per = f" a {quantity.per}" if quantity.per and not unit.per else ""
    qualifier = QUALIFIERS[quantity.qualifier]
    return f"{qualifier}{_plain(quantity.value)}{high}{unit.written}{per}"


def _plain(value: Decimal) -> str:
    return number(value.normalize())
