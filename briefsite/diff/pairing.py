"""Which item of a list is which in the other state: equal ones, those of one identity, like ones.

In: two lists, or the entries of two states. Out: pairs of positions. Turned round, the lists give
the same pairs turned round: every score is symmetric, and ties never compete.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from briefsite.models import (
    Citation,
    Conversion,
    Correction,
    Derived,
    Event,
    Figure,
    Furniture,
    Location,
    Parent,
    PrintedName,
    Relation,
    Role,
    Section,
    Statement,
    Wording,
)

LIKE = 0.75
"""From this share of common words on, two items count as one that was changed."""
MOST = 2_500
"""So many combinations are looked at for likeness; a hostile file shall not take hours."""

Pair = tuple[int, int]
Renames = Mapping[str, str]
"""New ids by old ids; an old id in the earlier state means the new one."""

IDENTITY: dict[type[BaseModel], Callable[[Any], object]] = {
    Citation: lambda item: (item.source, item.para),
    Conversion: lambda item: item.unit,
    Correction: lambda item: (item.date, item.was),
    Derived: lambda item: item.id,
    Event: lambda item: item.id,
    Figure: lambda item: (item.indicator, item.period),
    Furniture: lambda item: item.paras,
    Wording: lambda item: (item.here, item.source),
    Location: lambda item: (item.region, item.role),
    Parent: lambda item: item.company,
    PrintedName: lambda item: item.name,
    Relation: lambda item: (item.to, item.kind),
    Role: lambda item: item.title,
    Section: lambda item: item.heading,
    Statement: lambda item: item.id,
}
"""By what an item is the same one in both states; an item of another class, by its `id` or not."""


def plain(value: object) -> object:
    """A value as JSON has it: numbers as printed, fields without a value left out."""
    if isinstance(value, BaseModel):
        return {name: plain(part) for name, part in value if part is not None}
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items() if part is not None}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def renamed(value: Any, renames: Renames) -> Any:
    """A plain value in which each text that is an old id is the new one."""
    if isinstance(value, dict):
        return {name: renamed(part, renames) for name, part in value.items()}
    if isinstance(value, list):
        return [renamed(part, renames) for part in value]
    return renames.get(value, value) if isinstance(value, str) else value


def pair(before: Sequence[Any], after: Sequence[Any], renames: Renames) -> list[Pair]:
    """The positions of what is the same item in both lists, in the order of the first."""
    old = [renamed(plain(item), renames) for item in before]
    new = [plain(item) for item in after]
    found = _equal(old, new)
    found += _same(_identities(before, renames), _identities(after, {}), found, old, new)
    found += like(_left(old, found, 0), _left(new, found, 1))
    return sorted(found)


def like(old: Mapping[int, Any], new: Mapping[int, Any], least: float = LIKE) -> list[Pair]:
    """The pairs of like items, the likest first."""
    if len(old) * len(new) > MOST:
        return []
    olds = {key: Counter(_words(item)) for key, item in old.items()}
    news = {key: Counter(_words(item)) for key, item in new.items()}
    scores = ((_likeness(olds[i], news[j]), i, j) for i in olds for j in news)
    ranked = sorted(
        (score for score in scores if score[0] >= least),
        key=lambda score: (-score[0], abs(score[1] - score[2]), score[1] + score[2]),
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in ranked:
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return list(found.items())


def _equal(old: Iterable[Any], new: Iterable[Any]) -> list[Pair]:
    """Items that are equal; of several equal ones the first with the first."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, item in enumerate(new):
        places[json.dumps(item, sort_keys=True)].append(j)
    found = []
    for i, item in enumerate(old):
        waiting = places[json.dumps(item, sort_keys=True)]
        if waiting:
            found.append((i, waiting.pop(0)))
    return found


def _same(
    old_ids: list[Any], new_ids: list[Any], found: list[Pair], old: list[Any], new: list[Any]
) -> list[Pair]:
    """Items of one identity; of several, the likest with the likest."""
    lefts, rights = _left(old, found, 0), _left(new, found, 1)
    pairs: list[Pair] = []
    groups: dict[Any, dict[int, Any]] = defaultdict(dict)
    others: dict[Any, dict[int, Any]] = defaultdict(dict)
    for i in lefts:
        groups[old_ids[i]][i] = lefts[i]
    for j in rights:
        others[new_ids[j]][j] = rights[j]
    for identity, group in groups.items():
        if identity is not None:
            pairs += like(group, others[identity], least=0.0)
    return pairs


def _left(items: list[Any], found: list[Pair], side: int) -> dict[int, Any]:
    taken = {pair[side] for pair in found}
    return {index: item for index, item in enumerate(items) if index not in taken}


def _identities(items: Sequence[Any], renames: Renames) -> list[str | None]:
    """By what each item is known, as text; None where it is known by its likeness only."""
    known = (renamed(plain(_identity(item)), renames) for item in items)
    return [None if by is None else json.dumps(by) for by in known]


def _identity(item: object) -> object:
    by = IDENTITY.get(type(item)) if isinstance(item, BaseModel) else None
    return by(item) if by else getattr(item, "id", None)


def _words(item: Any, path: tuple[str, ...] = ()) -> Iterable[tuple[str, ...]]:
    """Each word of a plain value with the field it stands in."""
    if isinstance(item, dict):
        for name, part in item.items():
            yield from _words(part, (*path, name))
    elif isinstance(item, list):
        for part in item:
            yield from _words(part, path)
    else:
        yield from ((*path, word) for word in str(item).split())


def _likeness(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    """The share of common words (Dice): 1 for the same words, 0 for none in common."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
