"""What follows from the changes: confirmations and conflicts that come or go, new computed values.

In: a comparison. Out: effects, by brief. Issues of one release count as one source; a conflict is
one indicator and period of a brief with values that disagree.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from briefsite.checks.derived import Computed, compute
from briefsite.diff.changes import BRIEFS, Change, Comparison, EntryPair, State
from briefsite.diff.pairing import SIDES, Item
from briefsite.diff.pairing import pair as paired
from briefsite.evidence import origins
from briefsite.library.graph import AnyBrief
from briefsite.library.prose import Text, parse
from briefsite.models import Change as ChangeOf
from briefsite.models import Conversion, Figure, Rank
from briefsite.text.units import normalised

EffectKind = Literal[
    "confirmation-lost",
    "confirmation-gained",
    "sources-replaced",
    "conflict-new",
    "conflict-gone",
    "computed-changed",
    "value-alone",
    "printed-alone",
]


@dataclass(frozen=True)
class Effect:
    """One thing that follows. What stands in `before` and `after` depends on its kind.

    Confirmations and sources: the independent sources. Conflicts: the figures. Computed values:
    the value, or in words why there is none. A value and its printed words that part: each a `Part`
    of a figure.
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
            *_parted(comparison, pair),
        )
    ]


def _both(pair: EntryPair) -> Iterator[tuple[AnyBrief, AnyBrief]]:
    """The brief in both states, where it is in both."""
    if pair.before and pair.after:
        yield pair.before, pair.after


def independent(state: State, figure: Figure) -> tuple[str, ...]:
    """The sources of a figure that count as one each: issues of a release are one."""
    library = state.graph.library
    missing = {citation.source for citation in figure.sources} - library.sources.keys()
    cited = (citation.source for citation in figure.sources)
    first = origins.independent(library, cited, {})
    named = {id: library.sources[id].value.release or id for id in first}
    return tuple(sorted({*named.values(), *missing}))


def _confirmations(comparison: Comparison, pair: EntryPair) -> Iterator[Effect]:
    for item, *figures in _kept_figures(comparison, pair):
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


def _kept_figures(comparison: Comparison, pair: EntryPair) -> Iterator[tuple[Item, Figure, Figure]]:
    """The figures that a brief has in both states."""
    for before, after in _both(pair):
        old, new = before.value.figures, after.value.figures
        for i, j in paired(old, new, comparison.renames):
            yield Item(i, j), old[i], new[j]


@dataclass(frozen=True)
class Part:
    """A number of a brief, and the printed words that carry it."""

    number: Figure | ChangeOf | Rank | Conversion
    printed: tuple[str, ...]

    @property
    def amount(self) -> tuple[object, ...]:
        """What the printed words say: the number, whatever its scale, unit and qualifier."""
        if isinstance(self.number, Rank):
            return (self.number.position,)
        scale = getattr(self.number, "scale", None)
        ends = (self.number.value, getattr(self.number, "high", None))
        size = tuple(None if end is None else normalised(end, scale) for end in ends)
        return *size, self.number.qualifier, getattr(self.number, "unit", "")


def _parted(comparison: Comparison, pair: EntryPair) -> Iterator[Effect]:
    """The numbers that change while printed words stay, and the other way."""
    for item, *figures in _kept_figures(comparison, pair):
        for before, after in _parts(comparison, *figures):
            is_other = before.amount != after.amount
            words = zip(before.printed, after.printed, strict=True)
            found = [(was, now) for was, now in words if (was == now) == is_other]
            if found:
                was, now = zip(*found, strict=True)
                kind: EffectKind = "value-alone" if is_other else "printed-alone"
                yield Effect(kind, pair, item, Part(before.number, was), Part(after.number, now))


