"""All changes from one state of the briefs to another, in a fixed order."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel

from briefsite.diff.pairing import Renames, like, pair, plain
from briefsite.library import KINDS, AnyEntry, Entry, Library
from briefsite.library.graph import Graph
from briefsite.models.walk import leaves
from briefsite.problems import Problem

# Every difference between two values of the format, found by walking all their fields.
#
# In: two values, whatever their class: a field that the format gains is compared without a line
# here. Out: changes, each with its place in both states. Applied to the earlier value they give the
# later one, but for the order of items that are kept, of which is only said that it is another;
# turned round they are the changes of the way back.


Side = Literal["before", "after"]
Action = Literal["added", "removed", "changed", "moved", "renamed"]


@dataclass(frozen=True)
class Item:
    """An item of a list: its position in each state, None where it is not there."""

    before: int | None
    after: int | None


Place = tuple[str | Item, ...]
"""The way from an entry to a part of it: names of fields, and items."""


@dataclass(frozen=True)
class Difference:
    """One difference below an entry. `moved`: the kept items of a list stand in another order."""

    action: Action
    place: Place
    before: object = None
    after: object = None


def walk(
    before: object, after: object, renames: Renames, place: Place = ()
) -> Iterator[Difference]:
    """Every difference between two values, in the order of the fields."""
    if plain(before) == plain(after):
        return
    if isinstance(before, BaseModel) and isinstance(after, BaseModel):
        yield from _fields(dict(before), dict(after), renames, place)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _fields(before, after, renames, place)
    elif isinstance(before, tuple) and isinstance(after, tuple):
        yield from _items(before, after, renames, place)
    elif before is None or after is None:
        yield Difference("added" if before is None else "removed", place, before, after)
    else:
        yield Difference("changed", place, before, after)


def _fields(
    before: Mapping[str, object], after: Mapping[str, object], renames: Renames, place: Place
) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        yield from walk(before.get(name), after.get(name), renames, (*place, name))


def _items(
    before: tuple[object, ...], after: tuple[object, ...], renames: Renames, place: Place
) -> Iterator[Difference]:
    pairs = pair(before, after, renames)
    kept, come = {i for i, _ in pairs}, {j for _, j in pairs}
    if [j for _, j in pairs] != sorted(come):
        yield Difference("moved", place)
    for i, item in enumerate(before):
        if i not in kept:
            yield Difference("removed", (*place, Item(i, None)), before=item)
    for i, j in pairs:
        yield from walk(before[i], after[j], renames, (*place, Item(i, j)))
    for j, item in enumerate(after):
        if j not in come:
            yield Difference("added", (*place, Item(None, j)), after=item)


def path(place: Place, side: Side) -> tuple[str | int, ...]:
    """A place as the path that other rows use; it ends before an item that is not there."""
    found: list[str | int] = []
    for step in place:
        at = step if isinstance(step, str) else getattr(step, side)
        if at is None:
            break
        found.append(at)
    return tuple(found)


def resolve(value: Any, place: Place, side: Side) -> Any:
    """What stands at a place in one state; None where nothing does."""
    for step in place:
        at = step if isinstance(step, str) else getattr(step, side)
        if value is None or at is None:
            return None
        if isinstance(at, int):
            value = value[at]
        else:
            value = value.get(at) if isinstance(value, Mapping) else getattr(value, at, None)
    return value


# Two states, and which entry of the one is which of the other.
#
# In: two states. Out: pairs of entries. A brief that names a former id is that brief; where neither
# says so, one that is like another is taken for it, and marked as a guess. What is not valid in
# either state is not compared.


BRIEFS = ("region", "company")

Key = tuple[str, str]
"""Kind and id."""


@dataclass(frozen=True)
class State:
    """The briefs at one time, with what is wrong with them."""

    name: str
    """How the user named it: a revision or a folder."""
    graph: Graph
    problems: tuple[Problem, ...] = ()
    facts: Mapping[Key, Mapping[str, Any]] = field(default_factory=dict)
    """What pages show of an entry that does not stand in it: whether it was verified."""


@dataclass(frozen=True)
class EntryPair:
    """An entry in both states; None in the one where it is not."""

    kind: str
    before: Entry[Any] | None
    after: Entry[Any] | None
    guess: bool = False
    """The ids differ, and only its likeness says that it is the same."""

    @property
    def id(self) -> str:
        """The id in the later state, or the last one it had."""
        entry = self.after or self.before
        return entry.id if entry else ""

    @property
    def is_renamed(self) -> bool:
        """Whether it has another id now."""
        return bool(self.before and self.after and self.before.id != self.after.id)

    def entry(self, side: Side) -> AnyEntry | None:
        """The entry in one state."""
        return self.before if side == "before" else self.after

    def value(self, side: Side) -> Any:
        """What the entry says in one state."""
        entry = self.entry(side)
        return entry.value if entry else None


@dataclass(frozen=True, order=True)
class Broken:
    """What cannot be compared: it is not valid in one of the states. No id: a whole registry."""

    kind: str
    id: str
    sides: tuple[Side, ...]


def broken(before: State, after: State) -> tuple[Broken, ...]:
    """Everything that cannot be compared, sorted."""
    old, new = before.graph.library.broken, after.graph.library.broken
    found = (
        Broken(kind, id, (*_if("before", (kind, id) in old), *_if("after", (kind, id) in new)))
        for kind, id in old | new
    )
    return tuple(sorted(found, key=lambda one: (list(KINDS).index(one.kind), one.id)))


def _if(side: Side, told: bool) -> tuple[Side, ...]:
    return (side,) if told else ()


def pairs(before: State, after: State) -> list[EntryPair]:
    """The entries of both states by kind and id; a renamed one under its new id."""
    left_out = {(one.kind, one.id) for one in broken(before, after)}
    found = []
    for kind in KINDS:
        if (kind, "") not in left_out:
            old = _valid(before.graph.library, kind, left_out)
            new = _valid(after.graph.library, kind, left_out)
            found += sorted(_of_kind(kind, old, new), key=lambda pair: pair.id)
    return found


def _valid(library: Library, kind: str, left_out: set[Key]) -> dict[str, AnyEntry]:
    entries = library.of_kind(kind)
    return {id: entry for id, entry in entries.items() if (kind, id) not in left_out}


def _of_kind(kind: str, old: dict[str, AnyEntry], new: dict[str, AnyEntry]) -> Iterator[EntryPair]:
    gone = {id: entry for id, entry in old.items() if id not in new}
    come = {id: entry for id, entry in new.items() if id not in old}
    for id in old.keys() & new.keys():
        yield EntryPair(kind, old[id], new[id])
    for was, now in [*_told(gone, come)]:
        yield EntryPair(kind, gone.pop(was), come.pop(now))
    for was, now in _guessed(gone, come):
        yield EntryPair(kind, gone.pop(was), come.pop(now), guess=True)
    yield from (EntryPair(kind, entry, None) for entry in gone.values())
    yield from (EntryPair(kind, None, entry) for entry in come.values())


def _told(gone: dict[str, AnyEntry], come: dict[str, AnyEntry]) -> Iterator[tuple[str, str]]:
    """Old and new id where one of the two briefs says that it had the other's; each id once."""
    named: dict[str, set[str]] = {
        was: {*_former(entry)} & come.keys() for was, entry in gone.items()
    }
    for now, entry in come.items():
        for was in named.keys() & {*_former(entry)}:
            named[was].add(now)
    order = {now: place for place, now in enumerate(come)}
    taken: set[str] = set()
    for was, names in named.items():
        for now in sorted(names, key=order.__getitem__):
            if now not in taken and was not in taken:
                taken |= {was, now}
                yield was, now


