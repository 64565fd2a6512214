"""A comparison put to use: applied to the earlier state, and turned round."""

import copy
import json
from typing import Any

from briefsite.diff.changes import Change, Comparison, EntryPair, State
from briefsite.diff.pairing import Item, Place, Side, pair, path, plain
from briefsite.diff.wording import Words

Entries = dict[tuple[str, str], dict[str, Any]]


def entries_of(state: State) -> Entries:
    """All that is compared of a state, by kind and id, as pydantic writes it."""
    return {
        (e.kind, e.id): json.loads(e.value.model_dump_json(exclude_none=True))
        | dict(state.facts.get((e.kind, e.id), {}))
        for e in state.graph.library.entries()
    }


def apply(comparison: Comparison, entries: Entries) -> Entries:
    """The entries that a comparison's changes make of others."""
    made = copy.deepcopy(entries)
    for change in comparison.changes:
        key, was = (change.pair.kind, change.pair.id), (change.pair.kind, was_id(change.pair))
        if change.action == "renamed":
            made[key] = made.pop(was)
        elif not change.place:
            made.pop(was, None)
            if change.action == "added":
                facts = comparison.after.facts.get(key, {})
                made[key] = plain(change.after) | dict(facts)
    for key in made:
        mine = [c for c in comparison.changes if (c.pair.kind, c.pair.id) == key and c.place]
        _apply_within(made[key], mine, comparison)
    return made


def was_id(pair: EntryPair) -> str:
    """The id in the earlier state, or the first one it has."""
    entry = pair.before or pair.after
    assert entry
    return entry.id


def _apply_within(entry: Any, changes: list[Change], comparison: Comparison) -> None:
    """Leaves first, by their place in the earlier state; then lists, the inner ones first."""
    lists: dict[tuple[str | int, ...], list[Change]] = {}
    for change in changes:
        if change.action == "moved":
            lists.setdefault(_before(change.place), []).append(change)
        elif isinstance(change.place[-1], Item) and change.action in ("added", "removed"):
            lists.setdefault(_before(change.place[:-1]), []).append(change)
        else:
            *parent, step = _before(change.place)
            _set(_at(entry, parent), step, plain(change.after))
    for place in sorted(lists, key=lambda place: -len(place)):
        _apply_to_list(_at(entry, place), lists[place], comparison)


def _apply_to_list(items: list[Any], changes: list[Change], comparison: Comparison) -> None:
    """Items that come stand where the change says; what is kept, in the order of the later list."""
    steps = [change.place[-1] for change in changes]
    gone = [step.before for step in steps if isinstance(step, Item) and step.after is None]
    kept = [item for index, item in enumerate(items) if index not in gone]
    for change in changes:
        if change.action == "moved":
            sides: tuple[Side, Side] = ("before", "after")
            lists = (change.within(len(change.place), side) for side in sides)
            pairs = sorted(pair(*lists, comparison.renames), key=lambda one: one[1])
            assert pairs != sorted(pairs), "it stands in the order that it had"
            kept = [items[before] for before, _ in pairs]
    added = [(_before_or_after(c), plain(c.after)) for c in changes if c.action == "added"]
    for index, item in sorted(added, key=lambda one: one[0]):
        kept.insert(index, item)
    items[:] = kept


def _before_or_after(change: Change) -> int:
    step = change.place[-1]
    assert isinstance(step, Item)
    assert step.before is None
    assert step.after is not None
    return step.after


def _before(place: Place) -> tuple[str | int, ...]:
    """The place in the earlier state; all of it is there."""
    found = path(place, "before")
    assert len(found) == len(place)
    return found


def _at(entry: Any, place: Any) -> Any:
    for step in place:
        entry = entry[step]
    return entry


def _set(owner: Any, step: str | int, value: Any) -> None:
    if isinstance(step, int):
        owner[step] = value
    elif value is None:
        del owner[step]
    else:
        owner[step] = value


Told = dict[str, Any]
_TURNED = {"added": "removed", "removed": "added"}


def straight(comparison: Comparison) -> list[Told]:
    """The changes with their words, sorted."""
    words = Words(comparison)
    return sorted((_told(words, change) for change in comparison.changes), key=repr)


def mirrored(comparison: Comparison) -> list[Told]:
    """The changes turned round, sorted: as `straight` gives those of the opposite."""
    turned = (
        {
            name: _TURNED.get(value, value) if name == "action" else _turn(value)
            for name, value in change.items()
        }
        for change in straight(comparison)
    )
    return sorted(turned, key=repr)


def _turn(value: Any) -> Any:
    return value[::-1] if isinstance(value, tuple) else value


def _told(words: Words, change: Change) -> Told:
    """All that a change says, what has two sides as a tuple of two; computed growth left out."""
    pair, place = change.pair, change.place
    return {
        "action": change.action,
        "kind": pair.kind,
        "id": (was_id(pair), pair.id),
        "at": tuple(
            [step if isinstance(step, str) else getattr(step, side) for step in place]
            for side in ("before", "after")
        ),
        "values": (plain(change.before), plain(change.after)),
        "follows": change.follows,
        "guess": pair.guess,
        "words": words.sides(change) if place else None,
        "figure": _figure(words, change),
    }


def _figure(words: Words, change: Change) -> Any:
    """The figure that a change is in, on both sides: its key and its words."""
    if change.place[:1] != ("figures",) or len(change.place) < 2:
        return None
    sides: tuple[Side, Side] = ("before", "after")
    figures = [(side, change.within(2, side)) for side in sides]
    return tuple((one.key, words.figure(side, one)) if one else None for side, one in figures)