def _parts(comparison: Comparison, old: Figure, new: Figure) -> Iterator[tuple[Part, Part]]:
    """The numbers that a figure has in both states, each with the words cited in both."""
    cited = paired(old.sources, new.sources, comparison.renames)
    words = [(old.sources[i].printed or "", new.sources[j].printed or "") for i, j in cited]
    yield Part(old, tuple(was for was, _ in words)), Part(new, tuple(now for _, now in words))
    kept = paired(old.conversions, new.conversions, comparison.renames)
    others = [(old.conversions[i], new.conversions[j]) for i, j in kept]
    for before, after in ((old.change, new.change), (old.rank, new.rank), *others):
        if before and after:
            yield Part(before, (before.printed,)), Part(after, (after.printed,))


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


def _values(figures: list[Figure]) -> set[object]:
    return {
        (normalised(figure.value, figure.scale), figure.high, figure.qualifier)
        for figure in figures
    }


def _computed(comparison: Comparison, pair: EntryPair) -> Iterator[Effect]:
    """Values are computed only where both states have no problems, as formulas rely on that."""
    if comparison.before.problems or comparison.after.problems:
        return
    for before, after in _both(pair):
        was, now = before.value.derived, after.value.derived
        for i, j in paired(was, now, comparison.renames):
            old = compute(comparison.before.graph, before, was[i])
            new = compute(comparison.after.graph, after, now[j])
            if _shown(old) != _shown(new):
                yield Effect("computed-changed", pair, Item(i, j), old, new)


def _shown(result: Computed | str) -> tuple[str, ...]:
    if isinstance(result, str):
        return (result,)
    return str(result.value), result.unit, result.qualifier, result.formula


# What a reviewer should see first: jumps, units, status, qualifiers, what lost its ground.
#
# In: a comparison and its effects. Out: flags. A flag says that something deserves a second look,
# never that it is wrong.


JUMP = 5
"""From this factor on a new value is flagged, in either direction."""
SIZES = ("value", "scale", "position")
"""Fields that make up a number: of a figure, its change, its rank, its conversions."""
TEXTS = ("text", "summary", "note", "definition", "title", "heading", "occasion")
"""Fields in which a number may stand that is no figure."""

MarkKind = Literal[
    "jump",
    "sign",
    "unit",
    "scale",
    "status",
    "period",
    "basis",
    "qualifier",
    "numbers-in-text",
    "archive",
    "address-lost",
    "guess",
    "uncorrected",
    "confirmation-lost",
    "sources-replaced",
    "conflict-new",
    "value-alone",
    "printed-alone",
]
MEANING = ("value-alone", "printed-alone", "status", "period", "basis", "qualifier")
"""What changes the meaning of a claim stands first."""
SAID_AS: dict[str, MarkKind] = {
    "status": "status",
    "period": "period",
    "period_basis": "basis",
    "qualifier": "qualifier",
}
"""Fields of a claim of which every change is a flag."""
FIRST: dict[str, MarkKind] = {
    "confirmation-lost": "confirmation-lost",
    "sources-replaced": "sources-replaced",
    "conflict-new": "conflict-new",
    "value-alone": "value-alone",
    "printed-alone": "printed-alone",
}
"""Effects that are flags by themselves."""


@dataclass(frozen=True)
class Flag:
    """One flag, on the change or on the effect that it is about."""

    kind: MarkKind
    subject: Change | Effect
    factor: Decimal | None = None
    """For a jump: how many times the earlier amount the later one is."""


def flags(comparison: Comparison, effects: Iterable[Effect]) -> list[Flag]:
    """All flags: first what changes a claim's meaning, then the others, each in their order."""
    found: dict[object, Flag] = {}
    for change in comparison.changes:
        for flag in _flags(comparison, change):
            found.setdefault(_once(flag.kind, change), flag)
    whole = [*found.values(), *(Flag(FIRST[e.kind], e) for e in effects if e.kind in FIRST)]
    return sorted(whole, key=lambda flag: flag.kind not in MEANING)


