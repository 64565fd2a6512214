"""All changes from one state of the briefs to another, in a fixed order."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from briefsite.diff.entries import Broken, EntryPair, State, broken, pairs
from briefsite.diff.pairing import Pair, Renames
from briefsite.diff.walking import Action, Place, Side, path, pointer, resolve, walk
from briefsite.models.walk import leaves


@dataclass(frozen=True)
class Change:
    """One change: of a whole entry where the place is empty, else of a part of it."""

    pair: EntryPair
    action: Action
    place: Place = ()
    before: Any = None
    after: Any = None
    order: tuple[Pair, ...] = ()
    follows: bool = False
    """It only writes the new id of something that was renamed."""

    @property
    def at(self) -> tuple[str, str]:
        """The place as JSON Pointers into the entry, before and after."""
        return pointer(self.place, "before"), pointer(self.place, "after")

    @property
    def field(self) -> str:
        """The field that changed, or whose items did; empty for a whole entry."""
        return next((step for step in reversed(self.place) if isinstance(step, str)), "")

    def within(self, steps: int, side: Side) -> Any:
        """What stands so many steps into the entry on the way to the change."""
        return resolve(self.pair.value(side), self.place[:steps], side)

    def owner(self, side: Side) -> Any:
        """The value whose field changed, or the entry."""
        return self.within(len(self.place) - 1, side)

    def top(self, side: Side) -> tuple[str | int, ...]:
        """The field of the entry, with the item where it is a list, that the change is in."""
        return path(self.place[:2], side)


@dataclass(frozen=True)
class Comparison:
    """Two states and everything in which they differ; changes are known by their position."""

    before: State
    after: State
    entries: tuple[EntryPair, ...]
    changes: tuple[Change, ...]
    broken: tuple[Broken, ...]

    @cached_property
    def renames(self) -> dict[str, str]:
        """New ids by old ids."""
        return _renames(self.entries)

    def state(self, side: Side) -> State:
        """One of the two states."""
        return self.before if side == "before" else self.after


def compare(before: State, after: State) -> Comparison:
    """All changes by kind, id and place."""
    entries = tuple(pairs(before, after))
    renames = _renames(entries)
    changes = tuple(change for pair in entries for change in _changes(pair, before, after, renames))
    return Comparison(before, after, entries, changes, broken(before, after))


def _renames(entries: tuple[EntryPair, ...]) -> dict[str, str]:
    return {
        pair.before.id: pair.after.id
        for pair in entries
        if pair.before and pair.after and pair.is_renamed
    }


def _changes(pair: EntryPair, before: State, after: State, renames: Renames) -> Iterator[Change]:
    if not pair.before or not pair.after:
        action: Action = "removed" if pair.before else "added"
        yield Change(pair, action, (), pair.value("before"), pair.value("after"))
        return
    if pair.is_renamed:
        yield Change(pair, "renamed", (), pair.before.id, pair.after.id)
    marked = {leaf.path for leaf in leaves(pair.after.value)} if renames else set()
    known = _facts(before, pair.before.kind, pair.before.id), _facts(after, pair.kind, pair.id)
    for found in (
        *walk(pair.before.value, pair.after.value, renames),
        *walk(*known, renames),
    ):
        follows = path(found.place, "after") in marked and _follows(
            found.before, found.after, renames
        )
        yield Change(
            pair, found.action, found.place, found.before, found.after, found.order, follows
        )


def _facts(state: State, kind: str, id: str) -> Mapping[str, Any]:
    return state.facts.get((kind, id), {})


def _follows(before: Any, after: Any, renames: Renames) -> bool:
    """Whether a reference or a text is the same but for new ids."""
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    old = "|".join(map(re.escape, sorted(renames)))
    pattern = rf"(?<![a-z0-9-])(?:{old})(?![a-z0-9-])"
    return re.sub(pattern, lambda match: renames[match[0]], before) == after


def is_empty(comparison: Comparison) -> bool:
    """Whether the states say the same."""
    return not comparison.changes