def _former(entry: AnyEntry) -> tuple[str, ...]:
    return getattr(entry.value, "former_ids", ())


def _guessed(gone: dict[str, AnyEntry], come: dict[str, AnyEntry]) -> list[tuple[str, str]]:
    was, now = list(gone), list(come)
    old = {index: plain(gone[id].value) for index, id in enumerate(was)}
    new = {index: plain(come[id].value) for index, id in enumerate(now)}
    return [(was[i], now[j]) for i, j in like(old, new)]


@dataclass(frozen=True)
class Change:
    """One change: of a whole entry where the place is empty, else of a part of it."""

    pair: EntryPair
    action: Action
    place: Place = ()
    before: Any = None
    after: Any = None
    follows: bool = False
    """It only writes the new id of something that was renamed."""

    @property
    def field(self) -> str:
        """The field that changed, or whose items did; empty for a whole entry."""
        return next((step for step in reversed(self.place) if isinstance(step, str)), "")

    def within(self, steps: int, side: Side) -> Any:
        """What stands so many steps into the entry on the way to the change."""
        return resolve(self.pair.value(side), self.place[:steps], side)

    def owner(self, side: Side) -> object:
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

    @cached_property
    def corrected(self) -> frozenset[int]:
        """The pairs, by identity, in which a correction was entered."""
        entered = (one for one in self.changes if one.place[:1] == ("corrections",))
        return frozenset(id(one.pair) for one in entered if one.action == "added")

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
        yield Change(pair, found.action, found.place, found.before, found.after, follows)


def _facts(state: State, kind: str, id: str) -> Mapping[str, object]:
    return state.facts.get((kind, id), {})


def _follows(before: object, after: object, renames: Renames) -> bool:
    """Whether a reference or a text is the same but for new ids."""
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    old = "|".join(map(re.escape, sorted(renames)))
    pattern = rf"(?<![a-z0-9-])(?:{old})(?![a-z0-9-])"
    return re.sub(pattern, lambda match: renames[match[0]], before) == after
