"""Mutants of the real figures: each is one wrong thing that `verify` should notice.

A mutant is a brief with one figure changed: value times ten, neighbouring digits swapped, another
qualifier, another period, another paragraph, another unit of scale, another rank, another change.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from briefsite.library import Entry
from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Figure

QUALIFIERS = ("exactly", "over", "about", "at-least", "up-to", "nearly")


def mutants(figure: Figure, paragraphs: dict[str, int]) -> Iterator[tuple[str, Figure]]:
    """Every mutant of a figure, with what was done to it."""
    for size in _other_numbers(figure.value):
        yield f"value {size}", figure.model_copy(update={"value": size})
    if figure.scale:
        other = "million" if figure.scale != "million" else "billion"
        yield f"scale {other}", figure.model_copy(update={"scale": other})
    for word in QUALIFIERS:
        if word != figure.qualifier:
            yield f"qualifier {word}", figure.model_copy(update={"qualifier": word})
    if figure.period != "undated":
        for shift in (-1, 1):
            year = str(int(figure.period[:4]) + shift)
            period = figure.period.replace(figure.period[:4], year)
            yield f"period {period}", figure.model_copy(update={"period": period})
    for index, citation in enumerate(figure.sources):
        for shift in (-1, 1):
            para = citation.para + shift
            if 0 < para <= paragraphs[citation.source] + 1:
                moved = citation.model_copy(update={"para": para})
                sources = (*figure.sources[:index], moved, *figure.sources[index + 1 :])
                yield f"source {index} para {para}", figure.model_copy(update={"sources": sources})
    yield from _mutants_of_parts(figure)


def _mutants_of_parts(figure: Figure) -> Iterator[tuple[str, Figure]]:
    if figure.rank:
        for position in (figure.rank.position + 1, figure.rank.position - 1):
            rank = figure.rank.model_copy(update={"position": position})
            yield f"rank {position}", figure.model_copy(update={"rank": rank})
    if figure.change:
        for size in (*_other_numbers(figure.change.value), -figure.change.value):
            change = figure.change.model_copy(update={"value": size})
            yield f"change {size}", figure.model_copy(update={"change": change})
        unit = "percentage-points" if figure.change.unit == "percent" else "percent"
        change = figure.change.model_copy(update={"unit": unit})
        yield f"change {unit}", figure.model_copy(update={"change": change})
    for index, conversion in enumerate(figure.conversions):
        wrong = [{"value": size} for size in _other_numbers(conversion.value)]
        for update in (*wrong, {"qualifier": "nearly"}, {"unit": "mu"}):
            other = conversion.model_copy(update=update)
            conversions = (*figure.conversions[:index], other, *figure.conversions[index + 1 :])
            yield f"conversion {update}", figure.model_copy(update={"conversions": conversions})


def _other_numbers(value: Decimal) -> Iterator[Decimal]:
    yield value * 10
    digits = str(value)
    for index in range(len(digits) - 1):
        pair = digits[index : index + 2]
        if pair.isdecimal() and pair[0] != pair[1]:
            yield Decimal(digits[:index] + pair[::-1] + digits[index + 2 :])


def with_figure(graph: Graph, brief: AnyBrief, index: int, figure: Figure) -> Graph:
    """A graph in whose library one figure is another; who refers to whom stays as it was."""
    figures = (*brief.value.figures[:index], figure, *brief.value.figures[index + 1 :])
    value = brief.value.model_copy(update={"figures": figures})
    entry: Entry = replace(brief, value=value)  # type: ignore[type-arg]
    kind = "regions" if brief.kind == "region" else "companies"
    entries = {**getattr(graph.library, kind), brief.id: entry}
    return replace(graph, library=replace(graph.library, **{kind: entries}))
