"""Mutants of figures: each is one wrong thing that a check should notice.

`mutants` changes one number, scale, word, year or paragraph of a figure. `mutations` goes further,
by class: it says another thing, time, brief or status of a right number. As a program it tries all
of these on the briefs of this checkout and prints how many of each class are noticed, and which are
not: `python -m tests.mutants --archive DIR`.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from briefsite import checks
from briefsite.checks import derived as derived_rule
from briefsite.evidence import archive, dates, figures, owner, sentence
from briefsite.evidence.archive import Archived
from briefsite.library import Entry
from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Figure
from briefsite.text.dates import mentions

QUALIFIERS = ("exactly", "over", "about", "at-least", "up-to", "nearly")
CHECKOUT = Path(__file__).resolve().parents[1]


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
    changed = (*brief.value.figures[:index], figure, *brief.value.figures[index + 1 :])
    return _with_brief(graph, brief, {"figures": changed})


def _with_brief(graph: Graph, brief: AnyBrief, update: dict[str, Any]) -> Graph:
    value = brief.value.model_copy(update=update)
    entry: Entry = replace(brief, value=value)  # type: ignore[type-arg]
    kind = "regions" if brief.kind == "region" else "companies"
    entries = {**getattr(graph.library, kind), brief.id: entry}
    return replace(graph, library=replace(graph.library, **{kind: entries}))


@dataclass(frozen=True)
class Mutation:
    """A wrong thing said of a right number."""

    kind: str
    what: str
    brief: AnyBrief
    """Where it is said."""
    figure: Figure | None = None
    indicator: tuple[str, str] | None = None
    """An indicator, and the label that it has instead."""
    inputs: tuple[int, tuple[str, ...]] | None = None
    """A derived value by its place, and the inputs that it has instead."""


OTHER_STATUS = {
    "actual": ("planned", "target", "capacity"),
    "planned": ("actual",),
    "target": ("actual",),
    "capacity": ("actual",),
    "announced": ("actual",),
}


def mutations(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Mutation]:
    """Every mutation of every figure and derived value."""
    every = [(b, f) for b in graph.library.briefs() for f in b.value.figures]
    for brief, figure in every:
        yield from _times(brief, figure, texts)
        yield from _things(graph, brief, figure)
        yield from _words(brief, figure, [other for _, other in every])
        yield from _moved(brief, figure, every)
        for other in graph.library.briefs():
            if other.id != brief.id:
                yield Mutation("another brief", f"{figure.key} to {other.id}", other, figure)
        for status in OTHER_STATUS[figure.status]:
            mutant = figure.model_copy(update={"status": status})
            yield Mutation(f"status to {status}", f"{figure.key} {figure.status}", brief, mutant)
    for brief in graph.library.briefs():
        yield from _derived(graph, brief)


def _times(brief: AnyBrief, figure: Figure, texts: Mapping[str, Archived]) -> Iterator[Mutation]:
    """Other times that the paragraph names, the whole year for a part, a year where none is."""
    years = {
        form[:4]
        for citation in figure.sources
        for one in mentions(texts[citation.source].para(citation.para) or "")
        for form in one.forms
        if form[:4].isdecimal()
    }
    kind = "undated given a year" if figure.period == "undated" else "years exchanged"
    if figure.period[:4].isdecimal() and len(figure.period) > 4:
        kind = "part of a year as the whole"
        years = {figure.period[:4]}
    for year in sorted(years or {"2023"}):
        for basis in ("printed", "paragraph"):
            if year != figure.period:
                mutant = figure.model_copy(update={"period": year, "period_basis": basis})
                yield Mutation(kind, f"{figure.key} {year} {basis}", brief, mutant)
    if figure.period == "undated":
        for basis in ("publication", "inferred"):
            mutant = figure.model_copy(update={"period": "2023", "period_basis": basis})
            yield Mutation(kind, f"{figure.key} 2023 {basis}", brief, mutant)


def _things(graph: Graph, brief: AnyBrief, figure: Figure) -> Iterator[Mutation]:
    indicators = graph.library.indicators
    mine = indicators[figure.indicator].value
    for other in indicators.values():
        if other.value.unit == mine.unit and other.id != figure.indicator:
            mutant = figure.model_copy(update={"indicator": other.id})
            yield Mutation("things exchanged", f"{figure.key} as {other.id}", brief, mutant)
            label = other.value.unit_label
            if mine.unit == "count" and label:
                what = f"{figure.key} as {label}"
                relabelled = (figure.indicator, label)
                yield Mutation("unit label", what, brief, figure, indicator=relabelled)


def _words(brief: AnyBrief, figure: Figure, others: list[Figure]) -> Iterator[Mutation]:
    if figure.rank:
        among = {one.rank.among for one in others if one.rank} | {"companies of the country"}
        for words in sorted(among - {figure.rank.among}):
            rank = figure.rank.model_copy(update={"among": words})
            mutant = figure.model_copy(update={"rank": rank})
            yield Mutation("rank among", f"{figure.key}: {words}", brief, mutant)
    if figure.share_of:
        wholes = {one.share_of.what for one in others if one.share_of} | {"all its imports"}
        for words in sorted(wholes - {figure.share_of.what}):
            share = figure.share_of.model_copy(update={"what": words})
            mutant = figure.model_copy(update={"share_of": share})
            yield Mutation("share of", f"{figure.key}: {words}", brief, mutant)
    if figure.change:
        for words in ("2019", "a month earlier", "the same quarter of 2021"):
            change = figure.change.model_copy(update={"against": words})
            mutant = figure.model_copy(update={"change": change})
            yield Mutation("change against", f"{figure.key}: {words}", brief, mutant)


def _moved(
    brief: AnyBrief, figure: Figure, every: list[tuple[AnyBrief, Figure]]
) -> Iterator[Mutation]:
    """A change, rank or conversion at another figure of the same paragraph."""
    cited = {(c.source, c.para) for c in figure.sources}
    for holder, other in every:
        if other == figure or not cited & {(c.source, c.para) for c in other.sources}:
            continue
        for part in ("change", "rank", "conversions"):
            if value := getattr(figure, part):
                mutant = other.model_copy(update={part: value})
                what = f"{part} of {figure.key} to {other.key}"
                yield Mutation("part moved", what, holder, mutant)


def _derived(graph: Graph, brief: AnyBrief) -> Iterator[Mutation]:
    for index, one in enumerate(brief.value.derived):
        first, second = one.inputs
        yield Mutation("derived reversed", one.id, brief, inputs=(index, (second, first)))
        for holder in graph.library.briefs():
            for figure in holder.value.figures:
                other = f"{holder.id}/{figure.key}"
                if holder.id != brief.id and figure.indicator in first:
                    inputs = (index, (other, second))
                    yield Mutation("derived elsewhere", f"{one.id} {other}", brief, inputs=inputs)


def is_noticed(graph: Graph, texts: Mapping[str, Archived], one: Mutation) -> bool:
    """Whether a check or a verifier reports a mutation, in a library that says nothing else."""
    if one.inputs:
        index, inputs = one.inputs
        derived = list(one.brief.value.derived)
        derived[index] = derived[index].model_copy(update={"inputs": inputs})
        changed = _with_brief(graph, one.brief, {"derived": tuple(derived)})
        return any(derived_rule.check(changed))
    bare = _bare(graph)
    if one.indicator:
        entry = bare.library.indicators[one.indicator[0]]
        value = entry.value.model_copy(update={"unit_label": one.indicator[1]})
        indicators = {**bare.library.indicators, entry.id: replace(entry, value=value)}
        bare = replace(bare, library=replace(bare.library, indicators=indicators))
    changed = _with_brief(bare, one.brief, {**_EMPTY, "figures": (one.figure,)})
    rules = (archive, dates, figures, owner, sentence)
    return any(problem for rule in rules for problem in rule.verify(changed, texts))


_EMPTY: dict[str, Any] = dict.fromkeys(
    ("figures", "derived", "sections", "events", "statements", "relations"), ()
)


def _bare(graph: Graph) -> Graph:
    """The graph without what its briefs say: their names and places only."""
    for brief in graph.library.briefs():
        if brief.value.figures or brief.value.events or brief.value.sections:
            graph = _with_brief(graph, brief, _EMPTY)
    return graph


def survivors(
    graph: Graph, texts: Mapping[str, Archived]
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """How many mutations of each class there are, and those that nobody notices."""
    total: dict[str, int] = defaultdict(int)
    alive: dict[str, list[str]] = defaultdict(list)
    for one in mutations(graph, texts):
        total[one.kind] += 1
        if not is_noticed(graph, texts, one):
            alive[one.kind].append(f"{one.brief.id}: {one.what}")
    return total, alive


def main() -> None:
    """Print the table of the briefs of this checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, required=True, help="folder of the archived texts")
    arguments = parser.parse_args()
    graph = checks.check(CHECKOUT).graph
    texts, _ = archive.read(arguments.archive, graph.library)
    total, alive = survivors(graph, texts)
    for kind, count in sorted(total.items()):
        print(f"{count - len(alive[kind]):4} of {count:4} noticed  {kind}")
        for what in alive[kind]:
            print(f"                    not {what}")
    missed = sum(map(len, alive.values()))
    print(f"{sum(total.values()) - missed:4} of {sum(total.values()):4} noticed")


if __name__ == "__main__":
    main()
