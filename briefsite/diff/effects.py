"""What follows from the changes: confirmations and conflicts that come or go, new computed values.

In: a comparison. Out: effects, by brief. Issues of one release count as one source; a conflict is
one indicator and period of a brief with values that disagree.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from briefsite.derive import Computed, compute
from briefsite.diff.comparison import Comparison
from briefsite.diff.entries import BRIEFS, EntryPair, State
from briefsite.diff.pairing import pair
from briefsite.diff.walking import Item
from briefsite.models import Figure
from briefsite.text import normalised

EffectKind = Literal[
    "confirmation-lost",
    "confirmation-gained",
    "sources-replaced",
    "conflict-new",
    "conflict-gone",
    "computed-changed",
]


@dataclass(frozen=True)
class Effect:
    """One thing that follows. What stands in `before` and `after` depends on its kind.

    Confirmations and sources: the independent sources. Conflicts: the figures. Computed values:
    the value, or in words why there is none.
    """

    kind: EffectKind
    pair: EntryPair
    item: Item | None
    """The figure or the computed value in its list; None for a conflict, which is of several."""
    before: Any
    after: Any


def effects(comparison: Comparison) -> list[Effect]:
    """All effects, by brief and place."""
    return [
        effect
        for pair in comparison.entries
        if pair.kind in BRIEFS
        for effect in (
            *_confirmations(comparison, pair),
            *_conflicts(pair),
            *_computed(comparison, pair),
        )
    ]


def items(pair_: EntryPair, name: str, comparison: Comparison) -> list[Item]:
    """The items that a list of an entry has in both states."""
    if not pair_.before or not pair_.after:
        return []
    old, new = getattr(pair_.before.value, name), getattr(pair_.after.value, name)
    return [Item(i, j) for i, j in pair(old, new, comparison.renames)]


def independent(state: State, figure: Figure) -> tuple[str, ...]:
    """The sources of a figure that count as one each: a release, or a text by itself."""
    sources = state.graph.library.sources
    found = set()
    for citation in figure.sources:
        source = sources.get(citation.source)
        found.add((source.value.release if source else None) or citation.source)
    return tuple(sorted(found))


def _confirmations(comparison: Comparison, pair: EntryPair) -> Iterator[Effect]:
    for item in items(pair, "figures", comparison):
        figures = [
            _at(pair.value("before").figures, item.before),
            _at(pair.value("after").figures, item.after),
        ]
        old, new = (
            independent(state, figure)
            for state, figure in zip((comparison.before, comparison.after), figures, strict=True)
        )
        if len(old) > 1 and len(new) == 1:
            yield Effect("confirmation-lost", pair, item, old, new)
        elif len(old) == 1 and len(new) > 1:
            yield Effect("confirmation-gained", pair, item, old, new)
        cited = [{citation.source for citation in figure.sources} for figure in figures]
        if {comparison.renames.get(id, id) for id in cited[0]}.isdisjoint(cited[1]):
            yield Effect("sources-replaced", pair, item, *(tuple(sorted(ids)) for ids in cited))


def _at(figures: tuple[Figure, ...], index: int | None) -> Figure:
    assert index is not None
    return figures[index]


def _conflicts(pair: EntryPair) -> Iterator[Effect]:
    old, new = _disagreeing(pair.value("before")), _disagreeing(pair.value("after"))
    for key in sorted(new.keys() - old.keys()):
        yield Effect("conflict-new", pair, None, (), new[key])
    for key in sorted(old.keys() - new.keys()):
        yield Effect("conflict-gone", pair, None, old[key], ())


def _disagreeing(brief: Any) -> dict[str, tuple[Figure, ...]]:
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in brief.figures if brief else ():
        found[figure.key].append(figure)
    return {key: tuple(figures) for key, figures in found.items() if len(_values(figures)) > 1}


def _values(figures: list[Figure]) -> set[Any]:
    return {(normalised(figure.value, figure.scale), figure.qualifier) for figure in figures}


def _computed(comparison: Comparison, pair: EntryPair) -> Iterator[Effect]:
    """Values are computed only where both states have no problems, as formulas rely on that."""
    if comparison.before.problems or comparison.after.problems:
        return
    for item in items(pair, "derived", comparison):
        old = _result(comparison.before, pair.before, item.before)
        new = _result(comparison.after, pair.after, item.after)
        if _shown(old) != _shown(new):
            yield Effect("computed-changed", pair, item, old, new)


def _result(state: State, brief: Any, index: int | None) -> Computed | str:
    assert index is not None
    return compute(state.graph, brief, brief.value.derived[index])


def _shown(result: Computed | str) -> tuple[str, ...]:
    if isinstance(result, str):
        return (result,)
    return str(result.value), result.unit, result.qualifier, result.formula