def _once(kind: MarkKind, change: Change) -> object:
    """Value and scale make up one number, so what is said of both is said once."""
    place = change.place[:-1] if kind in ("jump", "sign") else change.place
    return kind, change.pair.kind, change.pair.id, place


def _flags(comparison: Comparison, change: Change) -> Iterator[Flag]:
    if not change.place:
        yield from _on_entry(comparison, change)
    elif change.action == "removed" and len(change.place) == 2 and change.field == "figures":
        if id(change.pair) not in comparison.corrected:
            yield Flag("uncorrected", change)
    elif change.action == "changed":
        yield from _on_number(change)
        yield from _on_field(comparison, change)
    elif change.field == "scale":
        yield from _on_number(change)
        yield Flag("scale", change)


def _on_entry(comparison: Comparison, change: Change) -> Iterator[Flag]:
    if change.pair.guess:
        yield Flag("guess", change)
    if change.pair.kind in BRIEFS and change.action in ("removed", "renamed"):
        now = change.pair.value("after")
        if not now or change.before not in now.former_ids:
            yield Flag("address-lost", change)


def _on_number(change: Change) -> Iterator[Flag]:
    old, new = (_size(change.owner(side)) for side in SIDES)
    if change.field not in SIZES or old is None or new is None or old == new:
        return
    if old.is_signed() != new.is_signed() or not old or not new:
        yield Flag("sign", change)
    elif not 1 / Decimal(JUMP) < new / old < JUMP:
        yield Flag("jump", change, new / old)


def _size(owner: object) -> Decimal | None:
    """The number that a part of a figure stands for."""
    if hasattr(owner, "position"):
        return Decimal(owner.position)
    value = getattr(owner, "value", None)
    return normalised(value, getattr(owner, "scale", None)) if value is not None else None


def _on_field(comparison: Comparison, change: Change) -> Iterator[Flag]:
    name, old, new = change.field, change.before, change.after
    if name in ("unit", "unit_label") or (name == "indicator" and _other_unit(comparison, change)):
        yield Flag("unit", change)
    elif name == "scale":
        yield Flag("scale", change)
    elif name in SAID_AS:
        yield Flag(SAID_AS[name], change)
    elif name == "sha256":
        yield Flag("archive", change)
    elif name in TEXTS and all(other_numbers(str(old), str(new))):
        yield Flag("numbers-in-text", change)


def _other_unit(comparison: Comparison, change: Change) -> bool:
    figures = change.owner("before"), change.owner("after")
    if not all(isinstance(figure, Figure) for figure in figures):
        return False
    old = comparison.before.graph.library.indicators.get(change.before)
    new = comparison.after.graph.library.indicators.get(change.after)
    return not old or not new or _unit(old.value) != _unit(new.value)


def _unit(indicator: Any) -> tuple[str, str | None]:
    return indicator.unit, indicator.unit_label


def other_numbers(old: str, new: str) -> tuple[list[str], list[str]]:
    """The numbers that only the earlier and only the later text has, in their order."""
    before, after = _numbers(old), _numbers(new)
    return [one for one in before if one not in after], [one for one in after if one not in before]


def _numbers(text: str) -> list[str]:
    """The numbers that stand in a text themselves, not in its references; each once."""
    plain = " ".join(part.text for part in parse(text).inlines if isinstance(part, Text))
    return list(dict.fromkeys(re.findall(r"[0-9](?:[0-9.,]*[0-9])?", plain)))


@dataclass(frozen=True)
class PageChange:
    """A page of which something changes; `was` is its former address, where it has moved."""

    address: str
    action: Literal["added", "removed", "changed", "moved"]
    was: str
    because: tuple[int, ...]
    """The positions of the changes to all that it shows something of."""


@dataclass(frozen=True)
class Compared:
    """Everything that is known of the way from one state to the other."""

    comparison: Comparison
    effects: tuple[Effect, ...]
    flags: tuple[Flag, ...]
    pages: tuple[PageChange, ...] | None
    """None where a state has problems, so that its pages cannot be rendered."""
